use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::Wide;

/// A WebSocket, as far as it is needed to read short texts.
pub(super) struct Socket(TcpStream);

impl Socket {
    pub(super) async fn open(wide: &Wide, filters: &str) -> Self {
        let address = wide.mock.server_url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /:/websockets/notifications?X-Plex-Token={}{filters} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            wide.mock.server_token()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        Self(stream)
    }

    pub(super) async fn next(&mut self) -> Value {
        let read = async {
            assert_eq!(self.0.read_u8().await.unwrap(), 0x81, "one whole text");
            let length = match self.0.read_u8().await.unwrap() {
                126 => usize::from(self.0.read_u16().await.unwrap()),
                length => usize::from(length),
            };
            let mut text = vec![0; length];
            self.0.read_exact(&mut text).await.unwrap();
            serde_json::from_slice::<Value>(&text).unwrap()["NotificationContainer"].clone()
        };
        timeout(Duration::from_secs(5), read).await.unwrap()
    }
}

#[tokio::test]
async fn a_web_socket_tells_what_is_played() {
    let wide = Wide::start().await;
    let mut socket = Socket::open(&wide, "").await;
    wide.send(
        Method::POST,
        "/:/timeline?ratingKey=1001&key=/library/metadata/1001&state=playing&time=5000",
    )
    .await;
    let told = socket.next().await;
    assert_eq!(
        (&told["type"], &told["size"]),
        (&"playing".into(), &1.into())
    );
    let playing = &told["PlaySessionStateNotification"][0];
    assert_eq!(
        (&playing["ratingKey"], &playing["state"]),
        (&"1001".into(), &"playing".into())
    );
    wide.send(Method::PUT, "/:/scrobble?key=1001").await;
    assert_eq!(socket.next().await["TimelineEntry"][0]["itemID"], "1001");
}

#[tokio::test]
async fn a_refresh_is_an_activity_from_beginning_to_end() {
    let wide = Wide::start().await;
    let mut socket = Socket::open(&wide, "&filters=activity").await;
    wide.send(Method::PUT, "/:/scrobble?key=1001").await;
    wide.send(Method::GET, "/library/sections/1/refresh").await;
    let going = wide.get("/activities").await;
    assert_eq!(going["Activity"][0]["type"], "library.update.section");
    assert_eq!(
        wide.get("/library/sections").await["Directory"][0]["refreshing"],
        true
    );
    let mut events = Vec::new();
    while events.last().is_none_or(|event| event != "ended") {
        let told = socket.next().await;
        assert_eq!(told["type"], "activity", "only what was asked for");
        events.push(
            told["ActivityNotification"][0]["event"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(events, ["started", "updated", "ended"]);
    assert_eq!(wide.get("/activities").await["size"], 0);
    assert_eq!(
        wide.get("/library/sections").await["Directory"][0]["refreshing"],
        false
    );
    assert_eq!(wide.status(Method::DELETE, "/activities/none").await, 404);
}

#[tokio::test]
async fn the_event_stream_tells_the_same() {
    let wide = Wide::start().await;
    let response = wide
        .client
        .get(wide.url("/:/eventsource/notifications?filters=-timeline"))
        .await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut pieces = Box::pin(response.bytes_stream());
    wide.send(Method::PUT, "/:/scrobble?key=1001").await;
    wide.send(Method::PUT, "/:/prefs?logDebug=0").await;
    let piece = timeout(Duration::from_secs(5), pieces.next())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    let text = std::str::from_utf8(&piece).unwrap();
    assert!(text.starts_with("event: preference\ndata: {"), "{text}");
    assert!(text.ends_with("\n\n"));
}

#[tokio::test]
async fn who_does_not_speak_web_socket_is_refused() {
    let wide = Wide::start().await;
    assert_eq!(
        wide.status(Method::GET, "/:/websockets/notifications")
            .await,
        400
    );
}

#[tokio::test]
async fn conversions_are_told_from_their_start_to_their_end() {
    let wide = Wide::start().await;
    let mut socket = Socket::open(&wide, "").await;
    let step = |what: &str| {
        format!(
            "/video/:/transcode/universal/{what}?path=%2Flibrary%2Fmetadata%2F1001&session=s&protocol=hls&directPlay=0"
        )
    };
    for what in ["decision", "start.m3u8", "ping"] {
        wide.send(Method::GET, &step(what)).await;
    }
    // Nobody asks any more, and the server gives it up.
    wide.mock.advance(Duration::from_secs(61));
    for kind in ["start", "update", "end"] {
        let told = socket.next().await;
        assert_eq!(told["type"], format!("transcodeSession.{kind}"));
        assert_eq!(told["TranscodeSession"][0]["key"], "/transcode/sessions/s");
    }
}

#[tokio::test]
async fn what_happens_to_the_server_is_told_by_its_name() {
    let wide = Wide::start().await;
    let mut socket = Socket::open(&wide, "").await;
    for (method, path, kind, list) in [
        (
            Method::PUT,
            "/myplex/refreshReachability",
            "reachability",
            "ReachabilityNotification",
        ),
        (
            Method::PUT,
            "/updater/check?download=1",
            "update.statechange",
            "AutoUpdateNotification",
        ),
        (Method::PUT, "/:/prefs?logDebug=0", "preference", "Setting"),
        (
            Method::POST,
            "/butler/BackupDatabase",
            "activity",
            "ActivityNotification",
        ),
        (
            Method::DELETE,
            "/playlists/generators?type=42",
            "backgroundProcessingQueue",
            "BackgroundProcessingQueueEventNotification",
        ),
        (
            Method::GET,
            "/library/sections/1/refresh",
            "activity",
            "ActivityNotification",
        ),
    ] {
        assert_eq!(wide.status(method, path).await, 200, "{path}");
        let told = socket.next().await;
        assert_eq!(told["type"], kind, "{path}");
        assert!(told[list][0].is_object(), "{told}");
    }
    let told = socket.next().await;
    assert_eq!(told["type"], "progress");
    let message = told["ProgressNotification"][0]["message"].as_str();
    assert!(message.unwrap().contains("Movies"), "{told}");
}
