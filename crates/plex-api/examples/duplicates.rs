//! Which films and episodes are there more than once, and how much room the smaller copies take.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example duplicates`

use std::{
    cmp::Reverse,
    io::{self, Write},
};

use anyhow::Result;
use plex_api::{
    Media, MediaType, Plex, Server,
    query::{Query, flag},
};

#[path = "shared/size.rs"]
#[allow(clippy::duplicate_mod)] // the tests take in every program
mod size;
use size::human;

pub(crate) async fn run(server: &Server, out: &mut impl Write) -> Result<()> {
    let mut spare = 0;
    for section in server.library().sections().await? {
        let media_type = section.played_type();
        if !matches!(media_type, MediaType::Movie | MediaType::Episode) {
            continue;
        }
        let twice = Query::of(media_type).filter(flag("duplicate").is(true));
        let mut items = server.library().items(&section).matching(&twice).items();
        while let Some(mut item) = items.try_next().await? {
            writeln!(out, "{}", item.full_title())?;
            item.media.sort_by_key(|version| Reverse(bytes(version)));
            for version in &item.media {
                let resolution = version.video_resolution.as_deref().unwrap_or("?");
                let codec = version.video_codec.as_deref().unwrap_or("?");
                let size = human(bytes(version));
                writeln!(out, "  {resolution} {codec}, {size}")?;
            }
            spare += item.media.iter().skip(1).map(bytes).sum::<i64>();
        }
    }
    writeln!(out, "{} in smaller copies", human(spare))?;
    Ok(())
}

fn bytes(version: &Media) -> i64 {
    version.parts.iter().filter_map(|part| part.size).sum()
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Duplicates", "example-duplicates").build()?;
    run(&plex.server_from_env()?, &mut io::stdout()).await
}
