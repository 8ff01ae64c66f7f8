use plex_mock::PlexMock;
use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{Client, mock};

/// Sends bytes as they are and gives back what comes until the connection ends.
async fn raw(url: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    // The other side may have had enough before all is sent.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn is_well(mock: &PlexMock) {
    let response = Client::new("")
        .get(format!("{}/identity", mock.server_url()))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn garbage_gets_a_refusal_and_nothing_falls_over() {
    let mock = mock().await;
    let huge_header = format!(
        "GET /identity HTTP/1.1\r\nHost: x\r\nX-Plex-Token: {}\r\n\r\n",
        "a".repeat(2_000_000)
    );
    let many_headers = format!(
        "GET /identity HTTP/1.1\r\nHost: x\r\n{}\r\n",
        "A: b\r\n".repeat(500)
    );
    let long_path = format!(
        "GET /{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "a".repeat(60_000)
    );
    let requests: [&[u8]; 9] = [
        b"\x00\x01\x02\x03\xff\xfe\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /identity HTTP/9.9\r\n\r\n",
        b"GET /library/sections/%FF%FE/all HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /identity HTTP/1.1\r\nHost: x\r\nContent-Length: nine\r\n\r\n",
        huge_header.as_bytes(),
        many_headers.as_bytes(),
        long_path.as_bytes(),
    ];
    for request in requests {
        for url in [mock.server_url(), mock.plex_tv_url()] {
            let answer = raw(url, request).await;
            let start = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
            assert!(
                answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
                "{start:?} → {answer}"
            );
            is_well(&mock).await;
        }
    }
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    let mock = mock().await;
    let mut request =
        b"POST /api/v2/pins HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n".to_vec();
    request.resize(9_000_000, b'x');
    let answer = raw(mock.plex_tv_url(), &request).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
    is_well(&mock).await;
}

#[tokio::test]
async fn wrong_methods_are_refused_in_the_faces_shape() {
    let mock = mock().await;
    let client = Client::new("device-1");
    let response = client
        .send(
            reqwest::Method::DELETE,
            format!("{}/identity", mock.server_url()),
        )
        .await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(super::content_type(&response), "text/html");
    assert_eq!(response.headers()["allow"], "GET,HEAD");
    let response = client
        .send(
            reqwest::Method::DELETE,
            format!("{}/api/v2/pins", mock.plex_tv_url()),
        )
        .await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(super::json(response).await["errors"][0]["status"], 405);
}

#[tokio::test]
async fn dropping_closes_the_ports() {
    let mock = mock().await;
    let url = mock.server_url().to_owned();
    let client = Client::new("");
    client.get(format!("{url}/identity")).await;
    mock.stop().await;
    assert!(
        TcpStream::connect(url.trim_start_matches("http://"))
            .await
            .is_err()
    );
}
