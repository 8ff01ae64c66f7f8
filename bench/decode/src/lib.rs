//! Bodies to typed values: by our types, by serde's derive of the same fields, and by a parser that keeps nothing.

mod bodies;
mod readers;
pub mod strict;

pub use bodies::{Body, Kind, fetch};
pub use readers::{Reader, Value};
