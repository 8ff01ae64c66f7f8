//! Playlists: made, filled, ordered and thrown away.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    admin::pairs,
    collections::move_after,
    lists::unreadable,
    optimized,
    paging::{Page, in_its_section, paged},
};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::{
        Account, locked,
        playlists::{Playlist, playlist_type},
    },
    library::Detail,
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// `GET /playlists`
pub(crate) async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    if optimized::is_asked(&request) {
        return optimized::list(&state, &request);
    }
    let wanted = request.query("playlistType");
    let smart = request.query("smart").map(|smart| smart == "1");
    let title = request.query("title").map(str::to_lowercase);
    let section = request.query("sectionID");
    let ids: Vec<_> = locked(&state.contents.playlists)
        .all()
        .filter(|playlist| playlist.owner == viewer)
        .filter(|playlist| wanted.is_none_or(|wanted| wanted == playlist.kind))
        .filter(|playlist| smart.is_none_or(|smart| smart == playlist.content.is_some()))
        .map(|playlist| playlist.id)
        .collect();
    let mut found: Vec<_> = ids
        .into_iter()
        .filter(|id| section.is_none_or(|section| has_of(&state, viewer, *id, section)))
        .filter_map(|id| state.contents.playlist(id, viewer))
        .filter(|playlist| {
            let name = member(playlist, "title").as_str().unwrap_or_default();
            let title = title.as_deref();
            title.is_none_or(|title| name.to_lowercase().contains(title))
        })
        .collect();
    sort(&mut found, request.query("sort").unwrap_or("titleSort"));
    let page = Page::of(&request)?;
    let (total, part) = page.cut(found.len());
    let items = found.get(part).unwrap_or_default().to_vec();
    Ok(paged(&state, &request, page, total, items, json!({})))
}

/// Whether something of a section is in a playlist.
fn has_of(state: &State, viewer: Account, id: u64, section: &str) -> bool {
    let entries = state.contents.entries_of_playlist(id, viewer);
    let mut keys = entries.unwrap_or_default().into_iter().map(|(_, key)| key);
    keys.any(|key| {
        let item = state.contents.item(key);
        item.is_some_and(|item| item.section.id.to_string() == section)
    })
}

/// Sorts playlists by `column:dir`, several with commas between them.
fn sort(playlists: &mut [Value], rules: &str) {
    let rules: Vec<_> = rules
        .split(',')
        .map(|rule| {
            let (column, direction) = rule.trim().split_once(':').unwrap_or((rule.trim(), ""));
            let column = if column == "mediaCount" {
                "leafCount"
            } else {
                column
            };
            (column, direction == "desc")
        })
        .collect();
    let text = |value: &Value| value.as_str().map(str::to_lowercase);
    playlists.sort_by(|left, right| {
        let orders = rules.iter().map(|(column, descending)| {
            let (left, right) = (&left[*column], &right[*column]);
            let order = left
                .as_f64()
                .partial_cmp(&right.as_f64())
                .filter(|order| order.is_ne())
                .unwrap_or_else(|| text(left).cmp(&text(right)));
            if *descending { order.reverse() } else { order }
        });
        orders
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or_else(|| text(&left["titleSort"]).cmp(&text(&right["titleSort"])))
    });
}

/// `GET /playlists/{id}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    answer(&state, &request, viewer, number(&id)?)
}

fn number(id: &str) -> Result<u64, Refusal> {
    id.parse()
        .map_err(|_| refuse_in_html(StatusCode::NOT_FOUND))
}

fn answer(state: &State, request: &Received, viewer: Account, id: u64) -> Answer {
    let playlist = state
        .contents
        .playlist(id, viewer)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let answer = json!({"size": 1, "Metadata": [playlist]});
    Ok(container(state, request, answer))
}

/// `GET /playlists/{id}/items`
pub(crate) async fn items(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let id = number(&id)?;
    if id == optimized::PLAYLIST {
        return optimized::items(&state, &request);
    }
    let entries = state
        .contents
        .entries_of_playlist(id, viewer)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let playlist = state.contents.playlist(id, viewer).unwrap_or_default();
    let page = Page::of(&request)?;
    let (total, part) = page.cut(entries.len());
    let items = entries
        .get(part)
        .unwrap_or_default()
        .iter()
        .filter_map(|(entry, key)| {
            let item = state.contents.item(*key)?;
            let value = state.contents.value(item, Detail::Listing, viewer);
            let mut value = in_its_section(&item.section, value);
            if *entry > 0 {
                set(&mut value, "playlistItemID", (*entry).into());
            }
            Some(value)
        })
        .collect();
    let about = json!({
        "composite": member(&playlist, "composite"),
        "duration": member(&playlist, "duration").as_u64().unwrap_or(0) / 1000,
        "leafCount": entries.len(),
        "playlistType": member(&playlist, "playlistType"),
        "ratingKey": id.to_string(),
        "smart": member(&playlist, "smart"),
        "title": member(&playlist, "title"),
    });
    Ok(paged(&state, &request, page, total, items, about))
}

/// `POST /playlists`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    // Only the content has to be said.
    let title = request
        .field("title")
        .unwrap_or_else(|| "New Playlist".to_owned());
    let is_smart = request.is_on("smart");
    let uri = request.field("uri");
    if is_smart && uri.is_none() {
        return Err(bad());
    }
    let keys = added(&state, &request, viewer)?;
    let first = keys.first().and_then(|key| state.contents.item(*key));
    let of_first = first.map(|item| playlist_type(item.kind));
    let kind = match request.field("type").as_deref() {
        Some("audio") => "audio",
        Some("photo") => "photo",
        Some("video") => "video",
        _ => of_first.unwrap_or("video"),
    };
    let now = state.seconds();
    let id = locked(&state.contents.playlists).add(
        Playlist {
            id: 0,
            owner: viewer,
            kind,
            title,
            summary: String::new(),
            entries: Vec::new(),
            content: uri.filter(|_| is_smart),
            added: now,
            updated: now,
        },
        if is_smart { &[] } else { &keys },
    );
    answer(&state, &request, viewer, id)
}

/// What a request wants to put into a playlist: of shows and albums, all that can be played in them.
fn added(state: &State, request: &Received, viewer: Account) -> Result<Vec<u64>, Refusal> {
    let keys = match request.field("uri") {
        Some(uri) => state.contents.behind(&uri, viewer).map_err(unreadable)?,
        None => {
            let queue = request.field("playQueueID").and_then(|id| id.parse().ok());
            queue
                .and_then(|id| state.play_queues.keys(id))
                .unwrap_or_default()
        }
    };
    Ok(keys
        .into_iter()
        .filter_map(|key| state.contents.item(key))
        .flat_map(|item| state.contents.leaves(item))
        .collect())
}

/// `PUT /playlists/{id}`
pub(crate) async fn edit(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let id = own(&state, viewer, &id)?;
    let before = state.contents.playlist(id, viewer).unwrap_or_default();
    state.contents.edit_list(id, &before, &pairs(&request));
    let field = |name: &str| {
        request
            .field(name)
            .or_else(|| request.field(&format!("{name}.value")))
    };
    locked(&state.contents.playlists).change(id, |playlist| {
        playlist.title = field("title").unwrap_or_else(|| playlist.title.clone());
        playlist.summary = field("summary").unwrap_or_else(|| playlist.summary.clone());
        playlist.updated = state.seconds();
    });
    // The plain names of these two change what the playlist is called, and lock nothing.
    let plain: Vec<_> = ["title", "summary"]
        .into_iter()
        .filter_map(|name| Some((format!("{name}.value"), request.field(name)?)))
        .flat_map(|(name, value)| {
            let lock = name.replace(".value", ".locked");
            [(name, value), (lock, "0".to_owned())]
        })
        .collect();
    if !plain.is_empty() {
        state.contents.edit_list(id, &before, &plain);
    }
    Ok(nothing(StatusCode::OK))
}

/// The id of a playlist that is the viewer's own.
fn own(state: &State, viewer: Account, id: &str) -> Result<u64, Refusal> {
    let id = number(id)?;
    let playlists = locked(&state.contents.playlists);
    let is_own = playlists
        .get(id)
        .is_some_and(|playlist| playlist.owner == viewer);
    if is_own {
        Ok(id)
    } else {
        Err(refuse_in_html(StatusCode::NOT_FOUND))
    }
}

/// `DELETE /playlists/{id}`
pub(crate) async fn delete(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let id = own(&state, viewer, &id)?;
    locked(&state.contents.playlists).remove(id);
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `PUT /playlists/{id}/items`: adds, or gives a smart one another query.
pub(crate) async fn add(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    if number(&id)? == optimized::PLAYLIST {
        return optimized::order(&state, &request);
    }
    let id = own(&state, viewer, &id)?;
    let keys = added(&state, &request, viewer)?;
    {
        let mut playlists = locked(&state.contents.playlists);
        let is_smart = playlists
            .get(id)
            .is_some_and(|playlist| playlist.content.is_some());
        if is_smart {
            playlists.change(id, |playlist| playlist.content = request.field("uri"));
        } else {
            playlists.append(id, &keys);
        }
        playlists.change(id, |playlist| playlist.updated = state.seconds());
    }
    answer_with(&state, &request, viewer, id, keys.len())
}

fn answer_with(
    state: &State,
    request: &Received,
    viewer: Account,
    id: u64,
    count: usize,
) -> Answer {
    let playlist: Value = state.contents.playlist(id, viewer).unwrap_or_default();
    let answer = json!({
        "size": 1,
        "leafCountAdded": count,
        "leafCountRequested": count,
        "Metadata": [playlist],
    });
    Ok(container(state, request, answer))
}

/// `DELETE /playlists/{id}/items`
pub(crate) async fn clear(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let id = own(&state, viewer, &id)?;
    locked(&state.contents.playlists).change(id, |playlist| playlist.entries.clear());
    answer(&state, &request, viewer, id)
}

/// `DELETE /playlists/{id}/items/{entry}`
pub(crate) async fn remove(
    Of(state): Of<Arc<State>>,
    Path((id, entry)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    if number(&id)? == optimized::PLAYLIST {
        return optimized::remove(&state, number(&entry)?);
    }
    let (id, entry) = (own(&state, viewer, &id)?, number(&entry)?);
    let mut removed = false;
    locked(&state.contents.playlists).change(id, |playlist| {
        let before = playlist.entries.len();
        playlist.entries.retain(|(number, _)| *number != entry);
        removed = playlist.entries.len() < before;
    });
    if !removed {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    answer(&state, &request, viewer, id)
}

/// `PUT /playlists/{id}/items/{entry}/move?after=`
pub(crate) async fn move_item(
    Of(state): Of<Arc<State>>,
    Path((id, entry)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let (id, entry) = (own(&state, viewer, &id)?, number(&entry)?);
    let after = request.field("after").and_then(|after| after.parse().ok());
    locked(&state.contents.playlists).change(id, |playlist| {
        move_after(&mut playlist.entries, |(number, _)| *number, entry, after);
    });
    answer(&state, &request, viewer, id)
}
