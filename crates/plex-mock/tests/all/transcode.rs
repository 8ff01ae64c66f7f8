use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::{Wide, content_type, items};

const MOVIE: &str = "path=%2Flibrary%2Fmetadata%2F1001";

/// The address of a step of the conversion of the first movie.
fn step(what: &str, more: &str) -> String {
    format!("/video/:/transcode/universal/{what}?{MOVIE}&session=s1&transcodeSessionId=s1{more}")
}

const HLS: &str = "&protocol=hls&directPlay=0&maxVideoBitrate=1000";

async fn started() -> Wide {
    let wide = Wide::start().await;
    wide.get(&step("decision", HLS)).await;
    wide.send(Method::GET, &step("start.m3u8", HLS)).await;
    wide
}

#[tokio::test]
async fn decisions_follow_what_the_player_says() {
    let wide = Wide::start().await;
    let media = wide.get("/library/metadata/1001").await["Metadata"][0]["Media"][0].clone();
    let text = |name: &str| media[name].as_str().unwrap().to_owned();
    let bitrate = media["bitrate"].as_u64().unwrap();
    let fitting = format!(
        "&X-Plex-Client-Profile-Extra=add-direct-play-profile(type%3DvideoProfile%26container%3D{}%26videoCodec%3D{}%26audioCodec%3D*)",
        text("container"),
        text("videoCodec"),
    );
    let narrow = format!("{fitting}&maxVideoBitrate={}", bitrate - 1);
    let low = format!("{fitting}&videoResolution=320x180");
    let off = format!("{fitting}&directPlay=0");
    for (more, general, direct, decision) in [
        (fitting.as_str(), 1000, 1000, "directplay"),
        (&narrow, 1001, 3003, "transcode"),
        (&low, 1001, 3001, "transcode"),
        (&off, 1001, 3000, "transcode"),
    ] {
        let answer = wide.get(&step("decision", more)).await;
        assert_eq!(answer["generalDecisionCode"], general, "{more}");
        assert_eq!(answer["directPlayDecisionCode"], direct, "{more}");
        let part = &items(&answer)[0]["Media"][0]["Part"][0];
        assert_eq!(part["decision"], decision, "{more}");
        assert_eq!(
            answer.get("transcodeDecisionCode").is_some(),
            decision == "transcode"
        );
        let stream = &part["Stream"][0];
        assert_eq!(
            stream["location"],
            if general == 1000 {
                "direct"
            } else {
                "segments-av"
            }
        );
    }
    for (path, status) in [
        ("/video/:/transcode/universal/decision".to_owned(), 400),
        (
            step("decision", "&X-Plex-Client-Profile-Extra=add-limitation(x"),
            400,
        ),
        (step("decision", "&mediaIndex=7"), 400),
        (step("decision", "&mediaIndex=-1&partIndex=-1"), 200),
        (
            "/video/:/transcode/universal/decision?path=%2Flibrary%2Fmetadata%2F77".to_owned(),
            404,
        ),
        (
            "/books/:/transcode/universal/decision?path=x".to_owned(),
            404,
        ),
        (step("nonsense", ""), 404),
    ] {
        assert_eq!(wide.status(Method::GET, &path).await, status, "{path}");
    }
}

#[tokio::test]
async fn nothing_starts_that_was_not_decided() {
    let wide = Wide::start().await;
    let start = step("start.m3u8", HLS);
    assert_eq!(wide.status(Method::GET, &start).await, 400);
    // The name of the conversion alone is not enough.
    let only = format!("/video/:/transcode/universal/decision?{MOVIE}&transcodeSessionId=s1{HLS}");
    wide.get(&only).await;
    assert_eq!(wide.status(Method::GET, &start).await, 400);
    wide.get(&step("decision", HLS)).await;
    assert_eq!(wide.status(Method::GET, &step("start.mpd", HLS)).await, 400);
    let other = start.replace("1001", "1002");
    assert_eq!(wide.status(Method::GET, &other).await, 400);
    assert_eq!(wide.status(Method::GET, &start).await, 200);
}

#[tokio::test]
async fn playlists_lead_to_segments() {
    let wide = started().await;
    let start = wide.client.get(wide.url(&step("start.m3u8", HLS))).await;
    assert_eq!(content_type(&start), "application/vnd.apple.mpegurl");
    let text = start.text().await.unwrap();
    let playlist = text.lines().last().unwrap();
    let base = "/video/:/transcode/universal/";
    let segments = wide
        .client
        .text(wide.url(&format!("{base}{playlist}")))
        .await;
    let names: Vec<_> = segments
        .lines()
        .filter(|line| line.ends_with(".ts"))
        .collect();
    let duration = wide.get("/library/metadata/1001").await["Metadata"][0]["duration"]
        .as_u64()
        .unwrap();
    assert_eq!(names.len() as u64, duration.div_ceil(5000));
    let folder = playlist.strip_suffix("index.m3u8").unwrap();
    let segment = wide
        .client
        .get(wide.url(&format!("{base}{folder}{}", names[1])))
        .await;
    assert_eq!(content_type(&segment), "video/mp2t");
    let bytes = segment.bytes().await.unwrap();
    assert!(
        bytes
            .chunks(188)
            .all(|packet| packet[0] == 0x47 && packet.len() == 188)
    );
    let beyond = format!("{base}{folder}99999.ts");
    assert_eq!(wide.status(Method::GET, &beyond).await, 404);

    let dash = "&protocol=dash&directPlay=0";
    wide.get(&step("decision", dash)).await;
    let manifest = wide.client.text(wide.url(&step("start.mpd", dash))).await;
    assert!(
        manifest.contains("session/s1/$RepresentationID$/header"),
        "{manifest}"
    );
    for (name, first) in [("header", b"ftyp"), ("0.m4s", b"styp")] {
        let path = format!("{base}session/s1/0/{name}");
        let bytes = wide
            .client
            .get(wide.url(&path))
            .await
            .bytes()
            .await
            .unwrap();
        assert_eq!(&bytes[4..8], first);
        let mut at = 0;
        while at < bytes.len() {
            at += u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        }
        assert_eq!(at, bytes.len());
    }
    let srt = wide.client.get(wide.url(&step("subtitles", ""))).await;
    assert_eq!(content_type(&srt), "text/srt");
}

#[tokio::test]
async fn conversions_live_as_long_as_somebody_asks() {
    let wide = started().await;
    let running = || async {
        wide.get("/transcode/sessions").await["size"]
            .as_u64()
            .unwrap()
    };
    for _ in 0..3 {
        wide.mock.advance(Duration::from_secs(40));
        wide.send(Method::GET, &step("ping", "")).await;
    }
    let session = wide.get("/transcode/sessions/s1").await["TranscodeSession"][0].clone();
    assert_eq!(session["videoDecision"], "transcode");
    assert!(session["progress"].as_f64().unwrap() > 0.0, "{session}");
    assert_eq!(running().await, 1);
    wide.mock.advance(Duration::from_secs(61));
    assert_eq!(running().await, 0);
    for what in ["ping", "stop"] {
        assert_eq!(wide.status(Method::GET, &step(what, "")).await, 404);
    }
    wide.get(&step("decision", HLS)).await;
    wide.send(Method::GET, &step("start.m3u8", HLS)).await;
    let fallback = "/video/:/transcode/universal/fallback?transcodeSessionId=s1";
    assert_eq!(wide.status(Method::POST, fallback).await, 412);
    wide.send(Method::GET, &step("stop", "")).await;
    assert_eq!(wide.status(Method::GET, &step("stop", "")).await, 404);
    wide.get(&step("decision", HLS)).await;
    wide.send(Method::GET, &step("start.m3u8", HLS)).await;
    assert_eq!(
        wide.status(Method::DELETE, "/transcode/sessions/s1").await,
        204
    );
}

#[tokio::test]
async fn sessions_show_the_conversion_and_a_stop_ends_it() {
    let wide = started().await;
    let report = |state: &str| format!("/:/timeline?ratingKey=1001&state={state}&time=1000");
    wide.ask(Method::POST, &report("playing")).await;
    let session = wide.get("/status/sessions").await["Metadata"][0].clone();
    assert_eq!(session["TranscodeSession"]["key"], "/transcode/sessions/s1");
    assert_eq!(session["Media"][0]["Part"][0]["decision"], "transcode");
    assert_eq!(session["Player"]["state"], "playing");
    for _ in 0..3 {
        // Reports keep it alive as pings do.
        wide.mock.advance(Duration::from_secs(40));
        wide.ask(Method::POST, &report("playing")).await;
    }
    let id = session["Session"]["id"].as_str().unwrap();
    let end = format!("/status/sessions/terminate?sessionId={id}&reason=Bedtime");
    wide.send(Method::GET, &end).await;
    let told = wide.ask(Method::POST, &report("playing")).await;
    assert_eq!(told["terminationCode"], 2006);
    assert_eq!(told["terminationText"], "Bedtime");
    assert_eq!(wide.get("/transcode/sessions").await["size"], 0);
}

#[tokio::test]
async fn music_is_converted_too() {
    let wide = Wide::start().await;
    let track = wide.first("/library/sections/3/all?type=10").await;
    let step = |what: &str| {
        format!(
            "/music/:/transcode/universal/{what}?path=%2Flibrary%2Fmetadata%2F{track}&session=m&protocol=http&directPlay=0"
        )
    };
    let answer = wide.get(&step("decision")).await;
    assert_eq!(answer["generalDecisionCode"], 1001);
    let song = wide.client.get(wide.url(&step("start.mp3"))).await;
    assert_eq!(content_type(&song), "audio/mpeg");
    assert!(song.bytes().await.unwrap().starts_with(&[0xff, 0xfb]));
    let running = wide.get("/transcode/sessions").await["TranscodeSession"][0].clone();
    assert!(running.get("videoDecision").is_none());
    assert_ne!(running["audioDecision"], Value::Null);
}
