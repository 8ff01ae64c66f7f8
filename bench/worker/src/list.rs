//! A long list in one call.

use clap::ValueEnum;
use plex_api::MediaType;
use serde::de::IgnoredAny;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{Place, line, strict, timed};

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Client {
    /// plex-api.
    PlexApi,
    /// reqwest and serde's derive of the same fields.
    Strict,
    /// reqwest, and a parser that keeps nothing.
    Skip,
    /// The bytes from the socket and no more.
    Socket,
}

const PATH: &str = "/library/sections/1/all?type=1";

pub(crate) async fn run(place: &Place, client: Client, rounds: usize) -> anyhow::Result<Value> {
    let mut items = 0;
    let seconds = match client {
        Client::PlexApi => {
            let server = place.plex_api()?;
            timed(rounds, async || {
                let movies = server
                    .library()
                    .items("1")
                    .media_type(MediaType::Movie)
                    .await?;
                items = movies.len();
                Ok(movies)
            })
            .await?
        }
        Client::Strict => {
            let http = reqwest::Client::new();
            timed(rounds, async || {
                let body = place.request(&http, PATH).send().await?.bytes().await?;
                let answer: strict::Answer = serde_json::from_slice(&body)?;
                items = answer.media_container.metadata.len();
                Ok(answer)
            })
            .await?
        }
        Client::Skip => {
            let http = reqwest::Client::new();
            timed(rounds, async || {
                let body = place.request(&http, PATH).send().await?.bytes().await?;
                Ok(serde_json::from_slice::<IgnoredAny>(&body)?)
            })
            .await?
        }
        Client::Socket => timed(rounds, async || socket(place).await).await?,
    };
    Ok(line(items, &seconds))
}

/// Reads the answer as it comes from the kernel, without a look at it.
async fn socket(place: &Place) -> anyhow::Result<()> {
    let host = place.server.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await?;
    let request = format!(
        "GET {PATH} HTTP/1.0\r\nHost: {host}\r\nAccept: application/json\r\nX-Plex-Token: {}\r\n\r\n",
        place.token
    );
    stream.write_all(request.as_bytes()).await?;
    let mut buffer = vec![0; 256 * 1024];
    while stream.read(&mut buffer).await? > 0 {}
    Ok(())
}
