use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, content_type, json, mock};

async fn new_pin(client: &Client, mock: &plex_mock::PlexMock, query: &str) -> Value {
    let response = client
        .send(
            Method::POST,
            format!("{}/api/v2/pins{query}", mock.plex_tv_url()),
        )
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    json(response).await
}

#[tokio::test]
async fn a_pin_lives_is_claimed_once_and_gives_a_token() {
    let mock = mock().await;
    let client = Client::new("device-1");
    let pin = new_pin(&client, &mock, "").await;
    let code = pin["code"].as_str().unwrap();
    assert_eq!(code.len(), 4);
    assert_eq!(pin["expiresIn"], 900);
    assert_eq!(pin["clientIdentifier"], "device-1");
    assert_eq!(pin["authToken"], Value::Null);

    let url = format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]);
    assert_eq!(client.json(url.clone()).await["authToken"], Value::Null);
    mock.advance(Duration::from_secs(60));
    let left = client.json(url.clone()).await["expiresIn"]
        .as_u64()
        .unwrap();
    assert!((830..=840).contains(&left), "{left}");

    mock.claim(&code.to_lowercase()).unwrap();
    assert_eq!(mock.claim(code), Err(plex_mock::ClaimError::AlreadyClaimed));
    let claimed = client.json(url).await;
    let token = claimed["authToken"].as_str().unwrap();
    assert_ne!(token, mock.token());

    let signed_in = Client::new("device-1").token(token);
    let user = signed_in
        .json(format!("{}/api/v2/user", mock.plex_tv_url()))
        .await;
    assert_eq!(user["authToken"], token);
}

#[tokio::test]
async fn strong_pins_are_long_and_live_longer() {
    let mock = mock().await;
    let pin = new_pin(&Client::new("device-1"), &mock, "?strong=true").await;
    assert_eq!(pin["code"].as_str().unwrap().len(), 25);
    assert_eq!(pin["expiresIn"], 1800);
    mock.claim(pin["code"].as_str().unwrap()).unwrap();
}

#[tokio::test]
async fn pins_expire_by_the_virtual_clock() {
    let mock = mock().await;
    let client = Client::new("device-1");
    let pin = new_pin(&client, &mock, "").await;
    let url = format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]);
    mock.advance(Duration::from_secs(901));
    let response = client.get(url).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let errors = json(response).await;
    assert_eq!(errors["errors"][0]["code"], 1020);
    assert_eq!(errors["errors"][0]["status"], 404);
    assert_eq!(
        mock.claim(pin["code"].as_str().unwrap()),
        Err(plex_mock::ClaimError::Unknown)
    );
}

#[tokio::test]
async fn another_client_sees_no_pin_and_no_identifier_is_an_error() {
    let mock = mock().await;
    let pin = new_pin(&Client::new("device-1"), &mock, "").await;
    let url = format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]);
    assert_eq!(
        Client::new("device-2").get(url.clone()).await.status(),
        StatusCode::NOT_FOUND
    );

    for (method, url) in [
        (Method::GET, url),
        (Method::POST, format!("{}/api/v2/pins", mock.plex_tv_url())),
    ] {
        let response = Client::new("").send(method, url).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(json(response).await["errors"][0]["code"], 1000);
    }
}

#[tokio::test]
async fn the_identity_may_stand_in_the_query() {
    let mock = mock().await;
    let url = format!(
        "{}/api/v2/pins?X-Plex-Client-Identifier=by-query&X-Plex-Product=Caf%C3%A9",
        mock.plex_tv_url()
    );
    let pin = json(Client::new("").send(Method::POST, url).await).await;
    assert_eq!(pin["clientIdentifier"], "by-query");
    assert_eq!(pin["product"], "Café");
}

#[tokio::test]
async fn a_signed_in_client_links_another() {
    let mock = mock().await;
    let device = Client::new("device-1");
    let pin = new_pin(&device, &mock, "").await;
    let link = format!("{}/api/v2/pins/link", mock.plex_tv_url());
    let form = |client: &Client, code: &str| {
        let request = client.request(Method::PUT, link.clone());
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("code={code}"))
    };
    let code = pin["code"].as_str().unwrap();
    let stranger = form(&Client::new("phone"), code).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let phone = Client::new("phone").token(mock.token());
    assert_eq!(
        form(&phone, "ZZZZZ").send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        phone.send(Method::PUT, link.clone()).await.status(),
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        form(&phone, code).send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    let claimed = device
        .json(format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]))
        .await;
    assert!(claimed["authToken"].is_string());
}

#[tokio::test]
async fn a_person_links_on_the_page() {
    let mock = mock().await;
    let device = Client::new("device-1");
    let pin = new_pin(&device, &mock, "").await;
    let code = pin["code"].as_str().unwrap();
    let browser = Client::new("").xml();
    let page = browser
        .text(format!("{}/link/?pin=%22%3Cscript%3E", mock.plex_tv_url()))
        .await;
    assert!(page.contains("&quot;&lt;script&gt;"), "{page}");
    let submit = browser
        .request(Method::POST, format!("{}/link", mock.plex_tv_url()))
        .body(format!("code={code}"));
    assert_eq!(submit.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(mock.claim(code), Err(plex_mock::ClaimError::AlreadyClaimed));
}

#[tokio::test]
async fn the_qr_code_is_a_picture() {
    let mock = mock().await;
    let pin = new_pin(&Client::new("device-1"), &mock, "").await;
    let anybody = Client::new("").xml();
    let response = anybody.get(pin["qr"].as_str().unwrap().to_owned()).await;
    assert_eq!(content_type(&response), "image/png");
    let picture = response.bytes().await.unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&picture))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let mut seen =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let (_, text) = seen.detect_grids()[0].decode().unwrap();
    assert_eq!(
        text,
        format!(
            "{}/link/?pin={}",
            mock.plex_tv_url(),
            pin["code"].as_str().unwrap()
        )
    );
    let nothing = anybody
        .get(format!("{}/api/v2/pins/qr/NONE", mock.plex_tv_url()))
        .await;
    assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn json_needs_exactly_the_right_accept() {
    let mock = mock().await;
    let url = format!("{}/api/v2/user", mock.plex_tv_url());
    for accept in [Some("application/json, text/plain, */*"), Some("*/*"), None] {
        let mut client = Client::new("device-1").token(mock.token());
        client.accept = accept;
        let response = client.get(url.clone()).await;
        assert!(
            content_type(&response).starts_with("application/xml"),
            "{accept:?}"
        );
        let body = response.text().await.unwrap();
        assert!(
            body.starts_with("<?xml") && body.contains("<user ") && body.contains("<subscription "),
            "{body}"
        );
    }
    let body = Client::new("device-1").token(mock.token()).json(url).await;
    assert_eq!(body["subscription"]["active"], true);
}

#[tokio::test]
async fn refusals_come_in_both_formats() {
    let mock = mock().await;
    let url = format!("{}/api/v2/user", mock.plex_tv_url());
    for token in [None, Some("wrong")] {
        let mut client = Client::new("device-1");
        client.token = token.map(str::to_owned);
        let response = client.get(url.clone()).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let expected = json!({"errors": [{"code": 1001, "message": "User could not be authenticated", "status": 401}]});
        assert_eq!(json(response).await, expected);
        let response = client.xml().get(url.clone()).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let body = response.text().await.unwrap();
        assert!(
            body.contains("<errors><error ") && body.contains(r#"code="1001""#),
            "{body}"
        );
    }
}

#[tokio::test]
async fn signing_out_ends_the_token() {
    let mock = mock().await;
    let client = Client::new("device-1").token(mock.token());
    let ping = format!("{}/api/v2/ping", mock.plex_tv_url());
    assert_eq!(client.json(ping.clone()).await, json!({"pong": true}));
    assert!(
        Client::new("device-1")
            .token(mock.token())
            .xml()
            .text(ping.clone())
            .await
            .ends_with("<pong>1</pong>")
    );
    let out = client
        .send(
            Method::DELETE,
            format!("{}/api/v2/users/signout", mock.plex_tv_url()),
        )
        .await;
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(client.get(ping).await.status(), StatusCode::UNAUTHORIZED);
    let sections = client
        .get(format!("{}/library/sections", mock.server_url()))
        .await;
    assert_eq!(sections.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn resources_lead_to_the_server_among_dead_ends() {
    let mock = mock().await;
    let client = Client::new("device-1").token(mock.token());
    let url = format!(
        "{}/api/v2/resources?includeHttps=1&includeRelay=1&includeIPv6=1",
        mock.plex_tv_url()
    );
    let resources = client.json(url.clone()).await;
    let server = &resources[0];
    assert_eq!(server["provides"], "server");
    assert_eq!(server["clientIdentifier"], mock.machine_identifier());
    assert_eq!(server["accessToken"], mock.server_token());
    assert_ne!(mock.server_token(), mock.token());
    assert!(
        !resources[1]["provides"]
            .as_str()
            .unwrap()
            .contains("server")
    );

    let connections = server["connections"].as_array().unwrap();
    assert_eq!(connections.len(), 3);
    let mut alive = 0;
    for connection in connections {
        let uri = connection["uri"].as_str().unwrap();
        match client
            .request(Method::GET, format!("{uri}/identity"))
            .send()
            .await
        {
            Ok(answer) => {
                alive += 1;
                assert_eq!(
                    json(answer).await["MediaContainer"]["machineIdentifier"],
                    mock.machine_identifier()
                );
            }
            Err(error) => assert!(error.is_connect(), "{error:?}"),
        }
    }
    assert_eq!(alive, 2, "the direct one and the relay");

    let without_relay = client
        .json(format!("{}/api/v2/resources", mock.plex_tv_url()))
        .await;
    assert!(
        without_relay[0]["connections"]
            .as_array()
            .unwrap()
            .iter()
            .all(|connection| connection["relay"] == false)
    );

    let xml = client.xml().text(url).await;
    assert!(
        xml.contains("<resources><resource ") && xml.contains("<connections><connection "),
        "{xml}"
    );
    assert!(xml.contains(r#"owned="1""#));
}
