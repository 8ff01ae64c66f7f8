//! Sections that are made, changed, scanned and deleted.

use reqwest::Method;
use serde_json::Value;

use super::{Client, Wide, each, items};

async fn titles(wide: &Wide) -> Vec<String> {
    let sections = wide.get("/library/sections").await;
    let sections = sections["Directory"].as_array().unwrap();
    sections
        .iter()
        .map(|section| section["title"].as_str().unwrap().to_owned())
        .collect()
}

async fn section(wide: &Wide, key: &str) -> Value {
    let sections = wide.get("/library/sections/all").await;
    let sections = sections["Directory"].as_array().unwrap();
    let found = sections.iter().find(|section| section["key"] == key);
    found.unwrap().clone()
}

#[tokio::test]
async fn a_section_from_its_making_to_its_end() {
    let wide = Wide::start().await;
    let made = wide
        .ask(
            Method::POST,
            "/library/sections?name=More%20Films&type=movie&agent=tv.plex.agents.movie&scanner=Plex%20Movie\
             &language=de-DE&location=/srv/a&location=/srv/b&prefs%5BenableCinemaTrailers%5D=0",
        )
        .await["Directory"][0]
        .clone();
    let key = made["key"].as_str().unwrap();
    assert_eq!((key, &made["title"]), ("6", &Value::from("More Films")));
    assert_eq!(made["Location"][1]["path"], "/srv/b");
    let all = wide
        .get(&format!("/library/sections/{key}/all?sort=year"))
        .await;
    assert_eq!((all["size"].as_u64(), items(&all).len()), (Some(0), 0));
    for path in [
        "firstCharacter",
        "genre",
        "folder",
        "timeline",
        "onDeck",
        "recentlyAdded",
        "collections",
    ] {
        let path = format!("/library/sections/{key}/{path}");
        assert_eq!(wide.status(Method::GET, &path).await, 200, "{path}");
    }
    wide.send(
        Method::PUT,
        &format!("/library/sections/{key}?agent=tv.plex.agents.movie&name=Fewer&language=fr-FR&location=/srv/c"),
    )
    .await;
    let changed = section(&wide, key).await;
    assert_eq!(
        (&changed["title"], &changed["language"], &changed["scanner"]),
        (&"Fewer".into(), &"fr-FR".into(), &"Plex Movie".into())
    );
    assert_eq!(changed["Location"].as_array().unwrap().len(), 1);
    assert_eq!(changed["uuid"], made["uuid"]);
    wide.send(Method::DELETE, &format!("/library/sections/{key}"))
        .await;
    assert_eq!(
        wide.status(Method::GET, &format!("/library/sections/{key}/all"))
            .await,
        404
    );
    assert_eq!(titles(&wide).await.len(), 5);
}

#[tokio::test]
async fn what_lies_in_a_deleted_section_is_gone() {
    let wide = Wide::start().await;
    let movie = wide.first("/library/sections/1/all").await;
    let extras = wide
        .get("/library/sections/1/all?X-Plex-Container-Size=0&X-Plex-Container-Start=0")
        .await;
    assert_eq!(extras["totalSize"], 40);
    let hubs = wide.get("/hubs").await["Hub"].as_array().unwrap().len();
    wide.send(Method::DELETE, "/library/sections/1?async=1")
        .await;
    assert!(!titles(&wide).await.contains(&"Movies".to_owned()));
    assert_eq!(
        wide.status(Method::GET, &format!("/library/metadata/{movie}"))
            .await,
        404
    );
    let recent = wide.get("/library/recentlyAdded").await;
    assert!(!each(&recent, "librarySectionID").contains(&"1".to_owned()));
    assert_eq!(
        wide.get("/hubs").await["Hub"].as_array().unwrap().len(),
        hubs - 1
    );
    for list in items(&wide.get("/playlists").await) {
        let path = list["key"].as_str().unwrap();
        assert!(!each(&wide.get(path).await, "ratingKey").contains(&movie));
    }
    wide.mock.reset();
    assert_eq!(wide.get("/library/sections/1/all").await["size"], 40);
}

#[tokio::test]
async fn settings_of_a_section() {
    let wide = Wide::start().await;
    let value = |settings: &Value, id: &str| {
        let settings = settings["Setting"].as_array().unwrap();
        let setting = settings.iter().find(|setting| setting["id"] == id);
        setting.unwrap()["value"].clone()
    };
    let before = wide.get("/library/sections/2/prefs").await;
    assert_eq!(
        (value(&before, "hidden"), value(&before, "episodeSort")),
        (0.into(), 0.into())
    );
    wide.send(
        Method::PUT,
        "/library/sections/2/prefs?hidden=2&episodeSort=1",
    )
    .await;
    wide.send(
        Method::PUT,
        "/library/sections/2?agent=tv.plex.agents.series&prefs%5BenableIntroMarkerGeneration%5D=0",
    )
    .await;
    let after = wide.get("/library/sections/2/prefs").await;
    assert_eq!(
        (value(&after, "hidden"), value(&after, "episodeSort")),
        (2.into(), 1.into())
    );
    assert_eq!(value(&after, "enableIntroMarkerGeneration"), false);
    assert_eq!(section(&wide, "2").await["hidden"], 2);
    for bad in ["hidden=9", "episodeSort=later"] {
        let path = format!("/library/sections/2/prefs?{bad}");
        assert_eq!(wide.status(Method::PUT, &path).await, 400, "{bad}");
    }
    let usual = wide.get("/library/sections/prefs?type=8").await;
    assert_eq!(value(&usual, "usePlexLoudness"), true);
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let wide = Wide::start().await;
    let whole = [
        ("name", "A"),
        ("type", "movie"),
        ("agent", "tv.plex.agents.movie"),
        ("location", "/srv"),
    ];
    for (missing, _) in whole {
        let query: Vec<_> = whole
            .iter()
            .filter(|(name, _)| *name != missing)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let path = format!("/library/sections?{}", query.join("&"));
        assert_eq!(wide.status(Method::POST, &path).await, 400, "{missing}");
    }
    assert_eq!(
        wide.status(Method::DELETE, "/library/sections/77").await,
        404
    );
    assert_eq!(
        wide.status(Method::PUT, "/library/sections/77?agent=x")
            .await,
        404
    );
    let nobody = Client::new("device-2");
    let response = nobody
        .send(Method::DELETE, wide.url("/library/sections/1"))
        .await;
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn scans_of_all_kinds() {
    let wide = Wide::start().await;
    for (method, path, status) in [
        (Method::GET, "/library/sections/1/refresh", 200),
        (Method::GET, "/library/sections/1/refresh?force=1", 200),
        (
            Method::GET,
            "/library/sections/1/refresh?path=/media/movies/A",
            200,
        ),
        (Method::GET, "/library/sections/1/refresh?path=/etc", 404),
        (Method::GET, "/library/sections/all/refresh", 200),
        (Method::PUT, "/library/sections/1/emptyTrash", 200),
        (Method::PUT, "/library/sections/1/analyze", 200),
        (Method::DELETE, "/library/sections/1/indexes", 200),
        (Method::DELETE, "/library/sections/all/refresh", 200),
        (Method::PUT, "/library/sections/1/nonsense", 404),
    ] {
        assert_eq!(wide.status(method, path).await, status, "{path}");
    }
    assert_eq!(wide.get("/activities").await["size"], 0);
}

#[tokio::test]
async fn folders_lead_to_every_file() {
    let wide = Wide::start().await;
    for (section, total) in [(1, 40), (4, 45)] {
        let mut open = vec![format!("/library/sections/{section}/folder")];
        let mut found = 0;
        while let Some(path) = open.pop() {
            let folder = wide.get(&path).await;
            found += items(&folder).len();
            let below = folder["Directory"].as_array().into_iter().flatten();
            open.extend(below.map(|folder| folder["key"].as_str().unwrap().to_owned()));
        }
        assert_eq!(found, total, "{section}");
    }
    for (path, status) in [("folder?parent=77", 404), ("folder?parent=x", 400)] {
        let path = format!("/library/sections/1/{path}");
        assert_eq!(wide.status(Method::GET, &path).await, status);
    }
    let locations = wide.get("/library/sections/2/location").await;
    let folder = locations["Directory"][0]["fastKey"].as_str().unwrap();
    assert_eq!(
        wide.get(folder).await["Directory"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[tokio::test]
async fn extras_and_what_things_have_in_common() {
    let wide = Wide::start().await;
    let mut extras = 0;
    for key in 1001..1041 {
        let list = wide.get(&format!("/library/metadata/{key}/extras")).await;
        extras += items(&list).len();
        for extra in items(&list) {
            assert_eq!(
                (&extra["type"], &extra["librarySectionID"]),
                (&"clip".into(), &1.into())
            );
            let itself = wide.get(extra["key"].as_str().unwrap()).await;
            assert_eq!(itself["Metadata"][0]["title"], extra["title"]);
            let part = extra
                .pointer("/Media/0/Part/0/key")
                .unwrap()
                .as_str()
                .unwrap();
            assert_eq!(wide.status(Method::GET, part).await, 200);
        }
    }
    assert!(extras > 20);
    let common = wide
        .get("/library/sections/1/common?type=1&id=1001,1002")
        .await["Metadata"][0]
        .clone();
    assert_eq!(common["type"], "common");
    assert!(common["mixedFields"].as_str().unwrap().contains("title"));
    let one = wide.get("/library/sections/1/common?type=1&id=1001").await["Metadata"][0].clone();
    assert!(one["title"].is_string() && one.get("mixedFields").is_none());
    let person = wide.get("/library/metadata/1001").await["Metadata"][0]["Role"][0].clone();
    let found = wide.get(&format!("/library/people/{}", person["id"])).await;
    assert_eq!(found["Directory"][0]["tag"], person["tag"]);
    let media = wide
        .get(&format!(
            "/library/people/{}/media",
            person["tagKey"].as_str().unwrap()
        ))
        .await;
    assert!(each(&media, "ratingKey").contains(&"1001".to_owned()));
    let show = wide.first("/library/sections/2/all").await;
    let tree = wide.get(&format!("/library/metadata/{show}/tree")).await;
    let episode = tree
        .pointer("/MetadataItem/0/MetadataItem/0/MetadataItem/0")
        .unwrap();
    assert!(episode.pointer("/MediaItem/0/MediaPart/0/file").is_some());
}
