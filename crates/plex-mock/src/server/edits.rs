//! Changes of what is told of things, collections among them: one, several or all of a section.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};

use super::{
    admin::pairs,
    items::all_of,
    lists::{listed, unreadable},
    sections::section_of,
};
use crate::{
    answer::{Answer, Refusal, nothing, refuse_in_html},
    contents::{Account, edits::removed, locked},
    library::{Kind, Section},
    requests::{Ask, Received},
    state::State,
};

/// `PUT /library/sections/{id}/all`: edits the things with these ids, or all that the query finds.
pub(crate) async fn edit_in_section(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let ids = match request.field("id") {
        Some(ids) => ids,
        None => all_in(&state, &request, viewer, section)?,
    };
    edit(&state, &request, viewer, &ids, Some(section.id))
}

/// `PUT /library/metadata/{ids}`
pub(crate) async fn edit_by_key(
    Of(state): Of<Arc<State>>,
    Path(ids): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    edit(&state, &request, viewer, &ids, None)
}

/// The ids of everything of a type in a section, with commas between them.
fn all_in(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
) -> Result<String, Refusal> {
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let wanted = request.field("type").ok_or_else(bad)?;
    let is_change =
        |name: &str| name.ends_with(".value") || name.ends_with(".locked") || name.contains('[');
    let filters: Vec<_> = request
        .query
        .iter()
        .filter(|(name, _)| !is_change(name))
        .cloned()
        .collect();
    let now = state.clock.now();
    let ids: Vec<_> = if matches!(wanted.as_str(), "18" | "collection") {
        state
            .contents
            .collections_of(section.id, &filters, viewer, now)
            .map_err(unreadable)?
    } else {
        let kind = Kind::read(&wanted).filter(|kind| kind.top() == section.kind);
        let kind = kind.ok_or_else(bad)?;
        listed(state, viewer, (section, kind), &filters)?.to_vec()
    };
    let ids: Vec<_> = ids.iter().map(u64::to_string).collect();
    Ok(ids.join(","))
}

fn edit(
    state: &State,
    request: &Received,
    viewer: Account,
    ids: &str,
    section: Option<u32>,
) -> Answer {
    let changes: Vec<_> = pairs(request).into_iter().flat_map(in_full).collect();
    let items = all_of(state, ids);
    let keys: Vec<_> = items
        .iter()
        .filter(|item| section.is_none_or(|section| item.section.id == section))
        .map(|item| item.key)
        .collect();
    // Collections have ids like things, and are edited by the same route.
    let mut collections = 0;
    for id in ids.split(',').filter_map(|id| id.parse().ok()) {
        collections += usize::from(edit_collection(state, viewer, id, &changes));
    }
    if keys.is_empty() && collections == 0 {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    state.contents.edit(&keys, &changes);
    rate(state, viewer, &keys, &changes);
    put_into_collections(state, &keys, &changes);
    for item in items {
        state.events.timeline(&item, 5, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}

/// A field may be named without saying that its value is meant.
fn in_full((name, value): (String, String)) -> Vec<(String, String)> {
    if PLAIN.contains(&name.as_str()) {
        vec![(format!("{name}.value"), value)]
    } else {
        vec![(name, value)]
    }
}

const PLAIN: &[&str] = &[
    "contentRating",
    "originalTitle",
    "originallyAvailableAt",
    "studio",
    "summary",
    "tagline",
    "title",
    "titleSort",
];

/// Edits a collection; says whether there is one to edit.
fn edit_collection(state: &State, viewer: Account, id: u64, changes: &[(String, String)]) -> bool {
    let Some(before) = state.contents.collection(id, viewer) else {
        return false;
    };
    let changed = locked(&state.contents.collections).change(id, |collection| {
        for (name, value) in changes {
            match name.as_str() {
                "title.value" => collection.title.clone_from(value),
                "summary.value" => collection.summary.clone_from(value),
                _ => {}
            }
        }
        collection.updated = state.seconds();
    });
    state.contents.edit_list(id, &before, changes);
    changed
}

/// A rating is not told of a thing but given to it by somebody, by whatever route it comes.
fn rate(state: &State, viewer: Account, keys: &[u64], changes: &[(String, String)]) {
    let Some((_, rating)) = changes.iter().find(|(name, _)| name == "userRating.value") else {
        return;
    };
    let rating = rating.parse::<f64>().ok();
    let now = state.seconds();
    for item in keys.iter().filter_map(|key| state.contents.item(*key)) {
        state.contents.change_view(item, viewer, |view| {
            view.rating = rating;
            view.last_rated = rating.map_or(0, |_| now);
        });
    }
}

/// Tags of the name `collection` are not only tags: what bears one lies in the collection of that title.
fn put_into_collections(state: &State, keys: &[u64], changes: &[(String, String)]) {
    for (name, value) in changes {
        let takes_away = name == "collection[].tag.tag-";
        let puts_in = name.starts_with("collection[") && name.ends_with("].tag.tag");
        let titles = match (takes_away, puts_in) {
            (true, _) => removed(value),
            (false, true) => vec![value.trim().to_owned()],
            (false, false) => continue,
        };
        for title in titles.iter().filter(|title| !title.is_empty()) {
            for key in keys {
                state
                    .contents
                    .tag_with_collection(*key, title, !takes_away, state.seconds());
            }
        }
    }
}
