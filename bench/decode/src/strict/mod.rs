//! The fields of the bodies, as serde's derive reads them: for each value one shape, in JSON and in XML.

#![allow(missing_docs)]

pub mod details;
pub mod hubs;
pub mod listing;
pub mod sessions;
