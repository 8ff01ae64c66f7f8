use std::time::Duration;

use reqwest::Method;

use super::{Client, Wide, each, items};

#[tokio::test]
async fn scrobbles_are_remembered_and_taken_back() {
    let wide = Wide::start().await;
    let unseen = wide.first("/library/sections/1/all?unwatched=1").await;
    wide.send(
        Method::PUT,
        &format!("/:/scrobble?identifier=com.plexapp.plugins.library&key={unseen}"),
    )
    .await;
    let item = wide.get(&format!("/library/metadata/{unseen}")).await["Metadata"][0].clone();
    assert_eq!(item["viewCount"], 1);
    assert!(item["lastViewedAt"].is_number());
    let left = wide.get("/library/sections/1/all?unwatched=1").await;
    assert!(!each(&left, "ratingKey").contains(&unseen));
    wide.send(
        Method::GET,
        &format!("/:/unscrobble?identifier=x&key={unseen}"),
    )
    .await;
    let item = wide.get(&format!("/library/metadata/{unseen}")).await["Metadata"][0].clone();
    assert!(item.get("viewCount").is_none());
    for (path, status) in [
        ("/:/scrobble", 400),
        ("/:/scrobble?key=77", 404),
        ("/:/rate?key=1001&rating=11", 400),
        ("/:/rate?key=1001&rating=x", 400),
    ] {
        assert_eq!(wide.status(Method::PUT, path).await, status, "{path}");
    }
}

#[tokio::test]
async fn a_show_counts_its_episodes() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let path = format!("/library/metadata/{show}");
    for (action, all) in [("scrobble", true), ("unscrobble", false)] {
        wide.send(Method::PUT, &format!("/:/{action}?key={show}"))
            .await;
        let item = wide.get(&path).await["Metadata"][0].clone();
        let expected = if all {
            item["leafCount"].clone()
        } else {
            0.into()
        };
        assert_eq!(item["viewedLeafCount"], expected);
    }
    let leaves = wide.get(&format!("{path}/allLeaves")).await;
    let first = leaves["Metadata"][0]["ratingKey"].as_str().unwrap();
    wide.send(Method::PUT, &format!("/:/scrobble?key={first}"))
        .await;
    let item = wide.get(&path).await["Metadata"][0].clone();
    assert_eq!(item["viewedLeafCount"], 1);
    let next = wide.get(&format!("{path}/onDeck")).await;
    assert_eq!(
        next["Metadata"][0]["ratingKey"],
        leaves["Metadata"][1]["ratingKey"]
    );
    let deck = wide.get("/library/onDeck").await;
    assert_eq!(
        deck["Metadata"][0]["ratingKey"], leaves["Metadata"][1]["ratingKey"],
        "the latest first"
    );
}

#[tokio::test]
async fn ratings() {
    let wide = Wide::start().await;
    wide.send(Method::PUT, "/:/rate?key=1001&identifier=x&rating=7.5")
        .await;
    let item = wide.get("/library/metadata/1001").await["Metadata"][0].clone();
    assert_eq!(item["userRating"], 7.5);
    let best = wide.get("/library/sections/1/all?userRating%3E%3E=7").await;
    assert_eq!(each(&best, "ratingKey"), ["1001"]);
    wide.send(Method::PUT, "/:/rate?key=1001&identifier=x&rating=-1")
        .await;
    let item = wide.get("/library/metadata/1001").await["Metadata"][0].clone();
    assert!(item.get("userRating").is_none());
}

#[tokio::test]
async fn from_the_first_report_to_the_history() {
    let wide = Wide::start().await;
    let item = wide
        .get("/library/sections/1/all?unwatched=1&inProgress=0")
        .await["Metadata"][0]
        .clone();
    let key = item["ratingKey"].as_str().unwrap();
    let duration = item["duration"].as_u64().unwrap();
    let report = |state: &str, time: u64| {
        format!(
            "/:/timeline?ratingKey={key}&key=/library/metadata/{key}&state={state}&time={time}&duration={duration}"
        )
    };
    let said = wide.ask(Method::POST, &report("playing", 300_000)).await;
    assert_eq!(said["viewOffset"], 300_000);
    let sessions = wide.get("/status/sessions").await;
    assert_eq!(sessions["size"], 1);
    let session = &sessions["Metadata"][0];
    assert_eq!(session["Player"]["machineIdentifier"], "device-1");
    assert_eq!(session["Player"]["state"], "playing");
    assert_eq!(session["User"]["title"], "mirabel");
    assert_eq!(session["viewOffset"], 300_000);
    let xml = wide.xml("/status/sessions").await;
    assert!(
        xml.contains("<Video ") && xml.contains("<Player ") && xml.contains("<Session "),
        "{xml}"
    );
    let deck = wide.get("/hubs/continueWatching/items").await;
    assert_eq!(each(&deck, "ratingKey")[0], key);

    wide.send(
        Method::PUT,
        &format!("/actions/removeFromContinueWatching?ratingKey={key}"),
    )
    .await;
    let deck = wide.get("/hubs/continueWatching/items").await;
    assert!(!each(&deck, "ratingKey").contains(&key.to_owned()));

    wide.send(Method::GET, &report("paused", duration / 100 * 95))
        .await;
    wide.send(Method::GET, &report("stopped", duration)).await;
    assert_eq!(wide.get("/status/sessions").await["size"], 0);
    let seen = wide.get(&format!("/library/metadata/{key}")).await["Metadata"][0].clone();
    assert_eq!(seen["viewCount"], 1, "once, however often it is reported");
    assert!(seen.get("viewOffset").is_none());
    let history = wide
        .get("/status/sessions/history/all?sort=viewedAt:desc")
        .await;
    assert_eq!(each(&history, "ratingKey"), [key]);
    assert_eq!(
        wide.get("/status/sessions/history/all?librarySectionID=2")
            .await["size"],
        0
    );
    let entry = items(&history)[0]["historyKey"]
        .as_str()
        .unwrap()
        .to_owned();
    wide.send(Method::DELETE, &entry).await;
    assert_eq!(wide.get("/status/sessions/history/all").await["size"], 0);
}

#[tokio::test]
async fn players_that_fall_silent_are_gone_and_others_can_be_ended() {
    let wide = Wide::start().await;
    let report = "/:/timeline?ratingKey=1002&key=/library/metadata/1002&state=playing&time=1000";
    wide.send(Method::POST, report).await;
    let sessions = wide.get("/status/sessions").await;
    let id = sessions["Metadata"][0]["Session"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    wide.send(
        Method::POST,
        &format!("/status/sessions/terminate?sessionId={id}&reason=Enough"),
    )
    .await;
    assert_eq!(wide.get("/status/sessions").await["size"], 0);
    let said = wide.ask(Method::POST, report).await;
    assert_eq!(
        (&said["terminationCode"], &said["terminationText"]),
        (&2006.into(), &"Enough".into())
    );
    wide.mock.reset();
    wide.send(Method::POST, report).await;
    wide.mock.advance(Duration::from_secs(181));
    assert_eq!(wide.get("/status/sessions").await["size"], 0);
    let nobody = Client::new("").token(wide.mock.server_token());
    assert_eq!(nobody.get(wide.url(report)).await.status(), 400);
}

#[tokio::test]
async fn a_reset_takes_everything_back() {
    let wide = Wide::start().await;
    let before = wide.xml("/library/sections/1/all").await;
    wide.send(Method::PUT, "/:/scrobble?key=1001").await;
    wide.send(Method::DELETE, "/library/metadata/1002").await;
    assert_ne!(wide.xml("/library/sections/1/all").await, before);
    wide.send(Method::POST, "/__mock/reset").await;
    assert_eq!(wide.xml("/library/sections/1/all").await, before);
}
