//! Webhooks, as the mock server sends them and as nobody should.

use std::time::Duration;

use futures_util::stream;
use plex_api::{Milliseconds, PlaybackState, Webhook, WebhookError, WebhookEvent};
use plex_mock::PlexMock;
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

use crate::common;

#[path = "../../examples/webhooks.rs"]
mod example;

fn multipart(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut body = String::new();
    for (head, content) in parts {
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n"
        ));
    }
    body.push_str("--b--\r\n");
    body.into_bytes()
}

const FORM: &str = "multipart/form-data; boundary=b";

#[tokio::test]
async fn twin_keys_survive_and_later_parts_are_passed_over() {
    let payload = r#"{"event": "media.rate", "rating": 8, "user": "1", "Metadata": {"ratingKey": "7", "guid": "plex://movie/1",
        "Guid": [{"id": "imdb://tt1"}], "rating": 7.5, "Rating": [{"image": "imdb", "value": 7.9}]}}"#;
    let body = multipart(&[
        ("name=\"news\"", "of tomorrow"),
        ("name=\"payload\"", payload),
        ("name=\"thumb\"; filename=\"thumb.jpg\"", "\u{1}picture"),
    ]);
    let webhook = Webhook::parse(FORM, &body).unwrap();
    assert_eq!(webhook.payload.event, WebhookEvent::Rate);
    assert_eq!(webhook.payload.user, Some(true));
    assert!(
        webhook.payload.extra.contains("rating"),
        "what no field names is kept"
    );
    let item = webhook.payload.metadata.as_ref().unwrap();
    assert_eq!(item.guid.as_deref(), Some("plex://movie/1"));
    assert_eq!(item.guids.len(), 1);
    assert_eq!(item.rating, Some(7.5));
    let json = serde_json::to_value(item).unwrap();
    assert_eq!(json["Rating"][0]["value"], 7.9);
    assert_eq!(&*webhook.thumb.as_ref().unwrap().bytes, b"\x01picture");

    let pieces: Vec<_> = body
        .chunks(3)
        .map(|piece| Ok::<_, std::io::Error>(piece.to_vec().into()))
        .collect();
    let read = Webhook::read(FORM, stream::iter(pieces)).await.unwrap();
    assert_eq!(read, webhook, "the same from a body that comes in pieces");
}

#[test]
fn every_event_has_its_name_and_so_has_one_of_tomorrow() {
    let events = [
        ("library.on.deck", WebhookEvent::LibraryOnDeck),
        ("library.new", WebhookEvent::LibraryNew),
        ("media.play", WebhookEvent::Play),
        ("media.pause", WebhookEvent::Pause),
        ("media.resume", WebhookEvent::Resume),
        ("media.stop", WebhookEvent::Stop),
        ("media.scrobble", WebhookEvent::Scrobble),
        ("media.rate", WebhookEvent::Rate),
        ("admin.database.backup", WebhookEvent::DatabaseBackup),
        ("admin.database.corrupted", WebhookEvent::DatabaseCorrupted),
        ("device.new", WebhookEvent::DeviceNew),
        ("playback.started", WebhookEvent::PlaybackStarted),
    ];
    assert_eq!(events.len(), 12);
    let read = |name: &str| {
        let payload = format!("{{\"event\": \"{name}\"}}");
        let body = multipart(&[("name=\"payload\"", &payload)]);
        Webhook::parse(FORM, &body).unwrap().payload
    };
    for (name, event) in events {
        let payload = read(name);
        assert_eq!(payload.event, event);
        assert_eq!(payload.event.to_string(), name);
        assert!(payload.player.is_none() && payload.metadata.is_none());
    }
    let tomorrow = read("media.rewind").event;
    assert_eq!(tomorrow, WebhookEvent::Other("media.rewind".into()));
}

#[test]
fn a_payload_of_another_shape_is_kept() {
    let body = multipart(&[("name=\"payload\"", "[1, 2]")]);
    let webhook = Webhook::parse(FORM, &body).unwrap();
    assert_eq!(
        webhook.payload.extra.get("$answer"),
        Some(&serde_json::json!([1, 2]))
    );
}

#[test]
fn what_is_no_webhook_says_why() {
    let error = |content_type: &str, body: &[u8]| Webhook::parse(content_type, body).unwrap_err();
    let payload = multipart(&[("name=\"payload\"", "{\"event\": ")]);
    assert!(matches!(
        error("application/json", b"{}"),
        WebhookError::NotMultipart(_)
    ));
    assert!(matches!(error("", b""), WebhookError::NotMultipart(_)));
    assert!(matches!(error(FORM, b""), WebhookError::Broken(_)));
    assert!(matches!(
        error(FORM, &payload[..30]),
        WebhookError::Broken(_)
    ));
    assert!(matches!(error(FORM, &payload), WebhookError::Payload(_)));
    assert_eq!(
        error(FORM, &multipart(&[("name=\"thumb\"", "x")])),
        WebhookError::NoPayload
    );
    let large = " ".repeat(3 * 1024 * 1024);
    assert!(matches!(
        error(FORM, &multipart(&[("name=\"payload\"", &large)])),
        WebhookError::TooLarge(_)
    ));
    assert!(
        error("text/plain", b"").to_string().contains("text/plain"),
        "the message says what came"
    );
}

#[tokio::test]
async fn the_example_prints_what_the_mock_server_sends() {
    let mock = PlexMock::builder().movies(25).start().await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, mut lines) = mpsc::unbounded_channel();
    tokio::spawn(example::serve(listener, sender));
    let plex = common::signed_in(&mock);
    plex.webhooks().replace([url]).await.unwrap();
    let server = common::server(&mock).await;
    let report = async |state: PlaybackState, time: i64| {
        server
            .playback()
            .report("1001", "/library/metadata/1001", state, Milliseconds(time))
            .await
            .unwrap();
    };
    report(PlaybackState::Playing, 0).await;
    report(PlaybackState::Paused, 5000).await;
    report(PlaybackState::Playing, 5000).await;
    report(PlaybackState::Stopped, 9000).await;
    let mut events = Vec::new();
    while events.len() < 5 {
        let line = timeout(Duration::from_secs(10), lines.recv()).await;
        events.push(line.unwrap().unwrap());
    }
    let expected = [
        "device.new",
        "media.play",
        "media.pause",
        "media.resume",
        "media.stop",
    ];
    for (line, event) in events.iter().zip(expected) {
        assert!(line.starts_with(event), "{event}: {events:?}");
    }
    assert!(events[1].contains("image/jpeg"), "{}", events[1]);
}
