//! How long an attempt is waited for.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{
    Error,
    error::{At, TimeLimit},
};

/// The end of the time for a whole attempt, if it has one. Each step has a limit of its own beside it; one timer serves both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    end: Option<Instant>,
}

impl Patience {
    /// Only the steps have limits.
    pub(super) const ENDLESS: Self = Self { end: None };

    /// So much for all steps together, from now on.
    pub(super) fn for_whole(time: Duration) -> Self {
        Self {
            end: Instant::now().checked_add(time),
        }
    }

    /// Gives a step up when it takes too long.
    pub(super) async fn with<T>(
        self,
        time: Duration,
        limit: TimeLimit,
        at: &At,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let (end, limit) = match (Instant::now().checked_add(time), self.end) {
            (Some(own), Some(end)) if own < end => (own, limit),
            (_, Some(end)) => (end, TimeLimit::Whole),
            (Some(own), None) => (own, limit),
            (None, None) => return step.await,
        };
        match timeout_at(end, step).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout {
                at: at.clone(),
                limit,
            }),
        }
    }
}
