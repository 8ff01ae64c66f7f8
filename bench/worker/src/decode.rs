//! Bodies from memory to typed values.

use std::hint::black_box;

use clap::ValueEnum;
use plex_api::models::{Format as Written, HubContainer, MetadataContainer, decode, wire::Model};
use plex_decode::{skip_xml, strict};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::json;

use crate::{Place, Round, some_movie, turns};

/// What a body holds.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// All movies.
    Listing,
    /// Everything about one movie.
    Details,
    /// The rows of the home screen.
    Hubs,
    /// What is being played.
    Sessions,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Json,
    Xml,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Client {
    /// plex-api's types.
    PlexApi,
    /// serde's derive of the same fields.
    Strict,
    /// A parser that keeps nothing.
    Skip,
}

/// A short body is decoded so often in a round that these many bytes are read, or the clock would count more than the work.
const ENOUGH: usize = 8_000_000;

/// How many people watch something.
const WATCHING: u32 = 5;

/// Reads a body as serde's derive does; JSON has an envelope that is the root element in XML.
macro_rules! floor {
    ($kind:ident, $format:ident, $body:expr, $times:expr) => {
        match $format {
            Format::Json => repeat($body, $times, json::<strict::$kind::Answer>).await,
            Format::Xml => repeat($body, $times, xml::<strict::$kind::MediaContainer>).await,
        }
    };
}

pub(crate) async fn run(
    place: &Place,
    kind: Kind,
    format: Format,
    client: Client,
) -> anyhow::Result<()> {
    let body = body(place, kind, format).await?;
    let times = (ENOUGH / body.len()).max(1);
    match client {
        Client::PlexApi if kind == Kind::Hubs => {
            repeat(&body, times, |body| ours::<HubContainer>(format, body)).await
        }
        Client::PlexApi => {
            repeat(&body, times, |body| ours::<MetadataContainer>(format, body)).await
        }
        Client::Strict => match kind {
            Kind::Listing => floor!(listing, format, &body, times),
            Kind::Details => floor!(details, format, &body, times),
            Kind::Hubs => floor!(hubs, format, &body, times),
            Kind::Sessions => floor!(sessions, format, &body, times),
        },
        Client::Skip => match format {
            Format::Json => repeat(&body, times, json::<IgnoredAny>).await,
            Format::Xml => repeat(&body, times, skip_xml).await,
        },
    }
}

async fn repeat<T>(
    body: &[u8],
    times: usize,
    decode: impl Fn(&[u8]) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    turns(async || {
        for _ in 1..times {
            drop(black_box(decode(body)?));
        }
        let mut round = Round::new(times, decode(body)?);
        round.more = json!({"bytes": body.len(), "times": times});
        Ok(round)
    })
    .await
}

fn ours<T: Model>(format: Format, body: &[u8]) -> anyhow::Result<T> {
    let format = match format {
        Format::Json => Written::Json,
        Format::Xml => Written::Xml,
    };
    Ok(decode::object(format, body, Some("MediaContainer"))?.value)
}

fn json<T: DeserializeOwned>(body: &[u8]) -> anyhow::Result<T> {
    Ok(serde_json::from_slice(body)?)
}

fn xml<T: DeserializeOwned>(body: &[u8]) -> anyhow::Result<T> {
    Ok(quick_xml::de::from_str(std::str::from_utf8(body)?)?)
}

async fn body(place: &Place, kind: Kind, format: Format) -> anyhow::Result<Vec<u8>> {
    let http = reqwest::Client::new();
    let path = match kind {
        Kind::Listing => "/library/sections/1/all?type=1".to_owned(),
        Kind::Details => format!("/library/metadata/{}", some_movie(place).await?),
        Kind::Hubs => "/hubs".to_owned(),
        Kind::Sessions => "/status/sessions".to_owned(),
    };
    if kind == Kind::Sessions {
        let movie = some_movie(place).await?;
        for person in 0..WATCHING {
            let play =
                format!("/:/timeline?ratingKey={movie}&state=playing&time=1000&duration=5000000");
            let play = place.request(&http, &play);
            let session = format!("plex-bench-{person}");
            let play = play.header("X-Plex-Session-Identifier", session);
            play.send().await?.error_for_status()?;
        }
    }
    let accept = match format {
        Format::Json => "application/json",
        Format::Xml => "text/xml",
    };
    let answer = place.request_as(&http, &path, accept).send().await?;
    Ok(answer.error_for_status()?.bytes().await?.to_vec())
}
