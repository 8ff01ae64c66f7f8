//! Sharing, as apps of today do it: `/api/v2/shared_servers` and `/api/v2/sharing_settings`.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::shares::{Rights, Share};
use crate::{
    answer::{Answer, Refusal, data, nothing, refuse, refuse_as},
    clock::iso,
    look::member,
    requests::{Ask, Received},
    state::State,
};

/// A share as `viewer` sees it.
pub(super) fn shown(state: &State, viewer: u64, share: &Share) -> Value {
    let server = state.published(share.owner);
    let person = |id| {
        let person = state.people.person(id)?;
        Some(state.people.as_friend(&state.plex_tv_url, &person))
    };
    let invited = person(share.invited);
    json!({
        "id": share.id,
        "name": server.name,
        "ownerId": share.owner,
        "invitedId": share.invited,
        "invitedEmail": invited.as_ref().map(|invited| member(invited, "email").clone()),
        "serverId": server.number,
        "machineIdentifier": server.machine_identifier,
        "accepted": share.accepted_at.is_some(),
        "acceptedAt": share.accepted_at.map(iso),
        "deletedAt": null,
        "leftAt": null,
        "lastSeenAt": iso(state.clock.now()),
        "owned": share.owner == viewer,
        "inviteToken": format!("invite-{}", share.id),
        "numLibraries": share.libraries.len(),
        "allLibraries": share.libraries.len() == server.libraries.len(),
        "libraries": server.libraries_as_json(|id| share.libraries.contains(&id)),
        "sharingSettings": state.people.rights(share.owner, share.invited).as_json(),
        "owner": person(share.owner),
        "invited": invited,
    })
}

pub(super) fn body(request: &Received) -> Result<Value, Refusal> {
    serde_json::from_slice::<Value>(&request.body)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| refuse_as(request, StatusCode::BAD_REQUEST))
}

/// The person whom a body names, by mail address, name or number.
pub(super) fn invited(state: &State, body: &Value, names: [&str; 2]) -> Option<u64> {
    let [email, id] = names.map(|name| body.get(name).filter(|value| !value.is_null()));
    if let Some(id) = id {
        let id = number(id)?;
        return state.people.person(id).map(|person| person.id);
    }
    let email = email?.as_str().filter(|email| !email.is_empty())?;
    Some(state.people.find_or_invite(email).id)
}

/// Clients send numbers as numbers and as texts.
fn number(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// The libraries that a body names, which have to be those of the server; none stands for all.
pub(super) fn libraries(state: &State, owner: u64, list: &Value) -> Option<Vec<u64>> {
    let server = state.published(owner);
    let wanted: Option<Vec<u64>> = match list {
        Value::Null => Some(Vec::new()),
        Value::Array(list) => list.iter().map(number).collect(),
        _ => None,
    };
    let wanted = wanted?;
    if wanted.is_empty() {
        return Some(server.libraries.iter().map(|(id, ..)| *id).collect());
    }
    wanted.iter().all(|id| server.has(*id)).then_some(wanted)
}

fn the_share(state: &State, request: &Received, id: u64) -> Result<(u64, Share), Refusal> {
    let user = state.user_of(request)?;
    let mut shares = state
        .people
        .shares(|share| share.id == id && (share.owner == user || share.invited == user));
    let share = shares
        .pop()
        .ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))?;
    Ok((user, share))
}

fn answer(
    state: &State,
    request: &Received,
    status: StatusCode,
    viewer: u64,
    share: &Share,
) -> Answer {
    let value = shown(state, viewer, share);
    Ok(data(state, request, status, "sharedServer", value))
}

/// `POST /api/v2/shared_servers`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let body = body(&request)?;
    if *member(&body, "machineIdentifier") != state.published(user).machine_identifier.as_str() {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let bad = || refuse_as(&request, StatusCode::BAD_REQUEST);
    let libraries = libraries(&state, user, member(&body, "librarySectionIds")).ok_or_else(bad)?;
    let invited = invited(&state, &body, ["invitedEmail", "invitedId"]).ok_or_else(bad)?;
    let share = state
        .people
        .share(user, invited, libraries, state.clock.now())
        .ok_or_else(|| already_shared(&request))?;
    state
        .people
        .set_rights(user, invited, Rights::replaced(member(&body, "settings")));
    if *member(&body, "skipFriendship") != true {
        state.people.befriend(user, invited);
    }
    answer(&state, &request, StatusCode::CREATED, user, &share)
}

pub(super) fn already_shared(request: &Received) -> Refusal {
    let message = "The server is shared with this account already";
    refuse(request, StatusCode::UNPROCESSABLE_ENTITY, 1022, message)
}

/// `GET /api/v2/shared_servers/{id}`
pub(crate) async fn get(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let (user, share) = the_share(&state, &request, id)?;
    answer(&state, &request, StatusCode::OK, user, &share)
}

/// `POST /api/v2/shared_servers/{id}`: everything is replaced.
pub(crate) async fn update(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let (user, share) = the_share(&state, &request, id)?;
    if share.owner != user {
        return Err(refuse_as(&request, StatusCode::FORBIDDEN));
    }
    let body = body(&request)?;
    let libraries = libraries(&state, user, member(&body, "librarySectionIds"))
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    state.people.set_rights(
        user,
        share.invited,
        Rights::replaced(member(&body, "settings")),
    );
    let changed = state.people.change_share(
        |known| known.id == id,
        |share| share.libraries.clone_from(&libraries),
    );
    let share = changed.unwrap_or(share);
    answer(&state, &request, StatusCode::OK, user, &share)
}

/// `DELETE /api/v2/shared_servers/{id}`, by either side.
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    the_share(&state, &request, id)?;
    state.people.end_shares(|share| share.id == id);
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `POST /api/v2/shared_servers/{id}/accept`
pub(crate) async fn accept(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let now = state.clock.now();
    let share = state
        .people
        .change_share(
            |share| share.id == id && share.invited == user,
            |share| share.accepted_at = share.accepted_at.or(Some(now)),
        )
        .ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    answer(&state, &request, StatusCode::OK, user, &share)
}

/// `GET /api/v2/shared_servers/owned/accepted`
pub(crate) async fn accepted(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let shares = state
        .people
        .shares(|share| share.owner == user && share.accepted_at.is_some());
    let list: Value = shares
        .iter()
        .map(|share| shown(&state, user, share))
        .collect();
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "sharedServers",
        list,
    ))
}

/// `GET /api/v2/shared_servers/invites/owned/pending` and `…/received/pending`
pub(crate) async fn pending(
    Of(state): Of<Arc<State>>,
    Path(side): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let shares = match side.as_str() {
        "owned" => state
            .people
            .shares(|share| share.owner == user && share.accepted_at.is_none()),
        "received" => state
            .people
            .shares(|share| share.invited == user && share.accepted_at.is_none()),
        _ => return Err(refuse_as(&request, StatusCode::NOT_FOUND)),
    };
    // One entry for each person; two people have one share with each other at most.
    let list: Value = shares
        .iter()
        .map(|share| {
            let share = shown(&state, user, share);
            json!({"owner": member(&share, "owner"), "invited": member(&share, "invited"), "sharedServers": [share]})
        })
        .collect();
    Ok(data(&state, &request, StatusCode::OK, "invites", list))
}

/// `GET /api/v2/sharing_settings`
pub(crate) async fn settings(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let person = request
        .query("invitedId")
        .or_else(|| request.query("invitedEmail"))
        .and_then(|name| state.people.find(name))
        .ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    let settings = state.people.rights(user, person.id).as_json();
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "sharingSettings",
        settings,
    ))
}

/// `POST /api/v2/sharing_settings`
pub(crate) async fn set_settings(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let body = body(&request)?;
    let invited = invited(&state, &body, ["invitedEmail", "invitedId"])
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    let rights = Rights::replaced(member(&body, "settings"));
    let settings = rights.as_json();
    state.people.set_rights(user, invited, rights);
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "sharingSettings",
        settings,
    ))
}

/// `PUT /api/v2/sharings/{userId}`: single rights.
pub(crate) async fn change_access(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if state.people.person(id).is_none() {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let mut rights = state.people.rights(user, id);
    rights.change(|name| request.query(name).map(str::to_owned));
    state.people.set_rights(user, id, rights);
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /api/v2/sharings/{userId}`: everything that there is with somebody.
pub(crate) async fn end_access(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let was_friend = state.people.unfriend(user, id);
    let was_shared = state
        .people
        .end_shares(|share| share.is_of(user, id) || share.is_of(id, user));
    if !was_friend && !was_shared {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    Ok(nothing(StatusCode::OK))
}
