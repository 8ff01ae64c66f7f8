//! What is new of late, as Markdown for a newsletter or a chat.
//!
//! `PLEX_URL=… PLEX_TOKEN=… cargo run -p plex-api --example recently_added -- 20 > news.md`

use std::{
    env,
    io::{self, Write},
};

use anyhow::{Context, Result};
use plex_api::{MediaType, Plex, Server, query::Query};

pub(crate) async fn run(server: &Server, entries: u64, out: &mut impl Write) -> Result<()> {
    for section in server.library().sections().await? {
        let media_type = match section.media_type {
            MediaType::Movie => MediaType::Movie,
            MediaType::Show => MediaType::Episode,
            MediaType::Artist => MediaType::Album,
            _ => continue,
        };
        let newest = Query::of(media_type).sort_desc("addedAt").limit(entries);
        writeln!(out, "## {}\n", section.title)?;
        for item in server.library().items(&section).matching(&newest).await? {
            let day = item
                .added_at
                .map(|time| time.format("%-d %B: ").to_string());
            writeln!(
                out,
                "- {}**{}**",
                day.unwrap_or_default(),
                item.full_title()
            )?;
            if let Some(summary) = item.summary.filter(|summary| !summary.is_empty()) {
                writeln!(out, "  {}", summary.replace('\n', " "))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let entries = env::args().nth(1).unwrap_or("10".into());
    let entries = entries
        .parse()
        .context("how many entries of each library?")?;
    let plex = Plex::builder("Recently Added", "example-recently-added").build()?;
    run(&plex.server_from_env()?, entries, &mut io::stdout()).await
}
