//! `plex libraries`

use std::io::Write as _;

use anyhow::{Context as _, Result};
use plex_api::{AvailableServer, Servers};

use crate::{
    account,
    args::Libraries,
    console::{BOLD, Console, printable},
    store::Store,
    table::{NOTHING, row, table},
};

/// Lists the libraries of a server.
pub(crate) async fn run(console: &mut Console, store: &Store, options: &Libraries) -> Result<()> {
    let servers = account::signed_in(store)?.servers().await?;
    let (chosen, why) = match &options.server {
        Some(name) => (servers.named(name)?, String::new()),
        None => choose(&servers)?,
    };
    let server = chosen.connect().await?;
    let address = server.url().to_string();
    writeln!(
        console,
        "{BOLD}{}{BOLD:#} at {}{why}",
        printable(server.name()),
        address.trim_end_matches('/')
    )?;
    let sections = server.library().sections().await?;
    if sections.is_empty() {
        writeln!(console, "The server has no libraries.")?;
        return Ok(());
    }
    let mut table = table([">Key", "Library", "Holds", "Language", "Scanned"]);
    for section in sections {
        table.add_row(row([
            section.key.to_string(),
            section.title.into(),
            section.media_type.to_string(),
            section.language.as_deref().unwrap_or(NOTHING).to_owned(),
            section.scanned_at.map_or_else(
                || NOTHING.into(),
                |time| time.format("%Y-%m-%d").to_string(),
            ),
        ]));
    }
    writeln!(console, "{table}")?;
    Ok(())
}

/// The server to take where none was named, and why it.
fn choose(servers: &Servers) -> Result<(&AvailableServer, String)> {
    let own = |server: &&AvailableServer| server.resource().owned == Some(true);
    let chosen = servers
        .iter()
        .find(own)
        .or_else(|| servers.first())
        .context("the account has no servers")?;
    let why = match (servers.len(), servers.iter().filter(own).count()) {
        (1, _) => ", the only server of the account".into(),
        (all, 0) => format!(", the first of {all} servers (--server NAME takes another)"),
        (all, 1) => {
            format!(", the account's own among {all} servers (--server NAME takes another)")
        }
        (_, own) => {
            format!(", the first of the account's own {own} servers (--server NAME takes another)")
        }
    };
    Ok((chosen, why))
}
