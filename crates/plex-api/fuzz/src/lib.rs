//! What the targets have in common.

mod promises;

pub use promises::*;
