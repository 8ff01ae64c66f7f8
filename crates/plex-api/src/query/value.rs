//! What fields are compared with: texts on the wire, made from numbers, ids, dates, spans and more.

use std::{fmt, str::FromStr, time::Duration};

use chrono::{DateTime, TimeZone, Utc};
use plex_models::{Milliseconds, PlaylistId, RatingKey, Seconds, SectionId, TagId, UserId};

/// One value that a field is compared with, as it is sent.
///
/// The language writes everything as text, so a value that was read says nothing of its type: ask for the one that the
/// field has.
///
/// ```
/// use plex_api::query::{Unit, Value, ago};
///
/// assert_eq!(Value::from(1999).as_str(), "1999");
/// assert_eq!(Value::from(true).as_str(), "1");
/// assert_eq!(Value::from(std::time::Duration::from_secs(90)).as_str(), "90000"); // Plex counts milliseconds
/// assert_eq!(Value::from("-3y").as_relative(), Some(ago(3, Unit::Years)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(String);

impl Value {
    /// The value as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a whole number, such as a year or the id of a tag.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The value as a moment, where it is one and not relative.
    #[must_use]
    pub fn as_date(&self) -> Option<DateTime<Utc>> {
        if self.0.starts_with(['+', '-']) {
            return None;
        }
        DateTime::from_timestamp(self.as_integer()?, 0)
    }

    /// The value as a moment counted from now.
    #[must_use]
    pub fn as_relative(&self) -> Option<Relative> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self(u8::from(flag).to_string())
    }
}

impl<Tz: TimeZone> From<DateTime<Tz>> for Value {
    fn from(moment: DateTime<Tz>) -> Self {
        Self(moment.timestamp().to_string())
    }
}

impl From<Duration> for Value {
    /// Milliseconds, in which Plex counts the length of media.
    fn from(span: Duration) -> Self {
        Self(span.as_millis().to_string())
    }
}

macro_rules! as_displayed {
    ($($type:ty),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}
as_displayed! {
    &str, &String, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, Relative, Milliseconds, Seconds,
    TagId, UserId, RatingKey, &RatingKey, SectionId, &SectionId, PlaylistId, &PlaylistId,
}

/// One value, or several of which one has to fit.
///
/// What becomes a [`Value`] becomes values, and so do arrays, slices and vectors of it. There is always at least one:
/// nothing at all is the empty value.
///
/// A comma separates values, inside one text too: servers split there however it is escaped, and the language has no way
/// to ask for a comma. Ask for the longest part of `Love, Victor` that has none, and compare the answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Values(Vec<Value>);

impl Values {
    pub(super) fn into_vec(self) -> Vec<Value> {
        self.0
    }
}

impl<T: Into<Value>> FromIterator<T> for Values {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut all: Vec<_> = values
            .into_iter()
            .flat_map(|value| {
                let Value(text) = value.into();
                text.split(',')
                    .map(|part| Value(part.to_owned()))
                    .collect::<Vec<_>>()
            })
            .collect();
        if all.is_empty() {
            all.push(Value(String::new()));
        }
        Self(all)
    }
}

impl<T: Into<Value>> From<T> for Values {
    fn from(value: T) -> Self {
        Self::from_iter([value])
    }
}

impl<T: Into<Value>> From<Vec<T>> for Values {
    fn from(values: Vec<T>) -> Self {
        Self::from_iter(values)
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Values {
    fn from(values: [T; N]) -> Self {
        Self::from_iter(values)
    }
}

impl<T: Into<Value> + Clone> From<&[T]> for Values {
    fn from(values: &[T]) -> Self {
        Self::from_iter(values.iter().cloned())
    }
}

/// A moment counted from now, by the server's clock at each time that it answers: [`ago`] or [`ahead`].
///
/// ```
/// use plex_api::query::{Unit, ago, ahead};
///
/// assert_eq!(ago(3, Unit::Years).to_string(), "-3y");
/// assert_eq!(ahead(2, Unit::Weeks).to_string(), "+2w");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Relative {
    /// How many units after now; before now where it is negative.
    pub amount: i64,
    /// What is counted.
    pub unit: Unit,
}

/// A moment in the past.
#[must_use]
pub fn ago(amount: u32, unit: Unit) -> Relative {
    Relative {
        amount: -i64::from(amount),
        unit,
    }
}

/// A moment in the future.
#[must_use]
pub fn ahead(amount: u32, unit: Unit) -> Relative {
    Relative {
        amount: i64::from(amount),
        unit,
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+}{}", self.amount, self.unit.as_str())
    }
}

impl FromStr for Relative {
    type Err = NotRelative;

    fn from_str(text: &str) -> Result<Self, NotRelative> {
        if !text.starts_with(['+', '-']) {
            return Err(NotRelative);
        }
        let unit_at = text
            .find(|character: char| character.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (amount, unit) = text.split_at_checked(unit_at).ok_or(NotRelative)?;
        Ok(Self {
            amount: amount.parse().map_err(|_| NotRelative)?,
            unit: Unit::ALL
                .into_iter()
                .find(|known| known.as_str() == unit)
                .ok_or(NotRelative)?,
        })
    }
}

/// A text is no relative moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a relative moment is a sign, a whole number and one of the units m, h, d, w, mon, y, such as -3y"
)]
pub struct NotRelative;

/// What a [`Relative`] moment is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Seconds, which have no suffix.
    Seconds,
    /// Minutes, `m`.
    Minutes,
    /// Hours, `h`.
    Hours,
    /// Days, `d`.
    Days,
    /// Weeks, `w`.
    Weeks,
    /// Months, `mon`.
    Months,
    /// Years, `y`.
    Years,
}

impl Unit {
    /// All units, the shortest first.
    pub const ALL: [Self; 7] = [
        Self::Seconds,
        Self::Minutes,
        Self::Hours,
        Self::Days,
        Self::Weeks,
        Self::Months,
        Self::Years,
    ];

    /// The suffix of the unit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seconds => "",
            Self::Minutes => "m",
            Self::Hours => "h",
            Self::Days => "d",
            Self::Weeks => "w",
            Self::Months => "mon",
            Self::Years => "y",
        }
    }
}
