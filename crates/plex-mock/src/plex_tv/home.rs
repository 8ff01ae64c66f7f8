//! The home: its members, and the change from one to another.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{account::account, old_container, old_xml, people::Person};
use crate::{
    answer::{Answer, Refusal, data, nothing, refuse, refuse_as},
    requests::{Ask, Received},
    state::{State, client_of},
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
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"guestUserID": 0, "User": members(&state)}),
    ))
}

fn members(state: &State) -> Value {
    state
        .people
        .home()
        .iter()
        .map(|member| state.people.as_member(&state.plex_tv_url, member))
        .collect()
}

/// `POST /api/home/users?title=`: a new member whom the owner looks after; with `invitedEmail` one who has an account.
pub(crate) async fn add(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    the_admin(&state, &request)?;
    let member = match (request.field("title"), request.field("invitedEmail")) {
        (Some(title), _) => state.people.add_managed(&title),
        (None, Some(name)) => {
            let person = state.people.find_or_invite(&name);
            state.people.take_in(person.id);
            person
        }
        (None, None) => {
            let message = "title is missing";
            return Err(refuse(&request, StatusCode::BAD_REQUEST, 1000, message));
        }
    };
    let member = state.people.as_member(&state.plex_tv_url, &member);
    Ok(old_xml(StatusCode::CREATED, "User", &member))
}

/// Only the one whose home it is may change who is in it.
fn the_admin(state: &State, request: &Received) -> Result<(), Refusal> {
    if state.user_of(request)? == state.people.owner {
        Ok(())
    } else {
        Err(refuse_as(request, StatusCode::FORBIDDEN))
    }
}

/// `DELETE /api/home/users/{id}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    the_admin(&state, &request)?;
    let removed = id.parse().is_ok_and(|id| state.people.remove(id));
    if removed {
        Ok(nothing(StatusCode::OK))
    } else {
        Err(refuse_as(&request, StatusCode::NOT_FOUND))
    }
}

/// `PUT /api/home/users/{id}?pin=&currentPin=`: another PIN, or none. Who has one has to know it.
pub(crate) async fn set_own_pin(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.account_of(&request)?;
    let member = the_member(&state, &request, &id)?;
    if member.pin.is_some() && request.field("currentPin") != member.pin {
        return Err(wrong_pin(&request));
    }
    let pin = request.field("pin").filter(|pin| !pin.is_empty());
    state.people.set_pin(member.id, pin);
    Ok(nothing(StatusCode::OK))
}

/// `POST /api/v2/home/users/restricted/{id}?pin=` or `?removePin=1`, by the admin.
pub(crate) async fn set_managed_pin(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    the_admin(&state, &request)?;
    let member = the_member(&state, &request, &id)?;
    let pin = request.field("pin").filter(|_| !request.is_on("removePin"));
    state.people.set_pin(member.id, pin);
    Ok(nothing(StatusCode::OK))
}

fn the_member(state: &State, request: &Received, id: &str) -> Result<Person, Refusal> {
    state
        .people
        .member(id)
        .ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))
}

fn wrong_pin(request: &Received) -> Refusal {
    refuse(request, StatusCode::UNAUTHORIZED, 1041, "Invalid PIN")
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
    let member = the_member(state, request, id)?;
    if member.pin.is_some() && request.field("pin") != member.pin {
        return Err(wrong_pin(request));
    }
    let client = client_of(request)?;
    Ok(state.tokens.issue(state.numbers.next(), member.id, client))
}
