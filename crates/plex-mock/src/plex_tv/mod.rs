//! The stand-in for plex.tv.

mod account;
pub(crate) mod connections;
mod home;
mod link;
pub(crate) mod people;
pub(crate) mod pins;
mod qr;
mod resources;
mod sign_in;
pub(crate) mod watchlist;
mod webhooks;

pub(crate) use self::people::USER_NAME;

use std::sync::Arc;

use axum::{
    Router,
    http::StatusCode,
    routing::{delete, get, post, put},
};

use crate::{
    answer::{Answer, refuse_as},
    from_document,
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
        .route(
            "/api/v2/user/webhooks",
            get(webhooks::list).post(webhooks::replace),
        )
        .route("/api/v2/users/signin", post(sign_in::sign_in))
        .route("/api/v2/users/signout", delete(account::sign_out))
        .route("/api/v2/home", get(home::home))
        .route("/api/v2/home/users", get(home::users))
        .route("/api/v2/home/users/restricted/{id}", post(home::set_pin))
        .route("/api/v2/home/users/{id}/switch", post(home::switch))
        .route("/api/home/users", get(home::users_of_old).post(home::add))
        .route(
            "/api/home/users/{id}",
            put(home::set_pin).delete(home::remove),
        )
        .route("/api/home/users/{id}/switch", post(home::switch_of_old))
        .route("/api/v2/friends", get(home::friends))
        .route("/api/v2/friends/invite", post(home::invite))
        .route("/api/v2/friends/{id}/accept", post(home::accept))
        .route("/api/v2/friends/{id}", delete(home::unfriend))
        .route("/library/sections/watchlist/{filter}", get(watchlist::list))
        .route("/library/search", get(watchlist::search))
        .route("/library/metadata/{names}", get(watchlist::details))
        .route(
            "/library/metadata/{name}/userState",
            get(watchlist::user_state),
        )
        .route("/actions/{action}", put(watchlist::change))
        .route("/link", get(link::page).post(link::submit))
        .fallback(unknown)
        .with_state(state)
}

/// What is described, but not modelled, is answered from the document.
async fn unknown(Ask(request): Ask) -> Answer {
    from_document::answer(&request).ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))
}
