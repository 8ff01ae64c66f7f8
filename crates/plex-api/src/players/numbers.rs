//! The numbers of commands, which grow with every command of one app to one player.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use plex_models::ClientIdentifier;

/// The numbers of all players that an app has commanded.
#[derive(Default)]
pub(crate) struct Numbering(Mutex<HashMap<ClientIdentifier, Arc<Numbers>>>);

/// The numbers of one player. Held locked while a command is on its way, so that none overtakes another.
pub(super) type Numbers = tokio::sync::Mutex<Last>;

/// What was sent last.
#[derive(Debug, Default)]
pub(super) struct Last {
    number: i64,
    /// When the player was last asked what it is doing.
    pub(super) asked: Option<Instant>,
}

impl Numbering {
    /// The numbers of a player: the same for everybody who asks.
    pub(super) fn of(&self, player: &ClientIdentifier) -> Arc<Numbers> {
        let mut players = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(players.entry(player.clone()).or_default())
    }
}

impl Last {
    pub(super) fn next(&mut self) -> i64 {
        self.number += 1;
        self.number
    }
}
