//! What entries have to fulfil: comparisons, and groups of them.

use std::{
    fmt,
    ops::{BitAnd, BitOr},
};

use super::{Value, Values};

/// What entries have to fulfil: a comparison, or a group of conditions.
///
/// Comparisons come from fields such as [`number`](super::number), groups from [`all`] and [`any`], or from `&` and `|`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// A field compared with values.
    Compare(Comparison),
    /// Every one of these has to hold.
    All(Vec<Condition>),
    /// At least one of these has to hold.
    Any(Vec<Condition>),
}

impl Condition {
    /// Whether it demands nothing: a group with nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Compare(_) => false,
            Self::All(inner) | Self::Any(inner) => inner.iter().all(Self::is_empty),
        }
    }

    /// Every comparison in it, from left to right.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        let mut rest = vec![self];
        std::iter::from_fn(move || {
            loop {
                match rest.pop()? {
                    Self::Compare(comparison) => return Some(comparison),
                    Self::All(inner) | Self::Any(inner) => rest.extend(inner.iter().rev()),
                }
            }
        })
    }
}

/// Every one of the conditions has to hold. Empty groups among them are left out, and one condition alone is no group.
pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    group(conditions, Condition::All)
}

/// At least one of the conditions has to hold. Empty groups among them are left out, and one condition alone is no group;
/// a group of nothing demands nothing.
pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    group(conditions, Condition::Any)
}

fn group(
    conditions: impl IntoIterator<Item = Condition>,
    kind: fn(Vec<Condition>) -> Condition,
) -> Condition {
    let mut inner: Vec<_> = conditions
        .into_iter()
        .filter(|condition| !condition.is_empty())
        .collect();
    match (inner.len(), inner.pop()) {
        (_, None) => Condition::All(Vec::new()),
        (1, Some(only)) => only,
        (_, Some(last)) => {
            inner.push(last);
            kind(inner)
        }
    }
}

impl BitAnd for Condition {
    type Output = Self;

    /// Both have to hold.
    fn bitand(self, other: Self) -> Self {
        match self {
            Self::All(mut inner) => {
                inner.push(other);
                all(inner)
            }
            first => all([first, other]),
        }
    }
}

impl BitOr for Condition {
    type Output = Self;

    /// One of both has to hold.
    fn bitor(self, other: Self) -> Self {
        match self {
            Self::Any(mut inner) => {
                inner.push(other);
                any(inner)
            }
            first => any([first, other]),
        }
    }
}

/// A field compared with values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Comparison {
    /// Name of the field, with its level where that is named: `year`, `show.title`.
    pub field: String,
    /// How it is compared.
    pub comparator: Comparator,
    /// What it is compared with: one of these has to fit. There is at least one, and none has a comma.
    pub values: Vec<Value>,
}

impl Comparison {
    pub(super) fn new(field: String, comparator: Comparator, values: Values) -> Self {
        Self {
            field,
            comparator,
            values: values.into_vec(),
        }
    }

    /// The level that the field's name gives: `show` of `show.title`.
    #[must_use]
    pub fn level(&self) -> Option<&str> {
        self.field.split_once('.').map(|(level, _)| level)
    }
}

/// How a field is compared, by how it is written; what it means depends on the type of the field.
///
/// | written | | number | text | tag, language | date |
/// |---|---|---|---|---|---|
/// | `=` | `Equal` | is | contains | is | is |
/// | `!=` | `NotEqual` | is not | does not contain | is not | is not |
/// | `==` | `Exact` | | is | | |
/// | `!==` | `NotExact` | | is not | | |
/// | `>>=` | `Greater` | is greater than | | | is after |
/// | `<<=` | `Less` | is less than | | | is before |
/// | `>=` | `AtLeast` | is at least | ends with | | |
/// | `<=` | `AtMost` | is at most | begins with | | |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `==`
    Exact,
    /// `!==`
    NotExact,
    /// `>>=`
    Greater,
    /// `<<=`
    Less,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
}

impl Comparator {
    /// All of them, the longest before those that it ends with.
    pub const ALL: [Self; 8] = [
        Self::NotExact,
        Self::Exact,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::Equal,
    ];

    /// The comparator that is written so, as in the `key` of a library's own [`Operator`](plex_models::Operator)s.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == key)
    }

    /// How it is written, the closing equals sign included, as in a library's own lists of operators.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Exact => "==",
            Self::NotExact => "!==",
            Self::Greater => ">>=",
            Self::Less => "<<=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }

    /// What of it belongs to the name of the parameter: all but the final equals sign.
    pub(super) fn suffix(self) -> &'static str {
        self.as_str().strip_suffix('=').unwrap_or_default()
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
