//! How much is asked of a host at once, and how often.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

/// How often a host is asked: evenly, with room for a burst.
///
/// ```
/// use plex_api::{Host, Plex, RateLimit};
///
/// let plex = Plex::builder("My App", "4a1e6b9c")
///     .rate_limit(Host::PlexTv, RateLimit::per_second(5).burst(10))
///     .build()?;
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    interval: Duration,
    burst: u32,
}

impl RateLimit {
    /// So many requests a second, at least one.
    #[must_use]
    pub fn per_second(requests: u32) -> Self {
        Self::one_every(Duration::from_secs(1) / requests.max(1))
    }

    /// One request in each such span of time.
    #[must_use]
    pub fn one_every(interval: Duration) -> Self {
        Self { interval, burst: 1 }
    }

    /// How many requests may leave at once after a rest; one where it is not set.
    #[must_use]
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests.max(1);
        self
    }
}

/// What a request passes on its way to a host: first its pace, then one of a number of places.
#[derive(Debug)]
pub(crate) struct Gate {
    places: Semaphore,
    pace: Option<Pace>,
}

impl Gate {
    pub(crate) fn new(places: usize, rate: Option<RateLimit>) -> Self {
        Self {
            places: Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)),
            pace: rate.map(Pace::new),
        }
    }

    /// Waits for the request's turn. The place is free again when what this gives is dropped.
    pub(super) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        if let Some(pace) = &self.pace {
            tokio::time::sleep_until(pace.reserve(Instant::now())).await;
        }
        // It is never closed.
        self.places.acquire().await.ok()
    }
}

/// The generic cell rate algorithm: all there is to remember is when the request after the last would be due if all came
/// evenly.
#[derive(Debug)]
struct Pace {
    limit: RateLimit,
    due: Mutex<Option<Instant>>,
}

impl Pace {
    fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            due: Mutex::default(),
        }
    }

    /// When the next request may leave.
    fn reserve(&self, now: Instant) -> Instant {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let even = due.map_or(now, |due| due.max(now));
        *due = Some(even + self.limit.interval);
        // After a rest the whole burst is ahead of its even time.
        let ahead = self.limit.interval * (self.limit.burst - 1);
        even.checked_sub(ahead).map_or(now, |at| at.max(now))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    /// When each of so many requests leaves, in milliseconds, if all come at once.
    fn departures(limit: RateLimit, requests: usize) -> Vec<u128> {
        let (pace, now) = (Pace::new(limit), Instant::now());
        let at = |_| (pace.reserve(now) - now).as_millis();
        (0..requests).map(at).collect()
    }

    #[test]
    fn requests_leave_evenly_after_the_burst() {
        let table = [
            (RateLimit::per_second(10), vec![0, 100, 200, 300]),
            (RateLimit::per_second(10).burst(3), vec![0, 0, 0, 100, 200]),
            (
                RateLimit::one_every(Duration::from_secs(2)),
                vec![0, 2000, 4000],
            ),
            (RateLimit::per_second(0), vec![0, 1000]),
            (RateLimit::per_second(4).burst(0), vec![0, 250]),
        ];
        for (limit, expected) in table {
            assert_eq!(departures(limit, expected.len()), expected, "{limit:?}");
        }
    }

    #[test]
    fn a_rest_earns_a_burst_and_no_more() {
        let (pace, start) = (
            Pace::new(RateLimit::per_second(10).burst(2)),
            Instant::now(),
        );
        for _ in 0..4 {
            pace.reserve(start);
        }
        let later = start + Duration::from_secs(60);
        let at = |_| (pace.reserve(later) - later).as_millis();
        assert_eq!((0..3).map(at).collect::<Vec<_>>(), [0, 0, 100]);
    }

    #[test]
    fn a_gate_has_so_many_places() {
        let gate = Gate::new(2, None);
        let enter = || gate.enter().now_or_never().flatten();
        let (first, second) = (enter(), enter());
        assert!(first.is_some() && second.is_some());
        assert!(enter().is_none(), "the third waits");
        drop(second);
        assert!(enter().is_some());
    }
}
