//! Who has seen what, how far, and what they thought of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Account, Contents, OWNER, locked};
use crate::library::{Detail, Item, Kind};

/// What one person has done with one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct View {
    pub(crate) count: u64,
    pub(crate) offset: u64,
    pub(crate) last_viewed: u64,
    pub(crate) rating: Option<f64>,
    pub(crate) last_rated: u64,
    /// Whether it was taken off what to continue with.
    pub(crate) put_away: bool,
}

impl View {
    pub(super) fn of(value: &Value) -> Self {
        let number = |name| value[name].as_u64().unwrap_or(0);
        Self {
            count: number("viewCount"),
            offset: number("viewOffset"),
            last_viewed: number("lastViewedAt"),
            rating: value["userRating"].as_f64(),
            last_rated: number("lastRatedAt"),
            put_away: false,
        }
    }

    fn write(&self, members: &mut Map<String, Value>) {
        for (name, number) in [
            ("viewCount", self.count),
            ("viewOffset", self.offset),
            ("lastViewedAt", self.last_viewed),
            ("lastRatedAt", self.last_rated),
        ] {
            if number == 0 {
                members.remove(name);
            } else {
                members.insert(name.to_owned(), number.into());
            }
        }
        match self.rating {
            Some(rating) => members.insert("userRating".to_owned(), rating.into()),
            None => members.remove("userRating"),
        };
    }
}

/// What differs from what the seed made.
#[derive(Debug, Default)]
pub(crate) struct Views(BTreeMap<(Account, u64), View>);

impl Views {
    /// What somebody has done with one thing since the start.
    pub(crate) fn of_one(&self, viewer: Account, key: u64) -> Option<&View> {
        self.0.get(&(viewer, key))
    }

    /// Says what somebody had done with a thing before the start.
    pub(super) fn begin(&mut self, viewer: Account, key: u64, view: View) {
        self.0.insert((viewer, key), view);
    }

    /// All that somebody has done anything with since the start.
    pub(crate) fn of(&self, viewer: Account) -> impl Iterator<Item = (u64, &View)> {
        self.0
            .range((viewer, 0)..=(viewer, u64::MAX))
            .map(|((_, key), view)| (*key, view))
    }
}

impl Contents {
    /// What somebody has done with a thing.
    pub(crate) fn view(&self, item: Item, viewer: Account) -> View {
        if let Some(view) = locked(&self.views).0.get(&(viewer, item.key)) {
            return *view;
        }
        // Only the owner was here before.
        if viewer != OWNER {
            return View::default();
        }
        View::of(&self.library.value(item, Detail::Listing))
    }

    /// Changes what somebody has done with a thing.
    pub(crate) fn change_view(&self, item: Item, viewer: Account, change: impl Fn(&mut View)) {
        let mut view = self.view(item, viewer);
        change(&mut view);
        locked(&self.views).0.insert((viewer, item.key), view);
        self.changed();
    }

    /// Writes into a thing what somebody has done with it.
    pub(super) fn show_views(&self, item: Item, viewer: Account, value: &mut Value) {
        let Some(members) = value.as_object_mut() else {
            return;
        };
        let views = locked(&self.views);
        match views.0.get(&(viewer, item.key)) {
            Some(view) => view.write(members),
            None if viewer != OWNER => View::default().write(members),
            None => {}
        }
        if !members.contains_key("viewedLeafCount") && item.kind != Kind::Artist {
            return;
        }
        let mut seen = match viewer {
            OWNER => members
                .get("viewedLeafCount")
                .and_then(Value::as_u64)
                .unwrap_or(0),
            _ => 0,
        };
        let mut last = 0;
        let mut played = 0;
        let leaves = self.library_leaves(item);
        if let (Some(first), Some(end)) = (leaves.first(), leaves.last()) {
            for ((_, key), view) in views.0.range((viewer, *first)..=(viewer, *end)) {
                let Some(leaf) = self.library.item(*key).filter(|_| leaves.contains(key)) else {
                    continue;
                };
                let before = viewer == OWNER && self.library.was_seen(leaf);
                match (before, view.count > 0) {
                    (false, true) => seen = seen.saturating_add(1),
                    (true, false) => seen = seen.saturating_sub(1),
                    _ => {}
                }
                last = last.max(view.last_viewed);
                played += view.count;
            }
        }
        if item.kind != Kind::Artist {
            members.insert("viewedLeafCount".to_owned(), seen.into());
        }
        if last > 0 {
            members.insert("lastViewedAt".to_owned(), last.into());
        }
        if played > 0 {
            members.insert("viewCount".to_owned(), played.into());
        } else if seen == 0 {
            members.remove("viewCount");
        }
    }

    fn library_leaves(&self, item: Item) -> Vec<u64> {
        self.library.keys_within(item, item.kind.bottom())
    }
}
