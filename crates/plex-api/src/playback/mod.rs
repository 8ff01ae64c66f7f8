//! What a player reports while it plays.

mod clock;
mod reporter;

use std::{fmt, time::Duration};

use plex_models::{Metadata, Milliseconds, PlayQueueItemId, PlaybackState, RatingKey, SessionId};
use tokio::sync::{mpsc, oneshot, watch};

use self::reporter::{Change, Reporter};
use crate::{Error, Result, Server, task};

/// How often a player reports while nothing changes.
const REPORT_EVERY: Duration = Duration::from_secs(10);

/// The share of an item after which it counts as played.
const PLAYED_AT: f64 = 0.9;

impl Server {
    /// Begins to report that something is played, so that the server shows the session, remembers the place, and counts
    /// the play.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server, film: plex_api::Metadata) -> plex_api::Result<()> {
    /// use plex_api::Milliseconds;
    ///
    /// let session = server.play(&film)?.start()?;
    /// session.playing(Milliseconds(0)).await?;
    /// session.paused(Milliseconds(1_830_000)).await?;
    /// session.stop(Milliseconds(1_830_000)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the item has no rating key.
    pub fn play(&self, item: &Metadata) -> Result<Play> {
        let key = item.rating_key.clone();
        let key = key.ok_or_else(|| {
            Error::Config("the item has no rating key, so nobody can say that it is played".into())
        })?;
        let mut play = self.play_key(key);
        play.duration = item.duration;
        play.plays = Some(item.view_count.unwrap_or_default());
        Ok(play)
    }

    /// The same for an item of which only the rating key is known. Without its [`duration`](Play::duration) nothing is
    /// counted as played from here.
    pub fn play_key(&self, key: impl Into<RatingKey>) -> Play {
        Play {
            server: self.clone(),
            key: key.into(),
            duration: None,
            plays: None,
            queue_item: None,
            session: None,
            continuing: None,
            report_every: REPORT_EVERY,
            played_at: Some(PLAYED_AT),
        }
    }
}

/// What is going to be played, and how it is reported; made by [`Server::play`].
#[derive(Clone)]
#[must_use = "nothing is reported before start()"]
pub struct Play {
    server: Server,
    key: RatingKey,
    duration: Option<Milliseconds>,
    /// How often it was played before.
    plays: Option<i64>,
    queue_item: Option<PlayQueueItemId>,
    session: Option<SessionId>,
    continuing: Option<bool>,
    report_every: Duration,
    played_at: Option<f64>,
}

impl Play {
    /// How long the item is, where the item does not say so itself.
    pub fn duration(mut self, duration: impl Into<Milliseconds>) -> Self {
        self.duration = Some(duration.into());
        self
    }

    /// The entry of the play queue that it is played from.
    pub fn queue_item(mut self, id: impl Into<PlayQueueItemId>) -> Self {
        self.queue_item = Some(id.into());
        self
    }

    /// Tells apart what one installation plays at the same time: any text, a new one for each session. Needed where there
    /// are several.
    pub fn session_identifier(mut self, session: impl Into<SessionId>) -> Self {
        self.session = Some(session.into());
        self
    }

    /// Whether another item follows, so that the stop of this one is not the end.
    pub fn continuing(mut self, continuing: bool) -> Self {
        self.continuing = Some(continuing);
        self
    }

    /// How often it is reported while nothing changes: every 10 seconds unless told otherwise. On a mobile line 20 are
    /// usual. Servers forget players that they have not heard of for a while.
    pub fn report_every(mut self, interval: Duration) -> Self {
        self.report_every = interval;
        self
    }

    /// The share of the item after which it counts as played: 0.9 unless told otherwise. Servers count by themselves what
    /// they hear of; only where the answer to a report does not show that, it is marked as played from here, once.
    pub fn played_at(mut self, share: f64) -> Self {
        self.played_at = Some(share);
        self
    }

    /// Leaves it to the server alone whether it counts as played.
    pub fn never_mark_played(mut self) -> Self {
        self.played_at = None;
        self
    }

    /// Starts the task that reports. Nothing is reported before the first change of state.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] outside of a tokio runtime, unless the feature `blocking` brings one along.
    pub fn start(self) -> Result<PlaySession> {
        let runtime = task::runtime()?;
        let (changes, receiver) = mpsc::unbounded_channel();
        let (ends, ended) = watch::channel(Ended::NotYet);
        runtime.spawn(Reporter::new(self, receiver, ends).run());
        Ok(PlaySession { changes, ended })
    }
}

impl fmt::Debug for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Play")
            .field("server", &self.server)
            .field("key", &self.key)
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}

/// Why a server has a player stop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Termination {
    /// 2006 where an administrator ended it.
    pub code: i64,
    /// What the viewer is to be told.
    pub text: Option<String>,
}

/// Whether a session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ended {
    NotYet,
    Stopped,
    Terminated(Termination),
}

/// Something that is played, reported by a task of its own: at each change of state at once, and every ten seconds in
/// between with the place where it must be by then.
///
/// End it with [`stop`](Self::stop). Dropping it has the task report the stop, if its runtime lives long enough: a program
/// that ends should stop by hand. It may be dropped anywhere.
///
/// Wait for [`terminated`](Self::terminated) beside playing: a server may want a player to stop at once.
pub struct PlaySession {
    changes: mpsc::UnboundedSender<(Change, oneshot::Sender<Result<()>>)>,
    ended: watch::Receiver<Ended>,
}

impl PlaySession {
    /// It plays, from this place on. Say so at the start, after a pause, and after a jump.
    ///
    /// # Errors
    ///
    /// [`Error::Terminated`] when the server has ended the session; else [`Error`], as any request: the state holds all the
    /// same, and is told with the next report.
    pub async fn playing(&self, at: impl Into<Milliseconds>) -> Result<()> {
        self.change(PlaybackState::Playing, at.into()).await
    }

    /// It is paused at this place.
    ///
    /// # Errors
    ///
    /// As [`playing`](Self::playing).
    pub async fn paused(&self, at: impl Into<Milliseconds>) -> Result<()> {
        self.change(PlaybackState::Paused, at.into()).await
    }

    /// It waits for data at this place.
    ///
    /// # Errors
    ///
    /// As [`playing`](Self::playing).
    pub async fn buffering(&self, at: impl Into<Milliseconds>) -> Result<()> {
        self.change(PlaybackState::Buffering, at.into()).await
    }

    /// Corrects the place for the next report, without one of its own. It is worked out from the time that passes, which
    /// is right as long as the speed is the usual one.
    pub fn is_at(&self, at: impl Into<Milliseconds>) {
        let (reply, _) = oneshot::channel();
        // What is over needs no correction.
        let _ = self.changes.send((Change::Place(at.into()), reply));
    }

    /// Ends it at this place.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request. That the server has ended it before is success.
    pub async fn stop(self, at: impl Into<Milliseconds>) -> Result<()> {
        match self.change(PlaybackState::Stopped, at.into()).await {
            Err(Error::Terminated { .. }) => Ok(()),
            other => other,
        }
    }

    /// Waits until the server wants the player to stop; none if it was stopped without that. The stop has been reported by
    /// then.
    pub async fn terminated(&self) -> Option<Termination> {
        let mut ended = self.ended.clone();
        match &*ended.wait_for(|ended| *ended != Ended::NotYet).await.ok()? {
            Ended::Terminated(termination) => Some(termination.clone()),
            _ => None,
        }
    }

    async fn change(&self, state: PlaybackState, at: Milliseconds) -> Result<()> {
        let (reply, outcome) = oneshot::channel();
        let is_heard = self.changes.send((Change::State(state, at), reply)).is_ok();
        if is_heard && let Ok(outcome) = outcome.await {
            return outcome;
        }
        match &*self.ended.borrow() {
            Ended::Terminated(termination) => Err(termination.clone().into()),
            _ => Err(Error::Config(
                "the session is over; start another with Server::play".into(),
            )),
        }
    }
}

impl From<Termination> for Error {
    fn from(termination: Termination) -> Self {
        Self::Terminated {
            code: termination.code,
            text: termination.text.unwrap_or_else(|| "no reason given".into()),
        }
    }
}

impl fmt::Debug for PlaySession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlaySession")
            .field("ended", &*self.ended.borrow())
            .finish_non_exhaustive()
    }
}
