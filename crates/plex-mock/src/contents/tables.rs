//! What queries look at: the fields of all things on a level of a section, read once from what the library made.
//!
//! Making a thing to look at one of its fields takes a thousand times as long as looking. What people have changed since
//! is not in the tables: those few things are made anew, each time that somebody asks.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    num::NonZero,
    ops::Range,
    sync::{Arc, OnceLock},
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
    names: Vec<(&'static str, Whose)>,
    /// In the order of their names.
    columns: Vec<Column>,
    /// The tags that the things have.
    pub(super) tags: BTreeMap<(&'static str, String), Tag>,
}

/// The tables that were asked for, each made once.
pub(super) type Tables = HashMap<(u32, Kind), Arc<OnceLock<Arc<Table>>>>;

/// The owner had seen things before the start; nobody else had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Whose {
    Owner,
    Newcomer,
}

/// Somebody who has done nothing.
const NEWCOMER: Account = Account::MAX;

impl Contents {
    /// The table of a level, which may have to be made first.
    pub(super) fn table(&self, section: &Section, kind: Kind) -> Arc<Table> {
        let table = Arc::clone(locked(&self.tables).entry((section.id, kind)).or_default());
        Arc::clone(table.get_or_init(|| Arc::new(self.make_table(section, kind))))
    }

    /// Whether a table was made already.
    pub(super) fn has_table(&self, section: &Section, kind: Kind) -> bool {
        let tables = locked(&self.tables);
        let table = tables.get(&(section.id, kind));
        table.is_some_and(|table| table.get().is_some())
    }

    fn make_table(&self, section: &Section, kind: Kind) -> Table {
        let keys = self.library.keys(section, kind);
        let of_owner = fields::of_kind(kind).map(|field| (field, Whose::Owner));
        let of_newcomer = fields::of_kind(kind)
            .filter(|field| field.is_of_viewer())
            .map(|field| (field, Whose::Newcomer));
        let wanted: Vec<_> = of_owner.chain(of_newcomer).collect();
        let mut fillings: Vec<_> = wanted.iter().map(|_| Filling::default()).collect();
        let mut tags = BTreeMap::new();
        let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
        for batch in keys.chunks(PER_WORKER * workers) {
            let parts: Vec<_> = std::thread::scope(|scope| {
                let started: Vec<_> = batch
                    .chunks(PER_WORKER)
                    .map(|keys| scope.spawn(|| self.rows(keys, &wanted)))
                    .collect();
                let parts = started.into_iter().map(|part| {
                    part.join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                });
                parts.collect()
            });
            for (rows, found) in parts {
                for row in rows {
                    for (filling, values) in fillings.iter_mut().zip(row) {
                        filling.push(values);
                    }
                }
                tags::join(&mut tags, found);
            }
        }
        Table {
            keys,
            names: wanted
                .iter()
                .map(|(field, whose)| (field.name, *whose))
                .collect(),
            columns: fillings.into_iter().map(Filling::done).collect(),
            tags,
        }
    }

    /// The values of things, a row of each; and the tags that they have.
    fn rows(
        &self,
        keys: &[u64],
        wanted: &[(&'static Field, Whose)],
    ) -> (Vec<Vec<Vec<Found>>>, Tags) {
        let mut tags = BTreeMap::new();
        let row = |key: &u64| {
            let item = self.library.item(*key);
            let value = item.map(|item| self.library.value(item, Detail::Whole));
            let mut value = value.unwrap_or_default();
            tags::count(&mut tags, &value);
            let (of_owner, of_newcomer): (Vec<_>, Vec<_>) =
                wanted.iter().partition(|(_, whose)| *whose == Whose::Owner);
            let mut row: Vec<_> = of_owner
                .iter()
                .map(|(field, _)| field.values(&value))
                .collect();
            if let Some(item) = item {
                self.show_views(item, NEWCOMER, &mut value);
            }
            row.extend(of_newcomer.iter().map(|(field, _)| field.values(&value)));
            row
        };
        let rows = keys.iter().map(row).collect();
        (rows, tags)
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
        let whose = if at.field.is_of_viewer() && viewer != OWNER {
            Whose::Newcomer
        } else {
            Whose::Owner
        };
        Look {
            contents: self,
            column: table.number(at.field.name, whose),
            table,
            at,
            changed,
            section: *section,
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
            tags::join(&mut all, table.tags.clone());
            let (mut touched, deleted): (HashSet<u64>, Vec<_>) = {
                let edits = locked(&self.edits);
                (edits.touched().collect(), edits.deleted().collect())
            };
            touched.extend(locked(&self.collections).keys());
            for item in deleted.into_iter().filter_map(|key| self.library.item(key)) {
                let gone = table.places(section.around(item.key, item.kind, kind));
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
        for section in sections.iter() {
            for kind in section.kind.levels() {
                let table = self.table(section, kind);
                for field in fields::of_kind(kind).filter(|field| field.sort.is_some()) {
                    if let Some(column) = table.column(field.name, Whose::Owner) {
                        column.order(field);
                    }
                }
            }
        }
        self.deck(OWNER, None);
    }
}

/// Tags by their sort and their id.
pub(super) type Tags = BTreeMap<(&'static str, String), Tag>;

impl Table {
    /// The keys of what the owner had begun.
    pub(super) fn begun(&self) -> Vec<u64> {
        let Some(offsets) = self.column("viewOffset", Whose::Owner) else {
            return Vec::new();
        };
        let is_begun = |place| {
            offsets
                .ids(place)
                .iter()
                .any(|id| offsets.word(*id).0 != "0")
        };
        let keys = self.keys.iter().enumerate();
        keys.filter(|(place, _)| is_begun(*place))
            .map(|(_, key)| *key)
            .collect()
    }

    fn number(&self, name: &str, whose: Whose) -> Option<usize> {
        self.names.iter().position(|known| *known == (name, whose))
    }

    fn column(&self, name: &str, whose: Whose) -> Option<&Column> {
        self.columns.get(self.number(name, whose)?)
    }

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
    /// Which of the table's.
    column: Option<usize>,
    /// The values of what was changed since.
    changed: HashMap<u64, Vec<Found>>,
    section: Section,
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
    /// What every thing has that somebody asks of a column; nothing, if there is no such column.
    pub(super) fn column(&self) -> Option<&Column> {
        self.table.columns.get(self.column?)
    }

    /// The values of what stands for a thing on the level: itself, what it lies in, or all that lies in it.
    pub(super) fn of(&self, key: u64) -> impl Iterator<Item = Values<'_>> {
        let around = self.section.around(key, self.kind, self.at.level);
        self.table.places(around).filter_map(|place| {
            let key = self.table.keys.get(place)?;
            if let Some(values) = self.changed.get(key) {
                return Some(Values::Changed(values));
            }
            if self.has_deleted && self.contents.item(*key).is_none() {
                return None;
            }
            Some(Values::Kept(self.column()?.ids(place)))
        })
    }

    /// The same as texts, with their titles.
    pub(super) fn texts(&self, values: Values<'_>) -> Vec<Found> {
        match values {
            Values::Changed(values) => values.to_vec(),
            Values::Kept(ids) => {
                let words = ids.iter().filter_map(|id| Some(self.column()?.word(*id)));
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
            Values::Kept(ids) => Some(self.column()?.word(*ids.first()?).0),
        }
    }

    /// The numbers by which things sort: 0 for what has no value.
    pub(super) fn ranks(&self, keys: &[u64]) -> Vec<u64> {
        let Some(column) = self.column() else {
            return vec![0; keys.len()];
        };
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

/// How many things a thread reads before the others' are waited for.
const PER_WORKER: usize = 512;
