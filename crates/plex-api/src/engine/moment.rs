//! Moments to come.

use std::time::Duration;

use tokio::time::Instant;

/// A wait that nobody sees the end of.
const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The moment that is so far ahead. Hosts and callers may name any span, and adding the longest ones would panic.
pub(crate) fn moment_in(span: Duration) -> Instant {
    Instant::now() + span.min(FOR_EVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_span_has_an_end() {
        assert!(moment_in(Duration::MAX) > moment_in(Duration::from_secs(1)));
        assert!(moment_in(Duration::ZERO) <= Instant::now());
    }
}
