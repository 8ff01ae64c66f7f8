//! Which items of a list were there already.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use plex_models::Metadata;

/// How many items are surely remembered.
const MEMORY: usize = 1 << 18;

/// What tells an item of a list from the others.
pub(crate) trait Listed {
    /// A number that another item of the list has only by the rarest of chances; none where nothing tells it from others.
    fn identity(&self, hasher: &RandomState) -> Option<u64>;
}

impl Listed for Metadata {
    fn identity(&self, hasher: &RandomState) -> Option<u64> {
        let rare = self.rare();
        // A title may be in a playlist, a queue or a history more than once.
        let entry = (
            &rare.playlist_item_id,
            &rare.play_queue_item_id,
            &rare.history_key,
            &rare.viewed_at,
        );
        let aired = self.media.first().and_then(|media| media.rare().begins_at);
        (self.rating_key.is_some() || self.key.is_some())
            .then(|| hasher.hash_one((&self.rating_key, &self.key, entry, aired)))
    }
}

/// Remembers items, within bounds: of longer lists those that came last, because a list that changes while it is read
/// repeats what is near.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hasher: RandomState,
    recent: HashSet<u64>,
    older: HashSet<u64>,
}

impl Seen {
    pub(super) fn identity(&self, item: &impl Listed) -> Option<u64> {
        item.identity(&self.hasher)
    }

    /// Whether the item is new.
    pub(super) fn is_new(&mut self, identity: Option<u64>) -> bool {
        let Some(identity) = identity else {
            return true;
        };
        if self.older.contains(&identity) || !self.recent.insert(identity) {
            return false;
        }
        if self.recent.len() >= MEMORY {
            self.older = std::mem::take(&mut self.recent);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_long_and_bounded() {
        let mut seen = Seen::default();
        let items = 3 * MEMORY as u64;
        for item in 0..items {
            assert!(seen.is_new(Some(item)));
            // Asking each time would take long.
            if item % 1000 == 0
                && let Some(earlier) = item.checked_sub(MEMORY as u64 - 1)
            {
                assert!(!seen.is_new(Some(earlier)), "{earlier} after {item}");
            }
            assert!(seen.recent.len() + seen.older.len() <= 2 * MEMORY);
        }
        assert!(seen.is_new(None) && seen.is_new(None));
    }
}
