//! The values of one field, kept small: every value once, and of each thing only the numbers of its values.

use std::{collections::HashMap, sync::OnceLock};

use crate::{library::SortKey, query::fields::Field};

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

    /// The order of the values, found out once.
    pub(super) fn order(&self, field: &Field) -> &Order {
        self.order.get_or_init(|| {
            let key = |(text, title)| field.sort_key(text, title);
            let mut sorted: Vec<_> = (0_u32..).zip(self.words().map(key)).collect();
            sorted.sort_by(|(_, left), (_, right)| left.cmp(right));
            let mut order = Order {
                ranks: vec![0; sorted.len()],
                first: Vec::new(),
            };
            let mut last: Option<&SortKey> = None;
            for (id, key) in &sorted {
                if last != Some(key) {
                    order.first.push(*id);
                    last = Some(key);
                }
                if let Some(rank) = order.ranks.get_mut(*id as usize) {
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
    known: Option<HashMap<Box<str>, u32>>,
}

impl Default for Filling {
    fn default() -> Self {
        Self {
            column: Column::default(),
            known: Some(HashMap::new()),
        }
    }
}

impl Filling {
    /// Adds the values of the next thing.
    pub(super) fn push(&mut self, values: Vec<Found>) {
        for (text, title) in values {
            let word = match title {
                Some(title) => format!("{text}{BETWEEN}{title}"),
                None => text,
            };
            let id = self.number(&word);
            self.column.ids.push(id);
        }
        self.column.ends.push(self.column.ids.len() as u32);
    }

    fn number(&mut self, word: &str) -> u32 {
        let Some(known) = &mut self.known else {
            return self.column.words.push(word);
        };
        if let Some(id) = known.get(word) {
            return *id;
        }
        let id = self.column.words.push(word);
        known.insert(word.into(), id);
        if known.len() > ENOUGH && known.len() * 2 > self.column.ids.len() {
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

/// After so many different values it shows whether values come twice.
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
