//! Play queues: what a player has before it, in an order of its own.

use std::{collections::BTreeMap, sync::Mutex};

use crate::{
    contents::{Account, locked},
    dice::Dice,
};

/// All queues.
#[derive(Debug, Default)]
pub(crate) struct PlayQueues(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    queues: BTreeMap<u64, Queue>,
    so_far: u64,
    entries_so_far: u64,
}

/// The number of the queue that is nobody's: of what the server converts for later.
pub(crate) const CONVERSIONS: u64 = 1;

/// One queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub(crate) id: u64,
    pub(crate) owner: Account,
    pub(crate) source: String,
    /// The number of each entry, and the key of the thing.
    pub(crate) entries: Vec<(u64, u64)>,
    pub(crate) selected: u64,
    /// The last of the entries that somebody has put behind what is being played.
    pub(crate) last_added: Option<u64>,
    pub(crate) shuffled: bool,
    pub(crate) version: u64,
}

impl PlayQueues {
    /// Makes one. `first` is the key of what is to be played first.
    pub(crate) fn create(
        &self,
        owner: Account,
        source: String,
        keys: &[u64],
        first: Option<u64>,
    ) -> Queue {
        let mut book = locked(&self.0);
        book.so_far += 1;
        let id = CONVERSIONS + book.so_far;
        let entries = book.entries(keys);
        let selected = first
            .and_then(|first| entries.iter().find(|(_, key)| *key == first))
            .or_else(|| entries.first())
            .map_or(0, |(entry, _)| *entry);
        let queue = Queue {
            id,
            owner,
            source,
            entries,
            selected,
            last_added: None,
            shuffled: false,
            version: 1,
        };
        // A mock server that runs for days must not eat the machine: the oldest goes.
        if book.queues.len() >= MOST {
            book.queues.pop_first();
        }
        book.queues.insert(id, queue.clone());
        queue
    }

    pub(crate) fn get(&self, id: u64, owner: Account) -> Option<Queue> {
        locked(&self.0)
            .queues
            .get(&id)
            .filter(|queue| queue.owner == owner)
            .cloned()
    }

    /// The keys of what is in one.
    pub(crate) fn keys(&self, id: u64) -> Option<Vec<u64>> {
        let book = locked(&self.0);
        let queue = book.queues.get(&id)?;
        Some(queue.entries.iter().map(|(_, key)| *key).collect())
    }

    /// Changes one, and gives it back as it is then.
    pub(crate) fn change(
        &self,
        id: u64,
        owner: Account,
        change: impl FnOnce(&mut Queue),
    ) -> Option<Queue> {
        let mut book = locked(&self.0);
        let queue = book
            .queues
            .get_mut(&id)
            .filter(|queue| queue.owner == owner)?;
        change(queue);
        queue.version += 1;
        if !queue
            .entries
            .iter()
            .any(|(entry, _)| *entry == queue.selected)
        {
            queue.selected = queue.entries.first().map_or(0, |(entry, _)| *entry);
        }
        Some(queue.clone())
    }

    /// Adds things behind what is being played: next, or behind what was added before.
    pub(crate) fn add(&self, id: u64, owner: Account, keys: &[u64], next: bool) -> Option<Queue> {
        let new = locked(&self.0).entries(keys);
        self.change(id, owner, |queue| {
            let selected = queue.place_of(queue.selected);
            let last_added = queue
                .last_added
                .and_then(|entry| queue.place_of(entry))
                .filter(|place| Some(*place) > selected);
            let behind = match last_added {
                Some(last_added) if !next => Some(last_added),
                _ => selected,
            };
            let place = behind.map_or(queue.entries.len(), |place| place + 1);
            if last_added.is_none() || !next {
                queue.last_added = new.last().map(|(entry, _)| *entry);
            }
            queue.entries.splice(place..place, new);
        })
    }

    pub(crate) fn reset(&self) {
        *locked(&self.0) = Book::default();
    }
}

impl Book {
    fn entries(&mut self, keys: &[u64]) -> Vec<(u64, u64)> {
        keys.iter()
            .map(|key| {
                self.entries_so_far += 1;
                (self.entries_so_far, *key)
            })
            .collect()
    }
}

impl Queue {
    fn place_of(&self, wanted: u64) -> Option<usize> {
        self.entries.iter().position(|(entry, _)| *entry == wanted)
    }

    /// Takes out everything but what is being played.
    pub(crate) fn clear(&mut self) {
        let selected = self.selected;
        self.entries.retain(|(entry, _)| *entry == selected);
        self.last_added = None;
    }

    /// Notes that an entry was moved: behind what is being played, or behind what was added, it counts as added.
    pub(crate) fn moved(&mut self, entry: u64, after: Option<u64>) {
        if after.is_some_and(|after| after == self.selected || Some(after) == self.last_added) {
            self.last_added = Some(entry);
        }
    }

    /// Mixes what comes; what is being played stays in front.
    pub(crate) fn shuffle(&mut self, seed: u64) {
        let mut dice = Dice::new(seed, "shuffle", self.id * 1000 + self.version);
        let mut rest = std::mem::take(&mut self.entries);
        if let Some(place) = rest.iter().position(|(entry, _)| *entry == self.selected) {
            self.entries.push(rest.remove(place));
        }
        while !rest.is_empty() {
            let place = dice.below(rest.len() as u64) as usize;
            self.entries.push(rest.swap_remove(place));
        }
        self.shuffled = true;
    }

    /// Brings back the order in which things were added.
    pub(crate) fn unshuffle(&mut self) {
        self.entries.sort_unstable();
        self.shuffled = false;
    }
}

const MOST: usize = 1000;
