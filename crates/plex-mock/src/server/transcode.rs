//! The converter: decision, playlists, segments, and what keeps a conversion alive or ends it.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use super::decision::{as_json, decide};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html, with_type},
    containers,
    contents::Account,
    dice::Dice,
    look::set,
    requests::{Ask, Received},
    state::State,
    transcodes::{Decided, Plan, Transcode},
};

fn bad() -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

/// `GET /{kind}/:/transcode/universal/{what}`
pub(crate) async fn universal(
    Of(state): Of<Arc<State>>,
    Path((kind, what)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    if !matches!(kind.as_str(), "video" | "music" | "audio" | "subtitles") {
        return Err(missing());
    }
    let viewer = state.check_server_token(&request)?;
    match what.as_str() {
        "decision" => decision(&state, &request, viewer),
        "ping" => {
            let session = request.query("session").ok_or_else(bad)?;
            state.ping_transcode(session).ok_or_else(missing)?;
            Ok(nothing(StatusCode::OK))
        }
        "stop" => {
            let session = request.query("session").ok_or_else(bad)?;
            if state.end_transcode(session) {
                Ok(nothing(StatusCode::OK))
            } else {
                Err(missing())
            }
        }
        "subtitles" => {
            plan_of(&state, &request, viewer)?;
            let srt = containers::bytes("srt");
            Ok(with_type(StatusCode::OK, "text/srt", srt))
        }
        _ => {
            let form = what.strip_prefix("start.").ok_or_else(missing)?;
            start(&state, &request, viewer, form)
        }
    }
}

/// `POST /{kind}/:/transcode/universal/fallback`: no hardware is used here that could be given up.
pub(crate) async fn fall_back(
    Of(state): Of<Arc<State>>,
    Path((_, what)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    if what != "fallback" {
        return Err(missing());
    }
    let session = request.query("transcodeSessionId").ok_or_else(bad)?;
    state.touch_transcode(session).ok_or_else(missing)?;
    Err(refuse_in_html(StatusCode::PRECONDITION_FAILED))
}

fn plan_of(state: &State, request: &Received, viewer: Account) -> Result<Plan, Refusal> {
    let path = request.query("path").ok_or_else(bad)?;
    decide(state, request, path, viewer)
}

fn decision(state: &State, request: &Received, viewer: Account) -> Answer {
    let plan = plan_of(state, request, viewer)?;
    let mut answer = as_json(&plan);
    // Only this name counts; that of the conversion alone is not enough for a start.
    if let Some(session) = request.query("session") {
        set(
            &mut answer,
            "resourceSession",
            format!("{{{session}}}").into(),
        );
        let decided = Decided {
            path: request.query("path").unwrap_or_default().to_owned(),
            plan,
        };
        state.transcodes.decide(session.to_owned(), decided);
    }
    as_texts(&mut answer);
    Ok(container(state, request, answer))
}

/// Real servers write these members of a decision as texts, which elsewhere are numbers and switches.
fn as_texts(answer: &mut Value) {
    let Some(members) = answer.as_object_mut() else {
        return;
    };
    for (name, value) in members {
        let text = match value {
            Value::Array(items) => {
                items.iter_mut().for_each(as_texts);
                continue;
            }
            Value::Bool(is_on) if name == "allowSync" => u8::from(*is_on).to_string(),
            Value::Number(number) if TEXTS.contains(&name.as_str()) => number.to_string(),
            _ => continue,
        };
        *value = text.into();
    }
}

const TEXTS: [&str; 3] = ["id", "librarySectionID", "mediaTagVersion"];

fn start(state: &Arc<State>, request: &Received, viewer: Account, form: &str) -> Answer {
    let (session, plan) = match request.query("session") {
        Some(session) => {
            let decided = state
                .transcodes
                .decided(session)
                .filter(|decided| Some(decided.path.as_str()) == request.query("path"))
                .ok_or_else(bad)?;
            (session.to_owned(), decided.plan)
        }
        None => unasked(state, request, viewer, form)?,
    };
    let session = session.as_str();
    let fits = matches!(
        (plan.target.protocol, form),
        ("hls", "m3u8") | ("dash", "mpd") | ("http", "mkv" | "mp3" | "mp4")
    );
    // What is played as it is, and what cannot be played at all, is not converted.
    if plan.transcode.is_none_or(|(code, _)| code != 1001) || !fits {
        return Err(bad());
    }
    let answer = match form {
        "m3u8" => with_type(StatusCode::OK, HLS, variants(session, &plan)),
        "mpd" => with_type(
            StatusCode::OK,
            "application/dash+xml",
            manifest(session, &plan),
        ),
        _ => with_type(
            StatusCode::OK,
            containers::content_type(form),
            containers::bytes(form),
        ),
    };
    let player = request
        .plex("X-Plex-Session-Identifier")
        .or_else(|| request.plex("X-Plex-Client-Identifier"))
        .unwrap_or_default()
        .to_owned();
    state.begin_transcode(session, plan, player);
    Ok(answer)
}

/// The session and the plan for an address that somebody opens in a player of any kind, without a session and without
/// having asked for a decision: it is converted in any case, into what the address ends in.
fn unasked(
    state: &State,
    request: &Received,
    viewer: Account,
    form: &str,
) -> Result<(String, Plan), Refusal> {
    let protocol = match form {
        "m3u8" => "hls",
        "mpd" => "dash",
        _ => "http",
    };
    let mut request = request.clone();
    request
        .query
        .retain(|(name, _)| !matches!(name.as_str(), "protocol" | "directPlay"));
    for (name, value) in [("protocol", protocol), ("directPlay", "0")] {
        request.query.push((name.to_owned(), value.to_owned()));
    }
    let plan = plan_of(state, &request, viewer)?;
    let session = Dice::new(state.seed, "unasked", state.numbers.next()).uuid();
    Ok((session, plan))
}

const HLS: &str = "application/vnd.apple.mpegurl";

/// The playlist of the one variant.
fn variants(session: &str, plan: &Plan) -> String {
    let target = &plan.target;
    let mut text = format!(
        "#EXTM3U\n#EXT-X-STREAM-INF:PROGRAM-ID=1,BANDWIDTH={}",
        target.bitrate * 1000
    );
    if target.video.is_some() {
        let _ = write!(text, ",RESOLUTION={}x{}", target.width, target.height);
    }
    let _ = write!(text, "\nsession/{session}/base/index.m3u8\n");
    text
}

/// The playlist of the segments.
fn segments(plan: &Plan) -> String {
    let target = &plan.target;
    let extension = if target.video.is_some() { "ts" } else { "mp3" };
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n",
        target.segment
    );
    let whole = target.segment * 1000;
    for number in 0..target.duration.div_ceil(whole) {
        let length = whole.min(target.duration - number * whole);
        let _ = write!(
            text,
            "#EXTINF:{}.{:03},\n{number:05}.{extension}\n",
            length / 1000,
            length % 1000
        );
    }
    text + "#EXT-X-ENDLIST\n"
}

/// The manifest for DASH, with one picture or one sound.
fn manifest(session: &str, plan: &Plan) -> String {
    let target = &plan.target;
    let mime = if target.video.is_some() {
        "video/mp4"
    } else {
        "audio/mp4"
    };
    let seconds = target.duration as f64 / 1000.0;
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-live:2011" mediaPresentationDuration="PT{seconds}S" minBufferTime="PT{segment}S">
  <Period id="0" start="PT0S">
    <AdaptationSet segmentAlignment="true">
      <SegmentTemplate timescale="1" duration="{segment}" startNumber="0" initialization="session/{session}/$RepresentationID$/header" media="session/{session}/$RepresentationID$/$Number$.m4s"/>
      <Representation id="0" mimeType="{mime}" codecs="avc1.42c00a" bandwidth="{bandwidth}" width="{width}" height="{height}"/>
    </AdaptationSet>
  </Period>
</MPD>
"#,
        segment = target.segment,
        bandwidth = target.bitrate * 1000,
        width = target.width,
        height = target.height,
    )
}

/// `GET /{kind}/:/transcode/universal/session/{session}/{track}/{file}`
pub(crate) async fn piece(
    Of(state): Of<Arc<State>>,
    Path((_, session, _, file)): Path<(String, String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    // The session is the secret here: players follow a playlist without the token.
    if request.plex("X-Plex-Token").is_some() {
        state.check_server_token(&request)?;
    }
    let plan = state.touch_transcode(&session).ok_or_else(missing)?.plan;
    let count = plan.target.duration.div_ceil(plan.target.segment * 1000);
    let number = |text: &str| {
        text.parse::<u64>()
            .ok()
            .filter(|number| *number < count)
            .ok_or_else(missing)
    };
    let respond =
        |kind: &str, bytes: Vec<u8>| -> Response { with_type(StatusCode::OK, kind, bytes) };
    Ok(match file.split_once('.') {
        None if file == "header" => respond("video/mp4", containers::fragment_header()),
        Some(("index", "m3u8")) => with_type(StatusCode::OK, HLS, segments(&plan)),
        Some((name, "ts")) => {
            let begins = number(name)? * plan.target.segment;
            respond("video/mp2t", containers::transport_stream(begins))
        }
        Some((name, "m4s")) => {
            let number = number(name)?;
            respond(
                "video/mp4",
                containers::fragment(number, plan.target.segment),
            )
        }
        Some((name, "mp3")) => {
            number(name)?;
            respond("audio/mpeg", containers::bytes("mp3").to_vec())
        }
        _ => return Err(missing()),
    })
}

/// `GET /transcode/sessions`
pub(crate) async fn sessions(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(listed(&state, &request, &state.transcodes()))
}

/// `GET` and `DELETE /transcode/sessions/{id}`
pub(crate) async fn session(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    if request.method == "DELETE" {
        return if state.end_transcode(&id) {
            Ok(nothing(StatusCode::NO_CONTENT))
        } else {
            Err(missing())
        };
    }
    let mut running = state.transcodes();
    running.retain(|transcode| transcode.id == id);
    if running.is_empty() {
        return Err(missing());
    }
    Ok(listed(&state, &request, &running))
}

fn listed(state: &State, request: &Received, running: &[Transcode]) -> Response {
    let now = state.seconds();
    // Here the key is the bare name; among the sessions of players it is a path.
    let named = |one: &Transcode| {
        let mut session = one.as_json(now);
        set(&mut session, "key", one.id.as_str().into());
        session
    };
    let sessions: Vec<Value> = running.iter().map(named).collect();
    let mut answer = json!({"size": sessions.len()});
    if !sessions.is_empty() {
        set(&mut answer, "TranscodeSession", sessions.into());
    }
    container(state, request, answer)
}
