//! Files that are fetched to the disk.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::common::{quick, server, start};
use aws_lc_rs::digest;
use plex_api::{
    Error, Retry, Server,
    download::{Download, Event},
};
use plex_mock::{Cut, Fault, PlexMock, large_file_bytes};
use tempfile::TempDir;

const MIB: u64 = 1024 * 1024;
const PARTS: &str = "/library/parts/*/*/*";

/// A mock server whose first movie has a file of that length, and a place to fetch it to.
struct Scene {
    mock: PlexMock,
    server: Server,
    key: String,
    folder: TempDir,
}

impl Scene {
    async fn of(bytes: u64) -> Self {
        let mock = start(PlexMock::builder().large_file(bytes)).await;
        let server = server(&mock).await;
        let film = server.metadata().get("1001").await.unwrap().remove(0);
        let key = film.media[0].parts[0].key.clone().unwrap().into();
        mock.clear_requests();
        let folder = tempfile::tempdir().unwrap();
        Self {
            mock,
            server,
            key,
            folder,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("film.mkv")
    }

    fn download(&self) -> Download<'_> {
        self.server.download(&self.key, self.path()).retry(quick())
    }

    /// The ranges that were asked for, and whether only of a file that has not changed.
    fn asked(&self) -> Vec<(String, bool)> {
        let requests = self.mock.requests();
        let range = |request: &plex_mock::Received| {
            let range = request.header("range").unwrap_or("whole").to_owned();
            (range, request.header("if-range").is_some())
        };
        requests.iter().map(range).collect()
    }

    /// Where the ranges begin.
    fn starts(&self) -> Vec<u64> {
        let start = |(range, _): &(String, bool)| {
            let start = range.strip_prefix("bytes=").unwrap();
            start.split('-').next().unwrap().parse().unwrap()
        };
        self.asked().iter().map(start).collect()
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn hash_of(edition: u64, bytes: u64) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    let mut start = 0;
    while start < bytes {
        let end = bytes.min(start + MIB);
        hash.update(&large_file_bytes(edition, start..end));
        start = end;
    }
    hash.finish()
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8, 0xff])
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[tokio::test]
async fn a_small_file_takes_one_request() {
    let scene = Scene::of(100_000).await;
    let seen = AtomicU64::new(0);
    let done = scene
        .download()
        .sha256()
        .on_progress(|progress| {
            assert_eq!(progress.total, Some(100_000));
            seen.store(progress.received, Ordering::SeqCst);
        })
        .await
        .unwrap();
    assert_eq!((done.bytes, done.resumed), (100_000, 0));
    assert_eq!(done.sha256, Some(hash_of(0, 100_000)));
    assert_eq!(seen.load(Ordering::SeqCst), 100_000);
    assert_eq!(read(&scene.path()), large_file_bytes(0, 0..100_000));
    assert_eq!(scene.asked(), [("bytes=0-8388607".to_owned(), false)]);
    assert_eq!(scene.files(), ["film.mkv"]);
}

#[tokio::test]
async fn after_a_cut_only_the_rest_is_asked_for() {
    let scene = Scene::of(1_000_000).await;
    for after in [300_000, 100_000, 65_536] {
        scene
            .mock
            .fault(Fault::on(PARTS).cut_after(after, Cut::Close));
    }
    let done = scene.download().parallel(1).sha256().await.unwrap();
    assert_eq!(done.sha256, Some(hash_of(0, 1_000_000)));
    let starts = scene.starts();
    assert_eq!(starts.len(), 4);
    assert!(starts.is_sorted() && starts[1] <= 300_000, "{starts:?}");
    assert!(
        scene
            .asked()
            .iter()
            .skip(1)
            .all(|(_, conditional)| *conditional)
    );
}

#[tokio::test]
async fn fifty_cuts_and_several_ranges_at_once() {
    const SIZE: u64 = 48 * MIB;
    let scene = Scene::of(SIZE).await;
    let mut cuts = Vec::new();
    let mut number: u64 = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..50 {
        // Xorshift: random enough, and the same in every run.
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        let after = number % (600 * 1024) + 1;
        cuts.push(after);
        scene
            .mock
            .fault(Fault::on(PARTS).cut_after(after, Cut::Close));
    }
    let done = scene.download().sha256().await.unwrap();
    assert_eq!(done.sha256, Some(hash_of(0, SIZE)));
    assert_eq!(done.bytes, SIZE);
    // Every request but those of the stretches themselves goes on where a cut was.
    let starts = scene.starts();
    let stretches = 1 + (SIZE - 8 * MIB).div_ceil(16 * MIB) as usize;
    assert_eq!(starts.len(), stretches + 50);
    let mut different = starts.clone();
    different.sort_unstable();
    different.dedup();
    // A cut before the first byte that arrives asks for the same again.
    assert!(starts.len() - different.len() <= 3, "{starts:?}");
}

#[tokio::test]
async fn a_later_process_goes_on() {
    let scene = Scene::of(400_000).await;
    scene
        .mock
        .fault(Fault::on(PARTS).cut_after(250_000, Cut::Close));
    let once = scene.download().parallel(1).retry(Retry::never());
    let error = once.await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert_eq!(scene.files(), ["film.mkv.part", "film.mkv.part.json"]);
    let record = String::from_utf8(read(&scene.folder.path().join("film.mkv.part.json"))).unwrap();
    assert!(!record.contains("parts"), "no address: {record}");
    let there = std::fs::metadata(scene.folder.path().join("film.mkv.part"))
        .unwrap()
        .len();
    scene.mock.clear_requests();
    let done = scene.download().sha256().await.unwrap();
    assert_eq!(scene.asked(), [(format!("bytes={there}-399999"), true)]);
    assert_eq!(
        (done.resumed, done.sha256),
        (there, Some(hash_of(0, 400_000)))
    );
    assert_eq!(scene.files(), ["film.mkv"]);
}

#[tokio::test]
async fn a_file_that_changed_begins_anew() {
    let scene = Scene::of(400_000).await;
    scene
        .mock
        .fault(Fault::on(PARTS).cut_after(250_000, Cut::Close));
    let once = scene.download().retry(Retry::never());
    once.await.unwrap_err();
    scene.mock.replace_files();
    let done = scene.download().sha256().await.unwrap();
    assert_eq!((done.resumed, done.sha256), (0, Some(hash_of(1, 400_000))));
    // What the record says may be wrong; then it counts for nothing.
    for record in ["", "{}", r#"{"source":"","version":{},"done":[[5,1]]}"#] {
        std::fs::write(scene.folder.path().join("film.mkv.part"), "rubbish").unwrap();
        std::fs::write(scene.folder.path().join("film.mkv.part.json"), record).unwrap();
        let done = scene.download().sha256().await.unwrap();
        assert_eq!((done.resumed, done.sha256), (0, Some(hash_of(1, 400_000))));
    }
}

#[tokio::test]
async fn a_server_without_ranges_sends_the_whole_again() {
    let scene = Scene::of(300_000).await;
    scene.mock.fault(Fault::on(PARTS).truncated_body());
    scene.mock.fault(Fault::on(PARTS).ignore_range());
    let done = scene.download().sha256().await.unwrap();
    assert_eq!(done.sha256, Some(hash_of(0, 300_000)));

    // It forgets how to in the middle: the file counts as another one.
    scene
        .mock
        .fault(Fault::on(PARTS).cut_after(100_000, Cut::Close));
    scene.mock.fault(Fault::on(PARTS).ignore_range());
    let done = scene.download().sha256().await.unwrap();
    assert_eq!(done.sha256, Some(hash_of(0, 300_000)));
}

#[tokio::test]
async fn what_cannot_be_had_is_an_error_at_once() {
    let scene = Scene::of(0).await;
    let done = scene.download().await.unwrap();
    assert_eq!((done.bytes, read(&scene.path()).len()), (0, 0));
    let missing = scene
        .server
        .download("/library/parts/1/1/file.mkv", scene.path());
    assert_eq!(missing.await.unwrap_err().status(), Some(404));
    for path in ["https://plex.tv/x", "x", "/a/../../x", "/a/%2e%2E/x"] {
        let error = scene.server.download(path, scene.path()).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{path}: {error}");
    }
    let nowhere = scene.folder.path().join("no/such/folder");
    let error = scene
        .server
        .download(&scene.key, nowhere)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error}");
}

#[tokio::test]
async fn events_tell_the_same() {
    let scene = Scene::of(2 * MIB).await;
    let mut events = scene.download().events();
    let (mut last, mut done) = (0, None);
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            Event::Progress(progress) => {
                assert!(progress.received >= last);
                last = progress.received;
            }
            Event::Done(end) => done = Some(end.bytes),
        }
    }
    assert_eq!(done, Some(2 * MIB));
    assert!(last > 0);
    assert!(events.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn pictures_and_everything_that_is_a_file() {
    let scene = Scene::of(1).await;
    let film = scene.server.metadata().get("1001").await.unwrap().remove(0);
    scene
        .server
        .download(film.thumb.unwrap(), scene.path())
        .await
        .unwrap();
    assert!(is_picture(&read(&scene.path())));
    let small = scene
        .server
        .transcode()
        .photo("/library/metadata/1001/thumb/1");
    small
        .width(20)
        .height(30)
        .download_to(scene.path())
        .await
        .unwrap();
    assert!(is_picture(&read(&scene.path())));
    let logs = scene.server.logs().download_logs();
    let done = logs.download_to(scene.path()).await.unwrap();
    assert_eq!(done.bytes, std::fs::metadata(scene.path()).unwrap().len());
}

#[tokio::test]
async fn the_servers_queue_prepares_what_the_device_keeps() {
    let scene = Scene::of(100_000).await;
    let queue = scene.server.download_queue().await.unwrap();
    let wishes = queue.add_with(["/library/metadata/1001"], |add| add.direct_play(false));
    let added = wishes.await.unwrap().remove(0);
    assert_eq!(added.key(), Some("/library/metadata/1001"));
    let (ready, ()) = tokio::join!(added.ready(), async {
        for _ in 0..15 {
            scene.mock.advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    });
    let ready = ready.unwrap();
    ready.download_to(scene.path()).await.unwrap();
    assert!(read(&scene.path()).starts_with(&[0x1a, 0x45, 0xdf, 0xa3]));
    scene.mock.advance(Duration::from_secs(15 * 24 * 3600));
    let error = ready.ready().await.unwrap_err();
    assert!(error.to_string().contains("expired"), "{error}");
    ready.restart().await.unwrap();
    assert_eq!(queue.items().await.unwrap().len(), 1);
    let error = {
        let early = ready.download_to(scene.path()).retry(Retry::never());
        early.await.unwrap_err()
    };
    assert_eq!(error.status(), Some(503));
    ready.remove().await.unwrap();
    assert!(queue.items().await.unwrap().is_empty());
}
