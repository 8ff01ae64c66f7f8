//! What is being played, and what was.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use crate::contents::{Account, locked};

/// The sessions and the history.
#[derive(Debug, Default)]
pub(crate) struct Playback(Mutex<Book>);

/// All of both.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// By who plays: the client, or its session where it plays several.
    pub(crate) sessions: BTreeMap<String, Session>,
    pub(crate) history: Vec<Played>,
    sessions_so_far: u64,
    plays_so_far: u64,
}

/// Something that is being played.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) number: u64,
    pub(crate) key: u64,
    pub(crate) account: Account,
    pub(crate) state: String,
    pub(crate) offset: u64,
    pub(crate) heard_of: u64,
    /// Whether it counts as seen already.
    pub(crate) is_counted: bool,
    /// Why it is to stop, once somebody has ended it from elsewhere.
    pub(crate) ended: Option<String>,
    pub(crate) player: Player,
}

/// What plays it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Player {
    pub(crate) identifier: String,
    pub(crate) title: String,
    pub(crate) product: String,
    pub(crate) platform: String,
    pub(crate) device: String,
    pub(crate) version: String,
}

/// Something that was played to its end.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    pub(crate) id: u64,
    pub(crate) key: u64,
    pub(crate) account: Account,
    pub(crate) at: u64,
}

impl Playback {
    /// The book as it is at a time: players that were not heard of for long are gone.
    pub(crate) fn at(&self, now: u64) -> MutexGuard<'_, Book> {
        let mut book = locked(&self.0);
        book.sessions
            .retain(|_, session| now.saturating_sub(session.heard_of) < GIVEN_UP_AFTER);
        book
    }

    /// Forgets what is being played, as a restart does; the history stays.
    pub(crate) fn forget_sessions(&self) {
        locked(&self.0).sessions.clear();
    }

    pub(crate) fn reset(&self) {
        *locked(&self.0) = Book::default();
    }
}

impl Book {
    /// A number for a new session.
    pub(crate) fn next_session(&mut self) -> u64 {
        self.sessions_so_far += 1;
        self.sessions_so_far
    }

    /// Notes that something was played to its end.
    pub(crate) fn note(&mut self, key: u64, account: Account, at: u64) {
        self.plays_so_far += 1;
        // A mock server that runs for days must not eat the machine.
        if self.history.len() >= LONGEST_HISTORY {
            self.history.drain(..LONGEST_HISTORY / 2);
        }
        self.history.push(Played {
            id: self.plays_so_far,
            key,
            account,
            at,
        });
    }
}

/// In seconds.
const GIVEN_UP_AFTER: u64 = 180;
const LONGEST_HISTORY: usize = 100_000;
