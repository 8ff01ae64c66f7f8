//! A list too long for one answer.

use std::hint::black_box;

use anyhow::Context as _;
use plex_api::{
    MediaType,
    models::{Format, MetadataContainer, decode},
    operations::library::Items,
};

use crate::{Place, Round, turns};

/// How many pages are in memory while they are decoded alone: more than the processor's own memory holds.
const PAGES: u64 = 100;

pub(crate) fn movies<'a>(server: &'a plex_api::Server, page_size: u64) -> Items<'a> {
    server
        .library()
        .items("1")
        .media_type(MediaType::Movie)
        .page_size(page_size)
}

pub(crate) async fn run(place: &Place, page_size: u64) -> anyhow::Result<()> {
    let server = place.plex_api()?;
    turns(async || {
        let mut movies = movies(&server, page_size).items();
        let mut items = 0;
        while black_box(movies.try_next().await?).is_some() {
            items += 1;
        }
        Ok(Round::new(items, ()))
    })
    .await
}

/// The floor: decoding the same pages, with nobody to wait for.
pub(crate) async fn pages_alone(place: &Place, page_size: u64) -> anyhow::Result<()> {
    let count = movies(&place.plex_api()?, page_size).count().await?;
    let http = reqwest::Client::new();
    let mut pages = Vec::new();
    for page in 0..count.div_ceil(page_size).min(PAGES) {
        let request = place
            .request(&http, "/library/sections/1/all?type=1")
            .header("X-Plex-Container-Start", page * page_size)
            .header("X-Plex-Container-Size", page_size);
        pages.push(request.send().await?.bytes().await?);
    }
    let count = usize::try_from(count).context("too many")?;
    turns(async || {
        let mut items = 0;
        for page in pages.iter().cycle() {
            let answer =
                decode::object::<MetadataContainer>(Format::Json, page, Some("MediaContainer"))?;
            items += black_box(answer).value.metadata.len();
            if items >= count {
                break;
            }
        }
        Ok(Round::new(items, ()))
    })
    .await
}
