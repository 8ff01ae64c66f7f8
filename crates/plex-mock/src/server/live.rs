//! Watching television: tuned, received, let go.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::router;
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html, with_type},
    dice::Dice,
    live_tv::{
        Session,
        guide::{self, CHANNELS},
    },
    look::set,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/livetv/dvrs/{dvr}/channels/{channel}/tune", post(tune))
        .route("/livetv/sessions", get(sessions))
        .route("/livetv/sessions/{id}", get(session))
        .route("/livetv/sessions/{id}/{consumer}/index.m3u8", get(playlist))
        .route("/livetv/sessions/{id}/{consumer}/{segment}", get(segment))
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

/// A broadcast that is watched, as details show it.
fn shown(state: &State, session: &Session, consumer: &str) -> Option<Value> {
    let now = state.seconds();
    let airing = guide::at(state.seed, session.channel, now)?;
    let provider = format!("tv.plex.providers.epg.cloud:{}", session.recorder);
    let mut value = airing.as_json(state.seed, &provider, now);
    let path = format!("/livetv/sessions/{}", session.uuid);
    let mut media = airing.media(now);
    set(&mut media, "uuid", session.uuid.clone().into());
    let part = json!({
        "id": airing.id(),
        "key": format!("{path}/{consumer}/index.m3u8"),
        "protocol": "hls",
        "container": "mpegts",
        "Stream": [
            {"id": 1, "streamType": 1, "codec": "h264", "index": 0, "width": 1920, "height": 1080, "displayTitle": "1080i (H.264)"},
            {"id": 2, "streamType": 2, "codec": "aac", "index": 1, "channels": 2, "selected": true, "displayTitle": "English (AAC Stereo)"},
        ],
    });
    set(&mut media, "Part", json!([part]));
    set(&mut value, "Media", json!([media]));
    set(&mut value, "key", path.into());
    set(&mut value, "live", true.into());
    Some(value)
}

fn consumer(request: &Received) -> String {
    let client = request.plex("X-Plex-Client-Identifier").unwrap_or("player");
    url::form_urlencoded::byte_serialize(client.as_bytes()).collect()
}

fn tell(state: &State, request: &Received, list: Vec<Value>) -> Answer {
    let mut answer = json!({"size": list.len()});
    if !list.is_empty() {
        set(&mut answer, "Metadata", list.into());
    }
    Ok(container(state, request, answer))
}

/// `POST /livetv/dvrs/{dvr}/channels/{channel}/tune`: 503 when everything that receives is taken.
async fn tune(
    Of(state): Of<Arc<State>>,
    Path((recorder, channel)): Path<(u64, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let is_wanted = |known: &guide::Channel| {
        [known.key, known.number, known.identifier].contains(&channel.as_str())
    };
    let channel = CHANNELS.iter().position(is_wanted).ok_or_else(missing)?;
    let now = state.seconds();
    let uuid = Dice::new(state.seed, "live", state.numbers.next()).uuid();
    let session = {
        let mut kept = state.live_tv.kept();
        if !kept.recorders.contains_key(&recorder) {
            return Err(missing());
        }
        kept.tune(recorder, channel, uuid, now)
    };
    let session = session.ok_or_else(|| refuse_in_html(StatusCode::SERVICE_UNAVAILABLE))?;
    let value = shown(&state, &session, &consumer(&request)).ok_or_else(missing)?;
    tell(&state, &request, vec![value])
}

/// `GET /livetv/sessions`
async fn sessions(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let sessions = {
        let mut kept = state.live_tv.kept();
        kept.let_go(state.seconds());
        kept.sessions.clone()
    };
    let consumer = consumer(&request);
    let list = sessions
        .iter()
        .filter_map(|session| shown(&state, session, &consumer));
    tell(&state, &request, list.collect())
}

/// The session of that id, which somebody asks for now.
fn asked(state: &State, request: &Received, id: &str) -> Result<Session, Refusal> {
    state.check_server_token(request)?;
    let now = state.seconds();
    let mut kept = state.live_tv.kept();
    kept.let_go(now);
    let session = kept.sessions.iter_mut().find(|session| session.uuid == id);
    let session = session.ok_or_else(missing)?;
    session.asked = now;
    Ok(session.clone())
}

/// `GET /livetv/sessions/{id}`
async fn session(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let session = asked(&state, &request, &id)?;
    let value = shown(&state, &session, &consumer(&request)).ok_or_else(missing)?;
    tell(&state, &request, vec![value])
}

/// How long a segment lasts in seconds, and how many of them a playlist has.
const SEGMENT: u64 = 4;
const SEGMENTS: u64 = 5;

/// `GET /livetv/sessions/{id}/{consumer}/index.m3u8`: the newest segments.
async fn playlist(
    Of(state): Of<Arc<State>>,
    Path((id, _)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let session = asked(&state, &request, &id)?;
    let newest = (state.seconds() - session.began) / SEGMENT;
    let first = newest.saturating_sub(SEGMENTS - 1);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{SEGMENT}\n#EXT-X-MEDIA-SEQUENCE:{first}\n"
    );
    for number in first..=newest {
        text.push_str(&format!("#EXTINF:{SEGMENT}.0,\n{number:05}.ts\n"));
    }
    Ok(with_type(
        StatusCode::OK,
        "application/vnd.apple.mpegurl",
        text,
    ))
}

/// `GET /livetv/sessions/{id}/{consumer}/{segment}`: packets of a transport stream with nothing in them.
async fn segment(
    Of(state): Of<Arc<State>>,
    Path((id, _, segment)): Path<(String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    let session = asked(&state, &request, &id)?;
    let number: u64 = segment
        .strip_suffix(".ts")
        .and_then(|number| number.parse().ok())
        .ok_or_else(missing)?;
    let newest = (state.seconds() - session.began) / SEGMENT;
    // Older ones are deleted, and the next is not there yet.
    if number > newest || number + 2 * SEGMENTS < newest {
        return Err(missing());
    }
    const PACKET: usize = 188;
    const PACKETS: usize = 64;
    let mut packet = vec![0x47, 0x1f, 0xff, 0x10];
    packet.resize(PACKET, 0xff);
    Ok(with_type(
        StatusCode::OK,
        "video/mp2t",
        packet.repeat(PACKETS),
    ))
}
