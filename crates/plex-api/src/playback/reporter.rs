//! The task that reports.

use plex_models::{Milliseconds, PlaybackState, TimelineReport};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep_until},
};

use super::{Ended, Play, Termination, clock::Clock};
use crate::{Error, Result, engine::moment_in};

/// What a player tells.
#[derive(Debug)]
pub(super) enum Change {
    State(PlaybackState, Milliseconds),
    Place(Milliseconds),
}

type Changes = mpsc::UnboundedReceiver<(Change, oneshot::Sender<Result<()>>)>;

pub(super) struct Reporter {
    play: Play,
    clock: Clock,
    changes: Changes,
    ends: watch::Sender<Ended>,
    /// How often it was played before, by the item or the first answer.
    plays_before: Option<i64>,
    is_counted: bool,
    /// Whether the server is one that takes reports by GET alone.
    is_old: bool,
}

impl Reporter {
    pub(super) fn new(play: Play, changes: Changes, ends: watch::Sender<Ended>) -> Self {
        Self {
            clock: Clock::new(play.duration, Instant::now()),
            plays_before: play.plays,
            play,
            changes,
            ends,
            is_counted: false,
            is_old: false,
        }
    }

    /// Reports until it is stopped, terminated or dropped.
    pub(super) async fn run(mut self) {
        let mut next = moment_in(self.play.report_every);
        let ended = loop {
            let has_begun = self.clock.state != PlaybackState::Stopped;
            tokio::select! {
                change = self.changes.recv() => match change {
                    Some((Change::State(state, place), reply)) => {
                        self.clock.set(state, place, Instant::now());
                        next = moment_in(self.play.report_every);
                        let outcome = self.report().await;
                        let ended = self.consequence(&outcome);
                        let outcome = match &ended {
                            Some(Ended::Terminated(termination)) => Err(termination.clone().into()),
                            _ => outcome.map(|_| ()),
                        };
                        // Who asked may have left.
                        let _ = reply.send(outcome);
                        if let Some(ended) = ended {
                            break ended;
                        }
                    }
                    Some((Change::Place(place), _)) => self.place(place),
                    None => {
                        // Dropped: what never began needs no end.
                        if has_begun {
                            self.stop().await;
                        }
                        break Ended::Stopped;
                    }
                },
                () = sleep_until(next), if has_begun => {
                    next = moment_in(self.play.report_every);
                    let outcome = self.report().await;
                    if let Err(error) = &outcome {
                        tracing::debug!(%error, "a report of playback failed; the next follows");
                    }
                    if let Some(ended) = self.consequence(&outcome) {
                        break ended;
                    }
                }
            }
        };
        if matches!(ended, Ended::Terminated(_)) && self.clock.state != PlaybackState::Stopped {
            self.stop().await;
        }
        self.ends.send_replace(ended);
    }

    fn place(&mut self, place: Milliseconds) {
        let state = self.clock.state.clone();
        self.clock.set(state, place, Instant::now());
    }

    async fn stop(&mut self) {
        let now = Instant::now();
        let place = self.clock.place(now);
        self.clock.set(PlaybackState::Stopped, place, now);
        if let Err(error) = self.report().await {
            tracing::warn!(%error, "the stop of playback could not be reported");
        }
    }

    /// Whether the session is over with this.
    fn consequence(&self, outcome: &Result<TimelineReport>) -> Option<Ended> {
        let is_stopped = self.clock.state == PlaybackState::Stopped;
        let answer = outcome.as_ref().ok();
        let terminated = answer.and_then(|answer| {
            Some(Ended::Terminated(Termination {
                code: answer.termination_code?,
                text: answer.termination_text.clone().map(Into::into),
            }))
        });
        terminated.or_else(|| is_stopped.then_some(Ended::Stopped))
    }

    /// Reports where it is, and marks it as played where that is due.
    async fn report(&mut self) -> Result<TimelineReport> {
        let place = self.clock.place(Instant::now());
        let (play, key) = (&self.play, &self.play.key);
        let path = format!("/library/metadata/{key}");
        let playback = play.server.playback();
        let mut report = playback
            .report(key.clone(), path, self.clock.state.clone(), place)
            .provider_identifier("com.plexapp.plugins.library");
        if let Some(duration) = self.clock.duration() {
            report = report.duration(duration);
        }
        if let Some(item) = play.queue_item {
            report = report.play_queue_item_id(item);
        }
        if let Some(session) = &play.session {
            report = report.session_identifier(session.clone());
        }
        if let Some(continuing) = play.continuing {
            report = report.continuing(continuing);
        }
        // The same by GET, as older servers want it.
        let mut old = report.clone();
        old.call.endpoint = playback.report_legacy("", "", "", place).call.endpoint;
        let answer = match self.is_old {
            true => old.await?,
            false => match report.await {
                Err(error) if is_unknown(&error) => {
                    let answer = old.await?;
                    self.is_old = true;
                    answer
                }
                answer => answer?,
            },
        };
        self.count(place, &answer).await;
        Ok(answer)
    }

    /// Marks it as played once it is nearly over, unless the server has counted it by itself: twice would be wrong.
    async fn count(&mut self, place: Milliseconds, answer: &TimelineReport) {
        let plays = answer.view_count;
        let before = *self.plays_before.get_or_insert(plays.unwrap_or_default());
        let share = self.clock.share(place);
        let is_due = share
            .zip(self.play.played_at)
            .is_some_and(|(share, due)| share >= due);
        if !is_due || self.is_counted {
            return;
        }
        let has_counted = plays.is_some_and(|plays| plays > before);
        if !has_counted {
            let playback = self.play.server.playback();
            if let Err(error) = playback.mark_played(self.play.key.clone()).await {
                tracing::warn!(%error, "an item could not be marked as played; the next report tries again");
                return;
            }
        }
        self.is_counted = true;
    }
}

/// Whether a server may not know the request. It may as well not know the item, which it then says again.
fn is_unknown(error: &Error) -> bool {
    matches!(error.status(), Some(404 | 405 | 501))
}
