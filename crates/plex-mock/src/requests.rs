//! What came in: one request, and the log of all of them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    body::Bytes,
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, request::Parts},
};

/// Which of the two mock servers a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Face {
    /// The mock of plex.tv: account, PINs, resources.
    PlexTv,
    /// The mock media server.
    Server,
    /// A mock player, at its own address.
    Player,
}

/// A request as it came in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The mock server that it came to.
    pub face: Face,
    /// The method, in capitals.
    pub method: String,
    /// The path, as it was sent: percent-encoding and all.
    pub path: String,
    /// The pairs of the query, decoded, in the order in which they were sent.
    pub query: Vec<(String, String)>,
    /// The headers, names in small letters, in the order in which they were sent. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    pub(crate) fn new(face: Face, parts: &Parts, body: Bytes) -> Self {
        Self {
            face,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
            headers: header_pairs(&parts.headers),
            body: body.to_vec(),
        }
    }

    /// The first header of that name, in whatever case it is asked for.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first value of that key in the query.
    #[must_use]
    pub fn query(&self, key: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The value of that key in a form body.
    #[must_use]
    pub fn form(&self, key: &str) -> Option<String> {
        pairs(&self.body)
            .into_iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// A value of the `X-Plex-…` kind: a header, or the query pair that may stand in for it.
    #[must_use]
    pub fn plex(&self, name: &str) -> Option<&str> {
        self.header(name)
            .or_else(|| {
                self.query
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.as_str())
            })
            .filter(|value| !value.is_empty())
    }

    /// A field that a form or the query may hold.
    pub(crate) fn field(&self, key: &str) -> Option<String> {
        self.form(key)
            .or_else(|| self.query(key).map(str::to_owned))
            .filter(|value| !value.is_empty())
    }

    /// Whether a switch of the query is on.
    pub(crate) fn is_on(&self, key: &str) -> bool {
        self.field(key)
            .is_some_and(|value| matches!(value.as_str(), "1" | "true"))
    }
}

/// Hands a route the request that the front door has read.
pub(crate) struct Ask(pub(crate) Arc<Received>);

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // The front door puts it there for every request, so it can only be missing by a mistake of ours.
        parts
            .extensions
            .get::<Arc<Received>>()
            .cloned()
            .map(Ask)
            .ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The requests so far, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Vec<Arc<Received>>>);

impl Log {
    pub(crate) fn add(&self, request: Arc<Received>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A mock server that runs for days must not eat the machine: the oldest half goes.
        if entries.len() >= LONGEST {
            entries.drain(..LONGEST / 2);
        }
        entries.push(request);
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .iter()
            .map(|request| Received::clone(request))
            .collect()
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

const LONGEST: usize = 100_000;

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

fn header_pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}
