//! The routes by which a person or a test in any language works the stand-ins: `/__mock/…`, the same on both faces.

use std::time::Duration;

use axum::{http::StatusCode, response::Response};
use serde_json::{Value, json};

use crate::{
    answer::with_type,
    faults::Fault,
    requests::{Face, Received},
    state::State,
};

/// Whether a path belongs to these routes. They are not logged, and no fault touches them.
pub(crate) fn is_for(path: &str) -> bool {
    path.starts_with("/__mock/")
}

pub(crate) fn answer(state: &State, request: &Received) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/__mock/claim") => match request.field("code") {
            Some(code) => match state.claim(&code) {
                Ok(()) => said(StatusCode::OK, json!({"claimed": true})),
                Err(error) => said(StatusCode::NOT_FOUND, json!({"error": error.to_string()})),
            },
            None => said(StatusCode::BAD_REQUEST, json!({"error": "code is missing"})),
        },
        ("POST", "/__mock/advance") => match request
            .field("seconds")
            .and_then(|seconds| seconds.parse().ok())
        {
            Some(seconds) => {
                state.clock.advance(Duration::from_secs(seconds));
                said(
                    StatusCode::OK,
                    json!({"now": crate::clock::iso(state.clock.now())}),
                )
            }
            None => said(
                StatusCode::BAD_REQUEST,
                json!({"error": "seconds is missing or no whole number"}),
            ),
        },
        ("GET", "/__mock/requests") => {
            let requests: Vec<_> = state.log.all().iter().map(shown).collect();
            said(StatusCode::OK, json!(requests))
        }
        ("DELETE", "/__mock/requests") => {
            state.log.clear();
            said(StatusCode::OK, json!({"cleared": true}))
        }
        ("POST", "/__mock/fault") => {
            let read = serde_json::from_slice(&request.body).map_err(|error| error.to_string());
            match read.and_then(|fault| Fault::read(&fault)) {
                Ok(fault) => {
                    state.faults.add(fault);
                    said(StatusCode::OK, json!({"added": true}))
                }
                Err(error) => said(StatusCode::BAD_REQUEST, json!({"error": error})),
            }
        }
        ("DELETE", "/__mock/fault") => {
            state.faults.clear();
            said(StatusCode::OK, json!({"cleared": true}))
        }
        ("POST", "/__mock/reset") => {
            state.reset();
            said(StatusCode::OK, json!({"reset": true}))
        }
        _ => said(
            StatusCode::NOT_FOUND,
            json!({"error": "no such control route"}),
        ),
    }
}

fn said(status: StatusCode, value: Value) -> Response {
    with_type(status, "application/json", value.to_string())
}

fn shown(request: &Received) -> Value {
    json!({
        "face": match request.face {
            Face::PlexTv => "plex_tv",
            Face::Server => "server",
        },
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": request.headers,
        "body": String::from_utf8_lossy(&request.body),
    })
}
