//! Restarts of the media server: every connection is cut, and for a while it only says that it is starting.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;

use crate::{contents::locked, state::State};

/// When it restarts.
#[derive(Debug, Default)]
pub(crate) struct Restarts {
    cuts: watch::Sender<u64>,
    back: Mutex<Option<Instant>>,
}

impl Restarts {
    /// Whether it is starting right now.
    pub(crate) fn is_starting(&self) -> bool {
        let mut back = locked(&self.back);
        if back.is_some_and(|back| back <= Instant::now()) {
            *back = None;
        }
        back.is_some()
    }

    /// What ends with the next restart.
    pub(crate) fn next(&self) -> Restart {
        Restart(self.cuts.subscribe())
    }

    /// Takes back that it is starting.
    pub(crate) fn reset(&self) {
        *locked(&self.back) = None;
    }
}

/// Somebody who waits for the next restart.
pub(crate) struct Restart(watch::Receiver<u64>);

impl Restart {
    /// Ends when the server restarts.
    pub(crate) async fn comes(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending().await
        }
    }

    /// The same, but not while the connection carries the very order to restart.
    pub(crate) async fn comes_unless(&mut self, spared: &AtomicBool) {
        loop {
            self.comes().await;
            if !spared.load(Ordering::SeqCst) {
                return;
            }
        }
    }
}

impl State {
    /// Restarts the media server: cuts its connections, forgets what it keeps in memory only, and answers 503 for a while.
    pub(crate) fn restart(&self, starting_for: Duration) {
        *locked(&self.restarts.back) = Instant::now().checked_add(starting_for);
        self.events.reset();
        self.playback.forget_sessions();
        locked(&self.delegations).clear();
        self.restarts.cuts.send_modify(|cut| *cut += 1);
    }
}
