//! What a host says when it refuses.

use std::fmt;

use plex_models::{AccountErrors, Format, decode};

/// The reasons that a host gives for refusing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refusal {
    /// The reasons of plex.tv, each with a code of its own.
    pub errors: AccountErrors,
}

impl Refusal {
    /// Reads an error's body. A media server answers with a page for people, which says no more than the status.
    pub(crate) fn read(format: Format, body: &[u8]) -> Self {
        let errors = decode::object(format, body, None).map(|decoded| decoded.value);
        Self {
            errors: errors.unwrap_or_default(),
        }
    }

    /// Whether one of the reasons has this code.
    #[must_use]
    pub fn has_code(&self, code: i64) -> bool {
        self.errors
            .errors
            .iter()
            .any(|error| error.code == Some(code))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.errors.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            f.write_str(error.message.as_deref().unwrap_or("no message"))?;
            if let Some(code) = error.code {
                write!(f, " ({code})")?;
            }
        }
        Ok(())
    }
}
