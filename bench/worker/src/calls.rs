//! Many small calls.

use clap::ValueEnum;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use plex_decode::strict;
use serde::Deserialize;

use crate::{Place, Round, some_movie, turns};

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Client {
    /// plex-api.
    PlexApi,
    /// reqwest and serde's derive of the same fields.
    Strict,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum What {
    /// Who the server is.
    Identity,
    /// Everything about one movie.
    Details,
}

/// What `/identity` answers.
#[derive(Deserialize)]
#[allow(dead_code)]
struct Identity {
    #[serde(rename = "MediaContainer")]
    media_container: Server,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct Server {
    size: Option<i64>,
    claimed: Option<bool>,
    machine_identifier: String,
    version: Option<String>,
}

pub(crate) async fn run(
    place: &Place,
    client: Client,
    what: What,
    count: usize,
    at_once: usize,
) -> anyhow::Result<()> {
    let movie = some_movie(place).await?;
    let http = reqwest::Client::new();
    let server = place.plex_api()?;
    let details = format!("/library/metadata/{movie}");
    turns(async || {
        match client {
            Client::PlexApi => {
                let calls = (0..count).map(|_| async {
                    match what {
                        What::Identity => drop(server.identity().await?),
                        What::Details => drop(server.metadata().get(movie.as_str()).await?),
                    }
                    Ok(())
                });
                at_a_time(calls, at_once).await?;
            }
            Client::Strict => {
                let calls = (0..count).map(|_| async {
                    let path = match what {
                        What::Identity => "/identity",
                        What::Details => &details,
                    };
                    let body = place.request(&http, path).send().await?.bytes().await?;
                    match what {
                        What::Identity => drop(serde_json::from_slice::<Identity>(&body)?),
                        What::Details => {
                            drop(serde_json::from_slice::<strict::details::Answer>(&body)?)
                        }
                    }
                    Ok(())
                });
                at_a_time(calls, at_once).await?;
            }
        }
        Ok(Round::new(count, ()))
    })
    .await
}

async fn at_a_time(
    calls: impl Iterator<Item = impl Future<Output = anyhow::Result<()>>>,
    at_once: usize,
) -> anyhow::Result<()> {
    stream::iter(calls)
        .buffer_unordered(at_once)
        .try_collect()
        .await
}
