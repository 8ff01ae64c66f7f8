//! The rows of a section, over HTTP: listed, shown, hidden, moved, added, removed.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::sections::section_of;
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    library::Section,
    look::{member, set},
    managed_hubs::Managed,
    requests::{Ask, Received},
    state::State,
};

/// `GET /hubs/sections/{id}/manage`; with `metadataItemId`, the row of that collection, if it is one.
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    answer(&state, &request, &section)
}

fn answer(state: &State, request: &Received, section: &Section) -> Answer {
    let collection: Option<u64> = request
        .query("metadataItemId")
        .and_then(|id| id.parse().ok());
    let hubs: Vec<_> = state
        .managed_hubs
        .of(section)
        .iter()
        .filter(|hub| collection.is_none() || hub.collection == collection)
        .map(shown)
        .collect();
    let mut answer = json!({"size": hubs.len()});
    if !hubs.is_empty() {
        set(&mut answer, "Hub", hubs.into());
    }
    Ok(container(state, request, answer))
}

fn shown(hub: &Managed) -> Value {
    json!({
        "identifier": hub.identifier,
        "title": hub.title,
        "deletable": hub.collection.is_some(),
        "promotedToRecommended": hub.on_recommended,
        "promotedToOwnHome": hub.on_own_home,
        "promotedToSharedHome": hub.on_shared_home,
        "recommendationsVisibility": if hub.on_recommended { "all" } else { "none" },
        "homeVisibility": match (hub.on_own_home, hub.on_shared_home) {
            (true, true) => "all",
            (true, false) => "admin",
            (false, true) => "shared",
            (false, false) => "none",
        },
    })
}

/// `POST /hubs/sections/{id}/manage?metadataItemId=`: makes a row of a collection.
pub(crate) async fn add(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let collection = request
        .field("metadataItemId")
        .and_then(|id| id.parse().ok())
        .and_then(|id| state.contents.collection(id, viewer))
        .filter(|collection| member(collection, "librarySectionID") == section.id)
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let text = |name: &str| {
        member(&collection, name)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let key = text("ratingKey");
    let mut hub = Managed {
        identifier: format!("custom.collection.{}.{key}", section.id),
        title: text("title"),
        collection: key.parse().ok(),
        on_recommended: false,
        on_own_home: false,
        on_shared_home: false,
    };
    show_where(&request, &mut hub);
    state.managed_hubs.change(&section, |hubs| {
        hubs.retain(|known| known.identifier != hub.identifier);
        hubs.push(hub);
    });
    answer(&state, &request, &section)
}

/// Takes over where a request wants a row to be shown.
fn show_where(request: &Received, hub: &mut Managed) {
    for (name, place) in [
        ("promotedToRecommended", &mut hub.on_recommended),
        ("promotedToOwnHome", &mut hub.on_own_home),
        ("promotedToSharedHome", &mut hub.on_shared_home),
    ] {
        if request.field(name).is_some() {
            *place = request.is_on(name);
        }
    }
}

/// `DELETE /hubs/sections/{id}/manage`: as at the start.
pub(crate) async fn reset(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    state.managed_hubs.reset_section(&section_of(&state, &id)?);
    Ok(nothing(StatusCode::OK))
}

/// `PUT /hubs/sections/{id}/manage/{identifier}`; of the name `move`, it moves the one that the query names.
pub(crate) async fn change(
    Of(state): Of<Arc<State>>,
    Path((id, identifier)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    if identifier == "move" {
        let moved = request.field("identifier").unwrap_or_default();
        put_after(&state, &request, &section, &moved)?;
        return answer(&state, &request, &section);
    }
    let found = state.managed_hubs.change(&section, |hubs| {
        let hub = hubs.iter_mut().find(|hub| hub.identifier == identifier);
        hub.map(|hub| show_where(&request, hub)).is_some()
    });
    if found {
        Ok(nothing(StatusCode::OK))
    } else {
        Err(refuse_in_html(StatusCode::NOT_FOUND))
    }
}

/// `PUT /hubs/sections/{id}/manage/{identifier}/move?after=`
pub(crate) async fn move_hub(
    Of(state): Of<Arc<State>>,
    Path((id, identifier)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    put_after(&state, &request, &section, &identifier)?;
    answer(&state, &request, &section)
}

fn put_after(
    state: &State,
    request: &Received,
    section: &Section,
    identifier: &str,
) -> Result<(), Refusal> {
    let after = request.field("after");
    let moved = state.managed_hubs.change(section, |hubs| {
        let from = hubs.iter().position(|hub| hub.identifier == identifier)?;
        let hub = hubs.remove(from);
        let place = after.and_then(|after| hubs.iter().position(|hub| hub.identifier == after));
        hubs.insert(place.map_or(0, |place| place + 1), hub);
        Some(())
    });
    moved.ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))
}

/// `DELETE /hubs/sections/{id}/manage/{identifier}`: only of what somebody has added.
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path((id, identifier)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let status = state.managed_hubs.change(&section, |hubs| {
        let place = hubs.iter().position(|hub| hub.identifier == identifier);
        let is_own = |place: &usize| hubs.get(*place).is_some_and(|hub| hub.collection.is_some());
        match place {
            None => StatusCode::NOT_FOUND,
            Some(place) if is_own(&place) => {
                hubs.remove(place);
                StatusCode::OK
            }
            Some(_) => StatusCode::BAD_REQUEST,
        }
    });
    if status == StatusCode::OK {
        Ok(nothing(status))
    } else {
        Err(refuse_in_html(status))
    }
}
