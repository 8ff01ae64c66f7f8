//! What belongs to the account: the media server, and players.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{connections::Connection, old_container, people::USER_NAME, shares::Share};
use crate::{
    answer::{Answer, data},
    clock::iso,
    look::set,
    players::Player,
    requests::Ask,
    server::VERSION,
    state::State,
};

/// `GET /api/v2/resources`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    // Relays are only told to clients that ask for them.
    let connections = connections(&state, request.is_on("includeRelay"));
    let resources: Value = all(&state, user, connections).into();
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "resources",
        resources,
    ))
}

fn connections(state: &State, with_relay: bool) -> Vec<Value> {
    let connections = state.connections.iter();
    connections
        .filter(|connection| with_relay || !connection.relay)
        .map(Connection::as_json)
        .collect()
}

/// The servers that somebody may use, and the player of the home.
fn all(state: &State, user: u64, connections: Vec<Value>) -> Vec<Value> {
    let shares = state
        .people
        .shares(|share| share.invited == user && share.accepted_at.is_some());
    let is_home = state.people.member(&user.to_string()).is_some();
    let is_guest = shares.iter().any(|share| share.owner == state.people.owner);
    let mut list = Vec::new();
    if is_home || is_guest {
        list.push(server(state, user, connections));
    }
    let elsewhere = shares
        .iter()
        .filter(|share| share.owner != state.people.owner);
    list.extend(elsewhere.map(|share| server_elsewhere(state, share)));
    if is_home {
        let players = state.players.nearby();
        list.extend(players.map(|player| as_resource(state, player)));
    }
    list
}

/// A server of somebody else, which does not answer.
fn server_elsewhere(state: &State, share: &Share) -> Value {
    let published = state.published(share.owner);
    let owner = state.people.person(share.owner).map(|person| person.name);
    let mut value = server(state, share.invited, Vec::new());
    for (name, member) in [
        ("name", published.name.into()),
        ("clientIdentifier", published.machine_identifier.into()),
        ("ownerId", share.owner.into()),
        ("sourceTitle", owner.into()),
        ("owned", false.into()),
        ("home", false.into()),
        ("presence", false.into()),
        ("publicAddressMatches", false.into()),
        ("accessToken", state.people.server_token(share.id).into()),
    ] {
        set(&mut value, name, member);
    }
    value
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
        "platformVersion": "6.12.57",
        "device": "PC",
        "clientIdentifier": state.server.machine_identifier,
        "createdAt": "2022-05-14T08:00:00Z",
        "lastSeenAt": iso(state.clock.now()),
        "provides": "server",
        "ownerId": if is_owner { Value::Null } else { state.people.owner.into() },
        "sourceTitle": if is_owner { Value::Null } else { USER_NAME.into() },
        "publicAddress": "203.0.113.20",
        "accessToken": token,
        "owned": is_owner,
        "home": !is_owner && state.people.member(&user.to_string()).is_some(),
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

/// `GET /api/resources`: older, and always XML.
pub(crate) async fn list_of_old(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let with_relay = request.is_on("includeRelay");
    let connections = connections(&state, with_relay);
    let mut devices = all(&state, user, connections);
    for device in &mut devices {
        let Some(members) = device.as_object_mut() else {
            continue;
        };
        let connections = members.remove("connections").unwrap_or_default();
        members.insert("Connection".to_owned(), connections);
        for time in ["createdAt", "lastSeenAt"] {
            let seconds = members
                .get(time)
                .and_then(Value::as_str)
                .and_then(|text| text.parse::<DateTime<Utc>>().ok())
                .map(|time| time.timestamp());
            members.insert(time.to_owned(), seconds.into());
        }
    }
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"Device": devices}),
    ))
}

fn as_resource(state: &State, player: &Player) -> Value {
    let connection = Connection {
        uri: player.url.clone(),
        local: true,
        relay: false,
    };
    json!({
        "name": player.title,
        "product": player.product,
        "productVersion": player.version,
        "platform": player.platform,
        "platformVersion": "14",
        "device": player.device,
        "clientIdentifier": player.identifier,
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
        "presence": true,
        "httpsRequired": false,
        "publicAddressMatches": true,
        "dnsRebindingProtection": false,
        "natLoopbackSupported": false,
        "connections": [connection.as_json()],
    })
}
