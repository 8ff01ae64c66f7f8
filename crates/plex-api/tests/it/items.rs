//! What is done with one item: ratings, played state, matches, pictures, subtitles.

use plex_api::{ArtworkElement, Error, Format, Metadata, Server, Upload};
use plex_mock::PlexMock;

use crate::common::{mock, server, server_in, start};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

async fn get(server: &Server, key: &str) -> Metadata {
    server.item(key).get().await.unwrap()
}

#[tokio::test]
async fn ratings_and_played_state() {
    let mock = mock().await;
    let server = server(&mock).await;
    let item = server.item("1002");
    item.rate(8.5).await.unwrap();
    assert_eq!(item.get().await.unwrap().user_rating, Some(8.5));
    item.unrate().await.unwrap();
    assert_eq!(item.get().await.unwrap().user_rating, None);
    let error = item.rate(11.0).await.unwrap_err();
    assert!(
        matches!(&error, Error::Config(what) if what.contains("0 to 10")),
        "{error}"
    );
    item.mark_played().await.unwrap();
    assert!(
        item.get()
            .await
            .unwrap()
            .view_count
            .is_some_and(|count| count > 0)
    );
    item.mark_unplayed().await.unwrap();
    assert_eq!(item.get().await.unwrap().view_count, None);
    item.refresh().force(true).await.unwrap();
    item.analyze().await.unwrap();
    let asked = mock.requests();
    let last = asked.last().unwrap();
    assert_eq!(
        (last.method.as_str(), last.path.as_str()),
        ("PUT", "/library/metadata/1002/analyze")
    );
    item.delete().await.unwrap();
    let error = item.get().await.unwrap_err();
    assert_eq!(error.status(), Some(404));
}

#[tokio::test]
async fn matches_are_found_made_and_taken_back() {
    for format in [Format::Json, Format::Xml] {
        let mock = mock().await;
        let server = server_in(&mock, format).await;
        let item = server.item("1003");
        let before = item.get().await.unwrap();
        let found = item.find_matches().await.unwrap();
        assert_eq!(found[0].guid, before.guid, "{format:?}");
        assert_eq!(found[0].matched, Some(true));
        item.unmatch().await.unwrap();
        let unmatched = item.get().await.unwrap();
        assert_eq!(unmatched.guid.as_deref(), Some("local://1003"));
        assert!(unmatched.genres.is_empty() && unmatched.guids.is_empty());
        item.apply_match(&found[0]).await.unwrap();
        let again = item.get().await.unwrap();
        assert_eq!(
            (again.guid, again.genres),
            (before.guid.clone(), before.genres)
        );

        let other = item
            .find_matches()
            .title("Somewhere Else")
            .year(1962)
            .await
            .unwrap();
        assert_eq!(other[0].name.as_deref(), Some("Somewhere Else"));
        server.edit("1003").summary("Stays.").lock().await.unwrap();
        item.apply_match(&other[0]).await.unwrap();
        let changed = item.get().await.unwrap();
        assert_eq!(changed.title.as_deref(), Some("Somewhere Else"));
        assert_eq!(changed.year, Some(1962));
        assert_ne!(changed.guid, before.guid);
        assert_eq!(changed.summary.as_deref(), Some("Stays."));
    }
}

#[tokio::test]
async fn items_become_versions_of_one_and_items_again() {
    let mock = mock().await;
    let server = server(&mock).await;
    let count = async |key: &str| get(&server, key).await.media.len();
    let (first, second) = (count("1004").await, count("1005").await);
    server.item("1004").merge(["1005"]).await.unwrap();
    assert_eq!(count("1004").await, first + second);
    let error = server.item("1005").get().await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(server.library().items("1").count().await.unwrap(), 24);
    server.item("1004").split().await.unwrap();
    assert_eq!((count("1004").await, count("1005").await), (first, second));
}

#[tokio::test]
async fn pictures_are_listed_uploaded_chosen_and_locked() {
    let elements = [
        ArtworkElement::Poster,
        ArtworkElement::Art,
        ArtworkElement::ClearLogo,
        ArtworkElement::SquareArt,
        ArtworkElement::Theme,
    ];
    for element in elements {
        for format in [Format::Json, Format::Xml] {
            let mock = mock().await;
            let server = server_in(&mock, format).await;
            let pictures = server.item("1001").pictures(element.clone());
            let selected = async || {
                let list = pictures.list().await.unwrap();
                let at = list
                    .iter()
                    .position(|picture| picture.rare().selected == Some(true));
                (list.len(), at)
            };
            let (found, at) = selected().await;
            assert_eq!(at, Some(0), "{element} {format:?}");
            pictures.upload(PNG).await.unwrap();
            assert_eq!(selected().await, (found + 1, Some(found)));
            pictures
                .upload_from("https://pictures.example/1.jpg")
                .await
                .unwrap();
            assert_eq!(selected().await, (found + 2, Some(found + 1)));
            let list = pictures.list().await.unwrap();
            pictures.choose(&list[found]).await.unwrap();
            assert_eq!(selected().await, (found + 2, Some(found)));
            let name = list[found].rating_key.clone().unwrap();
            assert!(name.as_str().starts_with("upload://"));
            let bytes = server.artwork().file("1001", name.as_str()).await.unwrap();
            assert_eq!(bytes, PNG);

            let field = match element {
                ArtworkElement::Poster => "thumb".to_owned(),
                ref element => element.to_string(),
            };
            let is_locked = async || {
                let item = server.item("1001").get().await.unwrap();
                item.rare()
                    .locked_fields
                    .iter()
                    .any(|known| known.name.as_deref() == Some(field.as_str()))
            };
            assert!(is_locked().await);
            pictures.unlock().await.unwrap();
            assert!(!is_locked().await);
            pictures.lock().await.unwrap();
            assert!(is_locked().await);
            pictures.remove().await.unwrap();
            assert_eq!(selected().await, (found + 2, None));
        }
    }
}

#[tokio::test]
async fn an_uploaded_poster_is_the_one_that_is_shown() {
    let mock = mock().await;
    let server = server(&mock).await;
    let before = get(&server, "1001").await.thumb;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PNG).unwrap();
    let posters = server.item("1001").pictures(ArtworkElement::Poster);
    posters
        .upload(Upload::file(file.path()).await.unwrap())
        .await
        .unwrap();
    let after = get(&server, "1001").await.thumb.unwrap();
    assert_ne!(before.as_ref(), Some(&after));
    let stamp = after.rsplit('/').next().unwrap();
    let shown = server
        .artwork()
        .picture("1001", ArtworkElement::Thumb, stamp.parse().unwrap());
    assert_eq!(shown.await.unwrap(), PNG);
    posters.remove().await.unwrap();
    assert_eq!(get(&server, "1001").await.thumb, None);
    let error = server
        .item("1001")
        .pictures(ArtworkElement::Banner)
        .list()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
}

#[tokio::test]
async fn subtitles_are_found_taken_over_brought_and_deleted() {
    for format in [Format::Json, Format::Xml] {
        let mock = mock().await;
        let server = server_in(&mock, format).await;
        let subtitles = server.item("1001").subtitles();
        let own = subtitles.list().await.unwrap().len();
        let found = subtitles.search("de").await.unwrap();
        assert_eq!(found[0].language_code.as_deref(), Some("deu"));
        subtitles.add(&found[0]).await.unwrap();
        subtitles
            .upload("1\n00:00:01,000 --> 00:00:02,000\nAhoy.\n")
            .title("Mine")
            .format("srt")
            .language("fr")
            .await
            .unwrap();
        let listed = subtitles.list().await.unwrap();
        assert_eq!(listed.len(), own + 2, "{format:?}");
        let mine = listed
            .iter()
            .find(|stream| stream.title.as_deref() == Some("Mine"))
            .unwrap();
        let text = server
            .media()
            .stream(mine.id.unwrap(), "srt")
            .await
            .unwrap();
        assert!(text.ends_with(b"Ahoy.\n"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.srt");
        subtitles.download(mine, &path).unwrap().await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), text);
        let error = subtitles.download(&listed[0], &path).unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
        subtitles.delete(mine).await.unwrap();
        assert_eq!(subtitles.list().await.unwrap().len(), own + 1);
        let error = subtitles.delete(&listed[0]).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
    }
}

#[tokio::test]
async fn smaller_versions_are_ordered() {
    let mock = start(PlexMock::builder().shows(2)).await;
    let server = server(&mock).await;
    server
        .item("1001")
        .optimize()
        .for_target("optimized for tv")
        .await
        .unwrap();
    let show = server.library().items("2").await.unwrap().remove(0);
    server
        .item(&show)
        .optimize()
        .first(3)
        .only_unplayed()
        .title("Three")
        .await
        .unwrap();
    let writes: Vec<_> = mock
        .requests()
        .into_iter()
        .filter(|request| request.method == "PUT")
        .collect();
    assert_eq!(writes[0].query("Item[targetTagID]"), Some("2"));
    assert!(
        writes[0]
            .query("Item[Location][uri]")
            .unwrap()
            .ends_with("/item/%2Flibrary%2Fmetadata%2F1001")
    );
    assert_eq!(writes[1].query("Item[Policy][scope]"), Some("count"));
    assert_eq!(writes[1].query("Item[Policy][value]"), Some("3"));
    let error = server
        .item("1001")
        .optimize()
        .for_target("Toaster")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("it knows Optimized for Mobile"),
        "{error}"
    );
}
