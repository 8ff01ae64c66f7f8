//! The download queue over HTTP.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    extract::{Path, State as Of},
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use serde_json::{Value, json};

use super::{
    decision::{as_json, decide, result},
    media::file_of,
    ranges,
};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html, set_header},
    containers,
    contents::{Account, uris::Target},
    download_queues::{Entry, restart},
    files::File,
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

fn number(text: &str) -> Result<u64, Refusal> {
    text.parse().map_err(|_| missing())
}

/// `POST /downloadQueue`: the one of the device, made where there is none.
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let device = request.plex("X-Plex-Client-Identifier").unwrap_or_default();
    let queue = state.download_queues.lock().of(viewer, device);
    queue_answer(&state, &request, viewer, queue)
}

/// `GET /downloadQueue/{queue}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(queue): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    queue_answer(&state, &request, viewer, number(&queue)?)
}

fn queue_answer(state: &State, request: &Received, viewer: Account, queue: u64) -> Answer {
    let now = state.seconds();
    let mut queues = state.download_queues.lock();
    let entries = queues.entries(queue, viewer).ok_or_else(missing)?;
    let is_any = |status: &str| entries.iter().any(|entry| entry.status(now) == status);
    let status = ["processing", "deciding", "waiting"]
        .into_iter()
        .find(|status| is_any(status))
        .unwrap_or("done");
    let answer = json!({
        "size": 1,
        "DownloadQueue": [{"id": queue, "itemCount": entries.len(), "status": status}],
    });
    drop(queues);
    Ok(container(state, request, answer))
}

/// `POST /downloadQueue/{queue}/add?keys=…`
pub(crate) async fn add(
    Of(state): Of<Arc<State>>,
    Path(queue): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let queue = number(&queue)?;
    let keys = request
        .query("keys")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let mut wanted = Vec::new();
    for path in keys.split(',') {
        let items: Vec<_> = Target::read(path)
            .keys()
            .into_iter()
            .filter_map(|key| state.contents.item(key))
            .flat_map(|item| state.contents.leaves(item))
            .collect();
        if items.is_empty() {
            return Err(missing());
        }
        for key in items {
            let path = format!("/library/metadata/{key}");
            let plan = decide(&state, &request, &path, viewer)?;
            wanted.push((path, plan));
        }
    }
    let now = state.seconds();
    let mut queues = state.download_queues.lock();
    queues.entries(queue, viewer).ok_or_else(missing)?;
    let added: Vec<_> = wanted
        .into_iter()
        .map(|(path, plan)| {
            let id = queues.add(queue, path.clone(), plan, now);
            json!({"key": path, "id": id})
        })
        .collect();
    drop(queues);
    let answer = json!({"size": added.len(), "AddedQueueItems": added});
    Ok(container(&state, &request, answer))
}

/// `GET /downloadQueue/{queue}/items`
pub(crate) async fn items(
    Of(state): Of<Arc<State>>,
    Path(queue): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    listed(&state, &request, viewer, &queue, None)
}

/// `GET` and `DELETE /downloadQueue/{queue}/items/{ids}`
pub(crate) async fn some(
    Of(state): Of<Arc<State>>,
    Path((queue, ids)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let ids = ids_in(&ids)?;
    if request.method != "DELETE" {
        return listed(&state, &request, viewer, &queue, Some(&ids));
    }
    let mut queues = state.download_queues.lock();
    let entries = queues
        .entries(number(&queue)?, viewer)
        .ok_or_else(missing)?;
    let before = entries.len();
    entries.retain(|entry| !ids.contains(&entry.id));
    if entries.len() == before {
        return Err(missing());
    }
    Ok(nothing(StatusCode::OK))
}

/// `POST /downloadQueue/{queue}/items/{ids}/restart`
pub(crate) async fn again(
    Of(state): Of<Arc<State>>,
    Path((queue, ids)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let ids = ids_in(&ids)?;
    let now = state.seconds();
    let mut queues = state.download_queues.lock();
    let entries = queues
        .entries(number(&queue)?, viewer)
        .ok_or_else(missing)?;
    let mut wanted: Vec<_> = entries
        .iter_mut()
        .filter(|entry| ids.contains(&entry.id))
        .collect();
    if wanted.is_empty() {
        return Err(missing());
    }
    for entry in &mut wanted {
        restart(entry, now);
    }
    Ok(nothing(StatusCode::OK))
}

fn ids_in(text: &str) -> Result<Vec<u64>, Refusal> {
    text.split(',').map(number).collect()
}

fn listed(
    state: &State,
    request: &Received,
    viewer: Account,
    queue: &str,
    ids: Option<&[u64]>,
) -> Answer {
    let now = state.seconds();
    let mut queues = state.download_queues.lock();
    let entries: Vec<_> = queues
        .entries(number(queue)?, viewer)
        .ok_or_else(missing)?
        .iter()
        .filter(|entry| ids.is_none_or(|ids| ids.contains(&entry.id)))
        .map(|entry| entry_as_json(entry, now))
        .collect();
    drop(queues);
    if ids.is_some() && entries.is_empty() {
        return Err(missing());
    }
    let mut answer = json!({"size": entries.len()});
    if !entries.is_empty() {
        set(&mut answer, "DownloadQueueItem", entries.into());
    }
    Ok(container(state, request, answer))
}

fn entry_as_json(entry: &Entry, now: u64) -> Value {
    let status = entry.status(now);
    let mut value = json!({
        "id": entry.id,
        "queueId": entry.queue,
        "key": entry.path,
        "status": status,
    });
    if status != "deciding" {
        let decided = result(&entry.plan)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        set(&mut value, "DecisionResult", Value::Object(decided));
    }
    if status == "processing" {
        let target = &entry.plan.target;
        let session = json!({
            "key": format!("/transcode/sessions/download-{}", entry.id),
            "throttled": false,
            "complete": false,
            "progress": entry.progress(now),
            "duration": target.duration,
            "context": "static",
            "protocol": "http",
            "container": target.container,
            "offlineTranscode": true,
        });
        set(&mut value, "TranscodeSession", session);
    }
    value
}

fn entry_of(state: &State, viewer: Account, queue: &str, id: &str) -> Result<Entry, Refusal> {
    let (queue, id) = (number(queue)?, number(id)?);
    let mut queues = state.download_queues.lock();
    queues
        .entries(queue, viewer)
        .ok_or_else(missing)?
        .iter()
        .find(|entry| entry.id == id)
        .cloned()
        .ok_or_else(missing)
}

/// `GET /downloadQueue/{queue}/item/{id}/decision`
pub(crate) async fn decision(
    Of(state): Of<Arc<State>>,
    Path((queue, id)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let entry = entry_of(&state, viewer, &queue, &id)?;
    Ok(container(&state, &request, as_json(&entry.plan)))
}

/// `GET /downloadQueue/{queue}/item/{id}/media`
pub(crate) async fn media(
    Of(state): Of<Arc<State>>,
    Path((queue, id)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let entry = entry_of(&state, viewer, &queue, &id)?;
    match entry.status(state.seconds()) {
        "available" => {}
        "expired" => return Err(missing()),
        _ => {
            let mut response = refuse_in_html(StatusCode::SERVICE_UNAVAILABLE).into_response();
            set_header(&mut response, header::RETRY_AFTER, "2");
            return Ok(response);
        }
    }
    let part = member(&entry.plan.item, "Media/0/Part/0/id").as_u64();
    let original = part.and_then(|part| file_of(&state, part));
    let file = if entry.plan.direct_play {
        original.ok_or_else(missing)?.0
    } else {
        let form = entry.plan.target.container;
        let edition = state.edition.load(Ordering::SeqCst);
        let name = format!("download-{}", entry.id);
        File::new(&name, form, containers::length(form), edition, 0)
    };
    Ok(ranges::send(&request, &file))
}
