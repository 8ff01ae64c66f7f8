//! Sending a request again.

use std::time::{Duration, Instant};

use crate::Error;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// How patiently a request that failed is sent again.
///
/// What only reads is sent again when the connection fails or breaks off, when the host takes too long, and when it answers
/// 429 or 5xx. What changes something is sent again only when it surely never arrived. Pauses grow, differ a little from
/// client to client, and are never shorter than the host asks for (`Retry-After`).
///
/// ```
/// use std::time::Duration;
///
/// use plex_api::{Plex, Retry};
///
/// let patient = Retry::default().attempts(8).budget(Duration::from_secs(120)).while_starting();
/// let plex = Plex::builder("My App", "4a1e6b9c").retry(patient).build()?;
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    attempts: usize,
    first_pause: Duration,
    longest_pause: Duration,
    budget: Duration,
    while_starting: bool,
}

impl Default for Retry {
    /// Three attempts, pauses from a quarter of a second to ten seconds, thirty seconds in all.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
            budget: Duration::from_secs(30),
            while_starting: false,
        }
    }
}

impl Retry {
    /// One attempt.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How often the request is sent at most, the first time included.
    #[must_use]
    pub fn attempts(mut self, attempts: usize) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pause before the second attempt; each further one is twice as long.
    #[must_use]
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// The longest pause that we choose ourselves. A host that asks for more gets it, within the budget.
    #[must_use]
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// How long all attempts and pauses may take together. A pause that would go beyond it is not begun.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Waits for a server that answers 503 because it is starting, for as long as the budget lasts and however many
    /// attempts that takes.
    #[must_use]
    pub fn while_starting(mut self) -> Self {
        self.while_starting = true;
        self
    }

    pub(crate) fn begin(&self) -> Attempts<'_> {
        Attempts {
            retry: self,
            made: 1,
            began: Instant::now(),
            pauses: ExponentialBuilder::default()
                .with_jitter()
                .with_min_delay(self.first_pause)
                .with_max_delay(self.longest_pause)
                .without_max_times()
                .build(),
        }
    }
}

/// The attempts at one request.
pub(crate) struct Attempts<'r> {
    retry: &'r Retry,
    pub(super) made: usize,
    began: Instant,
    pauses: ExponentialBackoff,
}

impl Attempts<'_> {
    /// How long to wait before sending the request again after this error; none to leave it at that.
    pub(crate) fn pause_after(&mut self, error: &Error, only_reads: bool) -> Option<Duration> {
        let starting = self.retry.while_starting && error.status() == Some(503);
        if !(starting || self.made < self.retry.attempts)
            || !error.is_transient()
            || !(only_reads || error.never_arrived())
        {
            return None;
        }
        let asked_for = error.retry_after().unwrap_or_default();
        let pause = self.pauses.next()?.max(asked_for);
        // A host may ask for any pause, also for one that no sum can hold.
        if self.began.elapsed().saturating_add(pause) > self.retry.budget {
            return None;
        }
        self.made += 1;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starting() -> Error {
        Error::RenewalRests {
            rest: Duration::ZERO,
        }
    }

    #[test]
    fn pauses_double_with_some_chance_up_to_the_longest() {
        let (first, longest) = (Duration::from_millis(100), Duration::from_millis(500));
        let retry = Retry::default().attempts(9).first_pause(first);
        let retry = retry.longest_pause(longest);
        let pauses = || {
            let mut attempts = retry.begin();
            std::iter::from_fn(|| attempts.pause_after(&starting(), true)).collect::<Vec<_>>()
        };
        let (one, other) = (pauses(), pauses());
        assert_eq!(one.len(), 8);
        for (index, pause) in one.iter().enumerate() {
            let even = (first * 2_u32.pow(index as u32)).min(longest);
            // The chance adds up to a pause of the smallest sort.
            assert!(
                (even..=even + even.max(first)).contains(pause),
                "{index}: {pause:?}"
            );
        }
        assert_ne!(one, other, "two clients do not come back at once");
    }

    #[test]
    fn what_changes_something_is_left_alone_and_the_budget_holds() {
        let retry = Retry::default().first_pause(Duration::from_millis(1));
        assert_eq!(retry.begin().pause_after(&starting(), false), None);
        let mut attempts = retry.begin();
        assert!(attempts.pause_after(&starting(), true).is_some());
        let short = Retry::default().budget(Duration::from_millis(100));
        assert_eq!(short.begin().pause_after(&starting(), true), None);
    }
}
