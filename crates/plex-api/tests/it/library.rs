//! Libraries and their pages.

use crate::common::{mock, server, server_in, start};
use plex_api::{Format, MediaType, Metadata};
use plex_mock::{Fault, PlexMock};

async fn all(mock: &PlexMock, format: Format) -> Vec<Metadata> {
    let server = server_in(mock, format).await;
    let mut items = server
        .library()
        .items("1")
        .media_type(MediaType::Movie)
        .items();
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        all.push(item);
    }
    all
}

#[tokio::test]
async fn sections_and_the_container_around_them() {
    let mock = mock().await;
    let server = server(&mock).await;
    let sections = server.library().sections().await.unwrap();
    assert_eq!(sections[0].media_type, MediaType::Movie);
    let response = server.library().sections().send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.body().size, Some(sections.len() as i64));
    assert_eq!(response.into_body().directories, sections);
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let mock = mock().await;
    let server = server(&mock).await;
    let mut pages = server.library().items("1").pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        assert_eq!(page.total, Some(25));
        seen.push((page.offset, page.items.len()));
    }
    assert_eq!(seen, [(0, 10), (10, 10), (20, 5)]);
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn pages_of_another_size_from_another_start() {
    let mock = mock().await;
    let server = server(&mock).await;
    let mut pages = server
        .library()
        .items("1")
        .page_size(7)
        .start_at(15)
        .pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.offset, first.items.len()), (15, 7));
    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!((second.offset, second.items.len()), (22, 3));
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn json_and_xml_say_the_same() {
    for quirks in [false, true] {
        let mock = start(PlexMock::builder().quirks(quirks)).await;
        let json = all(&mock, Format::Json).await;
        let xml = all(&mock, Format::Xml).await;
        assert_eq!(json.len(), 25);
        for (json, xml) in json.iter().zip(&xml) {
            assert_eq!(json.rating_key, xml.rating_key);
            assert_eq!(json.title, xml.title);
            assert_eq!(json.year, xml.year);
            assert_eq!(json.duration, xml.duration);
            assert_eq!(json.added_at, xml.added_at);
            assert_eq!(json.media.len(), xml.media.len());
            let genres = |item: &Metadata| {
                item.genres
                    .iter()
                    .map(|genre| genre.tag.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(genres(json), genres(xml));
        }
    }
}

#[tokio::test]
async fn a_server_that_does_not_page_is_read_once() {
    let mock = mock().await;
    let body = plex_mock::listing(25, 7);
    mock.fault(
        Fault::on("/library/sections/1/all")
            .body("application/json", body)
            .always(),
    );
    assert_eq!(all(&mock, Format::Json).await.len(), 25);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn filters_travel_as_they_are_meant() {
    let mock = mock().await;
    let server = server(&mock).await;
    server
        .library()
        .items("1")
        .sort("year:desc,titleSort")
        .include_guids(true)
        .query("year>>", 1999)
        .query("genre", "5,6")
        .query("title", "Æther & more")
        .await
        .unwrap();
    let request = &mock.requests()[0];
    assert_eq!(
        request.query,
        [
            ("sort", "year:desc,titleSort"),
            ("includeGuids", "1"),
            ("year>>", "1999"),
            ("genre", "5,6"),
            ("title", "Æther & more"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let mock = mock().await;
    let server = server(&mock).await;
    let mut items = server.library().items("1").items();
    items.try_next().await.unwrap().unwrap();
    mock.fault(Fault::on("/library/sections/1/all").status(500).always());
    let mut read = 1;
    let error = loop {
        match items.try_next().await {
            Ok(item) => read += usize::from(item.is_some()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.status(), Some(500));
    assert!(
        read == 10 || read == 20,
        "whole pages come before the error: {read}"
    );
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn counting_moves_no_item() {
    let mock = mock().await;
    let server = server(&mock).await;
    assert_eq!(server.library().items("1").count().await.unwrap(), 25);
    let request = &mock.requests()[0];
    assert_eq!(request.header("x-plex-container-size"), Some("0"));
}

#[tokio::test]
async fn the_next_page_is_on_its_way_while_one_is_read() {
    let mock = start(PlexMock::builder()).await;
    let server = server(&mock).await;
    let mut items = server.library().items("1").page_size(20).items();
    for _ in 0..10 {
        items.try_next().await.unwrap().unwrap();
    }
    for _ in 0..100_000 {
        if mock.requests().len() == 2 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("half of the first page is read, and nobody has asked for the second");
}

#[tokio::test]
async fn a_section_leads_to_its_items() {
    let mock = mock().await;
    let server = server(&mock).await;
    for section in server.library().sections().await.unwrap() {
        let items = server
            .library()
            .items(&section)
            .page_size(3)
            .pages()
            .try_next()
            .await
            .unwrap();
        assert!(!items.unwrap().items.is_empty(), "{}", section.title);
    }
}
