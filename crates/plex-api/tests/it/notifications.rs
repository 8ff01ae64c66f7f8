//! What a server tells on its own, also through restarts, refusals, silence and a program that does not listen.

use std::time::Duration;

use futures_util::StreamExt;
use plex_api::{
    Error, Event, Listener, Milliseconds, NotificationType, Notifications, PlaybackState, Server,
    TimelineState, Transport,
};
use plex_mock::{Face, Fault, PlexMock};
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, io::AsyncWriteExt, net::TcpListener, time::timeout};

use crate::common;

const TRANSPORTS: [Transport; 2] = [Transport::WebSocket, Transport::EventStream];

fn hasty(server: &Server, transport: Transport) -> Notifications {
    server
        .notifications()
        .transport(transport)
        .backoff(Duration::from_millis(1), Duration::from_millis(4))
}

/// The next event; a test that waits for one that never comes fails.
async fn next(listener: &mut Listener) -> Event {
    next_item(listener).await.unwrap()
}

async fn next_item(listener: &mut Listener) -> plex_api::Result<Event> {
    timeout(Duration::from_secs(10), listener.next())
        .await
        .expect("an event comes")
        .expect("the stream goes on")
}

fn tell(mock: &PlexMock, number: u64) {
    mock.notify(
        "status",
        json!({"StatusNotification": [{"title": number.to_string()}]}),
    );
}

fn number(event: &Event) -> Option<u64> {
    match event {
        Event::Status(status) => status.title.as_deref()?.parse().ok(),
        _ => None,
    }
}

#[tokio::test]
async fn playback_is_told_over_both_transports_with_the_token_in_a_header() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    for transport in TRANSPORTS {
        mock.clear_requests();
        let mut listener = server
            .notifications()
            .transport(transport)
            .filters(["playing"])
            .listen()
            .await
            .unwrap();
        server
            .playback()
            .report(
                "1001",
                "/library/metadata/1001",
                PlaybackState::Playing,
                Milliseconds(5000),
            )
            .await
            .unwrap();
        let Event::Playing(change) = next(&mut listener).await else {
            panic!("{transport:?}: something else was told");
        };
        assert_eq!(change.rating_key, Some("1001".into()));
        assert_eq!(change.state, Some(PlaybackState::Playing));
        let asked = &mock.requests()[0];
        assert_eq!(asked.header("x-plex-token"), Some(mock.server_token()));
        assert_eq!(asked.query, [("filters".to_owned(), "playing".to_owned())]);
    }
}

/// Says whether an event is the one that was told.
type Expected = fn(&Event) -> bool;

#[tokio::test]
async fn every_type_has_its_event_and_the_unknown_keeps_its_value() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    for transport in TRANSPORTS {
        let mut listener = hasty(&server, transport).listen().await.unwrap();
        let told: [(&str, Value, Expected); 14] = [
            (
                "timeline",
                json!({"TimelineEntry": [{"itemID": 7, "state": 9}]}),
                |event| matches!(event, Event::Timeline(entry) if entry.state == Some(TimelineState::Deleted)),
            ),
            (
                "activity",
                json!({"ActivityNotification": [{"event": "ended", "uuid": "u"}]}),
                |event| matches!(event, Event::Activity(_)),
            ),
            (
                "transcodeSession.start",
                json!({"TranscodeSession": [{"key": "k"}]}),
                |event| matches!(event, Event::TranscodeStarted(_)),
            ),
            (
                "transcodeSession.update",
                json!({"TranscodeSession": {"key": "k"}}),
                |event| matches!(event, Event::TranscodeUpdated(_)),
            ),
            (
                "transcodeSession.end",
                json!({"TranscodeSession": [{"key": "k"}]}),
                |event| matches!(event, Event::TranscodeEnded(_)),
            ),
            (
                "transcode.end",
                json!({"TranscodeSession": [{"key": "k"}]}),
                |event| matches!(event, Event::TranscodeEnded(_)),
            ),
            (
                "progress",
                json!({"ProgressNotification": [{"message": "14 of 60"}]}),
                |event| matches!(event, Event::Progress(_)),
            ),
            (
                "reachability",
                json!({"ReachabilityNotification": [{"reachability": "1"}]}),
                |event| matches!(event, Event::Reachability(told) if told.reachability == Some(true)),
            ),
            (
                "preference",
                json!({"Setting": [{"id": "FriendlyName"}]}),
                |event| matches!(event, Event::Preference(_)),
            ),
            (
                "backgroundProcessingQueue",
                json!({"BackgroundProcessingQueueEventNotification": [{"queueID": 1}]}),
                |event| matches!(event, Event::BackgroundQueue(_)),
            ),
            (
                "update.statechange",
                json!({"AutoUpdateNotification": [{"version": "2"}]}),
                |event| matches!(event, Event::Update(_)),
            ),
            (
                "account",
                json!({}),
                |event| matches!(event, Event::Other { kind: NotificationType::Account, value } if *value == json!({})),
            ),
            ("provider.content.change", json!({"Odd": [1]}), |event| {
                matches!(event, Event::Other { kind: NotificationType::ProviderContentChanged, value }
                    if *value == json!({"Odd": [1]}))
            }),
            (
                "of.tomorrow",
                json!({"NewNotification": [{"a": {"b": 2}}]}),
                |event| {
                    matches!(event, Event::Other { kind, value }
                    if kind.as_str() == "of.tomorrow" && *value == json!({"NewNotification": [{"a": {"b": 2}}]}))
                },
            ),
        ];
        for (kind, members, is_right) in told {
            mock.notify(kind, members);
            let event = next(&mut listener).await;
            assert!(is_right(&event), "{transport:?} {kind}: {event:?}");
        }
    }
}

#[test]
fn frames_of_all_ages_are_read() {
    let read = |frame: &str| format!("{:?}", Event::read(frame.as_bytes()).unwrap());
    let old = r#"{"_elementType": "NotificationContainer", "type": "playing", "size": 1, "_children":
        [{"_elementType": "PlaySessionStateNotification", "ratingKey": "5", "state": "stopped"}]}"#;
    assert!(read(old).starts_with("[Playing("), "{}", read(old));
    let two = r#"{"NotificationContainer": {"type": "status", "StatusNotification": [{"title": "a"}, {"title": "b"}],
        "beside": true}}"#;
    let events = Event::read(two.as_bytes()).unwrap();
    assert_eq!(events.len(), 3, "two entries, and what lies beside them");
    assert!(matches!(&events[2], Event::Other { value, .. } if *value == json!({"beside": true})));
    assert!(Event::read_named(Some("ping"), b"").unwrap().is_empty());
    assert!(Event::read(b"<html>").is_err());
}

#[test]
fn nothing_of_an_odd_frame_is_lost() {
    let rest = |frame: &str| match Event::read(frame.as_bytes()).unwrap().pop() {
        Some(Event::Other { value, .. }) => value,
        other => panic!("{frame}: {other:?}"),
    };
    assert_eq!(rest("[1, 2]"), json!({"$answer": [1, 2]}));
    assert_eq!(
        rest(
            r#"{"beside": 1, "NotificationContainer": {"_children": [2, {"_elementType": 3}, {"_elementType": "beside", "a": 4}]}}"#
        ),
        json!({"beside": [1, {"a": 4}], "_children": [2, {"_elementType": 3}]})
    );
    assert_eq!(
        rest(r#"{"_children": "none"}"#),
        json!({"_children": "none"})
    );
}

#[tokio::test]
async fn a_broken_frame_is_an_error_and_the_stream_goes_on() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    // Over the event stream we can be given any bytes.
    let body = "event: status\ndata: {\"broken\n\nevent: status\ndata: {\"StatusNotification\":[{\"title\":\"1\"}]}\n\n";
    mock.fault(Fault::on("/:/eventsource/notifications").body("text/event-stream", body));
    let mut listener = hasty(&server, Transport::EventStream)
        .listen()
        .await
        .unwrap();
    let error = next_item(&mut listener).await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error}");
    assert_eq!(number(&next(&mut listener).await), Some(1));
    assert!(
        matches!(next(&mut listener).await, Event::Disconnected { .. }),
        "the body ends"
    );
    assert!(matches!(
        next(&mut listener).await,
        Event::Reconnected { .. }
    ));
}

#[tokio::test]
async fn the_first_connection_may_fail() {
    let mock = common::mock().await;
    for transport in TRANSPORTS {
        let plex = common::signed_in(&mock);
        let stranger = plex.server_at(mock.server_url(), "wrong").unwrap();
        let error = hasty(&stranger, transport).listen().await.unwrap_err();
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        let nobody = plex.server_at(&common::closed_port(), "token").unwrap();
        let error = hasty(&nobody, transport).listen().await.unwrap_err();
        assert!(error.is_transient(), "{error}");
    }
    mock.fault(Fault::on("/:/websockets/notifications").body("text/html", "a portal"));
    let server = common::server(&mock).await;
    let error = server.notifications().listen().await.unwrap_err();
    assert_eq!(error.status(), Some(200), "no WebSocket: {error}");
}

#[tokio::test]
async fn a_week_with_500_restarts_leaves_no_gap_untold() {
    const RESTARTS: u64 = 500;
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    for transport in TRANSPORTS {
        let mut listener = hasty(&server, transport).listen().await.unwrap();
        let (mut told, mut heard, mut reconnected, mut may_have_missed) = (0_u64, 0, 0, false);
        for restart in 0..RESTARTS {
            // Some before, some into the gap, some as soon as the line is there again.
            for _ in 0..restart % 4 {
                tell(&mock, told);
                told += 1;
            }
            mock.restart(Duration::ZERO);
            mock.advance(Duration::from_secs(7 * 24 * 3600 / RESTARTS));
            for _ in 0..restart % 3 {
                tell(&mock, told);
                told += 1;
            }
            loop {
                match next(&mut listener).await {
                    Event::Reconnected { attempts, .. } => {
                        assert!(attempts >= 1);
                        reconnected += 1;
                        may_have_missed = true;
                        break;
                    }
                    Event::Disconnected { .. } => {}
                    event => {
                        let number = number(&event).expect("only numbers are told");
                        assert!(number == heard || may_have_missed, "{number} after {heard}");
                        heard = number + 1;
                        may_have_missed = false;
                    }
                }
            }
            // From here on nothing may be lost.
            let first = told;
            for _ in 0..2 {
                tell(&mock, told);
                told += 1;
            }
            loop {
                let number = number(&next(&mut listener).await).expect("a number");
                assert!(number == heard || may_have_missed, "{number} after {heard}");
                heard = number + 1;
                may_have_missed = false;
                if number == first + 1 {
                    break;
                }
            }
        }
        assert_eq!(reconnected, RESTARTS, "{transport:?}");
        assert_eq!(heard, told);
    }
}

#[tokio::test]
async fn a_server_that_starts_slowly_is_waited_for() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    let mut listener = hasty(&server, Transport::WebSocket).listen().await.unwrap();
    mock.fault(
        Fault::on("/:/websockets/notifications")
            .status(503)
            .times(9),
    );
    mock.restart(Duration::ZERO);
    let Event::Disconnected { cause } = next(&mut listener).await else {
        panic!("the line is cut");
    };
    assert!(matches!(*cause, Error::Disconnected { .. }), "{cause}");
    let Event::Reconnected { attempts, .. } = next(&mut listener).await else {
        panic!("the line comes back");
    };
    assert_eq!(attempts, 10);
}

#[tokio::test]
async fn one_refusal_is_borne_and_five_are_the_end() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    let mut listener = hasty(&server, Transport::WebSocket).listen().await.unwrap();
    let refuse = Fault::on("/:/websockets/notifications").status(401);
    mock.fault(refuse.clone().times(4));
    mock.restart(Duration::ZERO);
    assert!(matches!(
        next(&mut listener).await,
        Event::Disconnected { .. }
    ));
    assert!(matches!(
        next(&mut listener).await,
        Event::Reconnected { attempts: 5, .. }
    ));
    mock.clear_requests();
    mock.fault(refuse.always());
    mock.restart(Duration::ZERO);
    assert!(matches!(
        next(&mut listener).await,
        Event::Disconnected { .. }
    ));
    let error = next_item(&mut listener).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
    assert!(
        listener.next().await.is_none(),
        "nothing comes after the last error"
    );
    let attempts = mock
        .requests()
        .iter()
        .filter(|request| request.face == Face::Server)
        .count();
    assert_eq!(attempts, 5);
}

#[tokio::test]
async fn who_does_not_listen_is_told_how_much_was_missed() {
    let mock = common::mock().await;
    let server = common::server(&mock).await;
    let mut listener = hasty(&server, Transport::WebSocket)
        .capacity(4)
        .listen()
        .await
        .unwrap();
    // In small lots, or the mock server's own queue would lose some first.
    for lot in 0..10 {
        for place in 0..10 {
            tell(&mock, lot * 10 + place);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let (mut heard, mut missed) = (0, 0);
    while heard + missed < 100 {
        match next(&mut listener).await {
            Event::Missed { messages } => missed += messages,
            event => {
                assert_eq!(
                    number(&event),
                    Some(heard + missed),
                    "the gap is told where it is"
                );
                heard += 1;
            }
        }
    }
    assert!(missed > 0, "four places do not hold a hundred");
}

/// A server that agrees to a WebSocket and then says nothing, not even when it is pinged.
async fn silent_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap();
            let key = head
                .lines()
                .find_map(|line| line.strip_prefix("sec-websocket-key: "))
                .expect("a key is sent");
            let accept =
                tokio_tungstenite::tungstenite::handshake::derive_accept_key(key.as_bytes());
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Accept: {accept}\r\n\r\n"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            open.push(stream);
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_peer_that_answers_no_pings_is_taken_for_gone() {
    let url = silent_server().await;
    let mock = common::mock().await;
    let server = common::signed_in(&mock).server_at(&url, "token").unwrap();
    let mut listener = hasty(&server, Transport::WebSocket)
        .ping_every(Duration::from_millis(10))
        .listen()
        .await
        .unwrap();
    let Event::Disconnected { cause } = next(&mut listener).await else {
        panic!("nobody is there");
    };
    assert!(
        cause.to_string().ends_with("stopped answering pings"),
        "{cause}"
    );
    let Event::Reconnected { away, .. } = next(&mut listener).await else {
        panic!("it is tried again");
    };
    assert!(
        away >= Duration::from_millis(20),
        "counted from the last sign of life: {away:?}"
    );
}
