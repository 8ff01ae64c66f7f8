//! A clock that tests can put forward.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The machine's time plus what was added to it.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_millis: AtomicU64,
}

impl Clock {
    /// The time it is for everything in the stand-in, to the second: no answer carries more.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let ahead = i64::try_from(self.ahead_millis.load(Ordering::SeqCst)).unwrap_or(i64::MAX);
        let now = TimeDelta::try_milliseconds(ahead)
            .and_then(|ahead| Utc::now().checked_add_signed(ahead))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        now.trunc_subsecs(0)
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        // Centuries are enough; the bound keeps every date that is made from the clock within what can be written.
        let limit = 1000 * 365 * 24 * 3600 * 1000;
        let by = u64::try_from(by.as_millis()).unwrap_or(limit);
        let _ = self
            .ahead_millis
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |ahead| {
                Some(ahead.saturating_add(by).min(limit))
            });
    }
}

/// A time as plex.tv writes it: `2025-03-01T12:00:00Z`.
pub(crate) fn iso(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_forward_and_never_over_the_edge() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now() - before >= TimeDelta::hours(1));
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(iso(clock.now()).ends_with('Z'));
    }
}
