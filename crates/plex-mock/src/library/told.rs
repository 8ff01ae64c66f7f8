//! Values of fields, told of drawn things without making these.

use super::{media::Language, people};
use crate::library::tag_id;

/// A value of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told<'a> {
    /// A text that few others have.
    Text(&'a str),
    Short(Short),
}

/// A value that need not be written to be told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Short {
    Number(u64),
    /// A rating.
    Tenths(u64),
    /// A year, a month, a day.
    Date(u64, u64, u64),
    Word(&'static str),
    /// A tag that is no person.
    Tag(&'static str),
    /// The person of that number.
    Person(u64),
    Language(Language),
}

/// Where values go.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(Told<'_>);

impl From<Short> for Told<'_> {
    fn from(short: Short) -> Self {
        Self::Short(short)
    }
}

impl From<bool> for Short {
    fn from(flag: bool) -> Self {
        Self::Number(flag.into())
    }
}

impl Short {
    /// The value as a text and, where it is one out of a list, the title that it goes by.
    pub(crate) fn written(self, seed: u64) -> (String, Option<String>) {
        match self {
            Self::Number(number) => (number.to_string(), None),
            Self::Tenths(number) => (format!("{}.{}", number / 10, number % 10), None),
            Self::Date(year, month, day) => (format!("{year}-{month:02}-{day:02}"), None),
            Self::Word(word) => (word.to_owned(), None),
            Self::Tag(word) => (tag_id(word).to_string(), Some(word.to_owned())),
            Self::Person(number) => {
                let person = people::person(seed, number);
                (person.id.to_string(), Some(person.name))
            }
            Self::Language((name, _, code)) => (code.to_owned(), Some(name.to_owned())),
        }
    }
}
