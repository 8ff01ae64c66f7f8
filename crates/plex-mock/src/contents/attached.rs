//! What people have attached to things: pictures, subtitles, other versions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Contents, OWNER, locked, pictures::Pictures, subtitles::Subtitles};
use crate::{
    library::{Detail, Item, Kind, first_media},
    look::{member, set},
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
    /// What was ordered and waits, the next first.
    pub(crate) conversions: Vec<Conversion>,
    pub(crate) conversions_so_far: u64,
}

/// A thing that is to be converted.
#[derive(Debug, Clone)]
pub(crate) struct Conversion {
    /// Its number in the queue.
    pub(crate) entry: u64,
    /// The number of the order.
    pub(crate) order: u64,
    pub(crate) key: u64,
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

    /// Makes what a thing has taken in things of their own again. Of a movie that has taken in nothing, every version but
    /// the first becomes a movie; gives the keys of these.
    pub(crate) fn split(&self, item: Item) -> Vec<u64> {
        let others = locked(&self.attached).merged.remove(&item.key);
        let mut made = Vec::new();
        match others {
            None if item.kind == Kind::Movie => made = self.split_versions(item),
            others => {
                for key in others.unwrap_or_default() {
                    locked(&self.edits).bring_back(key);
                }
            }
        }
        self.changed();
        made
    }

    fn split_versions(&self, item: Item) -> Vec<u64> {
        let whole = self.value(item, Detail::Whole, OWNER);
        let versions = member(&whole, "Media").as_array().cloned();
        let others = versions.unwrap_or_default().into_iter().skip(1);
        let made = others.filter_map(|version| {
            let id = member(&version, "id").as_u64()?;
            let key = self.library.add_made(&item.section, |key| {
                let mut own = whole.clone();
                renumber(&mut own, item.key, key);
                set(
                    &mut own,
                    "Media",
                    Value::Array(vec![numbered_for(version, id, key)]),
                );
                own
            });
            locked(&self.edits).delete_version(id);
            key.ok()
        });
        let made = made.collect();
        self.came(&item.section);
        made
    }
}

/// Gives what is told of a thing another key.
fn renumber(value: &mut Value, before: u64, key: u64) {
    let (before, now) = (path_of(before), path_of(key));
    let members = value.as_object_mut().into_iter().flatten();
    for (name, value) in members {
        match value {
            Value::String(text) if name == "ratingKey" => *text = key.to_string(),
            Value::String(text) if text.starts_with(&before) => {
                *text = text.replacen(&before, &now, 1)
            }
            _ => {}
        }
    }
}

fn path_of(key: u64) -> String {
    format!("/library/metadata/{key}")
}

/// A version with the numbers of the first version of a thing: parts and streams are found by them.
fn numbered_for(mut version: Value, before: u64, key: u64) -> Value {
    let id = first_media(key);
    let paths = [
        (
            format!("/library/parts/{before}/"),
            format!("/library/parts/{id}/"),
        ),
        (
            format!("/library/streams/{before}"),
            format!("/library/streams/{id}"),
        ),
    ];
    fn within(value: &mut Value, (before, id): (u64, u64), paths: &[(String, String)]) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::Number(number) if name == "id" => {
                            // The number of a stream is that of its part and a digit.
                            let number = number.as_u64().unwrap_or_default();
                            *value = match number == before {
                                true => id.into(),
                                false => (id * 10 + number % 10).into(),
                            };
                        }
                        Value::String(text) => {
                            for (before, now) in paths {
                                if let Some(rest) = text.strip_prefix(before.as_str()) {
                                    *text = format!("{now}{rest}");
                                }
                            }
                        }
                        value => within(value, (before, id), paths),
                    }
                }
            }
            Value::Array(values) => {
                for value in values {
                    within(value, (before, id), paths);
                }
            }
            _ => {}
        }
    }
    within(&mut version, (before, id), &paths);
    version
}
