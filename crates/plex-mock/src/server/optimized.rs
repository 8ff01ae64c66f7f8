//! Orders for smaller versions. They lie in a playlist of their own, and are done as soon as they are placed, unless
//! conversions are paused.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::{delete, get},
};
use serde_json::{Value, json};

use super::{conversions, found_tags, lists::unreadable, paging::mixed_list, router};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::{OWNER, locked},
    library::Detail,
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// The playlist of the orders.
pub(super) const PLAYLIST: u64 = 7_000_000_042;

/// The kind of what is made by an order.
const VERSION: &str = "42";

/// What versions are made for, by the number of its tag.
const TARGETS: &[(u64, &str)] = &[
    (1, "Optimized for Mobile"),
    (2, "Optimized for TV"),
    (3, "Original Quality"),
];

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/playlists/generators", delete(clear))
        .route("/playlists/{id}/items/{order}/items", get(ordered))
        .route("/library/tags", get(tags))
}

/// Whether a list of playlists is asked for that has the orders.
pub(super) fn is_asked(request: &Received) -> bool {
    request.query("type") == Some(VERSION)
}

/// `GET /playlists?type=42`
pub(super) fn list(state: &State, request: &Received) -> Answer {
    let count = locked(&state.contents.attached).orders.len();
    let playlist = json!({
        "ratingKey": PLAYLIST.to_string(),
        "key": format!("/playlists/{PLAYLIST}/items"),
        "guid": "com.plexapp.agents.none://optimized",
        "type": "playlist",
        "title": "Optimized Versions",
        "summary": "",
        "smart": false,
        "playlistType": "video",
        "specialPlaylistType": "optimizer",
        "leafCount": count,
    });
    let answer = json!({"size": 1, "Metadata": [playlist]});
    Ok(container(state, request, answer))
}

/// `GET /playlists/{orders}/items`
pub(super) fn items(state: &State, request: &Received) -> Answer {
    conversions::settle(state);
    let orders = locked(&state.contents.attached).orders.clone();
    let mut answer = json!({"size": orders.len()});
    if !orders.is_empty() {
        set(&mut answer, "Item", orders.into());
    }
    Ok(container(state, request, answer))
}

/// `PUT /playlists/{orders}/items?Item[…]=…`: places an order.
pub(super) fn order(state: &State, request: &Received) -> Answer {
    state.check_server_token(request)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let text = |name: &str| request.query(&format!("Item[{name}]")).unwrap_or_default();
    let number = |name: &str| text(name).parse::<i64>().ok();
    let uri = request.query("Item[Location][uri]").ok_or_else(bad)?;
    let policy = json!({
        "scope": text("Policy][scope"), "value": number("Policy][value"), "unwatched": text("Policy][unwatched") == "1",
    });
    let source = state.contents.behind(uri, OWNER).map_err(unreadable)?;
    if source.is_empty() {
        return Err(bad());
    }
    // It may be that nothing is left to convert, as where all has been watched.
    let keys = wanted(state, uri, &policy)?;
    let count = keys.len();
    let mut attached = locked(&state.contents.attached);
    let before = attached
        .orders
        .iter()
        .filter_map(|order| member(order, "id").as_i64());
    let id = before.max().unwrap_or(0) + 1;
    attached.orders.push(json!({
        "id": id,
        "type": 42,
        "title": text("title"),
        "target": text("target"),
        "targetTagID": number("targetTagID"),
        "Status": {
            "state": "pending", "failure": "", "failureCode": 0, "itemsCount": count, "itemsCompleteCount": 0,
            "itemsSuccessfulCount": 0, "totalSize": 0,
        },
        "Policy": policy,
        "Location": {"uri": uri},
    }));
    drop(attached);
    conversions::wait(state, id.unsigned_abs(), &keys);
    items(state, request)
}

/// What is to be converted of a source: what can be played of it, as far as the order goes.
fn wanted(state: &State, uri: &str, policy: &Value) -> Result<Vec<u64>, Refusal> {
    let contents = &state.contents;
    let keys = contents.behind(uri, OWNER).map_err(unreadable)?;
    let leaves = keys.into_iter().filter_map(|key| contents.item(key));
    let mut keys: Vec<_> = leaves.flat_map(|item| contents.leaves(item)).collect();
    if member(policy, "unwatched") == true {
        let is_unseen = |key: &u64| {
            let value = contents.value_of(*key, Detail::Listing, OWNER);
            member(&value, "viewCount").as_u64().unwrap_or(0) == 0
        };
        keys.retain(is_unseen);
    }
    let most = member(policy, "value").as_u64();
    if let ("count", Some(most)) = (member(policy, "scope").as_str().unwrap_or(""), most) {
        keys.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    }
    Ok(keys)
}

/// What was ordered by the order of a number.
pub(super) fn of_order(state: &State, number: u64) -> Result<Vec<u64>, Refusal> {
    let order = locked(&state.contents.attached)
        .orders
        .iter()
        .find(|known| member(known, "id").as_u64() == Some(number))
        .cloned()
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let uri = member(&order, "Location/uri").as_str().unwrap_or_default();
    wanted(state, uri, member(&order, "Policy"))
}

/// `GET /playlists/{orders}/items/{order}/items`: what smaller versions were ordered of.
async fn ordered(
    Of(state): Of<Arc<State>>,
    Path((_, order)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let order = order
        .parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))?;
    let keys = of_order(&state, order)?;
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `PUT /playlists/{orders}/items/{order}?Item[title]=…`
pub(super) async fn rename(
    Of(state): Of<Arc<State>>,
    Path((_, order)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let title = request.query("Item[title]");
    let title = title.ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let mut attached = locked(&state.contents.attached);
    let mut orders = attached.orders.iter_mut();
    let order = orders.find(|known| member(known, "id").as_u64() == order.parse().ok());
    let order = order.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    set(order, "title", title.into());
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /playlists/{orders}/items/{order}`
pub(super) fn remove(state: &State, id: u64) -> Answer {
    let mut attached = locked(&state.contents.attached);
    let before = attached.orders.len();
    attached
        .orders
        .retain(|order| member(order, "id").as_u64() != Some(id));
    if attached.orders.len() == before {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    attached.conversions.retain(|waiting| waiting.order != id);
    drop(attached);
    tell(state, "queue:item:removed");
    Ok(nothing(StatusCode::OK))
}

/// Tells those who listen what happened to the queue of conversions.
pub(super) fn tell(state: &State, event: &str) {
    let told = json!({"queueID": 1, "event": event});
    let told = json!({"BackgroundProcessingQueueEventNotification": [told]});
    state.events.tell("backgroundProcessingQueue", told);
}

/// `DELETE /playlists/generators?type=42`: takes all orders back.
async fn clear(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut attached = locked(&state.contents.attached);
    attached.orders.clear();
    attached.conversions.clear();
    drop(attached);
    tell(&state, "queue:item:removed");
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/tags?type=`: the tags of that sort; of 42, what versions can be made for.
async fn tags(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    if !is_asked(&request) {
        return found_tags::list(&state, &request);
    }
    let tags: Vec<Value> = TARGETS
        .iter()
        .map(|(id, tag)| {
            json!({"id": id, "tag": tag, "tagType": 42, "filter": format!("mediaProcessingTarget={id}")})
        })
        .collect();
    let answer = json!({"size": tags.len(), "Directory": tags});
    Ok(container(&state, &request, answer))
}
