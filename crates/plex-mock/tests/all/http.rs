//! What holds for every answer, whatever it is about.

use std::io::Read as _;

use plex_mock::{Fault, PlexMock};
use reqwest::{Method, StatusCode};

use super::{Client, mock};

#[tokio::test]
async fn texts_are_packed_for_those_who_ask() {
    let mock = mock().await;
    let client = Client::new("").token(mock.server_token());
    let url = format!("{}/library/sections/1/all", mock.server_url());
    let plain = client.get(url.clone()).await;
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = plain.bytes().await.unwrap();
    let packed = client
        .request(Method::GET, url)
        .header("Accept-Encoding", "gzip, deflate")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let header = |name: &str| packed.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("x-plex-content-original-length"),
        plain.len().to_string()
    );
    assert_eq!(
        header("x-plex-content-compressed-length"),
        header("content-length")
    );
    let bytes = packed.bytes().await.unwrap();
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);
}

#[tokio::test]
async fn heads_say_what_the_body_would_be() {
    let mock = mock().await;
    let client = Client::new("").token(mock.server_token());
    for path in ["/", "/identity", "/library/sections/1/all", "/nothing"] {
        let url = format!("{}{path}", mock.server_url());
        let whole = client.get(url.clone()).await;
        let head = client.send(Method::HEAD, url).await;
        assert_eq!(head.status(), whole.status(), "{path}");
        assert_eq!(
            head.headers()["content-length"],
            whole.headers()["content-length"],
            "{path}"
        );
        assert_eq!(
            head.headers()["content-type"],
            whole.headers()["content-type"]
        );
        assert_eq!(head.headers()["x-plex-protocol"], "1.0");
        assert!(head.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn browsers_are_told_what_they_may_read() {
    const PAGE: &str = "https://page.example";
    let mock = mock().await;
    let url = format!("{}/library/sections", mock.server_url());
    let asked = Client::new("")
        .request(Method::OPTIONS, url.clone())
        .header("Origin", PAGE)
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "x-plex-token,accept")
        .send()
        .await
        .unwrap();
    assert_eq!(asked.status(), StatusCode::OK);
    let header = |name: &str| asked.headers()[name].to_str().unwrap();
    assert_eq!(header("access-control-allow-origin"), PAGE);
    assert_eq!(
        header("access-control-allow-headers"),
        "x-plex-token,accept"
    );
    assert!(header("access-control-allow-methods").contains("PUT"));

    let account = format!("{}/api/v2/user", mock.plex_tv_url());
    for (url, token, allowed) in [
        (&url, mock.server_token(), PAGE),
        (&url, "of nobody", "https://app.plex.tv"),
        (&account, mock.token(), "*"),
    ] {
        let response = Client::new("device-1")
            .token(token)
            .request(Method::GET, url.clone())
            .header("Origin", PAGE)
            .send()
            .await
            .unwrap();
        let origin = &response.headers()["access-control-allow-origin"];
        assert_eq!(origin, allowed, "{url}");
    }
    let without = Client::new("").get(url).await;
    let headers = without.headers();
    assert!(!headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn kept_answers_come_again_until_something_changes() {
    let mock = PlexMock::builder()
        .keep_answers(true)
        .start()
        .await
        .unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let url = format!("{}/library/sections/1/all", mock.server_url());
    let first = client.get(url.clone()).await;
    let headers = first.headers().clone();
    let first = first.text().await.unwrap();
    mock.clear_requests();
    mock.fault(Fault::on("/library/sections/1/all").status(503));
    let again = client.get(url.clone()).await;
    assert_eq!(again.headers(), &headers);
    assert_eq!(again.text().await.unwrap(), first);
    assert!(mock.requests().is_empty());

    let change = format!("{}/:/prefs?friendlyName=Cellar", mock.server_url());
    client.send(Method::PUT, change).await;
    assert_eq!(client.get(url).await.status(), 503);
}
