use reqwest::Method;
use serde_json::Value;

use super::{Wide, each};

fn hub<'a>(container: &'a Value, identifier: &str) -> &'a Value {
    container["Hub"]
        .as_array()
        .unwrap()
        .iter()
        .find(|hub| hub["hubIdentifier"] == identifier)
        .unwrap()
}

#[tokio::test]
async fn the_home_page_and_a_sections() {
    let wide = Wide::start().await;
    let home = wide.get("/hubs?count=3").await;
    let continuing = hub(&home, "home.continue");
    assert!(continuing["size"].as_u64().unwrap() <= 3);
    assert_eq!(hub(&home, "home.recentlyadded.1")["more"], true);
    for hub in home["Hub"].as_array().unwrap() {
        let path = hub["key"].as_str().unwrap();
        assert_eq!(wide.status(Method::GET, path).await, 200, "{path}");
    }
    for section in 1..=5 {
        let page = wide.get(&format!("/hubs/sections/{section}")).await;
        assert!(page["size"].as_u64().unwrap() >= 5);
        for hub in page["Hub"].as_array().unwrap() {
            let path = hub["key"].as_str().unwrap();
            let list = wide.get(path).await;
            let shown = hub["size"].as_u64().unwrap() as usize;
            assert_eq!(
                each(hub, "ratingKey"),
                each(&list, "ratingKey")[..shown],
                "{path}"
            );
        }
    }
    let xml = wide.xml("/hubs").await;
    assert!(xml.contains("<Hub ") && xml.contains("<Video "), "{xml}");
    let related = wide.get("/library/metadata/1001/related").await;
    assert!(related["Hub"].is_array());
}

#[tokio::test]
async fn the_page_of_a_thing_has_its_extras_and_what_is_like_it() {
    let wide = Wide::start().await;
    let mut alike = 0;
    for key in 1001..1041 {
        let page = wide.get(&format!("/hubs/metadata/{key}")).await;
        let extras = wide.get(&format!("/library/metadata/{key}/extras")).await;
        let hubs = page["Hub"].as_array().map_or(&[][..], Vec::as_slice);
        let row = hubs
            .iter()
            .find(|hub| hub["hubIdentifier"] == "movie.extras");
        assert_eq!(row.is_some(), extras["size"] != 0, "{key}");
        if let Some(row) = row {
            assert_eq!(each(row, "ratingKey"), each(&extras, "ratingKey"));
        }
        let like = each(hub(&page, "movie.similar"), "ratingKey");
        assert!(!like.contains(&key.to_string()), "{key}");
        alike += like.len();
    }
    assert!(alike > 40);
    assert_eq!(wide.status(Method::GET, "/hubs/metadata/99").await, 404);
}

#[tokio::test]
async fn search_finds_titles_of_every_kind() {
    let wide = Wide::start().await;
    for (section, kind, identifier) in [
        (1, 1, "movie"),
        (2, 2, "show"),
        (2, 4, "episode"),
        (3, 8, "artist"),
        (3, 9, "album"),
        (3, 10, "track"),
        (4, 14, "photoalbum"),
        (4, 13, "photo"),
    ] {
        let list = wide
            .get(&format!("/library/sections/{section}/all?type={kind}"))
            .await;
        let wanted = &list["Metadata"][1];
        let title = wanted["title"].as_str().unwrap();
        let query: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
        let found = wide
            .get(&format!("/hubs/search?query={query}&limit=50"))
            .await;
        let found = hub(&found, identifier);
        assert!(
            each(found, "ratingKey").contains(&wanted["ratingKey"].as_str().unwrap().to_owned()),
            "{title}"
        );
        let flat = wide.get(&format!("/search?query={query}")).await;
        assert!(flat["size"].as_u64().unwrap() > 0);
    }
    let found = wide.get("/hubs/search?query=rainy").await;
    assert_eq!(hub(&found, "collection")["size"], 1);
    assert_eq!(wide.status(Method::GET, "/hubs/search").await, 400);
    assert_eq!(
        wide.status(Method::GET, "/hubs/search?query=x&sectionId=77")
            .await,
        404
    );
}

#[tokio::test]
async fn what_follows_is_offered_at_the_end() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let path = format!("/library/metadata/{show}/allLeaves");
    let episodes = each(&wide.get(&path).await, "ratingKey");
    let row = |hubs: &serde_json::Value| each(&hubs["Hub"][0], "ratingKey");
    let path = |key: &str| format!("/hubs/metadata/{key}/postplay");
    let after = wide.get(&path(&episodes[0])).await;
    assert_eq!(row(&after), episodes[1..2]);
    assert_eq!(after["Hub"][0]["context"], "hub.postplay.next");
    let last = wide.get(&path(episodes.last().unwrap())).await;
    assert!(!row(&last).contains(&show), "what is like the show");
    assert_eq!(wide.status(Method::GET, &path("77")).await, 404);
}

#[tokio::test]
async fn rows_are_listed_by_their_names() {
    let wide = Wide::start().await;
    let hubs = wide.get("/hubs?count=1000").await;
    let hubs = hubs["Hub"].as_array().unwrap();
    let names = ["home.continue", "home.recentlyadded.1"];
    let mut all = Vec::new();
    for name in names {
        let hub = hubs.iter().find(|hub| hub["hubIdentifier"] == name);
        all.extend(each(hub.unwrap(), "ratingKey"));
    }
    let path = format!("/hubs/items?identifier={}", names.join(","));
    assert_eq!(each(&wide.get(&path).await, "ratingKey"), all);
    for unknown in ["", "nonsense", "movie.nonsense.1", "movie.recentlyadded.99"] {
        let path = format!("/hubs/items?identifier={unknown}");
        assert_eq!(wide.status(Method::GET, &path).await, 404, "{unknown}");
    }
}

#[tokio::test]
async fn newer_apps_search_things_and_tags_in_one_list() {
    let wide = Wide::start().await;
    let movie = wide.get("/library/metadata/1001").await["Metadata"][0].clone();
    let title: String = url_of(movie["title"].as_str().unwrap());
    let found = wide.get(&format!("/library/search?query={title}")).await;
    let first = &found["SearchResult"][0];
    assert_eq!(first["Metadata"]["ratingKey"], "1001");
    assert!(first["score"].as_f64().unwrap() > 0.9, "the very title");
    let person = &movie["Role"][0]["tag"];
    let name = url_of(person.as_str().unwrap());
    let people = wide
        .get(&format!(
            "/library/search?query={name}&searchTypes=people&limit=50"
        ))
        .await;
    let people = people["SearchResult"].as_array().unwrap();
    assert!(
        people
            .iter()
            .any(|found| found["Directory"]["tag"] == *person)
    );
    assert!(people.iter().all(|found| found.get("Metadata").is_none()));
    let tv = wide
        .get("/library/search?query=e&searchTypes=tv&limit=2")
        .await;
    let tv = tv["SearchResult"].as_array().unwrap();
    let kind = |found: &serde_json::Value| found["Metadata"]["type"].clone();
    assert!(
        tv.iter()
            .all(|found| kind(found) == "show" || kind(found) == "episode")
    );
    assert!(tv.len() <= 4, "so many of each kind");
    let xml = wide.xml(&format!("/library/search?query={title}")).await;
    assert!(
        xml.contains("<SearchResult score=") && xml.contains("<Video "),
        "{xml}"
    );
    assert_eq!(wide.status(Method::GET, "/library/search").await, 400);
    let settings = wide.get("/library/metadata/1001/prefs").await;
    assert_eq!(settings["Setting"][0]["id"], "languageOverride");
    wide.send(
        Method::PUT,
        "/library/metadata/1001/prefs?languageOverride=fr-FR",
    )
    .await;
    let settings = wide.get("/library/metadata/1001/prefs").await;
    assert_eq!(settings["Setting"][0]["value"], "fr-FR");
}

fn url_of(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
