//! The stand-in media server.

mod identity;
mod items;
mod paging;
mod sections;

use std::sync::Arc;

use axum::{Router, http::StatusCode, routing::get};

pub(crate) use self::items::listing;
use crate::{
    answer::{Refusal, refuse_in_html},
    state::State,
};

/// The version that the server claims to be.
pub(crate) const VERSION: &str = "1.43.2.10687-standin00";

/// The routes.
pub(crate) fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(identity::capabilities))
        .route("/identity", get(identity::identity))
        .route("/library/sections", get(sections::list))
        .route("/library/sections/{id}/all", get(items::list))
        .route("/library/metadata/{keys}", get(items::details))
        .fallback(unknown)
        .with_state(state)
}

async fn unknown() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}
