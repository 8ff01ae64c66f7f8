use std::time::Duration;

use plex_mock::{Conditions, Cut, Face, Fault, PlexMock};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json as described};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{Client, content_type, json, mock};

fn identity(mock: &PlexMock) -> String {
    format!("{}/identity", mock.server_url())
}

#[tokio::test]
async fn statuses_come_so_many_times() {
    let mock = mock().await;
    let client = Client::new("device-1").token(mock.token());
    let ping = format!("{}/api/v2/ping", mock.plex_tv_url());
    mock.fault(
        Fault::on("/api/v2/*")
            .method("GET")
            .face(Face::PlexTv)
            .status(429)
            .retry_after(2)
            .times(2),
    );
    for _ in 0..2 {
        let response = client.get(ping.clone()).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()["retry-after"], "2");
        assert_eq!(json(response).await["errors"][0]["code"], 1003);
    }
    assert_eq!(client.get(ping).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_server_fails_in_html() {
    let mock = mock().await;
    mock.fault(Fault::on("*").status(503));
    let response = Client::new("").get(identity(&mock)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(content_type(&response), "text/html");
}

#[tokio::test]
async fn connections_break_and_others_go_on() {
    let mock = mock().await;
    let client = Client::new("");
    mock.fault(Fault::on("/identity").drop_connection().always());
    for _ in 0..2 {
        assert!(
            client
                .request(Method::GET, identity(&mock))
                .send()
                .await
                .is_err()
        );
    }
    mock.clear_faults();
    assert_eq!(client.get(identity(&mock)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn silence_lasts_until_the_client_gives_up() {
    let mock = mock().await;
    mock.fault(Fault::on("/identity").hang());
    let request = Client::new("")
        .request(Method::GET, identity(&mock))
        .timeout(Duration::from_millis(50));
    assert!(request.send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn delays_only_delay() {
    let mock = mock().await;
    mock.fault(Fault::on("/identity").delay(Duration::from_millis(1)));
    assert_eq!(
        Client::new("").get(identity(&mock)).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn bodies_are_cut_short_or_never_end() {
    let mock = mock().await;
    let client = Client::new("").token(mock.server_token());
    let url = format!("{}/library/sections/1/all", mock.server_url());
    mock.fault(Fault::on("/library/sections/*/all").truncated_body());
    let response = client.get(url.clone()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.content_length().unwrap() > 1000);
    assert!(response.bytes().await.is_err());

    for bytes in [100, 64 * 1024, 3_000_001] {
        mock.fault(Fault::on("/library/sections/*/all").huge_body(bytes));
        let response = client.get(url.clone()).await;
        assert_eq!(response.content_length(), None);
        let body = response.bytes().await.unwrap();
        assert_eq!(body.len() as u64, bytes);
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
    }
}

#[tokio::test]
async fn answers_are_replaced_or_lead_away() {
    let mock = mock().await;
    let client = Client::new("");
    mock.fault(Fault::on("/identity").body("application/json", "not JSON"));
    mock.fault(Fault::on("/identity").redirect("http://elsewhere.example/identity"));
    assert_eq!(client.text(identity(&mock)).await, "not JSON");
    let response = client.get(identity(&mock)).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    assert_eq!(
        response.headers()["location"],
        "http://elsewhere.example/identity"
    );
}

#[tokio::test]
async fn requests_are_written_down() {
    let mock = mock().await;
    let client = Client::new("device-1").token("secret");
    client
        .get(format!(
            "{}/library/sections/1/all?sort=year%3Adesc&title=a%26b",
            mock.server_url()
        ))
        .await;
    client
        .request(
            Method::PUT,
            format!("{}/api/v2/pins/link", mock.plex_tv_url()),
        )
        .body("code=AB+C")
        .send()
        .await
        .unwrap();
    let requests = mock.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].face, requests[0].method.as_str()),
        (Face::Server, "GET")
    );
    assert_eq!(requests[0].path, "/library/sections/1/all");
    assert_eq!(requests[0].query("sort"), Some("year:desc"));
    assert_eq!(requests[0].query("title"), Some("a&b"));
    assert_eq!(requests[0].header("x-PLEX-token"), Some("secret"));
    assert_eq!(
        (requests[1].face, requests[1].form("code").as_deref()),
        (Face::PlexTv, Some("AB C"))
    );
    mock.clear_requests();
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn control_routes_serve_every_language() {
    let mock = mock().await;
    let device = Client::new("device-1");
    let pin = json(
        device
            .send(Method::POST, format!("{}/api/v2/pins", mock.plex_tv_url()))
            .await,
    )
    .await;
    let claim = format!(
        "{}/__mock/claim?code={}",
        mock.server_url(),
        pin["code"].as_str().unwrap()
    );
    assert_eq!(
        device.send(Method::POST, claim.clone()).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        device.send(Method::POST, claim).await.status(),
        StatusCode::NOT_FOUND
    );
    let before = mock.now();
    let advance = device
        .send(
            Method::POST,
            format!("{}/__mock/advance?seconds=600", mock.plex_tv_url()),
        )
        .await;
    assert_eq!(advance.status(), StatusCode::OK);
    assert!((mock.now() - before).num_seconds() >= 600);
    let requests = device
        .json(format!("{}/__mock/requests", mock.plex_tv_url()))
        .await;
    assert_eq!(
        requests.as_array().unwrap().len(),
        1,
        "control routes are not written down"
    );
    assert_eq!(requests[0]["path"], "/api/v2/pins");
    for (method, path) in [
        (Method::POST, "claim"),
        (Method::POST, "advance?seconds=x"),
        (Method::GET, "nothing"),
    ] {
        let response = device
            .send(method, format!("{}/__mock/{path}", mock.plex_tv_url()))
            .await;
        assert!(response.status().is_client_error(), "{path}");
    }
}

/// What comes over the wire until the connection ends, and whether it ends with a reset.
async fn raw(mock: &PlexMock, path: &str) -> (Vec<u8>, bool) {
    let host = mock.server_url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nX-Plex-Token: {}\r\n\r\n",
        mock.server_token()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    let is_reset = end.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset);
    (bytes, is_reset)
}

/// The body, and what its header says of its length.
fn body(bytes: &[u8]) -> (&[u8], usize) {
    let text = String::from_utf8_lossy(bytes);
    let end = text.find("\r\n\r\n").unwrap() + 4;
    let said = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    (&bytes[end..], said)
}

const LIST: &str = "/library/sections/1/all";

#[tokio::test]
async fn connections_are_cut_where_it_is_wanted() {
    let mock = mock().await;
    // Where a reset overtakes the bytes before it, a client may see fewer of them.
    mock.fault(Fault::on(LIST).reset_before());
    assert_eq!(raw(&mock, LIST).await, (Vec::new(), true));

    mock.fault(Fault::on(LIST).reset_in_header());
    let (bytes, is_reset) = raw(&mock, LIST).await;
    assert!(is_reset);
    assert!(!String::from_utf8_lossy(&bytes).contains("\r\n\r\n"));

    mock.fault(Fault::on(LIST).reset_in_body());
    let (_, is_reset) = raw(&mock, LIST).await;
    assert!(is_reset);

    mock.fault(Fault::on(LIST).cut_after(100, Cut::Close));
    let (bytes, is_reset) = raw(&mock, LIST).await;
    let (sent, said) = body(&bytes);
    assert!(!is_reset && sent.len() == 100 && said > 1000, "{said}");

    mock.fault(Fault::on(LIST).cut_after(100, Cut::Stall));
    let host = mock.server_url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("GET {LIST} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 401");
    let mut rest = Vec::new();
    let end = stream.read_to_end(&mut rest);
    let waited = tokio::time::timeout(Duration::from_millis(50), end).await;
    assert!(waited.is_err(), "nothing more comes, and no end either");

    assert_eq!(raw_status(&mock).await, 200, "nothing is left over");
}

async fn raw_status(mock: &PlexMock) -> u16 {
    Client::new("")
        .token(mock.server_token())
        .get(format!("{}{LIST}", mock.server_url()))
        .await
        .status()
        .as_u16()
}

#[tokio::test]
async fn ranges_are_cut_too() {
    let mock = mock().await;
    let client = Client::new("").token(mock.server_token());
    let list = client.json(format!("{}{LIST}", mock.server_url())).await;
    let part = list["MediaContainer"]["Metadata"][0]["Media"][0]["Part"][0]["key"]
        .as_str()
        .unwrap()
        .to_owned();
    mock.fault(Fault::on("/library/parts/**").cut_after(10, Cut::Close));
    let response = client
        .request(Method::GET, format!("{}{part}", mock.server_url()))
        .header("Range", "bytes=100-299")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(response.content_length(), Some(200));
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn headers_and_lengths_lie() {
    let mock = mock().await;
    let (honest, _) = raw_closing(&mock, Fault::on(LIST).drip(64 * 1024, Duration::ZERO)).await;
    let honest = body(&honest).0.len();
    for off_by in [-50, 50] {
        let (bytes, is_reset) =
            raw_closing(&mock, Fault::on(LIST).content_length_off_by(off_by)).await;
        let (sent, said) = body(&bytes);
        assert!(!is_reset);
        assert_eq!(sent.len(), honest);
        assert_eq!(said as i64, honest as i64 + off_by);
    }
    let (bytes, _) = raw_closing(&mock, Fault::on(LIST).huge_header(3_000_000)).await;
    let (sent, _) = body(&bytes);
    assert_eq!(sent.len(), honest);
    assert!(bytes.len() > 3_000_000 + honest);
}

async fn raw_closing(mock: &PlexMock, fault: Fault) -> (Vec<u8>, bool) {
    mock.fault(fault);
    raw(mock, LIST).await
}

#[tokio::test]
async fn bodies_are_of_another_kind() {
    let mock = mock().await;
    let client = Client::new("").token(mock.server_token());
    let url = format!("{}{LIST}", mock.server_url());

    mock.fault(Fault::on(LIST).html());
    assert_eq!(content_type(&client.get(url.clone()).await), "text/html");
    mock.fault(Fault::on(LIST).xml());
    let text = client.text(url.clone()).await;
    assert!(
        text.contains("<MediaContainer allowSync=\"1\""),
        "{text:.200}"
    );

    mock.fault(Fault::on(LIST).gzip_bomb(50_000_000));
    let bomb = client.get(url.clone()).await;
    assert_eq!(bomb.headers()["content-encoding"], "gzip");
    let packed = bomb.bytes().await.unwrap();
    assert!(packed.len() < 500_000, "{}", packed.len());
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain).unwrap();
    assert_eq!(plain.len(), 50_000_000);
    assert!(serde_json::from_slice::<Value>(&plain).is_ok());

    mock.fault(Fault::on(LIST).truncated_gzip());
    let torn = client.get(url.clone()).await;
    let length = torn.content_length();
    let packed = torn.bytes().await.unwrap();
    assert_eq!(Some(packed.len() as u64), length, "as HTTP it is whole");
    plain.clear();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain)
        .unwrap_err();

    mock.fault(Fault::on(LIST).endless_list().always());
    for start in ["0", "40", "4000000"] {
        let page = client
            .request(Method::GET, url.clone())
            .header("X-Plex-Container-Start", start)
            .header("X-Plex-Container-Size", "20")
            .send()
            .await
            .unwrap();
        let page = json(page).await["MediaContainer"].clone();
        assert_eq!(page["Metadata"].as_array().unwrap().len(), 20);
        assert_eq!(page["offset"].to_string(), start);
        assert!(page["totalSize"].as_u64().unwrap() > start.parse::<u64>().unwrap() + 20);
    }
}

#[tokio::test]
async fn redirects_lead_in_circles() {
    let mock = mock().await;
    mock.fault(Fault::on("/identity").redirect_loop());
    let response = Client::new("")
        .get(format!("{}/identity?a=b%20c", mock.server_url()))
        .await;
    assert_eq!(response.status(), StatusCode::FOUND);
    assert_eq!(response.headers()["location"], "/identity?a=b+c");
}

#[tokio::test]
async fn some_requests_pass_before_it_begins_and_dates_are_by_the_clock() {
    let mock = PlexMock::builder()
        .clock(chrono::DateTime::from_timestamp(1_893_456_000, 0).unwrap())
        .start()
        .await
        .unwrap();
    mock.fault(Fault::on("/identity").after(2).retry_after_date(90));
    let client = Client::new("");
    let mut seen = Vec::new();
    for _ in 0..4 {
        let response = client.get(identity(&mock)).await;
        let after = response.headers().get("retry-after");
        seen.push((
            response.status().as_u16(),
            after.map(|after| after.to_str().unwrap().to_owned()),
        ));
    }
    let refused = (429, Some("Tue, 01 Jan 2030 00:01:30 GMT".to_owned()));
    assert_eq!(seen, [(200, None), (200, None), refused, (200, None)]);
}

#[tokio::test]
async fn doors_close_and_open_again() {
    let mock = mock().await;
    let client = Client::new("");
    client.get(identity(&mock)).await;
    let control = |what| format!("{}/__mock/{what}?face=server", mock.plex_tv_url());
    let answer = client.send(Method::POST, control("refuse")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    // The door closes a moment after it is told to; from then on nobody gets in.
    let host = mock.server_url().trim_start_matches("http://");
    while TcpStream::connect(host).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let refused = client.request(Method::GET, identity(&mock)).send().await;
    assert!(refused.unwrap_err().is_connect());
    client.send(Method::POST, control("welcome")).await;
    while TcpStream::connect(host).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.get(identity(&mock)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn conditions_hold_for_every_request() {
    let mock = PlexMock::builder()
        .clock(chrono::DateTime::from_timestamp(1_893_456_000, 0).unwrap())
        .conditions(Conditions {
            rate_limit: Some(2),
            ..Conditions::default()
        })
        .start()
        .await
        .unwrap();
    let (one, two) = (Client::new("device-1"), Client::new("device-2"));
    let status = async |client: &Client| client.get(identity(&mock)).await.status().as_u16();
    assert_eq!(status(&one).await, 200);
    assert_eq!(status(&one).await, 200);
    let refused = one.get(identity(&mock)).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(status(&two).await, 200, "each client has its own share");
    mock.advance(Duration::from_secs(1));
    assert_eq!(status(&one).await, 200);

    let url = format!("{}/__mock/conditions", mock.server_url());
    let slow = described!({"latencyMillis": 1, "slowBody": {"bytes": 64, "everyMillis": 0}});
    let put = |body: String| one.request(Method::PUT, url.clone()).body(body).send();
    assert_eq!(
        put(slow.to_string()).await.unwrap().status(),
        StatusCode::OK
    );
    assert_eq!(one.json(identity(&mock)).await["MediaContainer"]["size"], 0);
    assert_eq!(mock.conditions().latency_millis, 1);
    let wrong = put(r#"{"latency":1}"#.to_owned()).await.unwrap();
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    mock.reset();
    assert_eq!(mock.conditions().rate_limit, Some(2));
}

#[tokio::test]
async fn tokens_expire() {
    let mock = mock().await;
    let url = format!("{}/library/sections", mock.server_url());
    let client = Client::new("").token(mock.server_token());
    let expire = format!(
        "{}/__mock/expire?token={}",
        mock.server_url(),
        mock.server_token()
    );
    client.send(Method::POST, expire).await;
    assert_eq!(
        client.get(url.clone()).await.status(),
        StatusCode::UNAUTHORIZED
    );
    mock.expire_token(mock.token());
    let account = Client::new("device-1").token(mock.token());
    let user = format!("{}/api/v2/user", mock.plex_tv_url());
    assert_eq!(
        account.get(user.clone()).await.status(),
        StatusCode::UNAUTHORIZED
    );
    mock.reset();
    assert_eq!(client.get(url).await.status(), StatusCode::OK);
    assert_eq!(account.get(user).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_clock_is_set_and_stopped_from_outside() {
    let mock = mock().await;
    let client = Client::new("");
    let url = format!("{}/__mock/clock", mock.server_url());
    let put = |body: &'static str| client.request(Method::PUT, url.clone()).body(body).send();
    let set = put(r#"{"now":"2031-05-01T10:00:00+02:00","stopped":true}"#);
    let expected = described!({"now": "2031-05-01T08:00:00Z", "stopped": true});
    assert_eq!(json(set.await.unwrap()).await, expected);
    assert_eq!(client.json(url.clone()).await, expected);
    assert_eq!(put(r#"{"stopped":false}"#).await.unwrap().status(), 200);
    for wrong in [r#"{"now":"noon"}"#, r#"{"stoped":true}"#, "x"] {
        assert_eq!(put(wrong).await.unwrap().status(), 400, "{wrong}");
    }
}
