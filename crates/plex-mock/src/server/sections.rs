//! The sections of the library, and the ways into them.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    lists::{answer_list, listed, recent},
    meta,
    paging::mixed_list,
    section_ways,
};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::Account,
    dice::Dice,
    from_document,
    library::{Kind, Section},
    look::{member, set},
    query::fields::{self, Type},
    requests::{Ask, Received},
    state::State,
};

/// `GET /library`
pub(crate) async fn library(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let library = json!({
        "size": 3,
        "allowSync": false,
        "art": "/:/resources/library-art.png",
        "content": "",
        "identifier": super::items::IDENTIFIER,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
        "title1": "Plex Library",
        "title2": "",
        "Directory": [
            {"key": "sections", "title": "Library Sections"},
            {"key": "recentlyAdded", "title": "Recently Added Content"},
            {"key": "onDeck", "title": "On Deck Content"},
        ],
    });
    Ok(container(&state, &request, library))
}

/// `GET /library/sections`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let sections: Vec<_> = state
        .sections_of(viewer)
        .iter()
        .map(|section| directory(&state, section))
        .collect();
    let list = json!({"size": sections.len(), "allowSync": false, "title1": "Plex Library", "Directory": sections});
    Ok(container(&state, &request, list))
}

/// `GET /library/sections/{id}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_for(&state, viewer, &id)?;
    let ways: Vec<_> = WAYS
        .iter()
        .map(|(key, title)| json!({"key": key, "title": title}))
        .chain(
            fields::of_kind(section.kind)
                .filter(|field| field.is_filter && field.kind != Type::Boolean && field.is_told_of(section.kind))
                .map(|field| json!({"key": field.name, "title": format!("By {}", field.title), "secondary": true})),
        )
        .collect();
    let mut details = json!({
        "size": ways.len(),
        "allowSync": false,
        "art": format!("/:/resources/{}-fanart.jpg", section.kind.name()),
        "content": "secondary",
        "identifier": super::items::IDENTIFIER,
        "librarySectionID": section.id,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
        "thumb": format!("/:/resources/{}.png", section.kind.name()),
        "title1": section.title,
        "viewGroup": "secondary",
        "viewMode": 65_592,
        "Directory": ways,
    });
    if request.is_on("includeDetails") {
        let mut with_types = directory(&state, &section);
        let meta = meta::meta(&section, None);
        set(&mut with_types, "Type", member(&meta, "Type").clone());
        set(&mut details, "Type", member(&meta, "Type").clone());
        set(
            &mut details,
            "FieldType",
            member(&meta, "FieldType").clone(),
        );
    }
    Ok(container(&state, &request, details))
}

/// `GET /library/sections/{id}/{way}`: the other lists of a section, and the values of a filter.
pub(crate) async fn way(
    Of(state): Of<Arc<State>>,
    Path((id, way)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_for(&state, viewer, &id)?;
    let kind = match request.query("type") {
        Some(wanted) => section
            .kind
            .read_below(wanted)
            .filter(|kind| kind.top() == section.kind)
            .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?,
        None => section.kind,
    };
    let bottom = section.kind.levels().last().copied();
    let with = |key: &str, value: &str| {
        let mut pairs = request.query.clone();
        pairs.push((key.to_owned(), value.to_owned()));
        pairs
    };
    let answered = |kind: Option<Kind>, pairs: &[(String, String)]| {
        answer_list(&state, &request, viewer, section, kind, pairs)
    };
    match way.as_str() {
        "onDeck" => {
            let keys = state.contents.deck(viewer, Some(&section));
            mixed_list(&state, &request, viewer, &keys, json!({}))
        }
        "recentlyAdded" => {
            let keys = recent(&state, viewer, &[section]);
            mixed_list(&state, &request, viewer, &keys, json!({}))
        }
        "allLeaves" => answered(bottom, &request.query),
        "albums" if section.kind == Kind::Artist => answered(Some(Kind::Album), &request.query),
        "unwatched" => answered(Some(kind), &with("unwatched", "1")),
        "newest" => answered(Some(kind), &with("sort", "originallyAvailableAt:desc")),
        "recentlyViewed" => {
            let mut pairs = with("sort", "lastViewedAt:desc");
            pairs.push(("lastViewedAt>>".to_owned(), "0".to_owned()));
            answered(bottom.filter(|_| section.kind != Kind::Show), &pairs)
        }
        "search" => {
            let query = request
                .query("query")
                .or(request.query("title"))
                .unwrap_or_default();
            let pairs = [("title".to_owned(), query.to_owned())];
            answered(Some(kind), &pairs)
        }
        "collections" => super::collections::of_section(&state, &request, viewer, section),
        "firstCharacter" | "firstCharacters" => {
            first_characters(&state, &request, viewer, section, kind)
        }
        "filters" => directories(&state, &request, &section, meta::filters(&section, kind)),
        "sorts" => directories(&state, &request, &section, meta::sorts(&section, kind)),
        "refresh" => super::section_setup::refresh(&state, &request, &section),
        "prefs" => super::section_setup::preferences(&state, &request, &section),
        "timeline" => section_ways::timeline(&state, &request, viewer, section),
        "folder" => section_ways::folder(&state, &request, viewer, section),
        "location" => section_ways::locations(&state, &request, section),
        "common" => section_ways::common(&state, &request, viewer, (section, kind)),
        "autocomplete" => section_ways::autocomplete(&state, &request, viewer, (section, kind)),
        name => values(&state, &request, viewer, section, kind, name),
    }
}

/// The section of that id, as far as somebody sees it.
pub(crate) fn section_for(state: &State, viewer: Account, id: &str) -> Result<Section, Refusal> {
    section_of(state, id).and_then(|section| {
        let is_seen = state.shows(viewer, &section);
        is_seen
            .then_some(section)
            .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))
    })
}

/// The section of that id.
pub(crate) fn section_of(state: &State, id: &str) -> Result<Section, Refusal> {
    state
        .contents
        .library
        .section(id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))
}

fn directories(state: &State, request: &Received, section: &Section, directories: Value) -> Answer {
    let count = directories.as_array().map_or(0, Vec::len);
    let mut answer = json!({
        "size": count,
        "allowSync": false,
        "art": format!("/:/resources/{}-fanart.jpg", section.kind.name()),
        "content": "secondary",
        "identifier": super::items::IDENTIFIER,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
        "thumb": format!("/:/resources/{}.png", section.kind.name()),
        "title1": section.title,
        "viewGroup": "secondary",
    });
    if count > 0 {
        set(&mut answer, "Directory", directories);
    }
    Ok(container(state, request, answer))
}

/// How many titles begin with each letter.
fn first_characters(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
    kind: Kind,
) -> Answer {
    let order = listed(state, viewer, (section, kind), &request.query)?;
    let initials = state.contents.initials(&section, kind, &order, viewer);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for (first, size) in initials {
        let letter = if first.is_alphabetic() {
            first.to_uppercase().to_string()
        } else {
            "#".to_owned()
        };
        *counts.entry(letter).or_default() += size;
    }
    let letters = counts
        .into_iter()
        .map(|(letter, size)| {
            let key: String = url::form_urlencoded::byte_serialize(letter.as_bytes()).collect();
            json!({"key": key, "size": size, "title": letter})
        })
        .collect();
    directories(state, request, &section, letters)
}

/// The values that a filter can have in a section.
fn values(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
    kind: Kind,
    name: &str,
) -> Answer {
    // Some clients ask in the plural.
    let field = fields::field(name, kind)
        .or_else(|| fields::field(name.trim_end_matches('s'), kind))
        .or_else(|| {
            let mut above = std::iter::successors(Some(kind), |kind| kind.parent());
            above.find_map(|kind| fields::field(name, kind))
        });
    let Some(field) = field else {
        // Other ways into a section may still be described.
        return from_document::answer_by_name(request)
            .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND));
    };
    let mut level = kind;
    while fields::field(field.name, level).is_none() {
        level = level.parent().unwrap_or(section.kind);
    }
    let found = state.contents.values(&section, level, field, viewer);
    // A list is one of what lies at the top, unless it is asked for something else.
    let of_kind = match kind == section.kind {
        true => String::new(),
        false => format!("type={}&", kind.number()),
    };
    let values = found
        .iter()
        .map(|(title, key)| {
            let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
            json!({
                "fastKey": format!("/library/sections/{}/all?{of_kind}{}={key}", section.id, field.name),
                "key": key,
                "title": title,
                "type": field.name,
            })
        })
        .collect();
    directories(state, request, &section, values)
}

/// The identifier of a section that is the same wherever it is moved to.
pub(super) fn uuid(seed: u64, section: &Section) -> String {
    Dice::new(seed, "section", u64::from(section.id)).uuid()
}

/// A section as lists of them show it.
pub(super) fn directory(state: &State, section: &Section) -> Value {
    let about = state.contents.library.about(section.id);
    let kind = section.kind.name();
    let folders: Vec<_> = (0..)
        .zip(&about.paths)
        .map(|(number, path)| json!({"id": section.id + number * 1000, "path": path}))
        .collect();
    json!({
        "allowSync": true,
        "art": format!("/:/resources/{kind}-fanart.jpg"),
        "composite": format!("/library/sections/{}/composite/{}", section.id, about.scanned),
        "filters": true,
        "refreshing": state.events.is_refreshing(section.id),
        "thumb": format!("/:/resources/{kind}.png"),
        "key": section.id.to_string(),
        "type": kind,
        "title": section.title,
        "agent": about.agent,
        "scanner": about.scanner,
        "language": about.language,
        "uuid": uuid(state.seed, section),
        "updatedAt": about.updated,
        "createdAt": about.created,
        "scannedAt": about.scanned,
        "content": true,
        "directory": true,
        "contentChangedAt": 48_213,
        "hidden": about.hidden,
        "Location": folders,
    })
}

const WAYS: &[(&str, &str)] = &[
    ("all", "All"),
    ("unwatched", "Unplayed"),
    ("newest", "Recently Released"),
    ("recentlyAdded", "Recently Added"),
    ("recentlyViewed", "Recently Viewed"),
    ("onDeck", "On Deck"),
    ("collections", "Collections"),
    ("firstCharacter", "By First Letter"),
    ("folder", "By Folder"),
];
