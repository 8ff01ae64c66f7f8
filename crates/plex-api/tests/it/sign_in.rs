//! Sign-in by PIN.

use std::time::Duration;

use crate::common::{CLIENT, builder, mock, shown};
use plex_api::{Error, Format};
use plex_mock::Fault;

#[tokio::test]
async fn a_person_types_the_code() {
    let mock = mock().await;
    for format in [Format::Json, Format::Xml] {
        let plex = builder(&mock).format(format).build().unwrap();
        let link = plex.link().await.unwrap();
        assert_eq!(link.code().len(), 4);
        assert_eq!(link.url().as_str(), format!("{}/link", mock.plex_tv_url()));
        assert_eq!(
            link.scan_url().query(),
            Some(format!("pin={}", link.code()).as_str())
        );
        assert!(link.remaining() > Duration::from_secs(14 * 60));
        assert!(link.check().await.unwrap().is_none());

        mock.claim(link.code()).unwrap();
        let plex = link.wait().await.unwrap();
        assert!(plex.token().is_some());
        assert!(plex.account().current().await.unwrap().username.is_some());
    }
}

#[tokio::test]
async fn a_strong_pin_travels_in_the_link() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    let link = plex
        .link()
        .strong()
        .forward_url("https://example.com/?a=1&b=2")
        .await
        .unwrap();
    assert_eq!(link.code().len(), 25);
    assert!(link.remaining() > Duration::from_secs(29 * 60));
    assert_eq!(
        link.url().as_str(),
        format!(
            "https://app.plex.tv/auth#?clientID={CLIENT}&code={}&context%5Bdevice%5D%5Bproduct%5D=Test+App\
             &forwardUrl=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2",
            link.code()
        )
    );
    assert_eq!(link.url(), link.scan_url());
}

#[tokio::test]
async fn an_expired_pin_says_so() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    let link = plex.link().await.unwrap();
    mock.advance(Duration::from_secs(901));
    let error = link.wait().await.unwrap_err();
    assert!(matches!(error, Error::PinExpired));
    assert_eq!(
        error.to_string(),
        "the PIN expired before anybody used it; ask for a new one"
    );
}

#[tokio::test]
async fn a_pin_that_claims_to_live_for_ever_does_not() {
    let mock = mock().await;
    let body = format!(r#"{{"id": 1, "code": "K7QF", "expiresIn": {}}}"#, i64::MAX);
    mock.fault(Fault::on("/api/v2/pins").body("application/json", body));
    let link = builder(&mock).build().unwrap().link().await.unwrap();
    assert!(link.remaining() <= Duration::from_secs(365 * 24 * 60 * 60));
    assert!(link.expires_at() > chrono::Utc::now());
}

#[tokio::test]
async fn another_app_cannot_take_the_pin() {
    let mock = mock().await;
    let link = builder(&mock).build().unwrap().link().await.unwrap();
    mock.claim(link.code()).unwrap();
    let id = mock.requests().len();
    assert!(id > 0);
    let thief = plex_api::Plex::builder("Thief", "other-client")
        .plex_tv(mock.plex_tv_url())
        .build()
        .unwrap();
    let pin = thief.pins().check(1_i64).await;
    assert_eq!(pin.unwrap_err().status(), Some(404));
    assert!(link.wait().await.unwrap().token().is_some());
}

#[tokio::test]
async fn waiting_survives_a_bad_minute() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    let link = plex.link().await.unwrap();
    mock.fault(
        Fault::on("/api/v2/pins/*")
            .method("GET")
            .status(429)
            .retry_after(0)
            .times(2),
    );
    mock.fault(
        Fault::on("/api/v2/pins/*")
            .method("GET")
            .status(503)
            .times(1),
    );
    mock.fault(
        Fault::on("/api/v2/pins/*")
            .method("GET")
            .drop_connection()
            .times(1),
    );
    mock.claim(link.code()).unwrap();
    assert!(link.wait().await.unwrap().token().is_some());
}

#[tokio::test]
async fn waiting_gives_up_on_a_plex_tv_that_is_gone() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    let link = plex.link().await.unwrap();
    mock.fault(Fault::on("/api/v2/pins/*").status(502).always());
    let error = link.wait().await.unwrap_err();
    assert_eq!(error.status(), Some(502), "{}", shown(&mock, &error));
}

#[tokio::test]
async fn the_picture_of_the_code_is_a_picture() {
    let mock = mock().await;
    let plex = builder(&mock).build().unwrap();
    let link = plex.link().await.unwrap();
    let picture = plex.pins().qr(link.code()).await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.png");
    let bytes = plex
        .pins()
        .qr(link.code())
        .download_to(&path)
        .await
        .unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), picture);
    assert_eq!(bytes.bytes, picture.len() as u64);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no half file is left"
    );
}

#[tokio::test]
async fn settings_that_cannot_be_are_refused() {
    let refuse = |builder: plex_api::PlexBuilder| builder.build().unwrap_err().to_string();
    let plex = || plex_api::Plex::builder("App", "id");
    insta::assert_snapshot!(
        [
            refuse(plex_api::Plex::builder("App", " ")),
            refuse(plex_api::Plex::builder("", "id")),
            refuse(plex().device_name("two\nlines")),
            refuse(plex().plex_tv("plex.tv")),
            refuse(plex().plex_tv("ftp://plex.tv")),
            refuse(plex().plex_tv("https://plex.tv/?X-Plex-Token=secret")),
        ]
        .join("\n")
    );
}
