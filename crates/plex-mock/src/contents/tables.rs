//! What queries look at: the fields of all things on a level of a section, each read once from what the library made, when
//! it is first asked for.
//!
//! Making a thing to look at one of its fields takes a thousand times as long as looking. What people have changed since
//! is not in the tables: those few things are made anew, each time that somebody asks.

use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    ops::Range,
    sync::{Arc, Mutex, OnceLock},
};

use serde_json::Value;

use super::{
    Account, Contents, OWNER,
    columns::{Column, Filling, Found},
    locked,
};
use crate::{
    library::{Detail, Item, Kind, Library, Section, SortKey},
    query::{
        At,
        fields::{self, Field},
    },
};

/// The fields of everything on a level of a section, before anybody changed anything.
#[derive(Debug)]
pub(super) struct Table {
    /// The section, and what came into it after the start.
    sections: Vec<Section>,
    /// In the order of the numbers.
    pub(super) keys: Vec<u64>,
    /// The fields that were asked for, each read once.
    columns: Mutex<HashMap<(&'static str, Whose), Slot<Column>>>,
}

/// The tables that were asked for, each made once.
pub(super) type Tables = HashMap<(u32, Kind), Slot<Table>>;

/// What is made by whoever asks first; all others wait for that one.
type Slot<T> = Arc<OnceLock<Arc<T>>>;

/// The owner had seen things before the start; nobody else had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
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
    pub(super) fn table(&self, section: &Section, kind: Kind) -> Arc<Table> {
        let table = Arc::clone(locked(&self.tables).entry((section.id, kind)).or_default());
        Arc::clone(table.get_or_init(|| {
            let mut sections = vec![*section];
            sections.extend(self.library.lots_of(section));
            Arc::new(Table {
                sections,
                keys: self.library.keys(section, kind),
                columns: Mutex::default(),
            })
        }))
    }

    /// The values of a field, which may have to be read first.
    fn column(&self, table: &Table, field: &'static Field, whose: Whose) -> Arc<Column> {
        let column = table.slot(field, whose);
        Arc::clone(column.get_or_init(|| {
            let detail = Detail::Only(field.members());
            let mut read = self.read(table, &[field], whose, detail).into_iter();
            Arc::new(read.next().unwrap_or_default())
        }))
    }

    /// The values that the owner finds in fields: those that were not read yet are read together.
    pub(super) fn columns(
        &self,
        table: &Table,
        fields: impl Iterator<Item = &'static Field>,
        detail: Detail,
    ) -> Vec<Arc<Column>> {
        let slots: Vec<_> = fields
            .map(|field| (field, table.slot(field, Whose::Owner)))
            .collect();
        let missing: Vec<_> = slots
            .iter()
            .filter(|(_, slot)| slot.get().is_none())
            .collect();
        let fields: Vec<_> = missing.iter().map(|(field, _)| *field).collect();
        if !fields.is_empty() {
            let read = self.read(table, &fields, Whose::Owner, detail);
            for ((_, slot), column) in missing.into_iter().zip(read) {
                // Somebody else may have read it meanwhile: the same.
                slot.get_or_init(|| Arc::new(column));
            }
        }
        let columns = slots.iter().filter_map(|(_, slot)| slot.get());
        columns.map(Arc::clone).collect()
    }

    /// Reads fields. `detail` is what of a thing is made where it does not tell a field by itself.
    fn read(
        &self,
        table: &Table,
        fields: &[&'static Field],
        whose: Whose,
        detail: Detail,
    ) -> Vec<Column> {
        let parts = in_parallel(&table.keys, |keys| {
            let mut fillings: Vec<_> = fields.iter().map(|_| Filling::default()).collect();
            for key in keys {
                let item = table.item(&self.library, *key);
                self.read_one(item, fields, &mut fillings, whose, detail);
            }
            fillings
        });
        let mut parts = parts.into_iter();
        let mut fillings = parts.next().unwrap_or_default();
        for part in parts {
            for (filling, more) in fillings.iter_mut().zip(part) {
                filling.join(&more);
            }
        }
        fillings.into_iter().map(Filling::done).collect()
    }

    /// Reads what a thing had at first.
    fn read_one(
        &self,
        item: Option<Item>,
        fields: &[&'static Field],
        fillings: &mut [Filling],
        whose: Whose,
        detail: Detail,
    ) {
        let teller = item.map(|item| self.library.teller(item));
        let teller = teller.filter(|_| whose == Whose::Owner);
        let mut made = None;
        for (field, filling) in fields.iter().zip(fillings) {
            let seed = self.library.seed;
            let told = teller
                .as_ref()
                .and_then(|teller| teller.tell(field.name, &mut |told| filling.tell(told, seed)));
            match told {
                Some(()) => filling.end(),
                None => {
                    let value = made.get_or_insert_with(|| self.first_value(item, whose, detail));
                    filling.push(field.values(value));
                }
            }
        }
    }

    fn first_value(&self, item: Option<Item>, whose: Whose, detail: Detail) -> Value {
        let Some(item) = item else {
            return Value::Null;
        };
        let mut value = self.library.value(item, detail);
        if whose == Whose::Newcomer {
            self.show_views(item, NEWCOMER, &mut value);
        }
        value
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

    /// The keys of the things of a table that have other tags now than they had at first.
    pub(super) fn retagged(&self, table: &Table, section: &Section, kind: Kind) -> Vec<u64> {
        let (mut touched, deleted): (HashSet<u64>, Vec<_>) = {
            let edits = locked(&self.edits);
            (edits.touched().collect(), edits.deleted().collect())
        };
        touched.extend(locked(&self.collections).keys());
        for item in deleted.into_iter().filter_map(|key| self.library.item(key)) {
            let gone = table.places(item.section.around(item.key, item.kind, kind));
            let is_here = item.section.id == section.id && item.kind <= kind;
            let gone = table.keys.get(gone).filter(|_| is_here);
            touched.extend(gone.into_iter().flatten());
        }
        touched.retain(|key| table.place(*key).is_some());
        touched.into_iter().collect()
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
                // What clients are told of, what they can sort by, and what folders are made of.
                let is_asked_for = |field: &&Field| {
                    field.is_told_of(kind) || field.sort.is_some() || field.name == "file"
                };
                let of_kind = fields::of_kind(kind).filter(is_asked_for);
                // What is searched for is every sort of tags, whether things of the kind have it or not.
                let is_new = |tags: &&Field| fields::field(tags.name, kind).is_none();
                let fields: Vec<_> = of_kind.chain(fields::TAGS.iter().filter(is_new)).collect();
                let all = fields.iter().copied();
                let columns = self.columns(&table, all, Detail::Whole);
                for (field, column) in fields.iter().zip(columns) {
                    if field.sort.is_some() {
                        column.order(field);
                    }
                }
            }
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

impl Table {
    fn slot(&self, field: &Field, whose: Whose) -> Slot<Column> {
        let name = (field.name, whose);
        Arc::clone(locked(&self.columns).entry(name).or_default())
    }

    /// The thing that has this key.
    pub(super) fn item(&self, library: &Library, key: u64) -> Option<Item> {
        let mut sections = self.sections.iter();
        sections.find_map(|section| library.item_in(section, key))
    }

    /// Whether nothing came into the section after the start.
    pub(super) fn is_whole(&self) -> bool {
        self.sections.len() == 1
    }

    pub(super) fn place(&self, key: u64) -> Option<usize> {
        // What lies at the top is numbered without gaps.
        let guess = usize::try_from(key.checked_sub(*self.keys.first()?)?).ok()?;
        if self.keys.get(guess) == Some(&key) {
            return Some(guess);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Counts, Told};

    /// What a thing tells without being made, as fields have it.
    fn told(library: &Library, item: Item, field: &Field) -> Option<Vec<Found>> {
        let mut found = Vec::new();
        let told = library.teller(item).tell(field.name, &mut |told| {
            found.push(match told {
                Told::Text(text) => (text.to_owned(), None),
                Told::Short(short) => short.written(library.seed),
            });
        });
        told.map(|()| found)
    }

    #[test]
    fn things_tell_what_they_are_made_with() {
        let counts = Counts {
            movies: 120,
            shows: 1,
            artists: 1,
            photos: 5,
            videos: 5,
            large_file: Some(1_000_000),
        };
        for seed in [7, 8] {
            let library = Library::new(seed, counts);
            for section in library.sections().iter() {
                for kind in section.kind.levels() {
                    for key in library.keys(section, kind).into_iter().take(120) {
                        let item = library.item(key).unwrap();
                        let made = library.value(item, Detail::Whole);
                        for field in fields::of_kind(kind).chain(&fields::TAGS) {
                            let values = field.values(&made);
                            let told = told(&library, item, field);
                            // Of many things, none may have to be made. The file of the first movie may be larger.
                            let is_one_of_many =
                                section.matched && matches!(kind, Kind::Movie | Kind::Episode);
                            let is_first = key == 1001 && field.name == "mediaSize";
                            assert!(
                                told.is_some() || !is_one_of_many || is_first,
                                "{kind:?} {}",
                                field.name
                            );
                            if let Some(told) = told {
                                assert_eq!(told, values, "{kind:?} {key} {}", field.name);
                            }
                            let only = library.value(item, Detail::Only(field.members()));
                            assert_eq!(
                                field.values(&only),
                                values,
                                "{kind:?} {key} {}",
                                field.name
                            );
                        }
                    }
                }
            }
        }
    }
}
