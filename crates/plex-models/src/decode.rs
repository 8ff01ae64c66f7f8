//! From an answer's bytes to a value, and what can be wrong with the bytes.
//!
//! Values never make this fail: what fits no field is in [`Decoded::extra`] or in the `extra` of its object. Only a body
//! that is no JSON or XML at all does.

mod arriving;

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::{
    json::{may_hold_huge_numbers, quote_huge_numbers},
    wire::{
        Extra, Fit, Key, List, Model, Object, Raw, Through, collect_seq, misfits, slot::required,
    },
    xml::{self, AsJson},
};

pub use self::arriving::{Arriving, Portion};

/// The two forms in which Plex answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// `application/json`.
    #[default]
    Json,
    /// `application/xml`, `text/xml`.
    Xml,
}

/// An answer, decoded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decoded<T> {
    /// The answer.
    pub value: T,
    /// What lay outside of it: members beside the envelope, or a whole answer of another shape (under the name `$answer`).
    pub extra: Extra,
}

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is empty.
    #[error("the answer is empty where {expected} was expected")]
    Empty {
        /// What was asked for.
        expected: &'static str,
    },
    /// The body is a page for people: an error page, a proxy, a login form.
    #[error(
        "the answer is an HTML page, not {expected}: does the address lead to a Plex server, or to a proxy before it?"
    )]
    Html {
        /// What was asked for.
        expected: &'static str,
    },
    /// The body has the other format.
    #[error("the answer is {found}, not {expected}")]
    OtherFormat {
        /// What was asked for.
        expected: &'static str,
        /// What came.
        found: &'static str,
    },
    /// The body is no JSON.
    #[error("the answer is no JSON: {what} at line {line}, column {column}")]
    Json {
        /// What is wrong.
        what: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The body is no XML.
    #[error("the answer is no XML: {what} at byte {position}")]
    Xml {
        /// What is wrong.
        what: String,
        /// Byte, from 0.
        position: u64,
    },
    /// The body is no UTF-8.
    #[error("the answer is no UTF-8 text from byte {position} on")]
    NotText {
        /// Byte, from 0.
        position: usize,
    },
}

/// Decodes an answer that is one object, in JSON inside a member named `envelope` if there is one.
///
/// # Errors
///
/// [`DecodeError`] if the body is no JSON or XML.
///
/// ```
/// use plex_models::{Format, ServerIdentity, decode};
///
/// let body = br#"{"MediaContainer": {"machineIdentifier": "8f2c", "size": "0"}}"#;
/// let identity = decode::object::<ServerIdentity>(Format::Json, body, Some("MediaContainer"))?.value;
/// assert_eq!(identity.machine_identifier, "8f2c");
/// assert_eq!(identity.size, Some(0));
/// # Ok::<(), plex_models::DecodeError>(())
/// ```
pub fn object<T: Model>(
    format: Format,
    body: &[u8],
    envelope: Option<&'static str>,
) -> Result<Decoded<T>, DecodeError> {
    match (format, envelope) {
        (Format::Json, Some(envelope)) => {
            read(format, body, || Envelope::<T>::new(envelope)).map(|(decoded, _)| decoded)
        }
        _ => read(format, body, Through::<Object, T>::new).map(whole),
    }
}

/// Decodes an answer that is a list of objects.
///
/// # Errors
///
/// [`DecodeError`] if the body is no JSON or XML.
pub fn list<T: Model>(format: Format, body: &[u8]) -> Result<Decoded<Vec<T>>, DecodeError> {
    read(format, body, Through::<List<Object>, Vec<T>>::new).map(whole)
}

/// Decodes any answer as it came.
///
/// # Errors
///
/// [`DecodeError`] if the body is no JSON or XML.
pub fn raw(format: Format, body: &[u8]) -> Result<Value, DecodeError> {
    read(format, body, || Raw).map(|(value, strays)| with_strays(value, strays))
}

/// A whole answer, and what XML says beside the list that it is.
pub(crate) fn with_strays(answer: Value, mut strays: Map<String, Value>) -> Value {
    if strays.is_empty() {
        return answer;
    }
    strays.insert(ANSWER.to_owned(), answer);
    strays.into()
}

/// Reads a body with a seed. Beside its value comes what XML says about a list that is the whole answer.
fn read<V, S: for<'b> DeserializeSeed<'b, Value = V>>(
    format: Format,
    body: &[u8],
    seed: impl Fn() -> S,
) -> Result<(V, Map<String, Value>), DecodeError> {
    let (text, strays) = match format {
        Format::Json => (json_text(body)?, Map::new()),
        Format::Xml => xml_text(body)?,
    };
    let value = read_text(&text, seed()).or_else(|error| {
        let quoted = with_quoted_numbers(&text).ok_or(error)?;
        read_text(&quoted, seed())
    });
    Ok((value.map_err(|error| json_error(&error, body))?, strays))
}

#[inline(never)]
fn read_text<'t, S: DeserializeSeed<'t>>(text: &'t str, seed: S) -> serde_json::Result<S::Value> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// JSON is looked at once, as a whole, for whether it is text: the parser would do so string by string.
fn json_text(body: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    let json = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(json).map_err(|broken| {
        // What the parser says of bytes also says where it stumbles, and whether over something else before.
        let error = serde_json::from_slice::<Value>(json).err();
        json_error(
            &error.unwrap_or_else(|| serde::de::Error::custom(broken)),
            body,
        )
    })?;
    let quoted = may_hold_huge_numbers(json).then(|| with_quoted_numbers(text));
    Ok(quoted.flatten().map_or(text.into(), Cow::from))
}

fn with_quoted_numbers(text: &str) -> Option<String> {
    quote_huge_numbers(text.as_bytes()).and_then(|text| String::from_utf8(text).ok())
}

/// XML as JSON. Beside it comes what a list that is the whole answer has beside its items.
fn xml_text(body: &[u8]) -> Result<(Cow<'_, str>, Map<String, Value>), DecodeError> {
    // A page may well be XML too, and would decode to nothing.
    if let Some(error @ DecodeError::Html { .. }) = not_what(Format::Xml, body) {
        return Err(error);
    }
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::NotText {
        position: error.valid_up_to(),
    })?;
    let AsJson { text, beside } = xml::to_json(text)
        .map_err(|broken| not_what(Format::Xml, body).unwrap_or(broken.into()))?;
    let strays = match read_text(&beside, Raw) {
        Ok(Value::Object(strays)) => strays,
        _ => Map::new(), // there is nothing beside
    };
    Ok((text.into(), strays))
}

fn json_error(error: &serde_json::Error, body: &[u8]) -> DecodeError {
    if let Some(other) = not_what(Format::Json, body) {
        return other;
    }
    let not_text = std::str::from_utf8(body)
        .err()
        .filter(|broken| broken.error_len().is_some());
    if let (true, Some(broken)) = (error.is_syntax(), not_text) {
        return DecodeError::NotText {
            position: broken.valid_up_to(),
        };
    }
    // serde_json ends its message with the position, which we give apart.
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    DecodeError::Json {
        what: if error.is_eof() {
            "it is cut off"
        } else {
            what
        }
        .to_owned(),
        line: error.line(),
        column: error.column(),
    }
}

/// A body that is broken because it is something else altogether.
fn not_what(format: Format, body: &[u8]) -> Option<DecodeError> {
    let (expected, found) = match format {
        Format::Json => ("JSON", "XML"),
        Format::Xml => ("XML", "JSON"),
    };
    let start = body.trim_ascii_start();
    let html = [&b"<!doctype html"[..], b"<html"].iter().any(|tag| {
        start
            .get(..tag.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(tag))
    });
    match (format, start.first()) {
        (_, None) => Some(DecodeError::Empty { expected }),
        _ if html => Some(DecodeError::Html { expected }),
        (Format::Json, Some(b'<')) | (Format::Xml, Some(b'{' | b'[')) => {
            Some(DecodeError::OtherFormat { expected, found })
        }
        _ => None,
    }
}

/// The name under which a whole answer of the wrong shape is kept.
pub(crate) const ANSWER: &str = "$answer";

fn whole<T: Default>((fit, strays): (Fit<T>, Map<String, Value>)) -> Decoded<T> {
    let mut decoded = Decoded::default();
    match fit {
        Fit::Value(value) => decoded.value = value,
        Fit::Null => {}
        Fit::Misfit(raw) => decoded.extra.push(ANSWER, raw),
    }
    for (name, value) in strays {
        decoded.extra.push(&name, value);
    }
    decoded
}

/// Reads the member `name` as the answer, and keeps the rest.
struct Envelope<T> {
    name: &'static str,
    decoded: Decoded<T>,
}

impl<T: Model> Envelope<T> {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            decoded: Decoded::default(),
        }
    }
}

impl<'de, T: Model> DeserializeSeed<'de> for Envelope<T> {
    type Value = Decoded<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Model> Visitor<'de> for Envelope<T> {
    type Value = Decoded<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "an object with the member {}", self.name)
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut members: M) -> Result<Self::Value, M::Error> {
        let mut seen = false;
        while let Some(name) = members.next_key_seed(Key::default())? {
            if name != self.name {
                let value = members.next_value_seed(Raw)?;
                self.decoded.extra.push(&name, value);
                continue;
            }
            let fit = members.next_value_seed(Through::<Object, T>::new())?;
            required::put::<Object, T>(
                &mut self.decoded.value,
                &mut seen,
                &mut self.decoded.extra,
                self.name,
                fit,
            );
        }
        Ok(self.decoded)
    }

    misfits!(|raw| whole((Fit::Misfit(raw), Map::new())));

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.decoded)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, items: S) -> Result<Self::Value, S::Error> {
        Ok(whole((
            Fit::Misfit(collect_seq(Vec::new(), items)?),
            Map::new(),
        )))
    }
}
