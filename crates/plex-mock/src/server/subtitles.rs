//! Subtitles: looked for online, taken over, brought along, deleted.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::get,
};
use serde_json::json;

use super::{router, streams};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    containers,
    contents::{
        locked,
        subtitles::{Subtitle, Wanted, found, language_of},
    },
    library::{Item, Kind},
    look::set,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route(
            "/library/metadata/{id}/subtitles",
            get(search).post(bring).put(take_over),
        )
        .route(
            "/library/streams/{stream}",
            get(streams::text).delete(remove),
        )
}

/// The video that subtitles are wanted for.
fn video(state: &State, request: &Received, id: &str) -> Result<Item, Refusal> {
    state.check_server_token(request)?;
    let item = state
        .contents
        .find(id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    if matches!(item.kind, Kind::Movie | Kind::Episode) {
        Ok(item)
    } else {
        Err(refuse_in_html(StatusCode::BAD_REQUEST))
    }
}

/// `GET /library/metadata/{id}/subtitles?language=`
async fn search(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let item = video(&state, &request, &id)?;
    let title = state.contents.title(item.key).unwrap_or_default();
    let is_wanted = |name: &str| matches!(request.query(name), Some("1" | "2" | "true"));
    let wanted = Wanted {
        language: request.query("language").unwrap_or("en"),
        forced: is_wanted("forced"),
        hearing_impaired: is_wanted("hearingImpaired"),
    };
    let streams = found(state.seed, item.key, &title, &wanted);
    let mut answer = json!({"size": streams.len(), "identifier": super::items::IDENTIFIER});
    if !streams.is_empty() {
        set(&mut answer, "Stream", streams.into());
    }
    Ok(container(&state, &request, answer))
}

/// `PUT /library/metadata/{id}/subtitles?key=`: takes over what was found.
async fn take_over(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let item = video(&state, &request, &id)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let source = request.query("key").ok_or_else(bad)?.to_owned();
    let language = language_of(&source, item.key).ok_or_else(bad)?;
    let title = state.contents.title(item.key).unwrap_or_default();
    let subtitle = Subtitle {
        id: 0,
        title,
        format: "srt".to_owned(),
        language,
        forced: false,
        hearing_impaired: false,
        source: Some(source),
        text: containers::bytes("srt").to_vec(),
    };
    add(&state, item, subtitle)
}

/// `POST /library/metadata/{id}/subtitles?title=&format=&language=`: a text of somebody's own.
async fn bring(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let item = video(&state, &request, &id)?;
    if request.body.is_empty() && request.query("url").is_none() {
        return Err(refuse_in_html(StatusCode::BAD_REQUEST));
    }
    let format = request.query("format").unwrap_or("srt");
    // Clients send the name of the file; streams are shown without its end.
    let title = request.query("title").unwrap_or_default();
    let end = format!(".{format}");
    let subtitle = Subtitle {
        id: 0,
        title: title.strip_suffix(&end).unwrap_or(title).to_owned(),
        format: format.to_owned(),
        language: request.query("language").unwrap_or_default().to_owned(),
        forced: request.query("forced") == Some("1"),
        hearing_impaired: request.query("hearingImpaired") == Some("1"),
        source: None,
        text: request.body.clone(),
    };
    add(&state, item, subtitle)
}

fn add(state: &State, item: Item, subtitle: Subtitle) -> Answer {
    locked(&state.contents.attached)
        .subtitles
        .add(item.key, subtitle);
    state.contents.changed();
    state.events.timeline(&item, 5, "", state.seconds());
    Ok(nothing(StatusCode::OK))
}

/// The number in `9000000001` and `9000000001.srt`.
fn number(stream: &str) -> Result<u64, Refusal> {
    let digits = stream.split('.').next().unwrap_or_default();
    digits
        .parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))
}

/// `DELETE /library/streams/{id}`: what lies within a file stays there.
async fn remove(
    Of(state): Of<Arc<State>>,
    Path(stream): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let id = number(&stream)?;
    let key = locked(&state.contents.attached)
        .subtitles
        .remove(id)
        .ok_or_else(|| refuse_in_html(StatusCode::FORBIDDEN))?;
    state.contents.changed();
    if let Some(item) = state.contents.item(key) {
        state.events.timeline(&item, 5, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}
