//! The servers of an account, and the choice of the address at which one is reached.

use std::{fmt, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};
use plex_models::{Connection, Resource, Token};
use url::Url;

use crate::{
    Error, Result, Retry, Server,
    error::{Failure, Tried},
    plex::{Plex, address},
};

/// How long a better address may still answer after a worse one did.
const GRACE: Duration = Duration::from_millis(250);

/// The media servers of an account. Dereferences to a slice.
#[derive(Debug, Clone)]
pub struct Servers(Vec<AvailableServer>);

impl Servers {
    pub(crate) async fn list(plex: &Plex) -> Result<Self> {
        let resources = plex
            .resources()
            .list()
            .include_https(true)
            .include_relay(true)
            .include_ipv6(true)
            .await?;
        let servers = resources
            .into_iter()
            .filter(is_server)
            .map(|resource| AvailableServer {
                plex: plex.clone(),
                resource,
            });
        Ok(Self(servers.collect()))
    }

    /// The server of this name, in any case of letters; or the one with this client identifier.
    ///
    /// # Errors
    ///
    /// [`Error::NoServer`], which lists the names that there are.
    pub fn named(&self, name: &str) -> Result<&AvailableServer> {
        let wanted = name.to_lowercase();
        self.iter()
            .find(|server| {
                server.name().to_lowercase() == wanted || server.resource.client_identifier == name
            })
            .ok_or_else(|| Error::NoServer {
                name: name.to_owned(),
                known: self.iter().map(|server| server.name().to_owned()).collect(),
            })
    }
}

impl std::ops::Deref for Servers {
    type Target = [AvailableServer];

    fn deref(&self) -> &[AvailableServer] {
        &self.0
    }
}

impl IntoIterator for Servers {
    type Item = AvailableServer;
    type IntoIter = std::vec::IntoIter<AvailableServer>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

fn is_server(resource: &Resource) -> bool {
    resource
        .provides
        .split(',')
        .any(|role| role.trim() == "server")
}

/// A media server that the account may use, not yet connected.
#[derive(Clone)]
pub struct AvailableServer {
    plex: Plex,
    resource: Resource,
}

impl AvailableServer {
    /// The server's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.resource.name
    }

    /// Everything that plex.tv says of the server.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// Finds the best address that answers, and connects there.
    ///
    /// All addresses are asked for their identity at once, without a token. Local ones are preferred to remote ones,
    /// https to http, and relays come last; a better one may answer up to a quarter of a second after a worse one.
    /// Addresses at which another server answers are not taken.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`], which says for each address what happened.
    pub async fn connect(&self) -> Result<Server> {
        let (candidates, mut tried) = self.candidates();
        let mut probes: FuturesUnordered<_> = candidates
            .iter()
            .enumerate()
            .map(|(rank, candidate)| async move { (rank, self.probe(candidate).await) })
            .collect();
        let mut best: Option<usize> = None;
        let mut open: Vec<usize> = (0..candidates.len()).collect();
        loop {
            // Nothing better is still open.
            if best.is_some_and(|best| open.iter().all(|rank| *rank > best)) {
                break;
            }
            let next = match best {
                None => probes.next().await,
                Some(_) => match tokio::time::timeout(GRACE, probes.next()).await {
                    Ok(next) => next,
                    Err(_) => break,
                },
            };
            let Some((rank, outcome)) = next else { break };
            open.retain(|other| *other != rank);
            match outcome {
                Ok(()) => best = Some(best.map_or(rank, |best| best.min(rank))),
                Err(failure) => tried.extend(candidates.get(rank).map(|candidate| Tried {
                    address: candidate.to_string(),
                    failure,
                })),
            }
        }
        let Some(url) = best.and_then(|rank| candidates.get(rank)) else {
            return Err(Error::NoConnection {
                server: self.name().to_owned(),
                tried,
            });
        };
        let token = self.resource.access_token.clone();
        Ok(self.server(url, token).with_tried(tried))
    }

    /// Asks an address who is there. No token is sent: it might be anybody.
    async fn probe(&self, url: &Url) -> Result<(), Failure> {
        let identity = self
            .server(url, None)
            .system()
            .identity()
            .retry(Retry::never())
            .timeout(self.plex.client().settings.probe_timeout)
            .await
            .map_err(Box::new)?;
        let expected = self.resource.client_identifier.as_str();
        let found = identity.machine_identifier.as_str();
        if found == expected {
            return Ok(());
        }
        Err(Failure::AnotherServer {
            found: found.to_owned(),
        })
    }

    fn server(&self, url: &Url, token: Option<Token>) -> Server {
        Server::new(
            self.plex.client(),
            url.clone(),
            token.into(),
            self.name().to_owned(),
        )
    }

    /// The addresses worth trying, best first, and those that are not.
    fn candidates(&self) -> (Vec<Url>, Vec<Tried>) {
        let mut ranked = Vec::new();
        let mut skipped = Vec::new();
        for connection in &self.resource.connections {
            for text in self.addresses_of(connection) {
                let failure = match (
                    self.refusal(connection, &text),
                    address("connection", &text),
                ) {
                    (None, Ok(url)) => {
                        ranked.push((preference(connection, &url), url));
                        continue;
                    }
                    (Some(reason), _) => Failure::Skipped(reason),
                    (None, Err(error)) => Failure::Unreachable(Box::new(error)),
                };
                skipped.push(Tried {
                    address: text,
                    failure,
                });
            }
        }
        ranked.sort_by_key(|(preference, _)| *preference);
        let mut candidates: Vec<Url> = ranked.into_iter().map(|(_, url)| url).collect();
        candidates.dedup();
        (candidates, skipped)
    }

    /// The address as plex.tv gives it, and on the local network also the bare one: a resolver that refuses local answers
    /// makes the first unreachable.
    fn addresses_of(&self, connection: &Connection) -> Vec<String> {
        let mut addresses = vec![connection.uri.clone()];
        if let (Some(true), Some(address), Some(port)) =
            (connection.local, &connection.address, connection.port)
        {
            let host = if address.contains(':') {
                format!("[{address}]")
            } else {
                address.clone()
            };
            let bare = format!("http://{host}:{port}");
            if !addresses.contains(&bare) {
                addresses.push(bare);
            }
        }
        addresses
    }

    fn refusal(&self, connection: &Connection, address: &str) -> Option<&'static str> {
        let resource = &self.resource;
        if resource.https_required == Some(true) && address.starts_with("http:") {
            return Some("the server asks for https");
        }
        let same_network =
            resource.owned == Some(true) || resource.public_address_matches == Some(true);
        if connection.local == Some(true) && !same_network {
            return Some("a local address of somebody else's network");
        }
        None
    }
}

/// Lower is better: how far the address is, then whether it is encrypted.
fn preference(connection: &Connection, url: &Url) -> (u8, bool) {
    let distance = match (connection.relay, connection.local) {
        (Some(true), _) => 2,
        (_, Some(true)) => 0,
        _ => 1,
    };
    (distance, url.scheme() != "https")
}

impl fmt::Debug for AvailableServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AvailableServer")
            .field("name", &self.name())
            .field("connections", &self.resource.connections.len())
            .finish_non_exhaustive()
    }
}
