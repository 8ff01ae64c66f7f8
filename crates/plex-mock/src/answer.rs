//! How answers and refusals look: JSON or XML by `Accept`, errors in the shape of the face that was asked.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use plex_models::xml;
use serde_json::{Value, json};

use crate::{
    quirks,
    requests::{Face, Received},
    state::State,
};

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

impl Format {
    /// What the face answers this request in.
    pub(crate) fn of(request: &Received) -> Self {
        let accept = request.header("accept").unwrap_or_default();
        let json = match request.face {
            // plex.tv wants exactly this: with anything beside it, it answers in XML.
            Face::PlexTv => accept.trim() == JSON,
            Face::Server | Face::Player => accept.split(',').any(|range| {
                range
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .eq_ignore_ascii_case(JSON)
            }),
        };
        if json { Self::Json } else { Self::Xml }
    }
}

const JSON: &str = "application/json";

/// What a route gives back.
pub(crate) type Answer = Result<Response, Refusal>;

/// An answer that says no.
#[derive(Debug)]
pub(crate) struct Refusal(Box<Response>);

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Answers with data: `root` is what XML calls the outermost element.
pub(crate) fn data(
    state: &State,
    request: &Received,
    status: StatusCode,
    root: &str,
    mut value: Value,
) -> Response {
    let format = Format::of(request);
    if let Some(seed) = state.quirks() {
        quirks::bend(seed, &request.path, format, &mut value);
    }
    match (request.face, format) {
        (Face::PlexTv, Format::Json) => {
            with_type(status, "application/json; charset=utf-8", value.to_string())
        }
        (Face::PlexTv, Format::Xml) => with_type(
            status,
            "application/xml; charset=utf-8",
            xml::write(root, &value),
        ),
        (Face::Server | Face::Player, Format::Json) => {
            let enveloped = Value::Object([(root.to_owned(), value)].into_iter().collect());
            with_type(status, JSON, enveloped.to_string())
        }
        (Face::Server | Face::Player, Format::Xml) => {
            albums_as_directories(&mut value);
            with_type(status, "text/xml;charset=utf-8", xml::write(root, &value))
        }
    }
}

/// In XML an album of photos is a `Directory`; only what is in it is a `Photo`.
fn albums_as_directories(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(albums_as_directories),
        Value::Object(members) => {
            members.values_mut().for_each(albums_as_directories);
            let is_album = |item: &Value| {
                item["type"] == "photo"
                    && item["key"]
                        .as_str()
                        .is_some_and(|key| key.ends_with("/children"))
            };
            let Some(Value::Array(items)) = members.get_mut("Metadata") else {
                return;
            };
            let (albums, others): (Vec<_>, Vec<_>) =
                std::mem::take(items).into_iter().partition(is_album);
            *items = others;
            if !albums.is_empty() {
                members.insert("Directory".to_owned(), albums.into());
            }
        }
        _ => {}
    }
}

/// Answers 200 with the container of the media server.
pub(crate) fn container(state: &State, request: &Received, value: Value) -> Response {
    data(state, request, StatusCode::OK, "MediaContainer", value)
}

/// Answers with a status and nothing else.
pub(crate) fn nothing(status: StatusCode) -> Response {
    status.into_response()
}

/// Refuses in the shape of plex.tv.
pub(crate) fn refuse(request: &Received, status: StatusCode, code: u32, message: &str) -> Refusal {
    let error = json!({"code": code, "message": message, "status": status.as_u16()});
    let response = match Format::of(request) {
        Format::Json => with_type(
            status,
            "application/json; charset=utf-8",
            json!({"errors": [error]}).to_string(),
        ),
        Format::Xml => {
            let body = xml::write("errors", &json!({"error": [error]}));
            with_type(status, "application/xml; charset=utf-8", body)
        }
    };
    Refusal(Box::new(response))
}

/// Refuses in the shape of the media server: a small page.
pub(crate) fn refuse_in_html(status: StatusCode) -> Refusal {
    let reason = status.canonical_reason().unwrap_or("Error");
    let number = status.as_u16();
    let page = format!(
        "<html><head><title>{reason}</title></head><body><h1>{number} {reason}</h1></body></html>"
    );
    Refusal(Box::new(with_type(status, "text/html", page)))
}

/// Refuses in the shape of the face that was asked.
pub(crate) fn refuse_as(request: &Received, status: StatusCode) -> Refusal {
    match request.face {
        Face::PlexTv => {
            let (code, message) = match status {
                StatusCode::BAD_REQUEST => (1000, "The request could not be read"),
                StatusCode::UNAUTHORIZED => (1001, "User could not be authenticated"),
                StatusCode::NOT_FOUND => (1002, "Not found"),
                StatusCode::TOO_MANY_REQUESTS => (1003, "API rate limit exceeded"),
                other => (0, other.canonical_reason().unwrap_or("Error")),
            };
            refuse(request, status, code, message)
        }
        Face::Server | Face::Player => refuse_in_html(status),
    }
}

/// A response with a body of that type.
pub(crate) fn with_type(status: StatusCode, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    set_header(&mut response, header::CONTENT_TYPE, content_type);
    response
}

/// Sets a header; a value that no header can hold is left out.
pub(crate) fn set_header(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
