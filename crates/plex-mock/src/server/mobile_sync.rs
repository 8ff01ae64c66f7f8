//! The server's side of the former mobile sync: what an order brings, and what has come to the device.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::{get, put},
};
use serde_json::json;

use super::{paging::mixed_list, router};
use crate::{
    answer::{Answer, nothing, refuse_in_html},
    requests::Ask,
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/sync/items/{id}", get(media))
        .route("/sync/{client}/item/{key}/downloaded", put(downloaded))
}

/// `GET /sync/items/{id}`
async fn media(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let keys = id
        .parse()
        .ok()
        .and_then(|id| state.sync_orders.keys(&state, id));
    let keys = keys.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `PUT /sync/{client}/item/{key}/downloaded`
async fn downloaded(
    Of(state): Of<Arc<State>>,
    Path((client, key)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let key = key.parse().ok();
    if !key.is_some_and(|key| state.sync_orders.has_come(&state, &client, key)) {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    Ok(nothing(StatusCode::OK))
}
