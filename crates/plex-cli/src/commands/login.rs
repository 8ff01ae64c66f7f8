//! `plex login`

use std::io::Write as _;

use anyhow::Result;

use crate::{
    account,
    args::Login,
    console::{Console, GOOD, printable},
    countdown, pin,
    store::Store,
};

/// Signs in and keeps the token.
pub(crate) async fn run(console: &mut Console, store: &Store, options: Login) -> Result<()> {
    let mut session = store.load()?;
    // Now, so that nobody types a code for a token that cannot be kept.
    store.save(&session)?;
    let mut builder = account::builder(&session.client_identifier);
    if let Some(url) = &options.plex_tv {
        builder = builder.plex_tv(url);
    }
    let plex = builder.build()?;
    let (link, usage) = if options.strong {
        (plex.link().strong().await?, pin::Use::Open)
    } else {
        (plex.link().await?, pin::Use::Type)
    };
    pin::show(console, &link, usage)?;
    if console.is_interactive() {
        pin::show_qr(console, &link)?;
    }
    let plex = countdown::until(console, link.wait(), || link.remaining()).await??;
    session.token = plex.token();
    session.plex_tv = options.plex_tv;
    store.save(&session)?;
    // The sign-in holds even if plex.tv does not tell whose it is.
    match plex.account().current().await {
        Ok(account) => writeln!(
            console,
            "{GOOD}Signed in{GOOD:#} as {}.",
            printable(&account.title)
        )?,
        Err(error) => writeln!(
            console,
            "{GOOD}Signed in{GOOD:#}, though the account does not answer: {error}"
        )?,
    }
    writeln!(console, "The token is kept in {}.", store.path().display())?;
    Ok(())
}
