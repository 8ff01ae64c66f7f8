//! What logs and spans tell, and what they never do.

use std::{
    fmt::{Debug, Write as _},
    sync::{Arc, Mutex},
};

use plex_api::{Retry, Upload};
use plex_mock::Fault;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::common::{builder, mock};

/// Everything that is said, at every level and by every library.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Everything {
    fn say(&self, target: &str, fields: impl FnOnce(&mut dyn Visit)) {
        let mut line = Line(format!("{target}:"));
        fields(&mut line);
        let mut text = self.0.lock().unwrap();
        text.push_str(&line.0);
        text.push('\n');
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.say(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.say("recorded", |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.say(event.metadata().target(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_tells_the_request_and_no_secret() {
    const SECRET: &str = "S3CRET-marker";
    let mock = mock().await;
    let everything = Everything::default();
    // Where there is one subscriber alone, a thread of another test, which has none, decides whether a span is told.
    let _other = tracing::Dispatch::new(Everything::default());
    let _guard = tracing::subscriber::set_default(everything.clone());
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
