use std::time::Duration;

use plex_mock::{Face, Gdm, PlexMock};
use reqwest::Method;
use serde_json::Value;
use tokio::{net::UdpSocket, time::timeout};

use super::{Client, Wide, items};

impl Wide {
    /// Sends a command to the television, through the server.
    async fn steer(&self, command: &str) -> (u16, String) {
        let response = self
            .client
            .request(Method::GET, self.url(&format!("/player/{command}")))
            .header("X-Plex-Target-Client-Identifier", "mock-television")
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn play(&self, key: &str) {
        let uri = format!(
            "server://{}/com.plexapp.plugins.library/library/metadata/{key}",
            self.mock.machine_identifier()
        );
        let queue = self
            .ask(
                Method::POST,
                &format!("/playQueues?type=video&uri={uri}&continuous=1"),
            )
            .await["playQueueID"]
            .clone();
        let lent = self
            .ask(Method::POST, "/security/token?type=delegation&scope=all")
            .await;
        let (host, port) = self.mock.server_url()[7..].split_once(':').unwrap();
        let (status, answer) = self
            .steer(&format!(
                "playback/playMedia?commandID=1&key=/library/metadata/{key}&containerKey=/playQueues/{queue}\
                 &machineIdentifier={}&protocol=http&address={host}&port={port}&token={}",
                self.mock.machine_identifier(),
                lent["token"].as_str().unwrap(),
            ))
            .await;
        assert_eq!(status, 200, "{answer}");
        assert!(
            answer.contains("<Response code=\"200\" status=\"OK\"/>"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_player_plays_on_by_itself_and_scrobbles() {
    let wide = Wide::start().await;
    let episodes = wide.get("/library/all?type=4&sort=index").await;
    let first = items(&episodes)
        .iter()
        .find(|episode| episode["index"] == 1 && episode["parentIndex"] == 1)
        .unwrap();
    let key = first["ratingKey"].as_str().unwrap();
    wide.play(key).await;
    let sessions = wide.get("/status/sessions").await;
    assert_eq!(items(&sessions)[0]["ratingKey"], key);
    assert_eq!(items(&sessions)[0]["Player"]["title"], "Living Room");
    wide.mock.advance(Duration::from_millis(
        first["duration"].as_u64().unwrap() + 30_000,
    ));
    let sessions = wide.get("/status/sessions").await;
    assert_ne!(
        items(&sessions)[0]["ratingKey"],
        key,
        "it is at the next one"
    );
    let seen = wide.get(&format!("/library/metadata/{key}")).await;
    let count = |item: &Value| item["viewCount"].as_u64().unwrap_or(0);
    assert_eq!(count(&items(&seen)[0]), count(first) + 1);
    let (_, told) = wide.steer("timeline/poll?commandID=2").await;
    assert!(
        told.contains("state=\"playing\"") && told.contains("commandID=\"2\""),
        "{told}"
    );

    // The owner ends it from elsewhere, and it obeys with its next report.
    let id = items(&sessions)[0]["Session"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    wide.send(
        Method::GET,
        &format!("/status/sessions/terminate?sessionId={id}&reason=bedtime"),
    )
    .await;
    wide.mock.advance(Duration::from_secs(15));
    assert!(items(&wide.get("/status/sessions").await).is_empty());
    let (_, told) = wide.steer("timeline/poll?commandID=3").await;
    assert!(!told.contains("state=\"playing\""), "{told}");
}

#[tokio::test]
async fn commands_are_refused_as_players_refuse() {
    let wide = Wide::start().await;
    for (command, status) in [
        ("playback/pause?commandID=1", 406),
        ("playback/pause", 400),
        ("playback/seekTo?commandID=1", 400),
        ("playback/playMedia?commandID=1", 400),
        ("playback/setParameters?commandID=1&volume=101", 400),
        ("playback/explode?commandID=1", 404),
        ("navigation/explode?commandID=1", 404),
        ("timeline/subscribe?commandID=1", 400),
        ("playback/stop?commandID=1", 200),
        ("navigation/moveUp?commandID=1", 200),
    ] {
        assert_eq!(wide.steer(command).await.0, status, "{command}");
    }
    let unknown = wide
        .status(Method::GET, "/player/playback/play?commandID=1")
        .await;
    assert_eq!(unknown, 400, "nobody is meant");
    let stranger = Client::new("device-1")
        .send(Method::GET, wide.url("/player/playback/play?commandID=1"))
        .await;
    assert_eq!(stranger.status(), 401);
}

#[tokio::test]
async fn players_have_addresses_of_their_own() {
    let wide = Wide::start().await;
    let listed = wide.get("/clients").await;
    let listed = listed["Server"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let kitchen = format!("http://127.0.0.1:{}", listed[1]["port"]);
    assert_eq!(kitchen, wide.mock.player_urls()[1]);
    // A controller needs no token there.
    let client = Client::new("controller");
    let said = client.text(format!("{kitchen}/resources")).await;
    assert!(
        said.contains("machineIdentifier=\"mock-radio\"") && said.contains("title=\"Kitchen\""),
        "{said}"
    );
    assert_eq!(
        client
            .text(format!("{kitchen}/player/playback/stop?commandID=1"))
            .await,
        "OK"
    );
    assert_eq!(
        client
            .get(format!("{kitchen}/library/sections"))
            .await
            .status(),
        404
    );
    assert_eq!(wide.mock.requests().last().unwrap().face, Face::Player);
}

#[tokio::test]
async fn discovery_is_answered_where_it_is_wanted() {
    let mock = PlexMock::builder()
        .gdm(Gdm::FreePorts)
        .start()
        .await
        .unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for (address, kind, count) in [
        (
            mock.gdm_servers().unwrap(),
            "Content-Type: plex/media-server",
            1,
        ),
        (
            mock.gdm_players().unwrap(),
            "Content-Type: plex/media-player",
            2,
        ),
    ] {
        socket
            .send_to(b"NOTIFY * HTTP/1.0\r\n\r\n", address)
            .await
            .unwrap();
        socket
            .send_to(b"M-SEARCH * HTTP/1.0", address)
            .await
            .unwrap();
        for _ in 0..count {
            let mut answer = [0; 2048];
            let length = timeout(Duration::from_secs(5), socket.recv(&mut answer))
                .await
                .unwrap()
                .unwrap();
            let answer = std::str::from_utf8(&answer[..length]).unwrap();
            assert!(
                answer.starts_with("HTTP/1.0 200 OK\r\n") && answer.contains(kind),
                "{answer}"
            );
            // The library for Python takes no line with two colons.
            assert!(
                answer.lines().all(|line| line.matches(':').count() <= 1),
                "{answer}"
            );
        }
    }
    assert_eq!(
        PlexMock::builder().start().await.unwrap().gdm_servers(),
        None
    );
}

#[tokio::test]
async fn a_restart_cuts_forgets_and_starts_slowly() {
    let wide = Wide::start().await;
    wide.play("1001").await;
    let lent = wide
        .ask(Method::POST, "/security/token?type=delegation&scope=all")
        .await;
    let control = Client::new("");
    let ordered = control
        .send(Method::POST, wide.url("/__mock/restart?seconds=3600"))
        .await;
    assert_eq!(ordered.status(), 200, "the order itself is answered");
    assert_eq!(wide.status(Method::GET, "/library/sections").await, 503);
    let wrong = control
        .send(Method::POST, wide.url("/__mock/restart?seconds=soon"))
        .await;
    assert_eq!(wrong.status(), 400);
    control
        .send(Method::POST, wide.url("/__mock/restart"))
        .await;
    assert_eq!(wide.status(Method::GET, "/library/sections").await, 200);
    assert!(items(&wide.get("/status/sessions").await).is_empty());
    let late = Client::new("device-2").token(lent["token"].as_str().unwrap());
    assert_eq!(
        late.get(wide.url("/library/sections")).await.status(),
        401,
        "lent tokens die with a restart"
    );
}
