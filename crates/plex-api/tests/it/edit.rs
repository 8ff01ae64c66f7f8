//! Edits: what goes over the wire, and what is told afterwards.

use chrono::NaiveDate;
use plex_api::{Error, MediaType, Metadata, Server};
use plex_mock::{PlexMock, Received};

use crate::common::{mock, server, shown, start};

/// The request that changed something.
fn writes(mock: &PlexMock) -> Vec<Received> {
    let requests = mock.requests().into_iter();
    requests.filter(|request| request.method != "GET").collect()
}

fn tags(tags: &[plex_api::Tag]) -> Vec<&str> {
    tags.iter().filter_map(|tag| tag.tag.as_deref()).collect()
}

async fn first(
    server: &Server,
    section: &str,
    media_type: MediaType,
    count: usize,
) -> Vec<Metadata> {
    let request = server.library().items(section).media_type(media_type);
    let mut items = request.await.unwrap();
    items.truncate(count);
    items
}

#[tokio::test]
async fn one_item_in_the_grammar_of_edits() {
    let mock = mock().await;
    let server = server(&mock).await;
    let before = server.item("1001").get().await.unwrap();
    let gone = before.genres[0].tag.clone().unwrap();
    mock.clear_requests();
    server
        .edit("1001")
        .title("Æbler & Pærer")
        .lock()
        .year(1951)
        .unlock()
        .originally_available_at(NaiveDate::from_ymd_opt(1951, 2, 3).unwrap())
        .rating(7.5)
        .genre_add(["Noir", "Farce"])
        .lock()
        .genre_remove(gone.as_str())
        .label_add("A, B")
        .lock_field("thumb")
        .field("custom", "x")
        .await
        .unwrap();
    let write = &writes(&mock)[0];
    assert_eq!(
        (write.method.as_str(), write.path.as_str()),
        ("PUT", "/library/sections/1/all")
    );
    let kept: Vec<_> = tags(&before.genres)
        .into_iter()
        .filter(|tag| *tag != gone)
        .collect();
    let mut expected = vec![
        ("type".to_owned(), "1".to_owned()),
        ("id".into(), "1001".into()),
        ("title.value".into(), "Æbler & Pærer".into()),
        ("title.locked".into(), "1".into()),
        ("year.value".into(), "1951".into()),
        ("year.locked".into(), "0".into()),
        ("originallyAvailableAt.value".into(), "1951-02-03".into()),
        ("rating.value".into(), "7.5".into()),
    ];
    for (at, tag) in kept.iter().chain(&["Noir", "Farce"]).enumerate() {
        expected.push((format!("genre[{at}].tag.tag"), (*tag).to_owned()));
    }
    expected.extend([
        ("genre.locked".into(), "1".into()),
        (
            "genre[].tag.tag-".into(),
            gone.replace(' ', "%20").replace('-', "%2D"),
        ),
        ("label[0].tag.tag".into(), "A, B".into()),
        ("thumb.locked".into(), "1".into()),
        ("custom.value".into(), "x".into()),
    ]);
    assert_eq!(write.query, expected);

    let after = server.item("1001").get().await.unwrap();
    assert_eq!(after.title.as_deref(), Some("Æbler & Pærer"));
    assert_eq!((after.year, after.rating), (Some(1951), Some(7.5)));
    let genres: Vec<_> = kept.iter().copied().chain(["Noir", "Farce"]).collect();
    assert_eq!(tags(&after.genres), genres);
    assert_eq!(tags(&after.rare().labels), ["A, B"]);
    let locked: Vec<_> = after
        .rare()
        .locked_fields
        .iter()
        .filter_map(|field| field.name.clone())
        .collect();
    for (field, is_locked) in [
        ("title", true),
        ("year", false),
        ("genre", true),
        ("thumb", true),
    ] {
        assert_eq!(
            locked.iter().any(|name| name == field),
            is_locked,
            "{field}: {locked:?}"
        );
    }
    server.edit("1001").label_remove("A, B").await.unwrap();
    let after = server.item("1001").get().await.unwrap();
    assert!(after.rare().labels.is_empty());
}

#[tokio::test]
async fn many_items_of_one_library_in_one_request() {
    let mock = mock().await;
    let server = server(&mock).await;
    let movies = first(&server, "1", MediaType::Movie, 5).await;
    let before: Vec<Vec<String>> = movies
        .iter()
        .map(|movie| tags(&movie.genres).into_iter().map(str::to_owned).collect())
        .collect();
    mock.clear_requests();
    server
        .edit(&movies)
        .studio("Northlight")
        .genre_add("Harbour")
        .collection_add("By the Sea")
        .await
        .unwrap();
    let writes = writes(&mock);
    assert_eq!(writes.len(), 1);
    let ids: Vec<_> = movies
        .iter()
        .map(|movie| movie.rating_key.clone().unwrap().to_string())
        .collect();
    assert_eq!(writes[0].query("id"), Some(ids.join(",").as_str()));
    assert_eq!(writes[0].query("genre[0].tag.tag"), Some("Harbour"));
    for (movie, before) in movies.iter().zip(before) {
        let after = server.item(movie).get().await.unwrap();
        assert_eq!(after.studio.as_deref(), Some("Northlight"));
        // Nobody loses what only some have.
        let genres = tags(&after.genres);
        assert!(before.iter().all(|tag| genres.contains(&tag.as_str())));
        assert!(genres.contains(&"Harbour"));
        assert!(tags(&after.collections).contains(&"By the Sea"));
    }
}

#[tokio::test]
async fn items_of_several_libraries_and_types_get_a_request_each() {
    let mock = start(PlexMock::builder().shows(3)).await;
    let server = server(&mock).await;
    let mut items = first(&server, "1", MediaType::Movie, 2).await;
    items.extend(first(&server, "2", MediaType::Show, 1).await);
    items.extend(first(&server, "2", MediaType::Episode, 2).await);
    mock.clear_requests();
    server.edit(&items).label_add("kept").await.unwrap();
    let seen: Vec<_> = writes(&mock)
        .iter()
        .map(|write| (write.path.clone(), write.query("type").unwrap().to_owned()))
        .collect();
    let of = |section: u8, number: &str| {
        (
            format!("/library/sections/{section}/all"),
            number.to_owned(),
        )
    };
    assert_eq!(seen, [of(1, "1"), of(2, "2"), of(2, "4")]);
    for item in &items {
        let item = server.item(item).get().await.unwrap();
        assert_eq!(tags(&item.rare().labels), ["kept"]);
    }
}

#[tokio::test]
async fn collections_are_edited_like_items() {
    let mock = mock().await;
    let server = server(&mock).await;
    let made = server
        .create_collection("1", "Mine")
        .items(["1001"])
        .await
        .unwrap();
    server
        .collection(&made)
        .edit()
        .title("Ours")
        .summary("Both of us.")
        .lock()
        .label_add("kept")
        .await
        .unwrap();
    let after = server.collection(&made).get().await.unwrap();
    assert_eq!(after.title.as_deref(), Some("Ours"));
    assert_eq!(after.summary.as_deref(), Some("Both of us."));
    assert_eq!(tags(&after.rare().labels), ["kept"]);
}

#[tokio::test]
async fn what_cannot_be_edited_is_refused_before_anything_is_written() {
    let mock = mock().await;
    let server = server(&mock).await;
    let playlist = server.create_playlist("Mix").items("1001").await.unwrap();
    let playlist = playlist.rating_key.unwrap();
    mock.clear_requests();
    let empty: [&str; 0] = [];
    for (edit, says) in [
        (server.edit("1001"), "changes nothing"),
        (server.edit(empty).title("x"), "names no item"),
        (server.edit("1001").lock(), "follow the field"),
        (
            server.edit(["1001", "77"]).title("x"),
            "no item 77; nothing was changed",
        ),
        (server.edit(&playlist).title("x"), "is a playlist"),
    ] {
        let error = edit.await.unwrap_err();
        // A server that has none of the items answers 404, which says it as well.
        assert!(
            shown(&mock, &error).contains(says),
            "{says}: {}",
            shown(&mock, &error)
        );
    }
    assert!(writes(&mock).is_empty());
    let error = server.edit("77").title("x").await.unwrap_err();
    assert!(
        matches!(error, Error::Status { status: 404, .. }),
        "{error}"
    );
}
