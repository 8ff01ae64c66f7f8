//! The mock of plex.tv.

mod account;
pub(crate) mod connections;
pub(crate) mod device_keys;
pub(crate) mod devices;
mod friends;
mod home;
mod jwt;
mod link;
pub(crate) mod mobile_sync;
mod network;
mod on_demand;
pub(crate) mod people;
pub(crate) mod pins;
mod qr;
mod resources;
mod servers;
pub(crate) mod settings;
pub(crate) mod shares;
mod sharing;
mod sharing_of_old;
mod sign_in;
pub(crate) mod tokens;
pub(crate) mod watchlist;
mod webhooks;

pub(crate) use self::people::USER_EMAIL;

use std::sync::Arc;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{any, delete, get, post, put},
};

use serde_json::Value;

use crate::{
    answer::{Answer, refuse_as, with_type},
    from_document,
    look::set,
    players,
    requests::Ask,
    state::State,
};

/// The routes.
pub(crate) fn routes(state: Arc<State>) -> Router {
    router()
        .merge(signing_in())
        .merge(the_account())
        .merge(people())
        .merge(sharing())
        .merge(providers())
        .fallback(unknown)
        .with_state(state)
}

/// A router that takes the real paths, of which some have a segment that begins with a colon.
fn router() -> Router<Arc<State>> {
    Router::new().without_v07_checks()
}

fn signing_in() -> Router<Arc<State>> {
    router()
        .route("/api/v2/pins", post(pins::create))
        .route("/api/v2/pins/link", put(pins::link))
        .route("/api/v2/pins/qr/{code}", get(qr::picture))
        .route("/api/v2/pins/{id}", get(pins::check))
        .route("/link", get(link::page).post(link::submit))
        .route("/api/v2/users/signin", post(sign_in::sign_in))
        .route("/api/v2/users/signout", delete(account::sign_out))
        .route("/api/v2/ping", get(account::ping))
        .route("/api/v2/auth/jwk", post(device_keys::register))
        .route("/api/v2/auth/nonce", get(device_keys::nonce))
        .route("/api/v2/auth/token", post(device_keys::token))
        .route("/api/v2/auth/keys", get(device_keys::keys))
        .route("/api/claim/token.json", get(network::claim_token))
}

fn the_account() -> Router<Arc<State>> {
    router()
        .route("/api/v2/user", get(account::user))
        .route("/users/account", get(account::user_of_old))
        .route("/users/account.json", get(account::user_of_old))
        .route("/users/account.xml", get(account::user_of_old))
        .route(
            "/api/v2/user/webhooks",
            get(webhooks::list).post(webhooks::replace),
        )
        .route(
            "/api/v2/user/privacy",
            get(settings::privacy).put(settings::set_privacy),
        )
        .route(
            "/api/v2/user/view_state_sync",
            get(settings::view_state_sync).put(settings::set_view_state_sync),
        )
        .route(
            "/api/v2/user/{uuid}/settings/opt_outs",
            get(settings::opt_outs).post(settings::set_opt_out),
        )
        .route("/api/announcements", get(settings::announcements))
        .route("/api/announcements/{id}", put(settings::mark_announcement))
        .route("/api/v2/geoip", get(network::locate))
        .route("/:/ip", get(network::public_address))
        .route("/api/v2/resources", get(resources::list))
        .route("/api/resources", get(resources::list_of_old))
        .route("/devices.xml", get(devices::list))
        .route("/devices.json", get(devices::list_in_json))
        .route("/devices/{id}", delete(devices::remove))
        .route(
            "/devices/{id}/sync_items",
            get(mobile_sync::list).post(mobile_sync::place),
        )
        .route(
            "/devices/{id}/sync_items/{order}",
            delete(mobile_sync::take_back),
        )
        .route("/servers/{machine}/sync_lists", get(mobile_sync::lists))
        .route("/api/v2/servers/{machine}", get(servers::one))
        .route("/api/servers/{machine}", get(servers::one_of_old))
        .route("/api/servers", get(servers::list))
        .route("/pms/servers.xml", get(servers::list))
}

fn people() -> Router<Arc<State>> {
    router()
        .route("/api/v2/home", get(home::home))
        .route("/api/v2/home/users", get(home::users))
        .route(
            "/api/v2/home/users/restricted/{id}",
            post(home::set_managed_pin),
        )
        .route("/api/v2/home/users/{id}/switch", post(home::switch))
        .route("/api/home/users", get(home::users_of_old).post(home::add))
        .route(
            "/api/home/users/{id}",
            put(home::set_own_pin).delete(home::remove),
        )
        .route("/api/home/users/{id}/switch", post(home::switch_of_old))
        .route("/api/v2/friends", get(friends::list))
        .route("/api/v2/friends/invite", post(friends::invite))
        .route("/api/v2/friends/{id}/accept", post(friends::accept))
        .route("/api/v2/friends/{id}", delete(friends::remove))
        .route("/pms/friends/all", get(friends::list_of_old))
        .route("/api/users", get(sharing_of_old::users))
        .route("/api/users/validate", get(sharing_of_old::validate))
}

fn sharing() -> Router<Arc<State>> {
    router()
        .route("/api/v2/shared_servers", post(sharing::create))
        .route(
            "/api/v2/shared_servers/{id}",
            get(sharing::get)
                .post(sharing::update)
                .delete(sharing::remove),
        )
        .route("/api/v2/shared_servers/{id}/accept", post(sharing::accept))
        .route(
            "/api/v2/shared_servers/owned/accepted",
            get(sharing::accepted),
        )
        .route(
            "/api/v2/shared_servers/invites/{side}/pending",
            get(sharing::pending),
        )
        .route(
            "/api/v2/sharing_settings",
            get(sharing::settings).post(sharing::set_settings),
        )
        .route(
            "/api/v2/sharings/{id}",
            put(sharing::change_access).delete(sharing::end_access),
        )
        .route(
            "/api/servers/{machine}/shared_servers",
            get(sharing_of_old::shares).post(sharing_of_old::share),
        )
        .route(
            "/api/servers/{machine}/shared_servers/{id}",
            get(sharing_of_old::one_share)
                .put(sharing_of_old::one_share)
                .delete(sharing_of_old::one_share),
        )
        .route("/api/invites/requested", get(sharing_of_old::sent))
        .route(
            "/api/invites/requested/{id}",
            delete(sharing_of_old::cancel),
        )
        .route("/api/invites/requests", get(sharing_of_old::received))
        .route(
            "/api/invites/requests/{id}",
            put(sharing_of_old::accept).delete(sharing_of_old::decline),
        )
}

fn providers() -> Router<Arc<State>> {
    router()
        .route("/library/sections/watchlist/{filter}", get(watchlist::list))
        .route("/library/search", get(watchlist::search))
        .route("/hubs", get(on_demand::hubs))
        .route("/library/metadata/{names}", get(watchlist::details))
        .route("/library/metadata/{name}/children", get(watchlist::seasons))
        .route(
            "/library/metadata/{name}/allLeaves",
            get(watchlist::episodes),
        )
        .route(
            "/library/metadata/{name}/userState",
            get(watchlist::user_state),
        )
        .route(
            "/library/metadata/{name}/commonsensemedia",
            get(watchlist::advice),
        )
        .route("/resources", get(players::sonos_list))
        .route("/player/{*command}", any(players::relay))
        .route(
            "/actions/{action}",
            get(watchlist::mark).put(watchlist::change),
        )
}

/// What is described, but not modelled, is answered from the document.
async fn unknown(Ask(request): Ask) -> Answer {
    from_document::answer(&request).ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))
}

/// An answer of the older routes, which speak XML to everybody.
fn old_xml(status: StatusCode, root: &str, value: &Value) -> Response {
    let body = plex_models::xml::write(root, value);
    with_type(status, "application/xml; charset=utf-8", body)
}

/// The container of the older routes.
fn old_container(state: &State, status: StatusCode, mut list: Value) -> Response {
    let size = list
        .as_object()
        .and_then(|members| members.values().find_map(Value::as_array));
    let size = size.map_or(0, Vec::len);
    for (name, member) in [
        ("friendlyName", "myPlex".into()),
        ("identifier", "com.plexapp.plugins.myplex".into()),
        (
            "machineIdentifier",
            state.server.machine_identifier.as_str().into(),
        ),
        ("totalSize", size.into()),
        ("size", size.into()),
    ] {
        set(&mut list, name, member);
    }
    old_xml(status, "MediaContainer", &list)
}
