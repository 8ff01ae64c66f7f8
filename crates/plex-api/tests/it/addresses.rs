//! Which addresses of a server are tried, and what is told of those that were not taken.

use std::time::Duration;

use plex_api::{Error, Host, Server};
use plex_mock::{Face, PlexMock};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    common::{builder, closed_port, mock, start},
    failover::{Door, at, list_as, local},
    tls,
};

/// Connects to a server of which plex.tv says this.
async fn connect(mock: &PlexMock, connections: Value, more: Value) -> Result<Server, Error> {
    list_as(mock, connections, more);
    let plex = builder(mock).probe_timeout(Duration::from_millis(300));
    let plex = plex.token(mock.token()).build().unwrap();
    let servers = plex.servers().await.unwrap();
    servers.named(mock.server_name()).unwrap().connect().await
}

/// What a person reads, line by line: first the sentence, then the addresses, in the order of the alphabet.
fn lines(error: &Error, names: &[(&str, &str)]) -> Vec<String> {
    assert!(matches!(error, Error::NoConnection { .. }), "{error}");
    let mut text = error.to_string();
    assert_eq!(format!("{error:?}"), text, "there is nothing to add");
    for (address, name) in names {
        text = text.replace(address, name);
    }
    let mut lines: Vec<_> = text.lines().map(|line| line.trim().to_owned()).collect();
    lines[1..].sort_unstable();
    lines
}

#[tokio::test]
async fn every_address_tells_what_happened_there() {
    let mock = mock().await;
    let stranger = start(PlexMock::builder().seed(99)).await;
    let closed = closed_port();
    let refused = std::net::TcpStream::connect(closed.trim_start_matches("http://"));
    // Connections are made there, and nobody answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = (format!("http://{}", silent.local_addr().unwrap()), silent);
    let connections = json!([
        local(&closed),
        local(stranger.server_url()),
        local(&silent.0),
        local("http://fe80::1%eth0:32400"),
    ]);
    let error = connect(&mock, connections, json!({"owned": true})).await;
    let names = [
        (closed.as_str(), "http://closed"),
        (stranger.server_url(), "http://container"),
        (stranger.machine_identifier(), "its own identifier"),
        (&silent.0, "http://silent"),
    ];
    let lines = lines(&error.unwrap_err(), &names);
    assert_eq!(
        lines[..3],
        [
            "Attic answers at none of its addresses; does it run, and does this network reach it?"
                .to_owned(),
            format!("http://closed: cannot connect: {}", refused.unwrap_err()),
            "http://container: another server answers there (its own identifier)".to_owned(),
        ]
    );
    assert!(lines[3].contains("is no address"), "{lines:?}");
    let timeout = "http://silent: no answer in time (";
    assert!(lines[4].starts_with(timeout), "{lines:?}");
    assert!(
        stranger
            .requests()
            .iter()
            .all(|request| request.header("x-plex-token").is_none())
    );

    let error = connect(&mock, json!([]), json!({"owned": true})).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "Attic has no address that plex.tv knows of; is it signed in, and does it run?"
    );
}

#[tokio::test]
async fn a_server_that_asks_for_https_is_not_asked_without() {
    let mock = mock().await;
    let open = Door::to(&mock).await;
    let (paper, _) = tls::issued("localhost");
    let guarded = tls::host(&paper, &[]).await;
    let connections = json!([local(&open.url), local(&guarded.url)]);
    let more = json!({"owned": true, "httpsRequired": true});
    let error = connect(&mock, connections.clone(), more).await.unwrap_err();
    let names = [
        (guarded.url.as_str(), "https://guarded"),
        (&open.url, "https://open"),
    ];
    let lines = lines(&error, &names);
    let vouches = "https://guarded: nobody who is trusted vouches for the certificate";
    assert!(lines[1].starts_with(vouches), "{lines:?}");
    assert_eq!(
        lines[2],
        "https://open: not tried: the server asks for https"
    );
    assert_eq!(open.opened(), 0);
    let server = connect(&mock, connections, json!({"owned": true})).await;
    assert_eq!(at(&server.unwrap()), open.url, "where it does not ask");
}

#[tokio::test]
async fn local_addresses_are_for_those_in_the_same_network() {
    let mock = mock().await;
    let (here, there) = (Door::to(&mock).await, Door::to(&mock).await);
    let connections = json!([local(&here.url), {"uri": there.url, "local": false}]);
    let shared = |same| json!({"owned": false, "publicAddressMatches": same});
    let server = connect(&mock, connections.clone(), shared(false)).await;
    let server = server.unwrap();
    assert_eq!(at(&server), there.url);
    assert_eq!(here.opened(), 0, "another machine may have that address");
    let [tried] = server.tried() else {
        panic!("{:?}", server.tried())
    };
    assert_eq!(tried.address, here.url);
    assert_eq!(
        tried.failure.to_string(),
        "not tried: a local address of somebody else's network"
    );
    let server = connect(&mock, connections, shared(true)).await;
    assert_eq!(at(&server.unwrap()), here.url);
}

#[tokio::test]
async fn an_address_of_the_sixth_version() {
    let mock = mock().await;
    let door = Door::between("[::1]:0".parse().unwrap(), mock.server_url()).await;
    let port = door.address.port();
    // Nobody has a certificate there, so that the bare address is left.
    let named =
        format!("https://0-0-0-0-0-0-0-1.0123456789abcdef0123456789abcdef.plex.direct:{port}");
    let connection = json!({"uri": named, "local": true, "address": "::1", "port": port});
    let server = connect(&mock, json!([connection]), json!({"owned": true})).await;
    let server = server.unwrap();
    assert_eq!(at(&server), format!("http://[::1]:{port}"));
    mock.clear_requests();
    assert!(!server.library().sections().await.unwrap().is_empty());
    let is_server = |request: &plex_mock::Received| request.face == Face::Server;
    assert!(mock.requests().iter().all(is_server));
}

/// One host of Plex alone can be somewhere else; the others stay where they are.
#[tokio::test]
async fn one_host_alone_is_elsewhere() {
    let (mock, elsewhere) = (mock().await, mock().await);
    let plex = builder(&mock)
        .host(Host::Discover, elsewhere.plex_tv_url())
        .token(mock.token())
        .build()
        .unwrap();
    plex.watchlist().list("all").await.unwrap();
    plex.resources().list().await.unwrap();
    let paths = |mock: &PlexMock| Vec::from_iter(mock.requests().into_iter().map(|it| it.path));
    assert_eq!(paths(&mock), ["/api/v2/resources"]);
    assert_eq!(paths(&elsewhere), ["/library/sections/watchlist/all"]);
}
