//! Radio: playlists without an end that the server makes of a section or of an artist.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::sections::section_of;
use crate::{
    answer::{Answer, container, refuse_in_html},
    dice::Dice,
    library::{Item, Kind, Section},
    requests::Ask,
    state::State,
};

/// The stations of a section of music, as a row.
pub(super) fn hub(section: &Section) -> Value {
    let stations = of_section(section);
    json!({
        "key": format!("/library/sections/{}/stations", section.id),
        "hubKey": format!("/library/sections/{}/stations", section.id),
        "title": "Stations",
        "type": "station",
        "hubIdentifier": format!("music.stations.{}", section.id),
        "context": "hub.music.stations",
        "size": stations.len(),
        "more": false,
        "style": "shelf",
        "promoted": true,
        "Metadata": stations,
    })
}

fn of_section(section: &Section) -> Vec<Value> {
    let titles = ["Library Radio", "Deep Cuts Radio", "Time Travel Radio"];
    let station = |(number, title)| {
        let path = format!("/library/sections/{}/stations/{number}", section.id);
        let guid = format!("tv.plex://station/{}-{number}", section.id);
        station(&path, &guid, title)
    };
    (1..).zip(titles).map(station).collect()
}

/// `GET /library/sections/{id}/stations/{number}`
pub(super) async fn one(
    Of(state): Of<Arc<State>>,
    Path((id, number)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let place: usize = number.parse().map_err(|_| missing())?;
    let mut stations = of_section(&section).into_iter();
    let station = stations.nth(place.checked_sub(1).ok_or_else(missing)?);
    let station = station.filter(|_| section.kind == Kind::Artist);
    let station = station.ok_or_else(missing)?;
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Metadata": [station]}),
    ))
}

/// `GET /library/metadata/{id}/station/{name}`
pub(super) async fn one_of_artist(
    Of(state): Of<Arc<State>>,
    Path((id, name)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let item = state.contents.find(&id);
    let item = item.filter(|item| item.kind == Kind::Artist && name == name_of(&state, *item));
    let item = item.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let title = state.contents.title(item.key).unwrap_or_default();
    let answer = of_artist(&state, item, &title);
    Ok(container(&state, &request, answer))
}

fn name_of(state: &State, item: Item) -> String {
    Dice::new(state.seed, "station", item.key).uuid()
}

/// The station of an artist, as details hold it.
pub(super) fn of_artist(state: &State, item: Item, title: &str) -> Value {
    let name = name_of(state, item);
    let path = format!("/library/metadata/{}/station/{name}?type=10", item.key);
    let guid = format!("tv.plex://station/{name}");
    let station = station(&path, &guid, &format!("{title} Radio"));
    json!({"size": 1, "Metadata": [station]})
}

fn station(path: &str, guid: &str, title: &str) -> Value {
    json!({
        "key": path,
        "guid": guid,
        "type": "playlist",
        "title": title,
        "summary": "",
        "smart": true,
        "radio": true,
        "playlistType": "audio",
        "icon": "playlist://image.radio",
        "leafCount": 0,
    })
}
