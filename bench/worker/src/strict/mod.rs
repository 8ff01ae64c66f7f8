//! The fields of the bodies, as serde's derive reads them: for each value one shape, in JSON and in XML.

pub(crate) mod details;
pub(crate) mod hubs;
pub(crate) mod listing;
pub(crate) mod sessions;
