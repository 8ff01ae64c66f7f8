//! A value whose type depends on something else.

use std::fmt;

use lean_string::LeanString;
use serde::{Serialize, Serializer};

/// A single value of whatever type the server chose, such as the value of a setting.
///
/// ```
/// use plex_models::Scalar;
///
/// assert_eq!(Scalar::Text("1".into()).as_bool(), Some(true));
/// assert_eq!(Scalar::Whole(900).to_string(), "900");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction.
    Whole(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A text. In XML every value is one.
    Text(LeanString),
}

impl Scalar {
    /// The flag this says, if it is one: `true`, `1`, `"1"`, `"true"` and their opposites.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Whole(0) => Some(false),
            Self::Whole(1) => Some(true),
            Self::Text(text) => match text.as_str() {
                "0" | "false" => Some(false),
                "1" | "true" => Some(true),
                _ => None,
            },
            _ => None,
        }
    }

    /// The whole number this says, quoted or not.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Whole(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The text, if it came as one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Whole(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Whole(value) => serializer.serialize_i64(*value),
            Self::Decimal(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
        }
    }
}
