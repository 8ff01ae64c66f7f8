use reqwest::Method;

use super::{Wide, each, items};

const URI: &str = "server://x/com.plexapp.plugins.library/library";

#[tokio::test]
async fn a_collection_from_its_making_to_its_end() {
    let wide = Wide::start().await;
    let made = wide
        .ask(
            Method::POST,
            &format!("/library/collections?type=1&title=Mine&smart=0&sectionId=1&uri={URI}/metadata/1001,1002,1003"),
        )
        .await;
    let made = &items(&made)[0];
    assert_eq!(
        (&made["type"], &made["subtype"]),
        (&"collection".into(), &"movie".into())
    );
    let id = made["ratingKey"].as_str().unwrap();
    let path = format!("/library/collections/{id}");
    let keys = |list: serde_json::Value| each(&list, "ratingKey");
    wide.send(
        Method::PUT,
        &format!("/library/metadata/{id}/prefs?collectionSort=2"),
    )
    .await;
    assert_eq!(
        keys(wide.get(&format!("{path}/items")).await),
        ["1001", "1002", "1003"]
    );
    wide.send(
        Method::PUT,
        &format!("{path}/items?uri={URI}/metadata/1004,1001"),
    )
    .await;
    wide.send(Method::PUT, &format!("{path}/items/1004/move?after=1001"))
        .await;
    wide.send(Method::PUT, &format!("{path}/items/1003/move"))
        .await;
    wide.send(Method::DELETE, &format!("{path}/items/1002"))
        .await;
    assert_eq!(
        keys(wide.get(&format!("{path}/children")).await),
        ["1003", "1001", "1004"]
    );
    let tagged = wide.get("/library/metadata/1004").await["Metadata"][0]["Collection"].clone();
    assert!(
        tagged
            .as_array()
            .unwrap()
            .iter()
            .any(|tag| tag["tag"] == "Mine")
    );
    let tag = tagged
        .as_array()
        .unwrap()
        .iter()
        .find(|tag| tag["tag"] == "Mine")
        .unwrap();
    let found = wide
        .get(&format!("/library/sections/1/all?collection={}", tag["id"]))
        .await;
    assert_eq!(found["size"], 3);
    wide.send(
        Method::PUT,
        &format!("/library/metadata/{id}?title.value=Yours&summary.value=s"),
    )
    .await;
    let all = wide.get("/library/sections/1/collections").await;
    assert!(each(&all, "title").contains(&"Yours".to_owned()));
    assert!(
        wide.xml("/library/sections/1/collections")
            .await
            .contains("type=\"collection\"")
    );
    wide.send(Method::DELETE, &path).await;
    assert_eq!(wide.status(Method::GET, &path).await, 404);
    assert_eq!(wide.status(Method::DELETE, &path).await, 404);
}

#[tokio::test]
async fn a_smart_collection_holds_what_its_query_finds_now() {
    let wide = Wide::start().await;
    let uri = format!("{URI}/sections/1/all?type=1%26unwatched=1").replace('?', "%3F");
    let made = wide
        .ask(
            Method::POST,
            &format!("/library/collections?type=1&title=New&smart=1&sectionId=1&uri={uri}"),
        )
        .await;
    let id = items(&made)[0]["ratingKey"].as_str().unwrap().to_owned();
    let path = format!("/library/collections/{id}/items");
    let before = each(&wide.get(&path).await, "ratingKey");
    let unseen = each(
        &wide.get("/library/sections/1/all?unwatched=1").await,
        "ratingKey",
    );
    assert_eq!(before, unseen);
    wide.send(Method::PUT, &format!("/:/scrobble?key={}", before[0]))
        .await;
    assert_eq!(each(&wide.get(&path).await, "ratingKey"), before[1..]);
    for (query, status) in [
        ("title=x&smart=1&sectionId=1", 400),
        ("sectionId=1", 400),
        ("title=x&sectionId=9", 404),
        ("title=x&sectionId=1&type=10", 400),
    ] {
        let status_of = wide
            .status(Method::POST, &format!("/library/collections?{query}"))
            .await;
        assert_eq!(status_of, status, "{query}");
    }
}

#[tokio::test]
async fn a_playlist_from_its_making_to_its_end() {
    let wide = Wide::start().await;
    let album = wide.first("/library/sections/3/albums").await;
    let tracks = each(
        &wide
            .get(&format!("/library/metadata/{album}/children"))
            .await,
        "ratingKey",
    );
    let made = wide
        .ask(
            Method::POST,
            &format!("/playlists?type=audio&title=Mix&smart=0&uri={URI}/metadata/{album}"),
        )
        .await;
    let made = &items(&made)[0];
    assert_eq!(made["playlistType"], "audio");
    assert_eq!(made["leafCount"], tracks.len());
    let path = format!("/playlists/{}", made["ratingKey"].as_str().unwrap());
    let list = wide.get(&format!("{path}/items")).await;
    assert_eq!(each(&list, "ratingKey"), tracks);
    let entries = each(&list, "playlistItemID");
    wide.send(
        Method::PUT,
        &format!("{path}/items?uri={URI}/metadata/{}", tracks[0]),
    )
    .await;
    wide.send(
        Method::PUT,
        &format!("{path}/items/{}/move?after={}", entries[0], entries[1]),
    )
    .await;
    wide.send(Method::DELETE, &format!("{path}/items/{}", entries[2]))
        .await;
    let list = each(&wide.get(&format!("{path}/items")).await, "ratingKey");
    assert_eq!(list[..2], [tracks[1].clone(), tracks[0].clone()]);
    assert_eq!(list.last(), Some(&tracks[0]), "the same twice");
    assert_eq!(list.len(), tracks.len());
    wide.send(Method::PUT, &format!("{path}?title=Blend&summary=s"))
        .await;
    let all = wide.get("/playlists?playlistType=audio").await;
    assert!(each(&all, "title").contains(&"Blend".to_owned()));
    assert!(wide.xml("/playlists").await.contains("<Playlist "));
    assert!(wide.xml(&format!("{path}/items")).await.contains("<Track "));
    wide.send(Method::DELETE, &format!("{path}/items")).await;
    assert_eq!(wide.get(&format!("{path}/items")).await["size"], 0);
    assert_eq!(wide.status(Method::DELETE, &path).await, 204);
    assert_eq!(wide.status(Method::GET, &path).await, 404);
}
