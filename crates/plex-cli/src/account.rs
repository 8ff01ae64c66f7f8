//! The client of whoever is signed in.

use anyhow::{Context as _, Result};
use plex_api::{Plex, PlexBuilder};

use crate::store::{Session, Store};

/// What people find in their list of devices.
const PRODUCT: &str = "Plex SDK for Rust";

/// A client under an installation's name, before anything is known of an account.
pub(crate) fn builder(client_identifier: &str) -> PlexBuilder {
    Plex::builder(PRODUCT, client_identifier)
        .version(env!("CARGO_PKG_VERSION"))
        .device_name("plex on the command line")
}

/// The client of the stored sign-in.
pub(crate) fn signed_in(store: &Store) -> Result<Plex> {
    let session = load(store)?;
    let mut builder = builder(&session.client_identifier);
    if let Some(url) = session.plex_tv {
        builder = builder.plex_tv(url);
    }
    if let Some(token) = session.token {
        builder = builder.token(token);
    }
    Ok(builder.build()?)
}

/// The stored sign-in.
pub(crate) fn load(store: &Store) -> Result<Session> {
    let session = store.load()?;
    session
        .token
        .as_ref()
        .context("not signed in: run `plex login`")?;
    Ok(session)
}
