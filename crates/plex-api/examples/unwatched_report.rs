//! What there is left to watch: how many films and episodes of each library, how many hours that is, and the longest.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example unwatched_report`

use std::io::{self, Write};

use anyhow::Result;
use plex_api::{
    MediaType, Plex, Server,
    query::{Query, flag},
};

pub(crate) async fn run(server: &Server, out: &mut impl Write) -> Result<()> {
    for section in server.library().sections().await? {
        let media_type = section.played_type();
        if !matches!(media_type, MediaType::Movie | MediaType::Episode) {
            continue;
        }
        let all = server
            .library()
            .items(&section)
            .media_type(media_type.clone());
        let all = all.count().await?;
        let unwatched = Query::of(media_type)
            .filter(flag("unwatched").is(true))
            .sort_desc("duration");
        let mut items = server
            .library()
            .items(&section)
            .matching(&unwatched)
            .items();
        let (mut count, mut minutes, mut longest) = (0_u64, 0, None);
        while let Some(item) = items.try_next().await? {
            count += 1;
            minutes += item.duration.map_or(0, |duration| duration.0 / 60_000);
            longest.get_or_insert(item);
        }
        let title = &section.title;
        writeln!(
            out,
            "{title}: {count} of {all} unwatched, {} hours",
            minutes / 60
        )?;
        if let Some(item) = longest {
            writeln!(out, "  longest: {}", item.full_title())?;
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Unwatched Report", "example-unwatched-report").build()?;
    run(&plex.server_from_env()?, &mut io::stdout()).await
}
