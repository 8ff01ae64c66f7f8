//! Marks a show as watched up to an episode, for those who saw the beginning elsewhere.
//!
//! `PLEX_URL=… PLEX_TOKEN=… cargo run -p plex-api --example watched_up_to -- "Harbour Lights" 2 5`

use std::{
    env,
    io::{self, Write},
};

use anyhow::{Context, Result};
use plex_api::{MediaType, Plex, Server};

pub(crate) async fn run(
    server: &Server,
    show: &str,
    (season, episode): (i64, i64),
    out: &mut impl Write,
) -> Result<()> {
    let shows = server.library().all_items().media_type(MediaType::Show);
    let shows = shows.query("title", show).await?;
    let same = |title: &str| title.to_lowercase() == show.to_lowercase();
    let found = shows
        .iter()
        .find(|item| item.title.as_deref().is_some_and(same));
    let found = found.with_context(|| format!("there is no show named {show}"))?;

    let mut marked = 0;
    let mut episodes = server.item(found).leaves().items();
    while let Some(item) = episodes.try_next().await? {
        // Season 0 holds the specials, which are no part of the story.
        let place = item.parent_index.zip(item.index);
        let seen = item.view_count.unwrap_or_default() > 0;
        if !seen && place.is_some_and(|place| place.0 > 0 && place <= (season, episode)) {
            server.item(&item).mark_played().await?;
            marked += 1;
            writeln!(out, "✓ {}", item.full_title())?;
        }
    }
    writeln!(out, "{marked} episodes marked as watched")?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let args: Vec<_> = env::args().skip(1).collect();
    let [show, season, episode] = args.as_slice() else {
        anyhow::bail!("which show, season and episode? such as \"Harbour Lights\" 2 5");
    };
    let upto = (season.parse()?, episode.parse()?);
    let plex = Plex::builder("Watched up to", "example-watched-up-to").build()?;
    run(&plex.server_from_env()?, show, upto, &mut io::stdout()).await
}
