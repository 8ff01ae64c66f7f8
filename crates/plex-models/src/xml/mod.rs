//! The same data as XML.
//!
//! A media server writes XML unless JSON is asked for, and some of plex.tv has nothing else. It is the same data: an
//! object is an element, its scalars are attributes, its lists are repeated elements. Two habits need a table, which is
//! generated from the document: a list may have an element of its own around its items, and the items of
//! `Metadata` are named `Video`, `Directory`, `Track`, `Photo` or `Playlist`.
//!
//! ```
//! use plex_models::{Format, ServerIdentity, decode};
//!
//! let xml = br#"<MediaContainer size="0" machineIdentifier="8f2c" version="1.43.2"/>"#;
//! let identity = decode::object::<ServerIdentity>(Format::Xml, xml, Some("MediaContainer"))?.value;
//! assert_eq!(identity.machine_identifier, "8f2c");
//! # Ok::<(), plex_models::DecodeError>(())
//! ```

mod elements;
mod to_json;
#[cfg(feature = "answers")]
mod tree;
mod write;

pub(crate) use self::to_json::{AsJson, element_of, to_json};
#[cfg(feature = "answers")]
pub(crate) use self::tree::Node;
pub use self::write::write;
use crate::generated::xml::{ALIASES, WRAPPERS};

/// A list that has an element of its own in XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrapper {
    /// The list's element.
    pub(crate) list: &'static str,
    /// The element of one item.
    pub(crate) item: &'static str,
    /// Whether the items are texts, which XML puts into an `id` attribute.
    pub(crate) text: bool,
}

/// The attribute that holds an item of a list of texts.
pub(crate) const TEXT_ITEM: &str = "id";

/// The member that holds the text of an element which has more than text.
pub(crate) const TEXT: &str = "$text";

/// The name by which the object around a list has what the list's own element holds beside its items, such as the `size`
/// of `<services size="2">`: JSON has no place for it there.
pub(crate) fn stray(list: &str, name: &str) -> String {
    format!("{list}.{name}")
}

/// The wrapper whose element has this name.
pub(crate) fn wrapper(list: &str) -> Option<&'static Wrapper> {
    WRAPPERS.iter().find(|wrapper| wrapper.list == list)
}

/// The JSON members under which elements of this name also stand, in one object or another.
#[cfg(feature = "answers")]
pub(crate) fn aliases(element: &str) -> impl Iterator<Item = &'static str> {
    let aliases = ALIASES.iter().filter(move |(name, _)| *name == element);
    aliases.map(|(_, member)| *member)
}

/// Whether there is such a member.
fn has_aliases(element: &str) -> bool {
    ALIASES.iter().any(|(name, _)| *name == element)
}
