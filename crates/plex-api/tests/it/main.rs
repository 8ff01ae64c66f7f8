//! The client against the stand-in, over real sockets.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)] // a test fails by panicking

mod common;
mod errors;
mod failover;
mod gdm;
mod hooks;
mod library;
mod limits;
mod query;
mod retry;
mod servers;
mod sign_in;
mod tls;
