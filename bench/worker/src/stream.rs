//! A list too long for one answer.

use plex_api::MediaType;
use serde_json::Value;

use crate::{Place, line, timed};

pub(crate) async fn run(place: &Place, page_size: u64, rounds: usize) -> anyhow::Result<Value> {
    let server = place.plex_api()?;
    let mut items = 0;
    let seconds = timed(rounds, async || {
        let mut movies = server
            .library()
            .items("1")
            .media_type(MediaType::Movie)
            .page_size(page_size)
            .items();
        items = 0;
        while movies.try_next().await?.is_some() {
            items += 1;
        }
        Ok(())
    })
    .await?;
    Ok(line(items, &seconds))
}
