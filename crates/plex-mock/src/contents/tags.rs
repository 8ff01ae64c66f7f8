//! Which tags there are in a section, and how often.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::{Contents, OWNER, locked};
use crate::library::{Detail, Section};

/// A tag that something has.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// What a query calls its sort: `genre`, `actor` and so on.
    pub(crate) filter: &'static str,
    pub(crate) id: String,
    pub(crate) text: String,
    /// How many things have it.
    pub(crate) count: u64,
    /// What the online catalogue calls a person.
    pub(crate) tag_key: Option<String>,
    pub(crate) thumb: Option<String>,
}

impl Tag {
    /// The number of its sort.
    pub(crate) fn number(&self) -> u32 {
        let sort = SORTS.iter().find(|(filter, _, _)| *filter == self.filter);
        sort.map_or(0, |(_, _, number)| *number)
    }
}

impl Contents {
    /// The tags of a section. Of very large ones only the first things are looked at.
    pub(crate) fn tags_of(&self, section: &Section) -> Arc<[Tag]> {
        if let Some(known) = locked(&self.edits).tags.get(&section.id) {
            return Arc::clone(known);
        }
        let mut found: BTreeMap<(&'static str, String), Tag> = BTreeMap::new();
        for kind in section.kind.levels() {
            for key in self.keys(section, kind).into_iter().take(MOST) {
                let value = self.value_of(key, Detail::Whole, OWNER);
                for (filter, list, _) in SORTS {
                    let tags = value.get(list).and_then(Value::as_array);
                    for tag in tags.into_iter().flatten() {
                        add(&mut found, filter, tag);
                    }
                }
            }
        }
        let tags: Arc<[Tag]> = found.into_values().collect();
        let mut edits = locked(&self.edits);
        edits.tags.insert(section.id, Arc::clone(&tags));
        tags
    }
}

fn add(found: &mut BTreeMap<(&'static str, String), Tag>, filter: &'static str, tag: &Value) {
    let text = |name: &str| tag.get(name).and_then(Value::as_str).map(str::to_owned);
    let Some(name) = text("tag") else {
        return;
    };
    let id = tag.get("id").map(|id| id.to_string().replace('"', ""));
    let id = id.unwrap_or_else(|| name.clone());
    let known = found.entry((filter, id.clone())).or_insert_with(|| Tag {
        filter,
        id,
        text: name,
        count: 0,
        tag_key: text("tagKey"),
        thumb: text("thumb"),
    });
    known.count += 1;
}

/// What a query calls a sort of tags, the list in answers that holds it, and its number.
const SORTS: &[(&str, &str, u32)] = &[
    ("genre", "Genre", 1),
    ("collection", "Collection", 2),
    ("director", "Director", 4),
    ("writer", "Writer", 5),
    ("actor", "Role", 6),
    ("producer", "Producer", 7),
    ("country", "Country", 8),
    ("label", "Label", 11),
    ("tag", "Tag", 0),
    ("mood", "Mood", 300),
    ("style", "Style", 301),
    ("format", "Format", 302),
    ("subformat", "Subformat", 303),
    ("similar", "Similar", 305),
];

const MOST: usize = 20_000;
