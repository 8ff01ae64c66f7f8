//! Which tags there are in a section, and how often.

use std::sync::Arc;

use serde_json::Value;

use super::{Contents, locked, tables::Tags};
use crate::library::Section;

/// A tag that something has.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// What a query calls its sort: `genre`, `actor` and so on.
    pub(crate) filter: &'static str,
    pub(crate) id: Arc<str>,
    pub(crate) text: Arc<str>,
    /// How many things have it.
    pub(crate) count: u64,
    /// What the online catalogue calls a person.
    pub(crate) tag_key: Option<Arc<str>>,
    pub(crate) thumb: Option<Arc<str>>,
}

impl Tag {
    /// The number of its sort.
    pub(crate) fn number(&self) -> u32 {
        let sort = SORTS.iter().find(|(filter, _, _)| *filter == self.filter);
        sort.map_or(0, |(_, _, number)| *number)
    }
}

impl Contents {
    /// The tags of a section.
    pub(crate) fn tags_of(&self, section: &Section) -> Arc<[Tag]> {
        if let Some(known) = locked(&self.tags).get(&section.id) {
            return Arc::clone(known);
        }
        let tags: Arc<[Tag]> = self.count_tags(section).into_values().collect();
        locked(&self.tags).insert(section.id, Arc::clone(&tags));
        tags
    }
}

/// Counts the tags of a thing.
pub(super) fn count(all: &mut Tags, value: &Value) {
    each(value, &mut |filter, id, tag| {
        let text = |name: &str| tag.get(name).and_then(Value::as_str).map(Arc::from);
        let known = all.entry((filter, id.to_owned())).or_insert_with(|| Tag {
            filter,
            id: id.into(),
            text: text("tag").unwrap_or_default(),
            count: 0,
            tag_key: text("tagKey"),
            thumb: text("thumb"),
        });
        known.count += 1;
    });
}

/// Takes the tags of a thing out of the count.
pub(super) fn discount(all: &mut Tags, value: &Value) {
    each(value, &mut |filter, id, _| {
        let name = (filter, id.to_owned());
        if let Some(tag) = all.get_mut(&name) {
            tag.count = tag.count.saturating_sub(1);
            if tag.count == 0 {
                all.remove(&name);
            }
        }
    });
}

/// Adds what was counted elsewhere.
pub(super) fn join(all: &mut Tags, others: Tags) {
    for (name, other) in others {
        match all.get_mut(&name) {
            Some(tag) => tag.count += other.count,
            None => {
                all.insert(name, other);
            }
        }
    }
}

fn each(value: &Value, look: &mut dyn FnMut(&'static str, &str, &Value)) {
    for (filter, list, _) in SORTS {
        for tag in value
            .get(list)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Some(name) = tag.get("tag").and_then(Value::as_str) else {
                continue;
            };
            let id = tag.get("id").map(|id| id.to_string().replace('"', ""));
            look(filter, id.as_deref().unwrap_or(name), tag);
        }
    }
}

/// The lists in answers that hold tags.
#[rustfmt::skip]
pub(super) const MEMBERS: &[&str] = &[
    "Genre", "Collection", "Director", "Writer", "Role", "Producer", "Country", "Label", "Tag", "Mood", "Style",
    "Format", "Subformat", "Similar",
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_tags_is_read() {
        let lists: Vec<_> = SORTS.iter().map(|(_, list, _)| *list).collect();
        assert_eq!(lists, MEMBERS);
    }
}
