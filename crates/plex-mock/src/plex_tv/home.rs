//! The home: its members, and the change from one to another. And friends.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::account::account;
use crate::{
    answer::{Answer, Refusal, data, nothing, refuse, refuse_as},
    requests::{Ask, Received},
    state::State,
};

/// `GET /api/v2/home`
pub(crate) async fn home(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let home = json!({
        "id": state.people.owner,
        "name": "The Attic",
        "guestUserID": null,
        "guestUserUUID": null,
        "guestEnabled": false,
        "subscription": true,
        "users": members(&state),
    });
    Ok(data(&state, &request, StatusCode::OK, "home", home))
}

/// `GET /api/v2/home/users`
pub(crate) async fn users(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let users = json!({"id": state.people.owner, "name": "The Attic", "guestEnabled": false, "users": members(&state)});
    Ok(data(&state, &request, StatusCode::OK, "home", users))
}

/// `GET /api/home/users`: older, and always XML.
pub(crate) async fn users_of_old(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let users = members(&state);
    let list = json!({
        "friendlyName": "The Attic",
        "identifier": "com.plexapp.plugins.myplex",
        "machineIdentifier": state.server.machine_identifier,
        "totalSize": users.as_array().map(Vec::len),
        "size": users.as_array().map(Vec::len),
        "User": users,
    });
    Ok(old_xml(StatusCode::OK, "MediaContainer", &list))
}

fn old_xml(status: StatusCode, root: &str, value: &Value) -> axum::response::Response {
    let body = plex_models::xml::write(root, value);
    crate::answer::with_type(status, "application/xml; charset=utf-8", body)
}

fn members(state: &State) -> Value {
    state
        .people
        .home()
        .iter()
        .map(|member| state.people.member_as_json(&state.plex_tv_url, member))
        .collect()
}

/// `POST /api/home/users?title=`: a new member.
pub(crate) async fn add(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let title = request
        .field("title")
        .or_else(|| request.field("invitedEmail"))
        .ok_or_else(|| refuse(&request, StatusCode::BAD_REQUEST, 1000, "title is missing"))?;
    let member = state.people.add(&title);
    let member = state.people.member_as_json(&state.plex_tv_url, &member);
    Ok(old_xml(StatusCode::CREATED, "User", &member))
}

/// `DELETE /api/home/users/{id}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.account_of(&request)?;
    let removed = id.parse().is_ok_and(|id| state.people.remove(id));
    if removed {
        Ok(nothing(StatusCode::OK))
    } else {
        Err(refuse_as(&request, StatusCode::NOT_FOUND))
    }
}

/// `PUT /api/home/users/{id}` and `POST /api/v2/home/users/restricted/{id}`: another PIN, or none.
pub(crate) async fn set_pin(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.account_of(&request)?;
    let pin = request.field("pin").filter(|_| !request.is_on("removePin"));
    let changed = id.parse().is_ok_and(|id| state.people.set_pin(id, pin));
    if changed {
        Ok(nothing(StatusCode::OK))
    } else {
        Err(refuse_as(&request, StatusCode::NOT_FOUND))
    }
}

/// `POST /api/v2/home/users/{id}/switch`
pub(crate) async fn switch(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let token = switched(&state, &request, &id)?;
    Ok(data(
        &state,
        &request,
        StatusCode::CREATED,
        "user",
        account(&state, &token),
    ))
}

/// `POST /api/home/users/{id}/switch`: older, and always XML.
pub(crate) async fn switch_of_old(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let token = switched(&state, &request, &id)?;
    let mut user = account(&state, &token);
    if let Some(members) = user.as_object_mut() {
        members.retain(|_, value| !value.is_object() && !value.is_array());
        members.insert("authenticationToken".to_owned(), token.into());
    }
    Ok(old_xml(StatusCode::CREATED, "user", &user))
}

fn switched(state: &State, request: &Received, id: &str) -> Result<String, Refusal> {
    state.account_of(request)?;
    let member = state
        .people
        .member(id)
        .ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))?;
    if member.pin.is_some() && request.field("pin") != member.pin {
        return Err(refuse(
            request,
            StatusCode::UNAUTHORIZED,
            1041,
            "Invalid PIN",
        ));
    }
    Ok(state
        .tokens
        .issue_for(state.seed, state.numbers.next(), member.id))
}

/// `GET /api/v2/friends`
pub(crate) async fn friends(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let accepted = request
        .query("status")
        .is_none_or(|status| status == "accepted");
    let friends = state.people.friends(&state.plex_tv_url, accepted);
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "friends",
        friends.into(),
    ))
}

/// `POST /api/v2/friends/invite?identifier=`
pub(crate) async fn invite(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let name = request.field("identifier").ok_or_else(|| {
        refuse(
            &request,
            StatusCode::BAD_REQUEST,
            1000,
            "identifier is missing",
        )
    })?;
    let friend = state.people.invite(&state.plex_tv_url, &name);
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
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.account_of(&request)?;
    let friend = id
        .parse()
        .ok()
        .and_then(|id| state.people.accept(&state.plex_tv_url, id))
        .ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    Ok(data(&state, &request, StatusCode::OK, "friend", friend))
}

/// `DELETE /api/v2/friends/{id}`
pub(crate) async fn unfriend(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.account_of(&request)?;
    let ended = id.parse().is_ok_and(|id| state.people.unfriend(id));
    if ended {
        Ok(nothing(StatusCode::NO_CONTENT))
    } else {
        Err(refuse_as(&request, StatusCode::NOT_FOUND))
    }
}
