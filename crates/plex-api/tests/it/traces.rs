//! What logs and spans tell, and what they never do.

use plex_api::{Retry, Upload};
use plex_mock::Fault;

use crate::{
    common::{builder, mock},
    heard::Everything,
};

#[tokio::test]
async fn a_span_tells_the_request_and_no_secret() {
    const SECRET: &str = "S3CRET-marker";
    let mock = mock().await;
    let everything = Everything::default();
    let _listening = everything.listen();
    let plex = builder(&mock)
        .token(SECRET)
        .retry(Retry::default().first_pause(std::time::Duration::ZERO))
        .build()
        .unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    mock.fault(Fault::on("/library/sections/1/all").status(500).times(1));
    server
        .library()
        .items("1")
        .query("title", SECRET)
        .await
        .unwrap();
    let text = everything.text();
    for expected in [
        "plex request: method=GET route=\"/library/sections/{sectionId}/all\" host=\"server\"",
        "recorded: attempt=1",
        "recorded: status=500",
        "recorded: attempt=2",
        "recorded: status=200",
        "recorded: bytes=",
    ] {
        assert!(text.contains(expected), "no {expected:?} in:\n{text}");
    }

    // Whatever goes wrong, it is not told either.
    let faults = [
        Fault::on("*").status(401),
        Fault::on("*").status(498),
        Fault::on("*").redirect("https://other.invalid/"),
        Fault::on("*").drop_connection(),
        Fault::on("*").body("application/json", "{"),
    ];
    for fault in faults {
        mock.fault(fault.always());
        let call = plex.account().current().query("q", SECRET);
        call.retry(Retry::never()).await.unwrap_err();
        let upload = Upload::from(SECRET.as_bytes().to_vec());
        let call = server.artwork().add_poster("1").body(upload);
        // Some of these the call survives.
        let _ = call.header("X-Plex-Token", SECRET).await;
        mock.clear_faults();
    }
    let text = everything.text();
    for secret in [SECRET, mock.server_token()] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
}
