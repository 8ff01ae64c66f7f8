//! Which tags there are in a section, and how often.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde_json::Value;

use super::{Contents, OWNER, columns::Use, locked, tables::Table};
use crate::{
    library::{Detail, Section},
    query::fields::{self, Field},
};

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
        let tags: Arc<[Tag]> = self.count_tags(section, &|_, _| true).collect();
        locked(&self.tags).insert(section.id, Arc::clone(&tags));
        tags
    }

    /// The tags of a section as they are now whose sorts and names fit, by their sorts and ids.
    pub(crate) fn count_tags(
        &self,
        section: &Section,
        fits: &dyn Fn(&str, &str) -> bool,
    ) -> impl Iterator<Item = Tag> + use<> {
        let mut all = Tags::new();
        for kind in section.kind.levels() {
            let table = self.table(section, kind);
            let detail = Detail::Only(MEMBERS);
            let columns = self.columns(&table, fields::TAGS.iter(), detail);
            let retagged = self.retagged(&table, section, kind);
            for (field, column) in fields::TAGS.iter().zip(columns) {
                let mut gone: HashMap<u32, u64> = HashMap::new();
                for place in retagged.iter().filter_map(|key| table.place(*key)) {
                    for id in column.ids(place) {
                        *gone.entry(*id).or_default() += 1;
                    }
                }
                for ((id, word), used) in (0..).zip(column.words()).zip(column.uses()) {
                    let (id_text, Some(text)) = word else {
                        continue;
                    };
                    let count = used.count - gone.get(&id).copied().unwrap_or(0);
                    if count == 0 || !fits(field.name, text) {
                        continue;
                    }
                    let name = (field.name, id_text.to_owned());
                    let known = all.entry(name).or_insert_with(|| {
                        self.tag((section, &table), field, (id_text, text), *used)
                    });
                    known.count += count;
                }
            }
            for key in retagged {
                // Most are only in a collection.
                let detail = match self.is_edited(key) {
                    true => Detail::Whole,
                    false => detail,
                };
                count(&mut all, &self.value_of(key, detail, OWNER), fits);
            }
        }
        all.into_values()
    }

    /// A tag that things had at first, counted in none yet.
    fn tag(
        &self,
        (section, table): (&Section, &Table),
        field: &'static Field,
        (id, text): (&str, &str),
        used: Use,
    ) -> Tag {
        // Of drawn tags, only people have more to tell. What was described of one stands where it comes first.
        let described = || {
            let item = table.item(&self.library, *table.keys.get(used.first)?)?;
            let value = self.library.value(item, Detail::Only(field.members()));
            let tags = field
                .members()
                .iter()
                .filter_map(|list| value.get(list)?.as_array());
            let mut tags = tags.flatten();
            tags.find(|tag| id_of(tag).as_deref() == Some(id)).cloned()
        };
        let known = match section.is_drawn() && table.is_whole() {
            true => self.library.person_tag(field.name, id),
            false => described(),
        };
        let told = |name: &str| known.as_ref()?.get(name)?.as_str().map(Arc::from);
        Tag {
            filter: field.name,
            id: id.into(),
            text: text.into(),
            count: 0,
            tag_key: told("tagKey"),
            thumb: told("thumb"),
        }
    }
}

/// Tags by their sort and their id.
type Tags = BTreeMap<(&'static str, String), Tag>;

/// Counts the tags of a thing whose sorts and names fit.
fn count(all: &mut Tags, value: &Value, fits: &dyn Fn(&str, &str) -> bool) {
    each(value, &mut |filter, id, tag| {
        let name = tag.get("tag").and_then(Value::as_str);
        if !name.is_some_and(|name| fits(filter, name)) {
            return;
        }
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
            look(filter, id_of(tag).as_deref().unwrap_or(name), tag);
        }
    }
}

fn id_of(tag: &Value) -> Option<String> {
    tag.get("id").map(|id| id.to_string().replace('"', ""))
}

/// The lists in answers that hold tags.
#[rustfmt::skip]
const MEMBERS: &[&str] = &[
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
        for ((filter, list, _), field) in SORTS.iter().zip(&fields::TAGS) {
            assert_eq!((*filter, &[*list][..]), (field.name, field.members()));
        }
    }
}
