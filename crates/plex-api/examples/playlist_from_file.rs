//! Makes a playlist of the films in a text file: a title a line, with the year in brackets where two films share one.
//!
//! `PLEX_URL=… PLEX_TOKEN=… cargo run -p plex-api --example playlist_from_file -- "For Sunday" films.txt`

use std::{
    env, fs,
    io::{self, Write},
};

use anyhow::{Context, Result, ensure};
use plex_api::{MediaType, Metadata, Plex, Server};

pub(crate) async fn run(
    server: &Server,
    name: &str,
    titles: &str,
    out: &mut impl Write,
) -> Result<()> {
    let mut found = Vec::new();
    let titles = titles.lines().map(str::trim);
    for title in titles.filter(|title| !title.is_empty()) {
        match film(server, title).await? {
            Some(film) => found.push(film),
            None => writeln!(out, "not in the library: {title}")?,
        }
    }
    ensure!(!found.is_empty(), "none of the films is in the library");
    server.create_playlist(name).items(&found).await?;
    writeln!(out, "{name}: {} films", found.len())?;
    Ok(())
}

/// The film of exactly this title, with or without its year.
async fn film(server: &Server, wanted: &str) -> Result<Option<Metadata>> {
    let title = wanted.rsplit_once(" (").map_or(wanted, |(title, _)| title);
    let same = |a: &str| a.to_lowercase() == wanted.to_lowercase();
    let films = server.library().all_items().media_type(MediaType::Movie);
    let mut films = films.query("title", title).items();
    while let Some(film) = films.try_next().await? {
        if same(&film.full_title()) || film.title.as_deref().is_some_and(same) {
            return Ok(Some(film));
        }
    }
    Ok(None)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let name = args.next().context("which name, and which file?")?;
    let file = args.next().context("which file?")?;
    let titles = fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
    let plex = Plex::builder("Playlist from File", "example-playlist-from-file").build()?;
    run(&plex.server_from_env()?, &name, &titles, &mut io::stdout()).await
}
