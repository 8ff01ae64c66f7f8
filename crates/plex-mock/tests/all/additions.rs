//! What comes into the library while the server runs.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Wide, each, items, json, live_tv, notifications::Socket, webhooks::Receiver};

async fn add(wide: &Wide, section: u32, things: &Value) -> Vec<String> {
    let url = wide.url(&format!("/__mock/items?section={section}"));
    let request = wide
        .client
        .request(Method::POST, url)
        .body(things.to_string());
    let answer = json(request.send().await.unwrap()).await;
    let added = answer["added"].as_array().unwrap();
    added
        .iter()
        .map(|key| key.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn added_things_are_found_and_told_of() {
    let wide = Wide::start().await;
    let genre = "/library/sections/1/all?genre=Seafaring";
    assert_eq!(wide.get(genre).await["size"], 0);
    let receiver = Receiver::of(&wide).await;
    let mut socket = Socket::open(&wide, "&filters=timeline").await;
    let film = json!([{"title": "Aa Lantern", "genres": ["Seafaring"], "year": 1931, "addedAt": 4_000_000_000_u64}]);
    let key = add(&wide, 1, &film).await.remove(0);
    let told = [socket.next().await, socket.next().await];
    let states = told
        .each_ref()
        .map(|told| &told["TimelineEntry"][0]["state"]);
    assert_eq!(states, [0, 5]);
    assert_eq!(told[1]["TimelineEntry"][0]["itemID"], key.as_str());
    let (payload, thumb) = receiver.next().await;
    assert_eq!(payload["event"], "library.new");
    assert_eq!(payload["Metadata"]["title"], "Aa Lantern");
    assert!(thumb.is_some());

    assert_eq!(
        each(&wide.get(genre).await, "ratingKey"),
        std::slice::from_ref(&key)
    );
    let all = wide.get("/library/sections/1/all").await;
    assert_eq!(
        (&all["size"], each(&all, "title").remove(0)),
        (&json!(41), "Aa Lantern".to_owned())
    );
    assert_eq!(wide.first("/library/recentlyAdded").await, key);
    wide.send(
        Method::PUT,
        &format!("/:/scrobble?identifier=com.plexapp.plugins.library&key={key}"),
    )
    .await;
    assert_eq!(
        items(&wide.get(&format!("/library/metadata/{key}")).await)[0]["viewCount"],
        1
    );

    let show = json!([{"title": "Ebb", "genres": ["Tides"], "seasons": [{"episodes": [{"title": "One"}, {"title": "Two"}]}]}]);
    let show = add(&wide, 2, &show).await.remove(0);
    let leaves = wide
        .get(&format!("/library/metadata/{show}/allLeaves"))
        .await;
    assert_eq!(each(&leaves, "title"), ["One", "Two"]);
    let found = wide
        .get("/library/sections/2/all?type=4&show.genre=Tides&episode.title=two")
        .await;
    assert_eq!(each(&found, "grandparentTitle"), ["Ebb"]);

    wide.mock.reset();
    assert_eq!(wide.get("/library/sections/1/all").await["size"], 40);
    assert_eq!(
        wide.status(Method::GET, &format!("/library/metadata/{key}"))
            .await,
        404
    );
}

#[tokio::test]
async fn what_cannot_be_added_is_refused() {
    let wide = Wide::start().await;
    for (section, body) in [("9", "[]"), ("1", "[{title: A, colour: red}]"), ("1", "{")] {
        let url = wide.url(&format!("/__mock/items?section={section}"));
        let request = wide.client.request(Method::POST, url).body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 400, "{section} {body}");
        assert!(json(response).await["error"].is_string());
    }
    assert_eq!(wide.get("/library/sections/1/all").await["size"], 40);
}

#[tokio::test]
async fn every_version_of_a_split_movie_is_a_movie() {
    let wide = Wide::start().await;
    let double = wide.first("/library/sections/1/all?duplicate=1").await;
    let versions = |whole: &Value| items(whole)[0]["Media"].as_array().unwrap().clone();
    let before = wide.get(&format!("/library/metadata/{double}")).await;
    assert_eq!(versions(&before).len(), 2);
    wide.send(Method::PUT, &format!("/library/metadata/{double}/split"))
        .await;
    let after = wide.get(&format!("/library/metadata/{double}")).await;
    assert_eq!(versions(&after), versions(&before)[..1]);
    let title = items(&before)[0]["title"].as_str().unwrap().to_owned();
    let all = wide.get("/library/sections/1/all").await;
    assert_eq!(all["size"], 41);
    let named: Vec<_> = items(&all)
        .iter()
        .filter(|item| item["title"] == title.as_str() && item["ratingKey"] != double.as_str())
        .collect();
    let other = named[0]["ratingKey"].as_str().unwrap();
    let other = wide.get(&format!("/library/metadata/{other}")).await;
    let version = &versions(&other)[0];
    assert_eq!(
        version["videoResolution"],
        versions(&before)[1]["videoResolution"]
    );
    let file = version["Part"][0]["key"].as_str().unwrap();
    let response = wide.client.get(wide.url(file)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        Some(response.content_length()),
        Some(version["Part"][0]["size"].as_u64())
    );

    // Put together again they are one.
    let key = items(&other)[0]["ratingKey"].as_str().unwrap();
    wide.send(
        Method::PUT,
        &format!("/library/metadata/{double}/merge?ids={key}"),
    )
    .await;
    assert_eq!(wide.get("/library/sections/1/all").await["size"], 40);
    assert_eq!(
        versions(&wide.get(&format!("/library/metadata/{double}")).await).len(),
        2
    );
}

#[tokio::test]
async fn finished_recordings_come_into_the_library() {
    let wide = live_tv::set_up().await;
    let provider = live_tv::provider(&wide).await;
    let now = wide.mock.now().timestamp();
    let grid = wide.get(&format!("/{provider}/grid?endsAt%3E={now}")).await;
    let begins = |item: &&Value| item["Media"][0]["beginsAt"].as_i64().unwrap() > now + 300;
    let next = |kind: &str| {
        let mut all = items(&grid).iter().filter(begins);
        all.find(|item| item["type"] == kind).unwrap()
    };
    let (film, episode) = (next("movie"), next("episode"));
    for (kind, section, guid) in [(1, 1, &film["guid"]), (2, 2, &episode["grandparentGuid"])] {
        let guid = live_tv::escaped(guid.as_str().unwrap());
        let rule = format!(
            "/media/subscriptions?type={kind}&hints%5Bguid%5D={guid}&hints%5Btitle%5D=R&targetLibrarySectionID={section}"
        );
        wide.ask(Method::POST, &rule).await;
    }
    let before = wide.get("/library/sections/1/all").await["size"]
        .as_u64()
        .unwrap();
    wide.mock.advance(Duration::from_secs(3 * 86_400));
    let after = wide.get("/library/sections/1/all").await;
    assert_eq!(after["size"], before + 1);
    let guid = film["guid"].as_str().unwrap();
    assert!(each(&after, "guid").iter().any(|known| known == guid));
    let shows = wide.get("/library/sections/2/all").await;
    let series = items(&shows)
        .iter()
        .find(|show| show["guid"] == episode["grandparentGuid"]);
    let series = series.unwrap();
    assert_eq!(series["title"], episode["grandparentTitle"]);
    let leaves = format!(
        "/library/metadata/{}/allLeaves",
        series["ratingKey"].as_str().unwrap()
    );
    let some = items(&wide.get(&leaves).await).len();
    assert!(some > 0);
    // What follows joins the same show.
    wide.mock.advance(Duration::from_secs(10 * 86_400));
    let more = wide.get(&leaves).await;
    assert!(items(&more).len() > some, "{some}");
    let again = wide.get("/library/sections/2/all").await;
    assert_eq!(again["size"], shows["size"]);
}

#[tokio::test]
async fn lists_of_files_become_playlists() {
    let wide = Wide::start().await;
    let tracks = wide.get("/library/sections/3/all?type=10").await;
    let file = |place: usize| {
        let item = &items(&tracks)[place];
        item["Media"][0]["Part"][0]["file"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let folder = std::env::temp_dir().join(format!("plex-mock-lists-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let list = folder.join("Evening.m3u");
    let write = |places: &[usize]| {
        let lines: String = places
            .iter()
            .map(|place| format!("#EXTINF:1,x\n{}\n", file(*place)))
            .collect();
        std::fs::write(&list, format!("#EXTM3U\n{lines}/nowhere/else.mp3\n")).unwrap();
    };
    write(&[3, 1, 2]);
    let path: String =
        url::form_urlencoded::byte_serialize(list.to_str().unwrap().as_bytes()).collect();
    let import = format!("/playlists/upload?sectionID=3&path={path}");
    let playlists = async || {
        let all = wide.get("/playlists?playlistType=audio").await;
        let all = items(&all).iter();
        let all = all.filter(|playlist| playlist["title"].as_str().unwrap().starts_with("Evening"));
        all.map(|playlist| playlist["ratingKey"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    wide.send(Method::POST, &import).await;
    let made = playlists().await;
    assert_eq!(made.len(), 1);
    let key = |place: usize| {
        items(&tracks)[place]["ratingKey"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let entries = wide.get(&format!("/playlists/{}/items", made[0])).await;
    assert_eq!(each(&entries, "ratingKey"), [key(3), key(1), key(2)]);

    write(&[4]);
    wide.send(Method::POST, &import).await;
    assert_eq!(playlists().await, made);
    let entries = wide.get(&format!("/playlists/{}/items", made[0])).await;
    assert_eq!(each(&entries, "ratingKey"), [key(4)]);
    wide.send(Method::POST, &format!("{import}&force=0")).await;
    assert_eq!(playlists().await.len(), 2);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_broken_database_shows_when_it_is_copied() {
    let wide = Wide::start().await;
    let receiver = Receiver::of(&wide).await;
    wide.send(Method::POST, "/butler/BackupDatabase").await;
    assert_eq!(receiver.next().await.0["event"], "device.new");
    assert_eq!(receiver.next().await.0["event"], "admin.database.backup");
    wide.send(Method::DELETE, "/butler/BackupDatabase").await;
    wide.send(Method::POST, "/__mock/corrupt").await;
    wide.send(Method::POST, "/butler/BackupDatabase").await;
    assert_eq!(receiver.next().await.0["event"], "admin.database.corrupted");
}
