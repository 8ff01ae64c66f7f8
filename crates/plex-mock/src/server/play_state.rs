//! What has been seen, how far, and how it was liked: scrobbles, ratings, timelines, sessions and the history.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::paging::{Page, in_its_section, paged};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::{Account, uris::Target},
    library::{Detail, Item},
    look::{member, set},
    playback::{Player, Session},
    requests::{Ask, Received},
    state::State,
    webhooks::About,
};

/// The things that a request is about: `key`, `ratingKey` or `uri`, as numbers or paths.
fn named(state: &State, request: &Received) -> Result<Vec<Item>, Refusal> {
    let name = ["key", "ratingKey", "uri"]
        .into_iter()
        .find_map(|name| request.field(name))
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let items: Vec<_> = Target::read(&name)
        .keys()
        .into_iter()
        .filter_map(|key| state.contents.item(key))
        .collect();
    if items.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    Ok(items)
}

/// Everything that can be played in some things.
fn leaves(state: &State, items: &[Item]) -> Vec<Item> {
    items
        .iter()
        .flat_map(|item| state.contents.leaves(*item))
        .filter_map(|key| state.contents.item(key))
        .collect()
}

/// `GET /status/sessions/background`: what the server does for itself. Conversions are done as soon as they are ordered.
pub(crate) async fn background(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(container(&state, &request, json!({"size": 0})))
}

/// `PUT` and `GET /:/scrobble`: has been seen.
pub(crate) async fn scrobble(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let now = state.seconds();
    for leaf in leaves(&state, &named(&state, &request)?) {
        state.contents.change_view(leaf, viewer, |view| {
            view.count += 1;
            view.offset = 0;
            view.last_viewed = now;
            view.put_away = false;
        });
        state.events.timeline(&leaf, 5, "", now);
        let about = About {
            account: Some(viewer),
            item: Some(leaf),
            player: None,
        };
        state.webhook("media.scrobble", about);
    }
    Ok(nothing(StatusCode::OK))
}

/// `PUT` and `GET /:/unscrobble`: has not been seen.
pub(crate) async fn unscrobble(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    for leaf in leaves(&state, &named(&state, &request)?) {
        state.contents.change_view(leaf, viewer, |view| {
            view.count = 0;
            view.offset = 0;
            view.last_viewed = 0;
        });
        state.events.timeline(&leaf, 5, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}

/// `PUT /:/rate`: 0 to 10, and -1 to take a rating back.
pub(crate) async fn rate(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let rating: f64 = request
        .field("rating")
        .and_then(|rating| rating.parse().ok())
        .filter(|rating| *rating == -1.0 || (0.0..=10.0).contains(rating))
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let now = state.seconds();
    let lists: Vec<u64> = ["key", "ratingKey"]
        .into_iter()
        .find_map(|name| request.field(name))
        .map(|name| Target::read(&name).keys())
        .unwrap_or_default()
        .into_iter()
        .filter(|id| state.contents.is_collection(*id))
        .collect();
    for id in &lists {
        let rating = (rating >= 0.0).then_some(rating);
        state.contents.rate_list(*id, rating, now);
    }
    if !lists.is_empty() {
        return Ok(nothing(StatusCode::OK));
    }
    for item in named(&state, &request)? {
        state.contents.change_view(item, viewer, |view| {
            view.rating = (rating >= 0.0).then_some(rating);
            view.last_rated = if rating < 0.0 { 0 } else { now };
        });
        let about = About {
            account: Some(viewer),
            item: Some(item),
            player: None,
        };
        state.webhook("media.rate", about);
    }
    Ok(nothing(StatusCode::OK))
}

/// `GET` and `POST /:/progress`
pub(crate) async fn progress(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let time = milliseconds(&request, "time")?;
    let now = state.seconds();
    for item in named(&state, &request)? {
        // Nothing at all is what the real one does, too.
        if time > 0 {
            state.contents.change_view(item, viewer, |view| {
                view.offset = time;
                view.last_viewed = now;
                view.put_away = false;
            });
        }
    }
    Ok(nothing(StatusCode::OK))
}

/// `PUT /actions/removeFromContinueWatching`
pub(crate) async fn put_away(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    for item in named(&state, &request)? {
        state
            .contents
            .change_view(item, viewer, |view| view.put_away = true);
    }
    Ok(nothing(StatusCode::OK))
}

fn milliseconds(request: &Received, name: &str) -> Result<u64, Refusal> {
    request.field(name).map_or(Ok(0), |time| {
        time.parse::<f64>()
            .ok()
            .filter(|time| *time >= 0.0)
            .map(|time| time as u64)
            .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))
    })
}

/// `GET` and `POST /:/timeline`: a player reports.
pub(crate) async fn timeline(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let item = named(&state, &request)?
        .first()
        .copied()
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let how = request.field("state").unwrap_or_default();
    if !matches!(how.as_str(), "playing" | "paused" | "stopped" | "buffering") {
        return Err(refuse_in_html(StatusCode::BAD_REQUEST));
    }
    let player = player_of(&request)?;
    let time = milliseconds(&request, "time")?;
    let known = member(
        &state.contents.value(item, Detail::Listing, viewer),
        "duration",
    )
    .as_u64();
    let duration = known.unwrap_or(milliseconds(&request, "duration")?);
    let now = state.seconds();
    let name = request
        .plex("X-Plex-Session-Identifier")
        .unwrap_or(&player.identifier)
        .to_owned();

    let mut book = state.playback.at(now);
    let before = book
        .sessions
        .get(&name)
        .filter(|session| session.key == item.key);
    let number = before.map(|session| session.number);
    let state_before = before.map(|session| session.state.clone());
    let mut session = Session {
        number: number.unwrap_or_else(|| book.next_session()),
        key: item.key,
        account: viewer,
        state: how.clone(),
        offset: time,
        heard_of: now,
        is_counted: false,
        ended: None,
        player,
    };
    if let Some(before) = book
        .sessions
        .get(&name)
        .filter(|session| session.key == item.key)
    {
        session.is_counted = before.is_counted;
        session.ended = before.ended.clone();
    }
    let is_seen = duration > 0 && time.saturating_mul(10) >= duration.saturating_mul(9);
    let counts = is_seen && !session.is_counted;
    session.is_counted |= is_seen;
    if counts {
        book.note(item.key, viewer, now);
    }
    let number = session.number;
    let ended = session.ended.clone();
    if how == "stopped" {
        book.sessions.remove(&name);
    } else {
        book.sessions.insert(name.clone(), session.clone());
    }
    drop(book);
    // A player that reports needs no pings, and one that stops nothing to play.
    let transcode = state.transcode_of(&name, item.key);
    if let Some(transcode) = &transcode {
        if how == "stopped" || ended.is_some() {
            state.end_transcode(&transcode.id);
        } else {
            state.touch_transcode(&transcode.id);
        }
    }

    state.contents.change_view(item, viewer, |view| {
        view.last_viewed = now;
        view.put_away = false;
        if counts {
            view.count += 1;
            view.offset = 0;
        } else if !is_seen && time > TOO_SOON {
            view.offset = time;
        }
    });
    let mut notification = json!({
        "sessionKey": number.to_string(),
        "clientIdentifier": session.player.identifier,
        "guid": "",
        "ratingKey": item.key.to_string(),
        "url": "",
        "key": format!("/library/metadata/{}", item.key),
        "viewOffset": time,
        "playQueueItemID": request.field("playQueueItemID").and_then(|id| id.parse::<u64>().ok()).unwrap_or(0),
        "state": how,
    });
    if let Some(transcode) = &transcode {
        set(
            &mut notification,
            "transcodeSession",
            transcode.id.as_str().into(),
        );
    }
    state.events.tell(
        "playing",
        json!({"PlaySessionStateNotification": [notification]}),
    );
    if counts {
        state.events.timeline(&item, 5, "", now);
    }
    let about = About {
        account: Some(viewer),
        player: Some(&session.player),
        item: Some(item),
    };
    state.webhooks_of_playback(state_before.as_deref(), &how, counts, about);
    let view = state.contents.view(item, viewer);
    let mut answer = json!({
        "size": 0,
        "playbackState": if how == "stopped" { "stopped" } else { "progress" },
        "skipCount": 0,
        "viewCount": view.count,
        "viewOffset": time,
    });
    if let Some(reason) = ended {
        set(&mut answer, "terminationCode", 2006.into());
        set(&mut answer, "terminationText", reason.into());
    }
    Ok(container(&state, &request, answer))
}

/// Who stops within the first minute starts over the next time.
const TOO_SOON: u64 = 60_000;

fn player_of(request: &Received) -> Result<Player, Refusal> {
    let text = |name| request.plex(name).unwrap_or_default().to_owned();
    let identifier = text("X-Plex-Client-Identifier");
    if identifier.is_empty() {
        return Err(refuse_in_html(StatusCode::BAD_REQUEST));
    }
    Ok(Player {
        identifier,
        title: text("X-Plex-Device-Name"),
        product: text("X-Plex-Product"),
        platform: text("X-Plex-Platform"),
        device: text("X-Plex-Device"),
        version: text("X-Plex-Version"),
    })
}

/// `GET /status/sessions`
pub(crate) async fn sessions(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut sessions: Vec<_> = state
        .playback
        .at(state.seconds())
        .sessions
        .iter()
        .filter(|(_, session)| session.ended.is_none())
        .map(|(name, session)| (name.clone(), session.clone()))
        .collect();
    sessions.sort_by_key(|(_, session)| session.number);
    let items: Vec<_> = sessions
        .iter()
        .filter_map(|(name, session)| {
            let mut value = session_as_json(&state, session)?;
            if let Some(transcode) = state.transcode_of(name, session.key) {
                let media = member(&transcode.plan.item, "Media").clone();
                set(&mut value, "Media", media);
                set(
                    &mut value,
                    "TranscodeSession",
                    transcode.as_json(state.seconds()),
                );
            }
            Some(value)
        })
        .collect();
    let mut answer = json!({"size": items.len()});
    if !items.is_empty() {
        set(&mut answer, "Metadata", items.into());
    }
    Ok(container(&state, &request, answer))
}

fn session_as_json(state: &State, session: &Session) -> Option<Value> {
    let item = state.contents.item(session.key)?;
    let value = state.contents.value(item, Detail::Whole, session.account);
    let mut value = in_its_section(&item.section, value);
    let user = state.people.name_on_server(session.account);
    let player = &session.player;
    let bitrate = member(&value, "Media/0/bitrate").clone();
    for (name, member) in [
        ("viewOffset", session.offset.into()),
        ("sessionKey", session.number.to_string().into()),
        (
            "User",
            json!({"id": session.account.to_string(), "thumb": format!("{}/users/{user}/avatar", state.plex_tv_url), "title": user}),
        ),
        (
            "Player",
            json!({
                "address": "127.0.0.1",
                "device": player.device,
                "machineIdentifier": player.identifier,
                "model": "",
                "platform": player.platform,
                "platformVersion": "",
                "product": player.product,
                "profile": "",
                "remotePublicAddress": "203.0.113.20",
                "state": session.state,
                "title": player.title,
                "version": player.version,
                "local": true,
                "relayed": false,
                "secure": false,
                "userID": session.account,
            }),
        ),
        (
            "Session",
            json!({"id": session_id(state, session), "bandwidth": bitrate, "location": "lan"}),
        ),
    ] {
        set(&mut value, name, member);
    }
    Some(value)
}

fn session_id(state: &State, session: &Session) -> String {
    crate::dice::Dice::new(state.seed, "session", session.number).hex(24)
}

/// `POST` and `GET /status/sessions/terminate`
pub(crate) async fn terminate(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let id = request
        .field("sessionId")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let reason = request.field("reason").unwrap_or_default();
    let mut book = state.playback.at(state.seconds());
    let session = book
        .sessions
        .values_mut()
        .find(|session| session_id(&state, session) == id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    session.ended = Some(reason);
    Ok(nothing(StatusCode::OK))
}

/// `GET /status/sessions/history/all`
pub(crate) async fn history(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let number = |name: &str| -> Result<Option<u64>, Refusal> {
        request
            .query(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))
            })
            .transpose()
    };
    let (account, section, of) = (
        number("accountID")?,
        number("librarySectionID")?,
        number("metadataItemID")?,
    );
    let (after, before) = (number("viewedAt>")?, number("viewedAt<")?);
    let mut played = state.playback.at(state.seconds()).history.clone();
    played.retain(|played| {
        let Some(item) = state.contents.item(played.key) else {
            return false;
        };
        // A show stands for all its episodes.
        let above =
            std::iter::successors(Some(item), |item| state.contents.item(item.parent_key()?));
        account.is_none_or(|account| account == played.account)
            && section.is_none_or(|section| section == u64::from(item.section.id))
            && of.is_none_or(|of| above.clone().any(|item| item.key == of))
            && after.is_none_or(|after| played.at >= after)
            && before.is_none_or(|before| played.at <= before)
    });
    if request
        .query("sort")
        .unwrap_or("viewedAt:desc")
        .ends_with(":desc")
    {
        played.reverse();
    }
    let page = Page::of(&request)?;
    let (total, part) = page.cut(played.len());
    let items = played
        .get(part)
        .unwrap_or_default()
        .iter()
        .filter_map(|played| {
            history_as_json(&state, played.id, played.key, played.account, played.at)
        })
        .collect();
    Ok(paged(&state, &request, page, total, items, json!({})))
}

fn history_as_json(state: &State, id: u64, key: u64, account: Account, at: u64) -> Option<Value> {
    let item = state.contents.item(key)?;
    let whole = state.contents.value(item, Detail::Listing, account);
    let mut entry = json!({
        "historyKey": format!("/status/sessions/history/{id}"),
        "librarySectionID": item.section.id.to_string(),
        "viewedAt": at,
        "accountID": account,
        "deviceID": 1,
    });
    for name in [
        "key",
        "ratingKey",
        "title",
        "type",
        "thumb",
        "index",
        "originallyAvailableAt",
        "parentKey",
        "parentTitle",
        "parentIndex",
        "parentThumb",
        "grandparentKey",
        "grandparentTitle",
        "grandparentThumb",
        "grandparentArt",
    ] {
        if let Some(value) = whole.get(name) {
            set(&mut entry, name, value.clone());
        }
    }
    Some(entry)
}

/// `GET` and `DELETE /status/sessions/history/{id}`
pub(crate) async fn history_entry(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let mut book = state.playback.at(state.seconds());
    let place = book
        .history
        .iter()
        .position(|played| played.id.to_string() == id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    if request.method == "DELETE" {
        book.history.remove(place);
        return Ok(nothing(StatusCode::OK));
    }
    let played = book.history.get(place).cloned();
    drop(book);
    let entry = played
        .and_then(|played| {
            history_as_json(&state, played.id, played.key, played.account, played.at)
        })
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Metadata": [entry]}),
    ))
}
