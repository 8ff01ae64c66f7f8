//! What a person sees when something is wrong.

use std::{net::TcpStream, time::Duration};

use crate::common::{builder, closed_port, mock, server, shown, signed_in};
use plex_api::{Error, Format};
use plex_mock::Fault;

#[tokio::test]
async fn each_error_says_what_where_and_what_to_do() {
    let mock = mock().await;
    let server = server(&mock).await;
    let path = "/library/sections";
    let mut seen = Vec::new();
    let faults = [
        ("400", Fault::on(path).status(400)),
        ("404", Fault::on(path).status(404)),
        ("429", Fault::on(path).retry_after(30)),
        ("498", Fault::on(path).status(498)),
        ("500", Fault::on(path).status(500)),
        (
            "cut off",
            Fault::on(path).body("application/json", "{\"MediaContainer\":{\"size\":"),
        ),
        (
            "XML cut off",
            Fault::on(path).body("text/xml", "<MediaContainer><Directory key=\"1\""),
        ),
        (
            "a page",
            Fault::on(path).body("text/html", "<!DOCTYPE html><title>Router</title>"),
        ),
        ("empty", Fault::on(path).body("application/json", "")),
        ("no JSON", Fault::on(path).body("application/json", "OK")),
    ];
    for (what, fault) in faults {
        mock.fault(fault.times(1));
        let error = server.library().sections().await.expect_err(what);
        seen.push(format!("{what}: {}", shown(&mock, &error)));
    }
    insta::assert_snapshot!(seen.join("\n"));
}

#[tokio::test]
async fn a_program_that_fails_prints_sentences() {
    // What `main` gives back is printed by `Debug`.
    let printed = |error: Error| format!("{error:?}");
    let mock = mock().await;
    let closed = closed_port();
    let refused = TcpStream::connect(closed.trim_start_matches("http://"));
    let plex = builder(&mock).plex_tv(&closed).build().unwrap();
    let error = printed(plex.pins().create().await.unwrap_err());
    let (sentence, causes) = error.split_once("\n  because: ").unwrap();
    assert_eq!(
        sentence,
        format!("POST {closed}/api/v2/pins: cannot connect; is the host up and the address right?")
    );
    assert!(
        causes.ends_with(&format!(": {}", refused.unwrap_err())),
        "{causes}"
    );

    mock.fault(Fault::on("/library/sections").status(503).times(1));
    let error = server(&mock).await.library().sections().await.unwrap_err();
    assert_eq!(
        printed(error).replace(mock.server_url(), "http://server"),
        "GET http://server/library/sections: answered 503"
    );
    // What the sentence says already is not said again.
    let source = std::io::Error::other("the keyring is locked");
    assert_eq!(
        printed(Error::KeyStore { source }),
        "the key store failed: the keyring is locked"
    );
    // What an app's own transport tells may hold a whole address.
    let own = tower::service_fn(|_: reqwest::Request| async {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.get("http://nowhere.invalid/?X-Plex-Token=s3cret");
        let error = request.send().await.unwrap_err();
        Err::<reqwest::Response, _>(std::io::Error::other(error))
    });
    let plex = builder(&mock).service(own).build().unwrap();
    let error = printed(plex.pins().create().await.unwrap_err());
    assert!(error.contains("the app's own transport failed"), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}

#[tokio::test]
async fn a_wrong_token() {
    let mock = mock().await;
    for format in [Format::Json, Format::Xml] {
        let plex = builder(&mock)
            .token("s3cret-and-wrong")
            .format(format)
            .build()
            .unwrap();
        let error = plex.account().current().await.unwrap_err();
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        assert_eq!(
            shown(&mock, &error),
            "GET http://plex.tv/api/v2/user: the token was not accepted: User could not be authenticated (1001); \
             sign in again"
        );
        let server = plex
            .server_at(mock.server_url(), "s3cret-and-wrong")
            .unwrap();
        let error = server.library().sections().await.unwrap_err();
        assert_eq!(
            shown(&mock, &error),
            "GET http://server/library/sections: the token was not accepted; sign in again"
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let mock = mock().await;
    mock.fault(Fault::on("/library/sections").truncated_body().times(1));
    let error = server(&mock).await.library().sections().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!(
        error.to_string().replace(mock.server_url(), ""),
        "GET /library/sections: the answer broke off"
    );
}

#[tokio::test]
async fn a_body_without_end() {
    let mock = mock().await;
    let plex = builder(&mock).body_limit(64 * 1024).build().unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    mock.fault(
        Fault::on("/library/sections")
            .huge_body(10_000_000)
            .times(1),
    );
    let error = server.library().sections().await.unwrap_err();
    assert!(
        matches!(error, Error::TooLarge { limit: 65536, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_says_nothing() {
    let mock = mock().await;
    mock.fault(Fault::on("/library/sections").hang().times(1));
    let request = server(&mock).await;
    let error = request
        .library()
        .sections()
        .timeout(Duration::from_millis(50))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_path_that_would_lead_elsewhere() {
    let mock = mock().await;
    let server = server(&mock).await;
    for section in ["", "..", "."] {
        let error = server.library().items(section).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
    }
    server
        .library()
        .items("../identity?a=b#c")
        .await
        .unwrap_err();
    let [request] = &mock.requests()[..] else {
        panic!("one request goes out")
    };
    assert_eq!(
        request.path,
        "/library/sections/..%2Fidentity%3Fa%3Db%23c/all"
    );
}

#[tokio::test]
async fn nothing_shows_a_token() {
    const SECRET: &str = "S3CRET-marker";
    let mock = mock().await;
    let plex = builder(&mock).token(SECRET).build().unwrap();
    let server = plex.server_at(mock.server_url(), SECRET).unwrap();
    let servers = signed_in(&mock).servers().await.unwrap();
    let link = plex.link().strong().await.unwrap();
    let request = server
        .library()
        .items("1")
        .header("X-Plex-Token", SECRET)
        .query("X-Plex-Token", SECRET);
    let shown = [
        format!("{plex:?} {server:?} {servers:?} {link:?} {request:?}"),
        format!("{:?}", plex.token()),
        format!("{:?}", plex.account().current().await.unwrap_err()),
        format!("{:?}", request.await.unwrap_err()),
        format!("{:?}", servers[0].resource()),
        format!("{:?}", plex_api::Plex::builder("App", "id").token(SECRET)),
    ]
    .join("\n");
    for secret in [SECRET, mock.token(), mock.server_token(), link.code()] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
