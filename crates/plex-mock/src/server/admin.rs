//! What owners do: settings, accounts and devices.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::items::all_of;
use crate::{
    answer::{Answer, container, nothing, refuse_in_html},
    contents::locked,
    dice::Dice,
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// The pairs of the query, and of a form.
pub(super) fn pairs(request: &Received) -> Vec<(String, String)> {
    let form = url::form_urlencoded::parse(&request.body).into_owned();
    request.query.iter().cloned().chain(form).collect()
}

/// `PUT` and `GET /library/metadata/{ids}/refresh`, and the like that only take a while.
pub(crate) async fn refresh_items(
    Of(state): Of<Arc<State>>,
    Path(ids): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let items = all_of(&state, &ids);
    if items.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    for item in items {
        state.begin_refresh(item.section.id, item.section.title);
        state.events.timeline(&item, 5, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}

/// `GET /:/prefs`
pub(crate) async fn preferences(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    settings(&state, &request, |_| true)
}

/// `GET /:/prefs/get?id=`
pub(crate) async fn preference(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let wanted = request.query("id").unwrap_or_default().to_owned();
    settings(&state, &request, |id| id.eq_ignore_ascii_case(&wanted))
}

fn settings(state: &State, request: &Received, wanted: impl Fn(&str) -> bool) -> Answer {
    let mut settings = state.preferences.all(wanted);
    if settings.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    for setting in &mut settings {
        if setting["id"] == "FriendlyName" && setting["value"] == "" {
            set(setting, "value", state.server.name.clone().into());
        }
    }
    let answer = json!({"size": settings.len(), "Setting": settings});
    Ok(container(state, request, answer))
}

/// `PUT /:/prefs?{id}={value}`
pub(crate) async fn change_preferences(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let changes: Vec<_> = pairs(&request)
        .into_iter()
        .filter(|(name, _)| !name.to_ascii_lowercase().starts_with("x-plex-"))
        .collect();
    state
        .preferences
        .change(&changes)
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let changed = state
        .preferences
        .all(|id| changes.iter().any(|(name, _)| name == id));
    state.events.tell("preference", json!({"Setting": changed}));
    Ok(nothing(StatusCode::OK))
}

/// `GET /accounts`
pub(crate) async fn accounts(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let accounts = state.people.accounts_on_server();
    let answer = json!({"size": accounts.len(), "identifier": "com.plexapp.system.accounts", "Account": accounts});
    Ok(container(&state, &request, answer))
}

/// `GET /accounts/{id}`
pub(crate) async fn account(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let account = state
        .people
        .accounts_on_server()
        .into_iter()
        .find(|account| member(account, "id").as_u64() == id.parse().ok())
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let answer =
        json!({"size": 1, "identifier": "com.plexapp.system.accounts", "Account": [account]});
    Ok(container(&state, &request, answer))
}

/// The devices that have been here, numbered in the order of their first request.
fn devices_seen(state: &State) -> Vec<Value> {
    let mut devices: Vec<Value> = Vec::new();
    for request in state.log.all() {
        let Some(client) = request.plex("X-Plex-Client-Identifier") else {
            continue;
        };
        if devices
            .iter()
            .all(|device| device["clientIdentifier"] != client)
        {
            devices.push(json!({
                "id": devices.len() + 1,
                "name": request.plex("X-Plex-Device-Name").unwrap_or_default(),
                "platform": request.plex("X-Plex-Platform").unwrap_or_default(),
                "clientIdentifier": client,
                "createdAt": state.seconds(),
            }));
        }
    }
    devices
}

/// `GET /devices`
pub(crate) async fn devices(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut devices = devices_seen(&state);
    devices.extend(super::statistics::devices());
    let mut answer = json!({"size": devices.len(), "identifier": "com.plexapp.system.devices"});
    if !devices.is_empty() {
        set(&mut answer, "Device", devices.into());
    }
    Ok(container(&state, &request, answer))
}

/// `GET /devices/{id}`
pub(crate) async fn device(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let mut devices = devices_seen(&state);
    devices.extend(super::statistics::devices());
    let device = devices
        .into_iter()
        .find(|device| member(device, "id").as_u64() == id.parse().ok())
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let answer = json!({"size": 1, "identifier": "com.plexapp.system.devices", "Device": [device]});
    Ok(container(&state, &request, answer))
}

/// `GET /servers`: who else is in the same network.
pub(crate) async fn servers(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let server = json!({
        "name": state.server.name,
        "host": "127.0.0.1",
        "address": "127.0.0.1",
        "port": 32_400,
        "machineIdentifier": state.server.machine_identifier,
        "version": super::VERSION,
    });
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Server": [server]}),
    ))
}

/// `GET /clients`: the players nearby.
pub(crate) async fn clients(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let players: Vec<_> = state
        .players
        .nearby()
        .map(|player| player.as_neighbour())
        .collect();
    let answer = json!({"size": players.len(), "Server": players});
    Ok(container(&state, &request, answer))
}

/// How long a lent token is good, in seconds: two days.
const A_LOAN: u64 = 48 * 3600;

/// `POST` and `GET /security/token`: a token to lend to a player.
pub(crate) async fn delegate(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let account = state.check_server_token(&request)?;
    let token = Dice::new(state.seed, "delegation", state.numbers.next()).uuid();
    let token = format!("transient-{token}");
    let mut delegations = locked(&state.delegations);
    // A mock server that runs for days must not eat the machine.
    if delegations.len() >= 10_000 {
        delegations.clear();
    }
    delegations.insert(token.clone(), (account, state.seconds() + A_LOAN));
    drop(delegations);
    Ok(container(
        &state,
        &request,
        json!({"size": 0, "token": token}),
    ))
}
