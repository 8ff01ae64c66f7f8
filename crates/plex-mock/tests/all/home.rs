use plex_mock::PlexMock;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, mock};

fn client(mock: &PlexMock) -> Client {
    Client::new("device-1").token(mock.token())
}

#[tokio::test]
async fn members_of_the_home_switch_and_see_their_own() {
    let mock = mock().await;
    let owner = client(&mock);
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let users = owner.json(url("/api/v2/home/users")).await["users"].clone();
    let [me, otto, pia] = users.as_array().unwrap().as_slice() else {
        panic!("{users}");
    };
    assert_eq!(me["admin"], true);
    let switch = |user: &Value, pin: &str| {
        let url = url(&format!(
            "/api/v2/home/users/{}/switch{pin}",
            user["uuid"].as_str().unwrap()
        ));
        owner.send(Method::POST, url)
    };
    assert_eq!(switch(otto, "").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        switch(otto, "?pin=0000").await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        switch(otto, "?pin=1234").await.status(),
        StatusCode::CREATED
    );
    let account = super::json(switch(pia, "").await).await;
    assert_eq!(
        (&account["title"], &account["restricted"]),
        (&"Pia".into(), &true.into())
    );
    let pia = Client::new("device-1").token(account["authToken"].as_str().unwrap());
    assert_eq!(pia.json(url("/api/v2/user")).await["title"], "Pia");

    let resources = pia.json(url("/api/v2/resources")).await;
    let token = resources[0]["accessToken"].as_str().unwrap();
    assert_ne!(token, mock.server_token());
    assert_eq!(resources[0]["owned"], false);
    let pia = Client::new("device-1").token(token);
    let server = |path: &str| format!("{}{path}", mock.server_url());
    let seen = |list: Value| list["MediaContainer"]["size"].as_u64().unwrap();
    assert_eq!(
        seen(
            pia.json(server("/library/sections/1/all?unwatched=1"))
                .await
        ),
        45
    );
    assert!(
        seen(
            owner
                .json(server("/library/sections/1/all?unwatched=1"))
                .await
        ) < 45
    );
    pia.send(Method::PUT, server("/:/scrobble?key=1001")).await;
    assert_eq!(
        seen(
            pia.json(server("/library/sections/1/all?unwatched=1"))
                .await
        ),
        44
    );
    let old = owner.xml().text(url("/api/home/users")).await;
    assert_eq!(old.matches("<User ").count(), 3, "{old}");
}

#[tokio::test]
async fn members_and_friends_come_and_go() {
    let mock = mock().await;
    let client = client(&mock);
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let count = |list: &Value| list.as_array().unwrap().len();
    client
        .send(Method::POST, url("/api/home/users?title=Quim"))
        .await;
    let users = client.json(url("/api/v2/home/users")).await["users"].clone();
    assert_eq!(count(&users), 4);
    let id = &users[3]["id"];
    client
        .send(Method::DELETE, url(&format!("/api/home/users/{id}")))
        .await;
    assert_eq!(
        count(&client.json(url("/api/v2/home/users")).await["users"]),
        3
    );

    let pending = client
        .json(url("/api/v2/friends?status=pending_received"))
        .await;
    let id = &pending[0]["id"];
    let accepted = client
        .send(Method::POST, url(&format!("/api/v2/friends/{id}/accept")))
        .await;
    assert_eq!(accepted.status(), StatusCode::OK);
    assert_eq!(count(&client.json(url("/api/v2/friends")).await), 2);
    client
        .send(Method::DELETE, url(&format!("/api/v2/friends/{id}")))
        .await;
    assert_eq!(count(&client.json(url("/api/v2/friends")).await), 1);
    let invited = client
        .send(Method::POST, url("/api/v2/friends/invite?identifier=ines"))
        .await;
    assert_eq!(invited.status(), StatusCode::CREATED);
    let gone = client.send(Method::DELETE, url("/api/v2/friends/1")).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_password_and_a_second_factor() {
    let mock = PlexMock::builder()
        .movies(3)
        .two_factor(true)
        .start()
        .await
        .unwrap();
    let device = Client::new("device-9");
    let url = format!("{}/api/v2/users/signin", mock.plex_tv_url());
    let sign_in = |form: &'static str| {
        let request = device.request(Method::POST, url.clone());
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        async move { request.body(form).send().await.unwrap() }
    };
    let wrong = sign_in("login=mirabel&password=nonsense").await;
    assert_eq!(super::json(wrong).await["errors"][0]["code"], 1001);
    let without = sign_in("login=mirabel&password=mirabel%27s+password").await;
    assert_eq!(without.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(super::json(without).await["errors"][0]["code"], 1029);
    let signed_in =
        sign_in("login=mirabel&password=mirabel%27s+password&verificationCode=123456").await;
    assert_eq!(signed_in.status(), StatusCode::CREATED);
    let account = super::json(signed_in).await;
    let client = Client::new("device-9").token(account["authToken"].as_str().unwrap());
    let user = client
        .json(format!("{}/api/v2/user", mock.plex_tv_url()))
        .await;
    assert_eq!(user["username"], "mirabel");
}

#[tokio::test]
async fn the_watchlist() {
    let mock = mock().await;
    let client = client(&mock);
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let movie = Client::new("device-1").token(mock.server_token());
    let movie = movie
        .json(format!("{}/library/metadata/1003", mock.server_url()))
        .await;
    let movie = &movie["MediaContainer"]["Metadata"][0];
    let name = movie["guid"].as_str().unwrap().rsplit('/').next().unwrap();
    let list = || client.json(url("/library/sections/watchlist/all"));
    assert_eq!(list().await["MediaContainer"]["size"], 0);
    let added = client
        .send(
            Method::PUT,
            url(&format!("/actions/addToWatchlist?ratingKey={name}")),
        )
        .await;
    assert_eq!(added.status(), StatusCode::OK);
    let entry = list().await["MediaContainer"]["Metadata"][0].clone();
    assert_eq!(
        (&entry["ratingKey"], &entry["title"]),
        (&name.into(), &movie["title"])
    );
    let state = client
        .json(url(&format!("/library/metadata/{name}/userState")))
        .await;
    assert!(state["MediaContainer"]["UserState"][0]["watchlistedAt"].is_number());
    let title: String =
        url::form_urlencoded::byte_serialize(movie["title"].as_str().unwrap().as_bytes()).collect();
    let found = client
        .json(url(&format!("/library/search?query={title}")))
        .await;
    let results = &found["MediaContainer"]["SearchResults"][0]["SearchResult"];
    assert!(
        results
            .as_array()
            .unwrap()
            .iter()
            .any(|result| result["Metadata"]["ratingKey"] == name)
    );
    let xml = client
        .request(Method::GET, url("/library/sections/watchlist/all"))
        .header("Accept", "*/*");
    assert!(xml.send().await.is_ok());
    client
        .send(
            Method::PUT,
            url(&format!("/actions/removeFromWatchlist?ratingKey={name}")),
        )
        .await;
    assert_eq!(list().await["MediaContainer"]["totalSize"], 0);
    let unknown = client
        .send(Method::PUT, url("/actions/addToWatchlist?ratingKey=none"))
        .await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn webhooks_are_replaced_as_a_whole() {
    let mock = mock().await;
    let client = client(&mock);
    let url = format!("{}/api/v2/user/webhooks", mock.plex_tv_url());
    let set = |form: &'static str| {
        let request = client.request(Method::POST, url.clone());
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        async move { super::json(request.body(form).send().await.unwrap()).await }
    };
    let two =
        set("urls%5B%5D=http%3A%2F%2Fa.example%2F&urls%5B%5D=http%3A%2F%2Fb.example%2F").await;
    assert_eq!(
        two,
        json!([{"url": "http://a.example/"}, {"url": "http://b.example/"}])
    );
    assert_eq!(client.json(url.clone()).await, two);
    assert_eq!(set("urls=").await, json!([]));
}

#[tokio::test]
async fn faults_are_set_over_http() {
    let mock = mock().await;
    let client = Client::new("device-1").token(mock.server_token());
    let set = |body: Value| {
        let request = client.request(Method::POST, format!("{}/__mock/fault", mock.server_url()));
        async move { request.body(body.to_string()).send().await.unwrap() }
    };
    let sections = || client.get(format!("{}/library/sections", mock.server_url()));
    let fault = json!({"path": "/library/sections", "method": "GET", "face": "server", "status": 429, "retryAfter": 3, "times": 2});
    assert_eq!(set(fault).await.status(), StatusCode::OK);
    for _ in 0..2 {
        let refused = sections().await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()["retry-after"], "3");
    }
    assert_eq!(sections().await.status(), StatusCode::OK);
    set(json!({"path": "*", "status": 503, "times": "always"})).await;
    assert_eq!(sections().await.status(), StatusCode::SERVICE_UNAVAILABLE);
    client
        .send(
            Method::DELETE,
            format!("{}/__mock/fault", mock.server_url()),
        )
        .await;
    assert_eq!(sections().await.status(), StatusCode::OK);
    set(json!({"path": "/library/sections", "body": {"odd": true}})).await;
    assert_eq!(super::json(sections().await).await, json!({"odd": true}));
    for wrong in [
        json!([]),
        json!({}),
        json!({"path": "*", "status": 70_000}),
        json!({"path": "*", "nonsense": 1}),
        json!({"path": "*", "face": "moon"}),
        json!("x"),
    ] {
        assert_eq!(
            set(wrong.clone()).await.status(),
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    assert_eq!(sections().await.status(), StatusCode::OK);
}
