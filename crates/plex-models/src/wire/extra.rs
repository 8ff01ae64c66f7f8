//! What no field names.

use std::fmt;

use serde_json::{Map, Value};

/// The members of an object that no field names, and values that fit no shape of their field, as they came.
///
/// It takes eight bytes while it is empty, which it mostly is. `Debug` shows the names only: a value may be a secret.
///
/// ```
/// use plex_models::Metadata;
///
/// let item: Metadata = serde_json::from_str(r#"{"title": "Tidewater", "brandNew": 1}"#)?;
/// assert_eq!(item.extra.get("brandNew"), Some(&1.into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Option<Box<Map<String, Value>>>);

impl Extra {
    /// The member of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Whether there is a member of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0
            .iter()
            .flat_map(|members| members.iter().map(|(name, value)| (name.as_str(), value)))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |members| members.len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a member. Where one of that name is there already, the two become a list: XML repeats an element instead of
    /// writing a list.
    pub fn push(&mut self, name: &str, value: Value) {
        push_member(self.0.get_or_insert_default(), name, value);
    }

    /// Removes the member of this name and gives it back.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.as_mut()?.remove(name)
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.0 = None;
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Adds a member to `members`, making a list of members with the same name.
pub(crate) fn push_member(members: &mut Map<String, Value>, name: &str, value: Value) {
    match members.get_mut(name) {
        None => {
            members.insert(name.to_owned(), value);
        }
        Some(Value::Array(list)) => list.push(value),
        Some(single) => *single = Value::Array(vec![single.take(), value]),
    }
}
