//! A server that moves, and clients that come along.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use plex_api::{Error, Failure, Plex, Retry, Server};
use plex_mock::{Face, Fault, PlexMock};
use serde_json::json;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::common::{builder, mock};

/// One more way to a mock server, which can be closed.
pub(crate) struct Door {
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    opened: Arc<AtomicUsize>,
    work: JoinSet<()>,
}

impl Door {
    pub(crate) async fn to(mock: &PlexMock) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), mock).await
    }

    pub(crate) async fn at(address: SocketAddr, mock: &PlexMock) -> Self {
        Self::between(address, mock.server_url()).await
    }

    pub(crate) async fn between(address: SocketAddr, target: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let target = target.trim_start_matches("http://").to_owned();
        let opened = Arc::new(AtomicUsize::new(0));
        let mut work = JoinSet::new();
        let count = Arc::clone(&opened);
        work.spawn(async move {
            let mut streams = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let target = target.clone();
                streams.spawn(async move {
                    let mut server = TcpStream::connect(target).await.unwrap();
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        let url = format!("http://{address}");
        Self {
            url,
            address,
            opened,
            work,
        }
    }

    /// From now on connections are refused, and those that there were are cut.
    pub(crate) async fn close(&mut self) {
        self.work.shutdown().await;
    }

    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }
}

/// Lets plex.tv list these addresses of the server.
pub(crate) fn list(mock: &PlexMock, connections: serde_json::Value) {
    list_as(mock, connections, json!({"owned": true}));
}

/// The same with more that plex.tv says of the server.
pub(crate) fn list_as(mock: &PlexMock, connections: serde_json::Value, more: serde_json::Value) {
    let mut resource = json!({
        "name": mock.server_name(),
        "product": "Plex Media Server",
        "clientIdentifier": mock.machine_identifier(),
        "provides": "server",
        "accessToken": mock.server_token(),
        "connections": connections,
    });
    for (name, value) in more.as_object().unwrap() {
        resource[name] = value.clone();
    }
    let resources = json!([resource]);
    mock.clear_faults();
    mock.fault(
        Fault::on("/api/v2/resources")
            .body("application/json", resources.to_string())
            .always(),
    );
}

pub(crate) fn local(url: &str) -> serde_json::Value {
    json!({"uri": url, "local": true, "relay": false})
}

pub(crate) async fn connect(plex: &Plex, mock: &PlexMock) -> Server {
    let servers = plex.servers().await.unwrap();
    servers
        .named(mock.server_name())
        .unwrap()
        .connect()
        .await
        .unwrap()
}

fn plex(mock: &PlexMock) -> Plex {
    builder(mock).token(mock.token()).build().unwrap()
}

pub(crate) fn at(server: &Server) -> String {
    server.url().as_str().trim_end_matches('/').to_owned()
}

#[tokio::test]
async fn calls_move_to_the_next_address() {
    let mock = mock().await;
    let (mut first, second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let server = connect(&plex(&mock), &mock).await;
    let clone = server.clone();
    assert_eq!(at(&server), first.url);
    server.library().sections().await.unwrap();

    first.close().await;
    mock.clear_requests();
    assert!(!server.library().sections().await.unwrap().is_empty());
    assert_eq!(at(&server), second.url);
    assert_eq!(at(&clone), second.url, "clones move along");
    let tokens: Vec<_> = mock
        .requests()
        .iter()
        .map(|request| {
            (
                request.path.clone(),
                request.header("x-plex-token").is_some(),
            )
        })
        .collect();
    assert_eq!(
        tokens,
        [
            ("/identity".to_owned(), false),
            ("/library/sections".to_owned(), true)
        ]
    );
}

#[tokio::test]
async fn a_write_moves_too_and_happens_once() {
    let mock = mock().await;
    let (mut first, second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let server = connect(&plex(&mock), &mock).await;
    first.close().await;
    mock.clear_requests();
    server.playback().rate("1", 8.0).await.ok();
    let writes: Vec<_> = mock
        .requests()
        .into_iter()
        .filter(|request| request.method == "PUT")
        .collect();
    assert_eq!(writes.len(), 1);
    assert_eq!(at(&server), second.url);
}

#[tokio::test]
async fn many_that_wait_look_once() {
    let mock = mock().await;
    let (mut first, second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let server = connect(&plex(&mock), &mock).await;
    first.close().await;
    mock.clear_requests();
    let calls = (0..50).map(|_| async { server.library().sections().await.map(|_| ()) });
    let outcomes = futures_util::future::join_all(calls).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    let asked = |path: &str| {
        let requests = mock.requests();
        requests.iter().filter(|one| one.path == path).count()
    };
    assert_eq!((asked("/identity"), asked("/library/sections")), (1, 50));
    assert!(
        second.opened() <= 10,
        "no more connections than places and a probe"
    );
}

#[tokio::test]
async fn nowhere_tells_of_each_address_and_back_again_is_found() {
    let mock = mock().await;
    let (mut first, mut second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let server = connect(&plex(&mock), &mock).await;
    first.close().await;
    second.close().await;
    let error = server.library().sections().await.unwrap_err();
    let Error::NoConnection { tried, .. } = &error else {
        panic!("{error}")
    };
    let mut addresses: Vec<_> = tried
        .iter()
        .map(|tried| tried.address.trim_end_matches('/').to_owned())
        .collect();
    addresses.sort_unstable();
    let mut expected = [first.url.clone(), second.url.clone()];
    expected.sort_unstable();
    assert_eq!(addresses, expected, "{error}");
    assert!(error.is_transient() && error.never_arrived());

    let second = Door::at(second.address, &mock).await;
    assert!(server.library().sections().await.is_ok());
    assert_eq!(at(&server), second.url);
}

#[tokio::test]
async fn a_server_that_restarts_is_met_again_at_its_place() {
    let mock = mock().await;
    let mut only = Door::to(&mock).await;
    list(&mock, json!([local(&only.url)]));
    let server = connect(&plex(&mock), &mock).await;
    only.close().await;
    let retry = Retry::default()
        .first_pause(Duration::from_millis(1))
        .attempts(3);
    let error = server.library().sections().retry(retry).await.unwrap_err();
    assert!(matches!(error, Error::NoConnection { .. }), "{error}");
    let only = Door::at(only.address, &mock).await;
    assert!(server.library().sections().await.is_ok());
    assert_eq!(at(&server), only.url);
}

#[tokio::test]
async fn the_last_choice_is_asked_first_and_alone() {
    let mock = mock().await;
    let (mut first, second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let plex = plex(&mock);
    assert_eq!(at(&connect(&plex, &mock).await), first.url);
    let before = second.opened();
    assert_eq!(at(&connect(&plex, &mock).await), first.url);
    assert_eq!(second.opened(), before, "nobody else is asked");

    first.close().await;
    assert_eq!(at(&connect(&plex, &mock).await), second.url);
    let _first = Door::at(first.address, &mock).await;
    assert_eq!(
        at(&connect(&plex, &mock).await),
        second.url,
        "what worked last goes on"
    );
}

#[tokio::test]
async fn a_relay_is_the_last_resort_and_not_remembered() {
    let mock = mock().await;
    let (mut direct, relay) = (Door::to(&mock).await, Door::to(&mock).await);
    let relayed = json!({"uri": relay.url, "local": false, "relay": true});
    list(&mock, json!([relayed, local(&direct.url)]));
    let plex = plex(&mock);
    assert_eq!(at(&connect(&plex, &mock).await), direct.url);
    direct.close().await;
    assert_eq!(at(&connect(&plex, &mock).await), relay.url);
    let direct = Door::at(direct.address, &mock).await;
    assert_eq!(at(&connect(&plex, &mock).await), direct.url);
}

#[tokio::test]
async fn a_slow_relay_gives_way_to_a_slower_direct_address() {
    let mock = mock().await;
    let (direct, relay) = (Door::to(&mock).await, Door::to(&mock).await);
    let relayed = json!({"uri": relay.url, "local": false, "relay": true});
    list(&mock, json!([relayed, local(&direct.url)]));
    // Whichever probe comes first is held up; the better address is taken in either case.
    mock.fault(
        Fault::on("/identity")
            .face(Face::Server)
            .delay(Duration::from_millis(100))
            .times(1),
    );
    assert_eq!(at(&connect(&plex(&mock), &mock).await), direct.url);
}

#[tokio::test]
async fn an_address_that_answers_for_another_is_not_moved_to() {
    let mock = mock().await;
    let stranger = crate::common::start(PlexMock::builder().seed(99)).await;
    let mut first = Door::to(&mock).await;
    list(
        &mock,
        json!([local(&first.url), local(stranger.server_url())]),
    );
    let server = connect(&plex(&mock), &mock).await;
    first.close().await;
    let error = server.library().sections().await.unwrap_err();
    let Error::NoConnection { tried, .. } = &error else {
        panic!("{error}")
    };
    let another = |tried: &plex_api::Tried| matches!(&tried.failure, Failure::AnotherServer { found } if found == stranger.machine_identifier());
    assert!(tried.iter().any(another), "{error}");
    assert!(
        stranger
            .requests()
            .iter()
            .all(|request| request.header("x-plex-token").is_none())
    );
}

#[tokio::test]
async fn a_request_that_arrived_is_not_taken_elsewhere() {
    let mock = mock().await;
    let (first, second) = (Door::to(&mock).await, Door::to(&mock).await);
    list(&mock, json!([local(&first.url), local(&second.url)]));
    let server = connect(&plex(&mock), &mock).await;
    mock.fault(Fault::on("/:/rate").drop_connection().times(1));
    mock.clear_requests();
    let error = server.playback().rate("1", 8.0).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(mock.requests().len(), 1);
    assert_eq!(at(&server), first.url);
}
