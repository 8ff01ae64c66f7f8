//! Listens to all that is logged while a test runs.

use std::{
    fmt::{Debug, Write as _},
    sync::{Arc, Mutex},
};

use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};

/// Everything that is told through `tracing`, at every level and by every library.
#[derive(Clone, Default)]
pub(crate) struct Everything(Arc<Mutex<String>>);

impl Everything {
    /// Listens on this thread for as long as what it gives lives.
    pub(crate) fn listen(&self) -> (DefaultGuard, Dispatch) {
        // Where there is one subscriber alone, a thread of another test, which has none, decides whether a span is told.
        let other = Dispatch::new(Self::default());
        (tracing::subscriber::set_default(self.clone()), other)
    }

    fn say(&self, target: &str, fields: impl FnOnce(&mut dyn Visit)) {
        let mut line = Line(format!("{target}:"));
        fields(&mut line);
        let mut text = self.0.lock().unwrap();
        text.push_str(&line.0);
        text.push('\n');
    }

    pub(crate) fn text(&self) -> String {
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

/// What is told through `log`, which reqwest uses, by whichever test.
struct OldFashioned(Mutex<String>);

static OLD_FASHIONED: OldFashioned = OldFashioned(Mutex::new(String::new()));

impl log::Log for OldFashioned {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut text = self.0.lock().unwrap();
        let _ = writeln!(text, "{}: {}", record.target(), record.args());
    }

    fn flush(&self) {}
}

/// Listens to `log` from now on.
pub(crate) fn listen_to_log() {
    if log::set_logger(&OLD_FASHIONED).is_ok() {
        log::set_max_level(log::LevelFilter::Trace);
    }
}

/// What has been told through `log` so far.
pub(crate) fn old_fashioned() -> String {
    OLD_FASHIONED.0.lock().unwrap().clone()
}
