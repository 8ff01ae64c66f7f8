//! Search: things, tags, collections and playlists by what stands in their titles.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use serde_json::{Value, json};

use super::{
    found_tags,
    paging::{in_its_section, mixed_list},
    sections::section_for,
};
use crate::{
    answer::{Answer, container, refuse_in_html},
    contents::locked,
    library::{Detail, Kind, Section},
    look::set,
    requests::Ask,
    state::State,
};

/// `GET /hubs/search`, `/hubs/search/voice`
pub(crate) async fn search(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let query = request
        .query("query")
        .map(str::to_lowercase)
        .filter(|query| !query.trim().is_empty())
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let limit = request
        .query("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(3_usize);
    let section = request
        .query("sectionId")
        .map(|id| section_for(&state, viewer, id))
        .transpose()?;
    let sections = match section {
        Some(section) => vec![section],
        None => state.sections_of(viewer),
    };
    let mut hubs = Vec::new();
    for kind in SEARCHED {
        let keys = found(&state, &sections, kind, &query);
        let items: Vec<_> = keys
            .iter()
            .take(limit)
            .filter_map(|key| state.contents.item(*key))
            .map(|item| {
                let value = state.contents.value(item, Detail::Listing, viewer);
                let mut value = in_its_section(&item.section, value);
                set(&mut value, "score", 0.5.into());
                value
            })
            .collect();
        hubs.push(found_hub(
            kind.query_name(),
            kind.plural(),
            keys.len(),
            items,
        ));
    }
    hubs.extend(found_tags::hubs(&state, &sections, &query, limit));
    if section.is_none() {
        let ids: Vec<_> = locked(&state.contents.collections)
            .all()
            .filter(|collection| {
                sections
                    .iter()
                    .any(|section| section.id == collection.section)
            })
            .filter(|collection| collection.title.to_lowercase().contains(&query))
            .map(|collection| collection.id)
            .collect();
        let items = ids
            .iter()
            .take(limit)
            .filter_map(|id| state.contents.collection(*id, viewer))
            .collect();
        hubs.push(found_hub("collection", "Collections", ids.len(), items));
        let ids: Vec<_> = locked(&state.contents.playlists)
            .all()
            .filter(|playlist| playlist.owner == viewer)
            .filter(|playlist| playlist.title.to_lowercase().contains(&query))
            .map(|playlist| playlist.id)
            .collect();
        let items = ids
            .iter()
            .take(limit)
            .filter_map(|id| state.contents.playlist(*id, viewer))
            .collect();
        hubs.push(found_hub("playlist", "Playlists", ids.len(), items));
    }
    Ok(container(
        &state,
        &request,
        json!({"size": hubs.len(), "Hub": hubs}),
    ))
}

/// `GET /search`: what the query finds, of all kinds, in one list.
pub(crate) async fn search_flat(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let query = request.query("query").unwrap_or_default().to_lowercase();
    let wanted = request.query("type").and_then(Kind::read);
    let sections = state.sections_of(viewer);
    let keys: Vec<_> = SEARCHED
        .into_iter()
        .filter(|kind| wanted.is_none_or(|wanted| wanted == *kind))
        .filter(|_| !query.is_empty())
        .flat_map(|kind| found(&state, &sections, kind, &query))
        .collect();
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

fn found_hub(kind: &str, title: &str, total: usize, items: Vec<Value>) -> Value {
    let mut hub = json!({
        "title": title,
        "type": kind,
        "hubIdentifier": kind,
        "context": "hub.search",
        "size": items.len(),
        "more": total > items.len(),
        "style": "shelf",
    });
    if !items.is_empty() {
        set(&mut hub, "Metadata", items.into());
    }
    hub
}

/// The keys of the things of a kind whose titles hold a text; those that begin with it come first.
pub(super) fn found(state: &State, sections: &[Section], kind: Kind, query: &str) -> Vec<u64> {
    let mut found: Vec<_> = sections
        .iter()
        .filter(|one| one.kind == kind.top())
        .flat_map(|section| state.contents.titled(section, kind, query))
        .map(|(begins, title, key)| (!begins, title, key))
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, key)| key).collect()
}

pub(super) const SEARCHED: [Kind; 8] = [
    Kind::Movie,
    Kind::Show,
    Kind::Episode,
    Kind::Artist,
    Kind::Album,
    Kind::Track,
    Kind::PhotoAlbum,
    Kind::Photo,
];
