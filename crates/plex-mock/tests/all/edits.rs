use reqwest::Method;

use super::{Wide, each};

#[tokio::test]
async fn members_and_tags_are_edited_and_locked() {
    let wide = Wide::start().await;
    wide.send(
        Method::PUT,
        "/library/sections/1/all?type=1&id=1001,1002&title.value=Renamed&title.locked=1&year.value=1901\
         &genre%5B0%5D.tag.tag=Noir&genre%5B1%5D.tag.tag=Farce&label%5B0%5D.tag.tag=seen&originallyAvailableAt.value=",
    )
    .await;
    for key in ["1001", "1002"] {
        let item = wide.get(&format!("/library/metadata/{key}")).await["Metadata"][0].clone();
        assert_eq!(item["title"], "Renamed");
        assert_eq!(item["year"], 1901);
        assert!(item.get("originallyAvailableAt").is_none());
        let tags: Vec<_> = item["Genre"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| tag["tag"].as_str().unwrap())
            .collect();
        // Several get them besides what each has.
        assert!(tags.ends_with(&["Noir", "Farce"]), "{tags:?}");
        assert!(
            item["Field"]
                .as_array()
                .unwrap()
                .iter()
                .any(|field| field["name"] == "title" && field["locked"] == true)
        );
    }
    for query in ["title%3D=renamed", "year=1901", "genre=noir", "label=seen"] {
        let found = wide.get(&format!("/library/sections/1/all?{query}")).await;
        assert_eq!(found["size"], 2, "{query}");
    }
    let found = wide.get("/hubs/search?query=renamed").await;
    assert_eq!(found["Hub"][0]["size"], 2);
    wide.send(
        Method::PUT,
        "/library/metadata/1001?genre%5B%5D.tag.tag-=Noir&title.locked=0",
    )
    .await;
    let item = wide.get("/library/metadata/1001").await["Metadata"][0].clone();
    let genres = item["Genre"].as_array().unwrap();
    assert!(genres.iter().all(|tag| tag["tag"] != "Noir"));
    assert!(genres.iter().any(|tag| tag["tag"] == "Farce"));
    assert!(
        item["Field"]
            .as_array()
            .unwrap()
            .iter()
            .all(|field| field["name"] != "title")
    );
    assert_eq!(
        wide.status(Method::PUT, "/library/metadata/77?title.value=x")
            .await,
        404
    );
    assert_eq!(
        wide.status(Method::PUT, "/library/sections/1/all?title.value=x")
            .await,
        400
    );
}

#[tokio::test]
async fn the_tag_of_a_collection_puts_things_there() {
    let wide = Wide::start().await;
    wide.send(
        Method::PUT,
        "/library/metadata/1001,1002?collection%5B0%5D.tag.tag=Fresh",
    )
    .await;
    let found = wide
        .get("/library/sections/1/collections?title=fresh")
        .await;
    assert_eq!(each(&found, "childCount"), ["2"]);
    wide.send(
        Method::PUT,
        "/library/metadata/1001?collection%5B%5D.tag.tag-=Fresh",
    )
    .await;
    let found = wide
        .get("/library/sections/1/collections?title=fresh")
        .await;
    assert_eq!(each(&found, "childCount"), ["1"]);
}

#[tokio::test]
async fn the_title_of_a_show_stands_in_its_episodes() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    wide.send(
        Method::PUT,
        &format!("/library/metadata/{show}?title.value=Other"),
    )
    .await;
    let leaves = wide
        .get(&format!("/library/metadata/{show}/allLeaves"))
        .await;
    assert!(
        each(&leaves, "grandparentTitle")
            .iter()
            .all(|title| title == "Other")
    );
}

#[tokio::test]
async fn settings_change_and_accounts_are_listed() {
    let wide = Wide::start().await;
    let all = wide.get("/:/prefs").await;
    assert_eq!(all["size"], all["Setting"].as_array().unwrap().len());
    wide.send(
        Method::PUT,
        "/:/prefs?FriendlyName=Cellar&logDebug=0&ButlerStartHour=4",
    )
    .await;
    let one = wide.get("/:/prefs/get?id=ButlerStartHour").await;
    assert_eq!(one["Setting"][0]["value"], 4);
    assert_eq!(wide.get("/").await["friendlyName"], "Cellar");
    for (query, status) in [("logDebug=maybe", 400), ("nonsense=1", 400)] {
        assert_eq!(
            wide.status(Method::PUT, &format!("/:/prefs?{query}")).await,
            status
        );
    }
    assert!(wide.xml("/:/prefs").await.contains("<Setting "));
    let accounts = wide.get("/accounts").await;
    assert_eq!(accounts["Account"][0]["id"], 1);
    assert_eq!(
        wide.get("/accounts/1").await["Account"][0]["name"],
        "mirabel"
    );
    assert_eq!(
        wide.get("/devices").await["Device"][0]["clientIdentifier"],
        "device-1"
    );
}
