//! What an app sees of each request, and may add to it.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName},
};

use super::{call::Endpoint, request::header_value, send::TOKEN};
use crate::{Error, Result, generated::hosts::Host};

/// A request that is about to leave, as a hook before it sees it. Neither its token nor its query is shown.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outgoing<'c> {
    /// The operation's name in the document.
    pub operation: &'static str,
    /// The method.
    pub method: &'c Method,
    /// The path with its placeholders, such as `/library/sections/{sectionId}/all`.
    pub route: &'static str,
    /// Who is asked.
    pub host: Host,
    /// Where: scheme, name and port.
    pub origin: &'c str,
    /// Which attempt at the request this is; the first is 1.
    pub attempt: usize,
    headers: HeaderMap,
}

impl Outgoing<'_> {
    /// Adds a header. It takes the place of one that the client would have sent, and goes to no other host.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no header can carry the name or the value, and for the token, which is not the hook's to set.
    pub fn header(&mut self, name: &str, value: &str) -> Result<()> {
        let key = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::Config(format!("a hook: {name:?} is no name of a header")))?;
        if key == TOKEN {
            return Err(Error::Config(
                "a hook cannot set the token; use Plex::with_token".into(),
            ));
        }
        self.headers.insert(key, header_value(name, value)?);
        Ok(())
    }
}

/// What came of a request, as a hook after it sees it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answered<'c> {
    /// The operation's name in the document.
    pub operation: &'static str,
    /// The method.
    pub method: &'c Method,
    /// The path with its placeholders, such as `/library/sections/{sectionId}/all`.
    pub route: &'static str,
    /// Who was asked.
    pub host: Host,
    /// Where: scheme, name and port.
    pub origin: &'c str,
    /// Which attempt at the request this was; the first is 1.
    pub attempt: usize,
    /// The status, where the host answered.
    pub status: Option<u16>,
    /// How long it took: up to the last byte, or up to the first of a body that is read piece by piece.
    pub duration: Duration,
    /// How many bytes the body has, after decompression; of one that is read piece by piece, what its head says.
    pub bytes: Option<u64>,
    /// What went wrong, where something did.
    pub error: Option<&'c Error>,
}

type Before = dyn Fn(&mut Outgoing<'_>) -> Result<()> + Send + Sync;
type After = dyn Fn(&Answered<'_>) + Send + Sync;

/// The hooks of a client, in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Arc<Before>>,
    after: Vec<Arc<After>>,
}

impl Hooks {
    pub(crate) fn add_before(
        &mut self,
        hook: impl Fn(&mut Outgoing<'_>) -> Result<()> + Send + Sync + 'static,
    ) {
        self.before.push(Arc::new(hook));
    }

    pub(crate) fn add_after(&mut self, hook: impl Fn(&Answered<'_>) + Send + Sync + 'static) {
        self.after.push(Arc::new(hook));
    }

    /// Runs those before a request; gives the headers that they add.
    pub(super) fn run_before(
        &self,
        endpoint: &'static Endpoint,
        origin: &str,
        attempt: usize,
    ) -> Result<HeaderMap> {
        if self.before.is_empty() {
            return Ok(HeaderMap::new());
        }
        let mut outgoing = Outgoing {
            operation: endpoint.id,
            method: &endpoint.method,
            route: endpoint.path,
            host: endpoint.host,
            origin,
            attempt,
            headers: HeaderMap::new(),
        };
        for hook in &self.before {
            hook(&mut outgoing)?;
        }
        Ok(outgoing.headers)
    }

    /// Runs those after an answer.
    pub(super) fn run_after(&self, answered: &Answered<'_>) {
        for hook in &self.after {
            hook(answered);
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("before", &self.before.len())
            .field("after", &self.after.len())
            .finish()
    }
}
