//! Friends: those who are, those who asked, and those who were asked.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{people::Person, sharing};
use crate::{
    answer::{Answer, data, nothing, refuse, refuse_as},
    look::set,
    requests::Ask,
    state::State,
};

fn shown(state: &State, of: u64, friend: &Person, status: &str) -> Value {
    let mut value = state.people.as_friend(&state.plex_tv_url, friend);
    let shared = state.people.shares(|share| share.is_of(of, friend.id));
    let sources = state.people.shares(|share| share.is_of(friend.id, of));
    let list = |shares: Vec<super::shares::Share>| -> Value {
        shares
            .iter()
            .map(|share| sharing::shown(state, of, share))
            .collect()
    };
    for (name, member) in [
        ("status", status.into()),
        ("friendshipCreatedAt", "2023-04-01T10:00:00Z".into()),
        (
            "sharingSettings",
            state.people.rights(of, friend.id).as_json(),
        ),
        ("sharedServers", list(shared)),
        ("sharedSources", list(sources)),
    ] {
        set(&mut value, name, member);
    }
    value
}

/// `GET /api/v2/friends`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let wanted = request.query("status").unwrap_or("accepted");
    let friends: Value = state
        .people
        .friends(user)
        .iter()
        .filter(|(_, status)| *status == wanted)
        .map(|(friend, status)| shown(&state, user, friend, status))
        .collect();
    Ok(data(&state, &request, StatusCode::OK, "friends", friends))
}

/// `POST /api/v2/friends/invite?identifier=`
pub(crate) async fn invite(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let name = request.field("identifier").ok_or_else(|| {
        let message = "identifier is missing";
        refuse(&request, StatusCode::BAD_REQUEST, 1000, message)
    })?;
    let friend = state.people.find_or_invite(&name);
    state.people.befriend(user, friend.id);
    let friend = shown(&state, user, &friend, "pending_sent");
    Ok(data(
        &state,
        &request,
        StatusCode::CREATED,
        "friend",
        friend,
    ))
}

/// `POST /api/v2/friends/{id}/accept`
pub(crate) async fn accept(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let friend = state
        .people
        .person(id)
        .filter(|_| state.people.accept(user, id))
        .ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    let friend = shown(&state, user, &friend, "accepted");
    Ok(data(&state, &request, StatusCode::OK, "friend", friend))
}

/// `DELETE /api/v2/friends/{id}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if !state.people.unfriend(user, id) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `GET /pms/friends/all`: older, and always XML.
pub(crate) async fn list_of_old(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let friends: Value = state
        .people
        .friends(user)
        .iter()
        .filter(|(_, status)| *status == "accepted")
        .map(|(friend, _)| json!({"id": friend.id, "title": friend.name, "username": friend.name, "email": friend.email}))
        .collect();
    Ok(super::old_container(
        &state,
        StatusCode::OK,
        json!({"User": friends}),
    ))
}
