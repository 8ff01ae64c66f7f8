use reqwest::Method;

use super::{Wide, each};

#[tokio::test]
async fn a_queue_is_made_mixed_and_changed() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let episodes = each(
        &wide
            .get(&format!("/library/metadata/{show}/allLeaves"))
            .await,
        "ratingKey",
    );
    let uri = format!("server://x/com.plexapp.plugins.library/library/metadata/{show}");
    let queue = wide
        .ask(
            Method::POST,
            &format!(
                "/playQueues?type=video&uri={uri}&key=/library/metadata/{}",
                episodes[2]
            ),
        )
        .await;
    let id = &queue["playQueueID"];
    assert_eq!(queue["playQueueTotalCount"], episodes.len());
    assert_eq!(
        queue["playQueueSelectedMetadataItemID"].to_string(),
        episodes[2]
    );
    assert_eq!(queue["playQueueSelectedItemOffset"], 2);
    let path = format!("/playQueues/{id}");
    let whole = format!("{path}?window=1000");
    assert_eq!(each(&wide.get(&whole).await, "ratingKey"), episodes);
    let mixed = wide
        .ask(Method::PUT, &format!("{path}/shuffle?window=1000"))
        .await;
    assert_eq!(mixed["playQueueShuffled"], true);
    assert_eq!(
        each(&mixed, "ratingKey")[0],
        episodes[2],
        "what is played stays in front"
    );
    assert_ne!(each(&mixed, "ratingKey"), episodes);
    let again = wide
        .ask(Method::PUT, &format!("{path}/unshuffle?window=1000"))
        .await;
    assert_eq!(each(&again, "ratingKey"), episodes);
    let entries = each(&again, "playQueueItemID");
    wide.send(
        Method::PUT,
        &format!("{path}/items/{}/move?after={}", entries[0], entries[1]),
    )
    .await;
    wide.send(Method::DELETE, &format!("{path}/items/{}", entries[2]))
        .await;
    let movie = "server://x/com.plexapp.plugins.library/library/metadata/1001";
    wide.send(Method::PUT, &format!("{path}?uri={movie}&next=1"))
        .await;
    let list = each(&wide.get(&whole).await, "ratingKey");
    assert_eq!(
        list[..3],
        [episodes[1].clone(), "1001".to_owned(), episodes[0].clone()]
    );
    let window = wide.get(&format!("{path}?window=1")).await;
    assert!(window["size"].as_u64().unwrap() <= 3);
    assert!(wide.xml(&whole).await.contains("playQueueItemID="));
    wide.send(Method::DELETE, &format!("{path}/items")).await;
    assert_eq!(wide.get(&path).await["size"], 1, "what is played is left");
    for (method, path, status) in [
        (Method::POST, "/playQueues", 400),
        (
            Method::POST,
            "/playQueues?uri=server://x/y/library/metadata/77",
            400,
        ),
        (Method::GET, "/playQueues/99", 404),
        (Method::PUT, "/playQueues/1/nonsense", 404),
    ] {
        assert_eq!(wide.status(method, path).await, status, "{path}");
    }
}

#[tokio::test]
async fn an_episode_is_followed_by_the_next() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let episodes = each(
        &wide
            .get(&format!("/library/metadata/{show}/allLeaves"))
            .await,
        "ratingKey",
    );
    let uri = format!("server://x/y/library/metadata/{}", episodes[3]);
    let queue = wide
        .ask(
            Method::POST,
            &format!("/playQueues?type=video&continuous=1&uri={uri}&window=1000"),
        )
        .await;
    assert_eq!(each(&queue, "ratingKey"), episodes[3..]);
}
