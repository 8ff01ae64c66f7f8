//! The stream of events.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::{Stream, StreamExt};
use tokio::{sync::mpsc, task::JoinSet};

use super::{
    Event,
    line::{Line, Told},
};
use crate::{Error, Result, error::At};

/// The events of a server, as they come: a [`Stream`] of `Result<Event>`. Dropping it closes the line.
///
/// An error is a message that could not be read, and the next one follows; only when the server refuses for good is it the
/// last item.
pub struct Listener {
    told: mpsc::Receiver<Told>,
    /// Entries of the last message that wait for their turn.
    waiting: VecDeque<Event>,
    at: At,
    _line: JoinSet<()>,
}

impl Listener {
    pub(super) fn start(line: Line, at: At, capacity: usize) -> Self {
        let (sender, told) = mpsc::channel(capacity);
        let mut task = JoinSet::new();
        task.spawn(line.keep(sender));
        Self {
            told,
            waiting: VecDeque::new(),
            at,
            _line: task,
        }
    }

    /// The next event; none after the last error.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] for a message that is no JSON, after which one may go on;
    /// [`Error::Unauthorized`] or another refusal when the server does not let us in any more, after which nothing comes.
    pub async fn try_next(&mut self) -> Result<Option<Event>> {
        self.next().await.transpose()
    }
}

impl Stream for Listener {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            let (name, data) = match ready!(self.told.poll_recv(context)) {
                Some(Told::Message { name, data, .. }) => (name, data),
                Some(Told::Event(event)) => return Poll::Ready(Some(Ok(event))),
                Some(Told::Failed(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            match Event::read_named(name.as_deref(), &data) {
                Ok(events) => self.waiting.extend(events),
                Err(problem) => {
                    let at = self.at.clone();
                    return Poll::Ready(Some(Err(Error::Decode { at, problem })));
                }
            }
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("at", &self.at)
            .field("waiting", &self.told.len())
            .finish_non_exhaustive()
    }
}
