use reqwest::{Method, StatusCode};

use super::{Client, Wide, content_type};

async fn part(wide: &Wide, path: &str) -> (String, u64) {
    let item = wide.get(path).await["Metadata"][0].clone();
    let part = &item["Media"][0]["Part"][0];
    (
        part["key"].as_str().unwrap().to_owned(),
        part["size"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn files_are_as_long_as_they_say_and_begin_as_they_should() {
    let wide = Wide::start().await;
    for path in [
        "/library/sections/1/all?container=mkv",
        "/library/sections/1/all?container=mp4",
        "/library/sections/1/all?container=avi",
        "/library/sections/2/all?type=4",
        "/library/sections/3/all?type=10",
        "/library/sections/4/all?type=13",
        "/library/sections/5/all",
    ] {
        let (key, size) = part(&wide, path).await;
        let head = wide.client.send(Method::HEAD, wide.url(&key)).await;
        assert_eq!(head.headers()["content-length"], size.to_string(), "{path}");
        assert_eq!(head.headers()["accept-ranges"], "bytes");
        let whole = wide.client.get(wide.url(&key)).await.bytes().await.unwrap();
        assert_eq!(whole.len() as u64, size);
        let magic: &[u8] = match key.rsplit('.').next().unwrap() {
            "mkv" => &[0x1a, 0x45, 0xdf, 0xa3],
            "mp4" => &[0, 0, 0],
            "avi" | "wav" => b"RIFF",
            "mp3" => &[0xff, 0xfb],
            "flac" => b"fLaC",
            _ => b"\x89PNG",
        };
        assert!(whole.starts_with(magic), "{key}");
    }
}

#[tokio::test]
async fn ranges_resume_only_the_same_file() {
    let wide = Wide::start().await;
    let (key, size) = part(&wide, "/library/metadata/1001").await;
    let whole = wide.client.get(wide.url(&key)).await;
    let tag = whole.headers()["etag"].to_str().unwrap().to_owned();
    let whole = whole.bytes().await.unwrap();
    let ranged = |range: &'static str, tag: Option<String>| {
        let mut request = wide
            .client
            .request(Method::GET, wide.url(&key))
            .header("Range", range);
        if let Some(tag) = tag {
            request = request.header("If-Range", tag);
        }
        async move { request.send().await.unwrap() }
    };
    let some = ranged("bytes=5-9", Some(tag.clone())).await;
    assert_eq!(some.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(some.headers()["content-range"], format!("bytes 5-9/{size}"));
    assert_eq!(some.bytes().await.unwrap(), whole[5..10]);
    let changed = ranged("bytes=5-9", Some("\"other\"".to_owned())).await;
    assert_eq!(changed.status(), StatusCode::OK);
    let end = ranged("bytes=-4", None).await;
    assert_eq!(end.bytes().await.unwrap(), whole[whole.len() - 4..]);
    let beyond = ranged("bytes=99999999-", None).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.headers()["content-range"], format!("bytes */{size}"));
    let saved = wide
        .client
        .get(wide.url(&format!("{key}?download=1")))
        .await;
    let name = saved.headers()["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\""), "{name}");
    let stranger = Client::new("device-1").get(wide.url(&key)).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    for missing in ["/library/parts/1/1/file.mkv", "/library/parts/x/1/file.mkv"] {
        assert_eq!(wide.status(Method::GET, missing).await, 404);
    }
}

#[tokio::test]
async fn pictures_are_pictures() {
    let wide = Wide::start().await;
    let item = wide.get("/library/metadata/1001").await["Metadata"][0].clone();
    let thumb = item["thumb"].as_str().unwrap();
    let picture = wide.client.get(wide.url(thumb)).await;
    assert_eq!(content_type(&picture), "image/jpeg");
    let bytes = picture.bytes().await.unwrap();
    assert!(bytes.starts_with(b"\xff\xd8\xff") && bytes.ends_with(b"\xff\xd9"));
    let path = format!("/photo/:/transcode?url={thumb}&width=33&height=44&format=png");
    let bytes = wide
        .client
        .get(wide.url(&path))
        .await
        .bytes()
        .await
        .unwrap();
    let size = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    // As large as fits, in the shape that it has.
    assert_eq!((size(16), size(20)), (29, 44));
    for (path, status) in [
        ("/photo/:/transcode?width=3&height=3", 400),
        ("/photo/:/transcode?url=x&width=0&height=3", 400),
        (
            "/photo/:/transcode?url=/library/metadata/77/thumb/1&width=3&height=3",
            404,
        ),
        (
            "/photo/:/transcode?url=/library/metadata/1001/thumb/1&width=4000000000&height=3",
            200,
        ),
        ("/library/metadata/77/thumb/1", 404),
        ("/library/metadata/1001/nonsense/1", 404),
    ] {
        assert_eq!(wide.status(Method::GET, path).await, status, "{path}");
    }
}
