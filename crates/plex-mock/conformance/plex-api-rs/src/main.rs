//! What the crate plex-api promises, tried against a server. One JSON line per task on standard output.
//!
//!     conformance-plex-api --server URL --plex-tv URL --token TOKEN [--short]

mod account;
mod report;
mod server;

use std::{error::Error, fmt::Display};

use futures::executor::block_on;
use plex_api::{HttpClient, HttpClientBuilder, Server};

use crate::report::Report;

type Any<T> = Result<T, Box<dyn Error>>;

struct Options {
    server: String,
    plex_tv: String,
    token: String,
    is_short: bool,
}

fn options() -> Any<Options> {
    let mut words = std::env::args().skip(1);
    let (mut server, mut plex_tv, mut token, mut is_short) = (None, None, None, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--server" => server = words.next(),
            "--plex-tv" => plex_tv = words.next(),
            "--token" => token = words.next(),
            "--short" => is_short = true,
            other => return Err(format!("{other} is no option").into()),
        }
    }
    Ok(Options {
        server: server.ok_or("--server is missing")?,
        plex_tv: plex_tv.ok_or("--plex-tv is missing")?,
        token: token.ok_or("--token is missing")?,
        is_short,
    })
}

fn main() -> Any<()> {
    let options = options()?;
    let mut report = Report::new(options.is_short);
    block_on(async {
        account::run(&options, &mut report).await;
        let client = client(&options)?;
        let connected = Server::new(options.server.as_str(), client).await;
        let (server, failure) = match connected {
            Ok(server) => (Some(server), Ok(())),
            Err(error) => (None, Err(error.into())),
        };
        report
            .task("server", "connect", true, async { failure })
            .await;
        if let Some(server) = server {
            server::run(&server, &mut report).await;
        }
        Ok(())
    })
}

/// A client of the media server.
fn client(options: &Options) -> Any<HttpClient> {
    Ok(HttpClientBuilder::generic()
        .set_x_plex_client_identifier("conformance-plex-api-rs")
        .set_x_plex_token(options.token.clone())
        .build()?)
}

/// A client of plex.tv that is not signed in.
fn stranger(options: &Options) -> Any<HttpClient> {
    Ok(HttpClientBuilder::default()
        .set_api_url(options.plex_tv.as_str())
        .set_x_plex_client_identifier("conformance-plex-api-rs")
        .build()?)
}

fn check(holds: bool, what: &str) -> Any<()> {
    if holds { Ok(()) } else { Err(what.into()) }
}

fn same<T: PartialEq + Display>(found: T, expected: T, what: &str) -> Any<()> {
    let message = format!("{what}: {found} instead of {expected}");
    check(found == expected, &message)
}
