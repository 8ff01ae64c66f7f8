//! A mock of plex.tv and a Plex Media Server, for tests and demos.
//!
//! Both run in the process, on two loopback ports, with a library made up from a seed: no account, no network, nothing to
//! set up. They keep state as the real ones do: PINs expire and are claimed once, tokens are checked, lists come in pages,
//! and answers are JSON or XML by `Accept`.
//!
//! ```
//! use plex_mock::PlexMock;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = PlexMock::builder().movies(500).seed(7).start().await?;
//!
//! let client = reqwest::Client::builder().no_proxy().build()?;
//! let answer = client
//!     .get(format!("{}/library/sections/1/all?sort=year:desc", mock.server_url()))
//!     .header("Accept", "application/json")
//!     .header("X-Plex-Token", mock.server_token())
//!     .header("X-Plex-Container-Start", 0)
//!     .header("X-Plex-Container-Size", 20)
//!     .send()
//!     .await?;
//! assert_eq!(answer.headers()["X-Plex-Container-Total-Size"], "500");
//!
//! let seen = mock.requests();
//! assert_eq!(seen[0].path, "/library/sections/1/all");
//! # Ok(())
//! # }
//! ```
//!
//! A test claims a PIN with [`PlexMock::claim`], puts the clock forward with [`PlexMock::advance`], lets routes go wrong
//! with [`PlexMock::fault`] and reads what came in with [`PlexMock::requests`]. Tests in other languages start the program
//! `plex-mock` and use its control routes; the README lists these, and all that there is.

// Bodies are written out with `json!`, which goes one level deeper with every member.
#![recursion_limit = "256"]

mod additions;
mod advice;
mod answer;
mod clock;
mod conditions;
mod containers;
mod contents;
mod control;
mod cors;
mod dice;
mod download_queues;
mod events;
mod faults;
mod files;
mod from_document;
mod gate;
mod gdm;
mod housekeeping;
mod kept;
mod library;
mod live_tv;
mod look;
mod managed_hubs;
mod mock;
mod outgoing;
mod packed;
mod pictures;
mod play_queues;
mod playback;
mod players;
mod plex_tv;
mod preferences;
mod query;
mod quirks;
mod requests;
mod restarts;
mod serve;
mod server;
mod socket;
mod state;
mod transcodes;
mod webhooks;

pub use crate::{
    conditions::{Conditions, SlowBody},
    faults::{Cut, Fault},
    files::large_file_bytes,
    gdm::Gdm,
    library::description::{Description, DescriptionError},
    mock::{Builder, PlexMock},
    plex_tv::pins::ClaimError,
    requests::{Face, Received},
};

/// The body of a JSON answer that lists all movies of the library of this seed with their ids elsewhere, for benchmarks.
#[must_use]
pub fn listing(movies: usize, seed: u64) -> String {
    serde_json::json!({"MediaContainer": server::listing(movies, seed)}).to_string()
}

/// The same as XML.
#[must_use]
pub fn listing_xml(movies: usize, seed: u64) -> String {
    plex_models::xml::write("MediaContainer", &server::listing(movies, seed))
}
