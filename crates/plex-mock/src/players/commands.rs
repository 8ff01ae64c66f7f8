//! What players are told to do, at their own address, through the server or through the cloud.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State as Of,
    http::{Method, StatusCode},
    response::Response,
    routing::any,
};
use plex_models::xml;
use serde_json::{Value, json};
use tokio::time;

use super::{
    Follower, Player,
    playing::{How, Playing, Report, Source},
    timelines,
};
use crate::{
    answer::{Answer, Refusal, refuse_as, with_type},
    contents::locked,
    requests::{Ask, Face, Received},
    state::State,
};

/// The routes of a player's own address.
pub(crate) fn face(state: Arc<State>, place: usize) -> Router {
    let player = state.players.0.get(place).cloned();
    let own = move |Of(state): Of<Arc<State>>, Ask(request): Ask| async move {
        let player = player.ok_or_else(|| missing(&request))?;
        obey(&state, &player, &request).await
    };
    Router::new()
        .route("/resources", any(own.clone()))
        .route("/player/{*command}", any(own))
        .with_state(state)
}

/// `/player/…` on the server, and on the cloud for Sonos: goes on to the player that is meant.
pub(crate) async fn relay(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let mut players: Box<dyn Iterator<Item = &Arc<Player>> + Send> = match request.face {
        Face::PlexTv => {
            state.account_of(&request)?;
            Box::new(state.players.far())
        }
        _ => {
            state.check_server_token(&request)?;
            Box::new(state.players.nearby())
        }
    };
    let target = request
        .plex("X-Plex-Target-Client-Identifier")
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    let player = players
        .find(|player| player.identifier == target)
        .cloned()
        .ok_or_else(|| missing(&request))?;
    drop(players);
    obey(&state, &player, &request).await
}

/// `GET /resources` on the cloud's host for Sonos.
pub(crate) async fn sonos_list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let players: Vec<_> = state.players.far().map(|player| player.as_json()).collect();
    Ok(listed(players))
}

fn listed(players: Vec<Value>) -> Response {
    let container = json!({"size": players.len(), "Player": players});
    in_xml(xml::write("MediaContainer", &container))
}

fn in_xml(body: String) -> Response {
    with_type(StatusCode::OK, "text/xml;charset=utf-8", body)
}

fn missing(request: &Received) -> Refusal {
    refuse_as(request, StatusCode::NOT_FOUND)
}

/// One command.
async fn obey(state: &Arc<State>, player: &Arc<Player>, request: &Received) -> Answer {
    let path = request.path.trim_end_matches('/');
    if path == "/resources" {
        return Ok(listed(vec![player.as_json()]));
    }
    let command = path.strip_prefix("/player/").unwrap_or_default();
    let number = request
        .query("commandID")
        .filter(|number| number.parse::<u64>().is_ok())
        .ok_or_else(|| refuse_as(request, StatusCode::BAD_REQUEST))?;
    match command {
        "timeline/poll" => return Ok(poll(state, player, request, number).await),
        "timeline/subscribe" => {
            follow(state, player, request, number)?;
            player.tell_followers(state).await;
        }
        "timeline/unsubscribe" => {
            let controller = controller_of(request);
            locked(&player.followers).retain(|follower| follower.controller != controller);
        }
        command => {
            let _turn = player.turn.lock().await;
            let now = state.clock.millis();
            let mut reports = locked(&player.playing).catch_up(now);
            let done = carry_out(player, command, request, now).await;
            let (refused, done) = match done {
                Ok(done) => (None, done),
                Err(status) => (Some(status), Vec::new()),
            };
            reports.extend(done);
            for follower in locked(&player.followers).iter_mut() {
                if follower.controller == controller_of(request) {
                    number.clone_into(&mut follower.command);
                }
            }
            player.tell(state, reports).await;
            if let Some(status) = refused {
                return Err(refuse_as(request, status));
            }
        }
    }
    Ok(if player.is_terse {
        with_type(StatusCode::OK, "text/html", "OK")
    } else {
        in_xml(xml::write(
            "Response",
            &json!({"code": "200", "status": "OK"}),
        ))
    })
}

fn controller_of(request: &Received) -> String {
    let controller = request.plex("X-Plex-Client-Identifier");
    controller.unwrap_or_default().to_owned()
}

/// Says what it is doing: at once, or when that changes.
async fn poll(
    state: &Arc<State>,
    player: &Arc<Player>,
    request: &Received,
    number: &str,
) -> Response {
    if request.is_on("wait") {
        let mut changes = player.changes.subscribe();
        let _ = time::timeout(LONGEST_WAIT, changes.changed()).await;
    }
    in_xml(timelines::xml(player, state, number))
}

const LONGEST_WAIT: Duration = Duration::from_secs(30);

fn follow(state: &State, player: &Player, request: &Received, number: &str) -> Result<(), Refusal> {
    let port: u16 = request
        .query("port")
        .and_then(|port| port.parse().ok())
        .ok_or_else(|| refuse_as(request, StatusCode::BAD_REQUEST))?;
    let follower = Follower {
        controller: controller_of(request),
        // Whoever follows is on this machine: nothing else reaches the mock servers.
        url: format!("http://127.0.0.1:{port}/:/timeline"),
        command: number.to_owned(),
        asked: state.seconds(),
    };
    let mut followers = locked(&player.followers);
    followers.retain(|other| other.controller != follower.controller && other.url != follower.url);
    // Nobody has so many remote controls.
    if followers.len() >= 100 {
        followers.remove(0);
    }
    followers.push(follower);
    Ok(())
}

/// Does what it is told; gives what the server is to know of it.
async fn carry_out(
    player: &Player,
    command: &str,
    request: &Received,
    now: u64,
) -> Result<Vec<Report>, StatusCode> {
    let bad = StatusCode::BAD_REQUEST;
    let text = |name: &str| request.query(name).filter(|text| !text.is_empty());
    let number = |name: &str| text(name).and_then(|number| number.parse::<u64>().ok());
    let playing = || locked(&player.playing);
    let reports = match command {
        "playback/playMedia" => {
            let source = source_of(request).ok_or(bad)?;
            let key = text("key").ok_or(bad)?;
            let container = text("containerKey").unwrap_or(key);
            let queue = source.queue(player, Method::GET, container).await;
            let queue = queue.ok_or(StatusCode::NOT_FOUND)?;
            let offset = number("offset").unwrap_or(0);
            Some(playing().load(queue, key, offset, request.is_on("paused"), now))
        }
        "playback/createPlayQueue" => {
            let source = source_of(request).ok_or(bad)?;
            let path = format!("/playQueues?{}", rest_of_query(request));
            let queue = source.queue(player, Method::POST, &path).await;
            let queue = queue.ok_or(StatusCode::NOT_FOUND)?;
            let offset = number("offset").unwrap_or(0);
            let first = text("key").unwrap_or_default();
            Some(playing().load(queue, first, offset, request.is_on("paused"), now))
        }
        "playback/play" => playing().set(How::Playing, now),
        "playback/pause" => playing().set(How::Paused, now),
        "playback/playPause" => {
            let mut playing = playing();
            let other = match playing.how {
                How::Playing => How::Paused,
                _ => How::Playing,
            };
            playing.set(other, now)
        }
        "playback/stop" => Some(playing().stop(now)),
        "playback/seekTo" => playing().seek(number("offset").ok_or(bad)?, now),
        "playback/stepForward" | "playback/bigStepForward" => playing().step(true, now),
        "playback/stepBack" | "playback/bigStepBack" => playing().step(false, now),
        "playback/skipNext" => playing().skip(true, now),
        "playback/skipPrevious" => playing().skip(false, now),
        "playback/skipTo" => playing().skip_to(text("key").ok_or(bad)?, now),
        "playback/setParameters" => Some(set_parameters(player, request).await?),
        "playback/setStreams" => {
            let mut playing = playing();
            for (name, stream) in [
                ("audioStreamID", Stream::Audio),
                ("subtitleStreamID", Stream::Subtitle),
                ("videoStreamID", Stream::Video),
            ] {
                if let Some(id) = number(name) {
                    stream.choose(&mut playing, id);
                }
            }
            playing.entry().map(|_| Vec::new())
        }
        "playback/refreshPlayQueue" => refresh(player, number("playQueueID").ok_or(bad)?)
            .await
            .map(|()| Vec::new()),
        "mirror/details" => {
            let mut playing = playing();
            playing.page = Some(text("key").ok_or(bad)?.to_owned());
            playing.location = "details";
            Some(Vec::new())
        }
        "application/setText" | "application/sendString" => {
            playing().text = Some(request.query("text").ok_or(bad)?.to_owned());
            Some(Vec::new())
        }
        command => {
            let key = command
                .strip_prefix("navigation/")
                .filter(|key| KEYS.contains(key))
                .ok_or(StatusCode::NOT_FOUND)?;
            if let ("home" | "back", mut playing) = (key, playing()) {
                playing.location = "navigation";
                playing.page = None;
            }
            Some(Vec::new())
        }
    };
    // There is nothing that it could be done to.
    reports.ok_or(StatusCode::NOT_ACCEPTABLE)
}

const KEYS: [&str; 14] = [
    "moveUp",
    "moveDown",
    "moveLeft",
    "moveRight",
    "select",
    "back",
    "home",
    "music",
    "contextMenu",
    "toggleOSD",
    "pageUp",
    "pageDown",
    "nextLetter",
    "previousLetter",
];

/// A stream that can be chosen.
enum Stream {
    Audio,
    Subtitle,
    Video,
}

impl Stream {
    fn choose(&self, playing: &mut Playing, id: u64) {
        let streams = &mut playing.streams;
        let stream = match self {
            Self::Audio => &mut streams.audio,
            Self::Subtitle => &mut streams.subtitle,
            Self::Video => &mut streams.video,
        };
        *stream = Some(id);
    }
}

/// The server that a command names.
fn source_of(request: &Received) -> Option<Source> {
    let text = |name: &str| Some(request.query(name)?.to_owned());
    Some(Source {
        machine_identifier: text("machineIdentifier")?,
        protocol: text("protocol").unwrap_or_else(|| "http".to_owned()),
        address: text("address")?,
        port: text("port")?,
        token: text("token")
            .or_else(|| request.plex("X-Plex-Token").map(str::to_owned))
            .unwrap_or_default(),
    })
}

/// What is meant for the server that makes a queue.
fn rest_of_query(request: &Received) -> String {
    const OURS: [&str; 9] = [
        "commandID",
        "protocol",
        "address",
        "port",
        "machineIdentifier",
        "source",
        "token",
        "offset",
        "paused",
    ];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &request.query {
        if !OURS.contains(&name.as_str()) {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// Volume, order and repetition; a new order is the server's work.
async fn set_parameters(player: &Player, request: &Received) -> Result<Vec<Report>, StatusCode> {
    let number = |name: &str, most: u64| match request.query(name) {
        None => Ok(None),
        Some(number) => number
            .parse::<u64>()
            .ok()
            .filter(|number| *number <= most)
            .map(Some)
            .ok_or(StatusCode::BAD_REQUEST),
    };
    let (volume, repeat) = (number("volume", 100)?, number("repeat", 2)?);
    let shuffle = number("shuffle", 1)?.map(|shuffle| shuffle == 1);
    let queue = {
        let mut playing = locked(&player.playing);
        playing.volume = volume.unwrap_or(playing.volume);
        playing.repeat = repeat.unwrap_or(playing.repeat);
        playing.shuffle = shuffle.unwrap_or(playing.shuffle);
        playing.queue.clone()
    };
    if let (Some(shuffle), Some(queue)) = (shuffle, queue)
        && let Some(id) = queue.id
    {
        let how = if shuffle { "shuffle" } else { "unshuffle" };
        let path = format!("/playQueues/{id}/{how}");
        let _ = queue.source.ask(player, Method::PUT, &path).await;
        refresh(player, id).await;
    }
    Ok(Vec::new())
}

/// Fetches its queue anew, if it is the one.
async fn refresh(player: &Player, id: u64) -> Option<()> {
    let queue = locked(&player.playing).queue.clone()?;
    if queue.id != Some(id) {
        return None;
    }
    let path = format!("/playQueues/{id}?window=100&own=1");
    let queue = queue.source.queue(player, Method::GET, &path).await?;
    locked(&player.playing).refresh(queue);
    Some(())
}
