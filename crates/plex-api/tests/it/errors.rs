//! What a person sees when something is wrong.

use std::{net::TcpStream, time::Duration};

use crate::{
    common::{builder, closed_port, mock, server, shown, signed_in},
    limits::host,
};
use plex_api::{Error, Format};
use plex_mock::Fault;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn each_error_says_what_where_and_what_to_do() {
    let mock = mock().await;
    let server = server(&mock).await;
    let path = "/library/sections";
    let mut seen = Vec::new();
    let faults = [
        ("400", Fault::on(path).status(400)),
        ("403", Fault::on(path).status(403)),
        ("404", Fault::on(path).status(404)),
        ("429", Fault::on(path).retry_after(30)),
        ("498", Fault::on(path).status(498)),
        ("500", Fault::on(path).status(500)),
        ("503", Fault::on(path).status(503)),
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
        "GET http://server/library/sections: answered 503; it is starting or busy: try again in a while, or wait with \
         Retry::while_starting"
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

/// A host that gives each request the same answer.
async fn always(status: &str, kind: &str, body: &str) -> (String, tokio::task::JoinSet<()>) {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    host(move |mut stream| {
        let answer = answer.clone();
        async move {
            let mut head = [0; 8192];
            while stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    })
    .await
}

/// Not every route of plex.tv says with 401, or with a number, that it is the token or the second factor.
#[tokio::test]
async fn what_is_said_in_words_alone() {
    let mock = mock().await;
    let plex = |url: &str| builder(&mock).plex_tv(url).token("old").build().unwrap();
    let words = [
        (
            "application/json",
            r#"{"errors":[{"message":"Invalid token"}]}"#,
        ),
        (
            "application/xml",
            "<errors><error>Invalid token</error></errors>",
        ),
    ];
    for (kind, body) in words {
        let (url, _work) = always("422 Unprocessable Entity", kind, body).await;
        let plex = plex(&url);
        let error = plex.account().current().await.unwrap_err();
        assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
        assert!(error.to_string().contains(": Invalid token; sign in again"));
        assert!(plex.validate().await.is_invalid());
    }
    let other = r#"{"errors":[{"message":"Invalid title"}]}"#;
    let (url, _work) = always("422 Unprocessable Entity", "application/json", other).await;
    let error = plex(&url).account().current().await.unwrap_err();
    assert_eq!(error.status(), Some(422), "{error}");

    let factor = r#"{"errors":[{"message":"Please enter the verification code"}]}"#;
    let (url, _work) = always("401 Unauthorized", "application/json", factor).await;
    let error = plex(&url).sign_in("a", "b").await.unwrap_err();
    assert!(matches!(error, Error::CodeRequired { .. }), "{error}");
}

/// Somebody wrote http:// for https://, or took the port of another program.
#[tokio::test]
async fn a_host_that_speaks_something_else() {
    let mock = mock().await;
    // What a TLS server says to a plain request, and what an SSH server says to anybody.
    for greeting in [&b"\x15\x03\x03\x00\x02\x02\x16"[..], b"SSH-2.0-X\r\n"] {
        let (url, _work) = host(move |mut stream| async move {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(greeting).await;
            let _ = stream.shutdown().await;
        })
        .await;
        let server = builder(&mock).build().unwrap().server_at(&url, "token");
        let error = server.unwrap().library().sections().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "GET {url}/library/sections: what answers there speaks no HTTP; does it want https, or is it another \
                 program?"
            )
        );
    }
    // And the other way about.
    let url = mock.server_url().replace("http://", "https://");
    let server = builder(&mock).build().unwrap().server_at(&url, "token");
    let error = server.unwrap().library().sections().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "GET {url}/library/sections: it speaks no TLS there; begin the address with http:// in place of https://, \
             or take the port that is for https"
        )
    );
    assert!(error.never_arrived() && !error.is_transient());
}

#[tokio::test]
async fn what_is_not_there() {
    let mock = mock().await;
    let server = server(&mock).await;
    let gone = [
        server.item("77").get().await.unwrap_err(),
        server.library().items("77").await.unwrap_err(),
        server.transcode().ping("video", "77").await.unwrap_err(),
        signed_in(&mock).switch_user("Nobody").await.unwrap_err(),
        signed_in(&mock)
            .servers()
            .await
            .unwrap()
            .named("Nowhere")
            .unwrap_err(),
    ];
    for error in &gone {
        assert!(error.is_not_found(), "{error}");
    }
    let wrong = signed_in(&mock).server_at(mock.server_url(), "wrong");
    let error = wrong.unwrap().item("77").get().await.unwrap_err();
    assert!(!error.is_not_found(), "{error}");
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
