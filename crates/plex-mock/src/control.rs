//! The routes by which a person or a test in any language works the mock servers: `/__mock/…`, the same on both faces.

use std::{sync::atomic::Ordering, time::Duration};

use axum::{http::StatusCode, response::Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    answer::with_type,
    clock::iso,
    faults::Fault,
    requests::{Face, Received},
    state::State,
    webhooks::About,
};

/// Whether a path belongs to these routes. They are not logged, and no fault touches them.
pub(crate) fn is_for(path: &str) -> bool {
    path.starts_with("/__mock/")
}

pub(crate) fn answer(state: &State, request: &Received) -> Response {
    let route = request.path.strip_prefix("/__mock").unwrap_or_default();
    let done = match (request.method.as_str(), route) {
        ("POST", "/claim") => claim(state, request),
        ("POST", "/advance") => advance(state, request),
        ("GET", "/clock") => Ok(clock(state)),
        ("PUT", "/clock") => set_clock(state, request),
        ("GET", "/requests") => Ok(state.log.all().iter().map(shown).collect()),
        ("DELETE", "/requests") => {
            state.log.clear();
            Ok(json!({"cleared": true}))
        }
        ("POST", "/replace-files") => {
            state.edition.fetch_add(1, Ordering::SeqCst);
            Ok(json!({"replaced": true}))
        }
        ("POST", "/fault") => add_fault(state, request),
        ("DELETE", "/fault") => {
            state.faults.clear();
            Ok(json!({"cleared": true}))
        }
        ("GET", "/conditions") => Ok(json!(state.conditions.now())),
        ("PUT", "/conditions") => read(request).map(|conditions| {
            state.conditions.set(conditions);
            json!(state.conditions.now())
        }),
        ("POST", "/restart") => restart(state, request),
        ("POST", "/notify") => notify(state, request),
        ("POST", "/webhook") => webhook(state, request),
        ("POST", "/items") => add_items(state, request),
        ("POST", "/corrupt") => {
            state.housekeeping.corrupt();
            Ok(json!({"corrupted": true}))
        }
        ("POST", "/expire") => expire(state, request),
        ("POST", "/refuse") => set_gate(state, request, false),
        ("POST", "/welcome") => set_gate(state, request, true),
        ("POST", "/reset") => {
            state.reset();
            Ok(json!({"reset": true}))
        }
        _ => Err((StatusCode::NOT_FOUND, "no such control route".to_owned())),
    };
    let (status, value) = match done {
        Ok(value) => (StatusCode::OK, value),
        Err((status, error)) => (status, json!({"error": error})),
    };
    with_type(status, "application/json", value.to_string())
}

type Done = Result<Value, (StatusCode, String)>;

fn bad(error: impl Into<String>) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, error.into())
}

/// Reads the body.
fn read<'a, T: Deserialize<'a>>(request: &'a Received) -> Result<T, (StatusCode, String)> {
    serde_json::from_slice(&request.body).map_err(|error| bad(error.to_string()))
}

fn claim(state: &State, request: &Received) -> Done {
    let code = request
        .field("code")
        .ok_or_else(|| bad("code is missing"))?;
    let claimed = state.claim(&code);
    claimed.map_err(|error| (StatusCode::NOT_FOUND, error.to_string()))?;
    Ok(json!({"claimed": true}))
}

fn advance(state: &State, request: &Received) -> Done {
    let seconds = request
        .field("seconds")
        .and_then(|seconds| seconds.parse().ok())
        .ok_or_else(|| bad("seconds is missing or no whole number"))?;
    state.clock.advance(Duration::from_secs(seconds));
    state.give_up_transcodes();
    state.take_recordings();
    Ok(clock(state))
}

fn clock(state: &State) -> Value {
    json!({"now": iso(state.clock.now()), "stopped": state.clock.is_stopped()})
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hands {
    now: Option<String>,
    stopped: Option<bool>,
}

fn set_clock(state: &State, request: &Received) -> Done {
    let hands: Hands = read(request)?;
    let now = hands.now.map(|now| {
        DateTime::parse_from_rfc3339(&now).map_err(|error| bad(format!("now is no time: {error}")))
    });
    let now = now.transpose()?;
    match hands.stopped {
        Some(true) => state.clock.stop(),
        Some(false) => state.clock.run(),
        None => {}
    }
    if let Some(now) = now {
        state.clock.set(now.with_timezone(&Utc));
        state.take_recordings();
    }
    Ok(clock(state))
}

fn add_fault(state: &State, request: &Received) -> Done {
    let text = str::from_utf8(&request.body).map_err(|error| bad(error.to_string()))?;
    state.faults.add(Fault::from_json(text).map_err(bad)?);
    Ok(json!({"added": true}))
}

fn restart(state: &State, request: &Received) -> Done {
    let seconds = request
        .field("seconds")
        .map_or(Ok(0), |seconds| seconds.parse());
    let seconds = seconds.map_err(|_| bad("seconds is no whole number"))?;
    state.restart(Duration::from_secs(seconds));
    Ok(json!({"restarted": true}))
}

/// A notification: its `type`, and what its container holds.
fn notify(state: &State, request: &Received) -> Done {
    let mut container: Map<String, Value> = read(request)?;
    let Some(Value::String(kind)) = container.remove("type") else {
        return Err(bad("type is missing"));
    };
    container.remove("size");
    state.events.tell(kind, container.into());
    Ok(json!({"told": true}))
}

fn webhook(state: &State, request: &Received) -> Done {
    let event = request
        .field("event")
        .ok_or_else(|| bad("event is missing"))?;
    let item = request
        .field("key")
        .and_then(|key| state.contents.find(&key));
    let about = About {
        item,
        ..About::default()
    };
    state.webhook(&event, about);
    Ok(json!({"sent": true}))
}

fn add_items(state: &State, request: &Received) -> Done {
    let section = request
        .query("section")
        .ok_or_else(|| bad("section is missing"))?;
    let text = str::from_utf8(&request.body).map_err(|error| bad(error.to_string()))?;
    let keys = state.add_items(section, text).map_err(bad)?;
    let keys: Vec<_> = keys.iter().map(u64::to_string).collect();
    Ok(json!({"added": keys}))
}

fn expire(state: &State, request: &Received) -> Done {
    let token = request.field("token");
    state
        .tokens
        .expire(token.as_deref().unwrap_or(&state.tokens.ready_made));
    Ok(json!({"expired": true}))
}

fn set_gate(state: &State, request: &Received, open: bool) -> Done {
    let face = match request.field("face").as_deref() {
        Some("server") => Face::Server,
        Some("plex_tv") => Face::PlexTv,
        _ => return Err(bad("face is server or plex_tv")),
    };
    state.gate(face).set(open);
    Ok(json!({"open": open}))
}

fn shown(request: &Received) -> Value {
    json!({
        "face": match request.face {
            Face::PlexTv => "plex_tv",
            Face::Server => "server",
            Face::Player => "player",
        },
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": request.headers,
        "body": String::from_utf8_lossy(&request.body),
    })
}
