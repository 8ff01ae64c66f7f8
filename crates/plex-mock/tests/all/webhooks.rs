use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::timeout,
};

use super::{Client, Wide, json};

/// An address that takes webhooks.
pub(super) struct Receiver(TcpListener);

impl Receiver {
    pub(super) async fn of(wide: &Wide) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let account = Client::new("device-1").token(wide.mock.token());
        let registered = account
            .request(
                Method::POST,
                format!("{}/api/v2/user/webhooks", wide.mock.plex_tv_url()),
            )
            .body(format!("urls[]={url}"))
            .send()
            .await
            .unwrap();
        assert_eq!(registered.status(), 201);
        Self(listener)
    }

    /// The payload of the next webhook, and its picture.
    pub(super) async fn next(&self) -> (Value, Option<Vec<u8>>) {
        timeout(Duration::from_secs(10), self.take()).await.unwrap()
    }

    async fn take(&self) -> (Value, Option<Vec<u8>>) {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.starts_with(name)).unwrap();
            line[name.len() + 2..].to_owned()
        };
        let mut body = vec![0; header("content-length").parse().unwrap()];
        stream.read_exact(&mut body).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
        let kind = header("content-type");
        let boundary = format!("--{}", kind.split_once("boundary=").unwrap().1);
        let parts: Vec<_> = split(&body, boundary.as_bytes());
        let content = |name: &str| {
            let name = format!("name=\"{name}\"");
            let part = parts
                .iter()
                .find(|part| place(part, name.as_bytes()).is_some())?;
            let start = place(part, b"\r\n\r\n").unwrap() + 4;
            Some(part[start..part.len() - 2].to_vec())
        };
        let payload = serde_json::from_slice(&content("payload").unwrap()).unwrap();
        (payload, content("thumb"))
    }
}

fn place(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

fn split<'a>(mut text: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(end) = place(text, by) {
        parts.push(&text[..end]);
        text = &text[end + by.len()..];
    }
    parts
}

async fn report(wide: &Wide, key: &str, state: &str, time: u64) {
    let path = format!(
        "/:/timeline?ratingKey={key}&key=/library/metadata/{key}&state={state}&time={time}"
    );
    wide.send(Method::POST, &path).await;
}

#[tokio::test]
async fn playback_is_told_with_a_picture_where_it_begins() {
    let wide = Wide::start().await;
    let receiver = Receiver::of(&wide).await;
    report(&wide, "1001", "playing", 0).await;
    let (new, _) = receiver.next().await;
    assert_eq!(new["event"], "device.new");
    assert_eq!(new["Player"]["uuid"], "device-1");
    let (play, thumb) = receiver.next().await;
    assert_eq!(play["event"], "media.play");
    assert_eq!(play["Metadata"]["ratingKey"], "1001");
    assert_eq!(play["Server"]["uuid"], wide.mock.machine_identifier());
    assert_eq!(play["Account"]["id"], 1);
    let thumb = thumb.unwrap();
    assert!(
        thumb.starts_with(&[0xff, 0xd8, 0xff]) && thumb.ends_with(&[0xff, 0xd9]),
        "a JPEG"
    );
    let duration = wide.get("/library/metadata/1001").await["Metadata"][0]["duration"]
        .as_u64()
        .unwrap();
    for (state, time, event) in [
        ("playing", 10_000, None),
        ("paused", 20_000, Some("media.pause")),
        ("playing", 20_000, Some("media.resume")),
        ("playing", duration * 95 / 100, Some("media.scrobble")),
        ("stopped", duration, Some("media.stop")),
    ] {
        report(&wide, "1001", state, time).await;
        if let Some(event) = event {
            let (told, thumb) = receiver.next().await;
            assert_eq!(told["event"], event);
            assert!(thumb.is_none());
        }
    }
    wide.send(
        Method::PUT,
        "/:/rate?key=1001&identifier=com.plexapp.plugins.library&rating=8",
    )
    .await;
    assert_eq!(receiver.next().await.0["event"], "media.rate");
}

#[tokio::test]
async fn after_an_episode_the_next_is_on_deck_and_the_rest_comes_on_request() {
    let wide = Wide::start().await;
    let receiver = Receiver::of(&wide).await;
    let episodes = wide.get("/library/all?type=4").await;
    let first = episodes["Metadata"]
        .as_array()
        .unwrap()
        .iter()
        .find(|episode| episode["index"] == 1 && episode["parentIndex"] == 1)
        .unwrap();
    let key = first["ratingKey"].as_str().unwrap();
    report(&wide, key, "playing", first["duration"].as_u64().unwrap()).await;
    let mut events = Vec::new();
    for _ in 0..4 {
        events.push(receiver.next().await.0);
    }
    let names: Vec<_> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "device.new",
            "media.play",
            "media.scrobble",
            "library.on.deck"
        ]
    );
    assert_ne!(events[3]["Metadata"]["ratingKey"], key);

    let ordered = Client::new("")
        .send(
            Method::POST,
            format!("{}?event=library.new&key=1002", wide.url("/__mock/webhook")),
        )
        .await;
    assert_eq!(json(ordered).await["sent"], true);
    let (told, thumb) = receiver.next().await;
    assert_eq!(told["Metadata"]["ratingKey"], "1002");
    assert!(thumb.is_some());
    wide.mock.send_webhook("admin.database.backup", None);
    let (told, _) = receiver.next().await;
    assert_eq!(told["event"], "admin.database.backup");
    assert!(told.get("Metadata").is_none());
}
