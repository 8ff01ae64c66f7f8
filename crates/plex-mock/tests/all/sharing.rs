//! Shares and invitations, seen from both sides.

use plex_mock::PlexMock;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, json, mock};

struct Sides {
    mock: PlexMock,
    owner: Client,
}

impl Sides {
    async fn start() -> Self {
        let mock = mock().await;
        let owner = Client::new("device-1").token(mock.token());
        Self { mock, owner }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.mock.plex_tv_url())
    }

    async fn sign_in(&self, name: &str) -> Client {
        let form = format!("login={name}&password={name}%27s+password");
        let request = Client::new("phone").request(Method::POST, self.url("/api/v2/users/signin"));
        let account = json(request.body(form).send().await.unwrap()).await;
        Client::new("phone").token(account["authToken"].as_str().unwrap())
    }

    async fn post(&self, client: &Client, path: &str, body: Value) -> (StatusCode, Value) {
        let request = client.request(Method::POST, self.url(path));
        let answer = request.body(body.to_string()).send().await.unwrap();
        let status = answer.status();
        (
            status,
            serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default(),
        )
    }

    async fn list(&self, client: &Client, path: &str) -> Value {
        client.json(self.url(path)).await
    }

    fn offer(&self, to: &str, libraries: Value) -> Value {
        json!({
            "invitedEmail": to,
            "machineIdentifier": self.mock.machine_identifier(),
            "librarySectionIds": libraries,
            "settings": {"allowSync": true, "filterMovies": "label=calm"},
            "skipFriendship": true,
        })
    }
}

fn titles(share: &Value) -> Vec<&str> {
    let libraries = share["libraries"].as_array().unwrap();
    libraries
        .iter()
        .map(|library| library["title"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_offer_is_made_taken_changed_and_ended() {
    let sides = Sides::start().await;
    let machine = sides.mock.machine_identifier();
    let server = sides
        .list(&sides.owner, &format!("/api/v2/servers/{machine}"))
        .await;
    let library = |index: usize| server["librarySections"][index]["id"].clone();

    let offer = sides.offer("ines@example.org", json!([library(0)]));
    let (status, share) = sides
        .post(&sides.owner, "/api/v2/shared_servers", offer.clone())
        .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(titles(&share), ["Movies"]);
    assert_eq!(
        (&share["accepted"], &share["owned"]),
        (&false.into(), &true.into())
    );
    let again = sides
        .post(&sides.owner, "/api/v2/shared_servers", offer)
        .await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/api/v2/shared_servers/{}", share["id"]);
    let pending = sides
        .list(&sides.owner, "/api/v2/shared_servers/invites/owned/pending")
        .await;
    assert_eq!(pending[0]["invited"]["email"], "ines@example.org");

    // The other side sees it, and until they say yes it is worth nothing.
    let ines = sides.sign_in("ines").await;
    let received = sides
        .list(&ines, "/api/v2/shared_servers/invites/received/pending")
        .await;
    assert_eq!(received[0]["sharedServers"][0]["id"], share["id"]);
    assert_eq!(received[0]["owner"]["username"], "mirabel");
    assert_eq!(sides.list(&ines, "/api/v2/resources").await, json!([]));
    assert_eq!(
        sides
            .post(&sides.owner, &format!("{path}/accept"), json!({}))
            .await
            .0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        sides
            .post(&ines, &format!("{path}/accept"), json!({}))
            .await
            .0,
        StatusCode::OK
    );
    let resources = sides.list(&ines, "/api/v2/resources").await;
    assert_eq!(
        (&resources[0]["owned"], &resources[0]["home"]),
        (&false.into(), &false.into())
    );
    let token = resources[0]["accessToken"].as_str().unwrap();
    let sections = format!("{}/library/sections", sides.mock.server_url());
    assert_eq!(
        Client::new("phone")
            .token(token)
            .get(sections.clone())
            .await
            .status(),
        StatusCode::OK
    );

    // Everything is replaced, by the owner alone, by POST alone.
    let change = json!({"librarySectionIds": [library(0), library(1)], "settings": {}});
    assert_eq!(
        sides.post(&ines, &path, change.clone()).await.0,
        StatusCode::FORBIDDEN
    );
    let changed = sides.post(&sides.owner, &path, change).await.1;
    assert_eq!(titles(&changed), ["Movies", "TV Shows"]);
    assert_eq!(changed["sharingSettings"]["allowSync"], false);
    let put = sides.owner.send(Method::PUT, sides.url(&path)).await;
    assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED);
    let unknown = sides
        .post(&sides.owner, &path, json!({"librarySectionIds": [1]}))
        .await;
    assert_eq!(unknown.0, StatusCode::BAD_REQUEST);

    // The guest leaves.
    let left = ines.send(Method::DELETE, sides.url(&path)).await;
    assert_eq!(left.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        sides.owner.get(sides.url(&path)).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        Client::new("phone")
            .token(token)
            .get(sections)
            .await
            .status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn offers_that_cannot_be_are_refused() {
    let sides = Sides::start().await;
    let cases = [
        (sides.offer("", json!([])), 400),
        (sides.offer("ines", json!([42])), 400),
        (sides.offer("mirabel", json!([])), 422),
        (
            json!({"machineIdentifier": "another", "invitedEmail": "ines"}),
            404,
        ),
        (json!([1]), 400),
    ];
    for (body, expected) in cases {
        let (status, answer) = sides
            .post(&sides.owner, "/api/v2/shared_servers", body.clone())
            .await;
        assert_eq!(status.as_u16(), expected, "{body}");
        assert!(answer["errors"][0]["code"].is_number(), "{answer}");
    }
    assert_eq!(
        sides
            .list(&sides.owner, "/api/v2/shared_servers/invites/owned/pending")
            .await,
        json!([])
    );
}

#[tokio::test]
async fn rights_are_those_of_the_person() {
    let sides = Sides::start().await;
    let friends = sides.list(&sides.owner, "/api/v2/friends").await;
    let casimir = &friends[0]["id"];
    assert_eq!(friends[0]["sharedServers"][0]["accepted"], true);
    let path = format!("/api/v2/sharing_settings?invitedId={casimir}");
    assert_eq!(sides.list(&sides.owner, &path).await["allowSync"], false);
    let body = json!({"invitedId": casimir, "settings": {"allowSync": 1, "allowTuners": 2}});
    sides
        .post(&sides.owner, "/api/v2/sharing_settings", body)
        .await;
    let access = sides.url(&format!(
        "/api/v2/sharings/{casimir}?allowChannels=1&filterMusic=label%3Dx"
    ));
    assert_eq!(
        sides.owner.send(Method::PUT, access).await.status(),
        StatusCode::OK
    );
    let settings = sides.list(&sides.owner, &path).await;
    assert_eq!(settings["allowSync"], true);
    assert_eq!(settings["allowTuners"], 2);
    assert_eq!(settings["allowChannels"], true);
    assert_eq!(settings["filterMusic"], "label=x");
    // Everything ends at once.
    let access = sides.url(&format!("/api/v2/sharings/{casimir}"));
    assert_eq!(
        sides
            .owner
            .send(Method::DELETE, access.clone())
            .await
            .status(),
        StatusCode::OK
    );
    assert_eq!(
        sides.owner.send(Method::DELETE, access).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(sides.list(&sides.owner, "/api/v2/friends").await, json!([]));
    assert_eq!(
        sides
            .list(&sides.owner, "/api/v2/shared_servers/owned/accepted")
            .await,
        json!([])
    );
}

#[tokio::test]
async fn the_older_way_speaks_xml() {
    let sides = Sides::start().await;
    let machine = sides.mock.machine_identifier();
    let shares = sides.url(&format!("/api/servers/{machine}/shared_servers"));
    let list = sides.owner.text(shares.clone()).await;
    assert!(
        list.contains("username=\"casimir\"") && list.contains("accessToken="),
        "{list}"
    );
    assert!(
        list.contains("shared=\"1\"") && list.contains("shared=\"0\""),
        "{list}"
    );
    let body = json!({"server_id": machine, "shared_server": {"library_section_ids": [], "invited_email": "ines"}});
    let request = sides
        .owner
        .request(Method::POST, shares)
        .body(body.to_string());
    assert_eq!(request.send().await.unwrap().status(), StatusCode::CREATED);
    let sent = sides.owner.text(sides.url("/api/invites/requested")).await;
    assert!(
        sent.contains("username=\"ines\"")
            && sent.contains("friend=\"1\"")
            && sent.contains("server=\"1\""),
        "{sent}"
    );

    let received = sides.owner.text(sides.url("/api/invites/requests")).await;
    let id = received
        .split("id=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(received.contains("username=\"halima\""), "{received}");
    let accept = sides.url(&format!(
        "/api/invites/requests/{id}?friend=1&home=0&server=1"
    ));
    assert_eq!(
        sides.owner.send(Method::PUT, accept.clone()).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        sides.owner.send(Method::PUT, accept).await.status(),
        StatusCode::NOT_FOUND
    );
    let resources = sides.list(&sides.owner, "/api/v2/resources").await;
    let theirs = &resources[1];
    assert_eq!(
        (&theirs["sourceTitle"], &theirs["presence"]),
        (&"halima".into(), &false.into())
    );
    let servers = sides.owner.text(sides.url("/pms/servers.xml")).await;
    assert_eq!(servers.matches("<Server ").count(), 2, "{servers}");
    let users = sides.owner.text(sides.url("/api/users/")).await;
    for name in ["Otto", "Pia", "casimir", "halima", "ines"] {
        assert!(
            users.contains(&format!("title=\"{name}\"")),
            "{name}: {users}"
        );
    }
    assert!(users.contains("pending=\"1\""), "{users}");
}

#[tokio::test]
async fn a_reset_brings_back_who_was_there() {
    let sides = Sides::start().await;
    let offer = sides.offer("ines@example.org", json!([]));
    sides
        .post(&sides.owner, "/api/v2/shared_servers", offer)
        .await;
    sides.mock.reset();
    assert_eq!(
        sides
            .list(&sides.owner, "/api/v2/shared_servers/invites/owned/pending")
            .await,
        json!([])
    );
    assert_eq!(
        sides.list(&sides.owner, "/api/v2/friends").await[0]["username"],
        "casimir"
    );
}

#[tokio::test]
async fn a_guest_sees_what_is_shared_and_nothing_else() {
    let builder = PlexMock::builder().movies(10).shows(2);
    let mock = builder.start().await.unwrap();
    let owner = Client::new("device-1").token(mock.token());
    let url = |path: &str| format!("{}{path}", mock.server_url());
    let shared = format!(
        "{}/api/servers/{}/shared_servers",
        mock.plex_tv_url(),
        mock.machine_identifier()
    );
    let list = owner.text(shared).await;
    let mut shares = list.split('<');
    let casimir = shares
        .find(|share| share.contains("username=\"casimir\""))
        .unwrap();
    let (_, token) = casimir.split_once("accessToken=\"").unwrap();
    let (token, _) = token.split_once('"').unwrap();
    let guest = Client::new("device-2").token(token);
    let count = async |path: &str, list: &str| {
        let answer = guest.json(url(path)).await;
        answer["MediaContainer"][list]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(count("/library/sections", "Directory").await, 1);
    assert_eq!(count("/library/sections/1/all", "Metadata").await, 10);
    assert_eq!(count("/library/all", "Metadata").await, 10);
    let show = owner.json(url("/library/sections/2/all")).await;
    let show = show["MediaContainer"]["Metadata"][0].clone();
    let key = show["ratingKey"].as_str().unwrap();
    for path in [
        "/library/sections/2",
        "/library/sections/2/all",
        "/hubs/sections/2",
    ] {
        assert_eq!(
            owner.get(url(path)).await.status(),
            StatusCode::OK,
            "{path}"
        );
        assert_eq!(
            guest.get(url(path)).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in ["", "/children", "/related", "/extras"] {
        let path = format!("/library/metadata/{key}{path}");
        assert_eq!(
            owner.get(url(&path)).await.status(),
            StatusCode::OK,
            "{path}"
        );
        assert_eq!(
            guest.get(url(&path)).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let title = show["title"].as_str().unwrap();
    let found = async |client: &Client| {
        let mut search = reqwest::Url::parse(&url("/search")).unwrap();
        search
            .query_pairs_mut()
            .append_pair("query", title)
            .append_pair("type", "2");
        let answer = client.json(search.to_string()).await;
        answer["MediaContainer"]["size"].clone()
    };
    assert_ne!(found(&owner).await, 0);
    assert_eq!(found(&guest).await, 0);
}
