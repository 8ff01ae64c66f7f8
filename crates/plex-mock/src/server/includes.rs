//! What details hold only when it is asked for: chapters, markers, children and so on.

use serde_json::{Value, json};

use super::{item_preferences, stations};
use crate::{
    contents::Account,
    library::{Detail, Item, Kind},
    look::set,
    requests::Received,
    state::State,
};

/// Adds to a thing what the request asks for.
pub(crate) fn add(
    state: &State,
    request: &Received,
    viewer: Account,
    item: Item,
    value: &mut Value,
) {
    let duration = value["duration"].as_u64().unwrap_or(0);
    let is_video = matches!(item.kind, Kind::Movie | Kind::Episode);
    for (switch, name, made) in [
        (
            "includeChapters",
            "Chapter",
            chapters as fn(u64, u64) -> Value,
        ),
        ("includeMarkers", "Marker", markers),
    ] {
        // What was described is there already; the rest is made up.
        if !request.is_on(switch) {
            remove(value, name);
        } else if is_video && item.section.is_drawn() {
            set(value, name, made(item.key, duration));
        }
    }
    let extras = super::extras::of(state, item, viewer);
    if let Some(trailer) = extras.iter().find(|extra| extra["subtype"] == "trailer") {
        set(value, "primaryExtraKey", trailer["key"].clone());
    }
    if request.is_on("includeExtras") {
        let mut all = json!({"size": extras.len()});
        if !extras.is_empty() {
            set(&mut all, "Metadata", extras.into());
        }
        set(value, "Extras", all);
    }
    if request.is_on("includePreferences") {
        set(
            value,
            "Preferences",
            json!({"Setting": item_preferences::of_item(state, item)}),
        );
    }
    if let (true, Some(kind)) = (request.is_on("includeChildren"), item.kind.child()) {
        let children: Vec<_> = state
            .contents
            .keys_within(item, kind)
            .into_iter()
            .map(|key| state.contents.value_of(key, Detail::Listing, viewer))
            .collect();
        let children = json!({"size": children.len(), "Metadata": children});
        set(value, "Children", children);
    }
    if let (true, Some((_, next))) = (
        request.is_on("includeOnDeck") && matches!(item.kind, Kind::Show | Kind::Season),
        state.contents.next_of(item, viewer),
    ) {
        let next = state.contents.value_of(next, Detail::Listing, viewer);
        set(value, "OnDeck", json!({"Metadata": [next]}));
    }
    if request.is_on("includeStations") && item.kind == Kind::Artist {
        let title = value["title"].as_str().unwrap_or_default().to_owned();
        set(value, "Stations", stations::of_artist(state, item, &title));
    }
    if request.is_on("checkFiles") {
        for part in parts(value) {
            set(part, "accessible", true.into());
            set(part, "exists", true.into());
        }
    }
    if request.query("includeGuids") == Some("0") {
        remove(value, "Guid");
    }
}

fn remove(value: &mut Value, name: &str) {
    if let Some(members) = value.as_object_mut() {
        members.remove(name);
    }
}

/// The parts of all versions of a thing.
fn parts(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value
        .get_mut("Media")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(|media| media.get_mut("Part")?.as_array_mut())
        .flatten()
}

fn chapters(key: u64, duration: u64) -> Value {
    const COUNT: u64 = 6;
    (0..COUNT)
        .map(|number| {
            let index = number + 1;
            json!({
                "id": key * 10 + number,
                "filter": "thumb=",
                "tag": format!("Chapter {index}"),
                "index": index,
                "startTimeOffset": duration / COUNT * number,
                "endTimeOffset": duration / COUNT * index,
                "thumb": format!("/library/media/{}/chapterImages/{index}", key * 4),
            })
        })
        .collect()
}

fn markers(key: u64, duration: u64) -> Value {
    json!([
        {"id": key * 10 + 7, "type": "intro", "startTimeOffset": duration / 40, "endTimeOffset": duration / 30, "Attributes": {"id": 1, "version": 5}},
        {"id": key * 10 + 8, "type": "credits", "final": true, "startTimeOffset": duration / 100 * 94, "endTimeOffset": duration, "Attributes": {"id": 2, "version": 4}},
    ])
}
