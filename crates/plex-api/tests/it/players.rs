//! Players, steered in every way that there is.

use std::time::Duration;

use futures_util::{FutureExt, future::join_all};
use plex_api::{
    ControlledMedia, Error, Milliseconds, NavigationCommand, PlaybackState, Player, PlayerTimeline,
    RepeatMode, Search, Server, Way, read_timelines,
};
use plex_mock::{Face, Fault, Gdm, PlexMock, Received};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

use crate::{
    common,
    failover::{self, Door},
};

async fn mock() -> PlexMock {
    let builder = PlexMock::builder().movies(25).shows(3).artists(3);
    builder.gdm(Gdm::FreePorts).start().await.unwrap()
}

async fn living_room(server: &Server) -> Player {
    let players = server.nearby_players().await.unwrap();
    let mut players = players.into_iter();
    players
        .find(|player| player.name() == "Living Room")
        .expect("it is there")
}

async fn video(player: &Player) -> PlayerTimeline {
    let told = player.timelines().await.unwrap();
    let mut timelines = told.timelines.into_iter();
    timelines
        .find(|timeline| timeline.media_type == Some(ControlledMedia::Video))
        .expect("a timeline for videos")
}

fn commands(requests: &[Received]) -> Vec<(String, i64)> {
    requests
        .iter()
        .filter(|request| request.path.starts_with("/player/"))
        .map(|request| {
            let number = request
                .query("commandID")
                .expect("every command has a number");
            (request.path.clone(), number.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn one_player_is_found_in_every_way() {
    let mock = mock().await;
    let plex = common::signed_in(&mock);
    // Of the same app: the numbers are those of one controller.
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let mut found = vec![living_room(&server).await];
    found.extend(
        plex.players()
            .await
            .unwrap()
            .into_iter()
            .find(|player| player.name() == "Living Room"),
    );
    let nearby = Search::at(mock.gdm_players().unwrap().to_string())
        .wait(Duration::from_millis(300))
        .run()
        .await
        .unwrap();
    assert_eq!(nearby.len(), 2);
    found.push(plex.player(&nearby[0]).unwrap());
    found.push(plex.player_at(&mock.player_urls()[0]).await.unwrap());
    assert_eq!(found.len(), 4);
    for player in &found {
        assert_eq!(player.name(), "Living Room");
        assert_eq!(player.identifier().as_str(), "mock-television");
        assert_eq!(player.product(), Some("Plex for Mocks"));
        player.navigate(NavigationCommand::Home).await.unwrap();
    }
    assert_eq!(found[0].way(), Way::Server);
    assert_eq!(found[1].way(), Way::Direct);
    assert!(found[0].capabilities().any(|group| group == "mirror"));
    // Whichever handle it was, the numbers of one player grow.
    let numbers: Vec<_> = commands(&mock.requests())
        .into_iter()
        .map(|(_, number)| number)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let direct = mock.requests();
    let mut direct = direct.iter().filter(|request| request.face == Face::Player);
    assert!(
        direct.all(|request| request.plex("X-Plex-Token").is_none()),
        "no token goes to a player"
    );
}

/// plex.tv lists addresses that are long dead, and such as somebody else has by now.
#[tokio::test]
async fn a_player_is_looked_for_where_it_may_be() {
    const OWN: &str = "the-players-own-token";
    let (mock, stranger) = (mock().await, common::mock().await);
    let any = "127.0.0.1:0".parse().unwrap();
    let television = &mock.player_urls()[0];
    let mut first = Door::between(any, television).await;
    let mut second = Door::between(any, television).await;
    let closed = common::closed_port();
    let connections = [
        closed.as_str(),
        stranger.server_url(),
        &first.url,
        &second.url,
    ];
    let resource = json!([{
        "name": "Living Room",
        "clientIdentifier": "mock-television",
        "provides": "client,player",
        "owned": true,
        "accessToken": OWN,
        "connections": connections.map(failover::local),
    }]);
    let listed = Fault::on("/api/v2/resources").body("application/json", resource.to_string());
    mock.fault(listed.times(2));
    let plex = common::signed_in(&mock);
    let listed = async || plex.players().await.unwrap().remove(0);
    let player = listed().await;
    assert!(stranger.requests().is_empty(), "nobody is asked beforehand");
    mock.clear_requests();
    player.navigate(NavigationCommand::Home).await.unwrap();
    assert_eq!(stranger.requests().len(), 1);
    let asked = mock.requests().into_iter().chain(stranger.requests());
    for request in asked {
        let is_command = request.path.starts_with("/player/");
        let token = is_command.then_some(OWN);
        assert_eq!(request.plex("X-Plex-Token"), token, "{}", request.path);
    }

    // It moves. A command that meets the old line as it breaks may have arrived, and is not sent again.
    first.close().await;
    if player.navigate(NavigationCommand::Home).await.is_err() {
        player.navigate(NavigationCommand::Home).await.unwrap();
    }
    assert!(second.opened() > 0);
    second.close().await;
    let error = listed().await.pause().await.unwrap_err();
    assert!(matches!(error, Error::NoConnection { .. }), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("Living Room answers at none of its addresses")
    );
}

#[tokio::test]
async fn a_film_is_played_and_shows_up_on_the_server() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    for player in [
        living_room(&server).await,
        living_room(&server).await.directly().unwrap(),
    ] {
        player
            .play_item(&server, "1001")
            .offset(Milliseconds(60_000))
            .await
            .unwrap();
        let timeline = video(&player).await;
        assert_eq!(timeline.state, Some(PlaybackState::Playing));
        assert_eq!(timeline.rating_key, Some("1001".into()));
        assert!(timeline.time.unwrap().0 >= 60_000);
        let played = mock.requests();
        let play = played
            .iter()
            .find(|request| request.path == "/player/playback/playMedia")
            .unwrap();
        let lent = play.query("token").unwrap();
        assert!(
            lent.starts_with("transient-"),
            "only a lent token is handed over"
        );
        assert!(
            !play
                .query
                .iter()
                .any(|(_, value)| value == mock.server_token())
        );

        let sessions = server.status().sessions().await.unwrap();
        assert_eq!(sessions.len(), 1);
        mock.advance(Duration::from_secs(90));
        let on = video(&player).await;
        assert!(on.time.unwrap().0 >= 150_000, "time goes on: {:?}", on.time);
        player.stop().await.unwrap();
        assert!(server.status().sessions().await.unwrap().is_empty());
        mock.clear_requests();
    }
}

#[tokio::test]
async fn every_command_does_what_it_says() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    let player = living_room(&server).await.directly().unwrap();
    let refused = player.resume().await.unwrap_err();
    assert_eq!(
        refused.status(),
        Some(406),
        "there is nothing to go on with: {refused}"
    );
    player.play_item(&server, "1001").await.unwrap();
    player.pause().await.unwrap();
    assert_eq!(video(&player).await.state, Some(PlaybackState::Paused));
    player.seek_to(Duration::from_secs(120)).await.unwrap();
    player.step_forward().await.unwrap();
    assert_eq!(video(&player).await.time, Some(Milliseconds(150_000)));
    player.step_back().await.unwrap();
    assert_eq!(video(&player).await.time, Some(Milliseconds(140_000)));
    player.set_volume(30).await.unwrap();
    player.set_repeat(RepeatMode::All).await.unwrap();
    player.set_shuffle(true).await.unwrap();
    player.set_audio_stream(31).await.unwrap();
    player.set_subtitle_stream(32).await.unwrap();
    let timeline = video(&player).await;
    assert_eq!(timeline.volume, Some(30));
    assert_eq!(timeline.repeat, Some(RepeatMode::All));
    assert_eq!(timeline.shuffle, Some(true));
    assert_eq!(timeline.audio_stream_id, Some(31.into()));
    assert_eq!(timeline.subtitle_stream_id, Some(32.into()));
    player
        .refresh_play_queue(timeline.play_queue_id.unwrap())
        .await
        .unwrap();
    player.skip_to("/library/metadata/1001").await.unwrap();
    player
        .of(ControlledMedia::Video)
        .skip_previous()
        .await
        .unwrap();
    player.skip_next().await.unwrap();
    player.resume().await.unwrap();
    player.set_text("lantern").await.unwrap();
    player.show_details(&server, "1002").await.unwrap();
    assert_eq!(
        player.timelines().await.unwrap().location.as_deref(),
        Some("details")
    );
    for key in NavigationCommand::KNOWN {
        player.navigate(key.clone()).await.unwrap();
    }
    let unknown = player.navigate("selfDestruct").await.unwrap_err();
    assert_eq!(unknown.status(), Some(404));
    let numbers = commands(&mock.requests());
    assert!(
        numbers.is_sorted_by(|(_, one), (_, next)| one < next),
        "{numbers:?}"
    );
}

#[tokio::test]
async fn commands_never_overtake_each_other() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    let player = living_room(&server).await;
    mock.clear_requests();
    // The first is slow on its way: the others wait for it.
    mock.fault(Fault::on("/player/navigation/moveUp").delay(Duration::from_millis(30)));
    let keys = [
        NavigationCommand::MoveUp,
        NavigationCommand::MoveDown,
        NavigationCommand::Select,
        NavigationCommand::Back,
    ];
    let all = keys
        .iter()
        .cycle()
        .take(40)
        .map(|key| player.navigate(key.clone()));
    assert!(join_all(all).await.iter().all(Result::is_ok));
    let sent = commands(&mock.requests());
    let expected: Vec<_> = (0..40)
        .map(|place| {
            (
                format!("/player/navigation/{}", keys[place % 4]),
                place as i64 + 1,
            )
        })
        .collect();
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn malformed_successes_are_successes_and_failures_are_sent_once() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    let player = living_room(&server).await;
    for body in [
        "OK",
        "",
        "<?xml version=\"1.0\"?><Response code=\"200\" status=\"OK\">",
        "\u{0}\u{1}",
    ] {
        mock.fault(Fault::on("/player/playback/pause").body("text/xml", body));
        player.pause().await.unwrap();
        mock.fault(Fault::on("/player/timeline/poll").body("text/xml", body));
        let told = player.timelines().await;
        assert_eq!(told.is_ok(), body != "\u{0}\u{1}", "{body:?}: {told:?}");
    }
    mock.clear_requests();
    mock.fault(Fault::on("/player/playback/skipNext").status(500).always());
    assert_eq!(player.skip_next().await.unwrap_err().status(), Some(500));
    assert_eq!(
        commands(&mock.requests()).len(),
        1,
        "a player may have skipped already"
    );
    assert!(read_timelines(b"<MediaContainer><Timeline").is_err());
}

#[tokio::test]
async fn changes_are_waited_for_while_commands_go_on() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    let player = living_room(&server).await;
    player.play_item(&server, "1001").await.unwrap();
    let mut watch = player.watch();
    let told = watch.next().await.unwrap();
    assert!(
        told.timelines
            .iter()
            .any(|timeline| timeline.state == Some(PlaybackState::Playing))
    );
    let other = player.clone();
    let change = tokio::spawn(async move { watch.next().await });
    // Until the question has arrived there is nothing to wait for.
    let is_asked = || {
        mock.requests()
            .iter()
            .any(|request| request.query("wait") == Some("1"))
    };
    while !is_asked() {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    other.pause().await.unwrap();
    let told = timeout(Duration::from_secs(10), change)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    assert!(
        told.timelines
            .iter()
            .any(|timeline| timeline.state == Some(PlaybackState::Paused))
    );
}

/// Takes one POST and gives its body.
async fn one_body(listener: &TcpListener) -> Vec<u8> {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(request).unwrap().to_lowercase();
    assert!(head.starts_with("post /:/timeline "), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        .await
        .unwrap();
    body
}

#[tokio::test]
async fn a_subscription_tells_until_it_ends() {
    let mock = mock().await;
    let server = common::server(&mock).await;
    let player = living_room(&server).await.directly().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let subscribed = tokio::spawn({
        let player = player.clone();
        async move { player.subscribe(port).await }
    });
    let first = read_timelines(&one_body(&listener).await).unwrap();
    assert_eq!(first.timelines.len(), 3);
    let subscription = subscribed.await.unwrap().unwrap();
    let play = tokio::spawn({
        let (player, server) = (player.clone(), server.clone());
        async move { player.play_item(&server, "1001").await }
    });
    let told = read_timelines(&one_body(&listener).await).unwrap();
    assert!(
        told.timelines
            .iter()
            .any(|timeline| timeline.state == Some(PlaybackState::Playing))
    );
    play.await.unwrap().unwrap();
    subscription.end().await.unwrap();
    player.pause().await.unwrap();
    assert!(
        listener.accept().now_or_never().is_none(),
        "nobody is told any more"
    );
}

#[tokio::test]
async fn sonos_is_reached_through_the_cloud() {
    let mock = mock().await;
    let plex = common::signed_in(&mock);
    let server = common::server(&mock).await;
    let players = plex.sonos_players().await.unwrap();
    assert_eq!(players.len(), 1);
    let terrace = &players[0];
    assert_eq!((terrace.name(), terrace.way()), ("Terrace", Way::Cloud));
    let sections = server.library().sections().await.unwrap();
    let music = sections
        .iter()
        .find(|section| section.title == "Music")
        .expect("there is music");
    let artists = server.library().items(music.clone()).await.unwrap();
    let artist = artists[0].rating_key.clone().unwrap();
    terrace.play_item(&server, artist).await.unwrap();
    let told = terrace.timelines().await.unwrap();
    let music = told
        .timelines
        .iter()
        .find(|timeline| timeline.media_type == Some(ControlledMedia::Music));
    assert_eq!(music.unwrap().state, Some(PlaybackState::Playing));
    let first = music.unwrap().rating_key.clone();
    terrace.skip_next().await.unwrap();
    let told = terrace.timelines().await.unwrap();
    let music = told
        .timelines
        .iter()
        .find(|timeline| timeline.media_type == Some(ControlledMedia::Music));
    assert_ne!(music.unwrap().rating_key, first);
    let direct = terrace.directly().unwrap_err();
    assert!(matches!(direct, Error::Config(_)), "{direct}");
}

#[tokio::test]
async fn servers_are_found_nearby() {
    let mock = mock().await;
    let found = Search::at(mock.gdm_servers().unwrap().to_string())
        .wait(Duration::from_millis(300))
        .run()
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name(), Some("Attic"));
    assert_eq!(
        found[0].machine_identifier(),
        Some(mock.machine_identifier())
    );
    assert_eq!(found[0].url(), mock.server_url());
}
