//! What an app sees of its requests, and what it may put in their way.

use std::sync::{Arc, Mutex};

use plex_api::{Error, Plex, Retry, Server};
use plex_mock::{Fault, PlexMock};
use reqwest::redirect::Policy;
use tower::ServiceBuilder;

use crate::common::{builder, mock};

const PATH: &str = "/library/sections";

fn reach(plex: &Plex, mock: &PlexMock) -> Server {
    plex.server_at(mock.server_url(), mock.server_token())
        .unwrap()
}

#[tokio::test]
async fn hooks_see_each_attempt_and_add_headers() {
    let mock = mock().await;
    let story = Arc::new(Mutex::new(Vec::new()));
    let (before, after) = (Arc::clone(&story), Arc::clone(&story));
    let plex = builder(&mock)
        .token(mock.token())
        .retry(Retry::default().first_pause(std::time::Duration::ZERO))
        .before(move |request| {
            before.lock().unwrap().push(format!(
                "{} {} {} {} #{}",
                request.operation,
                request.method,
                request.route,
                request.host.name(),
                request.attempt
            ));
            assert!(!format!("{request:?}").contains("secret-query"));
            request.header("X-Door", "back")
        })
        .after(move |answer| {
            after.lock().unwrap().push(format!(
                "{:?} {:?} error: {}",
                answer.status,
                answer.bytes.map(|bytes| bytes > 100),
                answer.error.is_some()
            ));
        })
        .build()
        .unwrap();
    mock.fault(Fault::on("/library/sections/1/all").status(500).times(1));
    reach(&plex, &mock)
        .library()
        .items("1")
        .query("title", "secret-query")
        .await
        .unwrap();
    let line = "listSectionItems GET /library/sections/{sectionId}/all server";
    assert_eq!(
        *story.lock().unwrap(),
        [
            format!("{line} #1"),
            "Some(500) None error: true".to_owned(),
            format!("{line} #2"),
            "Some(200) Some(true) error: false".to_owned(),
        ]
    );
    for request in mock.requests() {
        assert_eq!(request.header("x-door"), Some("back"));
    }
}

#[tokio::test]
async fn a_hook_can_refuse_and_cannot_touch_the_token() {
    let mock = mock().await;
    let plex = builder(&mock)
        .before(|request| request.header("x-plex-token", "another"))
        .build()
        .unwrap();
    let error = reach(&plex, &mock).identity().await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn what_a_hook_adds_stays_at_home() {
    let (mock, stranger) = (mock().await, crate::common::mock().await);
    let plex = builder(&mock)
        .before(|request| request.header("X-Door", "back"))
        .build()
        .unwrap();
    mock.fault(Fault::on(PATH).redirect(format!("{}{PATH}", stranger.server_url())));
    let _ = reach(&plex, &mock)
        .library()
        .sections()
        .header("X-Mine", "secret")
        .await;
    let [request] = &stranger.requests()[..] else {
        panic!("one request arrives")
    };
    assert!(!request.headers.iter().any(|(name, _)| {
        let name = name.to_lowercase();
        name.starts_with("x-plex") || name == "x-door" || name == "x-mine"
    }));
    assert_eq!(request.header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_client_of_ones_own() {
    let mock = mock().await;
    let plex = builder(&mock)
        .http_client(|http| http.user_agent("mine"))
        .build()
        .unwrap();
    reach(&plex, &mock).identity().await.unwrap();
    assert_eq!(mock.requests()[0].header("user-agent"), Some("mine"));
}

#[tokio::test]
async fn a_client_of_ones_own_carries_no_token_abroad_whatever_it_would_follow() {
    let (mock, stranger) = (mock().await, crate::common::mock().await);
    let plex = builder(&mock)
        .http_client(|_| reqwest::Client::builder().redirect(Policy::limited(3)))
        .build()
        .unwrap();
    mock.fault(Fault::on(PATH).redirect(format!("{}{PATH}", stranger.server_url())));
    let error = reach(&plex, &mock).library().sections().await.unwrap_err();
    assert!(matches!(error, Error::Redirect { .. }), "{error}");
    let [request] = &stranger.requests()[..] else {
        panic!("one request arrives")
    };
    assert_eq!(request.header("x-plex-token"), None);
}

#[tokio::test]
async fn a_tower_of_ones_own() {
    let mock = mock().await;
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap();
    let stack = ServiceBuilder::new()
        .map_request(|mut request: reqwest::Request| {
            let value = "tower".parse().unwrap();
            request.headers_mut().insert("x-through", value);
            request
        })
        .service(http);
    let plex = builder(&mock).service(stack).build().unwrap();
    reach(&plex, &mock).identity().await.unwrap();
    assert_eq!(mock.requests()[0].header("x-through"), Some("tower"));

    let broken = tower::service_fn(|_: reqwest::Request| async {
        Err::<reqwest::Response, _>(std::io::Error::other("the tower fell"))
    });
    let plex = builder(&mock).service(broken).build().unwrap();
    let error = reach(&plex, &mock).identity().await.unwrap_err();
    let shown = crate::common::shown(&mock, &error);
    assert_eq!(
        shown,
        "GET http://server/identity: the app's own transport failed\n  because: the tower fell"
    );
    assert!(!error.never_arrived());
}

/// Answers come packed over a network, and plain from this machine, unless the app says otherwise; they are the same.
#[tokio::test]
async fn answers_come_packed_where_that_pays() {
    let mock = mock().await;
    let asked = async |plex: Plex| {
        let server = reach(&plex, &mock);
        mock.clear_requests();
        let movies = server.library().items("1").await.unwrap();
        let requests = mock.requests();
        let accepted = requests[0].header("accept-encoding").map(str::to_owned);
        (accepted.unwrap(), movies)
    };
    let (by_itself, movies) = asked(builder(&mock).build().unwrap()).await;
    assert_eq!((by_itself.as_str(), movies.len()), ("identity", 25));
    let (told, packed) = asked(builder(&mock).gzip(true).build().unwrap()).await;
    assert_eq!((told.as_str(), packed), ("gzip", movies));

    // The same server by a name that might be any machine's.
    let port = mock.server_url().rsplit(':').next().unwrap();
    let elsewhere = format!("http://127-0-0-1.0123456789abcdef0123456789abcdef.plex.direct:{port}");
    for (builder, expected) in [
        (builder(&mock), "gzip"),
        (builder(&mock).gzip(false), "identity"),
    ] {
        let plex = builder.build().unwrap();
        let server = plex.server_at(&elsewhere, mock.server_token()).unwrap();
        mock.clear_requests();
        server.identity().await.unwrap();
        assert_eq!(mock.requests()[0].header("accept-encoding"), Some(expected));
    }
}
