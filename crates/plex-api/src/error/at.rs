//! Which request it was.

use std::{fmt, sync::Arc};

use plex_models::Token;
use url::Url;

use crate::engine::{Base, Endpoint};

/// Which request an error is about: method and address without query. The path shows the template where it has secrets or
/// ids: `GET http://host:32400/library/sections/{sectionId}/all`. Where the host sent it elsewhere, those places follow.
#[derive(Clone)]
pub struct At {
    endpoint: &'static Endpoint,
    origin: Arc<str>,
    /// Where it was sent from there, place after place.
    way: Option<Arc<[String]>>,
}

impl At {
    pub(crate) fn new(endpoint: &'static Endpoint, base: &Base) -> Self {
        Self {
            endpoint,
            origin: Arc::clone(&base.origin),
            way: None,
        }
    }

    /// The request, without where it was sent from there.
    pub(super) fn request(&self) -> String {
        format!(
            "{} {}{}",
            self.endpoint.method, self.origin, self.endpoint.path
        )
    }

    /// The same, sent on to an address. Its query is not told, nor a token that somebody put into its path; nor is an
    /// address told twice.
    pub(crate) fn sent_on(&self, to: &Url, token: Option<&Token>) -> Self {
        let mut path = to.path().to_owned();
        if let Some(token) = token.map(Token::expose).filter(|token| !token.is_empty()) {
            path = path.replace(token, "…");
        }
        let place = format!("{}{path}", to.origin().ascii_serialization());
        let mut way = self.way.as_deref().unwrap_or_default().to_vec();
        if !way.contains(&place) {
            way.push(place);
        }
        Self {
            way: Some(way.into()),
            ..self.clone()
        }
    }
}

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        (self.endpoint.id, &self.origin, &self.way)
            == (other.endpoint.id, &other.origin, &other.way)
    }
}

impl Eq for At {}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.request())?;
        for place in self.way.as_deref().unwrap_or_default() {
            write!(f, ", sent on to {place}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
