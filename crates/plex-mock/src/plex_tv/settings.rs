//! What an account has chosen: privacy, online media sources, syncing of what was watched, announcements that were read.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{old_container, old_xml};
use crate::{
    answer::{Answer, data, nothing, refuse_as},
    contents::locked,
    requests::Ask,
    state::State,
};

/// The choices of all accounts, by number.
#[derive(Debug, Default)]
pub(crate) struct Choices(Mutex<BTreeMap<u64, Chosen>>);

#[derive(Debug, Clone, Default)]
struct Chosen {
    playback_is_private: bool,
    statistics_are_private: bool,
    syncs: bool,
    sources: BTreeMap<String, String>,
    read: BTreeSet<u64>,
}

impl Choices {
    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }

    fn of(&self, user: u64) -> Chosen {
        locked(&self.0).get(&user).cloned().unwrap_or_default()
    }

    fn change(&self, user: u64, change: impl FnOnce(&mut Chosen)) {
        change(locked(&self.0).entry(user).or_default());
    }
}

fn flag(text: &str) -> bool {
    matches!(text, "1" | "true" | "True")
}

/// `GET /api/v2/user/privacy`
pub(crate) async fn privacy(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let chosen = state.choices.of(state.user_of(&request)?);
    let privacy = json!({
        "optOutPlayback": chosen.playback_is_private,
        "optOutLibraryStats": chosen.statistics_are_private,
        "domain": "analytics.example.org",
        "baseUrl": "https://analytics.example.org",
        "metrics": [
            {"event": "client:start", "status": "identifiable"},
            {"event": "client:download", "status": "anonymous"},
        ],
    });
    Ok(data(&state, &request, StatusCode::OK, "privacy", privacy))
}

/// `PUT /api/v2/user/privacy`
pub(crate) async fn set_privacy(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    state.choices.change(user, |chosen| {
        if let Some(text) = request.field("optOutPlayback") {
            chosen.playback_is_private = flag(&text);
        }
        if let Some(text) = request.field("optOutLibraryStats") {
            chosen.statistics_are_private = flag(&text);
        }
    });
    Ok(nothing(StatusCode::NO_CONTENT))
}

const SOURCES: [&str; 6] = [
    "tv.plex.provider.vod",
    "tv.plex.provider.news",
    "tv.plex.provider.music",
    "tv.plex.provider.podcasts",
    "tv.plex.provider.webshows",
    "tv.plex.provider.epg",
];

/// `GET /api/v2/user/{uuid}/settings/opt_outs`
pub(crate) async fn opt_outs(
    Of(state): Of<Arc<State>>,
    Path(uuid): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if uuid != state.people.uuid(user) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let chosen = state.choices.of(user);
    let list: Value = SOURCES
        .iter()
        .map(|source| {
            let value = chosen.sources.get(*source).map_or("opt_in", String::as_str);
            json!({"key": source, "value": value})
        })
        .collect();
    Ok(data(&state, &request, StatusCode::OK, "optOuts", list))
}

/// `POST /api/v2/user/{uuid}/settings/opt_outs?key=&value=`
pub(crate) async fn set_opt_out(
    Of(state): Of<Arc<State>>,
    Path(uuid): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if uuid != state.people.uuid(user) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let (Some(key), Some(value)) = (request.field("key"), request.field("value")) else {
        return Err(refuse_as(&request, StatusCode::BAD_REQUEST));
    };
    let is_known = SOURCES.contains(&key.as_str())
        && match value.as_str() {
            "opt_in" | "opt_out" => true,
            "opt_out_managed" => key != "tv.plex.provider.music",
            _ => false,
        };
    if !is_known {
        return Err(refuse_as(&request, StatusCode::BAD_REQUEST));
    }
    state.choices.change(user, |chosen| {
        chosen.sources.insert(key, value);
    });
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `GET /api/v2/user/view_state_sync`
pub(crate) async fn view_state_sync(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let chosen = state.choices.of(state.user_of(&request)?);
    let value = json!({"consent": chosen.syncs});
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "viewStateSync",
        value,
    ))
}

/// `PUT /api/v2/user/view_state_sync?consent=`
pub(crate) async fn set_view_state_sync(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let consent = request
        .field("consent")
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    state
        .choices
        .change(user, |chosen| chosen.syncs = flag(&consent));
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// Number, title and text.
const ANNOUNCEMENTS: [(u64, &str, &str); 2] = [
    (
        78,
        "A quieter home screen",
        "Rows that nobody opens now fold up by themselves.",
    ),
    (
        65,
        "Mock servers for everyone",
        "Try your player without a living room.",
    ),
];

/// `GET /api/announcements`
pub(crate) async fn announcements(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let chosen = state.choices.of(state.user_of(&request)?);
    let list: Value = ANNOUNCEMENTS
        .iter()
        .map(|(id, title, text)| {
            json!({
                "id": id,
                "title": title,
                "content": text,
                "plainContent": text,
                "imageUrl": "",
                "style": "info",
                "url": format!("https://example.org/news/{id}"),
                "expireAt": 0,
                "notifyAt": 1_709_294_400,
                "read": if chosen.read.contains(id) { "true" } else { "false" },
            })
        })
        .collect();
    Ok(old_container(
        &state,
        StatusCode::OK,
        json!({"title1": "Announcements", "viewGroup": "mixed", "content": "mixed", "Announcement": list}),
    ))
}

/// `PUT /api/announcements/{id}?read=`
pub(crate) async fn mark_announcement(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    if !ANNOUNCEMENTS.iter().any(|(known, ..)| *known == id) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let is_read = request.is_on("read");
    state.choices.change(user, |chosen| {
        chosen.read.remove(&id);
        if is_read {
            chosen.read.insert(id);
        }
    });
    let done = json!({"code": 0, "status": "Announcement updated"});
    Ok(old_xml(StatusCode::OK, "Response", &done))
}
