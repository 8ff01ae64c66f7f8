//! The limits of time.

use std::fmt;

/// Which time limit was exceeded. Each has a setting of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeLimit {
    /// For connecting: [`PlexBuilder::connect_timeout`](crate::PlexBuilder::connect_timeout).
    Connect,
    /// For the first byte: [`PlexBuilder::first_byte_timeout`](crate::PlexBuilder::first_byte_timeout).
    FirstByte,
    /// For silence in the middle: [`PlexBuilder::idle_timeout`](crate::PlexBuilder::idle_timeout).
    Idle,
    /// For the whole: [`PlexBuilder::timeout`](crate::PlexBuilder::timeout).
    Whole,
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "it does not take the connection",
            Self::FirstByte => "it does not begin to answer",
            Self::Idle => "it fell silent in the middle",
            Self::Whole => "all of it took too long",
        })
    }
}
