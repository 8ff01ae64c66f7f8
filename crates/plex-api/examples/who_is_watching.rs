//! Who is watching what, how far they are, and whether the server has to convert it for them.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example who_is_watching`

use std::io::{self, Write};

use anyhow::Result;
use plex_api::{Metadata, Plex, Server};

pub(crate) async fn run(server: &Server, out: &mut impl Write) -> Result<()> {
    let sessions = server.status().sessions().await?;
    for item in &sessions {
        writeln!(out, "{}", line(item))?;
    }
    if sessions.is_empty() {
        writeln!(out, "Nobody is watching.")?;
    }
    Ok(())
}

fn line(item: &Metadata) -> String {
    let of_few = item.rare();
    let user = of_few.user.as_ref().and_then(|user| user.title.as_deref());
    let mut line = format!("{}: {}", user.unwrap_or("Somebody"), item.full_title());
    if let (Some(at), Some(of)) = (item.view_offset, item.duration) {
        line += &format!(", {} of {} min", at.0 / 60_000, of.0 / 60_000);
    }
    if let Some(player) = &of_few.player {
        let names = [&player.title, &player.product, &player.platform];
        let name = names.into_iter().flatten().find(|name| !name.is_empty());
        line += &format!(", on {}", name.map_or("a player", |name| name));
        if let Some(state) = &player.state {
            line += &format!(" ({state})");
        }
    }
    if of_few.transcode_session.is_some() {
        line += ", converted";
    }
    line
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Who Is Watching", "example-who-is-watching").build()?;
    run(&plex.server_from_env()?, &mut io::stdout()).await
}
