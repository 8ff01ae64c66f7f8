//! The queue of what the server converts for later: what was ordered waits in it as long as conversions are paused.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::put,
};
use serde_json::json;

use super::{
    collections::move_after,
    optimized::{PLAYLIST, of_order, tell},
    paging::in_its_section,
    router,
};
use crate::{
    answer::{Answer, container, nothing, refuse_in_html},
    contents::{Account, OWNER, attached::Conversion, locked},
    library::Detail,
    look::{member, set},
    play_queues::CONVERSIONS,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router().route("/playlists/{id}/items/{order}/{key}/{switch}", put(switch))
}

/// Whether a queue is this one, as its owner names it: nobody else sees it.
pub(super) fn is_asked(id: &str, viewer: Account) -> bool {
    viewer == OWNER && id == CONVERSIONS.to_string()
}

/// Converts what waits, unless conversions are paused. That takes no time here.
pub(super) fn settle(state: &State) {
    if state.preferences.is_on("BackgroundQueueIdlePaused") {
        return;
    }
    let mut attached = locked(&state.contents.attached);
    attached.conversions.clear();
    for order in &mut attached.orders {
        let count = member(order, "Status/itemsCount").clone();
        let Some(status) = order.get_mut("Status") else {
            continue;
        };
        set(status, "itemsCompleteCount", count.clone());
        set(status, "itemsSuccessfulCount", count);
        set(status, "state", "complete".into());
    }
}

/// `GET /playQueues/1`
pub(super) fn list(state: &State, request: &Received) -> Answer {
    settle(state);
    let (waiting, orders) = {
        let attached = locked(&state.contents.attached);
        (attached.conversions.clone(), attached.orders.clone())
    };
    let items: Vec<_> = waiting
        .iter()
        .filter_map(|waiting| {
            let item = state.contents.item(waiting.key)?;
            let order = orders
                .iter()
                .find(|order| member(order, "id") == &json!(waiting.order))?;
            let value = state.contents.value(item, Detail::Listing, OWNER);
            let mut value = in_its_section(&item.section, value);
            for (name, told) in [
                ("playQueueItemID", waiting.entry.into()),
                ("playlistID", PLAYLIST.into()),
                ("generatorID", waiting.order.into()),
                ("generatorType", 42.into()),
                ("target", member(order, "target").clone()),
                ("userID", OWNER.into()),
            ] {
                set(&mut value, name, told);
            }
            Some(value)
        })
        .collect();
    let mut queue = json!({
        "size": items.len(),
        "playQueueID": CONVERSIONS,
        "playQueueTotalCount": items.len(),
        "playQueueVersion": 1,
    });
    if !items.is_empty() {
        set(&mut queue, "Metadata", items.into());
    }
    Ok(container(state, request, queue))
}

/// `PUT /playQueues/1/items/{entry}/move?after=`: behind another, or with `-1` to the front.
pub(super) fn move_item(state: &State, request: &Received, entry: u64) -> Answer {
    settle(state);
    let after = request.field("after").and_then(|after| after.parse().ok());
    let mut attached = locked(&state.contents.attached);
    let waiting = &mut attached.conversions;
    if !waiting.iter().any(|waiting| waiting.entry == entry) {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    move_after(waiting, |waiting| waiting.entry, entry, after);
    drop(attached);
    list(state, request)
}

/// `PUT /playlists/{orders}/items/{order}/{key}/{enable,disable}`: takes a thing out of the queue, or puts it there again.
async fn switch(
    Of(state): Of<Arc<State>>,
    Path((list, order, key, how)): Path<(String, String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let number = |text: &str| text.parse::<u64>().map_err(|_| missing());
    let (order, key) = (number(&order)?, number(&key)?);
    if list != PLAYLIST.to_string() || viewer != OWNER {
        return Err(missing());
    }
    let keys = of_order(&state, order)?;
    if !keys.contains(&key) {
        return Err(missing());
    }
    locked(&state.contents.attached)
        .conversions
        .retain(|waiting| (waiting.order, waiting.key) != (order, key));
    match how.as_str() {
        "disable" => tell(&state, "queue:item:removed"),
        "enable" => wait(&state, order, &[key]),
        _ => return Err(missing()),
    }
    Ok(nothing(StatusCode::OK))
}

/// Puts things of an order into the queue.
pub(super) fn wait(state: &State, order: u64, keys: &[u64]) {
    let mut attached = locked(&state.contents.attached);
    for key in keys {
        attached.conversions_so_far += 1;
        let entry = attached.conversions_so_far;
        let key = *key;
        attached.conversions.push(Conversion { entry, order, key });
    }
    drop(attached);
    settle(state);
    tell(state, "queue:item:added");
}
