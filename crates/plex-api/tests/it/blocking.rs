//! Programs without a runtime of their own.

use std::time::Duration;

use plex_api::{
    Error, Event, Milliseconds, PlaybackState, Search, Server,
    blocking::{Wait, WaitEach, wait_for},
    download::Event as DownloadEvent,
    transcode::Decision,
};
use plex_mock::PlexMock;
use tokio::runtime::Runtime;

use crate::common::{builder, mock};

/// A mock server that runs elsewhere, as a real server does.
fn elsewhere() -> (Runtime, PlexMock, Server) {
    let runtime = Runtime::new().unwrap();
    let mock = runtime.block_on(mock());
    let plex = builder(&mock).build().unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    (runtime, mock, server)
}

#[test]
fn everything_can_be_waited_for() {
    let (_runtime, mock, server) = elsewhere();
    let sections = server.library().sections().wait().unwrap();
    assert!(!sections.is_empty());
    let identity = server.identity().wait().unwrap();
    assert_eq!(identity.machine_identifier, mock.machine_identifier());
    let response = server.library().sections().send().wait().unwrap();
    assert_eq!(response.status(), 200);
    let keys: Vec<_> = server
        .library()
        .items("1")
        .items()
        .wait_each()
        .map(|item| item.unwrap().rating_key)
        .collect();
    assert_eq!(keys.len(), 25);
    let pages = server.library().items("1").pages().wait_each();
    assert_eq!(pages.count(), 3);
    let found = builder(&mock)
        .token(mock.token())
        .build()
        .unwrap()
        .servers()
        .wait()
        .unwrap();
    let connected = found[0].connect().wait().unwrap();
    assert_eq!(connected.name(), mock.server_name());
}

#[test]
fn what_goes_on_by_itself_does_so_on_plain_threads_too() {
    let (_runtime, mock, server) = elsewhere();
    let mut listener = server.notifications().listen().wait().unwrap();
    let film = server.metadata().get("1001").wait().unwrap().remove(0);
    let session = server.play(&film).unwrap().start().unwrap();
    session.playing(Milliseconds(1000)).wait().unwrap();
    let told = loop {
        if let Some(Event::Playing(told)) = listener.try_next().wait().unwrap() {
            break told;
        }
    };
    assert_eq!(told.rating_key, film.rating_key);
    let heard = listener.wait_each();
    drop(session);
    let stopped = heard.filter_map(Result::ok).any(
        |event| matches!(event, Event::Playing(told) if told.state == Some(PlaybackState::Stopped)),
    );
    assert!(stopped, "dropping it reports the stop");

    let plex = builder(&mock).token(mock.token()).build().unwrap();
    assert!(wait_for(plex.validate()).unwrap().is_valid());
    let mut alive = plex.keep_alive().unwrap();
    plex.auth().sign_out().wait().unwrap();
    drop(alive);
    alive = plex.keep_alive().unwrap();
    let ended = wait_for(alive.ended()).unwrap();
    assert!(matches!(ended, Error::Unauthorized { .. }), "{ended}");
}

/// Bodies, downloads, searches and players are no different from the rest.
#[test]
fn files_searches_and_players_are_waited_for_too() {
    let (_runtime, mock, server) = elsewhere();
    let film = server.item("1001").get().wait().unwrap();
    let thumb = film.thumb.unwrap();
    let picture = server.transcode().photo(&thumb).width(20).height(30);
    let pieces = picture.stream().wait().unwrap().wait_each();
    let streamed: usize = pieces.map(|piece| piece.unwrap().len()).sum();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("poster");
    let picture = server.transcode().photo(&thumb).width(20).height(30);
    let events = picture.download_to(&path).events().wait_each();
    let done = events.map(Result::unwrap).find_map(|event| match event {
        DownloadEvent::Done(done) => Some(done.bytes),
        DownloadEvent::Progress(_) => None,
    });
    assert_eq!(done, Some(streamed as u64));
    assert_eq!(server.download(&thumb, &path).wait().unwrap().resumed, 0);

    let conversion = server.stream("1001").direct_play(false).decide();
    let Decision::Convert(conversion) = conversion.wait().unwrap() else {
        panic!("there is something to convert")
    };
    let running = conversion.start().wait().unwrap();
    running.stop().wait().unwrap();

    let players = server.nearby_players().wait().unwrap();
    let player = players.first().expect("the television");
    player.play_item(&server, "1001").wait().unwrap();
    let told = player.watch().next().wait().unwrap();
    assert!(!told.timelines.is_empty());
    player.stop().wait().unwrap();

    let nobody = Search::at("127.0.0.1:9").wait(Duration::from_millis(1));
    assert!(nobody.run().wait().unwrap().is_empty());
    let link = builder(&mock).build().unwrap().link().wait().unwrap();
    mock.claim(link.code()).unwrap();
    assert!(link.wait().wait().unwrap().token().is_some());
}

#[test]
fn several_threads_wait_at_once() {
    let (_runtime, _mock, server) = elsewhere();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert!(server.identity().wait().is_ok());
                }
            });
        }
    });
}

#[test]
fn inside_of_a_runtime_it_says_so() {
    let (runtime, _mock, server) = elsewhere();
    let told = |error: Error| {
        assert!(
            matches!(&error, Error::Config(text) if text.contains("use .await here")),
            "{error}"
        );
    };
    let single = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for runtime in [&runtime, &single] {
        runtime.block_on(async {
            told(server.identity().wait().unwrap_err());
            told(wait_for(server.identity()).unwrap_err());
            let mut items = server.library().items("1").items().wait_each();
            told(items.next().unwrap().unwrap_err());
            assert!(items.next().is_none());
            let server = server.clone();
            let blocking =
                tokio::task::spawn_blocking(move || server.identity().wait().unwrap_err());
            told(blocking.await.unwrap());
        });
    }
}
