use plex_mock::{Description, PlexMock};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, Wide, each, items};

/// The album that another lies in, and that other.
async fn nested(wide: &Wide) -> (String, Value) {
    let albums = wide.get("/library/sections/4/all?type=14").await;
    let inner = items(&albums)
        .iter()
        .find(|album| album["parentRatingKey"].is_string())
        .unwrap();
    let outer = inner["parentRatingKey"].as_str().unwrap();
    (outer.to_owned(), inner.clone())
}

#[tokio::test]
async fn albums_of_photos_hold_albums() {
    let wide = Wide::start().await;
    let (outer, inner) = nested(&wide).await;
    let key = inner["ratingKey"].as_str().unwrap();
    assert_eq!(inner["type"], "photo");
    assert_eq!(inner["parentKey"], format!("/library/metadata/{outer}"));
    // A section lists all its albums, wherever they lie.
    let all = each(&wide.get("/library/sections/4/all").await, "ratingKey");
    assert!(all.contains(&outer) && all.contains(&key.to_owned()));
    let within = wide
        .get(&format!("/library/metadata/{outer}/children"))
        .await;
    let first = &items(&within)[0];
    assert_eq!(first["ratingKey"], key, "albums come before photos");
    // Both are photos in JSON, and told apart in XML.
    let xml = wide
        .xml(&format!("/library/metadata/{outer}/children"))
        .await;
    let is_it =
        |tag: &str| tag.starts_with("Directory ") && tag.contains(&format!(" ratingKey=\"{key}\""));
    assert!(xml.split('<').any(is_it), "{xml}");
    let photos = wide.get(&format!("/library/metadata/{key}/children")).await;
    assert_eq!(photos["parentTitle"], inner["title"]);
    let file = |photo: &Value| {
        photo["Media"][0]["Part"][0]["file"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let folder = inner["title"].as_str().unwrap().replace(['/', ':'], " -");
    assert!(file(&items(&photos)[0]).contains(&folder));
    // With the outer one everything in it is gone.
    wide.send(Method::DELETE, &format!("/library/metadata/{outer}"))
        .await;
    let photo = items(&photos)[0]["ratingKey"].as_str().unwrap();
    for gone in [key, photo] {
        let path = format!("/library/metadata/{gone}");
        assert_eq!(wide.status(Method::GET, &path).await, 404);
    }
}

#[tokio::test]
async fn videos_lie_among_photos() {
    let wide = Wide::start().await;
    let clips = wide.get("/library/sections/4/all?type=12").await;
    let clip = &items(&clips)[0];
    assert_eq!(clip["type"], "clip");
    assert!(clip["duration"].as_u64().unwrap() > 0);
    let album = clip["parentRatingKey"].as_str().unwrap();
    let within = wide
        .get(&format!("/library/metadata/{album}/children"))
        .await;
    assert!(each(&within, "ratingKey").contains(&clip["ratingKey"].as_str().unwrap().to_owned()));
    let key = clip["ratingKey"].as_str().unwrap();
    let whole = wide.get(&format!("/library/metadata/{key}")).await;
    let part = &whole["Metadata"][0]["Media"][0]["Part"][0];
    assert!(!part["Stream"].as_array().unwrap().is_empty());
    assert_eq!(
        wide.status(Method::GET, part["key"].as_str().unwrap())
            .await,
        200
    );
    let xml = wide.xml(&format!("/library/metadata/{key}")).await;
    assert!(
        xml.contains("<Video ") && xml.contains("type=\"clip\""),
        "{xml}"
    );
    // Who asks for photos gets no videos, one by one or not.
    let photos = wide.get("/library/sections/4/all?type=13").await;
    let kinds = each(&photos, "type");
    assert!(kinds.iter().all(|kind| kind == "photo"));
    let one_by_one = wide.get("/library/sections/4/all?clusterZoomLevel=1").await;
    assert_eq!(each(&one_by_one, "ratingKey"), each(&photos, "ratingKey"));
    assert_eq!(one_by_one["size"], 45);
    wide.send(Method::PUT, &format!("/:/scrobble?identifier=x&key={key}"))
        .await;
    let seen = wide.get(&format!("/library/metadata/{key}")).await;
    assert_eq!(seen["Metadata"][0]["viewCount"], 1);
}

#[tokio::test]
async fn a_described_album_can_hold_albums_and_videos() {
    let library = json!({"sections": [{"title": "Snaps", "type": "photo", "items": [
        {"title": "Cats", "photos": [
            {"title": "one"},
            {"title": "Cats in bed", "photos": [{"title": "two"}, {"title": "purring", "duration": 9000}]},
        ]},
    ]}]});
    let mock = PlexMock::builder()
        .movies(0)
        .shows(0)
        .library(Description::parse(&library.to_string()).unwrap())
        .start()
        .await
        .unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let wide = Wide { mock, client };
    let top = wide.get("/library/sections/1/all").await;
    assert_eq!(each(&top, "title"), ["Cats", "Cats in bed"]);
    let within = |key: &Value| format!("/library/metadata/{}/children", key.as_str().unwrap());
    let cats = wide.get(&within(&items(&top)[0]["ratingKey"])).await;
    assert_eq!(each(&cats, "title"), ["Cats in bed", "one"]);
    let bed = wide.get(&within(&items(&cats)[0]["ratingKey"])).await;
    assert_eq!(each(&bed, "title"), ["two", "purring"]);
    assert_eq!(each(&bed, "type"), ["photo", "clip"]);
}
