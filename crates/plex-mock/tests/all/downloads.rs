use std::time::Duration;

use plex_mock::{Cut, Fault, PlexMock, large_file_bytes};
use reqwest::{Method, StatusCode};

use super::{Client, Wide, content_type};

#[tokio::test]
async fn a_queue_prepares_what_it_is_given() {
    let wide = Wide::start().await;
    let queue = wide.ask(Method::POST, "/downloadQueue").await["DownloadQueue"][0]["id"].clone();
    let again = wide.ask(Method::POST, "/downloadQueue").await["DownloadQueue"][0]["id"].clone();
    assert_eq!(queue, again, "a device has one queue");
    let path = |rest: &str| format!("/downloadQueue/{queue}{rest}");
    let keys = "%2Flibrary%2Fmetadata%2F1001,%2Flibrary%2Fmetadata%2F1002";
    let added = wide
        .ask(
            Method::POST,
            &path(&format!("/add?keys={keys}&directPlay=0")),
        )
        .await;
    assert_eq!(added["AddedQueueItems"][0]["key"], "/library/metadata/1001");
    let id = added["AddedQueueItems"][0]["id"].clone();
    let media = path(&format!("/item/{id}/media"));
    let early = wide.client.get(wide.url(&media)).await;
    assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(early.headers().contains_key("retry-after"));
    let mut seen = Vec::new();
    for _ in 0..12 {
        let entry = wide.get(&path(&format!("/items/{id}"))).await["DownloadQueueItem"][0].clone();
        seen.push(entry["status"].as_str().unwrap().to_owned());
        wide.mock.advance(Duration::from_secs(1));
    }
    seen.dedup();
    assert!(
        seen.ends_with(&["processing".into(), "available".into()]),
        "{seen:?}"
    );
    assert_eq!(
        wide.get(&path("")).await["DownloadQueue"][0]["status"],
        "done"
    );
    let file = wide.client.get(wide.url(&media)).await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(content_type(&file), "video/x-matroska");
    let decision = wide.get(&path(&format!("/item/{id}/decision"))).await;
    assert_eq!(decision["generalDecisionCode"], 1001);
    wide.mock.advance(Duration::from_secs(15 * 24 * 3600));
    assert_eq!(
        wide.status(Method::GET, &media).await,
        404,
        "it has expired"
    );
    wide.send(Method::POST, &path(&format!("/items/{id}/restart")))
        .await;
    wide.mock.advance(Duration::from_secs(20));
    wide.send(Method::GET, &media).await;
    wide.send(Method::DELETE, &path(&format!("/items/{id}")))
        .await;
    for (method, rest, status) in [
        (Method::DELETE, format!("/items/{id}"), 404),
        (Method::GET, format!("/items/{id}"), 404),
        (Method::POST, "/add".to_owned(), 400),
        (
            Method::POST,
            "/add?keys=%2Flibrary%2Fmetadata%2F77".to_owned(),
            404,
        ),
    ] {
        assert_eq!(wide.status(method, &path(&rest)).await, status, "{rest}");
    }
    assert_eq!(wide.status(Method::GET, "/downloadQueue/99").await, 404);
}

#[tokio::test]
async fn large_files_come_in_stretches_and_break_off_on_request() {
    const SIZE: u64 = 3_000_000;
    let mock = PlexMock::builder().large_file(SIZE).start().await.unwrap();
    let client = Client::new("device-1").token(mock.server_token());
    let details = format!("{}/library/metadata/1001", mock.server_url());
    let part =
        client.json(details).await["MediaContainer"]["Metadata"][0]["Media"][0]["Part"][0].clone();
    assert_eq!(part["size"], SIZE);
    let url = format!("{}{}", mock.server_url(), part["key"].as_str().unwrap());
    let ranged = |range: &'static str| {
        client
            .request(Method::GET, url.clone())
            .header("Range", range)
            .send()
    };
    let whole = client.get(url.clone()).await;
    let modified = whole.headers()["last-modified"]
        .to_str()
        .unwrap()
        .to_owned();
    let tag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap(), large_file_bytes(0, 0..SIZE));
    let some = ranged("bytes=65000-2000000").await.unwrap();
    assert_eq!(some.headers()["content-length"], "1935001");
    assert_eq!(
        some.bytes().await.unwrap(),
        large_file_bytes(0, 65_000..2_000_001)
    );
    let several = ranged("bytes=0-1,10-12").await.unwrap();
    assert_eq!(several.status(), StatusCode::PARTIAL_CONTENT);
    assert!(content_type(&several).starts_with("multipart/byteranges; boundary="));
    assert!(
        several
            .bytes()
            .await
            .unwrap()
            .windows(3)
            .any(|bytes| bytes == large_file_bytes(0, 10..13))
    );
    let head = client.send(Method::HEAD, url.clone()).await;
    assert_eq!(head.headers()["content-length"], SIZE.to_string());
    let known = client
        .request(Method::GET, url.clone())
        .header("If-Modified-Since", &modified);
    assert_eq!(
        known.send().await.unwrap().status(),
        StatusCode::NOT_MODIFIED
    );

    mock.fault(Fault::on("/library/parts/*/*/*").cut_after(100_000, Cut::Close));
    let mut broken = client.get(url.clone()).await;
    assert_eq!(broken.headers()["content-length"], SIZE.to_string());
    let mut came = 0;
    let failed = loop {
        match broken.chunk().await {
            Ok(Some(piece)) => came += piece.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(failed && came <= 100_000, "{came}");
    mock.fault(Fault::on("/library/parts/*/*/*").ignore_range());
    assert_eq!(ranged("bytes=5-9").await.unwrap().status(), StatusCode::OK);

    mock.replace_files();
    for (name, value) in [("If-Range", tag.to_str().unwrap()), ("If-Range", &modified)] {
        let request = client
            .request(Method::GET, url.clone())
            .header("Range", "bytes=5-9");
        let changed = request.header(name, value).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK, "{value}");
    }
}
