//! Servers as plex.tv knows them, with the numbers of their libraries.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{old_container, shares::Published};
use crate::{
    answer::{Answer, Refusal, data, refuse_as},
    look::set,
    requests::{Ask, Received},
    server::VERSION,
    state::State,
};

/// The servers that somebody owns or shares.
fn known(state: &State, user: u64) -> Vec<(u64, Published)> {
    let shares = state
        .people
        .shares(|share| share.invited == user && share.accepted_at.is_some());
    let owners = shares.iter().map(|share| share.owner);
    let own = (user == state.people.owner).then_some(user);
    own.into_iter()
        .chain(owners)
        .map(|owner| (owner, state.published(owner)))
        .collect()
}

fn find(state: &State, request: &Received, machine: &str) -> Result<(bool, Published), Refusal> {
    let user = state.user_of(request)?;
    known(state, user)
        .into_iter()
        .find(|(_, server)| server.machine_identifier == machine)
        .map(|(owner, server)| (owner == user, server))
        .ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))
}

/// The server that is asked for, with its libraries under a name.
fn with_libraries(
    state: &State,
    request: &Received,
    machine: &str,
    name: &str,
) -> Result<Value, Refusal> {
    let (owned, server) = find(state, request, machine)?;
    let mut value = shown(owned, &server);
    set(&mut value, name, server.libraries_as_json(|_| true).into());
    Ok(value)
}

fn shown(owned: bool, server: &Published) -> Value {
    json!({
        "name": server.name,
        "address": "203.0.113.20",
        "port": 32400,
        "version": VERSION,
        "scheme": "http",
        "synced": false,
        "owned": owned,
        "localAddresses": "192.0.2.10",
        "machineIdentifier": server.machine_identifier,
        "createdAt": 1_652_515_200,
        "updatedAt": 1_709_294_400,
    })
}

/// `GET /api/v2/servers/{machineIdentifier}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(machine): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let value = with_libraries(&state, &request, &machine, "librarySections")?;
    Ok(data(&state, &request, StatusCode::OK, "server", value))
}

/// `GET /api/servers/{machineIdentifier}`: older, and always XML.
pub(crate) async fn one_of_old(
    Of(state): Of<Arc<State>>,
    Path(machine): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let value = with_libraries(&state, &request, &machine, "Section")?;
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"Server": [value]}),
    ))
}

/// `GET /api/servers` and `GET /pms/servers.xml`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let servers: Value = known(&state, user)
        .iter()
        .map(|(owner, server)| shown(*owner == user, server))
        .collect();
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"Server": servers}),
    ))
}
