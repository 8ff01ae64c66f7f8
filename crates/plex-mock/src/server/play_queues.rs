//! Play queues over HTTP.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::json;

use super::{collections::move_after, conversions, lists::unreadable, paging::in_its_section};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::{Account, uris::Target},
    library::Detail,
    look::set,
    play_queues::Queue,
    requests::{Ask, Received},
    state::State,
};

/// `POST /playQueues`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let (source, mut keys) = wanted(&state, &request, viewer)?;
    let first = request
        .field("key")
        .and_then(|key| Target::read(&key).keys().first().copied());
    // An episode alone is followed by the others of its show when the player wants to go on.
    if let ([only], true) = (keys.as_slice(), request.is_on("continuous"))
        && let Some(item) = state.contents.item(*only)
    {
        let top = std::iter::successors(Some(item), |item| state.contents.item(item.parent_key()?))
            .last();
        let all = top
            .map(|top| state.contents.leaves(top))
            .unwrap_or_default();
        let from = all.iter().position(|key| key == only).unwrap_or(0);
        keys = all.get(from..).map(<[u64]>::to_vec).unwrap_or(keys);
    }
    let queue = state.play_queues.create(viewer, source, &keys, first);
    let queue = if request.is_on("shuffle") {
        state
            .play_queues
            .change(queue.id, viewer, |queue| {
                queue.shuffle(state.seed);
                queue.version = 0;
            })
            .unwrap_or(queue)
    } else {
        queue
    };
    answer(&state, &request, viewer, &queue)
}

/// The source of a queue, and what can be played in it.
fn wanted(
    state: &State,
    request: &Received,
    viewer: Account,
) -> Result<(String, Vec<u64>), Refusal> {
    let source = match (request.field("uri"), request.field("playlistID")) {
        (Some(uri), _) => uri,
        (None, Some(playlist)) => format!("/playlists/{playlist}/items"),
        (None, None) => return Err(refuse_in_html(StatusCode::BAD_REQUEST)),
    };
    let keys: Vec<_> = state
        .contents
        .behind(&source, viewer)
        .map_err(unreadable)?
        .into_iter()
        .filter_map(|key| state.contents.item(key))
        .flat_map(|item| state.contents.leaves(item))
        .take(LONGEST)
        .collect();
    if keys.is_empty() {
        return Err(refuse_in_html(StatusCode::BAD_REQUEST));
    }
    Ok((source, keys))
}

const LONGEST: usize = 10_000;

/// `GET /playQueues/{id}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    if conversions::is_asked(&id, viewer) {
        return conversions::list(&state, &request);
    }
    let queue = id
        .parse()
        .ok()
        .and_then(|id| state.play_queues.get(id, viewer));
    let queue = queue.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    answer(&state, &request, viewer, &queue)
}

/// `PUT /playQueues/{id}`: adds.
pub(crate) async fn add(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let (_, keys) = wanted(&state, &request, viewer)?;
    let next = request.is_on("next");
    let queue = id
        .parse()
        .ok()
        .and_then(|id| state.play_queues.add(id, viewer, &keys, next));
    let queue = queue.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    answer(&state, &request, viewer, &queue)
}

/// `DELETE /playQueues/{id}/items`
pub(crate) async fn clear(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    changed(&state, &request, &id, Queue::clear)
}

/// `PUT /playQueues/{id}/{shuffle,unshuffle,reset}`
pub(crate) async fn change(
    Of(state): Of<Arc<State>>,
    Path((id, how)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    if !matches!(how.as_str(), "shuffle" | "unshuffle" | "reset") {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    changed(&state, &request, &id, |queue| match how.as_str() {
        "shuffle" => queue.shuffle(state.seed),
        "unshuffle" => queue.unshuffle(),
        _ => queue.selected = queue.entries.first().map_or(0, |(entry, _)| *entry),
    })
}

/// `DELETE /playQueues/{id}/items/{entry}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path((id, entry)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let entry: u64 = entry
        .parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))?;
    changed(&state, &request, &id, |queue| {
        queue.entries.retain(|(number, _)| *number != entry);
    })
}

/// `PUT /playQueues/{id}/items/{entry}/move?after=`
pub(crate) async fn move_item(
    Of(state): Of<Arc<State>>,
    Path((id, entry)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let entry: u64 = entry
        .parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))?;
    let viewer = state.check_server_token(&request)?;
    if conversions::is_asked(&id, viewer) {
        return conversions::move_item(&state, &request, entry);
    }
    let after = request.field("after").and_then(|after| after.parse().ok());
    changed(&state, &request, &id, |queue| {
        move_after(&mut queue.entries, |(number, _)| *number, entry, after);
        queue.moved(entry, after);
    })
}

fn changed(state: &State, request: &Received, id: &str, change: impl FnOnce(&mut Queue)) -> Answer {
    let viewer = state.check_server_token(request)?;
    let queue = id
        .parse()
        .ok()
        .and_then(|id| state.play_queues.change(id, viewer, change))
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    answer(state, request, viewer, &queue)
}

/// The queue as a player sees it: a window of what is before and behind what it plays.
fn answer(state: &State, request: &Received, viewer: Account, queue: &Queue) -> Answer {
    let center = request
        .query("center")
        .and_then(|center| center.parse().ok())
        .unwrap_or(queue.selected);
    let window = request
        .query("window")
        .and_then(|window| window.parse().ok())
        .unwrap_or(50_usize);
    let at = |wanted: u64| queue.entries.iter().position(|(entry, _)| *entry == wanted);
    let middle = at(center).unwrap_or(0);
    let before = if request.query("includeBefore") == Some("0") {
        0
    } else {
        window
    };
    let after = if request.query("includeAfter") == Some("0") {
        0
    } else {
        window
    };
    let start = middle.saturating_sub(before);
    let end = middle
        .saturating_add(after)
        .saturating_add(1)
        .min(queue.entries.len());
    let items: Vec<_> = queue
        .entries
        .get(start..end)
        .unwrap_or_default()
        .iter()
        .filter_map(|(entry, key)| {
            let item = state.contents.item(*key)?;
            let value = state.contents.value(item, Detail::Whole, viewer);
            let mut value = in_its_section(&item.section, value);
            set(&mut value, "playQueueItemID", (*entry).into());
            Some(value)
        })
        .collect();
    let selected = at(queue.selected);
    let selected_key = selected
        .and_then(|place| queue.entries.get(place))
        .map(|(_, key)| *key);
    let mut answer = json!({
        "size": items.len(),
        "identifier": super::items::IDENTIFIER,
        "mediaTagPrefix": super::items::MEDIA_TAG_PREFIX,
        "mediaTagVersion": super::items::MEDIA_TAG_VERSION,
        "playQueueID": queue.id,
        "playQueueSelectedItemID": queue.selected,
        "playQueueSelectedItemOffset": selected.unwrap_or(0),
        "playQueueSelectedMetadataItemID": selected_key,
        "playQueueShuffled": queue.shuffled,
        "playQueueSourceURI": queue.source,
        "playQueueTotalCount": queue.entries.len(),
        "playQueueVersion": queue.version,
    });
    if let Some(last_added) = queue.last_added {
        set(&mut answer, "playQueueLastAddedItemID", last_added.into());
    }
    if !items.is_empty() {
        set(&mut answer, "Metadata", items.into());
    }
    Ok(container(state, request, answer))
}
