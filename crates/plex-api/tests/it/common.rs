//! What the tests share: a mock server and a client of it.

use std::{error::Error as _, time::Duration};

use plex_api::{Format, Plex, PlexBuilder, Retry, Server};
use plex_mock::{Builder, PlexMock};

/// The client identifier of all tests.
pub(crate) const CLIENT: &str = "test-client-0001";

/// A mock server with a library of 25 movies.
pub(crate) async fn mock() -> PlexMock {
    start(PlexMock::builder()).await
}

/// A mock server with 25 movies and other choices.
pub(crate) async fn start(builder: Builder) -> PlexMock {
    builder
        .movies(25)
        .start()
        .await
        .expect("the mock server starts")
}

/// A client of the mock server that does not wait long.
pub(crate) fn builder(mock: &PlexMock) -> PlexBuilder {
    Plex::builder("Test App", CLIENT)
        .plex_tv(mock.plex_tv_url())
        .poll_interval(Duration::from_millis(2))
        .probe_timeout(Duration::from_millis(800))
        .page_size(10)
        .retry(Retry::never())
}

/// A signed-in client.
pub(crate) fn signed_in(mock: &PlexMock) -> Plex {
    builder(mock)
        .token(mock.token())
        .build()
        .expect("the settings are right")
}

/// The mock server's media server, connected.
pub(crate) async fn server(mock: &PlexMock) -> Server {
    server_in(mock, Format::Json).await
}

/// The same, asked for a format.
pub(crate) async fn server_in(mock: &PlexMock, format: Format) -> Server {
    let plex = builder(mock)
        .token(mock.token())
        .format(format)
        .build()
        .expect("the settings are right");
    plex.server_at(mock.server_url(), mock.server_token())
        .expect("the address is right")
}

/// A policy that pauses next to nothing.
pub(crate) fn quick() -> Retry {
    Retry::default().first_pause(Duration::from_millis(1))
}

/// The mock server's media server, asked again by a policy.
pub(crate) fn retrying(mock: &PlexMock, retry: Retry) -> Server {
    let plex = builder(mock)
        .retry(retry)
        .build()
        .expect("the settings are right");
    plex.server_at(mock.server_url(), mock.server_token())
        .expect("the address is right")
}

/// The mock server's media server as an account finds it at plex.tv.
pub(crate) async fn found_by(plex: &Plex) -> Server {
    let servers = plex.servers().await.expect("plex.tv lists them");
    let attic = servers.named("Attic").expect("it is one of them");
    attic.connect().await.expect("it answers")
}

/// An error with all its causes as a person sees it, ports and times replaced so that it can be compared.
pub(crate) fn shown(mock: &PlexMock, error: &plex_api::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str("\n  because: ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text.replace(mock.server_url(), "http://server")
        .replace(mock.plex_tv_url(), "http://plex.tv")
}

/// An address at which nobody listens.
pub(crate) fn closed_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    format!("http://{address}")
}
