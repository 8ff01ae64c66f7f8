//! The devices of an account: the media server, a television, and every client that has signed in.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::old_container;
use crate::{
    answer::{Answer, nothing, refuse_as, with_type},
    contents::locked,
    look::{member, set},
    requests::{Ask, Received},
    server::VERSION,
    state::State,
};

/// The clients that have signed in, by account and client identifier.
#[derive(Debug, Default)]
pub(crate) struct Devices(Mutex<BTreeMap<(u64, String), Device>>);

#[derive(Debug, Clone)]
struct Device {
    id: u64,
    /// What the client says of itself, by attribute.
    identity: Vec<(&'static str, String)>,
    created: DateTime<Utc>,
    seen: DateTime<Utc>,
}

/// Attributes of a device, and the headers that they come from.
const IDENTITY: [(&str, &str); 9] = [
    ("name", "X-Plex-Device-Name"),
    ("product", "X-Plex-Product"),
    ("productVersion", "X-Plex-Version"),
    ("platform", "X-Plex-Platform"),
    ("platformVersion", "X-Plex-Platform-Version"),
    ("device", "X-Plex-Device"),
    ("model", "X-Plex-Model"),
    ("vendor", "X-Plex-Device-Vendor"),
    ("provides", "X-Plex-Provides"),
];

/// The numbers of the devices that are there from the start.
const SERVER: u64 = 500_001;
const TELEVISION: u64 = 500_002;
const FIRST: u64 = 500_010;

impl Devices {
    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }

    /// Takes down that a client of somebody was let in.
    pub(crate) fn saw(&self, request: &Received, client: &str, user: u64, now: DateTime<Utc>) {
        let identity = IDENTITY.iter().map(|(name, header)| {
            let value = request.plex(header).unwrap_or_default();
            (*name, value.to_owned())
        });
        let mut devices = locked(&self.0);
        let next = FIRST + devices.len() as u64;
        let device = devices
            .entry((user, client.to_owned()))
            .or_insert_with(|| Device {
                id: next,
                identity: Vec::new(),
                created: now,
                seen: now,
            });
        device.identity = identity.collect();
        device.seen = now;
    }
}

fn all(state: &State, user: u64) -> Vec<Value> {
    let now = state.clock.now().timestamp();
    let mut list = Vec::new();
    if user == state.people.owner {
        let connections: Vec<_> = state
            .connections
            .iter()
            .filter(|connection| !connection.relay)
            .map(|connection| json!({"uri": connection.uri}))
            .collect();
        let device = |id: u64, name: &str| {
            json!({
                "id": id,
                "name": name,
                "publicAddress": "203.0.113.20",
                "vendor": "",
                "createdAt": 1_652_515_200,
                "lastSeenAt": now,
                "screenResolution": "",
                "screenDensity": "",
            })
        };
        list.push(with(
            device(SERVER, &state.server.name),
            json!({
                "product": "Plex Media Server",
                "productVersion": VERSION,
                "version": VERSION,
                "platform": "Linux",
                "platformVersion": "6.12.57",
                "device": "PC",
                "model": "x86_64",
                "provides": "server",
                "clientIdentifier": state.server.machine_identifier,
                "token": state.server.token,
                "Connection": connections,
            }),
        ));
        list.push(with(
            device(TELEVISION, "Living Room"),
            json!({
                "product": "Plex for Mocks",
                "productVersion": "4.2.0",
                "version": "4.2.0",
                "platform": "Android",
                "platformVersion": "14",
                "device": "Television",
                "model": "mock",
                "provides": "client,player,pubsub-player,sync-target",
                "clientIdentifier": "mock-television",
                "token": "",
            }),
        ));
    }
    let devices = locked(&state.devices.0);
    for ((_, client), device) in devices.iter().filter(|((whose, _), _)| *whose == user) {
        let mut value = json!({
            "id": device.id,
            "clientIdentifier": client,
            "publicAddress": "203.0.113.20",
            "createdAt": device.created.timestamp(),
            "lastSeenAt": device.seen.timestamp(),
            "screenResolution": "",
            "screenDensity": "",
            "token": state.tokens.of_device(user, client),
        });
        for (name, text) in &device.identity {
            set(&mut value, name, text.as_str().into());
        }
        let version = member(&value, "productVersion").clone();
        set(&mut value, "version", version);
        list.push(value);
    }
    list
}

/// A device of somebody, by what the client calls itself.
pub(super) fn find(state: &State, user: u64, client: &str) -> Option<Value> {
    let mut devices = all(state, user).into_iter();
    devices.find(|device| member(device, "clientIdentifier") == client)
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (value.as_object_mut(), more) {
        members.extend(more);
    }
    value
}

/// `GET /devices.xml`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let list = json!({"publicAddress": "203.0.113.20", "Device": all(&state, user)});
    Ok(old_container(&state, StatusCode::OK, list))
}

/// `GET /devices.json`
pub(crate) async fn list_in_json(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let list = Value::from(all(&state, user)).to_string();
    Ok(with_type(
        StatusCode::OK,
        "application/json; charset=utf-8",
        list,
    ))
}

/// `DELETE /devices/{id}.xml`: the device is signed out.
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let id = name.split('.').next().unwrap_or_default().parse().ok();
    let removed = {
        let mut devices = locked(&state.devices.0);
        let found = devices
            .iter()
            .find(|((whose, _), device)| *whose == user && Some(device.id) == id)
            .map(|(key, _)| key.clone());
        found.inspect(|key| {
            devices.remove(key);
        })
    };
    let (user, client) = removed.ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    state.tokens.revoke_device(user, &client);
    Ok(nothing(StatusCode::OK))
}
