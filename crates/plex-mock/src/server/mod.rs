//! The mock media server.

mod admin;
mod archive;
mod browse;
mod cast;
mod chosen_streams;
mod collections;
mod conversions;
mod decision;
mod downloads;
mod dvr;
mod edits;
mod extras;
mod filters;
mod found_tags;
mod guide;
mod housekeeping;
mod hubs;
mod identity;
mod includes;
mod item_preferences;
mod items;
mod library_search;
mod lists;
mod live;
mod managed_hubs;
mod matches;
mod media;
mod meta;
mod mobile_sync;
mod notifications;
mod opinions;
mod optimized;
mod paging;
mod pictures;
mod play_queues;
mod play_state;
mod playlist_import;
mod playlists;
mod previews;
mod profile;
mod providers;
mod ranges;
mod recordings;
mod search;
mod section_setup;
mod section_ways;
mod sections;
mod sound;
mod stations;
mod statistics;
mod streams;
mod subtitles;
mod transcode;

use std::sync::Arc;

use axum::{
    Router,
    extract::State as Of,
    http::StatusCode,
    routing::{any, delete, get, post, put},
};

pub(crate) use self::{lists::listing, paging::in_its_section};
use crate::{
    answer::{Answer, refuse_in_html},
    from_document, players,
    requests::Ask,
    state::State,
};

/// The version that the server claims to be.
pub(crate) const VERSION: &str = "1.43.2.10687-standin00";

/// The routes.
pub(crate) fn routes(state: Arc<State>) -> Router {
    router()
        .merge(library())
        .merge(collections_and_playlists())
        .merge(pictures::routes())
        .merge(matches::routes())
        .merge(subtitles::routes())
        .merge(optimized::routes())
        .merge(conversions::routes())
        .merge(previews::routes())
        .merge(housekeeping::routes())
        .merge(statistics::routes())
        .merge(sound::routes())
        .merge(mobile_sync::routes())
        .merge(dvr::routes())
        .merge(dvr::operations())
        .merge(guide::routes())
        .merge(live::routes())
        .merge(recordings::routes())
        .merge(playing())
        .merge(converting())
        .merge(administration())
        .fallback(unknown)
        .with_state(state)
}

/// A router that takes the real server's paths, of which segments begin with a colon.
fn router() -> Router<Arc<State>> {
    Router::new().without_v07_checks()
}

fn library() -> Router<Arc<State>> {
    router()
        .route("/", get(identity::capabilities))
        .route("/identity", get(identity::identity))
        .route("/media/providers", get(providers::list))
        .route("/library", get(sections::library))
        .route("/library/all", get(lists::everything))
        .route("/library/onDeck", get(lists::on_deck))
        .route("/library/recentlyAdded", get(lists::recently_added))
        .route(
            "/library/sections",
            get(sections::list).post(section_setup::create),
        )
        .route(
            "/library/sections/all",
            get(sections::list).post(section_setup::create),
        )
        .route(
            "/library/sections/prefs",
            get(section_setup::default_preferences),
        )
        .route(
            "/library/sections/{id}",
            get(sections::one)
                .put(section_setup::edit)
                .delete(section_setup::delete),
        )
        .route(
            "/library/sections/{id}/all",
            get(lists::list).put(edits::edit_in_section),
        )
        .route(
            "/library/sections/all/refresh",
            get(section_setup::refresh_all)
                .post(section_setup::refresh_all)
                .delete(section_setup::stop_all),
        )
        .route(
            "/library/sections/{id}/stations/{number}",
            get(stations::one),
        )
        .route(
            "/library/sections/{id}/{way}",
            get(sections::way)
                .put(section_setup::put)
                .post(section_setup::post)
                .delete(section_setup::take_away),
        )
        .route(
            "/library/metadata/{keys}",
            get(items::details)
                .put(edits::edit_by_key)
                .delete(items::delete),
        )
        .route(
            "/library/metadata/augmentations/{id}",
            get(items::augmentation),
        )
        .route("/library/metadata/{keys}/onDeck", get(items::on_deck_of))
        .route("/library/metadata/{id}/related", get(hubs::related))
        .route("/library/metadata/{id}/extras", get(extras::list))
        .route("/library/metadata/{id}/similar", get(extras::similar))
        .route("/library/metadata/{id}/tree", get(extras::tree))
        .route(
            "/library/metadata/{id}/station/{name}",
            get(stations::one_of_artist),
        )
        .route("/library/people/{id}", get(cast::one))
        .route("/library/people/{id}/media", get(cast::media))
        .route(
            "/library/media/{id}/chapterImages/{number}",
            get(streams::chapter),
        )
        .route(
            "/library/metadata/{keys}/refresh",
            get(admin::refresh_items).put(admin::refresh_items),
        )
        .route("/library/metadata/{keys}/children", get(items::children))
        .route(
            "/library/metadata/{keys}/grandchildren",
            get(items::grandchildren),
        )
        .route("/library/metadata/{keys}/allLeaves", get(items::all_leaves))
        .route(
            "/library/metadata/{ids}/prefs",
            get(item_preferences::list).put(item_preferences::change),
        )
        .route(
            "/library/collections/{id}/prefs",
            put(item_preferences::change_collection),
        )
        .route(
            "/library/metadata/{id}/{element}/{stamp}",
            get(media::picture),
        )
        .route(
            "/library/metadata/{id}/media/{version}",
            delete(items::delete_version),
        )
        .route("/library/parts/{id}", put(chosen_streams::choose))
        .route("/:/resources/{name}", get(media::resource))
        .route("/library/parts/{id}/{stamp}/{file}", get(media::part))
        .route("/photo/:/transcode", get(media::transcoded))
        .route("/hubs", get(hubs::home))
        .route("/hubs/promoted", get(hubs::home))
        .route("/hubs/search", get(search::search))
        .route("/hubs/search/voice", get(search::search))
        .route("/search", get(search::search_flat))
        .route("/library/search", get(library_search::search))
        .route("/hubs/items", get(hubs::items_of))
        .route("/hubs/continueWatching", get(hubs::continue_watching))
        .route("/hubs/continueWatching/items", get(lists::on_deck))
        .route("/hubs/home/continueWatching", get(lists::on_deck))
        .route("/hubs/home/recentlyAdded", get(hubs::recently_added))
        .route("/hubs/sections/{id}", get(hubs::of_section))
        .route(
            "/hubs/sections/{id}/manage",
            get(managed_hubs::list)
                .post(managed_hubs::add)
                .delete(managed_hubs::reset),
        )
        .route(
            "/hubs/sections/{id}/manage/{identifier}",
            put(managed_hubs::change).delete(managed_hubs::remove),
        )
        .route(
            "/hubs/sections/{id}/manage/{identifier}/move",
            put(managed_hubs::move_hub),
        )
        .route(
            "/hubs/sections/{id}/continueWatching/items",
            get(hubs::continue_items_of),
        )
        .route("/hubs/metadata/{id}", get(hubs::of_item))
        .route("/hubs/metadata/{id}/related", get(hubs::related))
        .route("/hubs/metadata/{id}/postplay", get(hubs::after))
}

fn collections_and_playlists() -> Router<Arc<State>> {
    router()
        .route("/library/collections", post(collections::create))
        .route(
            "/library/collections/{id}",
            get(collections::one).delete(collections::delete_one),
        )
        .route(
            "/library/sections/{section}/collection/{id}",
            delete(collections::delete_one),
        )
        .route(
            "/library/collections/{id}/items",
            get(collections::items_of).put(collections::add),
        )
        .route("/library/collections/{id}/related", get(hubs::related))
        .route(
            "/library/collections/{id}/children",
            get(collections::items_of),
        )
        .route(
            "/library/collections/{id}/items/{item}",
            delete(collections::remove).put(collections::remove),
        )
        .route(
            "/library/collections/{id}/items/{item}/move",
            put(collections::move_item),
        )
        .route(
            "/library/collections/{id}/composite/{stamp}",
            get(media::composite),
        )
        .route(
            "/library/sections/{id}/composite/{stamp}",
            get(media::composite),
        )
        .route("/playlists/{id}/composite/{stamp}", get(media::composite))
        .route("/playlists", get(playlists::list).post(playlists::create))
        .route("/playlists/upload", post(playlist_import::upload))
        .route(
            "/playlists/{id}",
            get(playlists::one)
                .put(playlists::edit)
                .delete(playlists::delete),
        )
        .route(
            "/playlists/{id}/items",
            get(playlists::items)
                .put(playlists::add)
                .delete(playlists::clear),
        )
        .route(
            "/playlists/{id}/items/{entry}",
            delete(playlists::remove).put(optimized::rename),
        )
        .route(
            "/playlists/{id}/items/{entry}/move",
            put(playlists::move_item),
        )
}

fn playing() -> Router<Arc<State>> {
    router()
        .route(
            "/:/scrobble",
            get(play_state::scrobble).put(play_state::scrobble),
        )
        .route(
            "/:/unscrobble",
            get(play_state::unscrobble).put(play_state::unscrobble),
        )
        .route("/:/rate", get(play_state::rate).put(play_state::rate))
        .route(
            "/:/progress",
            get(play_state::progress).post(play_state::progress),
        )
        .route(
            "/:/timeline",
            get(play_state::timeline).post(play_state::timeline),
        )
        .route(
            "/actions/removeFromContinueWatching",
            put(play_state::put_away),
        )
        .route("/status/sessions", get(play_state::sessions))
        .route("/status/sessions/background", get(play_state::background))
        .route(
            "/status/sessions/terminate",
            get(play_state::terminate).post(play_state::terminate),
        )
        .route("/status/sessions/history/all", get(play_state::history))
        .route(
            "/status/sessions/history/{id}",
            get(play_state::history_entry).delete(play_state::history_entry),
        )
        .route("/playQueues", post(play_queues::create))
        .route(
            "/playQueues/{id}",
            get(play_queues::one).put(play_queues::add),
        )
        .route("/playQueues/{id}/{how}", put(play_queues::change))
        .route("/playQueues/{id}/items", delete(play_queues::clear))
        .route(
            "/playQueues/{id}/items/{entry}",
            delete(play_queues::remove),
        )
        .route(
            "/playQueues/{id}/items/{entry}/move",
            put(play_queues::move_item),
        )
}

fn converting() -> Router<Arc<State>> {
    router()
        .route(
            "/{kind}/:/transcode/universal/{what}",
            get(transcode::universal).post(transcode::fall_back),
        )
        .route(
            "/{kind}/:/transcode/universal/session/{id}/{track}/{file}",
            get(transcode::piece),
        )
        .route("/transcode/sessions", get(transcode::sessions))
        .route(
            "/transcode/sessions/{id}",
            get(transcode::session).delete(transcode::session),
        )
        .route("/downloadQueue", post(downloads::create))
        .route("/downloadQueue/{queue}", get(downloads::one))
        .route("/downloadQueue/{queue}/add", post(downloads::add))
        .route("/downloadQueue/{queue}/items", get(downloads::items))
        .route(
            "/downloadQueue/{queue}/items/{ids}",
            get(downloads::some).delete(downloads::some),
        )
        .route(
            "/downloadQueue/{queue}/items/{ids}/restart",
            post(downloads::again),
        )
        .route(
            "/downloadQueue/{queue}/item/{id}/decision",
            get(downloads::decision),
        )
        .route(
            "/downloadQueue/{queue}/item/{id}/media",
            get(downloads::media),
        )
}

fn administration() -> Router<Arc<State>> {
    router()
        .route(
            "/:/websockets/notifications",
            get(notifications::web_socket),
        )
        .route("/:/websocket/notifications", get(notifications::web_socket))
        .route(
            "/:/eventsource/notifications",
            get(notifications::event_source),
        )
        .route("/services/browse", get(browse::top))
        .route("/services/browse/{*path}", get(browse::folder))
        .route(
            "/myplex/account",
            get(identity::account).delete(identity::unclaim),
        )
        .route("/myplex/claim", post(identity::claim))
        .route(
            "/myplex/refreshReachability",
            put(identity::refresh_reachability),
        )
        .route("/activities", get(notifications::activities))
        .route("/activities/{uuid}", delete(notifications::cancel))
        .route(
            "/:/prefs",
            get(admin::preferences).put(admin::change_preferences),
        )
        .route("/:/prefs/get", get(admin::preference))
        .route("/accounts", get(admin::accounts))
        .route("/accounts/{id}", get(admin::account))
        .route("/devices", get(admin::devices))
        .route("/devices/{id}", get(admin::device))
        .route("/servers", get(admin::servers))
        .route("/clients", get(admin::clients))
        .route(
            "/security/token",
            get(admin::delegate).post(admin::delegate),
        )
        .route("/player/{*command}", any(players::relay))
        .route("/resources", any(players::relay))
}

/// What is described, but not modelled, is answered from the document.
async fn unknown(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let known =
        from_document::answer(&request).ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    state.check_server_token(&request)?;
    Ok(known)
}
