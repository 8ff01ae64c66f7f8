//! The queues in which the server prepares files for devices to keep.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use crate::{
    contents::{Account, locked},
    transcodes::Plan,
};

/// All queues: one for each pairing of account and device.
#[derive(Debug, Default)]
pub(crate) struct DownloadQueues(Mutex<Queues>);

#[derive(Debug, Default)]
pub(crate) struct Queues {
    numbers: BTreeMap<(Account, String), u64>,
    entries: BTreeMap<u64, Vec<Entry>>,
    entries_so_far: u64,
}

/// A file that is prepared.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) queue: u64,
    pub(crate) path: String,
    pub(crate) plan: Plan,
    began: u64,
}

impl Entry {
    /// How far it is at a time.
    pub(crate) fn status(&self, now: u64) -> &'static str {
        let conversion = if self.plan.direct_play { 0 } else { CONVERTING };
        match now.saturating_sub(self.began) {
            0 => "deciding",
            1 => "waiting",
            age if age < 2 + conversion => "processing",
            age if age >= KEPT => "expired",
            _ => "available",
        }
    }

    /// How much of it is converted, in percent.
    pub(crate) fn progress(&self, now: u64) -> u64 {
        let age = now.saturating_sub(self.began).saturating_sub(2);
        (age * 100 / CONVERTING).min(100)
    }
}

/// In seconds: how long a conversion takes, and how long what nobody fetches is kept.
const CONVERTING: u64 = 8;
const KEPT: u64 = 14 * 24 * 3600;

impl DownloadQueues {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Queues> {
        locked(&self.0)
    }

    pub(crate) fn reset(&self) {
        *self.lock() = Queues::default();
    }
}

impl Queues {
    /// The queue of a device, made at the first call.
    pub(crate) fn of(&mut self, account: Account, device: &str) -> u64 {
        let next = self.numbers.len() as u64 + 1;
        let number = *self
            .numbers
            .entry((account, device.to_owned()))
            .or_insert(next);
        self.entries.entry(number).or_default();
        number
    }

    /// The entries of a queue of somebody.
    pub(crate) fn entries(&mut self, queue: u64, account: Account) -> Option<&mut Vec<Entry>> {
        let is_theirs = |((owner, _), number): (&(Account, String), &u64)| {
            *owner == account && *number == queue
        };
        self.numbers.iter().find(|pair| is_theirs(*pair))?;
        self.entries.get_mut(&queue)
    }

    /// Adds one more; gives its number.
    pub(crate) fn add(&mut self, queue: u64, path: String, plan: Plan, now: u64) -> u64 {
        self.entries_so_far += 1;
        let id = self.entries_so_far;
        self.entries.entry(queue).or_default().push(Entry {
            id,
            queue,
            path,
            plan,
            began: now,
        });
        id
    }
}

/// Prepares an entry anew.
pub(crate) fn restart(entry: &mut Entry, now: u64) {
    entry.began = now;
}
