//! Which sound and which subtitles somebody has chosen for a part.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::Value;

use crate::{
    answer::{Answer, nothing, refuse_in_html},
    library::{Item, key_of_media},
    look::set,
    requests::Ask,
    state::State,
};

/// What a request calls a choice, and the type of the streams that it is made among.
const CHOICES: [(&str, u64); 2] = [("audioStreamID", 2), ("subtitleStreamID", 3)];

/// `PUT /library/parts/{id}?audioStreamID=&subtitleStreamID=`: 0 stands for none.
pub(crate) async fn choose(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let item = id
        .parse()
        .ok()
        .and_then(|part| state.contents.item(key_of_media(part)))
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    for (name, _) in CHOICES {
        if let Some(stream) = request.field(name) {
            state.contents.prefer(item.key, name, &stream);
        }
    }
    Ok(nothing(StatusCode::OK))
}

/// Writes the choices into a thing.
pub(super) fn show(state: &State, item: Item, value: &mut Value) {
    for (name, kind) in CHOICES {
        let Some(chosen) = state.contents.preference(item.key, name) else {
            continue;
        };
        let parts = list(value, "Media").flat_map(|media| list(media, "Part"));
        let streams = parts.flat_map(|part| list(part, "Stream"));
        for stream in streams.filter(|stream| stream["streamType"] == kind) {
            let id = stream["id"].to_string();
            if id.trim_matches('"') == chosen {
                set(stream, "selected", true.into());
            } else if let Some(members) = stream.as_object_mut() {
                members.remove("selected");
            }
        }
    }
}

fn list<'v>(value: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> + use<'v> {
    let items = value.get_mut(name).and_then(Value::as_array_mut);
    items.into_iter().flatten()
}
