//! Saves the poster of every film and show, by its title. What is there already is not fetched again.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example poster_backup -- posters`

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
};

use anyhow::Result;
use plex_api::{MediaType, Plex, Server};

pub(crate) async fn run(server: &Server, folder: &Path, out: &mut impl Write) -> Result<()> {
    let (mut saved, mut kept) = (0, 0);
    for section in server.library().sections().await? {
        if !matches!(section.media_type, MediaType::Movie | MediaType::Show) {
            continue;
        }
        let folder = folder.join(file_name(&section.title));
        fs::create_dir_all(&folder)?;
        let mut items = server.library().items(&section).items();
        while let Some(item) = items.try_next().await? {
            let (Some(poster), Some(key)) = (&item.thumb, &item.rating_key) else {
                continue;
            };
            // The key makes it one file each, whatever the titles are.
            let path = folder.join(file_name(&format!("{} [{key}].jpg", item.full_title())));
            if path.exists() {
                kept += 1;
                continue;
            }
            server.download(poster, &path).await?;
            saved += 1;
        }
    }
    writeln!(out, "{saved} posters saved, {kept} were there already")?;
    Ok(())
}

fn file_name(title: &str) -> String {
    title.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "_")
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Poster Backup", "example-poster-backup").build()?;
    let folder = env::args().nth(1).unwrap_or("posters".into());
    run(&plex.server_from_env()?, folder.as_ref(), &mut io::stdout()).await
}
