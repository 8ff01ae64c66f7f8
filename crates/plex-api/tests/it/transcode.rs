//! Decisions and conversions.

use std::time::Duration;

use crate::common::{builder, mock, server, start};
use plex_api::{
    Format, Milliseconds, PlaybackState, Server, StreamExtension, SubtitleMode,
    transcode::{ClientProfile, Decision, DecisionCode, Directive, MediaKind, Transcode},
};
use plex_mock::{Fault, PlexMock};

/// What every file of the mock server fits.
fn plays_all() -> ClientProfile {
    let all = Directive::direct_play(MediaKind::Video)
        .set("container", "mkv,mp4,avi")
        .set("videoCodec", "*")
        .set("audioCodec", "*");
    ClientProfile::default().with(all)
}

fn small(server: &Server) -> Transcode {
    server
        .stream("1001")
        .direct_play(false)
        .max_video_bitrate(1000)
}

async fn conversion(request: Transcode) -> plex_api::transcode::Conversion {
    match request.decide().await.unwrap() {
        Decision::Convert(conversion) => conversion,
        other => panic!("{other:?}"),
    }
}

async fn running(server: &Server) -> usize {
    server.transcode().sessions().await.unwrap().len()
}

fn count(mock: &PlexMock, end: &str) -> usize {
    let requests = mock.requests();
    requests
        .iter()
        .filter(|request| request.path.ends_with(end))
        .count()
}

#[tokio::test]
async fn a_file_that_fits_is_played_as_it_is() {
    for format in [Format::Json, Format::Xml] {
        let mock = mock().await;
        let server = crate::common::server_in(&mock, format).await;
        let decision = server
            .stream("1001")
            .profile(&plays_all())
            .decide()
            .await
            .unwrap();
        assert_eq!(decision.verdict().general(), DecisionCode::DirectPlay);
        assert!(decision.verdict().answer().extra.is_empty());
        let Decision::DirectPlay(file) = decision else {
            panic!("{decision:?}")
        };
        let address = file.address().unwrap();
        assert!(address.as_str().starts_with(mock.server_url()));
        assert_eq!(address.path(), file.part().key.as_deref().unwrap());
        assert!(!address.as_str().contains(mock.server_token()));
        let secret = file.address_with_token().unwrap();
        assert!(secret.expose().as_str().contains(mock.server_token()));
        assert!(!format!("{secret:?}").contains(mock.server_token()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film");
        let done = file.download_to(&path).unwrap().await.unwrap();
        assert_eq!(Some(done.bytes as i64), file.part().size);
    }
}

#[tokio::test]
async fn a_conversion_is_decided_started_and_stopped() {
    let mock = mock().await;
    let server = server(&mock).await;
    let request = small(&server)
        .subtitles(SubtitleMode::Burn)
        .resolution(640, 360)
        .offset(Milliseconds(90_500))
        .profile(&plays_all());
    let conversion = conversion(request).await;
    let verdict = conversion.verdict().clone();
    assert_eq!(
        verdict.direct_play(),
        Some(DecisionCode::NoDirectPlay(3000))
    );
    assert_eq!(verdict.transcode(), Some(DecisionCode::Conversion));
    assert!(verdict.direct_play_text().is_some());
    let streams: Vec<_> = verdict
        .streams()
        .map(|stream| stream.decision.unwrap().as_str().to_owned())
        .collect();
    assert_eq!(
        (streams[0].as_str(), streams[2].as_str()),
        ("transcode", "burn")
    );
    let running_one = conversion.start().await.unwrap();
    assert!(running_one.playlist().starts_with("#EXTM3U"));
    assert_eq!(running(&server).await, 1);

    let requests = mock.requests();
    let decided = requests
        .iter()
        .find(|one| one.path.ends_with("/decision"))
        .unwrap();
    let started = requests
        .iter()
        .find(|one| one.path.ends_with("/start.m3u8"))
        .unwrap();
    assert_eq!(decided.query, started.query, "the very same parameters");
    assert_eq!(
        decided.query("session"),
        decided.query("transcodeSessionId")
    );
    assert_eq!(decided.query("offset"), Some("90.5"));
    let profile = |request: &plex_mock::Received| {
        request
            .header("X-Plex-Client-Profile-Extra")
            .unwrap()
            .to_owned()
    };
    assert_eq!(profile(decided).parse(), Ok(plays_all()));
    assert_eq!(profile(decided), profile(started));

    // A player that can send no headers finds it by the address alone.
    let secret = running_one.address_with_token().unwrap();
    let pairs: Vec<_> = secret.expose().query_pairs().into_owned().collect();
    for (name, value) in [
        ("X-Plex-Token", mock.server_token()),
        ("x-plex-client-identifier", crate::common::CLIENT),
    ] {
        assert!(
            pairs.contains(&(name.to_owned(), value.to_owned())),
            "{name}"
        );
    }
    assert!(!running_one.address().unwrap().as_str().contains("Token"));
    assert!(!format!("{running_one:?}").contains(mock.server_token()));
    running_one.stop().await.unwrap();
    assert_eq!(running(&server).await, 0);
}

#[tokio::test]
async fn it_is_kept_alive_until_it_is_dropped() {
    let mock = mock().await;
    let server = server(&mock).await;
    let request = small(&server).dash().ping_every(Duration::from_millis(10));
    let running_one = conversion(request).await.start().await.unwrap();
    assert!(running_one.playlist().contains("<MPD"));
    while count(&mock, "/ping") < 3 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    std::thread::spawn(move || drop(running_one))
        .join()
        .unwrap();
    while count(&mock, "/stop") < 1 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    while running(&server).await > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn what_the_server_gave_up_has_ended() {
    let mock = mock().await;
    let server = server(&mock).await;
    let request = small(&server).ping_every(Duration::from_millis(10));
    let mut running_one = conversion(request).await.start().await.unwrap();
    let session = running_one.session().as_str().to_owned();
    server.transcode().cancel_session(session).await.unwrap();
    running_one.ended().await;
    running_one.stop().await.unwrap();
    assert_eq!(count(&mock, "/stop"), 0, "there is nothing to stop");

    let running_one = conversion(small(&server)).await.start().await.unwrap();
    mock.fault(Fault::on("/video/:/transcode/universal/stop").status(404));
    running_one.stop().await.unwrap();
    let running_one = conversion(small(&server)).await.start().await.unwrap();
    mock.fault(Fault::on("/video/:/transcode/universal/stop").status(500));
    assert_eq!(running_one.stop().await.unwrap_err().status(), Some(500));
}

#[tokio::test]
async fn one_file_is_opened_and_not_started() {
    let mock = start(PlexMock::builder().artists(2)).await;
    let server = server(&mock).await;
    let wish = || small(&server).file(StreamExtension::Matroska);
    let error = conversion(wish()).await.start().await.unwrap_err();
    assert!(error.to_string().contains("open()"), "{error}");
    let (running_one, mut body) = conversion(wish()).await.open().await.unwrap();
    assert!(
        body.try_next()
            .await
            .unwrap()
            .unwrap()
            .starts_with(&[0x1a, 0x45, 0xdf, 0xa3])
    );
    running_one.stop().await.unwrap();

    let tracks = server.library().items("3").query("type", 10).await.unwrap();
    let track = tracks[0].rating_key.clone().unwrap();
    let music = server
        .stream_music(track)
        .direct_play(false)
        .music_bitrate(96);
    let music = conversion(music.file(StreamExtension::Mp3)).await;
    let (running_one, mut body) = music.open().await.unwrap();
    assert!(
        body.try_next()
            .await
            .unwrap()
            .unwrap()
            .starts_with(&[0xff, 0xfb])
    );
    running_one.stop().await.unwrap();
    assert_eq!(count(&mock, "/music/:/transcode/universal/stop"), 1);
}

/// A small server may need longer for its first byte than other answers may take.
#[tokio::test]
async fn a_conversion_to_be_kept_is_waited_for() {
    let mock = mock().await;
    let short = Duration::from_millis(40);
    let builder = builder(&mock).first_byte_timeout(short).idle_timeout(short);
    let server = builder.build().unwrap();
    let server = server
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let start = Fault::on("/video/:/transcode/universal/start.mkv");
    mock.fault(start.delay(short * 5).times(2));
    let played = small(&server).file(StreamExtension::Matroska);
    let error = conversion(played).await.open().await.unwrap_err();
    assert!(matches!(error, plex_api::Error::Timeout { .. }), "{error}");
    let kept = small(&server).offline(StreamExtension::Matroska);
    let (running_one, mut body) = conversion(kept).await.open().await.unwrap();
    assert!(body.try_next().await.unwrap().is_some());
    running_one.stop().await.unwrap();
    let requests = mock.requests();
    let last = requests
        .iter()
        .rfind(|one| one.path.ends_with("/start.mkv"))
        .unwrap();
    assert_eq!(last.query("offlineTranscode"), Some("1"));
    assert_eq!(last.query("context"), Some("static"));
    assert_eq!(last.query("protocol"), Some("http"));
}

#[tokio::test]
async fn refusals_are_explained_and_errors_are_errors() {
    let mock = mock().await;
    let server = server(&mock).await;
    let refused = server
        .stream("1001")
        .direct_play(false)
        .direct_stream(false)
        .max_video_bitrate(0);
    let decision = refused.decide().await.unwrap();
    let Decision::Refused(verdict) = decision else {
        panic!("{decision:?}")
    };
    assert_eq!(verdict.general(), DecisionCode::Refused(2000));
    assert_eq!(verdict.transcode(), Some(DecisionCode::NoConversion(4000)));
    let missing = server.stream("77").decide().await.unwrap_err();
    assert_eq!(missing.status(), Some(404));
    for code in [1000, 1001, 1005, 2000, 2011, 3000, 4005, 7, -1] {
        assert_eq!(i64::from(DecisionCode::from(code)), code);
    }
}

#[tokio::test]
async fn a_report_of_the_stop_ends_the_conversion() {
    let mock = mock().await;
    let server = server(&mock).await;
    let _running_one = conversion(small(&server)).await.start().await.unwrap();
    let session = server.play_key("1001").start().unwrap();
    session.playing(Milliseconds(0)).await.unwrap();
    let shown = server.status().sessions().await.unwrap().remove(0);
    let transcode = shown.rare().transcode_session.clone().unwrap();
    assert_eq!(transcode.video_decision.unwrap().as_str(), "transcode");
    assert_eq!(
        shown.rare().player.clone().unwrap().state,
        Some(PlaybackState::Playing)
    );
    session.stop(Milliseconds(1)).await.unwrap();
    assert_eq!(running(&server).await, 0);
}

#[tokio::test]
async fn addresses_stay_on_the_server() {
    let mock = mock().await;
    let plex = builder(&mock).token(mock.token()).build().unwrap();
    let server = plex
        .server_at(
            &format!("{}/behind/a/proxy", mock.server_url()),
            mock.server_token(),
        )
        .unwrap();
    let address = server
        .address("/library/parts/1/2/a%20file.mkv?download=1")
        .unwrap();
    let expected = format!(
        "{}/behind/a/proxy/library/parts/1/2/a%20file.mkv?download=1",
        mock.server_url()
    );
    assert_eq!(address.as_str(), expected);
    let picture = server
        .picture_with_token("/library/metadata/1001/thumb/1", 30, 40)
        .unwrap();
    let picture = picture.expose().as_str();
    assert!(
        picture.contains("url=%2Flibrary%2Fmetadata%2F1001%2Fthumb%2F1&width=30&height=40&"),
        "{picture}"
    );
    for wrong in ["http://elsewhere/x", "//elsewhere/x", "library", "/../x"] {
        if wrong == "//elsewhere/x" {
            let address = server.address(wrong).unwrap();
            assert_eq!(address.host_str(), Some("127.0.0.1"));
        } else {
            server.address(wrong).unwrap_err();
        }
    }
}
