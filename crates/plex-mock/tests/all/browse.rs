use reqwest::Method;
use serde_json::Value;

use super::{Wide, each, items};

#[tokio::test]
async fn every_kind_has_its_section() {
    let wide = Wide::start().await;
    let sections = wide.get("/library/sections").await;
    let kinds: Vec<_> = sections["Directory"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            (
                section["key"].as_str().unwrap(),
                section["type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("1", "movie"),
            ("2", "show"),
            ("3", "artist"),
            ("4", "photo"),
            ("5", "movie")
        ]
    );
    for (section, kind, count) in [
        (2, "show", 4),
        (3, "artist", 5),
        (4, "photo", 3),
        (5, "movie", 3),
    ] {
        let list = wide.get(&format!("/library/sections/{section}/all")).await;
        assert_eq!(list["size"], count);
        assert!(each(&list, "type").iter().all(|found| found == kind));
    }
}

#[tokio::test]
async fn from_shows_to_episodes_and_from_artists_to_tracks() {
    let wide = Wide::start().await;
    for (section, kinds) in [
        (2, ["show", "season", "episode"]),
        (3, ["artist", "album", "track"]),
    ] {
        let top = wide
            .first(&format!("/library/sections/{section}/all"))
            .await;
        let details = wide.get(&format!("/library/metadata/{top}")).await;
        let key = details["Metadata"][0]["key"].as_str().unwrap().to_owned();
        assert_eq!(key, format!("/library/metadata/{top}/children"));
        let children = wide.get(&key).await;
        assert!(each(&children, "type").iter().all(|kind| kind == kinds[1]));
        assert!(
            each(&children, "parentRatingKey")
                .iter()
                .all(|key| *key == top)
        );
        assert_eq!(children["key"], top);
        let mut leaves = Vec::new();
        for child in items(&children) {
            let below = wide.get(child["key"].as_str().unwrap()).await;
            assert_eq!(below["size"], child["leafCount"]);
            for leaf in items(&below) {
                assert_eq!(leaf["type"], kinds[2]);
                assert_eq!(leaf["parentTitle"], child["title"]);
                assert_eq!(leaf["grandparentRatingKey"], top);
                assert!(leaf["Media"][0]["Part"][0]["key"].is_string());
            }
            leaves.extend(each(&below, "ratingKey"));
        }
        for path in ["allLeaves", "grandchildren"] {
            let all = wide.get(&format!("/library/metadata/{top}/{path}")).await;
            assert_eq!(each(&all, "ratingKey"), leaves, "{path}");
        }
        let page = wide
            .get(&format!(
                "/library/metadata/{top}/allLeaves?X-Plex-Container-Start=1&X-Plex-Container-Size=2"
            ))
            .await;
        assert_eq!(page["totalSize"], leaves.len());
        assert_eq!(each(&page, "ratingKey"), leaves[1..3]);
    }
}

#[tokio::test]
async fn albums_of_photos_are_directories_in_xml() {
    let wide = Wide::start().await;
    let albums = wide.xml("/library/sections/4/all").await;
    assert_eq!(albums.matches("<Directory ").count(), 3, "{albums}");
    assert!(!albums.contains("<Photo "));
    let album = wide.first("/library/sections/4/all").await;
    let photos = wide
        .xml(&format!("/library/metadata/{album}/children"))
        .await;
    assert!(
        photos.contains("<Photo ") && photos.contains("<Part "),
        "{photos}"
    );
    let all = wide.get("/library/sections/4/all?type=13").await;
    assert_eq!(all["size"], 45);
    let tracks = wide.xml("/library/sections/3/all?type=10").await;
    assert!(tracks.contains("<Track "));
    let episodes = wide.xml("/library/sections/2/all?type=4").await;
    assert!(episodes.contains("<Video ") && !episodes.contains("<Directory "));
}

#[tokio::test]
async fn details_hold_what_is_asked_for() {
    let wide = Wide::start().await;
    let plain = wide.get("/library/metadata/1001").await;
    let plain = &plain["Metadata"][0];
    let whole = wide
        .get("/library/metadata/1001?includeChapters=1&includeMarkers=1&includeExtras=1&includePreferences=1")
        .await;
    let whole = &whole["Metadata"][0];
    for name in ["Chapter", "Marker", "Extras", "Preferences"] {
        assert!(
            plain.get(name).is_none() && whole.get(name).is_some(),
            "{name}"
        );
    }
    assert_eq!(whole["Chapter"].as_array().unwrap().len(), 6);
    let show = wide.first("/library/sections/2/all").await;
    let with_children = wide
        .get(&format!("/library/metadata/{show}?includeChildren=1"))
        .await;
    let item = &with_children["Metadata"][0];
    assert_eq!(item["Children"]["size"], item["childCount"]);
    let xml = wide
        .xml(&format!(
            "/library/metadata/{show}?includeChildren=1&includePreferences=1"
        ))
        .await;
    assert!(
        xml.contains("<Children ") && xml.contains("<Setting "),
        "{xml}"
    );
}

#[tokio::test]
async fn ways_into_a_section() {
    let wide = Wide::start().await;
    let letters = wide.get("/library/sections/1/firstCharacter").await;
    let sum: u64 = letters["Directory"]
        .as_array()
        .unwrap()
        .iter()
        .map(|letter| letter["size"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 40);
    for filter in [
        "genre",
        "year",
        "decade",
        "contentRating",
        "resolution",
        "director",
        "collection",
    ] {
        let values = wide.get(&format!("/library/sections/1/{filter}")).await;
        let value = &values["Directory"][0];
        let found = wide.get(value["fastKey"].as_str().unwrap()).await;
        assert!(found["size"].as_u64().unwrap() > 0, "{filter}: {value}");
    }
    for (path, member) in [("filters", "filter"), ("sorts", "descKey")] {
        let list = wide.get(&format!("/library/sections/1/{path}")).await;
        assert!(list["Directory"][0][member].is_string(), "{path}");
    }
    let one = wide.get("/library/sections/1?includeDetails=1").await;
    assert!(one["Directory"].is_array() && one["Type"][0]["Filter"].is_array());
    for path in [
        "newest",
        "unwatched",
        "recentlyAdded",
        "onDeck",
        "allLeaves",
        "collections",
    ] {
        assert_eq!(
            wide.status(Method::GET, &format!("/library/sections/2/{path}"))
                .await,
            200,
            "{path}"
        );
    }
    for path in ["nonsense", "year?type=10"] {
        let status = wide
            .status(Method::GET, &format!("/library/sections/1/{path}"))
            .await;
        assert!((400..500).contains(&status), "{path}");
    }
}

#[tokio::test]
async fn lists_tell_what_they_can_be_asked() {
    let wide = Wide::start().await;
    let list = wide
        .get("/library/sections/2/all?includeMeta=1&type=4&X-Plex-Container-Start=0&X-Plex-Container-Size=0")
        .await;
    let types = list["Meta"]["Type"].as_array().unwrap();
    let names: Vec<_> = types
        .iter()
        .map(|kind| kind["type"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["show", "season", "episode", "folder"]);
    assert_eq!(types[2]["active"], true);
    assert!(
        types[2]["Field"]
            .as_array()
            .unwrap()
            .iter()
            .any(|field| field["key"] == "episode.title")
    );
    // Everything that is offered works.
    for kind in types {
        let number = kind["key"].as_str().unwrap();
        for sort in kind["Sort"].as_array().into_iter().flatten() {
            let path = format!(
                "{number}&sort={}&limit=2",
                sort["descKey"].as_str().unwrap()
            );
            assert_eq!(wide.status(Method::GET, &path).await, 200, "{path}");
        }
        for filter in kind["Filter"].as_array().into_iter().flatten() {
            let path = filter["key"].as_str().unwrap();
            assert_eq!(wide.status(Method::GET, path).await, 200, "{path}");
        }
    }
    let operators = list["Meta"]["FieldType"].as_array().unwrap();
    assert!(operators.iter().any(|kind| kind["type"] == "string"));
    let xml = wide.xml("/library/sections/2/all?includeMeta=1").await;
    assert!(
        xml.contains("<Meta>") && xml.contains("<Operator "),
        "{xml}"
    );
}

#[tokio::test]
async fn everything_and_the_newest_of_everything() {
    let wide = Wide::start().await;
    let tracks = wide.get("/library/all?type=10").await;
    let leaves = wide.get("/library/sections/3/allLeaves").await;
    assert_eq!(tracks["size"], leaves["size"]);
    let recent = wide.get("/library/recentlyAdded").await;
    let added: Vec<u64> = items(&recent)
        .iter()
        .map(|item| item["addedAt"].as_u64().unwrap())
        .collect();
    assert!(added.is_sorted_by(|left, right| left >= right));
    assert!(
        items(&recent)
            .iter()
            .all(|item| item["librarySectionID"].is_number())
    );
}

#[tokio::test]
async fn what_was_deleted_is_gone_with_all_in_it() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let before: Value = wide.get("/library/sections/2/all?type=4").await["size"].clone();
    let gone: Value = wide
        .get(&format!("/library/metadata/{show}/allLeaves"))
        .await["size"]
        .clone();
    wide.send(Method::DELETE, &format!("/library/metadata/{show}"))
        .await;
    assert_eq!(
        wide.status(Method::GET, &format!("/library/metadata/{show}"))
            .await,
        404
    );
    let after = wide.get("/library/sections/2/all?type=4").await["size"].clone();
    assert_eq!(
        after.as_u64().unwrap() + gone.as_u64().unwrap(),
        before.as_u64().unwrap()
    );
}

#[tokio::test]
async fn what_is_only_described_says_so() {
    let wide = Wide::start().await;
    for (method, path) in [
        (Method::GET, "/media/providers/metadata"),
        (Method::GET, "/library/sections/1/cluster"),
        (Method::GET, "/library/matches"),
        (Method::PUT, "/library/metadata/1001/analyze"),
    ] {
        let response = wide.client.send(method, wide.url(path)).await;
        assert!(response.status().is_success(), "{path}: {response:?}");
        assert_eq!(response.headers()["x-plex-mock"], "from-document", "{path}");
    }
    let modelled = wide.client.get(wide.url("/library/sections")).await;
    assert!(modelled.headers().get("x-plex-mock").is_none());
    let stranger = super::Client::new("device-1");
    let refused = stranger.get(wide.url("/library/sections/1/moment")).await;
    assert_eq!(refused.status(), 401);
}

#[tokio::test]
async fn what_only_some_sections_know_is_looked_for_in_these() {
    let wide = Wide::start().await;
    let genre = wide.get("/library/metadata/1001").await["Metadata"][0]["Genre"][0]["id"].clone();
    let found = wide.get(&format!("/library/all?genre={genre}")).await;
    assert!(each(&found, "ratingKey").contains(&"1001".to_owned()));
    // Photos have no genre, so all that is found is none.
    assert_eq!(
        wide.status(Method::GET, "/library/all?type=13&genre=1")
            .await,
        400
    );
    let makes = wide.get("/library/tags?type=200").await;
    assert_eq!(makes["Directory"][0]["tag"], "Lumen");
    assert_eq!(makes["Directory"][0]["tagType"], 200);
    let studios = wide.get("/library/tags?type=318").await;
    assert!(studios["Directory"].as_array().unwrap().len() > 1);
}
