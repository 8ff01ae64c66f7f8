//! Collections, playlists and play queues.

use plex_api::{
    Error, Format, MediaType, Metadata, PlaylistType, Server, Source,
    collection::{Mode, Order},
    query::{Query, flag, number},
};
use plex_mock::PlexMock;

use crate::common::{builder, mock, server, server_in, start};

fn keys(items: &[Metadata]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| item.rating_key.as_ref())
        .map(|key| key.as_str())
        .collect()
}

async fn held(server: &Server, collection: &Metadata) -> Vec<String> {
    let items = server.collection(collection).items().await.unwrap();
    keys(&items).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_collection_from_its_making_to_its_end() {
    for format in [Format::Json, Format::Xml] {
        let mock = mock().await;
        let server = server_in(&mock, format).await;
        let made = server
            .create_collection("1", "Mine")
            .items(["1003", "1001"])
            .await
            .unwrap();
        let collection = server.collection(&made);
        collection.add(["1002", "1004"]).await.unwrap();
        collection.remove("1001").await.unwrap();
        collection.set_order(Order::ByHand).await.unwrap();
        collection.set_mode(Mode::HideItems).await.unwrap();
        assert_eq!(held(&server, &made).await, ["1003", "1002", "1004"]);
        collection.move_to_front("1004").await.unwrap();
        collection.move_after("1003", "1002").await.unwrap();
        assert_eq!(held(&server, &made).await, ["1004", "1002", "1003"]);
        let told = collection.get().await.unwrap();
        assert_eq!(told.rare().collection_mode, Some(1));
        assert_eq!(told.rare().collection_sort, Some(2));
        assert_eq!(collection.query().await.unwrap(), None);
        let error = collection.set_query(&Query::new()).await.unwrap_err();
        assert!(error.to_string().contains("not smart"), "{error}");
        collection.set_order(Order::ByTitle).await.unwrap();
        let items = collection.items().await.unwrap();
        let titles: Vec<_> = items
            .iter()
            .map(|item| {
                item.title_sort
                    .clone()
                    .or(item.title.clone())
                    .unwrap()
                    .to_lowercase()
            })
            .collect();
        assert!(titles.is_sorted(), "{titles:?}");
        collection.delete().await.unwrap();
        assert_eq!(collection.get().await.unwrap_err().status(), Some(404));
    }
}

#[tokio::test]
async fn a_smart_collection_asks_its_query_and_takes_nothing_else() {
    let mock = mock().await;
    let server = server(&mock).await;
    let query = Query::of(MediaType::Movie)
        .filter(number("year").at_least(1990))
        .sort("titleSort");
    let made = server
        .create_collection("1", "Recent")
        .smart(&query)
        .await
        .unwrap();
    let collection = server.collection(&made);
    let expected = server.library().items("1").matching(&query).await.unwrap();
    assert_eq!(held(&server, &made).await, keys(&expected));
    let stored = collection.query().await.unwrap().unwrap();
    assert_eq!(stored.section(), Some("1".into()));
    assert_eq!(stored.query, query);
    let error = collection.add("1001").await.unwrap_err();
    assert!(
        matches!(&error, Error::Config(what) if what.contains("smart")),
        "{error}"
    );
    let unseen = Query::of(MediaType::Movie).filter(flag("unwatched").is(true));
    collection.set_query(&unseen).await.unwrap();
    assert_eq!(collection.query().await.unwrap().unwrap().query, unseen);
    let error = server.create_collection("1", "Nothing").await.unwrap_err();
    assert!(error.to_string().contains("media_type()"), "{error}");
    let empty = server
        .create_collection("1", "Empty")
        .media_type(MediaType::Movie);
    assert_eq!(empty.await.unwrap().title.as_deref(), Some("Empty"));
}

#[tokio::test]
async fn a_playlist_from_its_making_to_its_end() {
    let mock = mock().await;
    let server = server(&mock).await;
    let made = server
        .create_playlist("Mix")
        .items(["1001", "1002", "1001"])
        .await
        .unwrap();
    assert_eq!(made.rare().playlist_type, Some(PlaylistType::Video));
    let playlist = server.playlist(&made);
    playlist.add("1003").await.unwrap();
    let items = playlist.items().await.unwrap();
    assert_eq!(keys(&items), ["1001", "1002", "1001", "1003"]);
    let entry = |at: usize| items[at].rare().playlist_item_id.unwrap();
    playlist.move_to_front(entry(3)).await.unwrap();
    playlist.move_after(entry(0), entry(1)).await.unwrap();
    playlist.remove(entry(1)).await.unwrap();
    assert_eq!(
        keys(&playlist.items().await.unwrap()),
        ["1003", "1001", "1001"]
    );
    assert_eq!(playlist.remove_items("1001").await.unwrap(), 2);
    assert_eq!(keys(&playlist.items().await.unwrap()), ["1003"]);
    playlist.rename("Mixed").await.unwrap();
    playlist.edit().summary("Of all sorts.").await.unwrap();
    let told = playlist.get().await.unwrap();
    assert_eq!(told.title.as_deref(), Some("Mixed"));
    assert_eq!(told.summary.as_deref(), Some("Of all sorts."));
    playlist.clear().await.unwrap();
    assert!(playlist.items().await.unwrap().is_empty());
    playlist.delete().await.unwrap();
    assert_eq!(playlist.get().await.unwrap_err().status(), Some(404));
    let error = server.create_playlist("Nothing").await.unwrap_err();
    assert!(error.to_string().contains("would hold nothing"), "{error}");
}

#[tokio::test]
async fn the_address_of_what_is_put_in_is_made_here() {
    let mock = mock().await;
    let server = server(&mock).await;
    let identifier = server.machine_identifier().await.unwrap().to_string();
    mock.clear_requests();
    let many: Vec<_> = (1001..=1025).map(|key| key.to_string()).collect();
    server
        .create_playlist("All")
        .items(many.clone())
        .await
        .unwrap();
    let queue = server.create_play_queue(["1001", "1002"]).await.unwrap();
    server
        .play_queue(queue.play_queue_id.unwrap())
        .add("1003")
        .await
        .unwrap();
    let requests = mock.requests();
    assert!(
        requests.iter().all(|request| request.path != "/identity"),
        "asked once"
    );
    let uris: Vec<_> = requests
        .iter()
        .filter_map(|request| request.query("uri"))
        .collect();
    let provider = format!("server://{identifier}/com.plexapp.plugins.library/library/metadata/");
    assert_eq!(uris[0], format!("{provider}{}", many.join(",")));
    assert_eq!(uris[2], format!("{provider}1003"));
}

#[tokio::test]
async fn long_lists_are_put_in_part_by_part() {
    let mock = PlexMock::builder().movies(450).start().await.unwrap();
    let server = server(&mock).await;
    let many: Vec<_> = (1001..1451).map(|key| key.to_string()).collect();
    let made = server
        .create_playlist("All")
        .items(many.clone())
        .await
        .unwrap();
    assert_eq!(made.leaf_count, Some(450));
    let mut items = server.playlist(&made).items().page_size(100).items();
    let mut seen = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        seen.push(item.rating_key.unwrap().to_string());
    }
    assert_eq!(seen, many);
    server.edit(many).label_add("all").await.unwrap();
    let labelled = Query::of(MediaType::Movie).filter(plex_api::query::tag("label").is("all"));
    let count = server
        .library()
        .items("1")
        .matching(&labelled)
        .count()
        .await
        .unwrap();
    assert_eq!(count, 450);
}

#[tokio::test]
async fn a_smart_playlist_asks_its_query_and_takes_nothing_else() {
    let mock = start(PlexMock::builder().artists(4)).await;
    let server = server(&mock).await;
    let section = server
        .library()
        .sections()
        .await
        .unwrap()
        .into_iter()
        .find(|section| section.media_type == MediaType::Artist)
        .unwrap();
    let query = Query::of(MediaType::Track).sort_desc("addedAt").limit(7);
    let made = server
        .create_playlist("New")
        .smart(&section, &query)
        .await
        .unwrap();
    assert_eq!(made.rare().playlist_type, Some(PlaylistType::Audio));
    let playlist = server.playlist(&made);
    assert_eq!(playlist.items().await.unwrap().len(), 7);
    assert_eq!(playlist.query().await.unwrap().unwrap().query, query);
    let other = Query::of(MediaType::Track).limit(3);
    playlist.set_query(&other).await.unwrap();
    assert_eq!(playlist.items().await.unwrap().len(), 3);
    assert!(
        playlist
            .add("1001")
            .await
            .unwrap_err()
            .to_string()
            .contains("smart")
    );
    let error = server
        .create_playlist("?")
        .smart(&section, &Query::new())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("playlist_type()"), "{error}");
}

#[tokio::test]
async fn a_playlist_is_copied_to_somebody_else() {
    let mock = mock().await;
    let owners = server(&mock).await;
    let made = owners
        .create_playlist("Ours")
        .items(["1002", "1001"])
        .await
        .unwrap();
    let plex = builder(&mock).token(mock.token()).build().unwrap();
    let guest = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let copy = owners.playlist(&made).copy_to(&guest).await.unwrap();
    assert_ne!(copy.rating_key, made.rating_key);
    assert_eq!(copy.title, made.title);
    let items = guest.playlist(&copy).items().await.unwrap();
    assert_eq!(keys(&items), ["1002", "1001"]);
}

#[tokio::test]
async fn a_play_queue_is_made_filled_and_put_in_order() {
    let mock = start(PlexMock::builder().shows(2)).await;
    let server = server(&mock).await;
    let queue = server
        .create_play_queue(["1001", "1002"])
        .start_at("1002")
        .await
        .unwrap();
    assert_eq!(keys(&queue.metadata), ["1001", "1002"]);
    let selected = queue.play_queue_selected_item_id;
    assert_eq!(queue.metadata[1].rare().play_queue_item_id, selected);
    let handle = server.play_queue(queue.play_queue_id.unwrap());
    handle.add("1005").await.unwrap();
    let queue = handle.add_next("1004").await.unwrap();
    assert_eq!(keys(&queue.metadata), ["1001", "1002", "1004", "1005"]);
    let entry = |at: usize| queue.metadata[at].rare().play_queue_item_id.unwrap();
    handle.move_after(entry(0), entry(3)).await.unwrap();
    handle.remove(entry(2)).await.unwrap();
    let queue = handle.move_to_front(entry(3)).await.unwrap();
    assert_eq!(keys(&queue.metadata), ["1005", "1002", "1001"]);
    handle.shuffle().await.unwrap();
    handle.unshuffle().await.unwrap();
    assert_eq!(handle.get().await.unwrap().metadata.len(), 3);
    let made = server
        .create_playlist("Kept")
        .play_queue(handle.get().await.unwrap().play_queue_id.unwrap());
    assert_eq!(made.await.unwrap().leaf_count, Some(3));
    let left = handle.clear().await.unwrap();
    assert_eq!(left.metadata.len(), 1, "what is played is left");

    let episode = server
        .library()
        .items("2")
        .media_type(MediaType::Episode)
        .await
        .unwrap()
        .remove(0);
    let on = server
        .create_play_queue(&episode)
        .continuous(true)
        .await
        .unwrap();
    assert!(on.play_queue_total_count.is_some_and(|count| count > 1));
    let error = server
        .create_play_queue(Source::children("5"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("playlist_type()"), "{error}");
    let season = episode.parent_rating_key.unwrap();
    let of_season = server
        .create_play_queue(Source::children(season))
        .playlist_type(PlaylistType::Video);
    assert!(!of_season.await.unwrap().metadata.is_empty());
}
