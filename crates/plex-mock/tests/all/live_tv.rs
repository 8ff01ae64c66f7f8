use std::time::Duration;

use plex_mock::PlexMock;
use reqwest::Method;
use serde_json::Value;

use super::{Wide, each, items, notifications::Socket};

pub(super) async fn set_up() -> Wide {
    Wide::of(PlexMock::builder().live_tv(true)).await
}

/// The provider of the recorder's guide.
pub(super) async fn provider(wide: &Wide) -> String {
    let recorders = wide.get("/livetv/dvrs").await;
    recorders["Dvr"][0]["epgIdentifier"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub(super) fn escaped(text: &str) -> String {
    text.replace(':', "%3A")
        .replace('/', "%2F")
        .replace('#', "%23")
}

#[tokio::test]
async fn a_guide_that_was_read_anew_is_told_of() {
    let wide = set_up().await;
    let mut socket = Socket::open(&wide, "&filters=provider.content.change").await;
    let dvr = wide.get("/livetv/dvrs").await["Dvr"][0]["key"].clone();
    let dvr = dvr.as_str().unwrap();
    wide.send(Method::POST, &format!("/livetv/dvrs/{dvr}/reloadGuide"))
        .await;
    assert_eq!(socket.next().await["type"], "provider.content.change");
}

#[tokio::test]
async fn a_receiver_is_found_and_set_up() {
    let wide = Wide::start().await;
    assert_eq!(wide.get("/livetv/dvrs").await["size"], 0);
    assert_eq!(
        wide.status(Method::POST, "/livetv/dvrs?language=en").await,
        400
    );
    let found = wide
        .ask(Method::POST, "/media/grabbers/devices/discover")
        .await;
    let device = &found["Device"][0];
    assert_eq!(
        (&device["tuners"], &device["status"]),
        (&2.into(), &"alive".into())
    );
    let id = device["id"].as_str().unwrap().to_owned();
    let channels = wide
        .get(&format!("/media/grabbers/devices/{id}/channels"))
        .await;
    assert_eq!(channels["DeviceChannel"].as_array().unwrap().len(), 5);
    let lineups = wide
        .get("/livetv/epg/countries/gbr/tv.plex.providers.epg.cloud/lineups?postalCode=AB1")
        .await;
    let lineup = escaped(lineups["Lineup"][0]["uuid"].as_str().unwrap());
    let made = wide
        .ask(
            Method::POST,
            &format!("/livetv/dvrs?language=en&device={id}&lineup={lineup}"),
        )
        .await;
    let dvr = made["Dvr"][0]["key"].as_str().unwrap().to_owned();
    assert_eq!(made["Dvr"][0]["Device"][0]["parentID"], dvr.as_str());
    let path = format!("/livetv/dvrs/{dvr}");
    wide.send(Method::PUT, &format!("{path}/prefs?minVideoQuality=720"))
        .await;
    let told = wide.get(&path).await;
    assert_eq!(told["Dvr"][0]["Setting"][0]["value"], "720");
    let assigned = wide
        .ask(
            Method::PUT,
            &format!("/media/grabbers/devices/{id}/channelmap?channelsEnabled=2.1&channelMappingByKey%5B2.1%5D=k"),
        )
        .await;
    let mapping = &assigned["Device"][0]["ChannelMapping"];
    assert_eq!(mapping.as_array().unwrap().len(), 1);
    assert_eq!(
        (&mapping[0]["channelKey"], &mapping[0]["enabled"]),
        (&"k".into(), &true.into())
    );
    assert!(wide.xml("/livetv/dvrs").await.contains("<Dvr "));
    wide.send(Method::DELETE, &format!("{path}/devices/{id}"))
        .await;
    wide.send(Method::DELETE, &path).await;
    assert_eq!(wide.status(Method::GET, &path).await, 404);
    wide.mock.reset();
    assert_eq!(wide.get("/media/grabbers/devices").await["size"], 0);
}

#[tokio::test]
async fn the_guide_says_what_is_on() {
    let wide = set_up().await;
    let provider = provider(&wide).await;
    let channels = wide.get(&format!("/{provider}/lineups/dvr/channels")).await;
    let key = channels["Channel"][0]["gridKey"]
        .as_str()
        .unwrap()
        .to_owned();
    let today = wide.mock.now().format("%Y-%m-%d");
    let day = wide
        .get(&format!(
            "/{provider}/grid?channelGridKey={key}&date={today}"
        ))
        .await;
    assert_eq!(items(&day).len(), 48);
    assert!(
        items(&day)
            .windows(2)
            .all(|pair| pair[0]["Media"][0]["endsAt"] == pair[1]["Media"][0]["beginsAt"])
    );
    let on_now = wide.get(&format!("/{provider}/watchnow/all")).await;
    assert_eq!(on_now["size"], 5);
    assert!(items(&on_now).iter().all(|item| item["onAir"] == true));
    let films = wide.get(&format!("/{provider}/watchnow/all?type=1")).await;
    assert_eq!(each(&films, "type"), ["movie"]);
    let hubs = wide.get(&format!("/{provider}/hubs/discover")).await;
    assert_eq!(hubs["Hub"][0]["size"], 5);
    let film = films["Metadata"][0].clone();
    let told = wide.get(film["key"].as_str().unwrap()).await;
    assert_eq!(told["Metadata"][0]["guid"], film["guid"]);
    let views = wide.get(&format!("/{provider}/watchnow")).await;
    assert_eq!(views["Type"].as_array().unwrap().len(), 3);
    for path in [
        "tv.plex.providers.epg.cloud:77/watchnow/all",
        &format!("{provider}/metadata/none"),
        "nowhere/grid",
    ] {
        assert_eq!(
            wide.status(Method::GET, &format!("/{path}")).await,
            if path.contains(":77") { 200 } else { 404 },
            "{path}"
        );
    }
    wide.mock.advance(Duration::from_secs(7200));
    let later = wide.get(&format!("/{provider}/watchnow/all")).await;
    assert_ne!(each(&later, "guid"), each(&on_now, "guid"));
    assert!(
        wide.xml(&format!("/{provider}/watchnow/all"))
            .await
            .contains("<Video ")
    );
}

#[tokio::test]
async fn watching_takes_a_tuner_until_nobody_asks_any_more() {
    let wide = set_up().await;
    let dvr = wide.get("/livetv/dvrs").await["Dvr"][0]["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let tune = |channel: &str| format!("/livetv/dvrs/{dvr}/channels/{channel}/tune");
    let tuned = wide.ask(Method::POST, &tune("2.1")).await;
    let media = tuned["Metadata"][0]["Media"][0].clone();
    let playlist = media["Part"][0]["key"].as_str().unwrap().to_owned();
    wide.send(Method::POST, &tune("4.1")).await;
    assert_eq!(wide.status(Method::POST, &tune("5.1")).await, 503);
    assert_eq!(wide.status(Method::POST, &tune("9.9")).await, 404);
    assert_eq!(wide.get("/livetv/sessions").await["size"], 2);
    wide.mock.advance(Duration::from_secs(30));
    let text = wide.client.text(wide.url(&playlist)).await;
    let segment = text.lines().last().unwrap().to_owned();
    let segment = playlist.replace("index.m3u8", &segment);
    let bytes = wide
        .client
        .send(Method::GET, wide.url(&segment))
        .await
        .bytes()
        .await
        .unwrap();
    assert!(bytes.len() % 188 == 0 && bytes.iter().step_by(188).all(|byte| *byte == 0x47));
    let gone = playlist.replace("index.m3u8", "99999.ts");
    assert_eq!(wide.status(Method::GET, &gone).await, 404);
    wide.mock.advance(Duration::from_secs(40));
    assert_eq!(wide.get("/livetv/sessions").await["size"], 1);
    wide.send(Method::POST, &tune("5.1")).await;
    wide.mock.advance(Duration::from_secs(90));
    assert_eq!(wide.get("/livetv/sessions").await["size"], 0);
    assert_eq!(wide.status(Method::GET, &playlist).await, 404);
}

#[tokio::test]
async fn what_is_recorded_goes_with_the_clock() {
    let wide = set_up().await;
    let provider = provider(&wide).await;
    let now = wide.mock.now().timestamp();
    let grid = wide.get(&format!("/{provider}/grid?endsAt%3E={now}")).await;
    let next = |kind: &str| -> Value {
        let begins = |item: &Value| item["Media"][0]["beginsAt"].as_i64().unwrap();
        // What is on already would be recorded at once.
        let is_on = |guid: &Value| {
            let mut all = items(&grid).iter();
            all.any(|item| item["guid"] == *guid && begins(item) <= now)
        };
        let is_next = |item: &&Value| {
            item["type"] == kind && begins(item) > now + 300 && !is_on(&item["guid"])
        };
        items(&grid).iter().find(is_next).unwrap().clone()
    };
    let film = next("movie");
    let guid = escaped(film["guid"].as_str().unwrap());
    let template = wide
        .get(&format!("/media/subscriptions/template?guid={guid}"))
        .await;
    let choice = &template["SubscriptionTemplate"][0]["MediaSubscription"][0];
    let parameters = choice["parameters"].as_str().unwrap();
    let path = format!(
        "/media/subscriptions?{parameters}&targetLibrarySectionID=1&prefs%5BminVideoQuality%5D=720"
    );
    let rule = wide.ask(Method::POST, &path).await["MediaSubscription"][0].clone();
    let id = rule["key"].as_str().unwrap().to_owned();
    assert_eq!(rule["Setting"][0]["value"], "720");
    let status = async || {
        let rule = wide
            .get(&format!("/media/subscriptions/{id}?includeGrabs=1"))
            .await;
        rule["MediaSubscription"][0]["MediaGrabOperation"][0].clone()
    };
    let planned = status().await;
    assert_eq!(
        (&planned["status"], &planned["Metadata"]["guid"]),
        (&"scheduled".into(), &film["guid"])
    );
    let begins = planned["Metadata"]["Media"][0]["beginsAt"]
        .as_i64()
        .unwrap();
    wide.mock
        .advance(Duration::from_secs((begins - now + 3600) as u64));
    let running = status().await;
    assert_eq!(running["status"], "inprogress");
    assert!(
        (45..=55).contains(&running["percent"].as_i64().unwrap()),
        "{running}"
    );
    wide.mock.advance(Duration::from_secs(7200));
    assert_eq!(status().await["status"], "complete");

    let series = next("episode")["grandparentGuid"]
        .as_str()
        .map(escaped)
        .unwrap();
    let path = format!(
        "/media/subscriptions?type=2&hints%5Bguid%5D={series}&hints%5Btitle%5D=S&targetLibrarySectionID=2"
    );
    let second = wide.ask(Method::POST, &path).await["MediaSubscription"][0]["key"]
        .as_str()
        .unwrap()
        .to_owned();
    let all = wide.get("/media/subscriptions/scheduled").await;
    let all = all["MediaGrabOperation"].as_array().unwrap();
    assert!(all.len() > 3);
    let one = all.iter().find(|one| one["status"] == "scheduled").unwrap()["key"]
        .as_str()
        .unwrap();
    wide.send(Method::DELETE, one).await;
    let after = wide.get("/media/subscriptions/scheduled").await;
    let is_called_off = |entry: &&Value| entry["key"] == one && entry["status"] == "cancelled";
    assert!(
        after["MediaGrabOperation"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| is_called_off(&entry))
    );
    let moved = wide
        .ask(Method::PUT, &format!("/media/subscriptions/{second}/move"))
        .await;
    assert_eq!(moved["MediaSubscription"][0]["key"], second.as_str());
    wide.send(Method::POST, "/media/subscriptions/process")
        .await;
    wide.send(Method::DELETE, &format!("/media/subscriptions/{second}"))
        .await;
    assert_eq!(wide.get("/media/subscriptions").await["size"], 1);
    assert_eq!(
        wide.status(Method::GET, "/media/subscriptions/99").await,
        404
    );
    assert!(
        wide.xml("/media/subscriptions?includeGrabs=1")
            .await
            .contains("<MediaGrabOperation ")
    );
}
