//! What the owner does with sections: making, changing, scanning and deleting them.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::sections::{directory, section_of};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::OWNER,
    from_document,
    library::{About, Kind, Section, agents},
    requests::{Ask, Received},
    state::State,
};

/// Lets only the owner in.
fn owner(state: &State, request: &Received) -> Result<(), Refusal> {
    match state.check_server_token(request)? {
        OWNER => Ok(()),
        _ => Err(refuse_in_html(StatusCode::FORBIDDEN)),
    }
}

fn bad() -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}

/// The pairs of the query, and of a form.
fn pairs(request: &Received) -> Vec<(String, String)> {
    let form = url::form_urlencoded::parse(&request.body).into_owned();
    request.query.iter().cloned().chain(form).collect()
}

/// The folders that are named: `location` once for each, `locations` in the newer form.
fn locations(pairs: &[(String, String)]) -> Vec<String> {
    let named = pairs.iter().filter(|(name, path)| {
        matches!(
            name.as_str(),
            "location" | "locations" | "location[]" | "locations[]"
        ) && !path.is_empty()
    });
    named.map(|(_, path)| path.clone()).collect()
}

/// The settings that are named: `prefs[hidden]=1`.
fn settings(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().filter_map(|(name, value)| {
        let id = name.strip_prefix("prefs[")?.strip_suffix(']')?;
        Some((id, value.as_str()))
    })
}

/// `POST /library/sections` and `/library/sections/all`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    owner(&state, &request)?;
    let pairs = pairs(&request);
    let name = request.field("name").ok_or_else(bad)?;
    let kind = request.field("type");
    // Asked for by its word, a library of photos holds albums.
    let kind = kind
        .as_deref()
        .and_then(Kind::read)
        .map(Kind::top)
        .ok_or_else(bad)?;
    let agent = request.field("agent").ok_or_else(bad)?;
    let paths = locations(&pairs);
    if paths.is_empty() || kind == Kind::Clip {
        return Err(bad());
    }
    let is_matched = agent != agents(kind, false).0;
    let usual = agents(kind, is_matched).1;
    let now = state.seconds();
    let mut about = About {
        scanner: request.field("scanner").unwrap_or_else(|| usual.to_owned()),
        language: request
            .field("language")
            .unwrap_or_else(|| "en-US".to_owned()),
        agent,
        paths,
        created: now,
        updated: now,
        scanned: now,
        ..About::default()
    };
    take_settings(kind, &mut about, settings(&pairs))?;
    let section = state
        .contents
        .library
        .add(kind, &name, about)
        .ok_or_else(bad)?;
    state.begin_refresh(section.id, section.title);
    let made = json!({"size": 1, "allowSync": false, "title1": "Plex Library", "Directory": [directory(&state, &section)]});
    Ok(container(&state, &request, made))
}

/// `PUT /library/sections/{id}`
pub(crate) async fn edit(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    owner(&state, &request)?;
    let section = section_of(&state, &id)?;
    let pairs = pairs(&request);
    let mut about = state.contents.library.about(section.id);
    about.agent = request.field("agent").unwrap_or(about.agent);
    about.scanner = request.field("scanner").unwrap_or(about.scanner);
    about.language = request.field("language").unwrap_or(about.language);
    let paths = locations(&pairs);
    if !paths.is_empty() {
        about.paths = paths;
    }
    about.updated = state.seconds();
    take_settings(section.kind, &mut about, settings(&pairs))?;
    let name = request.field("name");
    state
        .contents
        .library
        .edit(section.id, name.as_deref(), about);
    state.contents.changed();
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /library/sections/{id}`
pub(crate) async fn delete(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    owner(&state, &request)?;
    let section = section_of(&state, &id)?;
    stop(&state, &section);
    state.contents.remove(&section);
    state.events.section_deleted(&section, state.seconds());
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/sections/{id}/prefs`
pub(super) fn preferences(state: &State, request: &Received, section: &Section) -> Answer {
    let about = state.contents.library.about(section.id);
    let settings: Vec<_> = SETTINGS
        .iter()
        .filter(|setting| setting.is_of(section.kind))
        .map(|setting| setting.shown(&about))
        .collect();
    Ok(container(
        state,
        request,
        json!({"size": settings.len(), "Setting": settings}),
    ))
}

/// `GET /library/sections/prefs?type=`
pub(crate) async fn default_preferences(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let kind = request.query("type").and_then(Kind::read).ok_or_else(bad)?;
    let settings: Vec<_> = SETTINGS
        .iter()
        .filter(|setting| setting.is_of(kind.top()))
        .map(|setting| setting.shown(&About::default()))
        .collect();
    Ok(container(
        &state,
        &request,
        json!({"size": settings.len(), "Setting": settings}),
    ))
}

/// `PUT /library/sections/{id}/{what}`: settings, and work that is done in the background.
pub(crate) async fn put(
    Of(state): Of<Arc<State>>,
    Path((id, what)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    owner(&state, &request)?;
    let section = section_of(&state, &id)?;
    match what.as_str() {
        "prefs" => {
            let mut about = state.contents.library.about(section.id);
            let pairs = pairs(&request);
            let plain = pairs
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            let plain =
                plain.filter(|(name, _)| SETTINGS.iter().any(|setting| setting.id == *name));
            take_settings(section.kind, &mut about, settings(&pairs).chain(plain))?;
            state.contents.library.edit(section.id, None, about);
        }
        // All files are always there, so nothing lies in the trash.
        "emptyTrash" | "analyze" | "refresh" => state.begin_refresh(section.id, section.title),
        _ => return described(&request),
    }
    Ok(nothing(StatusCode::OK))
}

/// `POST /library/sections/{id}/{what}`
pub(crate) async fn post(
    Of(state): Of<Arc<State>>,
    Path((id, what)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    owner(&state, &request)?;
    if what != "refresh" {
        return described(&request);
    }
    let section = section_of(&state, &id)?;
    refresh(&state, &request, &section)
}

/// `DELETE /library/sections/{id}/{what}`
pub(crate) async fn take_away(
    Of(state): Of<Arc<State>>,
    Path((id, what)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    owner(&state, &request)?;
    let section = section_of(&state, &id)?;
    match what.as_str() {
        "refresh" => stop(&state, &section),
        "indexes" | "intros" => {}
        _ => return described(&request),
    }
    Ok(nothing(StatusCode::OK))
}

/// What the document says where nothing is modelled.
fn described(request: &Received) -> Answer {
    from_document::answer_by_name(request).ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))
}

/// Begins to scan a section, or the one folder of it that is named.
pub(super) fn refresh(state: &Arc<State>, request: &Received, section: &Section) -> Answer {
    let mut about = state.contents.library.about(section.id);
    if let Some(path) = request.query("path").filter(|path| !path.is_empty()) {
        let is_inside = |folder: &String| std::path::Path::new(path).starts_with(folder);
        if !about.paths.iter().any(is_inside) {
            return Err(refuse_in_html(StatusCode::NOT_FOUND));
        }
        state.begin_refresh(section.id, path);
    } else {
        state.begin_refresh(section.id, section.title);
    }
    about.scanned = state.seconds();
    state.contents.library.edit(section.id, None, about);
    Ok(nothing(StatusCode::OK))
}

/// `GET` and `POST /library/sections/all/refresh`
pub(crate) async fn refresh_all(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    for section in state.contents.library.sections().iter() {
        refresh(&state, &request, section)?;
    }
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /library/sections/all/refresh`
pub(crate) async fn stop_all(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    owner(&state, &request)?;
    for section in state.contents.library.sections().iter() {
        stop(&state, section);
    }
    Ok(nothing(StatusCode::OK))
}

fn stop(state: &State, section: &Section) {
    for activity in state.events.activities() {
        if activity.is_of(section.id) {
            state.events.end(&activity.uuid);
        }
    }
}

/// Takes settings over; one that is not known, or a value that it cannot have, is refused.
fn take_settings<'a>(
    kind: Kind,
    about: &mut About,
    settings: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), Refusal> {
    for (id, value) in settings {
        let known = SETTINGS
            .iter()
            .find(|setting| setting.id == id && setting.is_of(kind));
        // The agents have settings of their own, which are taken as they come.
        if known.is_some_and(|setting| !setting.takes(value)) {
            return Err(bad());
        }
        if id == "hidden" {
            about.hidden = value.parse().unwrap_or(0);
        }
        about.settings.insert(id.to_owned(), value.to_owned());
    }
    Ok(())
}

/// A setting of a section.
struct Setting {
    id: &'static str,
    label: &'static str,
    /// The values that it can have, with their titles; a flag has none.
    choices: &'static [(i64, &'static str)],
    default: i64,
    /// Of which sections it is; of all, when empty.
    of: &'static [Kind],
}

impl Setting {
    fn is_of(&self, kind: Kind) -> bool {
        self.of.is_empty() || self.of.contains(&kind)
    }

    fn takes(&self, value: &str) -> bool {
        match self.choices {
            [] => matches!(value, "0" | "1" | "true" | "false"),
            choices => choices
                .iter()
                .any(|(choice, _)| choice.to_string() == value),
        }
    }

    fn shown(&self, about: &About) -> Value {
        let value = about.settings.get(self.id).map(String::as_str);
        if self.choices.is_empty() {
            let value = value.map_or(self.default == 1, |value| matches!(value, "1" | "true"));
            return self.with("bool", (self.default == 1).into(), value.into());
        }
        let value = value
            .and_then(|value| value.parse().ok())
            .unwrap_or(self.default);
        let choices = self
            .choices
            .iter()
            .map(|(choice, title)| format!("{choice}:{title}"));
        let mut setting = self.with("int", self.default.into(), value.into());
        if let Some(members) = setting.as_object_mut() {
            let choices = choices.collect::<Vec<_>>().join("|");
            members.insert("enumValues".to_owned(), choices.into());
        }
        setting
    }

    fn with(&self, kind: &str, default: Value, value: Value) -> Value {
        json!({
            "id": self.id, "label": self.label, "summary": "", "type": kind, "default": default, "value": value,
            "hidden": false, "advanced": false, "group": "",
        })
    }
}

const fn flag(id: &'static str, label: &'static str, default: i64, of: &'static [Kind]) -> Setting {
    Setting {
        id,
        label,
        choices: &[],
        default,
        of,
    }
}

const fn choice(
    id: &'static str,
    label: &'static str,
    choices: &'static [(i64, &'static str)],
    of: &'static [Kind],
) -> Setting {
    Setting {
        id,
        label,
        choices,
        default: 0,
        of,
    }
}

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    choice("hidden", "Visibility", &[(0, "Home and search"), (1, "Not at home"), (2, "Neither at home nor in search")], &[]),
    flag("enableCinemaTrailers", "Trailers before the film", 1, &[Kind::Movie]),
    flag("enableBIFGeneration", "Preview pictures", 1, &[Kind::Movie, Kind::Show]),
    flag("includeInGlobal", "Part of global search and home", 1, &[]),
    flag("augmentWithProviderContent", "Find extras", 1, &[Kind::Movie, Kind::Show, Kind::Artist]),
    flag("enableIntroMarkerGeneration", "Look for intros", 1, &[Kind::Show]),
    flag("enableCreditsMarkerGeneration", "Look for credits", 1, &[Kind::Movie, Kind::Show]),
    flag("enableAutoPhotoTags", "Tag photos by what they show", 0, &[Kind::PhotoAlbum]),
    flag("usePlexLoudness", "Loudness analysis", 1, &[Kind::Artist]),
    choice("collectionMode", "Collections", &[(0, "Hidden"), (1, "Hide what lies in them"), (2, "Show both")], &[Kind::Movie, Kind::Show]),
    choice("episodeSort", "Episodes", &[(0, "Oldest first"), (1, "Newest first")], &[Kind::Show]),
    choice("flattenSeasons", "Seasons", &[(0, "Show"), (1, "Hide"), (2, "Hide for single ones")], &[Kind::Show]),
    choice("albumSort", "Albums", &[(0, "Newest first"), (1, "Oldest first"), (2, "By title")], &[Kind::Artist]),
];
