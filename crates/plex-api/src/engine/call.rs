//! One request in the making.

use std::{
    fmt::{self, Display},
    time::Duration,
};

use reqwest::Method;

use super::Paging;
use crate::{client::Client, generated::hosts::Host};

/// The facts of an operation, as the document has them.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) host: Host,
    /// With `{placeholders}`.
    pub(crate) path: &'static str,
    pub(crate) auth: Auth,
}

/// What an operation wants to know about the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Auth {
    /// Nothing: no token is sent even where there is one.
    None,
    /// Which app it is: a client identifier, no token.
    Identity,
    /// A token.
    Token,
}

/// An operation's facts and the values for one request of it.
#[derive(Clone)]
pub(crate) struct Call<'a> {
    pub(crate) client: &'a Client,
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) path: Values,
    pub(crate) query: Values,
    pub(crate) form: Values,
    pub(crate) headers: Values,
    pub(crate) timeout: Option<Duration>,
    pub(crate) paging: Paging,
}

/// Names and values, in the order in which they are sent.
pub(crate) type Values = Vec<(String, String)>;

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a Client, endpoint: &'static Endpoint) -> Self {
        Self {
            client,
            endpoint,
            path: Values::new(),
            query: Values::new(),
            form: Values::new(),
            headers: Values::new(),
            timeout: None,
            paging: Paging::default(),
        }
    }

    /// Fills a placeholder of the path.
    pub(crate) fn path(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.path, name, &value);
        self
    }

    /// Sets a form field that the operation requires.
    pub(crate) fn form(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.form, name, &value);
        self
    }

    /// Sets a query parameter that the operation requires.
    #[allow(dead_code)] // which kinds of required values there are depends on the document
    pub(crate) fn query(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.query, name, &value);
        self
    }

    /// Sets a query parameter; setting it again replaces the value.
    pub(crate) fn set_query(&mut self, name: &str, value: impl Display) {
        set(&mut self.query, name, &value);
    }

    /// Adds a query parameter; adding it again sends both.
    pub(crate) fn add_query(&mut self, name: &str, value: impl Display) {
        self.query.push((name.to_owned(), value.to_string()));
    }

    /// Sets a header; setting it again replaces the value.
    pub(crate) fn set_header(&mut self, name: &str, value: impl Display) {
        set(&mut self.headers, name, &value);
    }
}

fn set(values: &mut Values, name: &str, value: &impl Display) {
    let value = value.to_string();
    match values.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => values.push((name.to_owned(), value)),
    }
}

/// Says which operation and which names: a value may be a secret.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |values: &Values| {
            values
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        f.debug_struct("Call")
            .field("operation", &self.endpoint.id)
            .field("query", &names(&self.query))
            .field("form", &names(&self.form))
            .finish_non_exhaustive()
    }
}
