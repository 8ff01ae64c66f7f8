//! Values that are sent in another form than they print.

use std::fmt;

/// A flag that is sent as `1` or `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bit(pub(crate) bool);

impl fmt::Display for Bit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        u8::from(self.0).fmt(f)
    }
}
