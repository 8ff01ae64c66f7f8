//! What lies in the library now: what the seed made, and what people have done to it since.

pub(crate) mod attached;
pub(crate) mod collections;
mod columns;
mod deck;
pub(crate) mod described;
pub(crate) mod edits;
pub(crate) mod lists;
mod matches;
pub(crate) mod pictures;
pub(crate) mod playlists;
pub(crate) mod subtitles;
mod tables;
pub(crate) mod tags;
pub(crate) mod uris;
pub(crate) mod views;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use serde_json::{Value, json};

use self::{
    attached::Attached,
    collections::Collections,
    described::Described,
    edits::Edits,
    lists::Orders,
    playlists::Playlists,
    tables::Tables,
    tags::Tag,
    views::{View, Views},
};
use crate::library::{Counts, Detail, Item, Kind, Library, Section};
use crate::look::member;

/// The number of somebody who looks at the library. The owner's is 1.
pub(crate) type Account = u64;

/// Whose library it is.
pub(crate) const OWNER: Account = 1;

/// The library and everything that changes in it.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) library: Library,
    pub(crate) views: Mutex<Views>,
    edits: Mutex<Edits>,
    pub(crate) attached: Mutex<Attached>,
    pub(crate) collections: Mutex<Collections>,
    pub(crate) playlists: Mutex<Playlists>,
    orders: Mutex<Orders>,
    values: Mutex<lists::Offered>,
    tables: Mutex<Tables>,
    tags: Mutex<BTreeMap<u32, Arc<[Tag]>>>,
    /// What the owner had begun before the start.
    first_deck: OnceLock<BTreeMap<u64, View>>,
    /// What people had done before the start, as it was described.
    described: Described,
}

/// A lock that a panic elsewhere does not take away.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Contents {
    /// What a library that is drawn as a whole holds.
    pub(crate) fn new(seed: u64, counts: Counts) -> Self {
        Self::of(Library::new(seed, counts), Described::default())
    }

    pub(crate) fn of(library: Library, described: Described) -> Self {
        let contents = Self {
            collections: Mutex::default(),
            playlists: Mutex::default(),
            library,
            views: Mutex::default(),
            edits: Mutex::default(),
            attached: Mutex::default(),
            orders: Mutex::default(),
            values: Mutex::default(),
            tables: Mutex::default(),
            tags: Mutex::default(),
            first_deck: OnceLock::new(),
            described,
        };
        contents.begin();
        contents
    }

    /// Puts there what is there from the start.
    fn begin(&self) {
        *locked(&self.collections) = Collections::ready_made(&self.library);
        *locked(&self.playlists) = Playlists::ready_made(&self.library);
        self.begin_described();
    }

    /// Takes back everything that anybody has done.
    pub(crate) fn reset(&self) {
        if self.library.has_lots() {
            locked(&self.tables).clear();
        }
        self.library.reset();
        *locked(&self.views) = Views::default();
        *locked(&self.edits) = Edits::default();
        *locked(&self.attached) = Attached::default();
        self.begin();
        self.changed();
    }

    /// Takes a section away with all that lies in it.
    pub(crate) fn remove(&self, section: &Section) {
        self.library.remove(section.id);
        locked(&self.tables).retain(|(id, _), _| *id != section.id);
        locked(&self.collections).remove_of(section.id);
        self.changed();
    }

    /// Says that things came into a section.
    pub(crate) fn came(&self, section: &Section) {
        locked(&self.tables).retain(|(id, _), _| *id != section.id);
        self.changed();
    }

    /// Says that lists may have another order or other things in them from now on.
    pub(crate) fn changed(&self) {
        locked(&self.orders).clear();
        locked(&self.values).clear();
        locked(&self.tags).clear();
    }

    /// The thing that has this rating key, unless it was deleted.
    pub(crate) fn find(&self, rating_key: &str) -> Option<Item> {
        self.item(rating_key.parse().ok()?)
    }

    /// The thing that has this key, unless it was deleted.
    pub(crate) fn item(&self, key: u64) -> Option<Item> {
        let item = self.library.item(key)?;
        let edits = locked(&self.edits);
        let around = |key: &u64| self.library.item(*key)?.parent_key();
        let mut all = std::iter::successors(item.parent_key(), around);
        let gone = edits.is_deleted(key) || all.any(|key| edits.is_deleted(key));
        (!gone).then_some(item)
    }

    /// Deletes a thing with all that lies in it.
    pub(crate) fn delete(&self, item: Item) {
        locked(&self.edits).delete(item.key);
        self.changed();
    }

    /// Deletes a version of a thing, and the thing with its last; says whether it has that version.
    pub(crate) fn delete_version(&self, item: Item, version: u64) -> bool {
        let value = self.value(item, Detail::Listing, OWNER);
        let versions = member(&value, "Media").as_array().map(Vec::as_slice);
        let versions = versions.unwrap_or_default();
        if !versions.iter().any(|known| known["id"] == version) {
            return false;
        }
        if versions.len() == 1 {
            self.delete(item);
        } else {
            locked(&self.edits).delete_version(version);
            self.changed();
        }
        true
    }

    /// The keys of all things of a kind in a section.
    pub(crate) fn keys(&self, section: &Section, kind: Kind) -> Vec<u64> {
        self.without_deleted(self.library.keys(section, kind))
    }

    /// The keys of the things of a kind in a thing.
    pub(crate) fn keys_within(&self, item: Item, kind: Kind) -> Vec<u64> {
        self.without_deleted(self.library.keys_within(item, kind))
    }

    /// The keys of what lies in a thing directly: albums of photos can hold albums, photos and videos.
    pub(crate) fn children(&self, item: Item) -> Vec<u64> {
        let Some(kind) = item.kind.child() else {
            return Vec::new();
        };
        let mut keys = self.library.albums_within(item);
        keys.extend(self.library.keys_within(item, kind));
        if kind == Kind::Photo {
            keys.extend(self.library.keys_within(item, Kind::PhotoClip));
        }
        self.without_deleted(keys)
    }

    fn without_deleted(&self, mut keys: Vec<u64>) -> Vec<u64> {
        if locked(&self.edits).has_deleted() || self.library.has_removed() {
            keys.retain(|key| self.item(*key).is_some());
        }
        keys
    }

    /// The keys of what can be played in a thing: itself, or what lies at the bottom of it.
    pub(crate) fn leaves(&self, item: Item) -> Vec<u64> {
        self.keys_within(item, item.kind.bottom())
    }

    /// One thing as answers show it to somebody.
    pub(crate) fn value(&self, item: Item, detail: Detail, viewer: Account) -> Value {
        let mut value = self.library.value(item, detail);
        {
            let edits = locked(&self.edits);
            edits.apply(item.key, detail, &mut value);
            edits.leave_versions_out(&mut value);
            if let Some(parent) = item.parent_key().filter(|_| item.kind != Kind::Clip) {
                let above = self
                    .library
                    .item(parent)
                    .and_then(|parent| parent.parent_key());
                edits.apply_title(parent, "parentTitle", &mut value);
                if let Some(above) = above.filter(|_| value.get("grandparentTitle").is_some()) {
                    edits.apply_title(above, "grandparentTitle", &mut value);
                }
            }
        }
        self.show_attached(item, detail, &mut value);
        self.show_views(item, viewer, &mut value);
        let tags: Vec<_> = locked(&self.collections)
            .of(item.key)
            .map(|(id, title)| match detail {
                Detail::Listing => json!({"tag": title}),
                _ => {
                    let id = collections::index(id);
                    json!({"id": id, "filter": format!("collection={id}"), "tag": title})
                }
            })
            .collect();
        if let (false, Some(members)) = (tags.is_empty(), value.as_object_mut()) {
            members.insert("Collection".to_owned(), tags.into());
        }
        value
    }

    /// The same by its key; null when there is none.
    pub(crate) fn value_of(&self, key: u64, detail: Detail, viewer: Account) -> Value {
        self.item(key)
            .map(|item| self.value(item, detail, viewer))
            .unwrap_or_default()
    }

    /// The title of a thing, without making the rest of it.
    pub(crate) fn title(&self, key: u64) -> Option<String> {
        let item = self.library.item(key)?;
        if self.is_edited(key) {
            let value = self.value(item, Detail::Listing, OWNER);
            return member(&value, "title").as_str().map(str::to_owned);
        }
        Some(self.library.title(item))
    }

    /// Changes what is told of a collection or a playlist, which is `before` now.
    pub(crate) fn edit_list(&self, id: u64, before: &Value, changes: &[(String, String)]) {
        locked(&self.edits).change(id, before, changes, false);
        self.changed();
    }

    /// Gives a playlist another guid.
    pub(crate) fn name_list(&self, id: u64, guid: &str) {
        locked(&self.edits).put(id, "guid", guid.into());
    }

    /// Says of a collection how it is liked.
    pub(crate) fn rate_list(&self, id: u64, rating: Option<f64>, now: u64) {
        let mut edits = locked(&self.edits);
        edits.put(id, "userRating", rating.into());
        edits.put(id, "lastRatedAt", rating.map(|_| now).into());
    }

    /// A setting that a thing or a collection has for itself, if somebody has changed it.
    pub(crate) fn preference(&self, key: u64, name: &str) -> Option<String> {
        locked(&self.edits).preference(key, name).map(str::to_owned)
    }

    /// Changes a setting of a thing or a collection.
    pub(crate) fn prefer(&self, key: u64, name: &str, value: &str) {
        locked(&self.edits).prefer(key, name, value);
        self.changed();
    }

    /// Changes what is told of things: `changes` in the grammar of edits.
    pub(crate) fn edit(&self, keys: &[u64], changes: &[(String, String)]) {
        for key in keys {
            let Some(item) = self.item(*key) else {
                continue;
            };
            let before = self.value(item, Detail::Whole, OWNER);
            locked(&self.edits).change(*key, &before, changes, keys.len() > 1);
        }
        self.changed();
    }

    /// Whether anybody has changed what is told of a thing.
    pub(crate) fn is_edited(&self, key: u64) -> bool {
        locked(&self.edits).is_edited(key)
    }
}
