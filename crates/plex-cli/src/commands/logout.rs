//! `plex logout`

use std::io::Write as _;

use anyhow::Result;

use crate::{account, console::Console, store::Store};

/// Forgets the token. The installation's identifier stays, so that the next sign-in is no new device.
pub(crate) fn run(console: &mut Console, store: &Store) -> Result<()> {
    let mut session = account::load(store)?;
    session.token = None;
    session.plex_tv = None;
    store.save(&session)?;
    writeln!(console, "Signed out: the token is no longer kept here.")?;
    writeln!(
        console,
        "To withdraw it as well, remove the device in the account's settings, under authorized devices."
    )?;
    Ok(())
}
