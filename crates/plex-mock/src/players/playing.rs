//! What a player does at a time, as a machine without clock or network: all times are milliseconds.

/// The state of a player.
#[derive(Debug, Clone)]
pub(crate) struct Playing {
    pub(super) queue: Option<Queue>,
    place: usize,
    pub(super) how: How,
    offset: u64,
    /// When it was at `offset`.
    since: u64,
    last_report: u64,
    pub(super) volume: u64,
    pub(super) repeat: u64,
    pub(super) shuffle: bool,
    pub(super) streams: Streams,
    /// The page that it shows.
    pub(super) location: &'static str,
    /// The entry whose page it shows.
    pub(super) page: Option<String>,
    pub(super) text: Option<String>,
}

impl Default for Playing {
    fn default() -> Self {
        Self {
            queue: None,
            place: 0,
            how: How::Stopped,
            offset: 0,
            since: 0,
            last_report: 0,
            volume: 100,
            repeat: 0,
            shuffle: false,
            streams: Streams::default(),
            location: "navigation",
            page: None,
            text: None,
        }
    }
}

/// Whether it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Stopped,
    Playing,
    Paused,
}

impl How {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Playing => "playing",
            Self::Paused => "paused",
        }
    }
}

/// The streams that were chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    pub(super) audio: Option<u64>,
    pub(super) subtitle: Option<u64>,
    pub(super) video: Option<u64>,
}

/// What it plays from.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    pub(super) source: Source,
    pub(super) container_key: String,
    pub(super) id: Option<u64>,
    pub(super) version: Option<u64>,
    pub(super) entries: Vec<Entry>,
}

/// The server that it plays from.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub(super) machine_identifier: String,
    pub(super) protocol: String,
    pub(super) address: String,
    pub(super) port: String,
    pub(super) token: String,
}

/// One entry of a queue.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) id: Option<u64>,
    pub(super) key: String,
    pub(super) rating_key: String,
    pub(super) kind: String,
    pub(super) duration: u64,
}

impl Entry {
    /// Which of its timelines it belongs to.
    pub(super) fn media(&self) -> &'static str {
        match self.kind.as_str() {
            "track" => "music",
            "photo" => "photo",
            _ => "video",
        }
    }
}

/// What it tells the server.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) source: Source,
    pub(super) container_key: String,
    pub(super) entry: Entry,
    pub(super) state: &'static str,
    pub(super) time: u64,
}

impl Playing {
    /// The entry that it is at.
    pub(super) fn entry(&self) -> Option<&Entry> {
        let queue = self.queue.as_ref()?;
        (self.how != How::Stopped)
            .then(|| queue.entries.get(self.place))
            .flatten()
    }

    /// How far it is.
    pub(super) fn position(&self, now: u64) -> u64 {
        let passed = match self.how {
            How::Playing => now.saturating_sub(self.since),
            _ => 0,
        };
        let end = self.entry().map_or(0, |entry| entry.duration);
        self.offset.saturating_add(passed).min(end)
    }

    fn report(&mut self, state: &'static str, now: u64) -> Vec<Report> {
        self.last_report = now;
        let time = self.position(now);
        let (Some(queue), Some(entry)) = (&self.queue, self.entry()) else {
            return Vec::new();
        };
        vec![Report {
            source: queue.source.clone(),
            container_key: queue.container_key.clone(),
            entry: entry.clone(),
            state,
            time,
        }]
    }

    /// Whether there is something to report.
    pub(super) fn is_due(&self, now: u64) -> bool {
        self.how == How::Playing
            && (now.saturating_sub(self.last_report) >= BETWEEN_REPORTS
                || self
                    .entry()
                    .is_none_or(|entry| self.position(now) >= entry.duration))
    }

    /// Comes to where it is by now.
    pub(super) fn catch_up(&mut self, now: u64) -> Vec<Report> {
        let mut reports = Vec::new();
        // Whoever puts the clock years ahead need not wait for every song in between.
        for _ in 0..MOST_AT_ONCE {
            let duration = self.entry().map_or(0, |entry| entry.duration);
            if self.how != How::Playing || self.position(now) < duration {
                break;
            }
            let ended = self
                .since
                .saturating_add(duration.saturating_sub(self.offset));
            reports.append(&mut self.report(How::Stopped.name(), now));
            let next = self.next_place();
            reports.append(&mut self.go_to(next, ended));
        }
        if self.how == How::Playing && now.saturating_sub(self.last_report) >= BETWEEN_REPORTS {
            reports.append(&mut self.report(How::Playing.name(), now));
        }
        reports
    }

    /// Where it goes on by itself.
    fn next_place(&self) -> Option<usize> {
        match self.repeat {
            1 => Some(self.place),
            _ => self.place_after(),
        }
    }

    fn place_after(&self) -> Option<usize> {
        let count = self.queue.as_ref().map_or(0, |queue| queue.entries.len());
        match self.place + 1 {
            next if next < count => Some(next),
            _ if self.repeat == 2 && count > 0 => Some(0),
            _ => None,
        }
    }

    /// Begins with an entry; stops without one.
    fn go_to(&mut self, place: Option<usize>, now: u64) -> Vec<Report> {
        self.offset = 0;
        self.since = now;
        let Some(place) = place else {
            self.how = How::Stopped;
            self.location = "navigation";
            return Vec::new();
        };
        self.place = place;
        self.how = How::Playing;
        self.report(How::Playing.name(), now)
    }

    /// Plays a queue from an entry on.
    pub(super) fn load(
        &mut self,
        queue: Queue,
        first: &str,
        offset: u64,
        paused: bool,
        now: u64,
    ) -> Vec<Report> {
        let mut reports = self.stop(now);
        let is_first = |entry: &Entry| entry.key == first || entry.rating_key == first;
        let place = queue.entries.iter().position(is_first).unwrap_or(0);
        self.queue = Some(queue);
        self.place = place;
        self.how = if paused { How::Paused } else { How::Playing };
        self.offset = offset;
        self.since = now;
        self.streams = Streams::default();
        self.location = match self.entry().map(Entry::media) {
            Some("music") => "fullScreenMusic",
            Some("photo") => "fullScreenPhoto",
            _ => "fullScreenVideo",
        };
        reports.append(&mut self.report(self.how.name(), now));
        reports
    }

    /// Takes over what became of its queue; says nothing to the server.
    pub(super) fn refresh(&mut self, queue: Queue) {
        let current = self.entry().and_then(|entry| entry.id);
        if let Some(place) = queue.entries.iter().position(|entry| entry.id == current) {
            self.place = place;
        }
        self.queue = Some(queue);
    }

    pub(super) fn stop(&mut self, now: u64) -> Vec<Report> {
        let reports = self.report(How::Stopped.name(), now);
        let _ = self.go_to(None, now);
        reports
    }

    /// Plays on or pauses. There has to be something to.
    pub(super) fn set(&mut self, how: How, now: u64) -> Option<Vec<Report>> {
        self.entry()?;
        self.offset = self.position(now);
        self.since = now;
        self.how = how;
        Some(self.report(how.name(), now))
    }

    pub(super) fn seek(&mut self, to: u64, now: u64) -> Option<Vec<Report>> {
        let end = self.entry()?.duration;
        self.offset = to.min(end);
        self.since = now;
        Some(self.report(self.how.name(), now))
    }

    /// Jumps ahead or back a little.
    pub(super) fn step(&mut self, ahead: bool, now: u64) -> Option<Vec<Report>> {
        let position = self.position(now);
        let to = if ahead {
            position.saturating_add(30_000)
        } else {
            position.saturating_sub(10_000)
        };
        self.seek(to, now)
    }

    pub(super) fn skip(&mut self, ahead: bool, now: u64) -> Option<Vec<Report>> {
        self.entry()?;
        // Who has only just begun goes back one; who has not starts over.
        let place = match ahead {
            true => self.place_after(),
            false if self.position(now) < 5_000 => Some(self.place.saturating_sub(1)),
            false => Some(self.place),
        };
        let mut reports = self.report(How::Stopped.name(), now);
        reports.append(&mut self.go_to(place, now));
        Some(reports)
    }

    pub(super) fn skip_to(&mut self, key: &str, now: u64) -> Option<Vec<Report>> {
        let queue = self.queue.as_ref()?;
        let place = queue
            .entries
            .iter()
            .position(|entry| entry.key == key || entry.rating_key == key)?;
        let mut reports = self.report(How::Stopped.name(), now);
        reports.append(&mut self.go_to(Some(place), now));
        Some(reports)
    }
}

const BETWEEN_REPORTS: u64 = 10_000;
const MOST_AT_ONCE: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Queue {
        let entry = |id: u64| Entry {
            id: Some(id),
            key: format!("/library/metadata/{id}"),
            rating_key: id.to_string(),
            kind: "track".to_owned(),
            duration: 100_000,
        };
        Queue {
            entries: vec![entry(1), entry(2), entry(3)],
            ..Queue::default()
        }
    }

    fn said(reports: &[Report]) -> Vec<(String, &'static str, u64)> {
        reports
            .iter()
            .map(|report| (report.entry.rating_key.clone(), report.state, report.time))
            .collect()
    }

    #[test]
    fn goes_on_by_itself_and_stops_at_the_end() {
        let mut playing = Playing::default();
        let reports = playing.load(queue(), "2", 40_000, false, 0);
        assert_eq!(said(&reports), [("2".to_owned(), "playing", 40_000)]);
        assert!(!playing.is_due(9_999));
        assert_eq!(
            said(&playing.catch_up(10_000)),
            [("2".to_owned(), "playing", 50_000)]
        );
        assert_eq!(
            said(&playing.catch_up(70_000)),
            [
                ("2".to_owned(), "stopped", 100_000),
                ("3".to_owned(), "playing", 0),
                ("3".to_owned(), "playing", 10_000),
            ]
        );
        let last = playing.catch_up(1_000_000);
        assert_eq!(said(&last), [("3".to_owned(), "stopped", 100_000)]);
        assert_eq!(playing.how, How::Stopped);
        assert!(
            playing.set(How::Playing, 0).is_none(),
            "nothing is left to play"
        );
    }

    #[test]
    fn pauses_seeks_and_skips() {
        let mut playing = Playing::default();
        playing.load(queue(), "1", 0, false, 0);
        assert_eq!(
            said(&playing.set(How::Paused, 7_000).unwrap()),
            [("1".to_owned(), "paused", 7_000)]
        );
        assert_eq!(playing.position(500_000), 7_000, "time stands still");
        assert_eq!(
            said(&playing.step(true, 500_000).unwrap()),
            [("1".to_owned(), "paused", 37_000)]
        );
        assert_eq!(
            said(&playing.seek(999_999, 0).unwrap()),
            [("1".to_owned(), "paused", 100_000)]
        );
        let skipped = playing.skip(true, 0).unwrap();
        assert_eq!(said(&skipped)[1], ("2".to_owned(), "playing", 0));
        assert_eq!(said(&playing.skip(false, 1_000).unwrap())[1].0, "1");
        assert!(playing.skip_to("9", 0).is_none());
    }
}
