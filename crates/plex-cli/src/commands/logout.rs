//! `plex logout`

use std::io::Write as _;

use anyhow::Result;

use crate::{account, console::Console, store::Store};

/// Withdraws the token and forgets it. The installation's identifier stays, so that the next sign-in is no new device.
///
/// A plex.tv that is out of reach does not keep anybody signed in here: the token is forgotten all the same.
pub(crate) async fn run(console: &mut Console, store: &Store) -> Result<()> {
    let mut session = account::load(store)?;
    let plex = account::signed_in(store)?;
    session.token = None;
    session.plex_tv = None;
    store.save(&session)?;
    match plex.auth().sign_out().await {
        Ok(()) => writeln!(
            console,
            "Signed out: the token is withdrawn and no longer kept here."
        )?,
        // It was withdrawn before.
        Err(error) if error.status() == Some(401) => {
            writeln!(console, "Signed out: the token is no longer kept here.")?;
        }
        Err(error) => {
            writeln!(
                console,
                "Signed out here: the token is no longer kept. It could not be withdrawn:"
            )?;
            writeln!(console, "{error}")?;
            writeln!(
                console,
                "To withdraw it, remove the device in the account's settings, under authorized devices."
            )?;
        }
    }
    Ok(())
}
