//! What people have changed of what agents found out.
//!
//! The grammar is that of the web client: `title.value=x`, `title.locked=1`, `genre[0].tag.tag=A` replaces the tags,
//! `genre[].tag.tag-=A,B` takes some away, `label[0].tag.tag=A` and so on. In a list of what is taken away each name is
//! escaped once more, since a name may hold a comma.
//!
//! Where one thing is changed, the tags that are sent are those that it has from then on. Where several are, they get them
//! besides what each has: clients that change many at once do not know that, and rely on nothing being lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    library::{Detail, key_of_media, tag_id},
    look::percent_decoded,
};

/// The changes by key of the thing, the collection or the playlist.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    members: BTreeMap<u64, Map<String, Value>>,
    deleted: BTreeSet<u64>,
    /// The versions of things that are gone, by their own numbers.
    deleted_versions: BTreeSet<u64>,
    /// The settings that a thing has for itself, where somebody has changed them.
    preferences: BTreeMap<u64, BTreeMap<String, String>>,
}

impl Edits {
    pub(super) fn is_deleted(&self, key: u64) -> bool {
        self.deleted.contains(&key)
    }

    pub(super) fn has_deleted(&self) -> bool {
        !self.deleted.is_empty()
    }

    pub(super) fn delete(&mut self, key: u64) {
        self.deleted.insert(key);
    }

    pub(super) fn bring_back(&mut self, key: u64) {
        self.deleted.remove(&key);
    }

    /// Sets a member without locking it; `None` takes back what was set.
    pub(super) fn tell(&mut self, key: u64, name: &str, value: Option<Value>) {
        let members = self.members.entry(key).or_default();
        match value {
            Some(value) => members.insert(name.to_owned(), value),
            None => members.remove(name),
        };
    }

    /// The keys of what differs from what the library made.
    pub(super) fn touched(&self) -> impl Iterator<Item = u64> {
        let of_versions = self.deleted_versions.iter().copied().map(key_of_media);
        self.members.keys().copied().chain(of_versions)
    }

    pub(super) fn deleted(&self) -> impl Iterator<Item = u64> {
        self.deleted.iter().copied()
    }

    pub(super) fn is_edited(&self, key: u64) -> bool {
        self.members.contains_key(&key)
    }

    pub(super) fn delete_version(&mut self, version: u64) {
        self.deleted_versions.insert(version);
    }

    /// Takes the versions that are gone out of a thing.
    pub(super) fn leave_versions_out(&self, value: &mut Value) {
        if self.deleted_versions.is_empty() {
            return;
        }
        if let Some(versions) = value.get_mut("Media").and_then(Value::as_array_mut) {
            versions.retain(|version| {
                let id = version["id"].as_u64();
                id.is_none_or(|id| !self.deleted_versions.contains(&id))
            });
        }
    }

    /// Puts a member into a thing without a lock.
    pub(super) fn put(&mut self, key: u64, name: &str, value: Value) {
        let members = self.members.entry(key).or_default();
        members.insert(name.to_owned(), value);
    }

    /// What somebody has set for a thing.
    pub(super) fn preference(&self, key: u64, name: &str) -> Option<&str> {
        let preferences = self.preferences.get(&key)?;
        preferences.get(name).map(String::as_str)
    }

    pub(super) fn prefer(&mut self, key: u64, name: &str, value: &str) {
        let preferences = self.preferences.entry(key).or_default();
        preferences.insert(name.to_owned(), value.to_owned());
    }

    /// Writes the changes into a thing.
    pub(super) fn apply(&self, key: u64, detail: Detail, value: &mut Value) {
        let (Some(changes), Some(members)) = (self.members.get(&key), value.as_object_mut()) else {
            return;
        };
        for (name, value) in changes {
            let value = match (detail, value) {
                (Detail::Listing, Value::Array(_)) if name == "Field" => continue,
                (Detail::Listing, Value::Array(tags)) => tags
                    .iter()
                    .map(|tag| json!({"tag": tag["tag"]}))
                    .collect::<Value>(),
                (_, value) => value.clone(),
            };
            let is_empty = match &value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                _ => false,
            };
            if is_empty {
                members.remove(name);
            } else {
                members.insert(name.clone(), value);
            }
        }
    }

    /// Writes the changed title of a thing into what lies in it.
    pub(super) fn apply_title(&self, key: u64, name: &str, value: &mut Value) {
        let title = self
            .members
            .get(&key)
            .and_then(|members| members.get("title"));
        if let (Some(title), Some(members)) = (title, value.as_object_mut()) {
            members.insert(name.to_owned(), title.clone());
        }
    }

    /// Takes changes over. `before` is the whole thing as it is now, `among_others` whether others change with it.
    pub(super) fn change(
        &mut self,
        key: u64,
        before: &Value,
        changes: &[(String, String)],
        among_others: bool,
    ) {
        let members = self.members.entry(key).or_default();
        let mut replaced = BTreeSet::new();
        // A change locks its field, unless the request says that it is to stay open: wherever it says so.
        let (locks, values): (Vec<_>, Vec<_>) = changes
            .iter()
            .partition(|(name, _)| name.ends_with(".locked"));
        for (name, value) in values {
            if let Some(field) = name.strip_suffix(".value") {
                // Ratings are somebody's own, and lie elsewhere.
                if field == "userRating" && before["type"] != "collection" {
                    lock(members, before, field, true);
                    continue;
                }
                members.insert(field.to_owned(), scalar(before.get(field), field, value));
                lock(members, before, field, true);
            } else if let Some((field, rest)) = name.split_once('[') {
                // Collections are kept by themselves.
                if field == "collection" {
                    continue;
                }
                let list = list_name(field);
                let now = members
                    .get(&list)
                    .or_else(|| before.get(&list))
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                let tags = if rest.ends_with("tag.tag-") {
                    let gone = removed(value);
                    now.into_iter()
                        .filter(|tag| !gone.iter().any(|gone| tag["tag"] == **gone))
                        .collect()
                } else if rest.ends_with("].tag.tag") {
                    // The first of them replaces what was there, the others join it.
                    let mut tags = if replaced.insert(list.clone()) && !among_others {
                        Vec::new()
                    } else {
                        now
                    };
                    let is_there = tags.iter().any(|tag: &Value| tag["tag"] == *value);
                    if !value.is_empty() && !is_there {
                        tags.push(json!({"id": tag_id(value), "filter": format!("{field}={}", tag_id(value)), "tag": value}));
                    }
                    tags
                } else {
                    continue;
                };
                members.insert(list, tags.into());
                lock(members, before, field, true);
            }
        }
        for (name, value) in locks {
            if let Some(field) = name.strip_suffix(".locked") {
                let locked = matches!(value.as_str(), "1" | "true");
                lock(members, before, field, locked);
            }
        }
    }
}

/// The tags that a request takes away: commas stand between them, those within them are percent-encoded.
pub(crate) fn removed(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(|tag| percent_decoded(tag.trim()))
        .collect()
}

/// A value as the member had it before: a number where there was one.
fn scalar(before: Option<&Value>, field: &str, value: &str) -> Value {
    let is_number = before.is_some_and(Value::is_number)
        || matches!(
            field,
            "year" | "index" | "rating" | "audienceRating" | "userRating"
        );
    match value {
        // Photos are taken at a time of the day, but nobody is told.
        value if field == "originallyAvailableAt" && value.len() > 10 => {
            value.get(..10).unwrap_or(value).into()
        }
        "" if field != "summary" => Value::Null,
        value if is_number => serde_json::from_str::<serde_json::Number>(value)
            .map_or_else(|_| value.into(), Value::Number),
        value => value.into(),
    }
}

fn lock(members: &mut Map<String, Value>, before: &Value, field: &str, locked: bool) {
    let fields = members
        .get("Field")
        .or_else(|| before.get("Field"))
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut fields: Vec<_> = fields
        .into_iter()
        .filter(|entry| entry["name"] != field)
        .collect();
    if locked {
        fields.push(json!({"locked": true, "name": field}));
    }
    members.insert("Field".to_owned(), fields.into());
}

/// The list in answers that holds the tags of that name.
fn list_name(field: &str) -> String {
    if field == "actor" {
        return "Role".to_owned();
    }
    let mut letters = field.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
