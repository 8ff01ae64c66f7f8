//! The search of newer apps: things and tags in one list, each with how well it fits.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use serde_json::{Value, json};

use super::{
    found_tags,
    paging::in_its_section,
    search::{SEARCHED, found},
};
use crate::{
    answer::{Answer, container, refuse_in_html},
    contents::locked,
    library::{Detail, Kind, Section},
    look::{member, set},
    requests::Ask,
    state::State,
};

/// `GET /library/search?query=&limit=&searchTypes=&includeCollections=`
pub(crate) async fn search(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let query = request
        .query("query")
        .map(str::to_lowercase)
        .filter(|query| !query.trim().is_empty())
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let limit = request.query("limit").and_then(|limit| limit.parse().ok());
    let limit = limit.unwrap_or(30_usize);
    let types = request.query("searchTypes").unwrap_or_default();
    let is_wanted =
        |name: &str| types.is_empty() || types.split(',').any(|kind| kind.trim() == name);
    let sections = state.sections_of(viewer);
    let score = |title: &str| match title.to_lowercase() {
        title if title == query => 0.95,
        title if title.starts_with(&query) => 0.75,
        _ => 0.45,
    };
    let mut results = Vec::new();
    for kind in SEARCHED {
        let of_type: Vec<Section> = sections
            .iter()
            .filter(|section| is_wanted(type_of(kind, section)))
            .copied()
            .collect();
        let keys = found(&state, &of_type, kind, &query);
        let items = keys.iter().filter_map(|key| state.contents.item(*key));
        for item in items.take(limit) {
            let value = state.contents.value(item, Detail::Listing, viewer);
            let value = in_its_section(&item.section, value);
            let score = score(member(&value, "title").as_str().unwrap_or_default());
            results.push(json!({"score": score, "Metadata": value}));
        }
    }
    if request.is_on("includeCollections") {
        let ids: Vec<_> = locked(&state.contents.collections)
            .all()
            .filter(|one| sections.iter().any(|section| section.id == one.section))
            .filter(|one| one.title.to_lowercase().contains(&query))
            .map(|one| one.id)
            .take(limit)
            .collect();
        let collections = ids
            .into_iter()
            .filter_map(|id| state.contents.collection(id, viewer));
        results.extend(collections.map(|value| json!({"score": 0.5, "Metadata": value})));
    }
    if is_wanted("people") {
        let rows = found_tags::hubs(&state, &sections, &query, limit);
        let tags = rows
            .iter()
            .filter_map(|row| member(row, "Directory").as_array())
            .flatten();
        results.extend(tags.map(|tag| {
            let score = score(member(tag, "tag").as_str().unwrap_or_default());
            json!({"score": score, "Directory": without_reason(tag)})
        }));
    }
    let mut answer = json!({"size": results.len()});
    if !results.is_empty() {
        set(&mut answer, "SearchResult", Value::Array(results));
    }
    Ok(container(&state, &request, answer))
}

/// A tag as this search shows it, which does not say why it was found.
fn without_reason(tag: &Value) -> Value {
    let members = tag.as_object().into_iter().flatten();
    let told = members.filter(|(name, _)| !name.starts_with("reason") && *name != "score");
    told.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What results of a kind in a section are called by those who ask for some.
const fn type_of(kind: Kind, section: &Section) -> &'static str {
    match kind.top() {
        Kind::Movie if section.matched => "movies",
        Kind::Movie => "otherVideos",
        Kind::Show => "tv",
        Kind::Artist => "music",
        _ => "photos",
    }
}
