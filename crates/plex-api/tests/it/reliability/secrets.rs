//! Tokens on the ways that the matrix does not go: signing in, renewing, connecting, playing, handles and panics.

use std::{sync::Arc, time::Duration};

use plex_api::{
    Error, MemoryKeyStore, Milliseconds, PlaybackState, Plex, Retry, Server, Upload, Webhook,
    WebhookEvent,
};
use plex_mock::{Cut, Face, Fault, PlexMock};
use serde_json::json;

use super::marker::Marker;
use crate::{
    common::{builder, closed_port, found_by, signed_in, start},
    failover::{self, Door},
};

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a person would see: the text of handles and panics.
type Seen = Vec<String>;

#[tokio::test]
async fn a_token_is_told_to_nobody_but_its_own_host() {
    let mut marker = Marker::begin().await;
    let mut seen = Seen::new();
    let mut errors = Vec::new();
    // An address of the server's at which another answers, and one at which nobody does.
    let other = start(PlexMock::builder().seed(99)).await;
    let addresses = PlexMock::builder().connection(other.server_url());
    let mock = start(addresses.connection(closed_port()).large_file(100_000)).await;

    sign_in(&mock, &mut marker, &mut seen, &mut errors).await;
    renew(&mock, &mut marker, &mut seen, &mut errors).await;
    let server = connect(&mock, &mut seen, &mut errors).await;
    use_it(&mock, &server, &mut seen, &mut errors).await;
    let files = cut_download(&mock, &server, &mut seen, &mut errors).await;
    redirected(&mock, &server, &other, &mut errors).await;
    moves(&mock, &mut seen).await;
    comes_along(&mock, &mut seen).await;
    webhooks(&mock, &mut seen);

    for error in &errors {
        marker.is_not_in_error(error);
    }
    seen.push(panic_of(errors.remove(0)).await);
    for text in seen.iter().chain(&files) {
        marker.is_not_in_text("what a person or a disk keeps", text);
    }
    marker.is_not_in_requests(&mock, false);
    assert!(!other.requests().is_empty(), "the other host was asked");
    marker.is_not_in_requests(&other, true);
    marker.is_nowhere();
}

/// By PIN, by password, and with what is wrong.
async fn sign_in(mock: &PlexMock, marker: &mut Marker, seen: &mut Seen, errors: &mut Vec<Error>) {
    let plex = builder(mock).build().unwrap();
    let link = plex.link().strong().await.unwrap();
    mock.claim(link.code()).unwrap();
    let by_pin = link.wait().await.unwrap();
    marker.add(by_pin.token().unwrap().expose());
    let by_password = plex.sign_in("mirabel", "mirabel's password");
    seen.push(format!("{link:?} {by_password:?}"));
    let by_password = by_password.await.unwrap();
    marker.add(by_password.token().unwrap().expose());
    seen.push(format!("{by_pin:?} {:#?}", by_password));
    mock.expire_token(by_pin.token().unwrap().expose());
    errors.push(by_pin.account().current().await.unwrap_err());
    seen.push(format!("{:?}", by_pin.validate().await));
}

/// A token that ends, and the one after it.
async fn renew(mock: &PlexMock, marker: &mut Marker, seen: &mut Seen, errors: &mut Vec<Error>) {
    let store = Arc::new(MemoryKeyStore::default());
    let plex = builder(mock).key_store(Arc::clone(&store)).build().unwrap();
    let link = plex.link().await.unwrap();
    mock.claim(link.code()).unwrap();
    let plex = link.wait().await.unwrap();
    for _ in 0..2 {
        marker.add(plex.token().unwrap().expose());
        mock.advance(WEEK);
        plex.account().current().await.unwrap();
    }
    marker.add(plex.token().unwrap().expose());
    mock.advance(WEEK);
    mock.fault(Fault::on("/api/v2/auth/token").status(500).always());
    errors.push(plex.account().current().await.unwrap_err());
    mock.clear_faults();
    seen.push(format!("{plex:?} {store:?}"));
}

/// By the account's list, where other addresses fail; then nobody is there any more.
async fn connect(mock: &PlexMock, seen: &mut Seen, errors: &mut Vec<Error>) -> Server {
    let servers = signed_in(mock).servers().await.unwrap();
    let found = servers.named(mock.server_name()).unwrap();
    let server = found.connect().await.unwrap();
    seen.push(format!(
        "{servers:?} {found:?} {server:?} {:?}",
        found.resource()
    ));
    seen.push(format!("{:?}", server.tried()));
    mock.refuse(Face::Server);
    errors.push(server.library().sections().await.unwrap_err());
    mock.welcome(Face::Server);
    server
}

/// Playing, editing, sending pictures, listening.
async fn use_it(mock: &PlexMock, server: &Server, seen: &mut Seen, errors: &mut Vec<Error>) {
    let listener = server.notifications().listen().await.unwrap();
    let film = server.metadata().get("1001").await.unwrap().remove(0);
    let session = server.play(&film).unwrap().start().unwrap();
    session.playing(Milliseconds(0)).await.unwrap();
    seen.push(format!("{listener:?} {session:?}"));
    session.stop(Milliseconds(1000)).await.unwrap();
    let picture = Upload::from(b"\x89PNG".to_vec());
    let poster = server.artwork().add_poster("1001").body(picture);
    seen.push(format!("{poster:?} {:?}", server.edit("1001").title("x")));
    let _ = poster.await;
    server.edit("1001").title("x").await.unwrap();
    let report = server.playback().report(
        "1001",
        "/library/metadata/1001",
        PlaybackState::Paused,
        Milliseconds(5000),
    );
    seen.push(format!("{report:?}"));
    report.await.unwrap();
    let player = server.address_with_token("/library/metadata/1001/thumb/1");
    seen.push(format!("{:?}", player.unwrap()));
    let stranger = signed_in(mock).server_at(mock.server_url(), "of-nobody");
    errors.push(
        stranger
            .unwrap()
            .notifications()
            .listen()
            .await
            .unwrap_err(),
    );
    mock.fault(Fault::on("/library/sections").body("application/json", "{"));
    errors.push(server.library().sections().await.unwrap_err());
}

/// What an interrupted download leaves on the disk.
async fn cut_download(
    mock: &PlexMock,
    server: &Server,
    seen: &mut Seen,
    errors: &mut Vec<Error>,
) -> Seen {
    let film = server.metadata().get("1001").await.unwrap().remove(0);
    let key = film.media[0].parts[0].key.clone().unwrap();
    let folder = tempfile::tempdir().unwrap();
    mock.fault(Fault::on("/library/parts/*/*/*").cut_after(50_000, Cut::Close));
    let once = server.download(key, folder.path().join("film.mkv"));
    let once = once.retry(Retry::never());
    seen.push(format!("{once:?}"));
    errors.push(once.await.unwrap_err());
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let files: Seen = entries
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    assert_eq!(files.len(), 2, "the file and what is noted about it");
    files
}

/// To another host, with everything that could carry a token.
async fn redirected(mock: &PlexMock, server: &Server, other: &PlexMock, errors: &mut Vec<Error>) {
    let abroad = |host: &PlexMock| format!("{}/identity", host.server_url());
    mock.fault(Fault::on("/library/sections").redirect(abroad(other)));
    let call = server.library().sections();
    let call = call.header("X-Plex-Token", mock.server_token());
    let _ = call.await;
    mock.fault(Fault::on("/api/v2/user").redirect(abroad(other)));
    let plex: Plex = signed_in(mock);
    let _ = plex.account().current().await;
    mock.fault(Fault::on("/:/websockets/notifications").redirect(abroad(other)));
    errors.push(server.notifications().listen().await.unwrap_err());
    assert!(other.requests().len() >= 3, "each was followed");
}

/// To no address, when none answers any more, and back.
async fn moves(mock: &PlexMock, seen: &mut Seen) {
    let server = found_by(&signed_in(mock)).await;
    mock.clear_requests();
    mock.refuse(Face::Server);
    // The first may break an open connection; then there is none to be had.
    let mut gone = Vec::new();
    for _ in 0..4 {
        gone.push(server.identity().await.unwrap_err());
    }
    let nowhere = |error: &Error| matches!(error, Error::NoConnection { .. });
    assert!(gone.iter().any(nowhere), "{gone:?}");
    seen.extend(gone.iter().map(|error| format!("{error} {error:?}")));
    mock.welcome(Face::Server);
    server.identity().await.unwrap();
    seen.push(format!("{server:?}"));
}

/// To another address of the server's, when the one that was taken answers no more.
async fn comes_along(mock: &PlexMock, seen: &mut Seen) {
    let (mut first, second) = (Door::to(mock).await, Door::to(mock).await);
    failover::list(
        mock,
        json!([failover::local(&first.url), failover::local(&second.url)]),
    );
    let server = found_by(&signed_in(mock)).await;
    assert_eq!(failover::at(&server), first.url);
    mock.clear_faults();
    first.close().await;
    mock.clear_requests();
    server.library().sections().await.unwrap();
    server.edit("1001").title("y").await.unwrap();
    assert_eq!(failover::at(&server), second.url);
    for request in mock.requests() {
        let token = request.header("x-plex-token");
        let expected = (request.path != "/identity").then(|| mock.server_token());
        assert_eq!(token, expected, "{}", request.path);
    }
    seen.push(format!("{server:?} {:?}", server.tried()));
}

/// A body that holds a token, as one may whose pictures are addresses, and such bodies with something wrong in them.
fn webhooks(mock: &PlexMock, seen: &mut Seen) {
    let token = mock.server_token();
    let thumb = format!("/library/metadata/1001/thumb/1?X-Plex-Token={token}");
    let payload = json!({"event": "media.play", "token": token, "Metadata": {"ratingKey": "1001", "thumb": thumb}});
    let part =
        format!("--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{payload}\r\n");
    let whole = format!("{part}--b--\r\n");
    let webhook = Webhook::parse("multipart/form-data; boundary=b", whole.as_bytes()).unwrap();
    assert_eq!(webhook.payload.event, WebhookEvent::Play);
    let torn = whole.replace("\"event\":", "\"event\"");
    let broken = [
        ("application/json", whole.as_str()),
        ("multipart/form-data; boundary=b", part.get(..60).unwrap()),
        ("multipart/form-data; boundary=b", torn.as_str()),
    ];
    for (content_type, body) in broken {
        let error = Webhook::parse(content_type, body.as_bytes()).unwrap_err();
        seen.push(format!("{error} {error:?}"));
    }
}

/// What is printed where somebody unwraps an error.
async fn panic_of(error: Error) -> String {
    let failed = std::future::ready(Err::<(), _>(error));
    let task = tokio::spawn(async move { failed.await.unwrap() });
    let panic = task.await.unwrap_err().into_panic();
    panic.downcast_ref::<String>().unwrap().clone()
}
