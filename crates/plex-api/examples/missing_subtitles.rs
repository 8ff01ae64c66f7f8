//! Which films have no subtitles in a language, such as `de`.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example missing_subtitles -- de`

use std::{
    env,
    io::{self, Write},
};

use anyhow::{Context, Result};
use plex_api::{MediaType, Metadata, Plex, Server, StreamType};

/// So many films are asked about at once.
const AT_ONCE: usize = 50;

pub(crate) async fn run(server: &Server, language: &str, out: &mut impl Write) -> Result<()> {
    let (mut lacking, mut all) = (0, 0);
    for section in server.library().sections().await? {
        if section.media_type != MediaType::Movie {
            continue;
        }
        let films = server.library().items(&section).page_size(AT_ONCE as u64);
        let mut pages = films.pages();
        while let Some(page) = pages.try_next().await? {
            // Lists leave the streams out; the details of a film have them.
            for film in server.metadata().get(&page.items).await? {
                all += 1;
                if !has_subtitles(&film, language) {
                    lacking += 1;
                    writeln!(out, "{}", film.full_title())?;
                }
            }
        }
    }
    writeln!(
        out,
        "{lacking} of {all} films have no subtitles in {language}"
    )?;
    Ok(())
}

fn has_subtitles(film: &Metadata, language: &str) -> bool {
    let parts = film.media.iter().flat_map(|version| &version.parts);
    parts.flat_map(|part| &part.streams).any(|stream| {
        stream.stream_type == Some(StreamType::Subtitle)
            && [&stream.language_tag, &stream.language_code]
                .into_iter()
                .any(|name| name.as_deref() == Some(language))
    })
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Missing Subtitles", "example-missing-subtitles").build()?;
    let language = env::args().nth(1).context("which language? such as de")?;
    run(&plex.server_from_env()?, &language, &mut io::stdout()).await
}
