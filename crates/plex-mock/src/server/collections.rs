//! Collections: made, filled, ordered and taken apart.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::json;

use super::{
    item_preferences,
    lists::unreadable,
    meta,
    paging::{Page, lines, paged},
    sections::{section_of, uuid},
};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::{Account, collections::Collection, locked},
    library::{Kind, Section},
    look::set,
    requests::{Ask, Received},
    state::State,
};

/// The collections of a section.
pub(crate) fn of_section(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
) -> Answer {
    let found = state
        .contents
        .collections_of(section.id, &request.query, viewer, state.clock.now())
        .map_err(unreadable)?;
    let page = Page::of(request)?;
    let (total, part) = page.cut(found.len());
    let items = found
        .get(part)
        .unwrap_or_default()
        .iter()
        .filter_map(|id| state.contents.collection(*id, viewer))
        .collect();
    let mut about = json!({
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "librarySectionUUID": uuid(state.seed, &section),
        "title1": section.title,
        "title2": "Collections",
        "viewGroup": "secondary",
    });
    if request.is_on("includeMeta") {
        set(&mut about, "Meta", meta::of_collections(&section));
    }
    Ok(paged(state, request, page, total, items, about))
}

/// Collections, or playlists, by their ids.
pub(crate) fn details(state: &State, request: &Received, viewer: Account, ids: &str) -> Answer {
    let found: Vec<_> = ids
        .split(',')
        .filter_map(|id| {
            let id = id.parse().ok()?;
            let Some(mut collection) = state.contents.collection(id, viewer) else {
                return state.contents.playlist(id, viewer);
            };
            if request.is_on("includePreferences") {
                let settings = item_preferences::of_collection(state, id);
                set(&mut collection, "Preferences", json!({"Setting": settings}));
            }
            Some(collection)
        })
        .collect();
    if found.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    let page = Page::of(request)?;
    let total = found.len();
    let mut about = json!({});
    for name in ["librarySectionID", "librarySectionTitle"] {
        if let Some(value) = found.first().and_then(|first| first.get(name)) {
            set(&mut about, name, value.clone());
        }
    }
    Ok(paged(state, request, page, total, found, about))
}

/// What lies in a collection.
pub(crate) fn items(state: &State, request: &Received, viewer: Account, id: &str) -> Answer {
    let keys = id
        .parse()
        .ok()
        .and_then(|id| state.contents.items_of_collection(id, viewer))
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let page = Page::of(request)?;
    let (total, part) = page.cut(keys.len());
    let items = lines(
        &state.contents,
        request,
        keys.get(part).unwrap_or_default(),
        viewer,
    );
    Ok(paged(state, request, page, total, items, json!({})))
}

/// Deletes a collection.
pub(crate) fn delete(state: &State, id: &str) -> Answer {
    let removed = id
        .parse()
        .is_ok_and(|id| locked(&state.contents.collections).remove(id));
    if !removed {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    state.contents.changed();
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/collections/{id}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    details(&state, &request, viewer, &id)
}

/// `DELETE /library/collections/{id}` and `DELETE /library/sections/{section}/collection/{id}`
pub(crate) async fn delete_one(
    Of(state): Of<Arc<State>>,
    Path(ids): Path<Vec<(String, String)>>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let id = ids.last().map(|(_, id)| id.as_str()).unwrap_or_default();
    delete(&state, id)
}

/// `GET /library/collections/{id}/items` and `/children`
pub(crate) async fn items_of(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    items(&state, &request, viewer, &id)
}

/// `POST /library/collections`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let title = request.field("title").ok_or_else(bad)?;
    let section = section_of(&state, &request.field("sectionId").ok_or_else(bad)?)?;
    let kind = match request.field("type") {
        Some(kind) => Kind::read(&kind)
            .filter(|kind| kind.top() == section.kind)
            .ok_or_else(bad)?,
        None => section.kind,
    };
    let uri = request.field("uri");
    let is_smart = request.is_on("smart");
    let found = match &uri {
        Some(uri) => state.contents.behind(uri, viewer).map_err(unreadable)?,
        None if is_smart => return Err(bad()),
        None => Vec::new(),
    };
    let now = state.seconds();
    let id = locked(&state.contents.collections).add(Collection {
        id: 0,
        section: section.id,
        kind,
        title,
        summary: String::new(),
        items: if is_smart {
            Vec::new()
        } else {
            distinct(found)
        },
        content: uri.filter(|_| is_smart),
        added: now,
        updated: now,
    });
    state.contents.changed();
    let collection = state.contents.collection(id, viewer);
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Metadata": [collection]}),
    ))
}

fn distinct(keys: Vec<u64>) -> Vec<u64> {
    let mut seen = std::collections::HashSet::new();
    keys.into_iter().filter(|key| seen.insert(*key)).collect()
}

/// `PUT /library/collections/{id}/items`: adds, or gives a smart one another query.
pub(crate) async fn add(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let uri = request
        .field("uri")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let keys = state.contents.behind(&uri, viewer).map_err(unreadable)?;
    let now = state.seconds();
    change(&state, &id, |collection| {
        collection.updated = now;
        if collection.content.is_some() {
            collection.content = Some(uri);
        } else {
            collection.items.extend(keys);
            collection.items = distinct(std::mem::take(&mut collection.items));
        }
    })?;
    details(&state, &request, viewer, &id)
}

/// `DELETE` (some clients: `PUT`) `/library/collections/{id}/items/{item}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path((id, item)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let key = key_of(&item)?;
    let mut left = 0;
    change(&state, &id, |collection| {
        collection.items.retain(|item| *item != key);
        left = collection.items.len();
    })?;
    if left == 0 {
        // A plain collection lasts as long as something lies in it.
        return delete(&state, &id);
    }
    details(&state, &request, viewer, &id)
}

/// `PUT /library/collections/{id}/items/{item}/move?after=`
pub(crate) async fn move_item(
    Of(state): Of<Arc<State>>,
    Path((id, item)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let key = key_of(&item)?;
    let after = request.field("after").and_then(|after| after.parse().ok());
    let order = id
        .parse()
        .ok()
        .and_then(|id| state.contents.items_of_collection(id, viewer));
    change(&state, &id, |collection| {
        // Whoever moves something wants an order of their own, which begins as the one that they see.
        collection.items = order.unwrap_or_default();
        move_after(&mut collection.items, |item| *item, key, after);
    })?;
    if let Ok(id) = id.parse() {
        state.contents.prefer(id, "collectionSort", "2");
    }
    details(&state, &request, viewer, &id)
}

fn key_of(text: &str) -> Result<u64, Refusal> {
    text.parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))
}

fn change(state: &State, id: &str, change: impl FnOnce(&mut Collection)) -> Result<(), Refusal> {
    let changed = id
        .parse()
        .is_ok_and(|id| locked(&state.contents.collections).change(id, change));
    state.contents.changed();
    if changed {
        Ok(())
    } else {
        Err(refuse_in_html(StatusCode::NOT_FOUND))
    }
}

/// Moves an entry behind another, or to the front.
pub(crate) fn move_after<T>(
    entries: &mut Vec<T>,
    name: impl Fn(&T) -> u64,
    moved: u64,
    after: Option<u64>,
) {
    let Some(from) = entries.iter().position(|entry| name(entry) == moved) else {
        return;
    };
    let entry = entries.remove(from);
    let to = after
        .and_then(|after| entries.iter().position(|entry| name(entry) == after))
        .map_or(0, |place| place + 1);
    entries.insert(to, entry);
}
