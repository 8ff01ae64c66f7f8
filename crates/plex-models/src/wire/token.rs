//! Secrets.

use std::{borrow::Cow, fmt};

use zeroize::Zeroize;

use super::Textual;

/// A token: whoever holds it may do what its owner may.
///
/// It has no `Display`, its `Debug` says nothing of it, and its memory is wiped when it is dropped. Encoding an answer
/// writes it in full, because an answer would otherwise lose it: think before you store one.
///
/// ```
/// use plex_models::Token;
///
/// let token = Token::new("s3cret");
/// assert_eq!(format!("{token:?}"), "Token(…)");
/// assert_eq!(token.expose(), "s3cret");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token from its text.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The token itself, to be sent to the host it was issued for and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl From<String> for Token {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl Textual for Token {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }

    fn as_text(&self) -> &str {
        &self.0
    }
}
