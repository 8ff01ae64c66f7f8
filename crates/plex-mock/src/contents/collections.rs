//! Collections: things of one section that somebody has put together, or that a query gathers.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Account, Contents, locked};
use crate::{
    dice::Dice,
    library::{Detail, Kind, Library},
    look::member,
    query::{BadQuery, Query},
};

/// A collection.
#[derive(Debug, Clone)]
pub(crate) struct Collection {
    pub(crate) id: u64,
    pub(crate) section: u32,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) items: Vec<u64>,
    /// The query of a smart one.
    pub(crate) content: Option<String>,
    pub(crate) added: u64,
    pub(crate) updated: u64,
}

/// All collections.
#[derive(Debug, Default)]
pub(crate) struct Collections {
    by_id: BTreeMap<u64, Collection>,
    of_item: HashMap<u64, Vec<u64>>,
    next: u64,
}

/// The ids of collections, as the keys of what lies behind them.
const FIRST: u64 = 8_000_000_000;

/// The number of a collection as a tag: what items and filters call it.
pub(crate) const fn index(id: u64) -> u64 {
    id.saturating_sub(FIRST) + 1
}

impl Collections {
    /// Those that are there from the start.
    pub(super) fn ready_made(library: &Library) -> Self {
        let mut collections = Self {
            next: FIRST,
            ..Self::default()
        };
        let sections = library.sections();
        for section in sections
            .iter()
            .filter(|section| section.is_drawn() && section.matched)
        {
            let mut dice = Dice::new(library.seed, "collections", section.id.into());
            let titles = match section.kind {
                Kind::Movie => TITLES,
                Kind::Show => &["Watched Together"],
                _ => continue,
            };
            for title in titles {
                let most = dice.between(2, 12);
                let len = section.len as u64;
                let mut items: Vec<_> = (0..most)
                    .filter_map(|_| library.first_key_at(section, dice.below(len)))
                    .collect();
                items.sort_unstable();
                items.dedup();
                if items.is_empty() {
                    continue;
                }
                collections.add(Collection {
                    id: 0,
                    section: section.id,
                    kind: section.kind,
                    title: (*title).to_owned(),
                    summary: String::new(),
                    items,
                    content: None,
                    added: 1_700_000_000,
                    updated: 1_700_000_000,
                });
            }
        }
        collections
    }

    /// Adds one, and gives its id.
    pub(crate) fn add(&mut self, collection: Collection) -> u64 {
        let id = self.next;
        self.next += 1;
        self.by_id.insert(id, Collection { id, ..collection });
        self.count_again();
        id
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Collection> {
        self.by_id.get(&id)
    }

    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let removed = self.by_id.remove(&id).is_some();
        self.count_again();
        removed
    }

    /// Takes away those of a section.
    pub(super) fn remove_of(&mut self, section: u32) {
        self.by_id
            .retain(|_, collection| collection.section != section);
        self.count_again();
    }

    /// Changes one; says whether there is one to change.
    pub(crate) fn change(&mut self, id: u64, change: impl FnOnce(&mut Collection)) -> bool {
        let found = self.by_id.get_mut(&id).map(change).is_some();
        self.count_again();
        found
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Collection> {
        self.by_id.values()
    }

    /// The keys of what lies in any.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.of_item.keys().copied()
    }

    /// The plain collections that hold a thing.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = (u64, &str)> {
        let ids = self
            .of_item
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        ids.iter()
            .filter_map(|id| self.by_id.get(id))
            .map(|collection| (collection.id, collection.title.as_str()))
    }

    fn count_again(&mut self) {
        self.of_item.clear();
        for collection in self.by_id.values() {
            for key in &collection.items {
                self.of_item.entry(*key).or_default().push(collection.id);
            }
        }
    }
}

impl Contents {
    /// The keys of what a collection holds; of a smart one, what its query finds now.
    pub(crate) fn items_of_collection(&self, id: u64, viewer: Account) -> Option<Vec<u64>> {
        let (items, content) = {
            let collections = locked(&self.collections);
            let collection = collections.get(id)?;
            (collection.items.clone(), collection.content.clone())
        };
        Some(match content {
            Some(content) => self.behind(&content, viewer).unwrap_or_default(),
            None => {
                let mut items = self.without_deleted(items);
                match self.preference(id, "collectionSort").as_deref() {
                    Some("2") => {}
                    Some("1") => items.sort_by_cached_key(|key| {
                        let value = self.value_of(*key, Detail::Listing, viewer);
                        let title = value.get("titleSort").unwrap_or(member(&value, "title"));
                        title.as_str().unwrap_or_default().to_lowercase()
                    }),
                    _ => items.sort_by_cached_key(|key| {
                        let value = self.value_of(*key, Detail::Listing, viewer);
                        let date = member(&value, "originallyAvailableAt").as_str();
                        date.unwrap_or_default().to_owned()
                    }),
                }
                items
            }
        })
    }

    /// The collections of a section, by their ids, that a query finds, in its order.
    pub(crate) fn collections_of(
        &self,
        section: u32,
        pairs: &[(String, String)],
        viewer: Account,
        now: DateTime<Utc>,
    ) -> Result<Vec<u64>, BadQuery> {
        // What can be asked of a collection can be asked of a movie, too.
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| {
                let key = key.strip_prefix("collection.").unwrap_or(key);
                let value = match key {
                    "sort" => value.replace("collection.", ""),
                    _ => value.clone(),
                };
                (key.to_owned(), value)
            })
            .filter(|(key, _)| key != "sourceType")
            .collect();
        let query = Query::read(&pairs, Kind::Movie)?;
        let ids: Vec<_> = locked(&self.collections)
            .all()
            .filter(|collection| collection.section == section)
            .map(|collection| collection.id)
            .collect();
        let mut found: Vec<_> = ids
            .into_iter()
            .filter_map(|id| Some((self.collection(id, viewer)?, id)))
            .filter(|(value, _)| query.takes(now, value))
            .collect();
        found.sort_by(|(left, left_id), (right, right_id)| {
            query
                .compare(left, right)
                .then_with(|| title_of(left).cmp(&title_of(right)))
                .then_with(|| left_id.cmp(right_id))
        });
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// Puts a thing into the collection of that title, which is made if need be; or takes it out.
    pub(crate) fn tag_with_collection(&self, key: u64, title: &str, put_in: bool, now: u64) {
        let Some(item) = self.item(key) else {
            return;
        };
        let mut collections = locked(&self.collections);
        let known = collections
            .all()
            .find(|collection| {
                collection.section == item.section.id
                    && collection.content.is_none()
                    && collection.title == title
            })
            .map(|collection| collection.id);
        match known {
            Some(id) => {
                collections.change(id, |collection| {
                    collection.items.retain(|item| *item != key);
                    if put_in {
                        collection.items.push(key);
                    }
                });
                // A plain collection lasts as long as something lies in it.
                if collections.get(id).is_some_and(|one| one.items.is_empty()) {
                    collections.remove(id);
                }
            }
            None if put_in => {
                collections.add(Collection {
                    id: 0,
                    section: item.section.id,
                    kind: item.kind,
                    title: title.to_owned(),
                    summary: String::new(),
                    items: vec![key],
                    content: None,
                    added: now,
                    updated: now,
                });
            }
            None => {}
        }
        drop(collections);
        self.changed();
    }

    /// Whether there is a collection with this id.
    pub(crate) fn is_collection(&self, id: u64) -> bool {
        locked(&self.collections).get(id).is_some()
    }

    /// A collection as answers show it.
    pub(crate) fn collection(&self, id: u64, viewer: Account) -> Option<Value> {
        let items = self.items_of_collection(id, viewer)?;
        let collection = locked(&self.collections).get(id)?.clone();
        let years: Vec<_> = items
            .iter()
            .take(500)
            .filter_map(|key| {
                let item = self.library.item(*key)?;
                member(&self.library.value(item, Detail::Listing), "year").as_u64()
            })
            .collect();
        let section = self.library.section(&collection.section.to_string())?;
        let path = format!("/library/collections/{id}");
        let mut value = json!({
            "ratingKey": id.to_string(),
            "key": format!("{path}/children"),
            "guid": format!("collection://{}", Dice::new(self.library.seed, "collection", id).uuid()),
            "type": "collection",
            "title": collection.title,
            "titleSort": collection.title,
            "librarySectionID": section.id,
            "librarySectionTitle": section.title,
            "librarySectionKey": format!("/library/sections/{}", section.id),
            "subtype": collection.kind.name(),
            "summary": collection.summary,
            "smart": collection.content.is_some(),
            "index": index(id),
            "ratingCount": 1,
            "thumb": format!("{path}/composite/{}", collection.updated),
            "addedAt": collection.added,
            "updatedAt": collection.updated,
            "childCount": items.len().to_string(),
            "collectionMode": self.preference(id, "collectionMode").unwrap_or_else(|| "-1".to_owned()),
            "collectionSort": self.preference(id, "collectionSort").unwrap_or_else(|| "0".to_owned()),
        });
        if let (Some(by_user), Some(members)) = (
            self.preference(id, "collectionFilterBasedOnUser"),
            value.as_object_mut(),
        ) {
            members.insert("collectionFilterBasedOnUser".to_owned(), by_user.into());
        }
        if let Some(members) = value.as_object_mut() {
            if let (Some(least), Some(most)) = (years.iter().min(), years.iter().max()) {
                members.insert("minYear".to_owned(), least.to_string().into());
                members.insert("maxYear".to_owned(), most.to_string().into());
            }
            if let Some(content) = collection.content {
                members.insert("content".to_owned(), content.into());
            }
        }
        locked(&self.edits).apply(id, Detail::Whole, &mut value);
        locked(&self.attached).pictures.show(id, &mut value);
        Some(value)
    }
}

fn title_of(collection: &Value) -> String {
    let title = collection.get("titleSort").unwrap_or(&collection["title"]);
    title.as_str().unwrap_or_default().to_lowercase()
}

#[rustfmt::skip]
const TITLES: &[&str] = &[
    "Rainy Sundays", "Seen at the Festival", "Grandma's Favourites", "Shot on Film",
    "Under 90 Minutes", "To Rewatch",
];
