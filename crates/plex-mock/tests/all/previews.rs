//! The small pictures of a video's moments.

use reqwest::Method;

use super::{Wide, items};

/// The number of a part that has such pictures, and how long it is; and of one that has none.
async fn parts(wide: &Wide) -> ((u64, u64), u64) {
    let (mut with, mut without) = (None, None);
    let movies = wide.get("/library/sections/1/all").await;
    for movie in items(&movies) {
        let part = &movie["Media"][0]["Part"][0];
        let id = part["id"].as_u64().unwrap();
        match part["indexes"].as_str() {
            Some("sd") => with = Some((id, part["duration"].as_u64().unwrap())),
            _ => without = Some(id),
        }
    }
    (with.unwrap(), without.unwrap())
}

#[tokio::test]
async fn a_file_of_frames_and_single_ones() {
    let wide = Wide::start().await;
    let ((part, length), without) = parts(&wide).await;
    let path = format!("/library/parts/{part}/indexes/sd");
    let bytes = async |path: &str| {
        let response = wide.client.get(wide.url(path)).await;
        let kind = response.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (kind, response.bytes().await.unwrap().to_vec())
    };
    let (kind, file) = bytes(&path).await;
    assert_eq!(kind, "application/octet-stream");
    assert_eq!(file[..8], *b"\x89BIF\r\n\x1a\n");
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    let (count, every) = (number(12), number(16));
    assert_eq!((every, count as u64), (10_000, length / 10_000 + 1));
    let frame =
        |place: usize| file[number(64 + place * 8 + 4)..number(64 + place * 8 + 12)].to_vec();
    assert_eq!(
        number(64 + count * 8),
        u32::MAX as usize,
        "the end of the list"
    );
    assert_eq!(number(64 + count * 8 + 4), file.len());
    for place in [0, 1, count - 1] {
        assert_eq!(frame(place)[..2], [0xff, 0xd8], "a JPEG");
        let (kind, one) = bytes(&format!("{path}/{}", place * every + 7)).await;
        assert_eq!((kind.as_str(), one), ("image/jpeg", frame(place)));
    }
    let (_, fewer) = bytes(&format!("{path}?interval=60000")).await;
    assert!(fewer.len() < file.len());
    for (path, status) in [
        (format!("/library/parts/{without}/indexes/sd"), 404),
        (format!("/library/parts/{part}/indexes/hd"), 404),
        (format!("{path}/soon"), 400),
        ("/library/parts/x/indexes/sd".to_owned(), 404),
    ] {
        assert_eq!(wide.status(Method::GET, &path).await, status, "{path}");
    }
}
