//! Every program in `examples/`, run against the mock server. The webhooks have a test of their own.

use std::{
    fs,
    io::{LineWriter, Write},
    time::Duration,
};

use plex_api::{Milliseconds, PlaybackState, Server};
use plex_mock::PlexMock;
use tokio::{sync::mpsc, time::timeout};

use crate::common;

/// The programs; what they call is compiled from their files.
macro_rules! examples {
    ($($name:ident $file:literal),* $(,)?) => {$(
        #[path = $file]
        #[allow(clippy::duplicate_mod, dead_code)] // what programs share, and main
        mod $name;
    )*};
}

examples! {
    download "../../examples/download.rs",
    duplicates "../../examples/duplicates.rs",
    library_size "../../examples/library_size.rs",
    missing_subtitles "../../examples/missing_subtitles.rs",
    playlist_from_file "../../examples/playlist_from_file.rs",
    poster_backup "../../examples/poster_backup.rs",
    recently_added "../../examples/recently_added.rs",
    sign_in "../../examples/sign_in.rs",
    unwatched_report "../../examples/unwatched_report.rs",
    watch_party "../../examples/watch_party.rs",
    watched_up_to "../../examples/watched_up_to.rs",
    who_is_watching "../../examples/who_is_watching.rs",
}

/// Six films and two shows, at noon of the first day of 2030.
async fn scene() -> (PlexMock, Server) {
    let noon = "2030-01-01T12:00:00Z".parse().unwrap();
    let mock = PlexMock::builder().movies(6).shows(2).clock(noon);
    let mock = mock.start().await.unwrap();
    let server = common::server(&mock).await;
    (mock, server)
}

fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).unwrap()
}

async fn report(server: &Server, item: &str, state: PlaybackState, at: i64) {
    let key = format!("/library/metadata/{item}");
    let playback = server.playback();
    let report = playback.report(item, key, state, Milliseconds(at));
    report.await.unwrap();
}

/// What a program that goes on writes, line by line.
struct Lines(mpsc::UnboundedReceiver<String>);

struct Written(mpsc::UnboundedSender<String>);

impl Lines {
    fn new() -> (LineWriter<Written>, Self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (LineWriter::new(Written(sender)), Self(receiver))
    }

    /// The next text that holds this one.
    async fn with(&mut self, wanted: &str) -> String {
        let found = async {
            loop {
                let text = self.0.recv().await.expect("the program goes on");
                if text.contains(wanted) {
                    return text;
                }
            }
        };
        timeout(Duration::from_secs(10), found).await.expect(wanted)
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn who_is_watching() {
    let (_mock, server) = scene().await;
    let mut out = Vec::new();
    who_is_watching::run(&server, &mut out).await.unwrap();
    report(&server, "1001", PlaybackState::Playing, 600_000).await;
    who_is_watching::run(&server, &mut out).await.unwrap();
    insta::assert_snapshot!(text(out));
}

#[tokio::test]
async fn reports() {
    let (_mock, server) = scene().await;
    let mut out = Vec::new();
    unwatched_report::run(&server, &mut out).await.unwrap();
    insta::assert_snapshot!("unwatched_report", text(out));

    let mut out = Vec::new();
    library_size::run(&server, &mut out).await.unwrap();
    insta::assert_snapshot!("library_size", text(out));

    let mut out = Vec::new();
    missing_subtitles::run(&server, "de", &mut out)
        .await
        .unwrap();
    insta::assert_snapshot!("missing_subtitles", text(out));

    let mut out = Vec::new();
    recently_added::run(&server, 2, &mut out).await.unwrap();
    insta::assert_snapshot!("recently_added", text(out));
}

#[tokio::test]
async fn duplicates() {
    let (_mock, server) = scene().await;
    server.item("1001").merge("1002").await.unwrap();
    let mut out = Vec::new();
    duplicates::run(&server, &mut out).await.unwrap();
    insta::assert_snapshot!(text(out));
}

#[tokio::test]
async fn poster_backup() {
    let (_mock, server) = scene().await;
    let folder = tempfile::tempdir().unwrap();
    for told in ["8 posters saved, 0 were", "0 posters saved, 8 were"] {
        let mut out = Vec::new();
        let run = poster_backup::run(&server, folder.path(), &mut out);
        run.await.unwrap();
        assert!(text(out).starts_with(told));
    }
    let films = server.library().sections().await.unwrap().remove(0).title;
    let posters = fs::read_dir(folder.path().join(films)).unwrap();
    for poster in posters {
        let poster = fs::read(poster.unwrap().path()).unwrap();
        assert!(!poster.is_empty());
    }
}

#[tokio::test]
async fn watch_party() {
    let (mock, server) = scene().await;
    let title = server.item("1001").get().await.unwrap().full_title();
    let (mut out, mut lines) = Lines::new();
    let party = {
        let server = server.clone();
        tokio::spawn(async move { watch_party::run(&server, &mut out).await })
    };
    // Nothing is told before the program listens.
    while !mock
        .requests()
        .iter()
        .any(|asked| asked.path.contains("notifications"))
    {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    report(&server, "1001", PlaybackState::Playing, 1_000).await;
    lines.with(&format!("▶ {title}")).await;
    report(&server, "1001", PlaybackState::Playing, 2_000).await;
    report(&server, "1001", PlaybackState::Paused, 3_000).await;
    // The second report was no news: this line comes next.
    assert_eq!(lines.0.recv().await.unwrap(), format!("⏸ {title}\n"));
    party.abort();
}

#[tokio::test]
async fn playlist_from_file() {
    let (_mock, server) = scene().await;
    let films = server.library().items("1").await.unwrap();
    let [first, second, ..] = films.as_slice() else {
        panic!("there are six");
    };
    let lower = first.title.as_ref().unwrap().to_lowercase();
    let titles = format!("{lower}\n\n{}\nNobody Made This\n", second.full_title());
    let mut out = Vec::new();
    let run = playlist_from_file::run(&server, "For Sunday", &titles, &mut out);
    run.await.unwrap();
    assert_eq!(
        text(out),
        "not in the library: Nobody Made This\nFor Sunday: 2 films\n"
    );

    let playlists = server.playlists().list().await.unwrap();
    let made = playlists
        .iter()
        .find(|list| list.title.as_deref() == Some("For Sunday"));
    let held = server.playlist(made.unwrap()).items().await.unwrap();
    let keys: Vec<_> = held.iter().map(|film| &film.rating_key).collect();
    assert_eq!(keys, [&first.rating_key, &second.rating_key]);

    let mut out = Vec::new();
    let none = playlist_from_file::run(&server, "Empty", "Nobody Made This", &mut out);
    let error = none.await.unwrap_err();
    assert_eq!(error.to_string(), "none of the films is in the library");
}

#[tokio::test]
async fn sign_in() {
    let mock = common::mock().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token.txt");
    let plex = common::builder(&mock).build().unwrap();
    let (mut out, mut lines) = Lines::new();
    let first = {
        let (plex, file) = (plex.clone(), file.clone());
        tokio::spawn(async move { sign_in::run(&plex, &file, &mut out).await })
    };
    let asked = lines.with("or enter ").await;
    let code = asked
        .split("or enter ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    mock.claim(code.unwrap()).unwrap();
    first.await.unwrap().unwrap();

    let mut out = Vec::new();
    sign_in::run(&plex, &file, &mut out).await.unwrap();
    let out = text(out);
    assert!(out.starts_with("Hello "), "the token was kept: {out}");
    assert!(out.contains(mock.server_name()));

    mock.expire_token(&fs::read_to_string(&file).unwrap());
    let error = sign_in::run(&plex, &file, &mut Vec::new())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("withdrawn"), "{error}");
    assert!(!file.exists());
}

#[tokio::test]
async fn watched_up_to() {
    let (_mock, server) = scene().await;
    let show = server.library().items("2").await.unwrap().remove(0);
    let title = show.title.clone().unwrap();
    let mut out = Vec::new();
    watched_up_to::run(&server, &title, (1, 2), &mut out)
        .await
        .unwrap();
    for episode in server.item(&show).leaves().await.unwrap() {
        let place = (episode.parent_index, episode.index);
        let early = place == (Some(1), Some(1)) || place == (Some(1), Some(2));
        let seen = episode.view_count.unwrap_or_default() > 0;
        assert!(seen || !early, "{}", episode.full_title());
    }
    let mut again = Vec::new();
    watched_up_to::run(&server, &title, (1, 2), &mut again)
        .await
        .unwrap();
    assert_eq!(text(again), "0 episodes marked as watched\n");

    let error = watched_up_to::run(&server, "Nobody", (1, 1), &mut Vec::new()).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "there is no show named Nobody"
    );
}

#[tokio::test]
async fn download() {
    let mock = PlexMock::builder().movies(6).large_file(1 << 20);
    let mock = mock.start().await.unwrap();
    let server = common::server(&mock).await;
    let folder = tempfile::tempdir().unwrap();
    let film = server.library().items("1").sort("addedAt").await.unwrap();
    let film = film
        .iter()
        .find(|film| film.rating_key == Some("1001".into()));
    let part = film.unwrap().media[0].parts[0].clone();
    let mut out = Vec::new();
    let run = download::run(&server, "1001", folder.path(), &mut out);
    run.await.unwrap();
    let out = text(out);
    assert!(
        out.contains(&format!("{} bytes", part.size.unwrap())),
        "{out}"
    );
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    let [Ok(file)] = files.as_slice() else {
        panic!("one file, and nothing that is half done: {files:?}");
    };
    let name = file.file_name().into_string().unwrap();
    assert!(part.file.unwrap().ends_with(&name));
    assert_eq!(file.metadata().unwrap().len(), part.size.unwrap() as u64);
}
