//! Matches: looked for, made and taken back; and what is one thing or several.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::{get, put},
};
use serde_json::json;

use super::{items::all_of, router};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    library::Item,
    look::set,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/library/metadata/{id}/matches", get(candidates))
        .route("/library/metadata/{id}/match", put(apply))
        .route("/library/metadata/{id}/unmatch", put(unmatch))
        .route("/library/metadata/{id}/merge", put(merge))
        .route("/library/metadata/{id}/split", put(split))
}

/// The things that a path names, of which there is at least one.
fn found(state: &State, request: &Received, ids: &str) -> Result<Vec<Item>, Refusal> {
    state.check_server_token(request)?;
    let items = all_of(state, ids);
    if items.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    Ok(items)
}

fn changed(state: &State, items: &[Item]) -> Answer {
    for item in items {
        state.events.timeline(item, 5, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/metadata/{id}/matches?title=&year=`
async fn candidates(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let mut candidates = Vec::new();
    for item in found(&state, &request, &id)? {
        let year = request.query("year").and_then(|year| year.parse().ok());
        let title = request.query("title");
        candidates.extend(state.contents.candidates(item, title, year, viewer));
    }
    let mut answer = json!({
        "size": candidates.len(),
        "identifier": super::items::IDENTIFIER,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
    });
    set(&mut answer, "SearchResult", candidates.into());
    Ok(container(&state, &request, answer))
}

/// `PUT /library/metadata/{id}/match?guid=&name=&year=`
async fn apply(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let items = found(&state, &request, &id)?;
    let guid = request
        .field("guid")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let name = request.field("name");
    let year = request.field("year").and_then(|year| year.parse().ok());
    for item in &items {
        state
            .contents
            .apply_match(*item, &guid, name.as_deref(), year);
    }
    changed(&state, &items)
}

/// `PUT /library/metadata/{id}/unmatch`
async fn unmatch(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let items = found(&state, &request, &id)?;
    for item in &items {
        state.contents.unmatch(*item);
    }
    changed(&state, &items)
}

/// `PUT /library/metadata/{id}/merge?ids=`
async fn merge(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let items = found(&state, &request, &id)?;
    let ids = request
        .field("ids")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let others = found(&state, &request, &ids)?;
    if let Some(into) = items.first() {
        state.contents.merge(*into, &others);
    }
    changed(&state, &items)
}

/// `PUT /library/metadata/{id}/split`
async fn split(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let items = found(&state, &request, &id)?;
    for item in &items {
        for key in state.contents.split(*item) {
            state.tell_of_new(key);
        }
    }
    changed(&state, &items)
}
