//! The sections of the library.

use std::sync::Arc;

use axum::extract::State as Of;
use serde_json::{Value, json};

use crate::{
    answer::{Answer, container},
    dice::Dice,
    library::{Kind, Section},
    requests::Ask,
    state::State,
};

/// `GET /library/sections`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let sections: Vec<_> = state
        .library
        .sections()
        .iter()
        .map(|section| directory(state.seed, section))
        .collect();
    let list = json!({"size": sections.len(), "allowSync": false, "title1": "Plex Library", "Directory": sections});
    Ok(container(&state, &request, list))
}

/// The identifier of a section that is the same wherever it is moved to.
pub(super) fn uuid(seed: u64, section: &Section) -> String {
    Dice::new(seed, "section", u64::from(section.id)).uuid()
}

fn directory(seed: u64, section: &Section) -> Value {
    let (agent, scanner, fanart) = match section.kind {
        Kind::Movie => ("tv.plex.agents.movie", "Plex Movie", "movie-fanart"),
        Kind::Show => ("tv.plex.agents.series", "Plex TV Series", "show-fanart"),
    };
    let kind = section.kind.name();
    json!({
        "allowSync": true,
        "art": format!("/:/resources/{fanart}.jpg"),
        "composite": format!("/library/sections/{}/composite/1764000000", section.id),
        "filters": true,
        "refreshing": false,
        "thumb": format!("/:/resources/{kind}.png"),
        "key": section.id.to_string(),
        "type": kind,
        "title": section.title,
        "agent": agent,
        "scanner": scanner,
        "language": "en-US",
        "uuid": uuid(seed, section),
        "updatedAt": 1_763_990_000,
        "createdAt": 1_652_515_200,
        "scannedAt": 1_764_000_000,
        "content": true,
        "directory": true,
        "contentChangedAt": 48_213,
        "hidden": 0,
        "Location": [{"id": section.id, "path": section.path}],
    })
}
