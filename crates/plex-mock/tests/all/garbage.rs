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

/// The same over a connection that is not closed from here.
async fn raw_open(url: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://"))
        .await
        .unwrap();
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Numbers that come out the same every time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
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
async fn a_body_that_is_to_be_too_long_is_not_waited_for() {
    let mock = mock().await;
    let head = b"POST /api/v2/pins HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n";
    let answer = raw(mock.plex_tv_url(), head).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
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

#[tokio::test]
async fn requests_with_random_bytes_are_answered_or_dropped() {
    let mock = mock().await;
    let token = mock.token();
    let templates = [
        format!("GET /library/sections/1/all?type=1&sort=year:desc&X-Plex-Token={token} HTTP/1.1"),
        format!("GET /library/metadata/1001,1002/children?X-Plex-Token={token} HTTP/1.1"),
        format!(
            "PUT /library/sections/1/all?type=1&id=1001&title.value=%C3%A9&X-Plex-Token={token} HTTP/1.1"
        ),
        format!("GET /hubs/search?query=a&limit=3&X-Plex-Token={token} HTTP/1.1"),
        format!("GET /photo/:/transcode?width=8&height=8&url=/x&X-Plex-Token={token} HTTP/1.1"),
        format!(
            "GET /library/parts/4004/1/file.mkv?X-Plex-Token={token} HTTP/1.1\r\nRange: bytes=1-5"
        ),
        format!("GET /api/v2/user?X-Plex-Token={token}&X-Plex-Client-Identifier=a HTTP/1.1"),
        "POST /api/v2/pins?strong=1&X-Plex-Client-Identifier=a HTTP/1.1\r\nContent-Length: 4\r\n\r\n{}{}"
            .to_owned(),
    ];
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for round in 0..400 {
        let template = &templates[round % templates.len()];
        let mut bytes = format!("{template}\r\nHost: x\r\nConnection: close\r\n\r\n").into_bytes();
        for _ in 0..1 + numbers.below(6) {
            let place = numbers.below(bytes.len());
            let byte = numbers.below(256) as u8;
            match numbers.below(3) {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                _ => {
                    bytes.remove(place);
                }
            }
        }
        if round % 50 == 0 {
            bytes = (0..2000).map(|_| numbers.below(256) as u8).collect();
        }
        let url = match round % 8 {
            6 | 7 => mock.plex_tv_url(),
            _ => mock.server_url(),
        };
        let answer = raw(url, &bytes).await;
        let status = answer
            .strip_prefix("HTTP/1.")
            .and_then(|rest| rest.get(2..5));
        let status = status.map(|status| status.parse::<u16>().unwrap());
        assert!(
            answer.is_empty() || status.is_some_and(|status| status < 500),
            "{:?} → {answer}",
            String::from_utf8_lossy(&bytes)
        );
    }
    is_well(&mock).await;
}

#[tokio::test]
async fn bodies_and_encodings_that_are_none_are_refused() {
    let mock = mock().await;
    let post = "POST /api/v2/pins HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut requests: Vec<Vec<u8>> = [
        "ZZ\r\nab\r\n",
        "5\r\nab",
        "-1\r\n",
        "ffffffffffffffffff\r\n",
    ]
    .iter()
    .map(|body| format!("{post}{body}").into_bytes())
    .collect();
    for half in [
        "G",
        "GET /identity",
        "GET /identity HTTP/1.1\r\nHos",
        "GET /identity HTTP/1.1\r\n",
    ] {
        requests.push(half.as_bytes().to_vec());
    }
    for path in [
        "%",
        "%zz",
        "%00",
        "%c3%28",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..",
        "%ff%fe",
    ] {
        for at in [
            "/library/metadata/",
            "/library/sections/1/all?title=",
            "/library/parts/1/1/",
            "/services/browse/",
        ] {
            requests.push(
                format!(
                    "GET {at}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Plex-Token: {}\r\n\r\n",
                    mock.server_token()
                )
                .into_bytes(),
            );
        }
    }
    for request in requests {
        let answer = raw(mock.server_url(), &request).await;
        let is_query = request.windows(7).any(|part| part == b"?title=");
        assert!(
            answer.is_empty()
                || answer.starts_with("HTTP/1.1 4")
                || is_query && answer.starts_with("HTTP/1.1 200"),
            "{:?} → {answer}",
            String::from_utf8_lossy(&request)
        );
        is_well(&mock).await;
    }
}

#[tokio::test]
async fn requests_sent_at_once_are_answered_one_after_the_other() {
    let mock = mock().await;
    let one = "GET /identity HTTP/1.1\r\nHost: x\r\n\r\n".repeat(30);
    let last = "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = raw_open(mock.server_url(), format!("{one}{last}").as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 30);
    assert_eq!(answer.matches("HTTP/1.1 404").count(), 1);
    assert!(answer.find("HTTP/1.1 404") > answer.rfind("HTTP/1.1 200 OK"));
}
