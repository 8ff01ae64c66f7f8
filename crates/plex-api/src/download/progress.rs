//! A download as a stream of what happens.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt, future::BoxFuture};
use tokio::sync::watch;

use super::{Download, Downloaded, Progress};
use crate::Result;

/// Something that a download tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More has come. Of many pieces, the last is told.
    Progress(Progress),
    /// The file is whole.
    Done(Downloaded),
}

/// What a download tells, as a [`Stream`]. It goes on while it is asked, and stops when it is dropped; what has come
/// stays for the next time. It ends after [`Event::Done`] or an error.
#[must_use = "a download does nothing until its events are asked for"]
pub struct Events<'a> {
    work: Option<BoxFuture<'a, Result<Downloaded>>>,
    progress: watch::Receiver<Option<Progress>>,
}

impl<'a> Events<'a> {
    pub(super) fn new(mut download: Download<'a>) -> Self {
        let (sender, progress) = watch::channel(None);
        let mut own = download.progress.take();
        let download = download.on_progress(move |progress| {
            if let Some(own) = &mut own {
                own(progress);
            }
            let _ = sender.send(Some(progress));
        });
        Self {
            work: Some(download.into_future()),
            progress,
        }
    }

    /// The next event; none at the end.
    ///
    /// # Errors
    ///
    /// As awaiting the download.
    pub async fn try_next(&mut self) -> Result<Option<Event>> {
        self.next().await.transpose()
    }
}

impl Stream for Events<'_> {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(work) = &mut self.work else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            self.work = None;
            return Poll::Ready(Some(done.map(Event::Done)));
        }
        // The work wakes this task by itself, whenever it can go on.
        match self.progress.has_changed() {
            Ok(true) => match *self.progress.borrow_and_update() {
                Some(progress) => Poll::Ready(Some(Ok(Event::Progress(progress)))),
                None => Poll::Pending,
            },
            _ => Poll::Pending,
        }
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("progress", &*self.progress.borrow())
            .finish_non_exhaustive()
    }
}
