//! The data of the Plex API: types that decode whatever a real server answers, and lose nothing of it.
//!
//! ```
//! use plex_models::Metadata;
//!
//! // Two servers, two habits: numbers quoted or not, flags as digits, one object where a list belongs.
//! let item: Metadata = serde_json::from_str(
//!     r#"{"ratingKey": 55, "title": "Tidewater", "year": "2019", "editionTitle": "Director's Cut", "Media": {"id": "7", "height": 1080}, "unheardOf": [1]}"#,
//! )?;
//! assert_eq!(item.rating_key, Some("55".into()));
//! assert_eq!(item.year, Some(2019));
//! assert_eq!(item.media[0].height, Some(1080));
//! assert_eq!(item.rare().edition_title.as_deref(), Some("Director's Cut"));
//! assert!(item.extra.contains("unheardOf"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! - The structs are generated from the project's OpenAPI document; each keeps in `extra` what it does not know. What few
//!   answers have lies in a box beside the rest: `rare()` reads it whether it is there or not.
//! - [`wire`] says which shapes a value may have, [`decode`] turns a body into a value, [`xml`] is the other format.
//! - `answers`, with the feature of that name, checks a recorded answer: what of it is typed, and whether anything is lost.
//!
//! There is no I/O here: the client is the crate `plex-api`.

#[cfg(feature = "answers")]
pub mod answers;
pub mod decode;
mod generated;
mod handy;
mod json;
mod views;
pub mod wire;
pub mod xml;

pub use self::{
    decode::{DecodeError, Decoded, Format},
    generated::*,
    views::*,
    wire::{Extra, LeanString, Milliseconds, Scalar, Seconds, Token, ids::*},
};
