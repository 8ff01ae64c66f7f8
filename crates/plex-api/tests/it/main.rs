//! The client against the mock server, over real sockets.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)] // a test fails by panicking

mod addresses;
mod blocking;
mod common;
mod corpora;
mod device_keys;
mod download;
mod edit;
mod errors;
mod examples;
mod failover;
mod gdm;
mod heard;
mod hooks;
mod items;
mod library;
mod limits;
mod lists;
mod long_lists;
mod notifications;
mod paging;
mod people;
mod playback;
mod players;
mod proxy;
mod query;
mod reliability;
mod retry;
mod servers;
mod sign_in;
mod staying;
mod tls;
mod traces;
mod transcode;
mod webhooks;
