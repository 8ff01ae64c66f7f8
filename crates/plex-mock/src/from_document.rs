//! What the mock server does not model, it answers with a valid made-up body out of the document.
//!
//! The bodies lie in `generated/answers.json`, which the generator of the document writes: a list of
//! `{"method", "host", "path", "status", "contentType", "body"}`. In a path `{name}` stands for anything but a slash;
//! several may stand in one segment (`epg.{identifier}:{deviceId}`). Where several paths fit, the one with more literal
//! segments wins, the earlier of them first. Such an answer says `X-Plex-Mock: from-document`.

use std::{cmp::Reverse, collections::HashMap, sync::LazyLock};

use axum::{
    http::{HeaderName, StatusCode},
    response::Response,
};
use serde_json::Value;

use crate::{
    answer::{Format, set_header, with_type},
    requests::{Face, Received},
};

/// The answers of the document.
static ANSWERS: LazyLock<Answers> =
    LazyLock::new(|| Answers::read(include_str!("generated/answers.json")));

/// Answers a request that nothing else knows, if the document describes it.
pub(crate) fn answer(request: &Received) -> Option<Response> {
    ANSWERS.find(request).map(|known| known.response(request))
}

/// The same, but only if the document names the last segment of the path as it is: for routes that take any word there.
pub(crate) fn answer_by_name(request: &Received) -> Option<Response> {
    let known = ANSWERS.find(request)?;
    known
        .segments
        .last()?
        .is_literal()
        .then(|| known.response(request))
}

/// Reads the answers, so that the first who asks for one need not wait.
pub(crate) fn prepare() {
    LazyLock::force(&ANSWERS);
}

/// A table of answers.
#[derive(Debug, Default)]
struct Answers {
    /// By method and count of segments, the most literal first.
    by_shape: HashMap<(String, usize), Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    on_server: bool,
    segments: Vec<Segment>,
    status: StatusCode,
    content_type: String,
    body: Value,
}

/// One segment: the literal texts between its placeholders.
#[derive(Debug)]
struct Segment(Vec<String>);

impl Answers {
    /// Reads the table; entries that cannot be read are left out.
    fn read(text: &str) -> Self {
        let entries: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        let mut answers = Self::default();
        for entry in &entries {
            if let Some((method, known)) = Known::read(entry) {
                let shape = (method, known.segments.len());
                answers.by_shape.entry(shape).or_default().push(known);
            }
        }
        for known in answers.by_shape.values_mut() {
            // Sorting keeps the order of those that are equally literal.
            known.sort_by_key(|known| {
                known
                    .segments
                    .iter()
                    .map(|segment| Reverse(segment.literalness()))
                    .collect::<Vec<_>>()
            });
        }
        answers
    }

    fn find(&self, request: &Received) -> Option<&Known> {
        let path = decoded(&request.path);
        let segments: Vec<_> = segments(&path).collect();
        let on_server = request.face == Face::Server;
        self.by_shape
            .get(&(request.method.clone(), segments.len()))?
            .iter()
            .filter(|known| known.on_server == on_server)
            .find(|known| {
                known
                    .segments
                    .iter()
                    .zip(&segments)
                    .all(|(pattern, segment)| pattern.fits(segment))
            })
    }
}

/// A body whose container counts what it holds: clients fetch page after page until they have as much as it says.
fn counted(mut body: Value) -> Value {
    let container = body
        .get_mut("MediaContainer")
        .and_then(Value::as_object_mut);
    if let Some(members) = container
        && let Some(size) = members.values().find_map(Value::as_array).map(Vec::len)
    {
        for (name, number) in [("size", size), ("totalSize", size), ("offset", 0)] {
            if let Some(member) = members.get_mut(name) {
                *member = number.into();
            }
        }
    }
    body
}

/// A path without its percent-encoding: `%3A` is a colon as well.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.trim_matches('/').split('/')
}

impl Known {
    fn read(entry: &Value) -> Option<(String, Self)> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        // What comes behind `#` only tells apart what the document says twice of one path.
        let path = text("path")?.split('#').next()?;
        let status = entry.get("status").map_or(Some(200), Value::as_u64)?;
        let known = Self {
            on_server: text("host").unwrap_or("server") == "server",
            segments: segments(path).map(Segment::read).collect(),
            status: StatusCode::from_u16(u16::try_from(status).ok()?).ok()?,
            content_type: text("contentType").unwrap_or_default().to_owned(),
            body: counted(entry.get("body").cloned().unwrap_or_default()),
        };
        // A path of placeholders alone would answer for everything that does not exist.
        let says_something = known.segments.iter().any(Segment::is_literal);
        says_something.then_some((text("method")?.to_uppercase(), known))
    }

    fn response(&self, request: &Received) -> Response {
        let is_json = self.content_type.is_empty() || self.content_type.contains("json");
        let mut response = match (&self.body, is_json, Format::of(request)) {
            (Value::Null, ..) => {
                let mut response = Response::default();
                *response.status_mut() = self.status;
                response
            }
            (body, true, Format::Json) => {
                with_type(self.status, "application/json", body.to_string())
            }
            (body, true, Format::Xml) => {
                // The envelope of JSON is the outermost element of XML.
                let (root, body) = match body.as_object().map(|members| (members.len(), members)) {
                    Some((1, members)) => members
                        .iter()
                        .next()
                        .map_or(("Response", body), |(name, body)| (name.as_str(), body)),
                    _ => ("Response", body),
                };
                let body = plex_models::xml::write(root, body);
                with_type(self.status, "text/xml;charset=utf-8", body)
            }
            (Value::String(text), ..) => with_type(self.status, &self.content_type, text.clone()),
            (body, ..) => with_type(self.status, &self.content_type, body.to_string()),
        };
        set_header(
            &mut response,
            HeaderName::from_static("x-plex-mock"),
            "from-document",
        );
        response
    }
}

impl Segment {
    fn read(text: &str) -> Self {
        let mut literals = Vec::new();
        let mut rest = text;
        while let Some((before, (_, after))) = rest
            .split_once('{')
            .and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
        {
            literals.push(before.to_owned());
            rest = after;
        }
        literals.push(rest.to_owned());
        Self(literals)
    }

    fn is_literal(&self) -> bool {
        self.0.len() == 1
    }

    /// The more of it is literal, the better it fits: a segment without placeholders above all.
    fn literalness(&self) -> usize {
        match self.0.as_slice() {
            [_] => usize::MAX,
            parts => parts.iter().map(String::len).sum(),
        }
    }

    /// Whether a text is this, with something, but not nothing, for each placeholder.
    fn fits(&self, text: &str) -> bool {
        let [first, between @ .., last] = self.0.as_slice() else {
            return self.0.first().is_some_and(|only| only == text);
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for literal in between {
            // At least one letter stands for the placeholder before.
            let Some(next) = rest.chars().next().map(char::len_utf8) else {
                return false;
            };
            let behind = rest.get(next..).unwrap_or_default();
            match behind.find(literal.as_str()) {
                Some(place) => rest = behind.get(place + literal.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        rest.strip_suffix(last.as_str())
            .is_some_and(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"[
        {"method": "get", "host": "server", "path": "/livetv/{what}", "status": 200, "contentType": "application/json", "body": {"MediaContainer": {"size": 1, "which": "any"}}},
        {"method": "GET", "host": "server", "path": "/livetv/dvrs", "status": 200, "contentType": "application/json", "body": {"MediaContainer": {"size": 2, "which": "dvrs"}}},
        {"method": "GET", "host": "server", "path": "/tv.plex.providers.epg.{identifier}:{deviceId}/grid", "status": 200, "contentType": "application/json", "body": {"MediaContainer": {"which": "grid"}}},
        {"method": "DELETE", "host": "server", "path": "/livetv/dvrs/{id}", "status": 204, "contentType": "", "body": null},
        {"method": "GET", "host": "plex_tv", "path": "/api/v2/geoip", "status": 200, "contentType": "application/json", "body": {"city": "Aveiro"}},
        {"method": "GET", "host": "server", "path": "/diagnostics/logs", "status": 200, "contentType": "application/zip", "body": "PK"},
        {"method": "GET", "host": "server", "path": "/broken", "status": 9999},
        {"method": "GET", "host": "server", "path": "/{anything}", "status": 200, "contentType": "application/json", "body": {"which": "everything"}},
        {"no": "entry"}
    ]"#;

    fn asked(face: Face, method: &str, path: &str) -> Received {
        let request = axum::http::Request::builder().method(method).uri(path);
        let (parts, ()) = request
            .header("accept", "application/json")
            .body(())
            .unwrap()
            .into_parts();
        Received::new(face, &parts, axum::body::Bytes::new())
    }

    fn which(face: Face, method: &str, path: &str) -> Option<String> {
        let answers = Answers::read(TABLE);
        let known = answers.find(&asked(face, method, path))?;
        Some(known.body.to_string())
    }

    #[test]
    fn literal_segments_win_over_placeholders() {
        let server = |path| which(Face::Server, "GET", path).unwrap_or_default();
        assert!(server("/livetv/dvrs").contains("dvrs"));
        assert!(server("/livetv/else").contains("any"));
        assert!(server("/livetv/dvrs/").contains("dvrs"));
        assert_eq!(server("/livetv"), "");
        assert_eq!(server("/livetv/a/b"), "");
        assert_eq!(server("/broken"), "");
        assert_eq!(server("/nowhere"), "");
    }

    #[test]
    fn several_placeholders_in_one_segment() {
        let server = |path| which(Face::Server, "GET", path);
        assert!(server("/tv.plex.providers.epg.cloud:2/grid").is_some());
        assert!(server("/tv.plex.providers.epg.cloud%3A2/grid").is_some());
        assert!(server("/tv.plex.providers.epg.cloud:/grid").is_none());
        assert!(server("/tv.plex.providers.epg.:2/grid").is_none());
        assert!(server("/tv.plex.providers.epg.cloud/grid").is_none());
    }

    #[test]
    fn hosts_and_methods_are_told_apart() {
        assert!(which(Face::PlexTv, "GET", "/api/v2/geoip").is_some());
        assert!(which(Face::Server, "GET", "/api/v2/geoip").is_none());
        assert!(which(Face::Server, "POST", "/livetv/dvrs").is_none());
        assert!(which(Face::Server, "DELETE", "/livetv/dvrs/3").is_some());
    }

    #[test]
    fn answers_say_where_they_come_from() {
        let answers = Answers::read(TABLE);
        for (path, method, status, kind) in [
            ("/livetv/dvrs", "GET", 200, Some("application/json")),
            ("/livetv/dvrs/3", "DELETE", 204, None),
            ("/diagnostics/logs", "GET", 200, Some("application/zip")),
        ] {
            let request = asked(Face::Server, method, path);
            let response = answers.find(&request).unwrap().response(&request);
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["x-plex-mock"], "from-document");
            let found = response.headers().get("content-type");
            assert_eq!(found.map(|kind| kind.to_str().unwrap()), kind);
        }
    }

    #[test]
    fn odd_tables_are_empty_ones() {
        for odd in ["", "{}", "[1, null, \"x\", {}]", "nonsense"] {
            assert!(Answers::read(odd).by_shape.is_empty(), "{odd}");
        }
    }
}
