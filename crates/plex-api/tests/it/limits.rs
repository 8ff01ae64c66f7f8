//! How long, how much at once, and how often.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream};
use plex_api::{Error, Host, RateLimit, Retry, TimeLimit};
use plex_mock::{Fault, PlexMock};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::common::{builder, mock, quick, retrying, start};

const PATH: &str = "/library/sections";

/// A host that does with each connection what it is told to.
pub(crate) async fn host<F>(talk: impl Fn(TcpStream) -> F + Send + 'static) -> (String, JoinSet<()>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut work = JoinSet::new();
    work.spawn(async move {
        let mut streams = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            streams.spawn(talk(stream));
        }
    });
    (url, work)
}

#[tokio::test]
async fn each_time_limit_says_which_it_was() {
    let mock = mock().await;
    let short = Duration::from_millis(40);
    let (silent, _work) = host(|mut stream| async move {
        let mut head = [0; 4096];
        let _ = stream.read(&mut head).await;
        std::future::pending::<()>().await;
    })
    .await;
    let half = |rest: &'static [u8]| {
        host(move |mut stream| async move {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let start = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{";
            let _ = stream.write_all(start).await;
            loop {
                let _ = stream.write_all(rest).await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    };
    let (stalls, _work_2) = half(b"").await;
    let (drips, _work_3) = half(b" ").await;
    let table = [
        (
            &silent,
            builder(&mock).first_byte_timeout(short),
            TimeLimit::FirstByte,
        ),
        (&stalls, builder(&mock).idle_timeout(short), TimeLimit::Idle),
        (&drips, builder(&mock).timeout(short * 4), TimeLimit::Whole),
    ];
    for (url, builder, expected) in table {
        let server = builder.build().unwrap().server_at(url, "token").unwrap();
        let error = server.library().sections().await.unwrap_err();
        assert!(
            matches!(error, Error::Timeout { limit, .. } if limit == expected),
            "{expected:?}: {error}"
        );
        assert!(!error.never_arrived(), "it may have");
    }
}

/// A host that is too busy to take connections: nothing was sent to it, so that even a write is tried again.
#[tokio::test]
async fn connecting_has_a_limit_of_its_own() {
    let mock = mock().await;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let busy = socket.listen(1).unwrap();
    let address = busy.local_addr().unwrap();
    let short = Duration::from_millis(50);
    // Its queue is full when one more has to wait.
    let mut queue = Vec::new();
    while let Ok(connection) = tokio::time::timeout(short, TcpStream::connect(address)).await {
        queue.push(connection.unwrap());
        assert!(queue.len() < 1000, "the queue has no end");
    }
    let attempts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&attempts);
    let plex = builder(&mock)
        .connect_timeout(short)
        .retry(quick())
        .after(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        })
        .build()
        .unwrap();
    let server = plex.server_at(&format!("http://{address}"), "token");
    let error = server.unwrap().edit("1001").title("x").await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Timeout {
                limit: TimeLimit::Connect,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.never_arrived() && error.is_transient());
    assert_eq!(attempts.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_place_is_held_for_the_request_and_not_for_the_stream() {
    let mock = start(PlexMock::builder()).await;
    let plex = builder(&mock).concurrency(1).build().unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let _open = server.events().stream().stream().await.unwrap();
    let again = server.system().identity().await;
    assert!(again.is_ok(), "the stream holds no place: {again:?}");
}

/// The most requests that were under way at once.
async fn at_once(places: Option<usize>, requests: usize) -> usize {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inside, peak) = (Arc::clone(&now), Arc::clone(&most));
    let (url, _work) = host(move |mut stream| {
        let (now, most) = (Arc::clone(&inside), Arc::clone(&peak));
        async move {
            let mut head = [0; 4096];
            while stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(2)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    })
    .await;
    let mock = mock().await;
    let mut builder = builder(&mock);
    if let Some(places) = places {
        builder = builder.concurrency(places);
    }
    let server = builder.build().unwrap().server_at(&url, "token").unwrap();
    let calls = (0..requests).map(|_| server.identity());
    stream::iter(calls)
        .buffer_unordered(requests)
        .for_each(|outcome| async move { assert!(outcome.is_ok(), "{outcome:?}") })
        .await;
    most.load(Ordering::SeqCst)
}

#[tokio::test]
async fn no_more_than_so_many_at_once() {
    for (places, expected) in [(None, 8), (Some(3), 3), (Some(1), 1), (Some(0), 1)] {
        assert_eq!(at_once(places, 40).await, expected, "{places:?}");
    }
}

#[tokio::test]
async fn a_host_is_asked_no_more_often_than_it_may() {
    let mock = mock().await;
    let limit = RateLimit::one_every(Duration::from_millis(20)).burst(2);
    let left = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&left);
    let plex = builder(&mock)
        .token(mock.token())
        .rate_limit(Host::Server, limit)
        .before(move |_| {
            seen.lock().unwrap().push(std::time::Instant::now());
            Ok(())
        })
        .build()
        .unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let began = std::time::Instant::now();
    futures_util::future::join_all((0..6).map(|_| server.identity())).await;
    let mut left = left.lock().unwrap().clone();
    left.sort_unstable();
    // Never earlier than allowed, however slow the machine is: the sixth is the fourth after the burst.
    assert_eq!(left.len(), 6);
    assert!(left[5] - began >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let mock = mock().await;
    let server = retrying(
        &mock,
        Retry::default()
            .first_pause(Duration::from_millis(1))
            .budget(Duration::from_secs(5)),
    );
    mock.fault(Fault::on(PATH).status(503).retry_after(60).times(1));
    let error = server.library().sections().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    assert_eq!(
        mock.requests().len(),
        1,
        "that is longer than we would wait"
    );

    mock.fault(Fault::on(PATH).status(503).retry_after(0).times(1));
    assert!(server.library().sections().await.is_ok());
}

#[tokio::test]
async fn a_question_asked_by_post_is_asked_again_and_a_command_by_get_is_not() {
    let mock = mock().await;
    let plex = builder(&mock)
        .token(mock.token())
        .retry(quick())
        .build()
        .unwrap();
    mock.fault(Fault::on("*").status(503).always());
    let asked = || mock.requests().len();
    assert!(plex.community().friends().await.is_err());
    assert_eq!(asked(), 3);
    mock.clear_requests();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    assert!(server.players().skip_next(1).await.is_err());
    assert_eq!(asked(), 1);
}

/// A GraphQL service says with a status of success that it was asked too often.
#[tokio::test]
async fn a_graphql_service_that_asks_to_wait() {
    let mock = mock().await;
    let plex = builder(&mock)
        .token(mock.token())
        .retry(quick())
        .build()
        .unwrap();
    let busy = |wait: u64| {
        let body = serde_json::json!({"data": null, "errors": [{
            "message": "Too many requests",
            "extensions": {"code": "RATE_LIMITED", "retryAfter": wait},
        }]});
        Fault::on("*").body("application/json", body.to_string())
    };
    mock.fault(busy(0).times(2));
    assert!(plex.community().friends().await.is_ok());
    assert_eq!(mock.requests().len(), 3);

    mock.clear_requests();
    mock.fault(busy(3600).times(1));
    let error = plex.community().friends().await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { retry_after: Some(wait), .. } if wait.as_secs() == 3600),
        "{error}"
    );
    assert_eq!(mock.requests().len(), 1);
    let wrong = r#"{"errors": [{"message": "Cannot query field x"}]}"#;
    mock.fault(Fault::on("*").body("application/json", wrong).times(1));
    let error = plex.community().friends().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("answered 200: Cannot query field x"),
        "{error}"
    );
}
