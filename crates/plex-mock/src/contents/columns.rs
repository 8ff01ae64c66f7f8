//! The values of one field, kept small: every value once, and of each thing only the numbers of its values.

use std::{collections::HashMap, hash::BuildHasherDefault, sync::OnceLock};

use crate::{
    dice::Mixer,
    library::{Short, SortKey, Told},
    query::fields::Field,
};

/// A value as text, and the title that it goes by where it is a tag or the like.
pub(crate) type Found = (String, Option<String>);

/// The values of a field, by the places of things in a table.
#[derive(Debug, Default)]
pub(super) struct Column {
    words: Words,
    ids: Vec<u32>,
    /// Where the numbers of each thing's values end.
    ends: Vec<u32>,
    order: OnceLock<Order>,
    uses: OnceLock<Vec<Use>>,
}

/// How often a value comes, and the place of the first thing that has it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    pub(super) count: u64,
    pub(super) first: usize,
}

/// In which order the values of a column come.
#[derive(Debug)]
pub(super) struct Order {
    /// By the number of a value: its rank, from 1 on. 0 is left for things without one.
    ranks: Vec<u32>,
    /// One value of each rank.
    first: Vec<u32>,
}

impl Column {
    /// The numbers of a thing's values.
    pub(super) fn ids(&self, place: usize) -> &[u32] {
        let end = |place: usize| self.ends.get(place).map(|end| *end as usize);
        let start = place.checked_sub(1).map_or(Some(0), end);
        start
            .zip(end(place))
            .and_then(|(start, end)| self.ids.get(start..end))
            .unwrap_or_default()
    }

    /// The value of that number.
    pub(super) fn word(&self, id: u32) -> (&str, Option<&str>) {
        self.words.get(id)
    }

    /// All values by their numbers.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        (0..self.words.len()).map(|id| self.words.get(id))
    }

    /// How often each value comes, by their numbers, found out once.
    pub(super) fn uses(&self) -> &[Use] {
        self.uses.get_or_init(|| {
            let mut uses = vec![Use::default(); self.words.len() as usize];
            for place in 0..self.ends.len() {
                for id in self.ids(place) {
                    if let Some(of_id) = uses.get_mut(*id as usize) {
                        if of_id.count == 0 {
                            of_id.first = place;
                        }
                        of_id.count += 1;
                    }
                }
            }
            uses
        })
    }

    /// The order of the values, found out once.
    pub(super) fn order(&self, field: &Field) -> &Order {
        self.order.get_or_init(|| {
            let keys: Vec<_> = self
                .words()
                .map(|(text, title)| field.sort_key(text, title))
                .collect();
            let key = |id: u32| keys.get(id as usize);
            // Most are told apart by how they begin, without a look at the texts.
            let mut sorted: Vec<_> = (0_u32..)
                .zip(&keys)
                .map(|(id, key)| (key.begin(), id))
                .collect();
            sorted.sort_unstable_by(|(begin, id), (other_begin, other)| {
                let by_key = || key(*id).cmp(&key(*other));
                begin.cmp(other_begin).then_with(by_key).then(id.cmp(other))
            });
            let mut order = Order {
                ranks: vec![0; sorted.len()],
                first: Vec::new(),
            };
            let mut last = None;
            for (_, id) in sorted {
                if last != key(id) {
                    order.first.push(id);
                    last = key(id);
                }
                if let Some(rank) = order.ranks.get_mut(id as usize) {
                    *rank = order.first.len() as u32;
                }
            }
            order.first.shrink_to_fit();
            order
        })
    }
}

impl Order {
    /// The rank of the value of that number.
    pub(super) fn rank(&self, id: u32) -> u64 {
        self.ranks.get(id as usize).copied().unwrap_or(0).into()
    }

    /// How many values come before one that is not in the column, and whether the next is the same.
    pub(super) fn find(&self, column: &Column, field: &Field, key: &SortKey) -> (u64, bool) {
        let of = |id: &u32| {
            let (text, title) = column.word(*id);
            field.sort_key(text, title)
        };
        let before = self.first.partition_point(|id| of(id) < *key);
        let same = self.first.get(before).is_some_and(|id| of(id) == *key);
        (before as u64, same)
    }
}

/// Texts one behind the other.
#[derive(Debug, Default)]
struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    const fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// A text with its title, as they lie here.
    fn whole(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).and_then(|id| self.ends.get(id)).copied();
        let end = self.ends.get(id).copied().unwrap_or(0);
        self.text.get(start.unwrap_or(0)..end).unwrap_or_default()
    }

    fn get(&self, id: u32) -> (&str, Option<&str>) {
        let word = self.whole(id);
        match word.split_once(BETWEEN) {
            Some((text, title)) => (text, Some(title)),
            None => (word, None),
        }
    }

    fn push(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        self.ends.push(self.text.len());
        self.len() - 1
    }
}

/// Stands between a text and its title: no value holds it.
const BETWEEN: char = '\u{0}';

/// A column that is being filled.
#[derive(Debug)]
pub(super) struct Filling {
    column: Column,
    /// The numbers of the values so far; nothing, once it is clear that hardly any comes twice.
    known: Option<Known>,
}

#[derive(Debug, Default)]
struct Known {
    words: HashMap<Box<str>, u32, BuildHasherDefault<Mixer>>,
    /// The same by what they were told as: those need not be written again.
    told: HashMap<Short, u32, BuildHasherDefault<Mixer>>,
}

impl Default for Filling {
    fn default() -> Self {
        Self {
            column: Column::default(),
            known: Some(Known::default()),
        }
    }
}

impl Filling {
    /// Adds the values of the next thing.
    pub(super) fn push(&mut self, values: Vec<Found>) {
        for (text, title) in values {
            let id = self.number_of(text, title);
            self.column.ids.push(id);
        }
        self.end();
    }

    /// Adds a value of a drawn thing; its last is followed by [`Self::end`].
    pub(super) fn tell(&mut self, told: Told<'_>, seed: u64) {
        let short = match told {
            Told::Text(text) => {
                let id = self.number(text);
                self.column.ids.push(id);
                return;
            }
            Told::Short(short) => short,
        };
        let known = self.known.as_ref().and_then(|known| known.told.get(&short));
        let id = match known {
            Some(id) => *id,
            None => {
                let (text, title) = short.written(seed);
                let id = self.number_of(text, title);
                if let Some(known) = &mut self.known {
                    known.told.insert(short, id);
                }
                id
            }
        };
        self.column.ids.push(id);
    }

    /// Says that a thing has no more values.
    pub(super) fn end(&mut self) {
        self.column.ends.push(self.column.ids.len() as u32);
    }

    fn number_of(&mut self, text: String, title: Option<String>) -> u32 {
        match title {
            Some(title) => self.number(&format!("{text}{BETWEEN}{title}")),
            None => self.number(&text),
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        let Some(known) = &mut self.known else {
            return self.column.words.push(word);
        };
        if let Some(id) = known.words.get(word) {
            return *id;
        }
        let id = self.column.words.push(word);
        known.words.insert(word.into(), id);
        if known.words.len() > ENOUGH && known.words.len() * 2 > self.column.ids.len() {
            self.known = None;
        }
        id
    }

    /// Adds the values of the things behind.
    pub(super) fn join(&mut self, others: &Self) {
        let Column {
            words, ids, ends, ..
        } = &others.column;
        let numbers: Vec<_> = (0..words.len())
            .map(|id| self.number(words.whole(id)))
            .collect();
        let before = self.column.ids.len() as u32;
        let ids = ids.iter().filter_map(|id| numbers.get(*id as usize));
        self.column.ids.extend(ids);
        self.column.ends.extend(ends.iter().map(|end| before + end));
    }

    pub(super) fn done(mut self) -> Column {
        self.column.words.text.shrink_to_fit();
        self.column.ids.shrink_to_fit();
        self.column
    }
}

/// After so many different values it shows whether values come twice. There are almost so many people.
const ENOUGH: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{library::Kind, query::fields::field};

    #[test]
    fn values_are_kept_once_and_told_apart() {
        let mut filling = Filling::default();
        let tag = |id: &str, title: &str| (id.to_owned(), Some(title.to_owned()));
        filling.push(vec![tag("2", "War"), tag("1", "Drama")]);
        filling.push(Vec::new());
        filling.push(vec![tag("1", "Drama")]);
        let column = filling.done();
        assert_eq!(column.words().count(), 2);
        let of = |place| column.ids(place).iter().map(|id| column.word(*id).1);
        assert_eq!(of(0).collect::<Vec<_>>(), [Some("War"), Some("Drama")]);
        assert_eq!(of(1).count(), 0);
        assert_eq!(of(2).collect::<Vec<_>>(), [Some("Drama")]);
        assert_eq!(of(3).count(), 0);

        let (mut first, mut second) = (Filling::default(), Filling::default());
        first.push(vec![tag("1", "Drama")]);
        second.push(Vec::new());
        second.push(vec![tag("2", "War"), tag("1", "Drama")]);
        first.join(&second);
        let joined = first.done();
        assert_eq!(
            [0, 1, 2].map(|place| joined.ids(place).to_vec()),
            [vec![0], vec![], vec![1, 0]]
        );

        let genre = field("genre", Kind::Movie).unwrap();
        let order = column.order(genre);
        assert_eq!((order.rank(1), order.rank(0)), (1, 2));
        let find = |text: &str| order.find(&column, genre, &SortKey::text(text));
        assert_eq!(find("Comedy"), (0, false));
        assert_eq!(find("Romance"), (1, false));
        assert_eq!(find("War"), (1, true));
    }
}
