//! What belongs to a thing: its extras, and what is like it.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    hubs::alike,
    items::some_for,
    paging::{Page, in_its_section, mixed_list, paged},
};
use crate::{
    answer::{Answer, container, refuse_in_html},
    contents::Account,
    library::{Detail, Item},
    look::{member, set},
    requests::Ask,
    state::State,
};

/// The extras of a thing as answers show them.
pub(super) fn of(state: &State, item: Item, viewer: Account) -> Vec<Value> {
    let extras = state.contents.library.extras(item).into_iter();
    extras
        .filter_map(|extra| state.contents.item(extra.key))
        .map(|extra| state.contents.value(extra, Detail::Listing, viewer))
        .collect()
}

/// `GET /library/metadata/{id}/extras`
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let items = some_for(&state, viewer, &id)?;
    let page = Page::of(&request)?;
    let extras: Vec<_> = items
        .into_iter()
        .flat_map(|item| {
            let extras = of(&state, item, viewer).into_iter();
            extras.map(move |extra| in_its_section(&item.section, extra))
        })
        .collect();
    let (total, part) = page.cut(extras.len());
    let shown = extras
        .into_iter()
        .skip(part.start)
        .take(part.len())
        .collect();
    Ok(paged(&state, &request, page, total, shown, json!({})))
}

/// `GET /library/metadata/{id}/similar`: those of the same kind and genre.
pub(crate) async fn similar(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let item = state.contents.find(&id).ok_or_else(missing)?;
    if !state.shows(viewer, &item.section) {
        return Err(missing());
    }
    let keys = alike(&state, item, viewer)?.map_or_else(Vec::new, |(_, keys)| keys);
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `GET /library/metadata/{id}/tree`: a thing with everything in it, as the database keeps it.
pub(crate) async fn tree(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let items = some_for(&state, viewer, &id)?;
    let trees: Vec<_> = items
        .into_iter()
        .map(|item| branch(&state, item, viewer))
        .collect();
    Ok(container(
        &state,
        &request,
        json!({"size": trees.len(), "MetadataItem": trees}),
    ))
}

fn branch(state: &State, item: Item, viewer: Account) -> Value {
    let value = state.contents.value(item, Detail::Whole, viewer);
    let children = item.kind.child().map_or_else(Vec::new, |kind| {
        let keys = state.contents.keys_within(item, kind).into_iter();
        keys.filter_map(|key| state.contents.item(key))
            .map(|child| branch(state, child, viewer))
            .collect()
    });
    let versions = member(&value, "Media").as_array().into_iter().flatten();
    let media: Vec<_> = versions
        .map(|version| {
            let parts = member(version, "Part").as_array().into_iter().flatten();
            let parts: Vec<_> = parts
                .map(|part| {
                    let hash = format!("{:040x}", member(part, "id").as_u64().unwrap_or(0));
                    let mut shown = json!({
                        "id": member(part, "id"),
                        "metadataType": item.kind.number().to_string(),
                        "file": member(part, "file"),
                        "size": member(part, "size"),
                        "hash": hash,
                        "MediaStream": member(part, "Stream"),
                    });
                    if let Some(duration) = part.get("duration") {
                        set(&mut shown, "duration", duration.clone());
                    }
                    without_nothing(shown)
                })
                .collect();
            json!({"id": member(version, "id"), "MediaPart": parts})
        })
        .collect();
    without_nothing(json!({
        "id": item.key,
        "title": member(&value, "title"),
        "guid": member(&value, "guid"),
        "index": member(&value, "index"),
        "originallyAvailableAt": member(&value, "originallyAvailableAt").as_str().unwrap_or_default(),
        "addedAt": member(&value, "addedAt"),
        "refreshedAt": member(&value, "updatedAt"),
        "MetadataItem": children,
        "MediaItem": media,
    }))
}

fn without_nothing(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, value| {
            !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
        });
    }
    value
}
