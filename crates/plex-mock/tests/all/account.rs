//! What an account has and chooses.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, content_type, mock};

#[tokio::test]
async fn devices_are_listed_and_signed_out() {
    let mock = mock().await;
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let owner = Client::new("device-1").token(mock.token());
    let sign_in = Client::new("laptop").request(Method::POST, url("/api/v2/users/signin"));
    let sign_in = sign_in
        .header("X-Plex-Product", "Café Player")
        .body("login=mirabel&password=mirabel%27s+password");
    let account = super::json(sign_in.send().await.unwrap()).await;
    let laptop = Client::new("laptop").token(account["authToken"].as_str().unwrap());

    let devices: Value = owner.json(url("/devices.json")).await;
    let devices = devices.as_array().unwrap();
    assert_eq!(devices[0]["provides"], "server");
    let own = devices
        .iter()
        .find(|device| device["clientIdentifier"] == "laptop")
        .unwrap();
    assert_eq!(own["product"], "Café Player");
    let list = owner.get(url("/devices.xml")).await;
    assert!(content_type(&list).starts_with("application/xml"));
    assert!(list.text().await.unwrap().contains("<Connection uri="));
    assert_eq!(
        laptop.get(url("/api/v2/user")).await.status(),
        StatusCode::OK
    );
    let remove = url(&format!("/devices/{}.xml", own["id"]));
    assert_eq!(
        owner.send(Method::DELETE, remove.clone()).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        owner.send(Method::DELETE, remove).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        laptop.get(url("/api/v2/user")).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn choices_are_remembered() {
    let mock = mock().await;
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let owner = Client::new("device-1").token(mock.token());
    let uuid = owner.json(url("/api/v2/user")).await["uuid"].clone();
    let opt_outs = format!("/api/v2/user/{}/settings/opt_outs", uuid.as_str().unwrap());
    for (method, path, status) in [
        (Method::PUT, "/api/v2/user/privacy?optOutPlayback=1", 204),
        (
            Method::PUT,
            "/api/v2/user/view_state_sync?consent=True",
            204,
        ),
        (Method::PUT, "/api/v2/user/view_state_sync", 400),
        (Method::PUT, "/api/announcements/78?read=1", 200),
        (Method::PUT, "/api/announcements/79?read=1", 404),
        (
            Method::POST,
            &format!("{opt_outs}?key=tv.plex.provider.vod&value=opt_out"),
            204,
        ),
        (
            Method::POST,
            &format!("{opt_outs}?key=tv.plex.provider.music&value=opt_out_managed"),
            400,
        ),
        (
            Method::POST,
            "/api/v2/user/another/settings/opt_outs?key=tv.plex.provider.vod&value=opt_out",
            404,
        ),
    ] {
        assert_eq!(
            owner.send(method, url(path)).await.status().as_u16(),
            status,
            "{path}"
        );
    }
    let privacy = owner.json(url("/api/v2/user/privacy")).await;
    assert_eq!(
        (&privacy["optOutPlayback"], &privacy["optOutLibraryStats"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        owner.json(url("/api/v2/user/view_state_sync")).await,
        json!({"consent": true})
    );
    assert_eq!(
        owner.json(url(&opt_outs)).await[0],
        json!({"key": "tv.plex.provider.vod", "value": "opt_out"})
    );
    let news = owner.text(url("/api/announcements")).await;
    assert_eq!(news.matches("read=\"true\"").count(), 1, "{news}");
}

#[tokio::test]
async fn the_small_things_that_clients_call() {
    let mock = mock().await;
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let owner = Client::new("device-1").token(mock.token());
    assert_eq!(owner.text(url("/:/ip")).await, "203.0.113.20");
    assert_eq!(
        owner
            .json(url("/api/v2/geoip?ip_address=203.0.113.9"))
            .await["city"],
        "Aveiro"
    );
    assert_eq!(
        owner.json(url("/api/v2/geoip?ip_address=127.0.0.1")).await["country"],
        "Unknown"
    );
    assert_eq!(
        owner
            .get(url("/api/v2/geoip?ip_address=nowhere"))
            .await
            .status(),
        StatusCode::BAD_REQUEST
    );
    let claim = owner.json(url("/api/claim/token.json")).await;
    assert!(claim["token"].as_str().unwrap().starts_with("claim-"));
    assert_eq!(
        owner.json(url("/users/account.json")).await["user"]["username"],
        "mirabel"
    );
    assert!(
        owner
            .text(url("/users/account"))
            .await
            .contains("<subscription ")
    );
    assert!(
        owner
            .text(url("/api/resources?includeRelay=1"))
            .await
            .contains("<Connection ")
    );
    assert!(
        owner
            .text(url("/api/users/validate?invited_email=casimir"))
            .await
            .contains("Valid user")
    );
    for path in [
        "/api/v2/features",
        "/api/v2/companions",
        "/api/downloads/5.json",
        "/media/providers",
    ] {
        let answer = owner.get(url(path)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["x-plex-mock"], "from-document", "{path}");
    }
}

#[tokio::test]
async fn pins_of_members_are_theirs() {
    let mock = mock().await;
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let owner = Client::new("device-1").token(mock.token());
    let users = owner.json(url("/api/v2/home/users")).await["users"].clone();
    let (me, pia) = (&users[0]["id"], &users[2]["id"]);
    let own = |query: &str| owner.send(Method::PUT, url(&format!("/api/home/users/{me}?{query}")));
    assert_eq!(own("pin=1111").await.status(), StatusCode::OK);
    assert_eq!(
        own("pin=2222&currentPin=9999").await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(own("pin=&currentPin=1111").await.status(), StatusCode::OK);
    let managed = url(&format!("/api/v2/home/users/restricted/{pia}?pin=3333"));
    assert_eq!(
        owner.send(Method::POST, managed.clone()).await.status(),
        StatusCode::OK
    );
    let switch = |query: &str| {
        owner.send(
            Method::POST,
            url(&format!("/api/v2/home/users/{pia}/switch{query}")),
        )
    };
    assert_eq!(switch("").await.status(), StatusCode::UNAUTHORIZED);
    let account = super::json(switch("?pin=3333").await).await;
    let pia = Client::new("device-1").token(account["authToken"].as_str().unwrap());
    assert_eq!(
        pia.send(Method::POST, managed).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        pia.send(Method::POST, url("/api/home/users?title=Friend"))
            .await
            .status(),
        StatusCode::FORBIDDEN
    );
}
