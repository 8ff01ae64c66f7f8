//! One request in the making.

use std::{
    fmt::{self, Display},
    time::Duration,
};

use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Paging, Retry, Upload};
use crate::{Error, client::Client, error::At, generated::hosts::Host};

/// The facts of an operation, as the document has them.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) host: Host,
    /// With `{placeholders}`.
    pub(crate) path: &'static str,
    pub(crate) auth: Auth,
    pub(crate) accept: Accept,
}

/// Which form of an answer an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accept {
    /// JSON or XML, as the client is set.
    Data,
    /// XML, which is all there is.
    Xml,
    /// Whatever the file is.
    Anything,
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
    /// Members of a JSON body.
    pub(crate) json: Option<Value>,
    pub(crate) upload: Option<Upload>,
    pub(crate) headers: Values,
    /// For the whole, in place of the client's setting.
    pub(crate) timeout: Option<Duration>,
    /// For silence in the middle of the answer, in place of the client's setting.
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) paging: Paging,
    /// Whether the connection is to be taken over by another protocol.
    pub(super) upgrade: bool,
    /// Whether a POST only asks.
    is_question: bool,
}

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// From connecting to the last byte.
    pub(crate) whole: Duration,
    /// From connecting to the first byte of the answer's head.
    pub(crate) first_byte: Duration,
    /// Between two pieces of the answer.
    pub(crate) idle: Duration,
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
            json: None,
            upload: None,
            headers: Values::new(),
            timeout: None,
            idle_timeout: None,
            retry: None,
            paging: Paging::default(),
            upgrade: false,
            is_question: false,
        }
    }

    /// The time limits: the client's, but for what is set for this request alone.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = self.client.settings.limits;
        if let Some(whole) = self.timeout {
            limits.whole = whole;
            // Who gives a request more time, or less, means all of it.
            limits.first_byte = whole;
        }
        limits.idle = self.idle_timeout.unwrap_or(limits.idle);
        limits
    }

    /// Which request this is, for messages.
    pub(crate) fn at(&self) -> Result<At, Error> {
        let base = self.client.addresses(self.endpoint.host)?.current();
        Ok(At::new(self.endpoint, &base))
    }

    /// Whether sending the request twice does no more than sending it once: it asks, and changes nothing.
    pub(crate) fn only_reads(&self) -> bool {
        // Some of what Plex does on GET is no question.
        const COMMANDS: [&str; 6] = [
            "/player/playback/",
            "/player/navigation/",
            "/player/mirror/",
            "/:/scrobble",
            "/:/unscrobble",
            "/actions/",
        ];
        let path = self.endpoint.path;
        let command = COMMANDS.iter().any(|command| path.starts_with(command));
        self.is_question || (self.endpoint.method.is_safe() && !command)
    }

    /// Whether the body was one that cannot be sent again.
    pub(super) fn is_spent(&self) -> bool {
        self.upload.as_ref().is_some_and(Upload::is_spent)
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
    pub(crate) fn query(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.query, name, &value);
        self
    }

    /// Sets a query parameter that the operation requires and that is sent once for each value.
    pub(crate) fn query_each(mut self, name: &str, values: Vec<String>) -> Self {
        self.set_query_each(name, values);
        self
    }

    /// Sets a form field that the operation requires and that is sent once for each value. Where there is none, an empty
    /// field of the name `when_empty` says so.
    pub(crate) fn form_each(mut self, name: &str, when_empty: &str, values: Vec<String>) -> Self {
        if values.is_empty() {
            self.add_form(when_empty, "");
        }
        for value in values {
            self.add_form(name, value);
        }
        self
    }

    /// Sets a header that the operation requires.
    pub(crate) fn header(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.headers, name, &value);
        self
    }

    /// Sets the whole JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        // The models write what JSON can hold.
        self.json = Some(serde_json::to_value(body).unwrap_or_default());
        self
    }

    /// Sets a member of the JSON body that the operation requires.
    pub(crate) fn json_member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set_json_member(name, value);
        self
    }

    /// Sets the body to the bytes of a file.
    pub(crate) fn upload(mut self, upload: impl Into<Upload>) -> Self {
        self.set_upload(upload);
        self
    }

    /// Sets a GraphQL query, whose variables are the members of the body's `variables`.
    pub(crate) fn graphql(mut self, query: &str) -> Self {
        self.is_question = !query.trim_start().starts_with("mutation");
        self.json = Some(json!({"query": query, "variables": {}}));
        self
    }

    /// Sets a variable of the GraphQL query.
    pub(crate) fn variable(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set_variable(name, value);
        self
    }

    /// Sets a variable of the GraphQL query; setting it again replaces the value. A dot leads into an object:
    /// `user.username` is the member `username` of the variable `user`.
    pub(crate) fn set_variable(&mut self, name: &str, value: impl Into<Value>) {
        let Some(mut place) = self
            .json
            .as_mut()
            .and_then(|body| body.get_mut("variables"))
        else {
            return;
        };
        for step in name.split('.') {
            if !place.is_object() {
                *place = json!({});
            }
            let Value::Object(members) = place else {
                return; // not after the lines above
            };
            place = members.entry(step).or_insert(Value::Null);
        }
        *place = value.into();
    }

    /// Sets a member of the JSON body; setting it again replaces the value.
    pub(crate) fn set_json_member(&mut self, name: &str, value: impl Into<Value>) {
        if let Value::Object(members) = self.json.get_or_insert_with(|| json!({})) {
            members.insert(name.to_owned(), value.into());
        }
    }

    /// Sets a form field; setting it again replaces the value.
    pub(crate) fn set_form(&mut self, name: &str, value: impl Display) {
        set(&mut self.form, name, &value);
    }

    /// Sets the body to the bytes of a file.
    pub(crate) fn set_upload(&mut self, upload: impl Into<Upload>) {
        self.upload = Some(upload.into());
    }

    /// Adds a form field; adding it again sends both.
    pub(crate) fn add_form(&mut self, name: &str, value: impl Display) {
        self.form.push((name.to_owned(), value.to_string()));
    }

    /// Sets a query parameter; setting it again replaces the value.
    pub(crate) fn set_query(&mut self, name: &str, value: impl Display) {
        set(&mut self.query, name, &value);
    }

    /// Sets a query parameter that is sent once for each value; setting it again replaces them all.
    pub(crate) fn set_query_each(&mut self, name: &str, values: Vec<String>) {
        self.query.retain(|(known, _)| known != name);
        for value in values {
            self.add_query(name, value);
        }
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
