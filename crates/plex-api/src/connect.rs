//! The choice of the address at which a server is reached.

use std::sync::Arc;

use futures_util::{FutureExt, future::BoxFuture};
use plex_models::{Connection, Resource};
use url::Url;

use crate::{
    AvailableServer, Error, Result, Retry, Server,
    builder::address,
    client::Client,
    engine::{Addresses, Candidate, Credentials, Gate, Probe},
    error::{Failure, Tried},
};

impl AvailableServer {
    /// Finds the best address that answers, and connects there.
    ///
    /// All addresses are asked for their identity at once, without a token. Local ones are preferred to remote ones,
    /// https to http, and relays come last; a better one may answer up to a quarter of a second after a worse one, and up
    /// to a second after a relay. Addresses at which another server answers are not taken. The choice is remembered: the
    /// next time it is asked first, and alone.
    ///
    /// Should the address be out of reach later, the server looks for another one by itself.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`], which says for each address what happened.
    pub async fn connect(&self) -> Result<Server> {
        let client = self.plex.client();
        let (candidates, skipped) = candidates(&self.resource);
        let probe = IdentityProbe {
            client: client.clone(),
            machine_identifier: self.resource.client_identifier.to_string(),
        };
        let (found, mut tried) = Addresses::find(
            self.name().to_owned(),
            probe.machine_identifier.clone(),
            candidates,
            Box::new(probe),
            Arc::clone(&client.settings.known),
        )
        .await;
        tried.extend(skipped);
        let Some(addresses) = found else {
            return Err(Error::NoConnection {
                server: self.name().to_owned(),
                tried,
            });
        };
        let token = self.resource.access_token.clone();
        let server = Server::new(client, addresses, token.into(), self.name().to_owned());
        Ok(server.with_tried(tried))
    }
}

/// Asks an address who is there.
struct IdentityProbe {
    client: Client,
    machine_identifier: String,
}

impl IdentityProbe {
    async fn ask(&self, url: &Url) -> Result<(), Failure> {
        // It passes no gate: what waits there may be waiting for this.
        let here = Addresses::fixed(url.clone(), Arc::new(Gate::new(1, None)));
        let server = Server::new(&self.client, here, Credentials::None, String::new());
        let identity = server
            .system()
            .identity()
            .retry(Retry::never())
            .timeout(self.client.settings.probe_timeout)
            .await
            .map_err(Arc::new)?;
        let found = identity.machine_identifier.as_str();
        if found == self.machine_identifier {
            return Ok(());
        }
        Err(Failure::AnotherServer {
            found: found.to_owned(),
        })
    }
}

impl Probe for IdentityProbe {
    fn probe<'p>(&'p self, url: &'p Url) -> BoxFuture<'p, Result<(), Failure>> {
        self.ask(url).boxed()
    }
}

/// The addresses worth trying, best first, and those that are not.
pub(crate) fn candidates(resource: &Resource) -> (Vec<Candidate>, Vec<Tried>) {
    let mut ranked: Vec<((u8, bool), Candidate)> = Vec::new();
    let mut skipped = Vec::new();
    for connection in &resource.connections {
        for text in addresses_of(connection) {
            let failure = match (
                refusal(resource, connection, &text),
                address("connection", &text),
            ) {
                (None, Ok(url)) => {
                    let relay = connection.relay == Some(true);
                    if ranked.iter().all(|(_, known)| known.url != url) {
                        ranked.push((preference(connection, &url), Candidate { url, relay }));
                    }
                    continue;
                }
                (Some(reason), _) => Failure::Skipped(reason),
                (None, Err(error)) => Failure::Unreachable(Arc::new(error)),
            };
            skipped.push(Tried {
                address: text,
                failure,
            });
        }
    }
    ranked.sort_by_key(|(preference, _)| *preference);
    let candidates = ranked.into_iter().map(|(_, candidate)| candidate).collect();
    (candidates, skipped)
}

/// The address as plex.tv gives it, and on the local network also the bare one: a resolver that refuses local answers
/// makes the first unreachable.
fn addresses_of(connection: &Connection) -> Vec<String> {
    let mut addresses = vec![connection.uri.to_string()];
    if let (Some(true), Some(address), Some(port)) =
        (connection.local, &connection.address, connection.port)
    {
        let host = if address.contains(':') && !address.starts_with('[') {
            format!("[{address}]")
        } else {
            address.to_string()
        };
        let bare = format!("http://{host}:{port}");
        if !addresses.contains(&bare) {
            addresses.push(bare);
        }
    }
    addresses
}

fn refusal(resource: &Resource, connection: &Connection, address: &str) -> Option<&'static str> {
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

/// Lower is better: how far the address is, then whether it is encrypted.
fn preference(connection: &Connection, url: &Url) -> (u8, bool) {
    let distance = match (connection.relay, connection.local) {
        (Some(true), _) => 2,
        (_, Some(true)) => 0,
        _ => 1,
    };
    (distance, url.scheme() != "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    fn connection(line: &str) -> Connection {
        let mut connection = Connection::default();
        for (index, word) in line.split_whitespace().enumerate() {
            match word {
                uri if index == 0 => connection.uri = uri.replace("HASH", HASH).into(),
                "local" => connection.local = Some(true),
                "relay" => connection.relay = Some(true),
                word => {
                    let (address, port) = word.rsplit_once('@').unwrap();
                    connection.address = Some(address.into());
                    connection.port = Some(port.parse().unwrap());
                }
            }
        }
        connection
    }

    #[test]
    fn addresses_are_ranked_and_refused() {
        let remote = "https://203-0-113-5.HASH.plex.direct:32400";
        let relay = "https://198-51-100-9.HASH.plex.direct:8443";
        let local = "https://192-168-1-20.HASH.plex.direct:32400";
        let v6 = "https://2001-db8--1.HASH.plex.direct:32400";
        let docker = "https://172-17-0-2.HASH.plex.direct:32400";
        let as_given = [
            format!("{relay} relay"),
            format!("{remote} 203.0.113.5@32400"),
            format!("{docker} local 172.17.0.2@32400"),
            format!("{local} local 192.168.1.20@32400"),
            format!("{v6} local 2001:db8::1@32400"),
        ];
        // owned, httpsRequired, publicAddressMatches; what is tried, in this order; how many are not
        let everything = [
            docker,
            local,
            v6,
            "http://172.17.0.2:32400",
            "http://192.168.1.20:32400",
            "http://[2001:db8::1]:32400",
            remote,
            relay,
        ];
        type Row<'r> = ((bool, bool, bool), &'r [&'r str], usize);
        let table: [Row<'_>; 5] = [
            ((true, false, true), &everything, 0),
            ((true, false, false), &everything, 0),
            ((false, false, true), &everything, 0),
            ((true, true, false), &[docker, local, v6, remote, relay], 3),
            ((false, false, false), &[remote, relay], 6),
        ];
        for ((owned, https_required, public_address_matches), expected, refused) in table {
            let mut resource = Resource::default();
            resource.owned = Some(owned);
            resource.https_required = Some(https_required);
            resource.public_address_matches = Some(public_address_matches);
            resource.connections = as_given.iter().map(|line| connection(line)).collect();
            let (candidates, skipped) = candidates(&resource);
            let urls: Vec<_> = candidates
                .iter()
                .map(|candidate| {
                    candidate
                        .url
                        .as_str()
                        .trim_end_matches('/')
                        .replace(HASH, "HASH")
                })
                .collect();
            assert_eq!(urls, expected);
            assert_eq!(skipped.len(), refused, "{skipped:?}");
            assert!(
                candidates
                    .iter()
                    .all(|one| one.relay == one.url.as_str().contains("8443"))
            );
        }
    }

    #[test]
    fn an_address_that_is_none_is_told() {
        let mut resource = Resource::default();
        resource.owned = Some(true);
        resource.connections = [
            "http://fe80::1%eth0:32400",
            "https://a.example:1",
            "https://a.example:1",
        ]
        .map(connection)
        .into();
        let (candidates, skipped) = candidates(&resource);
        assert_eq!(candidates.len(), 1, "the same twice is one");
        assert!(matches!(
            &skipped[..],
            [Tried {
                failure: Failure::Unreachable(_),
                ..
            }]
        ));
    }
}
