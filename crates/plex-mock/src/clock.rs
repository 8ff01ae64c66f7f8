//! A clock that tests can put forward, set and stop.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The machine's time plus what was added to it; or a moment at which it stands still.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<Hands>);

#[derive(Debug, Clone, Copy)]
enum Hands {
    Running { ahead: TimeDelta },
    Stopped { at: DateTime<Utc> },
}

impl Hands {
    fn now(self) -> DateTime<Utc> {
        match self {
            Self::Running { ahead } => Utc::now().checked_add_signed(ahead).unwrap_or(LAST),
            Self::Stopped { at } => at,
        }
    }
}

/// The last moment that the clock shows: every date that is made from it stays within what can be written.
const LAST: DateTime<Utc> = match DateTime::from_timestamp(32_503_680_000, 0) {
    Some(last) => last,
    None => DateTime::<Utc>::UNIX_EPOCH,
};

impl Default for Clock {
    fn default() -> Self {
        Self(Mutex::new(Hands::Running {
            ahead: TimeDelta::zero(),
        }))
    }
}

impl Clock {
    /// A clock that stands still at that moment, or the machine's.
    pub(crate) fn new(at: Option<DateTime<Utc>>) -> Self {
        let clock = Self::default();
        if let Some(at) = at {
            clock.stop();
            clock.set(at);
        }
        clock
    }

    /// The milliseconds since 1970, for what moves within a second.
    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.hands().now().timestamp_millis()).unwrap_or(0)
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time it is for everything in the mock server, to the second: no answer carries more.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.hands().now().trunc_subsecs(0)
    }

    /// Puts the clock forward, whether it runs or stands.
    pub(crate) fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        let now = hands.now();
        let then = TimeDelta::from_std(by)
            .ok()
            .and_then(|by| now.checked_add_signed(by))
            .unwrap_or(LAST);
        put(&mut hands, then);
    }

    /// Sets the clock; it goes on running, or standing, from there.
    pub(crate) fn set(&self, to: DateTime<Utc>) {
        put(&mut self.hands(), to);
    }

    /// Lets the clock stand still.
    pub(crate) fn stop(&self) {
        let mut hands = self.hands();
        *hands = Hands::Stopped { at: hands.now() };
    }

    /// Lets the clock run on from where it stands.
    pub(crate) fn run(&self) {
        let mut hands = self.hands();
        let now = hands.now();
        *hands = Hands::Running {
            ahead: now - Utc::now(),
        };
    }

    /// Whether it stands still.
    pub(crate) fn is_stopped(&self) -> bool {
        matches!(*self.hands(), Hands::Stopped { .. })
    }
}

fn put(hands: &mut Hands, to: DateTime<Utc>) {
    let to = to.clamp(DateTime::<Utc>::UNIX_EPOCH, LAST);
    *hands = match *hands {
        Hands::Running { .. } => Hands::Running {
            ahead: to - Utc::now(),
        },
        Hands::Stopped { .. } => Hands::Stopped { at: to },
    };
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

    #[test]
    fn stands_where_it_is_put_and_runs_on_from_there() {
        let noon = DateTime::from_timestamp(1_893_499_200, 0).unwrap();
        let clock = Clock::new(Some(noon));
        assert!(clock.is_stopped());
        assert_eq!(clock.now(), noon);
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now() - noon, TimeDelta::minutes(1));
        clock.set(noon);
        clock.run();
        assert!(!clock.is_stopped());
        assert!(clock.now() >= noon);
        clock.set(DateTime::<Utc>::MIN_UTC);
        assert!(clock.now() >= DateTime::<Utc>::UNIX_EPOCH);
    }
}
