use std::time::Duration;

use plex_mock::{Face, Fault, PlexMock};
use reqwest::{Method, StatusCode};

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
