//! Pictures to choose from, uploaded, chosen and taken away.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    response::Response,
    routing::{delete, get},
};
use serde_json::{Value, json};

use super::{media, router};
use crate::{
    answer::{Answer, Format as Written, Refusal, container, nothing, refuse_in_html, with_type},
    containers,
    contents::{OWNER, locked, pictures::Place},
    look::{member, set},
    pictures::Format,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    let lists = ["posters", "arts", "clearLogos", "squareArts", "themes"];
    let places = ["poster", "thumb", "art", "clearLogo", "squareArt", "theme"];
    let mut routes = router().route("/library/metadata/{id}/file", get(file));
    for list_name in lists {
        let path = format!("/library/metadata/{{id}}/{list_name}");
        routes = routes.route(&path, get(list).post(upload));
    }
    for place in places {
        let path = format!("/library/metadata/{{id}}/{place}");
        routes = routes.route(&path, delete(remove).put(choose).post(upload).get(shown));
    }
    routes
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

/// The place that a path ends in.
fn place_of(request: &Received) -> Result<Place, Refusal> {
    let word = request.path.rsplit('/').next().unwrap_or_default();
    Place::read(word).ok_or_else(missing)
}

/// The key of something that can have pictures, and which agent has found some: a thing, a collection, a playlist.
fn bearer(state: &State, id: &str) -> Result<(u64, Option<&'static str>), Refusal> {
    let key: u64 = id.parse().map_err(|_| missing())?;
    if let Some(item) = state.contents.item(key) {
        let agent = item.section.matched.then_some("tv.plex.agents");
        return Ok((key, agent));
    }
    let is_list = locked(&state.contents.collections).get(key).is_some()
        || locked(&state.contents.playlists).get(key).is_some();
    if is_list {
        Ok((key, None))
    } else {
        Err(missing())
    }
}

/// The names of those there are to choose from, each with who found it.
fn choices(
    state: &State,
    key: u64,
    place: Place,
    agent: Option<&str>,
) -> Vec<(String, Option<String>)> {
    // Lists have one that is put together of what is on them.
    let is_list = state.contents.item(key).is_none();
    let together =
        (place == Place::Poster && is_list).then(|| (format!("default://posters/{key}"), None));
    let attached = locked(&state.contents.attached);
    let others = attached.pictures.choices(state.seed, key, place, agent);
    together.into_iter().chain(others).collect()
}

/// `GET /library/metadata/{id}/posters`, `…/arts` and so on
async fn list(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let place = place_of(&request)?;
    let (key, agent) = bearer(&state, &id)?;
    let choices = choices(&state, key, place, agent);
    let attached = locked(&state.contents.attached);
    let chosen = attached.pictures.chosen(key, place);
    let pictures: Vec<Value> = choices
        .iter()
        .enumerate()
        .map(|(number, (name, provider))| {
            let path: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let path = format!("/library/metadata/{key}/file?url={path}");
            let selected = match chosen {
                Some(chosen) => chosen == Some(name),
                None => number == 0,
            };
            let mut picture = json!({
                "key": path, "ratingKey": name, "selected": selected, "thumb": path,
            });
            if let Some(provider) = provider {
                set(&mut picture, "provider", provider.clone().into());
            }
            picture
        })
        .collect();
    drop(attached);
    let mut answer = json!({
        "size": pictures.len(),
        "identifier": super::items::IDENTIFIER,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
    });
    // They have no type by which XML could name them.
    let name = match (Written::of(&request), place) {
        (Written::Json, _) => "Metadata",
        (Written::Xml, Place::Theme) => "Track",
        (Written::Xml, _) => "Photo",
    };
    if !pictures.is_empty() {
        set(&mut answer, name, pictures.into());
    }
    Ok(container(&state, &request, answer))
}

/// `POST /library/metadata/{id}/posters` and so on: a file, or the address of one.
async fn upload(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let place = place_of(&request)?;
    let (key, _) = bearer(&state, &id)?;
    let bytes = match request.query("url").filter(|url| !url.is_empty()) {
        Some(url) => fetched(&state, place, url)?,
        None if request.body.is_empty() => return Err(refuse_in_html(StatusCode::BAD_REQUEST)),
        None => request.body.clone(),
    };
    let now = state.seconds();
    locked(&state.contents.attached)
        .pictures
        .upload(key, place, bytes, now);
    changed(&state, key, place, true);
    Ok(nothing(StatusCode::OK))
}

/// What lies at an address elsewhere. The mock server asks nobody: it draws a picture of its own for it.
fn fetched(state: &State, place: Place, url: &str) -> Result<Vec<u8>, Refusal> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(refuse_in_html(StatusCode::BAD_REQUEST));
    }
    if place == Place::Theme {
        return Ok([containers::bytes("mp3"), url.as_bytes()].concat());
    }
    media::picture_of(
        state.seed,
        url,
        Format::Jpeg,
        media::ELSEWHERE.0,
        media::ELSEWHERE.1,
    )
    .ok_or_else(|| refuse_in_html(StatusCode::INTERNAL_SERVER_ERROR))
}

/// `PUT /library/metadata/{id}/poster?url=`: shows one of those that are listed, or fetches another.
async fn choose(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let place = place_of(&request)?;
    let (key, agent) = bearer(&state, &id)?;
    let wanted = request
        .query("url")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let now = state.seconds();
    let is_known = choices(&state, key, place, agent)
        .iter()
        .any(|(name, _)| name == wanted);
    if is_known {
        locked(&state.contents.attached)
            .pictures
            .choose(key, place, Some(wanted.to_owned()), now);
    } else {
        let bytes = fetched(&state, place, wanted)?;
        locked(&state.contents.attached)
            .pictures
            .upload(key, place, bytes, now);
    }
    changed(&state, key, place, true);
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /library/metadata/{id}/thumb` and so on
async fn remove(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let place = place_of(&request)?;
    let (key, _) = bearer(&state, &id)?;
    let now = state.seconds();
    locked(&state.contents.attached)
        .pictures
        .choose(key, place, None, now);
    changed(&state, key, place, false);
    Ok(nothing(StatusCode::OK))
}

/// What somebody has chosen is locked, and those who listen are told of it.
fn changed(state: &State, key: u64, place: Place, is_chosen: bool) {
    if is_chosen {
        let lock = [(format!("{}.locked", place.field()), "1".to_owned())];
        state.contents.edit(&[key], &lock);
        if let Some(before) = state.contents.collection(key, OWNER) {
            state.contents.edit_list(key, &before, &lock);
        }
    }
    state.contents.changed();
    if let Some(item) = state.contents.item(key) {
        state.events.timeline(&item, 5, "", state.seconds());
    }
}

/// `GET /library/metadata/{id}/thumb` and so on: what is shown now.
async fn shown(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let place = place_of(&request)?;
    media::element_of(&state, &id, place.field(), None)
}

/// `GET /library/metadata/{id}/file?url=`
async fn file(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let (key, _) = bearer(&state, &id)?;
    let name = request
        .query("url")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    bytes_of(&state, key, name)
}

/// The picture that somebody has chosen for a place, if anybody has.
pub(super) fn chosen(state: &State, id: &str, element: &str) -> Option<Answer> {
    let (key, place) = (id.parse().ok()?, Place::read(element)?);
    let name = locked(&state.contents.attached)
        .pictures
        .chosen(key, place)?
        .map(str::to_owned);
    Some(match name {
        Some(name) => bytes_of(state, key, &name),
        None => Err(missing()),
    })
}

fn bytes_of(state: &State, key: u64, name: &str) -> Answer {
    if let Some(bytes) = locked(&state.contents.attached).pictures.bytes(key, name) {
        return Ok(typed(bytes.to_vec()));
    }
    if name.starts_with("upload://") {
        return Err(missing());
    }
    if name.contains("://themes/") {
        return Ok(typed(containers::bytes("mp3").to_vec()));
    }
    let (width, height) = match member(
        &state
            .contents
            .value_of(key, crate::library::Detail::Listing, OWNER),
        "type",
    )
    .as_str()
    {
        _ if name.contains("://art/") => (192, 108),
        Some("episode" | "clip") => (160, 90),
        Some("artist" | "album" | "track") => (120, 120),
        _ => (100, 150),
    };
    let picture =
        media::picture_of(state.seed, name, Format::Jpeg, width, height).ok_or_else(missing)?;
    Ok(typed(picture))
}

/// Bytes with the type that they begin like.
fn typed(bytes: Vec<u8>) -> Response {
    let content_type = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        [b'I', b'D', b'3', ..] | [0xff, 0xe0..=0xff, ..] => "audio/mpeg",
        _ => "application/octet-stream",
    };
    with_type(StatusCode::OK, content_type, bytes)
}
