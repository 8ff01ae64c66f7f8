//! The kinds of call: the columns of the matrix.

use std::time::Duration;

use futures_util::StreamExt;
use plex_api::{Error, Event, Listener, Transport};
use plex_mock::large_file_bytes;
use serde_json::json;

use super::{
    outcome::{End, Outcome, name},
    scene::{FILE, Scene},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Pages,
    Write,
    Download,
    WebSocket,
    EventStream,
}

/// All columns, in the order of the page.
pub(super) const KINDS: [Kind; 6] = [
    Kind::Read,
    Kind::Pages,
    Kind::Write,
    Kind::Download,
    Kind::WebSocket,
    Kind::EventStream,
];

/// What came of a call, and the error where it was one.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) error: Option<Error>,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "small read",
            Self::Pages => "paged stream",
            Self::Write => "write",
            Self::Download => "download",
            Self::WebSocket => "notifications, WebSocket",
            Self::EventStream => "notifications, event stream",
        }
    }

    /// What is asked for, as faults name it.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Read => "/library/sections",
            Self::Pages => "/library/sections/1/all",
            Self::Write => "/playlists",
            Self::Download => "/library/parts/*/*/*",
            Self::WebSocket => "/:/websockets/notifications",
            Self::EventStream => "/:/eventsource/notifications",
        }
    }

    /// Makes the call while harm is done.
    pub(super) async fn run(self, scene: &Scene) -> Ran {
        let end = match self {
            Self::Read => read(scene).await,
            Self::Pages => pages(scene).await,
            Self::Write => return write(scene).await,
            Self::Download => download(scene).await,
            Self::WebSocket => notifications(scene, Transport::WebSocket).await,
            Self::EventStream => notifications(scene, Transport::EventStream).await,
        };
        let mut attempts = scene.attempts();
        if self == Self::Pages {
            attempts -= other_pages(scene, end.is_ok());
        }
        let (end, error) = match end {
            Ok(end) => (end, None),
            Err(error) => (End::Fails(name(&error)), Some(error)),
        };
        Ran {
            outcome: Outcome::new(end, attempts),
            error,
        }
    }
}

async fn read(scene: &Scene) -> Result<End, Error> {
    scene.harm();
    let sections = scene.server.library().sections().await?;
    assert!(!sections.is_empty());
    Ok(End::Succeeds)
}

/// An error in the middle costs no item: reading goes on where it was.
async fn pages(scene: &Scene) -> Result<End, Error> {
    scene.harm();
    let mut keys = Vec::new();
    let mut items = scene.server.library().items("1").items();
    let failure = loop {
        match items.try_next().await {
            Ok(Some(item)) => keys.push(item.rating_key),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    scene.mock.clear_faults();
    let rest = scene.direct.library().items("1");
    let mut rest = rest.start_at(keys.len() as u64).items();
    while let Some(item) = rest.try_next().await.unwrap() {
        assert!(failure.is_some(), "the list ended before its end");
        keys.push(item.rating_key);
    }
    let mut different = keys.clone();
    different.sort();
    different.dedup();
    assert_eq!((keys.len(), different.len()), (25, 25));
    failure.map_or(Ok(End::Succeeds), Err)
}

/// How many attempts were for pages that met no harm: the first, where there is a server, and the third.
fn other_pages(scene: &Scene, is_whole: bool) -> usize {
    usize::from(scene.is_reached()) + usize::from(is_whole)
}

/// Whatever comes of it, it is done once or not at all, and a success is none without having been done.
async fn write(scene: &Scene) -> Ran {
    let item = format!(
        "server://{}/com.plexapp.plugins.library/library/metadata/1001",
        scene.mock.machine_identifier()
    );
    scene.harm();
    let playlists = scene.server.playlists();
    let made = playlists.create().title("Mix").uri(item).await;
    let attempts = scene.attempts();
    let arrived = scene.mock.requests();
    let arrived = arrived.iter().filter(|request| request.method == "POST");
    assert!(arrived.count() <= 1, "it was sent twice");
    scene.mock.clear_faults();
    let there = scene.direct.playlists().list().await.unwrap();
    let is_it = |title: Option<&str>| title == Some("Mix");
    let times = there
        .iter()
        .filter(|playlist| is_it(playlist.title.as_deref()))
        .count();
    let (end, error) = match (made, times) {
        (Ok(_), 1) => (End::Succeeds, None),
        (Err(error), 0) => (End::NotDone(name(&error)), Some(error)),
        (Err(error), 1) => {
            assert!(!error.never_arrived(), "it did: {error}");
            (End::DoneOnce(name(&error)), Some(error))
        }
        (made, times) => panic!("done {times} times, and told {made:?}"),
    };
    Ran {
        outcome: Outcome::new(end, attempts),
        error,
    }
}

/// A file has its name when it is whole, and what failed goes on where it was.
async fn download(scene: &Scene) -> Result<End, Error> {
    scene.harm();
    let outcome = scene.server.download(&scene.part, scene.path()).await;
    let goes_on = scene
        .mock
        .requests()
        .iter()
        .any(|request| request.header("if-range").is_some());
    if outcome.is_err() {
        assert!(!scene.path().exists(), "half a file under its own name");
        scene.mock.clear_faults();
        let again = scene.direct.download(&scene.part, scene.path());
        assert_eq!(again.await.unwrap().bytes, FILE);
    }
    let is_right = std::fs::read(scene.path()).unwrap() == large_file_bytes(0, 0..FILE);
    assert!(is_right, "another file in its place");
    outcome.map(|_| match goes_on {
        true => End::Resumes,
        false => End::Succeeds,
    })
}

/// Harm that passes is done while the line is made anew, other harm from the start. What is told once the line is there
/// arrives.
async fn notifications(scene: &Scene, transport: Transport) -> Result<End, Error> {
    let notifications = scene
        .server
        .notifications()
        .transport(transport)
        .ping_every(Duration::from_secs(2))
        .backoff(Duration::from_millis(1), Duration::from_millis(4));
    if scene.is_lasting {
        scene.harm();
        let mut listener = notifications.listen().await?;
        let mut told = Told::begin(scene);
        while !told.is_all(scene, &next(&mut listener).await?) {}
        return Ok(End::Succeeds);
    }
    let mut listener = notifications.listen().await?;
    scene.harm();
    scene.mock.restart(Duration::ZERO);
    let mut told = Told::default();
    loop {
        match next(&mut listener).await? {
            Event::Reconnected { .. } => told = Told::begin(scene),
            event if told.is_all(scene, &event) => return Ok(End::Reconnects),
            _ => {}
        }
    }
}

async fn next(listener: &mut Listener) -> Result<Event, Error> {
    listener.next().await.expect("a listener does not end")
}

/// Two messages, the second told when the first has come: so that a line that breaks after one does not count.
#[derive(Default)]
struct Told(u64);

impl Told {
    fn begin(scene: &Scene) -> Self {
        tell(scene, 1);
        Self(1)
    }

    fn is_all(&mut self, scene: &Scene, event: &Event) -> bool {
        let number = match event {
            Event::Status(status) => status.title.as_deref().and_then(|title| title.parse().ok()),
            _ => None,
        };
        if number != Some(self.0) {
            return false;
        }
        self.0 += 1;
        tell(scene, self.0);
        self.0 > 2
    }
}

fn tell(scene: &Scene, number: u64) {
    let members = json!({"StatusNotification": [{"title": number.to_string()}]});
    scene.mock.notify("status", members);
}
