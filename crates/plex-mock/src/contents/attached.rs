//! What people have attached to things: pictures, subtitles, other versions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Contents, locked, pictures::Pictures, subtitles::Subtitles};
use crate::{
    library::{Detail, Item},
    look::member,
};

/// Everything that is attached, by the key of the thing.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    pub(crate) pictures: Pictures,
    pub(crate) subtitles: Subtitles,
    /// What a thing has taken in: its versions are shown as versions of that.
    merged: BTreeMap<u64, BTreeSet<u64>>,
    /// Orders for smaller versions, as they are shown.
    pub(crate) orders: Vec<Value>,
}

impl Attached {
    /// The keys of what has other files or streams than the library made.
    pub(super) fn touched(&self) -> impl Iterator<Item = u64> {
        let merged = self.merged.keys().copied();
        merged.chain(self.subtitles.keys())
    }

    fn is_empty(&self) -> bool {
        self.pictures.is_empty() && self.subtitles.is_empty() && self.merged.is_empty()
    }
}

impl Contents {
    /// Shows in a thing what is attached to it.
    pub(super) fn show_attached(&self, item: Item, detail: Detail, value: &mut Value) {
        let attached = locked(&self.attached);
        if attached.is_empty() {
            return;
        }
        attached.pictures.show(item.key, value);
        if detail == Detail::Whole {
            attached.subtitles.show(item.key, value);
        }
        let others = attached.merged.get(&item.key).cloned().unwrap_or_default();
        drop(attached);
        for other in others.into_iter().filter_map(|key| self.library.item(key)) {
            let other = self.library.value(other, detail);
            let versions = member(&other, "Media").as_array().cloned();
            if let (Some(versions), Some(Value::Array(own))) = (versions, value.get_mut("Media")) {
                own.extend(versions);
            }
        }
    }

    /// Makes things versions of another. Only what is of the same kind can be.
    pub(crate) fn merge(&self, into: Item, others: &[Item]) {
        for other in others {
            if other.key == into.key || other.kind != into.kind {
                continue;
            }
            locked(&self.edits).delete(other.key);
            let mut attached = locked(&self.attached);
            let theirs = attached.merged.remove(&other.key).unwrap_or_default();
            let ours = attached.merged.entry(into.key).or_default();
            ours.extend(theirs);
            ours.insert(other.key);
        }
        self.changed();
    }

    /// Makes what a thing has taken in things of their own again.
    pub(crate) fn split(&self, item: Item) {
        let others = locked(&self.attached).merged.remove(&item.key);
        for key in others.unwrap_or_default() {
            locked(&self.edits).bring_back(key);
        }
        self.changed();
    }
}
