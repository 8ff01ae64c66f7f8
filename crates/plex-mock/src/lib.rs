//! A stand-in for plex.tv and a Plex Media Server, for tests and demos.
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
//! # What there is
//!
//! | Stand-in | Routes |
//! |---|---|
//! | plex.tv | `POST /api/v2/pins`, `GET /api/v2/pins/{id}`, `PUT /api/v2/pins/link`, `GET /api/v2/pins/qr/{code}`, `GET /api/v2/user`, `GET /api/v2/ping`, `DELETE /api/v2/users/signout`, `GET /api/v2/resources`, and the page `/link` |
//! | media server | `GET /identity`, `GET /`, `GET /library/sections`, `GET /library/sections/{id}/all` (`type`, `sort`, `limit`, pages), `GET /library/metadata/{keys}` |
//!
//! Filters of list routes are not evaluated yet: they are taken and left aside.
//!
//! plex.tv answers in JSON when `Accept` is exactly `application/json`, the media server whenever it is named there;
//! otherwise both answer in XML. Refusals look as they do there: a list of errors from plex.tv, a small HTML page from the
//! media server. Among the connections of the media server there is a dead one, before the one that works, and a relay
//! for clients that ask for one.
//!
//! # Working it
//!
//! A test claims a PIN with [`PlexMock::claim`], puts the clock forward with [`PlexMock::advance`], lets routes go wrong
//! with [`PlexMock::fault`] and reads what came in with [`PlexMock::requests`]. Tests in other languages start the program
//! `plex-mock`, whose first line on standard output is
//! `{"server":"http://…","plex_tv":"http://…","token":"…"}`, and use these routes, which both ports have:
//!
//! | Route | does |
//! |---|---|
//! | `POST /__mock/claim?code=…` | claims a PIN; 404 when there is none to claim |
//! | `POST /__mock/advance?seconds=…` | puts the clock forward |
//! | `GET /__mock/requests` | the requests so far |
//! | `DELETE /__mock/requests` | forgets them |
//!
//! They ask for no token, so do not let the stand-ins listen where strangers can reach them.

// Bodies are written out with `json!`, which goes one level deeper with every member.
#![recursion_limit = "256"]

mod answer;
mod clock;
mod control;
mod dice;
mod faults;
mod library;
mod mock;
mod plex_tv;
mod quirks;
mod requests;
mod serve;
mod server;
mod state;

pub use crate::{
    faults::Fault,
    mock::{Builder, PlexMock},
    plex_tv::pins::ClaimError,
    requests::{Face, Received},
};

/// The body of a JSON answer that lists all movies of the library of this seed, for benchmarks.
#[must_use]
pub fn listing(movies: usize, seed: u64) -> String {
    serde_json::json!({"MediaContainer": server::listing(movies, seed)}).to_string()
}

/// The same as XML.
#[must_use]
pub fn listing_xml(movies: usize, seed: u64) -> String {
    plex_models::xml::write("MediaContainer", &server::listing(movies, seed))
}
