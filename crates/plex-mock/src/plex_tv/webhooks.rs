//! The addresses that are told of what happens.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, data},
    contents::locked,
    requests::{Ask, Received},
    state::State,
};

/// `GET /api/v2/user/webhooks`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    answer(&state, &request, StatusCode::OK)
}

/// `POST /api/v2/user/webhooks`: `urls[]=…` as often as need be, which replace those before.
pub(crate) async fn replace(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let form = url::form_urlencoded::parse(&request.body).into_owned();
    let urls = request
        .query
        .iter()
        .cloned()
        .chain(form)
        .filter(|(name, url)| name.starts_with("urls") && !url.is_empty())
        .map(|(_, url)| url)
        .collect();
    *locked(&state.webhooks) = urls;
    answer(&state, &request, StatusCode::CREATED)
}

fn answer(state: &State, request: &Received, status: StatusCode) -> Answer {
    let urls: Vec<Value> = locked(&state.webhooks)
        .iter()
        .map(|url| json!({"url": url}))
        .collect();
    Ok(data(state, request, status, "webhooks", urls.into()))
}
