//! Many small calls.

use clap::ValueEnum;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Deserialize;
use serde_json::Value;

use crate::{Place, line, strict, timed};

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

/// The first movie in the list.
async fn some_movie(place: &Place) -> anyhow::Result<String> {
    let server = place.plex_api()?;
    let mut movies = server.library().items("1").page_size(1).items();
    let movie = movies.try_next().await?;
    let key = movie.and_then(|movie| movie.rating_key);
    Ok(key
        .ok_or_else(|| anyhow::anyhow!("there is no movie"))?
        .to_string())
}

pub(crate) async fn run(
    place: &Place,
    client: Client,
    what: What,
    (count, at_once): (usize, usize),
    rounds: usize,
) -> anyhow::Result<Value> {
    let movie = some_movie(place).await?;
    let seconds = match client {
        Client::PlexApi => {
            let server = place.plex_api()?;
            timed(rounds, async || {
                let calls = (0..count).map(|_| async {
                    match what {
                        What::Identity => drop(server.identity().await?),
                        What::Details => drop(server.metadata().get(movie.as_str()).await?),
                    }
                    anyhow::Ok(())
                });
                at_a_time(calls, at_once).await
            })
            .await?
        }
        Client::Strict => {
            let http = reqwest::Client::new();
            let details = format!("/library/metadata/{movie}");
            timed(rounds, async || {
                let calls = (0..count).map(|_| async {
                    let path = match what {
                        What::Identity => "/identity",
                        What::Details => &details,
                    };
                    let body = place.request(&http, path).send().await?.bytes().await?;
                    match what {
                        What::Identity => drop(serde_json::from_slice::<Identity>(&body)?),
                        What::Details => drop(serde_json::from_slice::<strict::Answer>(&body)?),
                    }
                    anyhow::Ok(())
                });
                at_a_time(calls, at_once).await
            })
            .await?
        }
    };
    Ok(line(count, &seconds))
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
