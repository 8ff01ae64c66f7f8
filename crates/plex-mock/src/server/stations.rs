//! Radio: playlists without an end that the server makes of a section or of an artist.

use serde_json::{Value, json};

use crate::{
    dice::Dice,
    library::{Item, Section},
    state::State,
};

/// The stations of a section of music, as a row.
pub(super) fn hub(section: &Section) -> Value {
    let stations: Vec<_> = (1..)
        .zip(["Library Radio", "Deep Cuts Radio", "Time Travel Radio"])
        .map(|(number, title)| {
            let path = format!("/library/sections/{}/stations/{number}", section.id);
            station(
                &path,
                &format!("tv.plex://station/{}-{number}", section.id),
                title,
            )
        })
        .collect();
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

/// The station of an artist, as details hold it.
pub(super) fn of_artist(state: &State, item: Item, title: &str) -> Value {
    let name = Dice::new(state.seed, "station", item.key).uuid();
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
