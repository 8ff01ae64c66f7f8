//! What belongs to the account: the media server, and a player.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use serde_json::{Value, json};

use super::connections::Connection;
use crate::{
    answer::{Answer, data},
    clock::iso,
    requests::Ask,
    server::VERSION,
    state::State,
};

/// `GET /api/v2/resources`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    // Relays are only told to clients that ask for them.
    let with_relay = request.is_on("includeRelay");
    let connections: Vec<_> = state
        .connections
        .iter()
        .filter(|connection| with_relay || !connection.relay)
        .map(Connection::as_json)
        .collect();
    let resources = json!([server(&state, user, connections), player(&state)]);
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "resources",
        resources,
    ))
}

fn server(state: &State, user: u64, connections: Vec<Value>) -> Value {
    let is_owner = user == state.people.owner;
    let token = if is_owner {
        state.server.token.clone()
    } else {
        state.people.server_token(user)
    };
    json!({
        "name": state.server.name,
        "product": "Plex Media Server",
        "productVersion": VERSION,
        "platform": "Linux",
        "platformVersion": "6.12",
        "device": "PC",
        "clientIdentifier": state.server.machine_identifier,
        "createdAt": "2022-05-14T08:00:00Z",
        "lastSeenAt": iso(state.clock.now()),
        "provides": "server",
        "ownerId": if is_owner { Value::Null } else { state.people.owner.into() },
        "sourceTitle": null,
        "publicAddress": "203.0.113.20",
        "accessToken": token,
        "owned": is_owner,
        "home": !is_owner,
        "synced": false,
        "relay": true,
        "presence": true,
        "httpsRequired": false,
        "publicAddressMatches": true,
        "dnsRebindingProtection": false,
        "natLoopbackSupported": false,
        "connections": connections,
    })
}

fn player(state: &State) -> Value {
    json!({
        "name": "Living Room",
        "product": "Plex for Stand-ins",
        "productVersion": "4.2.0",
        "platform": "Android",
        "platformVersion": "14",
        "device": "Television",
        "clientIdentifier": "stand-in-television",
        "createdAt": "2023-01-08T19:45:00Z",
        "lastSeenAt": iso(state.clock.now()),
        "provides": "client,player,pubsub-player",
        "ownerId": null,
        "sourceTitle": null,
        "publicAddress": "203.0.113.20",
        "accessToken": null,
        "owned": true,
        "home": false,
        "synced": false,
        "relay": false,
        "presence": false,
        "httpsRequired": false,
        "publicAddressMatches": true,
        "dnsRebindingProtection": false,
        "natLoopbackSupported": false,
        "connections": [],
    })
}
