//! Answers to whoever asks the network which servers and players there are.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use tokio::net::UdpSocket;

use crate::state::State;

/// Whether and where the mock servers answer local discovery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gdm {
    /// Nowhere.
    #[default]
    Off,
    /// At ports of loopback that the system chooses.
    FreePorts,
    /// Where every client asks: servers at 32414, also by multicast, players at 32412, also by broadcast. Whoever is in
    /// the same network can find the mock servers then; to be reached they have to listen on its address as well.
    WellKnown,
}

/// Whom a socket answers for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who {
    Server,
    Players,
}

/// Where everybody asks for servers.
const GROUP: Ipv4Addr = Ipv4Addr::new(239, 0, 0, 250);

pub(crate) async fn bind(gdm: Gdm, who: Who) -> io::Result<Option<UdpSocket>> {
    let (ip, port) = match (gdm, who) {
        (Gdm::Off, _) => return Ok(None),
        (Gdm::FreePorts, _) => (Ipv4Addr::LOCALHOST, 0),
        (Gdm::WellKnown, Who::Server) => (Ipv4Addr::UNSPECIFIED, 32414),
        (Gdm::WellKnown, Who::Players) => (Ipv4Addr::UNSPECIFIED, 32412),
    };
    let address = SocketAddr::new(IpAddr::V4(ip), port);
    let socket = UdpSocket::bind(address).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot listen on UDP {address}: {error}"),
        )
    })?;
    if let (Gdm::WellKnown, Who::Server) = (gdm, who) {
        // Without a network there is nobody to ask by multicast, and those on this machine still can.
        let _ = socket.join_multicast_v4(GROUP, Ipv4Addr::UNSPECIFIED);
    }
    Ok(Some(socket))
}

/// Answers until it is dropped.
pub(crate) async fn answer(socket: UdpSocket, state: Arc<State>, who: Who) {
    let mut question = [0; 512];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut question).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let is_search = question
            .get(..length)
            .is_some_and(|question| question.starts_with(b"M-SEARCH"));
        if is_search {
            for answer in answers(&state, who) {
                let _ = socket.send_to(answer.as_bytes(), from).await;
            }
        }
    }
}

fn answers(state: &State, who: Who) -> Vec<String> {
    match who {
        Who::Server => {
            let server = &state.server;
            vec![lines(&[
                ("Content-Type", "plex/media-server"),
                ("Name", &server.name),
                ("Port", port_of(&server.url)),
                ("Resource-Identifier", &server.machine_identifier),
                ("Updated-At", &state.seconds().to_string()),
                ("Version", crate::server::VERSION),
            ])]
        }
        Who::Players => state
            .players
            .nearby()
            .map(|player| {
                lines(&[
                    ("Content-Type", "plex/media-player"),
                    ("Resource-Identifier", player.identifier),
                    ("Device-Class", player.device_class),
                    ("Name", player.title),
                    ("Port", port_of(&player.url)),
                    ("Product", player.product),
                    ("Protocol", "plex"),
                    ("Protocol-Capabilities", player.capabilities),
                    ("Protocol-Version", "1"),
                    ("Version", player.version),
                ])
            })
            .collect(),
    }
}

fn lines(headers: &[(&str, &str)]) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("HTTP/1.0 200 OK\r\n{headers}\r\n")
}

fn port_of(url: &str) -> &str {
    url.rsplit(':').next().unwrap_or_default()
}
