//! What lies in the sections.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{paging::Page, sections::uuid};
use crate::{
    answer::{Answer, container, refuse_in_html},
    library::{Detail, Kind, Library, Section},
    requests::Ask,
    state::State,
};

/// `GET /library/sections/{id}/all`
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = state
        .library
        .section(&id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let page = Page::of(&request)?;
    let order = state
        .library
        .order(section, request.query("sort").unwrap_or_default());
    let order = if holds(section, request.query("type")) {
        &*order
    } else {
        &[]
    };
    let (total, part) = page.cut(order.len());
    let mut items: Vec<_> = order
        .get(part)
        .unwrap_or_default()
        .iter()
        .map(|index| {
            state
                .library
                .value(section, *index as usize, Detail::Listing)
        })
        .collect();
    if request.query("includeGuids") == Some("0") {
        items
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(|item| {
                item.remove("Guid");
            });
    }
    let mut answer = list_container(state.seed, &section, items);
    page.mark(&mut answer, total);
    let mut response = container(&state, &request, answer);
    page.mark_headers(&mut response, total);
    Ok(response)
}

/// `GET /library/metadata/{keys}`: one or more, with commas between them.
pub(crate) async fn details(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let found: Vec<_> = keys
        .split(',')
        .filter_map(|key| state.library.find(key))
        .collect();
    let Some((section, _)) = found.first() else {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    };
    let items: Vec<_> = found
        .iter()
        .map(|(section, index)| {
            in_its_section(
                section,
                state.library.value(*section, *index, Detail::Whole),
            )
        })
        .collect();
    let answer = json!({
        "size": items.len(),
        "allowSync": true,
        "identifier": "com.plexapp.plugins.library",
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "librarySectionUUID": uuid(state.seed, section),
        "mediaTagPrefix": "/system/bundle/media/flags/",
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "Metadata": items,
    });
    Ok(container(&state, &request, answer))
}

/// The answer to a request for all movies of a library, without its envelope.
pub(crate) fn listing(movies: usize, seed: u64) -> Value {
    let library = Library::new(seed, movies, 0);
    let items = |section: &Section| {
        let order = library.order(*section, "");
        let items = order
            .iter()
            .map(|index| library.value(*section, *index as usize, Detail::Listing))
            .collect();
        list_container(seed, section, items)
    };
    library.sections().first().map(items).unwrap_or_default()
}

fn list_container(seed: u64, section: &Section, items: Vec<Value>) -> Value {
    let (kind, all) = match section.kind {
        Kind::Movie => ("movie", "All Movies"),
        Kind::Show => ("show", "All Shows"),
    };
    let mut container = json!({
        "size": items.len(),
        "allowSync": true,
        "art": format!("/:/resources/{kind}-fanart.jpg"),
        "content": "secondary",
        "identifier": "com.plexapp.plugins.library",
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "librarySectionUUID": uuid(seed, section),
        "mediaTagPrefix": "/system/bundle/media/flags/",
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "thumb": format!("/:/resources/{kind}.png"),
        "title1": section.title,
        "title2": all,
        "viewGroup": kind,
        "viewMode": 65_592,
    });
    // An empty list is no list.
    if let (false, Some(members)) = (items.is_empty(), container.as_object_mut()) {
        members.insert("Metadata".to_owned(), items.into());
    }
    container
}

/// Whether a section holds things of the type that was asked for, by number or by name.
fn holds(section: Section, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| {
        wanted == section.kind.name() || wanted == section.kind.number().to_string()
    })
}

fn in_its_section(section: &Section, mut item: Value) -> Value {
    if let Some(members) = item.as_object_mut() {
        members.insert("librarySectionID".to_owned(), section.id.into());
        members.insert(
            "librarySectionKey".to_owned(),
            format!("/library/sections/{}", section.id).into(),
        );
        members.insert("librarySectionTitle".to_owned(), section.title.into());
    }
    item
}

const MEDIA_TAG_VERSION: u64 = 1_761_000_000;
