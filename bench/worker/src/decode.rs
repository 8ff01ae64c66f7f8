//! Bodies from memory to typed values.

use clap::ValueEnum;
use plex_api::models::Format as Written;
use plex_decode::{Kind, Reader, fetch};
use serde_json::json;

use crate::{Place, Round, turns};

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Json,
    Xml,
}

/// A short body is decoded so often in a round that these many bytes are read, or the clock would count more than the work.
const ENOUGH: usize = 8_000_000;

pub(crate) async fn run(
    place: &Place,
    kind: Kind,
    format: Format,
    reader: Reader,
) -> anyhow::Result<()> {
    let format = match format {
        Format::Json => Written::Json,
        Format::Xml => Written::Xml,
    };
    let address = place.server.trim_start_matches("http://");
    let body = fetch(address, &place.token, kind, format)?;
    let times = (ENOUGH / body.text.len()).max(1);
    turns(async || {
        for _ in 1..times {
            drop(reader.read(&body)?);
        }
        let mut round = Round::new(times, reader.read(&body)?);
        round.more = json!({"bytes": body.text.len(), "times": times});
        Ok(round)
    })
    .await
}
