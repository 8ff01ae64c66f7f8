//! What lies beside a file that is not whole yet.

use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED};
use serde::{Deserialize, Serialize};

use super::covered::Covered;

/// Which file it is, and what of it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// A hash of the address: the address itself may hold what is nobody's business.
    pub(super) source: String,
    pub(super) version: Version,
    pub(super) done: Covered,
}

/// By what a server tells one state of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) length: Option<u64>,
    tag: Option<String>,
    modified: Option<String>,
}

impl Version {
    /// What the head of an answer says.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| Some(headers.get(name)?.to_str().ok()?.trim().to_owned());
        let in_range = text(CONTENT_RANGE);
        let length = match &in_range {
            Some(range) => range.rsplit('/').next().map(str::to_owned),
            None => text(CONTENT_LENGTH),
        };
        Self {
            length: length.and_then(|length| length.parse().ok()),
            // A weak tag says that files mean the same, not that their bytes are the same.
            tag: text(ETAG).filter(|tag| tag.starts_with('"')),
            modified: text(LAST_MODIFIED),
        }
    }

    /// What `If-Range` may hold.
    pub(super) fn condition(&self) -> Option<&str> {
        self.tag.as_deref().or(self.modified.as_deref())
    }

    /// Whether an answer is about the same state, as far as both say. Not every server heeds `If-Range`.
    pub(super) fn fits(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        agree(self.length.as_ref(), other.length.as_ref())
            && agree(self.tag.as_ref(), other.tag.as_ref())
            && agree(self.modified.as_ref(), other.modified.as_ref())
    }
}
