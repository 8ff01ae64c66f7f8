//! `plex servers`

use std::io::Write as _;

use anyhow::Result;
use plex_api::{Connection, Resource};

use crate::{
    account,
    console::Console,
    store::Store,
    table::{NOTHING, row, table},
};

/// Lists the account's servers.
pub(crate) async fn run(console: &mut Console, store: &Store) -> Result<()> {
    let servers = account::signed_in(store)?.servers().await?;
    if servers.is_empty() {
        writeln!(console, "The account has no servers.")?;
        return Ok(());
    }
    let mut table = table([
        "Server",
        "Owner",
        "Version",
        "Platform",
        "Online",
        "Addresses",
    ]);
    for server in servers.iter() {
        let resource = server.resource();
        table.add_row(row([
            server.name().to_owned(),
            owner(resource),
            resource
                .product_version
                .as_deref()
                .unwrap_or(NOTHING)
                .to_owned(),
            resource.platform.as_deref().unwrap_or(NOTHING).to_owned(),
            presence(resource).into(),
            addresses(&resource.connections),
        ]));
    }
    writeln!(console, "{table}")?;
    Ok(())
}

fn owner(resource: &Resource) -> String {
    match (&resource.owned, &resource.source_title) {
        (Some(true), _) => "you".into(),
        (_, Some(name)) => name.to_string(),
        _ => NOTHING.into(),
    }
}

fn presence(resource: &Resource) -> &'static str {
    match resource.presence {
        Some(true) => "yes",
        Some(false) => "no",
        None => NOTHING,
    }
}

/// How many addresses there are of each kind.
fn addresses(connections: &[Connection]) -> String {
    let count = |kind: &str| {
        connections
            .iter()
            .filter(|connection| distance(connection) == kind)
            .count()
    };
    let counts: Vec<String> = ["local", "remote", "relay"]
        .into_iter()
        .filter_map(|kind| match count(kind) {
            0 => None,
            number => Some(format!("{number} {kind}")),
        })
        .collect();
    if counts.is_empty() {
        NOTHING.into()
    } else {
        counts.join(", ")
    }
}

/// Where an address leads.
pub(crate) fn distance(connection: &Connection) -> &'static str {
    match (connection.relay, connection.local) {
        (Some(true), _) => "relay",
        (_, Some(true)) => "local",
        _ => "remote",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_by_kind() {
        let connection = |local, relay| {
            let mut connection = Connection::default();
            connection.local = Some(local);
            connection.relay = Some(relay);
            connection
        };
        let connections = [
            connection(true, false),
            connection(false, true),
            connection(true, false),
        ];
        assert_eq!(addresses(&connections), "2 local, 1 relay");
        assert_eq!(addresses(&[]), "–");
    }
}
