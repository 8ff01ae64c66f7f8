//! Servers and players of the local network, found without plex.tv.
//!
//! Plex calls it GDM: a question by UDP to everybody near, to which servers and players answer with a few header lines.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::net::UdpSocket;

use crate::{Error, Result, engine::moment_in};

/// What is asked. Everybody with the right port open answers it.
const QUESTION: &[u8] = b"M-SEARCH * HTTP/1.0\r\n\r\n";

/// Where servers listen.
const SERVERS: &str = "239.0.0.250:32414";

/// Where players listen.
const PLAYERS: &str = "255.255.255.255:32412";

/// The longest answer that is read; real ones have some 300 bytes.
const LONGEST: usize = 8 * 1024;

/// A search of the local network.
///
/// ```no_run
/// # async fn example() -> plex_api::Result<()> {
/// use plex_api::Search;
///
/// for found in Search::servers().run().await? {
///     println!("{} at {}", found.name().unwrap_or("a server"), found.url());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a search does nothing until it is run"]
pub struct Search {
    target: String,
    wait: Duration,
}

impl Search {
    /// Looks for media servers.
    pub fn servers() -> Self {
        Self::at(SERVERS)
    }

    /// Looks for players that obey remote control.
    pub fn players() -> Self {
        Self::at(PLAYERS)
    }

    /// Asks at another address, such as the one machine in question.
    pub fn at(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            wait: Duration::from_secs(2),
        }
    }

    /// How long to wait for answers; 2 s where it is not set.
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Asks, and gives whoever answered, each once.
    ///
    /// # Errors
    ///
    /// [`Error::Network`] if the question cannot be sent: there is no network, or it forbids broadcasts.
    pub async fn run(self) -> Result<Vec<Found>> {
        let network = |source| Error::Network {
            what: format!("asking {} who is there", self.target),
            source,
        };
        let socket = UdpSocket::bind("0.0.0.0:0").await.map_err(network)?;
        socket.set_broadcast(true).map_err(network)?;
        socket
            .send_to(QUESTION, &self.target)
            .await
            .map_err(network)?;
        let deadline = moment_in(self.wait);
        let mut answer = vec![0; LONGEST];
        let mut found: Vec<Found> = Vec::new();
        while let Ok(received) =
            tokio::time::timeout_at(deadline, socket.recv_from(&mut answer)).await
        {
            // A host near us that refuses says so here; others may still answer.
            let Ok((length, from)) = received else {
                continue;
            };
            if let Some(one) = Found::read(answer.get(..length).unwrap_or_default(), from)
                && !found.iter().any(|other| other.is(&one))
            {
                found.push(one);
            }
        }
        Ok(found)
    }
}

/// A server or player that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    from: SocketAddr,
    headers: HashMap<String, String>,
}

impl Found {
    /// Reads a datagram, for those who ask in a way of their own; none if it is no answer.
    ///
    /// ```
    /// use plex_api::Found;
    ///
    /// let datagram = b"HTTP/1.0 200 OK\r\nName: Attic\r\nPort: 32400\r\n";
    /// let found = Found::read(datagram, ([192, 0, 2, 7], 32414).into()).unwrap();
    /// assert_eq!(found.url(), "http://192.0.2.7:32400");
    /// ```
    #[must_use]
    pub fn read(datagram: &[u8], from: SocketAddr) -> Option<Self> {
        let text = String::from_utf8_lossy(datagram);
        let mut lines = text.lines();
        let status = lines.next()?;
        if !(status.starts_with("HTTP/") && status.split_whitespace().nth(1) == Some("200")) {
            return None;
        }
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { from, headers })
    }

    fn is(&self, other: &Self) -> bool {
        match (self.machine_identifier(), other.machine_identifier()) {
            (Some(this), Some(other)) => this == other,
            _ => self.from == other.from,
        }
    }

    /// A line of the answer, by its name in any case: `Name`, `Version`, `Updated-At`, `Protocol-Capabilities` …
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(&name.to_ascii_lowercase())
            .map(String::as_str)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.header("Name")
    }

    /// The id by which the account's resources and `/identity` know it.
    #[must_use]
    pub fn machine_identifier(&self) -> Option<&str> {
        self.header("Resource-Identifier")
    }

    /// The address it answered from.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.from.ip()
    }

    /// The port of its HTTP interface; 32400 where it does not say.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.header("Port")
            .and_then(|port| port.parse().ok())
            .unwrap_or(32400)
    }

    /// The address of its HTTP interface, for [`Plex::server_at`](crate::Plex::server_at).
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", SocketAddr::new(self.address(), self.port()))
    }
}
