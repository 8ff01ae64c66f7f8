//! plex.tv's clock, as far as it is known here.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap};

/// The machine's clock, put right by what plex.tv says the time is. A device whose clock is wrong could sign nothing that
/// plex.tv takes.
#[derive(Debug, Default)]
pub(super) struct ServerClock {
    /// How many seconds plex.tv's is ahead.
    ahead: AtomicI64,
}

impl Clone for ServerClock {
    fn clone(&self) -> Self {
        Self {
            ahead: AtomicI64::new(self.ahead.load(Ordering::Relaxed)),
        }
    }
}

impl ServerClock {
    /// Seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        Utc::now().timestamp() + self.ahead.load(Ordering::Relaxed)
    }

    /// Learns from the `Date` of an answer.
    pub(super) fn learn(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        if let Some(date) = date {
            let ahead = date.timestamp() - Utc::now().timestamp();
            self.ahead.store(ahead, Ordering::Relaxed);
        }
    }
}
