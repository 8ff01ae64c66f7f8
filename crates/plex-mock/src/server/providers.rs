//! What the server offers to clients: the features of its library, and where each begins.

use std::sync::Arc;

use axum::extract::State as Of;
use serde_json::{Map, Value, json};

use super::{identity, items::IDENTIFIER, sections};
use crate::{
    answer::{Answer, container},
    contents::OWNER,
    library::{Detail, Kind, Section},
    look::{member, set},
    requests::Ask,
    state::State,
};

/// `GET /media/providers`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut about = identity::about(&state);
    if let Some(members) = about.as_object_mut() {
        members.insert("size".to_owned(), 1.into());
        members.insert(
            "MediaProvider".to_owned(),
            json!([library(&state, request.is_on("includeStorage"))]),
        );
    }
    Ok(container(&state, &request, about))
}

fn library(state: &State, with_storage: bool) -> Value {
    let sections = state.contents.library.sections();
    let directories: Vec<_> = std::iter::once(json!({"hubKey": "/hubs", "title": "Home"}))
        .chain(sections.iter().map(|section| {
            let mut directory = directory(state, section);
            if with_storage {
                let (duration, storage) = totals(state, section);
                set(&mut directory, "durationTotal", duration.into());
                set(&mut directory, "storageTotal", storage.into());
            }
            directory
        }))
        .collect();
    let content = json!({"key": "/library/sections", "type": "content", "Directory": directories});
    let features: Vec<_> = std::iter::once(content)
        .chain(FEATURES.iter().map(|(kind, members)| {
            let pairs = members.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
            let mut feature: Map<_, _> = pairs.collect();
            feature.insert("type".to_owned(), json!(kind));
            feature.into()
        }))
        .chain([json!({
            "key": "/actions",
            "type": "actions",
            "Action": [{"id": "removeFromContinueWatching", "key": "/actions/removeFromContinueWatching"}],
        })])
        .collect();
    json!({
        "identifier": IDENTIFIER,
        "title": "Library",
        "types": "video,audio,photo",
        "protocols": "stream,download",
        "Feature": features,
    })
}

/// How long everything in a section lasts, in milliseconds, and how many bytes it has.
fn totals(state: &State, section: &Section) -> (u64, u64) {
    let bottom = section.kind.levels().last().copied();
    let keys = state.contents.keys(section, bottom.unwrap_or(section.kind));
    let (mut duration, mut storage) = (0, 0);
    for key in keys {
        let value = state.contents.value_of(key, Detail::Listing, OWNER);
        duration += member(&value, "duration").as_u64().unwrap_or(0);
        let versions = member(&value, "Media").as_array().into_iter().flatten();
        let parts = versions
            .filter_map(|media| member(media, "Part").as_array())
            .flatten();
        storage += parts
            .filter_map(|part| member(part, "size").as_u64())
            .sum::<u64>();
    }
    (duration, storage)
}

/// A section as the way into it, with the pages that a client shows of it.
fn directory(state: &State, section: &Section) -> Value {
    let mut directory = sections::directory(state, section);
    let id = section.id;
    let hubs = format!("/hubs/sections/{id}");
    let number = section.kind.number();
    if let Some(members) = directory.as_object_mut() {
        for name in [
            "Location",
            "filters",
            "composite",
            "thumb",
            "art",
            "hidden",
            "content",
            "directory",
            "contentChangedAt",
            "createdAt",
            "allowSync",
        ] {
            members.remove(name);
        }
        members.insert("id".to_owned(), id.to_string().into());
        members.insert("key".to_owned(), format!("/library/sections/{id}").into());
        if section.kind == Kind::Movie && !section.matched {
            members.insert("subtype".to_owned(), "clip".into());
        }
        members.insert("hubKey".to_owned(), hubs.clone().into());
        members.insert("Pivot".to_owned(), json!([
            {"id": "recommended", "key": hubs, "type": "hub", "title": "Recommended", "context": "content.discover", "symbol": "star"},
            {"id": "library", "key": format!("/library/sections/{id}/all?type={number}"), "type": "list", "title": "Library", "context": "content.library", "symbol": "library"},
        ]));
    }
    directory
}

/// What there is beside the sections: the type of a feature, and its other members.
const FEATURES: &[(&str, &[(&str, &str)])] = &[
    ("search", &[("key", "/hubs/search")]),
    ("match", &[("key", "/library/matches")]),
    ("metadata", &[("key", "/library/metadata")]),
    ("rate", &[("key", "/:/rate")]),
    ("imagetranscoder", &[("key", "/photo/:/transcode")]),
    ("promoted", &[("key", "/hubs/promoted")]),
    ("continuewatching", &[("key", "/hubs/continueWatching")]),
    (
        "playlist",
        &[("flavor", "universal"), ("key", "/playlists")],
    ),
    (
        "playqueue",
        &[("flavor", "universal"), ("key", "/playQueues")],
    ),
    ("collection", &[("key", "/library/collections")]),
    (
        "timeline",
        &[
            ("key", "/:/timeline"),
            ("scrobbleKey", "/:/scrobble"),
            ("unscrobbleKey", "/:/unscrobble"),
        ],
    ),
    ("manage", &[]),
    ("queryParser", &[]),
    ("subscribe", &[("flavor", "download")]),
];
