//! Values that are sent in another form than they print.

use std::fmt::{self, Display};

/// A flag that is sent as `1` or `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bit(pub(crate) bool);

impl fmt::Display for Bit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        u8::from(self.0).fmt(f)
    }
}

/// A list that is sent as one value, with commas between its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Csv(String);

impl Csv {
    pub(crate) fn of<T: Display>(items: impl IntoIterator<Item = impl Into<T>>) -> Self {
        Self(texts::<T>(items).join(","))
    }
}

impl fmt::Display for Csv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The items of a list as they are sent.
pub(crate) fn texts<T: Display>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<String> {
    items
        .into_iter()
        .map(|item| item.into().to_string())
        .collect()
}
