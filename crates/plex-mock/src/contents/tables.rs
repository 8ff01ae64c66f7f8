//! What queries look at: the fields of all things on a level of a section, each read once from what the library made, when
//! it is first asked for.
//!
//! Making a thing to look at one of its fields takes a thousand times as long as looking. What people have changed since
//! is not in the tables: those few things are made anew, each time that somebody asks.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    num::NonZero,
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

use super::{
    Account, Contents, OWNER,
    columns::{Column, Filling, Found},
    locked,
    tags::{self, Tag},
};
use crate::{
    library::{Detail, Kind, Section, SortKey},
    query::{
        At,
        fields::{self, Field},
    },
};

/// The fields of everything on a level of a section, before anybody changed anything.
#[derive(Debug)]
pub(super) struct Table {
    /// In the order of the numbers.
    keys: Vec<u64>,
    /// The fields that were asked for, each read once.
    columns: Mutex<HashMap<(&'static str, Whose), Slot<Column>>>,
    /// The tags that the things have.
    tags: OnceLock<Tags>,
}

/// The tables that were asked for, each made once.
pub(super) type Tables = HashMap<(u32, Kind), Slot<Table>>;

/// What is made by whoever asks first; all others wait for that one.
type Slot<T> = Arc<OnceLock<Arc<T>>>;

/// The owner had seen things before the start; nobody else had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Owner,
    Newcomer,
}

impl Whose {
    fn of(field: &Field, viewer: Account) -> Self {
        match viewer {
            OWNER => Self::Owner,
            _ if field.is_of_viewer() => Self::Newcomer,
            _ => Self::Owner,
        }
    }
}

/// Somebody who has done nothing.
const NEWCOMER: Account = Account::MAX;

impl Contents {
    /// The table of a level.
    fn table(&self, section: &Section, kind: Kind) -> Arc<Table> {
        let table = Arc::clone(locked(&self.tables).entry((section.id, kind)).or_default());
        Arc::clone(table.get_or_init(|| {
            Arc::new(Table {
                keys: self.library.keys(section, kind),
                columns: Mutex::default(),
                tags: OnceLock::new(),
            })
        }))
    }

    /// Whether a field of a level was read already.
    pub(super) fn has_column(&self, section: &Section, at: At) -> bool {
        let table = self.table(section, at.level);
        let columns = locked(&table.columns);
        let column = columns.get(&(at.field.name, Whose::Owner));
        column.is_some_and(|column| column.get().is_some())
    }

    /// The values of a field, which may have to be read first.
    fn column(&self, table: &Table, field: &'static Field, whose: Whose) -> Arc<Column> {
        let name = (field.name, whose);
        let column = Arc::clone(locked(&table.columns).entry(name).or_default());
        Arc::clone(column.get_or_init(|| {
            let parts = in_parallel(&table.keys, |keys| {
                let mut filling = Filling::default();
                for key in keys {
                    filling.push(self.first_values(*key, field, whose));
                }
                filling
            });
            let mut parts = parts.into_iter();
            let mut filling = parts.next().unwrap_or_default();
            parts.for_each(|part| filling.join(&part));
            Arc::new(filling.done())
        }))
    }

    /// The values that a thing had at first.
    fn first_values(&self, key: u64, field: &'static Field, whose: Whose) -> Vec<Found> {
        let Some(item) = self.library.item(key) else {
            return Vec::new();
        };
        let mut value = self.library.value(item, Detail::Only(field.members()));
        if whose == Whose::Newcomer {
            self.show_views(item, NEWCOMER, &mut value);
        }
        field.values(&value)
    }

    /// The tags that things had at first.
    fn first_tags<'a>(&self, table: &'a Table) -> &'a Tags {
        table.tags.get_or_init(|| {
            let parts = in_parallel(&table.keys, |keys| {
                let mut tags = BTreeMap::new();
                for item in keys.iter().filter_map(|key| self.library.item(*key)) {
                    let value = self.library.value(item, Detail::Only(tags::MEMBERS));
                    tags::count(&mut tags, &value);
                }
                tags
            });
            parts.into_iter().fold(BTreeMap::new(), |mut all, part| {
                tags::join(&mut all, part);
                all
            })
        })
    }

    /// The keys of the movies of a section that the owner had begun.
    pub(super) fn begun(&self, section: &Section) -> Vec<u64> {
        let table = self.table(section, Kind::Movie);
        let Some(field) = fields::field("viewOffset", Kind::Movie) else {
            return Vec::new();
        };
        let offsets = self.column(&table, field, Whose::Owner);
        let is_begun = |place| {
            offsets
                .ids(place)
                .iter()
                .any(|id| offsets.word(*id).0 != "0")
        };
        let keys = table.keys.iter().enumerate();
        keys.filter(|(place, _)| is_begun(*place))
            .map(|(_, key)| *key)
            .collect()
    }

    /// A field of a level as somebody sees it, for things of a kind.
    pub(super) fn look(&self, section: &Section, kind: Kind, at: At, viewer: Account) -> Look<'_> {
        let table = self.table(section, at.level);
        let changed = self.touched(at.field, viewer).into_iter();
        let changed = changed
            .filter(|key| table.place(*key).is_some())
            .filter_map(|key| Some((key, self.item(key)?)))
            .map(|(key, item)| {
                let value = self.value(item, Detail::Whole, viewer);
                (key, at.field.values(&value))
            })
            .collect();
        Look {
            contents: self,
            column: self.column(&table, at.field, Whose::of(at.field, viewer)),
            table,
            at,
            changed,
            section: *section,
            lots: self.library.lots_of(section),
            kind,
            has_deleted: locked(&self.edits).has_deleted(),
        }
    }

    /// The keys of what may have other values of a field than the library gave it.
    fn touched(&self, field: &Field, viewer: Account) -> HashSet<u64> {
        let mut keys: HashSet<u64> = locked(&self.edits).touched().collect();
        keys.extend(locked(&self.attached).touched());
        if field.name == "collection" {
            keys.extend(locked(&self.collections).keys());
        }
        if field.is_of_viewer() {
            let viewed: Vec<_> = locked(&self.views).of(viewer).map(|(key, _)| key).collect();
            for key in viewed {
                // What somebody has done with an episode shows in its season and its show.
                let above = |key: &u64| self.library.item(*key)?.parent_key();
                keys.extend(std::iter::successors(Some(key), above));
            }
        }
        keys
    }

    /// The tags of a section as they are now, with how many things have each.
    pub(super) fn count_tags(&self, section: &Section) -> Tags {
        let mut all = BTreeMap::new();
        for kind in section.kind.levels() {
            let table = self.table(section, kind);
            tags::join(&mut all, self.first_tags(&table).clone());
            let (mut touched, deleted): (HashSet<u64>, Vec<_>) = {
                let edits = locked(&self.edits);
                (edits.touched().collect(), edits.deleted().collect())
            };
            touched.extend(locked(&self.collections).keys());
            for item in deleted.into_iter().filter_map(|key| self.library.item(key)) {
                let gone = table.places(item.section.around(item.key, item.kind, kind));
                let is_here = item.section.id == section.id && item.kind <= kind;
                touched.extend(
                    table
                        .keys
                        .get(gone)
                        .filter(|_| is_here)
                        .into_iter()
                        .flatten(),
                );
            }
            for key in touched
                .into_iter()
                .filter(|key| table.place(*key).is_some())
            {
                let before = self.library.item(key);
                let before = before.map(|item| self.library.value(item, Detail::Whole));
                tags::discount(&mut all, &before.unwrap_or_default());
                tags::count(&mut all, &self.value_of(key, Detail::Whole, OWNER));
            }
        }
        all
    }

    /// Gets ready for whatever may be asked, so that the first who asks need not wait.
    pub(crate) fn prepare(&self) {
        let sections = self.library.sections();
        if sections.iter().map(|section| section.len).sum::<usize>() > MOST {
            return;
        }
        // What most ask for comes first.
        for section in sections.iter() {
            for kind in section.kind.levels() {
                let table = self.table(section, kind);
                for field in fields::of_kind(kind).filter(|field| field.sort.is_some()) {
                    self.column(&table, field, Whose::Owner).order(field);
                }
            }
        }
        for section in sections.iter() {
            for kind in section.kind.levels() {
                let table = self.table(section, kind);
                for field in fields::of_kind(kind).filter(|field| field.sort.is_none()) {
                    self.column(&table, field, Whose::Owner);
                }
            }
            self.tags_of(section);
        }
        self.deck(OWNER, None);
    }
}

/// Reads things part by part, each on a thread of its own; of few things there is one part.
fn in_parallel<T: Send>(keys: &[u64], read: impl Fn(&[u64]) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = keys.len().div_ceil(workers).max(LEAST);
    let (own, others) = keys.split_at_checked(share).unwrap_or((keys, &[]));
    std::thread::scope(|scope| {
        let read = &read;
        let started: Vec<_> = others
            .chunks(share)
            .map(|keys| scope.spawn(move || read(keys)))
            .collect();
        let own = read(own);
        let others = started.into_iter().map(|part| {
            part.join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        std::iter::once(own).chain(others).collect()
    })
}

/// Tags by their sort and their id.
pub(super) type Tags = BTreeMap<(&'static str, String), Tag>;

impl Table {
    fn place(&self, key: u64) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    fn places(&self, keys: Range<u64>) -> Range<usize> {
        if keys.end == keys.start + 1 {
            return self
                .place(keys.start)
                .map_or(0..0, |place| place..place + 1);
        }
        let start = self.keys.partition_point(|key| *key < keys.start);
        let rest = self.keys.get(start..).unwrap_or_default();
        start..start + rest.partition_point(|key| *key < keys.end)
    }
}

/// A field of a level as somebody sees it.
pub(super) struct Look<'a> {
    contents: &'a Contents,
    table: Arc<Table>,
    at: At,
    /// What every thing has that nobody has changed since.
    column: Arc<Column>,
    /// The values of what was changed since.
    changed: HashMap<u64, Vec<Found>>,
    section: Section,
    lots: Vec<Section>,
    /// Of which kind the things are that are asked about.
    kind: Kind,
    has_deleted: bool,
}

/// The values of one thing.
#[derive(Clone, Copy)]
pub(super) enum Values<'a> {
    Kept(&'a [u32]),
    Changed(&'a [Found]),
}

impl Look<'_> {
    /// What every thing has that nobody has changed since.
    pub(super) fn column(&self) -> &Column {
        &self.column
    }

    /// The values of what stands for a thing on the level: itself, what it lies in, or all that lies in it.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = Values<'_>> {
        let lot = self.lots.iter().find(|lot| lot.holds(key));
        let section = lot.unwrap_or(&self.section);
        let around = section.around(key, self.kind, self.at.level);
        self.table.places(around).filter_map(|place| {
            let key = self.table.keys.get(place)?;
            if let Some(values) = self.changed.get(key) {
                return Some(Values::Changed(values));
            }
            if self.has_deleted && self.contents.item(*key).is_none() {
                return None;
            }
            Some(Values::Kept(self.column.ids(place)))
        })
    }

    /// The same as texts, with their titles.
    pub(super) fn texts(&self, values: Values<'_>) -> Vec<Found> {
        match values {
            Values::Changed(values) => values.to_vec(),
            Values::Kept(ids) => {
                let words = ids.iter().map(|id| self.column.word(*id));
                words
                    .map(|(text, title)| (text.to_owned(), title.map(str::to_owned)))
                    .collect()
            }
        }
    }

    /// The first of the texts.
    pub(super) fn first_text<'a>(&'a self, values: Values<'a>) -> Option<&'a str> {
        match values {
            Values::Changed(values) => values.first().map(|(text, _)| text.as_str()),
            Values::Kept(ids) => Some(self.column.word(*ids.first()?).0),
        }
    }

    /// The numbers by which things sort: 0 for what has no value.
    pub(super) fn ranks(&self, keys: &[u64]) -> Vec<u64> {
        let column = self.column();
        let field = self.at.field;
        let order = column.order(field);
        let key_of = |(text, title): &Found| field.sort_key(text, title.as_deref());
        let mut new: Vec<SortKey> = self.changed.values().flatten().map(key_of).collect();
        new.sort();
        new.dedup();
        // Between two neighbours there is room for whatever is new.
        let rank = |values| match values {
            Values::Kept(ids) => ids.first().map(|id| order.rank(*id) << 32),
            Values::Changed(values) => values.first().map(|value| {
                let key = key_of(value);
                match order.find(column, field, &key) {
                    (before, true) => (before + 1) << 32,
                    (before, false) => {
                        let number = new.partition_point(|new| *new < key) as u64;
                        (before << 32) + 1 + number
                    }
                }
            }),
        };
        keys.iter()
            .map(|key| self.of(*key).find_map(rank).unwrap_or(0))
            .collect()
    }
}

/// More things are not read before somebody asks.
const MOST: usize = 100_000;

/// For fewer things a thread is not worth its start.
const LEAST: usize = 256;
