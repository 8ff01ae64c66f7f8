//! A list that is kept.

use serde_json::json;

use crate::{Place, Round, process::memory_kib, stream::movies, turns};

pub(crate) async fn run(place: &Place, page_size: u64, times: usize) -> anyhow::Result<()> {
    let server = place.plex_api()?;
    // The connection is there before anything is counted.
    movies(&server, page_size).count().await?;
    let before = memory_kib("VmRSS").unwrap_or_default();
    turns(async || {
        let mut lists = Vec::with_capacity(times);
        for _ in 0..times {
            let mut stream = movies(&server, page_size).items();
            let mut list = Vec::new();
            while let Some(movie) = stream.try_next().await? {
                list.push(movie);
            }
            lists.push(list);
        }
        let items = lists.iter().map(Vec::len).sum();
        let held = memory_kib("VmRSS")
            .unwrap_or_default()
            .saturating_sub(before);
        let mut round = Round::new(items, lists);
        round.more = json!({"held_kib": held});
        Ok(round)
    })
    .await
}
