//! How many files of each resolution and codec there are, and how much room they take.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example library_size`

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use anyhow::Result;
use plex_api::{LeanString, MediaType, Plex, Server};

#[path = "shared/size.rs"]
#[allow(clippy::duplicate_mod)] // the tests take in every program
mod size;
use size::human;

pub(crate) async fn run(server: &Server, out: &mut impl Write) -> Result<()> {
    for section in server.library().sections().await? {
        let media_type = section.played_type();
        if !matches!(media_type, MediaType::Movie | MediaType::Episode) {
            continue;
        }
        let mut kinds = BTreeMap::<_, (u64, i64)>::new();
        let items = server.library().items(&section).media_type(media_type);
        let mut items = items.items();
        while let Some(item) = items.try_next().await? {
            for version in item.media {
                let name = |name: Option<LeanString>| name.unwrap_or("?".into());
                let kind = (name(version.video_resolution), name(version.video_codec));
                let (files, bytes) = kinds.entry(kind).or_default();
                for part in version.parts {
                    *files += 1;
                    *bytes += part.size.unwrap_or_default();
                }
            }
        }
        writeln!(out, "{}", section.title)?;
        for ((resolution, codec), (files, bytes)) in kinds {
            let size = human(bytes);
            writeln!(
                out,
                "  {resolution:>5} {codec:<8} {files:>6} files {size:>7}"
            )?;
        }
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Library Size", "example-library-size").build()?;
    run(&plex.server_from_env()?, &mut io::stdout()).await
}
