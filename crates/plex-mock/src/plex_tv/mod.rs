//! The stand-in for plex.tv.

mod account;
pub(crate) mod connections;
mod link;
pub(crate) mod pins;
mod qr;
mod resources;

pub(crate) use self::account::USER_NAME;

use std::sync::Arc;

use axum::{
    Router,
    http::StatusCode,
    routing::{delete, get, post, put},
};

use crate::{
    answer::{Refusal, refuse_as},
    requests::Ask,
    state::State,
};

/// The routes.
pub(crate) fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/api/v2/pins", post(pins::create))
        .route("/api/v2/pins/link", put(pins::link))
        .route("/api/v2/pins/qr/{code}", get(qr::picture))
        .route("/api/v2/pins/{id}", get(pins::check))
        .route("/api/v2/ping", get(account::ping))
        .route("/api/v2/resources", get(resources::list))
        .route("/api/v2/user", get(account::user))
        .route("/api/v2/users/signout", delete(account::sign_out))
        .route("/link", get(link::page).post(link::submit))
        .fallback(unknown)
        .with_state(state)
}

async fn unknown(Ask(request): Ask) -> Refusal {
    refuse_as(&request, StatusCode::NOT_FOUND)
}
