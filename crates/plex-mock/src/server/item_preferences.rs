//! The settings that a thing or a collection has for itself.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::items::{all_for, all_of};
use crate::{
    answer::{Answer, container, nothing, refuse_in_html},
    library::{Item, Kind},
    look::set,
    requests::{Ask, Received},
    state::State,
};

/// A setting before anybody has changed it.
struct Setting {
    id: &'static str,
    label: &'static str,
    is_number: bool,
    default: &'static str,
    choices: &'static str,
}

/// The settings of a thing with their values.
pub(super) fn of_item(state: &State, item: Item) -> Value {
    with_values(state, item.key, of_kind(item.kind))
}

/// The settings of a collection with their values.
pub(super) fn of_collection(state: &State, id: u64) -> Value {
    with_values(state, id, COLLECTION)
}

fn with_values(state: &State, key: u64, settings: &[Setting]) -> Value {
    settings
        .iter()
        .map(|setting| {
            let value = state.contents.preference(key, setting.id);
            json!({
                "id": setting.id,
                "label": setting.label,
                "summary": setting.label,
                "type": if setting.is_number { "int" } else { "text" },
                "default": setting.default,
                "value": value.as_deref().unwrap_or(setting.default),
                "hidden": false,
                "advanced": false,
                "group": "",
                "enumValues": setting.choices,
            })
        })
        .collect()
}

/// Writes into a thing what somebody has set for it, and what that changes of it.
pub(super) fn show(state: &State, item: Item, value: &mut Value) {
    for setting in of_kind(item.kind) {
        let chosen = state.contents.preference(item.key, setting.id);
        if let Some(chosen) = chosen.filter(|chosen| chosen != setting.default) {
            set(value, setting.id, chosen.into());
        }
    }
    // An episode of a show without seasons.
    let show = item
        .parent_key()
        .and_then(|season| state.contents.item(season)?.parent_key());
    if let (Kind::Episode, Some(show)) = (item.kind, show)
        && state.contents.preference(show, "flattenSeasons").as_deref() == Some("1")
    {
        set(value, "skipParent", true.into());
    }
}

/// `GET /library/metadata/{id}/prefs`: of a thing or a collection.
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let settings = match all_for(&state, viewer, &id).first() {
        Some(item) => of_item(&state, *item),
        None => {
            let id = id.parse().map_err(|_| missing())?;
            state.contents.collection(id, viewer).ok_or_else(missing)?;
            of_collection(&state, id)
        }
    };
    let count = settings.as_array().map_or(0, Vec::len);
    let mut answer = json!({"size": count});
    if count > 0 {
        set(&mut answer, "Setting", settings);
    }
    Ok(container(&state, &request, answer))
}

/// `PUT /library/metadata/{ids}/prefs`
pub(crate) async fn change(
    Of(state): Of<Arc<State>>,
    Path(ids): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let items = all_of(&state, &ids);
    if items.is_empty() {
        return change_collections(&state, &request, &ids);
    }
    for item in items {
        prefer(&state, &request, item.key, of_kind(item.kind))?;
    }
    Ok(nothing(StatusCode::OK))
}

/// `PUT /library/collections/{id}/prefs`
pub(crate) async fn change_collection(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    change_collections(&state, &request, &id)
}

fn change_collections(state: &State, request: &Received, ids: &str) -> Answer {
    let known: Vec<u64> = ids
        .split(',')
        .filter_map(|id| id.parse().ok())
        .filter(|id| state.contents.is_collection(*id))
        .collect();
    if known.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    for id in known {
        prefer(state, request, id, COLLECTION)?;
    }
    Ok(nothing(StatusCode::OK))
}

/// Takes over what the request sets; nothing, when it sets something to what that cannot be.
fn prefer(
    state: &State,
    request: &Received,
    key: u64,
    settings: &[Setting],
) -> Result<(), crate::answer::Refusal> {
    let mut changes = Vec::new();
    for setting in settings {
        let wanted = request.query.iter().find(|(name, _)| name == setting.id);
        if let Some((_, wanted)) = wanted {
            let mut choices = setting.choices.split('|');
            let is_choice = choices.any(|choice| choice.split(':').next() == Some(wanted.as_str()));
            if !is_choice {
                return Err(refuse_in_html(StatusCode::BAD_REQUEST));
            }
            changes.push((setting.id, wanted));
        }
    }
    for (id, wanted) in changes {
        state.contents.prefer(key, id, wanted);
    }
    Ok(())
}

const fn of_kind(kind: Kind) -> &'static [Setting] {
    match kind {
        Kind::Movie => MOVIE,
        Kind::Show => SHOW,
        Kind::Season => SEASON,
        Kind::Artist => ARTIST,
        _ => &[],
    }
}

const fn number(
    id: &'static str,
    label: &'static str,
    default: &'static str,
    choices: &'static str,
) -> Setting {
    Setting {
        id,
        label,
        is_number: true,
        default,
        choices,
    }
}

const fn text(id: &'static str, label: &'static str, choices: &'static str) -> Setting {
    Setting {
        id,
        label,
        is_number: false,
        default: "",
        choices,
    }
}

const LANGUAGES: &str =
    ":Library default|de-DE:Deutsch|en-US:English|fr-FR:Français|ja-JP:日本語|pt-PT:Português";
const TITLES: Setting = number(
    "useOriginalTitle",
    "Use original title",
    "-1",
    "-1:Library default|0:No|1:Yes",
);
const CREDITS: Setting = number(
    "enableCreditsMarkerGeneration",
    "Enable credits detection",
    "-1",
    "-1:Library default|0:Disabled",
);
const LANGUAGE: Setting = text("languageOverride", "Metadata language", LANGUAGES);
const SOUND: Setting = text(
    "audioLanguage",
    "Preferred audio language",
    ":Account default|de:Deutsch|en:English|fr:Français|ja:日本語",
);
const SUBTITLES: Setting = text(
    "subtitleLanguage",
    "Preferred subtitle language",
    ":Account default|de:Deutsch|en:English|fr:Français|ja:日本語",
);
const SUBTITLE_MODE: Setting = number(
    "subtitleMode",
    "Auto-select subtitle mode",
    "-1",
    "-1:Account default|0:Manually selected|1:Shown with foreign audio|2:Always enabled",
);

const MOVIE: &[Setting] = &[LANGUAGE, TITLES, CREDITS];

#[rustfmt::skip]
const SHOW: &[Setting] = &[
    number("episodeSort", "Episode sorting", "-1", "-1:Library default|0:Oldest first|1:Newest first"),
    number("autoDeletionItemPolicyUnwatchedLibrary", "Keep", "0", "0:All episodes|5:5 latest episodes|3:3 latest episodes|1:Latest episode|-3:Episodes added in the past 3 days|-7:Episodes added in the past 7 days|-30:Episodes added in the past 30 days"),
    number("autoDeletionItemPolicyWatchedLibrary", "Delete episodes after playing", "0", "0:Never|1:After a day|7:After a week|30:After a month|100:On next refresh"),
    number("flattenSeasons", "Seasons", "-1", "-1:Library default|0:Show|1:Hide"),
    text("showOrdering", "Episode ordering", ":Library default|tmdbAiring:The Movie Database (Aired)|aired:TheTVDB (Aired)|dvd:TheTVDB (DVD)|absolute:TheTVDB (Absolute)"),
    LANGUAGE, TITLES, CREDITS, SOUND, SUBTITLES, SUBTITLE_MODE,
];

const SEASON: &[Setting] = &[SOUND, SUBTITLES, SUBTITLE_MODE];

const ARTIST: &[Setting] = &[number(
    "albumSort",
    "Album sorting",
    "-1",
    "-1:Library default|0:Newest first|1:Oldest first|2:By name",
)];

#[rustfmt::skip]
const COLLECTION: &[Setting] = &[
    number("collectionMode", "Collection mode", "-1", "-1:Library default|0:Hide collection|1:Hide items in this collection|2:Show this collection and its items"),
    number("collectionSort", "Collection order", "0", "0:Release date|1:Alphabetical|2:Custom"),
    number("collectionFilterBasedOnUser", "Filtering is based on", "0", "0:The server admin|1:The user currently viewing the content"),
];
