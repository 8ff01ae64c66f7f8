//! What the mock plex.tv answers is what the document describes: nothing unnamed, nothing lost.

use plex_models::{Format, answers};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, mock};

/// Whether an answer comes in both formats, or in one whatever is asked.
enum Speaks {
    Both,
    Json,
    Xml,
}

#[tokio::test]
async fn every_answer_is_as_described() {
    use Speaks::{Both, Json, Xml};
    let mock = mock().await;
    let owner = Client::new("device-1").token(mock.token());
    let url = |path: &str| format!("{}{path}", mock.plex_tv_url());
    let machine = mock.machine_identifier();
    let uuid = owner.json(url("/api/v2/user")).await["uuid"].clone();
    let uuid = uuid.as_str().unwrap();
    let movie = Client::new("device-1").token(mock.server_token());
    let movie = movie
        .json(format!("{}/library/metadata/1003", mock.server_url()))
        .await;
    let guid = movie["MediaContainer"]["Metadata"][0]["guid"]
        .as_str()
        .unwrap()
        .to_owned();
    let catalogue = guid.rsplit('/').next().unwrap();
    owner
        .send(
            Method::PUT,
            url(&format!("/actions/addToWatchlist?ratingKey={catalogue}")),
        )
        .await;
    owner
        .send(
            Method::GET,
            url(&format!("/actions/scrobble?key={catalogue}")),
        )
        .await;
    let pin = owner.send(Method::POST, url("/api/v2/pins")).await;
    let pin = super::json(pin).await["id"].clone();
    let offer = json!({"invitedEmail": "ines@example.org", "machineIdentifier": machine, "librarySectionIds": []});
    let share = owner
        .request(Method::POST, url("/api/v2/shared_servers"))
        .body(offer.to_string());
    let share = super::json(share.send().await.unwrap()).await["id"].clone();
    let hook = owner
        .request(Method::POST, url("/api/v2/user/webhooks"))
        .body("urls%5B%5D=http://a.example");
    hook.send().await.unwrap();

    let mut problems: Vec<Value> = Vec::new();
    for (speaks, host, path) in [
        (Both, "plex.tv", format!("/api/v2/pins/{pin}")),
        // Its XML is a text without a name.
        (Json, "plex.tv", "/api/v2/ping".to_owned()),
        (Json, "plex.tv", "/api/claim/token.json".to_owned()),
        (Both, "clients.plex.tv", "/api/v2/auth/nonce".to_owned()),
        (Json, "clients.plex.tv", "/api/v2/auth/keys".to_owned()),
        (Both, "plex.tv", "/api/v2/user".to_owned()),
        (Xml, "plex.tv", "/users/account".to_owned()),
        (Json, "plex.tv", "/users/account.json".to_owned()),
        (Both, "plex.tv", "/api/v2/user/webhooks".to_owned()),
        (Json, "plex.tv", "/api/v2/user/privacy".to_owned()),
        (Both, "plex.tv", "/api/v2/user/view_state_sync".to_owned()),
        (
            Both,
            "plex.tv",
            format!("/api/v2/user/{uuid}/settings/opt_outs"),
        ),
        (Xml, "plex.tv", "/api/announcements".to_owned()),
        (
            Both,
            "plex.tv",
            "/api/v2/geoip?ip_address=203.0.113.9".to_owned(),
        ),
        (
            Both,
            "clients.plex.tv",
            "/api/v2/resources?includeRelay=1".to_owned(),
        ),
        (Xml, "plex.tv", "/api/resources?includeRelay=1".to_owned()),
        (Xml, "plex.tv", "/devices.xml".to_owned()),
        (
            Json,
            "clients.plex.tv",
            format!("/api/v2/servers/{machine}"),
        ),
        (Xml, "plex.tv", format!("/api/servers/{machine}")),
        (Xml, "plex.tv", "/pms/servers.xml".to_owned()),
        (Json, "plex.tv", "/api/v2/home".to_owned()),
        (Json, "clients.plex.tv", "/api/v2/home/users".to_owned()),
        (Xml, "plex.tv", "/api/home/users".to_owned()),
        (Json, "plex.tv", "/api/v2/friends".to_owned()),
        (Xml, "plex.tv", "/pms/friends/all".to_owned()),
        (Xml, "plex.tv", "/api/users".to_owned()),
        (
            Xml,
            "plex.tv",
            "/api/users/validate?invited_email=casimir".to_owned(),
        ),
        (
            Json,
            "clients.plex.tv",
            format!("/api/v2/shared_servers/{share}"),
        ),
        (
            Json,
            "clients.plex.tv",
            "/api/v2/shared_servers/owned/accepted".to_owned(),
        ),
        (
            Json,
            "clients.plex.tv",
            "/api/v2/shared_servers/invites/owned/pending".to_owned(),
        ),
        (
            Json,
            "clients.plex.tv",
            "/api/v2/shared_servers/invites/received/pending".to_owned(),
        ),
        (
            Json,
            "clients.plex.tv",
            "/api/v2/sharing_settings?invitedEmail=casimir".to_owned(),
        ),
        (
            Xml,
            "plex.tv",
            format!("/api/servers/{machine}/shared_servers"),
        ),
        (Xml, "plex.tv", "/api/invites/requests".to_owned()),
        (Xml, "plex.tv", "/api/invites/requested".to_owned()),
        (
            Both,
            "discover.provider.plex.tv",
            "/library/sections/watchlist/all".to_owned(),
        ),
        (
            Json,
            "discover.provider.plex.tv",
            "/library/search?query=a".to_owned(),
        ),
        (
            Both,
            "metadata.provider.plex.tv",
            format!("/library/metadata/{catalogue}"),
        ),
        (
            Both,
            "metadata.provider.plex.tv",
            format!("/library/metadata/{catalogue}/userState"),
        ),
    ] {
        let plain = path.split('?').next().unwrap();
        let described = answers::find(&format!("GET https://{host}{plain}"));
        let described = described.unwrap_or_else(|| panic!("{host}{plain} is not described"));
        let formats: &[Format] = match speaks {
            Both => &[Format::Json, Format::Xml],
            Json => &[Format::Json],
            Xml => &[Format::Xml],
        };
        for format in formats {
            let accept = match format {
                Format::Json => "application/json",
                Format::Xml => "application/xml",
            };
            let mut client = Client::new("device-1").token(mock.token());
            client.accept = Some(accept);
            let answer = client.get(url(&path)).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let body = answer.bytes().await.unwrap();
            let checked = described.check(*format, &body).unwrap();
            assert!(checked.leaves > 0, "{path}");
            if !checked.untyped.is_empty() || !checked.lost.is_empty() {
                problems.push(json!([path, accept, checked.untyped, checked.lost]));
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{}",
        serde_json::to_string_pretty(&problems).unwrap()
    );
}
