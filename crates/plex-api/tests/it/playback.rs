//! What a player reports.

use std::time::Duration;

use crate::common::{mock, server};
use plex_api::{Metadata, Milliseconds, Server, playback::Play};
use plex_mock::{Fault, PlexMock, Received};

const TIMELINE: &str = "/:/timeline";

struct Scene {
    mock: PlexMock,
    server: Server,
    film: Metadata,
}

impl Scene {
    async fn start() -> Self {
        let mock = mock().await;
        let server = server(&mock).await;
        // One that nobody has seen.
        let all = server.library().items("1").await.unwrap();
        let film = all
            .into_iter()
            .find(|film| film.view_count.is_none())
            .unwrap();
        mock.clear_requests();
        Self { mock, server, film }
    }

    /// Of which nothing is reported but changes.
    fn play(&self) -> Play {
        let play = self.server.play(&self.film).unwrap();
        play.report_every(Duration::from_secs(3600))
    }

    fn end(&self) -> i64 {
        self.film.duration.unwrap().0
    }

    async fn film(&self) -> Metadata {
        let key = self.film.rating_key.clone().unwrap();
        self.server.metadata().get(key).await.unwrap().remove(0)
    }

    fn reports(&self) -> Vec<Received> {
        let mut requests = self.mock.requests();
        requests.retain(|request| request.path == TIMELINE);
        requests
    }

    /// State and place of each report.
    fn told(&self) -> Vec<(String, i64)> {
        let told = |report: &Received| {
            let time = report.query("time").unwrap().parse().unwrap();
            (report.query("state").unwrap().to_owned(), time)
        };
        self.reports().iter().map(told).collect()
    }

    /// Waits until so many reports have come.
    async fn until(&self, reports: usize) {
        while self.reports().len() < reports {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn count(&self, path: &str) -> usize {
        let requests = self.mock.requests();
        requests
            .iter()
            .filter(|request| request.path == path)
            .count()
    }
}

#[tokio::test]
async fn each_change_is_told_at_once() {
    let scene = Scene::start().await;
    let play = scene
        .play()
        .queue_item(77)
        .session_identifier("sofa")
        .continuing(true);
    let session = play.start().unwrap();
    session.buffering(Milliseconds(0)).await.unwrap();
    session.playing(Milliseconds(0)).await.unwrap();
    session.paused(Milliseconds(90_000)).await.unwrap();
    let shown = scene.server.status().sessions().await.unwrap();
    assert_eq!(shown.len(), 1);
    session.stop(Milliseconds(91_000)).await.unwrap();
    let told = scene.told();
    let expected = [
        ("buffering", 0),
        ("playing", 0),
        ("paused", 90_000),
        ("stopped", 91_000),
    ];
    assert_eq!(told, expected.map(|(state, time)| (state.to_owned(), time)));
    for report in scene.reports() {
        assert_eq!(report.method, "POST");
        assert_eq!(report.query("playQueueItemID"), Some("77"));
        assert_eq!(report.query("continuing"), Some("1"));
        assert_eq!(
            report.query("duration"),
            Some(scene.end().to_string().as_str())
        );
        assert_eq!(report.header("X-Plex-Session-Identifier"), Some("sofa"));
    }
    assert_eq!(scene.film().await.view_offset, Some(Milliseconds(91_000)));
    assert!(scene.server.status().sessions().await.unwrap().is_empty());
}

#[tokio::test]
async fn in_between_it_is_told_where_it_must_be() {
    let scene = Scene::start().await;
    let play = scene.play().report_every(Duration::from_millis(25));
    let session = play.start().unwrap();
    session.playing(Milliseconds(100_000)).await.unwrap();
    scene.until(4).await;
    session.is_at(Milliseconds(500_000));
    let so_far = scene.reports().len();
    scene.until(so_far + 2).await;
    session.paused(Milliseconds(600_000)).await.unwrap();
    let so_far = scene.reports().len();
    // A pause is told from time to time as well, or the server would forget the player.
    scene.until(so_far + 2).await;
    session.stop(Milliseconds(600_000)).await.unwrap();
    let told = scene.told();
    let times: Vec<_> = told.iter().map(|(_, time)| *time).collect();
    assert!(times.is_sorted(), "{told:?}");
    assert!(times[1] >= 100_025 && times[3] < 200_000, "{told:?}");
    let paused = told.iter().filter(|(state, _)| state == "paused");
    assert!(paused.clone().count() >= 3);
    assert!(paused.clone().all(|(_, time)| *time == 600_000));
}

#[tokio::test]
async fn a_drop_tells_the_stop() {
    let scene = Scene::start().await;
    let session = scene.play().start().unwrap();
    session.playing(Milliseconds(70_000)).await.unwrap();
    // Anywhere: here on a thread that knows no runtime.
    std::thread::spawn(move || drop(session)).join().unwrap();
    scene.until(2).await;
    assert_eq!(scene.told()[1].0, "stopped");
    drop(scene.play().start().unwrap());
    let lasting = scene.play().start().unwrap();
    lasting.playing(Milliseconds(1)).await.unwrap();
    lasting.stop(Milliseconds(2)).await.unwrap();
    assert_eq!(scene.reports().len(), 4, "what never began has no end");
}

#[test]
fn without_a_runtime_nothing_panics() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (scene, session, play) = runtime.block_on(async {
        let scene = Scene::start().await;
        let session = scene.play().start().unwrap();
        session.playing(Milliseconds(1)).await.unwrap();
        let play = scene.play();
        (scene, session, play)
    });
    drop(runtime);
    drop(session);
    let elsewhere = play.start().unwrap();
    drop((elsewhere, scene));
}

#[tokio::test]
async fn an_administrator_can_end_it() {
    let scene = Scene::start().await;
    let play = scene.play().report_every(Duration::from_millis(10));
    let session = play.start().unwrap();
    session.playing(Milliseconds(5000)).await.unwrap();
    let shown = scene.server.status().sessions().await.unwrap().remove(0);
    let id = shown.rare().session.clone().unwrap().id.unwrap();
    scene
        .server
        .status()
        .terminate(id)
        .reason("Bedtime")
        .await
        .unwrap();
    let termination = session.terminated().await.unwrap();
    assert_eq!(
        (termination.code, termination.text.as_deref()),
        (2006, Some("Bedtime"))
    );
    assert_eq!(scene.told().last().unwrap().0, "stopped");
    let error = session.playing(Milliseconds(6000)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server ended playback: Bedtime (2006)"
    );
    session.stop(Milliseconds(6000)).await.unwrap();
}

#[tokio::test]
async fn what_is_nearly_over_counts_once() {
    // The mock server counts by itself from 0.9 on, as real servers do.
    for (share, expected_marks) in [(0.9, 0), (0.5, 1)] {
        let scene = Scene::start().await;
        let session = scene.play().played_at(share).start().unwrap();
        session.playing(Milliseconds(0)).await.unwrap();
        assert_eq!(scene.count("/:/scrobble"), 0);
        for tenths in [6, 7, 8, 8] {
            session
                .playing(Milliseconds(scene.end() * tenths / 10))
                .await
                .unwrap();
        }
        if share == 0.9 {
            session
                .playing(Milliseconds(scene.end() * 95 / 100))
                .await
                .unwrap();
        }
        session
            .stop(Milliseconds(scene.end() * 8 / 10))
            .await
            .unwrap();
        assert_eq!(scene.count("/:/scrobble"), expected_marks, "{share}");
        assert_eq!(scene.film().await.view_count, Some(1), "{share}");
    }
    let scene = Scene::start().await;
    let session = scene
        .play()
        .played_at(0.1)
        .never_mark_played()
        .start()
        .unwrap();
    session.stop(Milliseconds(scene.end() / 2)).await.unwrap();
    assert_eq!(scene.count("/:/scrobble"), 0);
}

#[tokio::test]
async fn a_report_that_fails_is_an_error_and_not_the_end() {
    let scene = Scene::start().await;
    let session = scene.play().start().unwrap();
    session.playing(Milliseconds(0)).await.unwrap();
    scene.mock.fault(Fault::on(TIMELINE).status(503));
    let error = session.paused(Milliseconds(1000)).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    session.playing(Milliseconds(1000)).await.unwrap();
    scene.mock.fault(Fault::on(TIMELINE).status(503));
    let error = session.stop(Milliseconds(1000)).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
}

#[tokio::test]
async fn an_older_server_is_told_in_its_own_way() {
    let scene = Scene::start().await;
    let by_post = || Fault::on(TIMELINE).method("POST").status(404);
    scene.mock.fault(by_post().always());
    let session = scene.play().start().unwrap();
    session.playing(Milliseconds(0)).await.unwrap();
    session.paused(Milliseconds(5000)).await.unwrap();
    session.stop(Milliseconds(5000)).await.unwrap();
    let methods: Vec<_> = scene
        .reports()
        .into_iter()
        .map(|report| report.method)
        .collect();
    assert_eq!(methods, ["POST", "GET", "GET", "GET"], "it is asked once");
    assert_eq!(scene.told().last().unwrap(), &("stopped".to_owned(), 5000));
}
