//! Orders for smaller versions, and the queue in which they wait.

use reqwest::Method;

use super::{Client, Wide, each, items};

const ORDER: &str = "/playlists/7000000042/items?Item[type]=42&Item[title]=Small&Item[target]=&Item[targetTagID]=1\
    &Item[locationID]=-1&Item[Policy][scope]=count&Item[Policy][value]=2&Item[Policy][unwatched]=0\
    &Item[Location][uri]=library:///directory/%2Flibrary%2Fmetadata%2F";

async fn order(wide: &Wide, key: &str) {
    wide.send(Method::PUT, &format!("{ORDER}{key}%2Fchildren"))
        .await;
}

#[tokio::test]
async fn what_is_ordered_waits_while_conversions_are_paused() {
    let wide = Wide::start().await;
    let show = wide.first("/library/sections/2/all").await;
    let list = wide.get("/playlists?type=42").await;
    assert_eq!(items(&list)[0]["key"], "/playlists/7000000042/items");
    order(&wide, &show).await;
    let queue = "/playQueues/1";
    assert_eq!(wide.get(queue).await["size"], 0, "it was done at once");
    wide.send(Method::PUT, "/:/prefs?BackgroundQueueIdlePaused=1")
        .await;
    order(&wide, &show).await;
    let waiting = wide.get(queue).await;
    let entries = each(&waiting, "playQueueItemID");
    let keys = each(&waiting, "ratingKey");
    assert_eq!((entries.len(), waiting["size"].as_u64()), (2, Some(2)));
    assert!(wide.xml(queue).await.contains("generatorID=\"2\""));
    let status = |orders: &serde_json::Value| orders["Item"][1]["Status"]["state"].clone();
    let orders = "/playlists/7000000042/items";
    assert_eq!(status(&wide.get(orders).await), "pending");
    // Moved to the front, taken out, put in again.
    wide.send(
        Method::PUT,
        &format!("{queue}/items/{}/move?after=-1", entries[1]),
    )
    .await;
    let moved = each(&wide.get(queue).await, "ratingKey");
    assert_eq!(moved, [keys[1].clone(), keys[0].clone()]);
    let item = format!("{orders}/2/{}", keys[1]);
    wide.send(Method::PUT, &format!("{item}/disable")).await;
    assert_eq!(each(&wide.get(queue).await, "ratingKey"), keys[..1]);
    wide.send(Method::PUT, &format!("{item}/enable")).await;
    assert_eq!(each(&wide.get(queue).await, "ratingKey"), keys);
    for (path, expected) in [
        (format!("{item}/nonsense"), 404),
        (format!("{orders}/2/1001/disable"), 404),
        (format!("{orders}/9/{}/disable", keys[0]), 404),
        (format!("{queue}/items/99/move?after=-1"), 404),
    ] {
        assert_eq!(wide.status(Method::PUT, &path).await, expected, "{path}");
    }
    // It is the server's own queue: who is not the owner sees none of that number.
    let shares = format!(
        "{}/api/servers/{}/shared_servers",
        wide.mock.plex_tv_url(),
        wide.mock.machine_identifier()
    );
    let owner = Client::new("device-1").token(wide.mock.token());
    let shares = owner.text(shares).await;
    let (_, token) = shares.split_once("accessToken=\"").unwrap();
    let (token, _) = token.split_once('"').unwrap();
    let guest = Client::new("device-2").token(token);
    let response = guest.get(wide.url(queue)).await;
    assert_eq!(response.status().as_u16(), 404);
    wide.send(Method::PUT, "/:/prefs?BackgroundQueueIdlePaused=0")
        .await;
    assert_eq!(wide.get(queue).await["size"], 0);
    assert_eq!(status(&wide.get(orders).await), "complete");
}
