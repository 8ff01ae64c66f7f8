use plex_mock::PlexMock;
use serde_json::Value;

use super::Client;

async fn answers(seed: u64) -> [Value; 2] {
    let mock = PlexMock::builder()
        .movies(40)
        .seed(seed)
        .quirks(true)
        .start()
        .await
        .unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let sections = client
        .json(format!("{}/library/sections", mock.server_url()))
        .await;
    let movies = client
        .json(format!("{}/library/sections/1/all", mock.server_url()))
        .await;
    [sections, movies]
}

#[tokio::test]
async fn the_same_seed_deviates_the_same_way() {
    assert_eq!(answers(7).await, answers(7).await);
    assert_ne!(answers(7).await, answers(8).await);
}

#[tokio::test]
async fn nothing_is_lost_but_shapes_change() {
    let mock = PlexMock::builder().movies(40).start().await.unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let straight = client
        .json(format!("{}/library/sections/1/all", mock.server_url()))
        .await;
    let [_, bent] = answers(7).await;
    assert_ne!(straight, bent);
    let pairs = straight["MediaContainer"]["Metadata"]
        .as_array()
        .unwrap()
        .iter()
        .zip(bent["MediaContainer"]["Metadata"].as_array().unwrap());
    let mut quoted = 0;
    for (straight, bent) in pairs {
        assert_eq!(straight["title"], bent["title"]);
        let media = if bent["Media"].is_array() {
            &bent["Media"][0]
        } else {
            &bent["Media"]
        };
        let id = &straight["Media"][0]["id"];
        assert_eq!(id.to_string(), media["id"].to_string().replace('"', ""));
        quoted += usize::from(media["id"].is_string());
    }
    assert!((1..40).contains(&quoted), "{quoted}");
}

#[tokio::test]
async fn xml_stays_whole() {
    let mock = PlexMock::builder()
        .movies(40)
        .quirks(true)
        .start()
        .await
        .unwrap();
    let client = Client::new("device-1").token(mock.server_token()).xml();
    let body = client
        .text(format!("{}/library/sections/1/all", mock.server_url()))
        .await;
    assert_eq!(body.matches("<Video ").count(), 40);
    assert!(body.contains("mock"));
}

#[tokio::test]
async fn a_pin_can_still_be_used() {
    let mock = PlexMock::builder().quirks(true).start().await.unwrap();
    let client = Client::new("device-1");
    let pin = client
        .send(
            reqwest::Method::POST,
            format!("{}/api/v2/pins", mock.plex_tv_url()),
        )
        .await;
    let pin = super::json(pin).await;
    mock.claim(pin["code"].as_str().unwrap()).unwrap();
    let pin = client
        .json(format!("{}/api/v2/pins/{}", mock.plex_tv_url(), pin["id"]))
        .await;
    assert!(pin["authToken"].is_string());
}
