//! What the server hears in music, and the words of it.

use reqwest::Method;

use super::{Wide, each, items};

/// The key of a track of which there are words, and the number of the stream that holds them.
async fn sung(wide: &Wide) -> (String, u64, u64) {
    let tracks = wide.get("/library/sections/3/all?type=10").await;
    let mut found = None;
    for key in each(&tracks, "ratingKey") {
        let track = wide.get(&format!("/library/metadata/{key}")).await;
        let streams = items(&track)[0]["Media"][0]["Part"][0]["Stream"].clone();
        let of_kind = |kind: u64| {
            let mut streams = streams.as_array().unwrap().iter();
            streams.find(|stream| stream["streamType"] == kind)?["id"].as_u64()
        };
        found = of_kind(2)
            .zip(of_kind(4))
            .map(|(sound, words)| (key, sound, words));
        if found.is_some() {
            break;
        }
    }
    found.unwrap()
}

#[tokio::test]
async fn lyrics_are_texts_with_times() {
    let wide = Wide::start().await;
    let (_, sound, words) = sung(&wide).await;
    let response = wide
        .client
        .get(wide.url(&format!("/library/streams/{words}")))
        .await;
    assert!(super::content_type(&response).starts_with("text/plain"));
    let text = response.text().await.unwrap();
    assert!(text.starts_with('['), "{text}");
    // The sound itself comes with the file.
    let sound = format!("/library/streams/{sound}");
    assert_eq!(wide.status(Method::GET, &sound).await, 404);
}

#[tokio::test]
async fn levels_are_as_many_as_were_asked_for() {
    let wide = Wide::start().await;
    let (_, sound, words) = sung(&wide).await;
    let levels = wide.get(&format!("/library/streams/{sound}/levels")).await;
    assert_eq!(levels["Level"].as_array().unwrap().len(), 128);
    assert_eq!(levels["totalSamples"], "128");
    let few = wide
        .get(&format!("/library/streams/{sound}/levels?subsample=7"))
        .await;
    let few = few["Level"].as_array().unwrap();
    assert_eq!(few.len(), 7);
    assert!(few.iter().all(|level| level["v"].as_f64().unwrap() < 0.0));
    let text = wide
        .client
        .text(wide.url(&format!("/library/streams/{sound}/loudness?subsample=7")))
        .await;
    assert_eq!(text.lines().count(), 7);
    for (path, status) in [
        (format!("/library/streams/{words}/levels"), 404),
        ("/library/streams/x/levels".to_owned(), 404),
        (
            format!("/library/streams/{sound}/levels?subsample=many"),
            400,
        ),
    ] {
        assert_eq!(wide.status(Method::GET, &path).await, status, "{path}");
    }
}

#[tokio::test]
async fn what_is_nearest_comes_first() {
    let wide = Wide::start().await;
    let key = wide.first("/library/sections/3/all?type=10").await;
    let near = wide
        .get(&format!(
            "/library/metadata/{key}/nearest?limit=5&maxDistance=0.9"
        ))
        .await;
    let distances: Vec<f64> = items(&near)
        .iter()
        .map(|item| item["distance"].as_f64().unwrap())
        .collect();
    assert_eq!(distances.len(), 5);
    assert!(distances.is_sorted(), "{distances:?}");
    assert!(!each(&near, "ratingKey").contains(&key));
    let albums = wide
        .get("/library/sections/3/nearest?type=9&values=50,50&maxDistance=1")
        .await;
    let kinds = each(&albums, "type");
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| kind == "album"));
    for path in [
        "/library/metadata/1001/nearest",
        "/library/sections/1/nearest?values=1,2",
        "/library/sections/3/nearest",
    ] {
        assert_eq!(wide.status(Method::GET, path).await, 400, "{path}");
    }
}

#[tokio::test]
async fn a_way_leads_from_one_track_to_another() {
    let wide = Wide::start().await;
    let tracks = each(
        &wide.get("/library/sections/3/all?type=10").await,
        "ratingKey",
    );
    let (first, last) = (&tracks[0], &tracks[tracks.len() - 1]);
    let path = format!("/library/sections/3/computePath?startID={first}&endID={last}&count=6");
    let way = each(&wide.get(&path).await, "ratingKey");
    assert_eq!(way.len(), 6);
    assert_eq!((&way[0], &way[5]), (first, last));
    let mut different = way.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 6, "{way:?}");
    let nowhere = format!("/library/sections/3/computePath?startID={first}&endID=1001");
    assert_eq!(wide.status(Method::GET, &nowhere).await, 404);
}
