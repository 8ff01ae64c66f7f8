//! Where playback is, by what was told last and the time since.

use plex_models::{Milliseconds, PlaybackState};
use tokio::time::Instant;

/// The place of a player.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) state: PlaybackState,
    told: Milliseconds,
    at: Instant,
    duration: Option<Milliseconds>,
}

impl Clock {
    pub(super) fn new(duration: Option<Milliseconds>, now: Instant) -> Self {
        Self {
            state: PlaybackState::Stopped,
            told: Milliseconds(0),
            at: now,
            duration: duration.filter(|duration| duration.0 > 0),
        }
    }

    /// Takes over what a player tells.
    pub(super) fn set(&mut self, state: PlaybackState, place: Milliseconds, now: Instant) {
        self.state = state;
        self.told = place;
        self.at = now;
    }

    /// Where it must be at a moment, which is never beyond the end.
    pub(super) fn place(&self, now: Instant) -> Milliseconds {
        let since = match self.state {
            PlaybackState::Playing => Milliseconds::from(now.saturating_duration_since(self.at)),
            _ => Milliseconds(0),
        };
        let place = Milliseconds(self.told.0.saturating_add(since.0).max(0));
        self.duration.map_or(place, |end| place.min(end))
    }

    pub(super) fn duration(&self) -> Option<Milliseconds> {
        self.duration
    }

    /// The share that is behind it; none where nobody knows how long it is.
    pub(super) fn share(&self, place: Milliseconds) -> Option<f64> {
        self.duration
            .map(|duration| place.0 as f64 / duration.0 as f64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_passes_only_while_it_plays() {
        let start = Instant::now();
        let after = |millis| start + Duration::from_millis(millis);
        let mut clock = Clock::new(Some(Milliseconds(10_000)), start);
        clock.set(PlaybackState::Playing, Milliseconds(2000), start);
        assert_eq!(clock.place(after(1500)), Milliseconds(3500));
        clock.set(PlaybackState::Paused, Milliseconds(3600), after(1500));
        assert_eq!(clock.place(after(60_000)), Milliseconds(3600));
        clock.set(PlaybackState::Playing, Milliseconds(3600), after(60_000));
        assert_eq!(clock.place(after(61_000)), Milliseconds(4600));
        let late = clock.place(after(120_000));
        assert_eq!(late, Milliseconds(10_000), "never beyond the end");
        assert_eq!(clock.share(Milliseconds(9000)), Some(0.9));
        let endless = Clock::new(Some(Milliseconds(0)), start);
        assert_eq!(endless.share(Milliseconds(5)), None);
    }
}
