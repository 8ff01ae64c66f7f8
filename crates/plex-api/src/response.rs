//! A whole response.

use plex_models::{Decoded, Extra};
use reqwest::{StatusCode, header::HeaderMap};

/// What a server answered: status, headers, and the decoded body.
///
/// Awaiting a request gives what it is about, say the list of libraries; its `send` gives this, with nothing left out.
#[derive(Debug, Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    decoded: Decoded<T>,
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, decoded: Decoded<T>) -> Self {
        Self {
            status,
            headers,
            decoded,
        }
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The answer.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.decoded.value
    }

    /// The answer, by value.
    #[must_use]
    pub fn into_body(self) -> T {
        self.decoded.value
    }

    /// What lay outside of the answer: members beside its envelope, or all of it where it had another shape.
    #[must_use]
    pub fn extra(&self) -> &Extra {
        &self.decoded.extra
    }
}
