//! A long list in one call.

use clap::ValueEnum;
use plex_api::MediaType;
use plex_decode::strict;
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{Place, Round, turns};

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Client {
    /// plex-api.
    PlexApi,
    /// plex-api, told to ask for gzip, as it does by itself over a network.
    Packed,
    /// reqwest and serde's derive of the same fields.
    Strict,
    /// reqwest, and a parser that keeps nothing.
    Skip,
    /// The bytes from the socket and no more.
    Socket,
}

const PATH: &str = "/library/sections/1/all?type=1";

pub(crate) async fn run(place: &Place, client: Client) -> anyhow::Result<()> {
    let http = reqwest::Client::new();
    match client {
        Client::PlexApi | Client::Packed => {
            let is_packed = matches!(client, Client::Packed);
            let server = place.plex_api()?;
            turns(async || {
                let mut request = server.library().items("1").media_type(MediaType::Movie);
                if is_packed {
                    request = request.header("Accept-Encoding", "gzip");
                }
                let movies = request.await?;
                Ok(Round::new(movies.len(), movies))
            })
            .await
        }
        Client::Strict => {
            turns(async || {
                let body = place.request(&http, PATH).send().await?.bytes().await?;
                let answer: strict::listing::Answer = serde_json::from_slice(&body)?;
                Ok(Round::new(answer.media_container.metadata.len(), answer))
            })
            .await
        }
        Client::Skip => {
            turns(async || {
                let body = place.request(&http, PATH).send().await?.bytes().await?;
                let nothing = serde_json::from_slice::<IgnoredAny>(&body)?;
                let mut round = Round::new(0, nothing);
                round.more = json!({"bytes": body.len()});
                Ok(round)
            })
            .await
        }
        Client::Socket => turns(async || Ok(Round::new(0, socket(place).await?))).await,
    }
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
