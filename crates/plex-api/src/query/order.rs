//! In which order entries come.

use std::fmt;

/// One key of an order: a field and how it is put in order.
///
/// ```
/// use plex_api::query::Order;
///
/// let order = Order::by("season.index").nulls_last();
/// assert_eq!(order.to_string(), "season.index:nullsLast");
/// assert_eq!(Order::from("season.index:nullsLast"), order);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Order {
    /// Name of the field, with its level where that is named.
    pub field: String,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Whether entries without the field come last.
    pub nulls_last: bool,
    /// Features of the order that nobody knew when this was written.
    pub other: Vec<String>,
}

impl Order {
    /// An order by a field, the smallest first.
    pub fn by(field: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            descending: false,
            nulls_last: false,
            other: Vec::new(),
        }
    }

    /// The greatest first.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Entries without the field last.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls_last = true;
        self
    }

    /// The keys of a whole order, which has commas between them.
    pub(super) fn list(text: &str) -> impl Iterator<Item = Self> {
        let keys = text.split(',').map(Self::from);
        keys.filter(|key| !key.field.is_empty())
    }
}

impl From<&str> for Order {
    /// Reads one key, such as `year:desc`.
    fn from(key: &str) -> Self {
        let mut parts = key.split(':');
        let mut order = Self::by(parts.next().unwrap_or_default());
        for feature in parts {
            match feature {
                "desc" => order.descending = true,
                "nullsLast" => order.nulls_last = true,
                // The direction that is taken anyway.
                "asc" => {}
                other => order.other.push(other.to_owned()),
            }
        }
        order
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)?;
        if self.descending {
            f.write_str(":desc")?;
        }
        if self.nulls_last {
            f.write_str(":nullsLast")?;
        }
        self.other
            .iter()
            .try_for_each(|other| write!(f, ":{other}"))
    }
}
