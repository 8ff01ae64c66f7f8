//! Sharing in the older way, always in XML: users, shares of one server, invitations.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    old_container, old_xml,
    people::Person,
    shares::{Rights, Share},
    sharing::{already_shared, body, invited, libraries},
};
use crate::{
    answer::{Answer, Refusal, nothing, refuse_as},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// `GET /api/users`: everybody whom the account knows, with what is shared.
pub(crate) async fn users(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let mut known: Vec<Person> = state.people.home();
    known.retain(|person| person.id != user);
    let friends = state.people.friends(user).into_iter();
    let shared = state.people.shares(|share| share.owner == user).into_iter();
    let others = friends
        .filter(|(_, status)| *status == "accepted")
        .map(|(friend, _)| friend)
        .chain(shared.filter_map(|share| state.people.person(share.invited)));
    for person in others {
        if known.iter().all(|one| one.id != person.id) {
            known.push(person);
        }
    }
    let users: Value = known
        .iter()
        .map(|person| user_as_json(&state, user, person))
        .collect();
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"User": users}),
    ))
}

fn user_as_json(state: &State, owner: u64, person: &Person) -> Value {
    let shown = state.people.as_friend(&state.plex_tv_url, person);
    let mut value = state.people.rights(owner, person.id).as_json();
    for name in ["id", "title", "thumb", "home", "restricted"] {
        set(&mut value, name, member(&shown, name).clone());
    }
    set(&mut value, "protected", person.pin.is_some().into());
    // Managed members have neither, and the attributes are empty rather than missing.
    for name in ["username", "email"] {
        set(
            &mut value,
            name,
            member(&shown, name).as_str().unwrap_or_default().into(),
        );
    }
    set(&mut value, "recommendationsPlaylistId", "".into());
    let shares = state.people.shares(|share| share.is_of(owner, person.id));
    set(
        &mut value,
        "Server",
        shares
            .iter()
            .map(|share| server_as_json(state, share))
            .collect(),
    );
    value
}

fn server_as_json(state: &State, share: &Share) -> Value {
    let server = state.published(share.owner);
    json!({
        "id": share.id,
        "serverId": server.number,
        "machineIdentifier": server.machine_identifier,
        "name": server.name,
        "lastSeenAt": state.clock.now().timestamp(),
        "numLibraries": share.libraries.len(),
        "allLibraries": share.libraries.len() == server.libraries.len(),
        "owned": true,
        "pending": share.accepted_at.is_none(),
    })
}

/// `GET /api/users/validate?invited_email=`
pub(crate) async fn validate(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let name = request.query("invited_email").unwrap_or_default();
    let (status, code, text) = match state.people.find(name) {
        Some(_) => (StatusCode::OK, 0, "Valid user"),
        None => (StatusCode::NOT_FOUND, 1, "Invalid user"),
    };
    Ok(old_xml(
        status,
        "Response",
        &json!({"code": code, "status": text}),
    ))
}

/// The caller, if this is their server.
fn owner(state: &State, request: &Received, machine_identifier: &str) -> Result<u64, Refusal> {
    let user = state.user_of(request)?;
    if state.published(user).machine_identifier == machine_identifier {
        Ok(user)
    } else {
        Err(refuse_as(request, StatusCode::NOT_FOUND))
    }
}

fn share_as_json(state: &State, share: &Share) -> Value {
    let server = state.published(share.owner);
    let person = state.people.person(share.invited);
    let mut value = state.people.rights(share.owner, share.invited).as_json();
    let mut sections = server.libraries_as_json(|_| true);
    for section in &mut sections {
        let is_shared = share
            .libraries
            .iter()
            .any(|id| *member(section, "id") == *id);
        set(section, "shared", is_shared.into());
    }
    for (name, member) in [
        ("id", share.id.into()),
        ("userID", share.invited.into()),
        (
            "username",
            person.as_ref().map_or("", |person| &person.name).into(),
        ),
        (
            "email",
            person.as_ref().map_or("", |person| &person.email).into(),
        ),
        ("name", server.name.into()),
        ("machineIdentifier", server.machine_identifier.into()),
        ("invitedAt", share.invited_at.timestamp().into()),
        (
            "acceptedAt",
            share.accepted_at.map(|at| at.timestamp()).into(),
        ),
        (
            "accessToken",
            share
                .accepted_at
                .map(|_| state.people.server_token(share.invited))
                .into(),
        ),
        ("owned", true.into()),
        (
            "allLibraries",
            (share.libraries.len() == sections.len()).into(),
        ),
        ("Section", sections.into()),
    ] {
        set(&mut value, name, member);
    }
    value
}

/// `GET /api/servers/{machineIdentifier}/shared_servers`
pub(crate) async fn shares(
    Of(state): Of<Arc<State>>,
    Path(machine): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let owner = owner(&state, &request, &machine)?;
    let shares = state.people.shares(|share| share.owner == owner);
    Ok(listing(&state, StatusCode::OK, &shares))
}

fn listing(state: &State, status: StatusCode, shares: &[Share]) -> axum::response::Response {
    let list: Value = shares
        .iter()
        .map(|share| share_as_json(state, share))
        .collect();
    old_container(state, status, json!({"SharedServer": list}))
}

/// `POST /api/servers/{machineIdentifier}/shared_servers`
pub(crate) async fn share(
    Of(state): Of<Arc<State>>,
    Path(machine): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let owner = owner(&state, &request, &machine)?;
    let body = body(&request)?;
    let target = member(&body, "shared_server");
    let bad = || refuse_as(&request, StatusCode::BAD_REQUEST);
    let libraries =
        libraries(&state, owner, member(target, "library_section_ids")).ok_or_else(bad)?;
    let invited = invited(&state, target, ["invited_email", "invited_id"]).ok_or_else(bad)?;
    let share = state
        .people
        .share(owner, invited, libraries, state.clock.now())
        .ok_or_else(|| already_shared(&request))?;
    if member(&body, "sharing_settings").is_object() {
        let rights = Rights::replaced(member(&body, "sharing_settings"));
        state.people.set_rights(owner, invited, rights);
    }
    // In the older way an offer is one of friendship too.
    if share.accepted_at.is_none() {
        state.people.befriend(owner, invited);
    }
    Ok(listing(&state, StatusCode::CREATED, &[share]))
}

/// `GET`, `PUT` and `DELETE /api/servers/{machineIdentifier}/shared_servers/{id}`
pub(crate) async fn one_share(
    Of(state): Of<Arc<State>>,
    Path((machine, id)): Path<(String, u64)>,
    Ask(request): Ask,
) -> Answer {
    let owner = owner(&state, &request, &machine)?;
    let is_it = |share: &Share| share.id == id && share.owner == owner;
    let missing = || refuse_as(&request, StatusCode::NOT_FOUND);
    let share = state.people.shares(is_it).pop().ok_or_else(missing)?;
    let share = match request.method.as_str() {
        "DELETE" => {
            state.people.end_shares(is_it);
            return Ok(nothing(StatusCode::OK));
        }
        "PUT" => {
            let body = body(&request)?;
            let list = member(&body, "shared_server/library_section_ids");
            let libraries = libraries(&state, owner, list)
                .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
            let change = |share: &mut Share| share.libraries.clone_from(&libraries);
            state
                .people
                .change_share(is_it, change)
                .ok_or_else(missing)?
        }
        _ => share,
    };
    Ok(listing(&state, StatusCode::OK, &[share]))
}

/// An invitation between two people: to be friends, to use a server, or both.
fn invite_as_json(state: &State, other: &Person, friend: bool, share: Option<&Share>) -> Value {
    let shown = state.people.as_friend(&state.plex_tv_url, other);
    let servers: Vec<_> = share
        .map(|share| server_as_json(state, share))
        .into_iter()
        .collect();
    json!({
        "id": other.id,
        "createdAt": share.map_or(1_709_294_400, |share| share.invited_at.timestamp()),
        "friend": friend,
        "home": false,
        "server": share.is_some(),
        "username": other.name,
        "email": other.email,
        "thumb": member(&shown, "thumb"),
        "friendlyName": other.name,
        "Server": servers,
    })
}

/// The people on the other side of invitations that are open.
fn open_invites(state: &State, user: u64, sent: bool) -> Vec<(Person, bool, Option<Share>)> {
    let status = if sent {
        "pending_sent"
    } else {
        "pending_received"
    };
    let mut open: Vec<(Person, bool, Option<Share>)> = state
        .people
        .friends(user)
        .into_iter()
        .filter(|(_, theirs)| *theirs == status)
        .map(|(person, _)| (person, true, None))
        .collect();
    let shares = state.people.shares(|share| {
        let own = if sent { share.owner } else { share.invited };
        own == user && share.accepted_at.is_none()
    });
    for share in shares {
        let other = if sent { share.invited } else { share.owner };
        match open.iter_mut().find(|(person, ..)| person.id == other) {
            Some(entry) => entry.2 = Some(share),
            None => open.extend(
                state
                    .people
                    .person(other)
                    .map(|person| (person, false, Some(share))),
            ),
        }
    }
    open
}

async fn invites(state: Arc<State>, request: Arc<Received>, sent: bool) -> Answer {
    let user = state.user_of(&request)?;
    let list: Value = open_invites(&state, user, sent)
        .iter()
        .map(|(person, friend, share)| invite_as_json(&state, person, *friend, share.as_ref()))
        .collect();
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"Invite": list}),
    ))
}

/// `GET /api/invites/requested`
pub(crate) async fn sent(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    invites(state, request, true).await
}

/// `GET /api/invites/requests`
pub(crate) async fn received(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    invites(state, request, false).await
}

fn open_with(state: &State, request: &Received, id: u64, sent: bool) -> Result<u64, Refusal> {
    let user = state.user_of(request)?;
    let is_open = open_invites(state, user, sent)
        .iter()
        .any(|(person, ..)| person.id == id);
    if is_open {
        Ok(user)
    } else {
        Err(refuse_as(request, StatusCode::NOT_FOUND))
    }
}

/// `PUT /api/invites/requests/{id}`
pub(crate) async fn accept(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = open_with(&state, &request, id, false)?;
    let now = state.clock.now();
    if request.is_on("friend") {
        state.people.accept(user, id);
    }
    if request.is_on("server") {
        let change = |share: &mut Share| share.accepted_at = Some(now);
        state
            .people
            .change_share(|share| share.is_of(id, user), change);
    }
    Ok(nothing(StatusCode::OK))
}

fn withdraw(state: &State, from: u64, to: u64) {
    state.people.unfriend(from, to);
    state
        .people
        .end_shares(|share| share.is_of(from, to) && share.accepted_at.is_none());
}

/// `DELETE /api/invites/requests/{id}`
pub(crate) async fn decline(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = open_with(&state, &request, id, false)?;
    withdraw(&state, id, user);
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /api/invites/requested/{id}`: an invitation, or with `home=1` somebody's place in the home.
pub(crate) async fn cancel(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    if request.is_on("home") && state.user_of(&request)? == state.people.owner {
        return match state.people.leave_home(id) {
            true => Ok(nothing(StatusCode::OK)),
            false => Err(refuse_as(&request, StatusCode::NOT_FOUND)),
        };
    }
    let user = open_with(&state, &request, id, true)?;
    withdraw(&state, user, id);
    Ok(nothing(StatusCode::OK))
}
