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
