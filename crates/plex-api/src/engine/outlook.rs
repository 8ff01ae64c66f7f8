//! A timer that is there before the others.

use std::{
    fmt,
    pin::Pin,
    sync::Mutex,
    task::{Context, Waker},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

/// Keeps a timer that is due before those of the requests to come.
///
/// Whoever sets the timer that is due first wakes the thread that waits for timers, only for it to look and wait again. Where
/// requests are made one after the other that would be each of them, at a twentieth of what a small request takes. So one
/// timer outlives its request: those that follow are due later, and set theirs in silence.
#[derive(Default)]
pub(crate) struct Outlook(Mutex<Option<Pin<Box<Sleep>>>>);

impl Outlook {
    /// Sees to it that there is such a timer, before a request sets one for `time`.
    pub(super) fn keep(&self, time: Duration) {
        // Where somebody else is at it, there is nothing to do.
        let Ok(mut kept) = self.0.try_lock() else {
            return;
        };
        if kept.as_ref().is_some_and(|kept| !kept.is_elapsed()) {
            return;
        }
        let mut timer = Box::pin(sleep(time));
        // It is set by being looked at; nobody waits for it.
        let _ = timer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        *kept = Some(timer);
    }
}

impl fmt::Debug for Outlook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outlook")
    }
}
