//! Announces what people begin, pause and end, as it happens: a line each, to be piped into a chat.
//!
//! `PLEX_URL=http://192.168.1.20:32400 PLEX_TOKEN=… cargo run -p plex-api --example watch_party | your-chat-bot`

use std::{
    collections::HashMap,
    io::{self, Write},
};

use anyhow::Result;
use plex_api::{Event, PlaySessionStateNotification, PlaybackState, Plex, Server};

pub(crate) async fn run(server: &Server, out: &mut impl Write) -> Result<()> {
    let mut listener = server.notifications().filters(["playing"]).listen().await?;
    let mut states = HashMap::new();
    while let Some(event) = listener.try_next().await? {
        match event {
            // A player reports every few seconds; news is only what differs.
            Event::Playing(change) => {
                let state = change.state.clone();
                if states.insert(change.session_key.clone(), state.clone()) != state.map(Some) {
                    announce(server, &change, out).await?;
                }
            }
            Event::Reconnected { away, .. } => {
                states.clear();
                writeln!(out, "(was away for {} s)", away.as_secs())?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn announce(
    server: &Server,
    change: &PlaySessionStateNotification,
    out: &mut impl Write,
) -> Result<()> {
    let (Some(key), Some(state)) = (&change.rating_key, &change.state) else {
        return Ok(());
    };
    let title = server.item(key).get().await?.full_title();
    match state {
        PlaybackState::Playing => writeln!(out, "▶ {title}")?,
        PlaybackState::Paused => writeln!(out, "⏸ {title}")?,
        PlaybackState::Stopped => writeln!(out, "⏹ {title}")?,
        _ => {}
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Watch Party", "example-watch-party").build()?;
    run(&plex.server_from_env()?, &mut io::stdout()).await
}
