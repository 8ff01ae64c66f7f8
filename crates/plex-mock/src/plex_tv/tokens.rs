//! Tokens of accounts: whose they are, which device has them, and how long they last.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard},
};

use chrono::{DateTime, Utc};

use crate::{contents::locked, dice::Dice};

/// The accounts' tokens that are good.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The one that is there from the start.
    pub(crate) ready_made: String,
    seed: u64,
    owner: u64,
    holders: Mutex<HashMap<String, Holder>>,
    /// Those that were good once, of the account or of the server.
    expired: Mutex<HashSet<String>>,
}

/// Who holds a token.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) user: u64,
    /// The device that it was given to; empty for the one from the start, which any device may use.
    pub(crate) client: String,
    /// When it runs out; never where there is none.
    pub(crate) expires: Option<DateTime<Utc>>,
}

impl Tokens {
    pub(crate) fn new(seed: u64, owner: u64) -> Self {
        let tokens = Self {
            ready_made: Dice::new(seed, "account token", 0).word(TOKEN, 20),
            seed,
            owner,
            holders: Mutex::default(),
            expired: Mutex::default(),
        };
        tokens.reset();
        tokens
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Holder>> {
        locked(&self.holders)
    }

    /// Makes one that lasts, for a device of somebody.
    pub(crate) fn issue(&self, number: u64, user: u64, client: &str) -> String {
        let token = Dice::new(self.seed, "user token", number).word(TOKEN, 20);
        self.add(
            &token,
            Holder {
                user,
                client: client.to_owned(),
                expires: None,
            },
        );
        token
    }

    pub(crate) fn add(&self, token: &str, holder: Holder) {
        self.lock().insert(token.to_owned(), holder);
    }

    pub(crate) fn holder(&self, token: &str) -> Option<Holder> {
        self.lock().get(token).cloned()
    }

    pub(crate) fn is_valid(&self, token: &str) -> bool {
        self.lock().contains_key(token)
    }

    /// The first token that a device of somebody has.
    pub(crate) fn of_device(&self, user: u64, client: &str) -> Option<String> {
        let holders = self.lock();
        let mut tokens: Vec<_> = holders
            .iter()
            .filter(|(_, holder)| holder.user == user && holder.client == client)
            .map(|(token, _)| token.clone())
            .collect();
        tokens.sort();
        tokens.into_iter().next()
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.lock().remove(token);
    }

    /// Ends a token before anybody has signed out.
    pub(crate) fn expire(&self, token: &str) {
        self.revoke(token);
        locked(&self.expired).insert(token.to_owned());
    }

    pub(crate) fn is_expired(&self, token: &str) -> bool {
        locked(&self.expired).contains(token)
    }

    /// Withdraws all that a device of somebody has.
    pub(crate) fn revoke_device(&self, user: u64, client: &str) {
        self.lock()
            .retain(|_, holder| holder.user != user || holder.client != client);
    }

    /// Leaves only the one from the start.
    pub(crate) fn reset(&self) {
        locked(&self.expired).clear();
        let mut holders = self.lock();
        holders.clear();
        let owner = Holder {
            user: self.owner,
            client: String::new(),
            expires: None,
        };
        holders.insert(self.ready_made.clone(), owner);
    }
}

const TOKEN: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
