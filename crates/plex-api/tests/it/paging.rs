//! Lists that misbehave while they are read.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use plex_api::{Error, Plex, Server};
use serde_json::json;
use tokio::{net::TcpListener, task::JoinSet};

use crate::common::CLIENT;

/// What a server answers to a request for `size` items from `start`, as the `n`th: the container's members.
type Behaviour = fn(start: usize, size: usize, n: usize) -> serde_json::Value;

struct Lists {
    server: Server,
    asked: Arc<AtomicUsize>,
    _work: JoinSet<()>,
}

async fn lists(behaviour: Behaviour) -> Lists {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let mut work = JoinSet::new();
    work.spawn(async move {
        let mut streams = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            let service = service_fn(move |request: Request<Incoming>| {
                let number =
                    |name: &str| request.headers()[name].to_str().unwrap().parse().unwrap();
                let (start, size) = (
                    number("x-plex-container-start"),
                    number("x-plex-container-size"),
                );
                let container = behaviour(start, size, count.fetch_add(1, Ordering::SeqCst));
                let body = json!({ "MediaContainer": container }).to_string();
                async move { Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(body))) }
            });
            streams.spawn(async move {
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    let plex = Plex::builder("Test App", CLIENT)
        .page_size(10)
        .build()
        .unwrap();
    Lists {
        server: plex.server_at(&url, "token").unwrap(),
        asked,
        _work: work,
    }
}

impl Lists {
    /// The keys of the items from `start`, up to an error.
    async fn read(&self, start: u64) -> (Vec<usize>, Option<Error>) {
        let mut items = self.server.library().items("1").start_at(start).items();
        let mut keys = Vec::new();
        loop {
            match items.try_next().await {
                Ok(Some(item)) => keys.push(item.rating_key.unwrap().as_str().parse().unwrap()),
                Ok(None) => return (keys, None),
                Err(error) => return (keys, Some(error)),
            }
        }
    }
}

fn items(keys: impl IntoIterator<Item = usize>) -> serde_json::Value {
    keys.into_iter()
        .map(|key| json!({"ratingKey": key.to_string(), "title": "A film", "type": "movie"}))
        .collect()
}

fn page(keys: &[usize], start: usize, size: usize) -> serde_json::Value {
    let shown = keys.iter().copied().skip(start).take(size);
    json!({"offset": start, "totalSize": keys.len(), "Metadata": items(shown)})
}

#[tokio::test]
async fn lists_end_whole_and_without_repetition() {
    let all = |range: std::ops::Range<usize>| range.collect::<Vec<_>>();
    let table: [(&str, Behaviour, u64, Vec<usize>, usize); 11] = [
        (
            "as it should be",
            |start, size, _| page(&Vec::from_iter(0..25), start, size),
            0,
            all(0..25),
            3,
        ),
        (
            "from the middle",
            |start, size, _| page(&Vec::from_iter(0..25), start, size),
            13,
            all(13..25),
            2,
        ),
        (
            "caps sizes",
            |start, size, _| page(&Vec::from_iter(0..25), start, size.min(4)),
            0,
            all(0..25),
            7,
        ),
        (
            "ignores sizes",
            |start, _, _| page(&Vec::from_iter(0..25), start, 25),
            0,
            all(0..25),
            1,
        ),
        (
            "does not page",
            |_, _, _| json!({"size": 25, "Metadata": items(0..25)}),
            13,
            all(13..25),
            1,
        ),
        (
            "tells no total and caps",
            |start, _, _| json!({"offset": start, "Metadata": items(start.min(25)..(start + 4).min(25))}),
            0,
            all(0..25),
            8,
        ),
        (
            "one comes at the front",
            |start, size, n| match n {
                0 => page(&Vec::from_iter(0..25), start, size),
                _ => page(&Vec::from_iter([99].into_iter().chain(0..25)), start, size),
            },
            0,
            all(0..25),
            3,
        ),
        (
            "two go from the front",
            |start, size, n| match n {
                0 => page(&Vec::from_iter(0..25), start, size),
                _ => page(&Vec::from_iter(2..25), start, size),
            },
            0,
            all(0..25),
            4,
        ),
        (
            "a page's worth comes at the front",
            |start, size, n| match n {
                0 => page(&Vec::from_iter(0..25), start, size),
                _ => page(&Vec::from_iter((100..110).chain(0..25)), start, size),
            },
            0,
            all(0..25),
            4,
        ),
        (
            "goes on behind the last number, as it says",
            |_, _, _| json!({"totalSize": i64::MAX, "Metadata": items(0..10)}),
            u64::MAX - 4,
            all(0..10),
            1,
        ),
        (
            "begins before the last number, as it says",
            |_, _, n| match n {
                0 => json!({"offset": i64::MAX, "totalSize": i64::MAX, "Metadata": items(0..10)}),
                _ => json!({"offset": 10, "Metadata": []}),
            },
            0,
            all(0..10),
            1,
        ),
    ];
    for (what, behaviour, start, expected, requests) in table {
        let lists = lists(behaviour).await;
        let (keys, error) = lists.read(start).await;
        assert!(error.is_none(), "{what}: {error:?}");
        assert_eq!(keys, expected, "{what}");
        assert_eq!(lists.asked.load(Ordering::SeqCst), requests, "{what}");
    }
}

#[tokio::test]
async fn lists_that_do_not_move_on_end_with_an_error() {
    let table: [(&str, Behaviour); 4] = [
        (
            "the first page for ever",
            |_, _, _| json!({"offset": 0, "totalSize": 25, "Metadata": items(0..10)}),
        ),
        (
            "the first page for ever, as if it were another",
            |start, _, _| json!({"offset": start, "totalSize": 1_000_000, "Metadata": items(0..10)}),
        ),
        (
            "the same without a total",
            |start, _, _| json!({"offset": start, "Metadata": items(0..10)}),
        ),
        (
            "a list that grows as it is read",
            |start, _, n| json!({"offset": start, "totalSize": start + 100, "Metadata": items((n % 3)..(n % 3 + 7))}),
        ),
    ];
    for (what, behaviour) in table {
        let lists = lists(behaviour).await;
        let (keys, error) = lists.read(0).await;
        assert!(keys.len() <= 10, "{what}: {keys:?}");
        let error = error.expect(what);
        assert!(matches!(error, Error::Endless { .. }), "{what}: {error}");
        assert!(lists.asked.load(Ordering::SeqCst) <= 7, "{what}");
    }
}

#[tokio::test]
async fn a_title_that_is_in_a_playlist_twice_comes_twice() {
    let lists = lists(|start, size, _| {
        let entries = (0..25).map(|entry| {
            json!({"ratingKey": "7", "playlistItemID": entry, "title": "A film", "type": "movie"})
        });
        let shown: Vec<_> = entries.skip(start).take(size).collect();
        json!({"offset": start, "totalSize": 25, "Metadata": shown})
    })
    .await;
    let (keys, error) = lists.read(0).await;
    assert_eq!(keys, [7; 25]);
    assert!(error.is_none());
}
