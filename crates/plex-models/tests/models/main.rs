//! What the models promise: every shape a server has been seen to send is read, nothing of an answer is lost, no body
//! makes decoding panic, and no secret shows.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod arriving;
mod bounds;
mod errors;
mod leaves;
mod lists;
mod lossless;
mod quirks;
mod scalars;
mod secrets;
mod sizes;
mod table;
mod times;
mod twice;
mod xml;

/// How many cases a property is tried on: more where `PROPTEST_CASES` says so. A failure prints its input, and leaves no
/// file behind.
fn cases() -> proptest::test_runner::Config {
    let config = proptest::test_runner::Config::default();
    proptest::test_runner::Config {
        cases: config.cases.max(500),
        failure_persistence: None,
        ..config
    }
}
