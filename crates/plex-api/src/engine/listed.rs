//! Long lists, decoded while they arrive: so a long answer is never held whole, and is nearly decoded when its last byte
//! comes.

use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    thread,
};

use futures_util::FutureExt as _;
use plex_models::{
    decode::{Arriving, Portion},
    wire::Model,
};
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Container, call::Call};
use crate::{Response, Result};

/// How many portions of a list are handed out at a time: as many as there are cores, and two so that none of them waits for
/// the next. More than a network brings in the meantime would only take memory.
static READERS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, |cores| cores.get().min(4)) + 2);

/// What takes a body piece by piece, instead of it being gathered.
pub(super) trait Sink: Send {
    /// A body begins, the first or one in place of another that broke off.
    fn begin(&mut self);

    /// The next piece.
    fn push(&mut self, piece: &[u8]);

    /// Whether it can take another piece.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()>;

    /// Whether all that it took is dealt with.
    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<()>;
}

/// A list of which other threads read what has come while the next comes.
struct Reading<C, T> {
    arriving: Arriving<C, T>,
    readers: VecDeque<Reader<T>>,
}

impl<C: Model, T: Model + Send + 'static> Reading<C, T> {
    /// Joins what has been read, until that many readers at most are left.
    fn poll_join(&mut self, context: &mut Context<'_>, left: usize) -> Poll<()> {
        loop {
            let must_wait = self.readers.len() > left;
            let Some(reader) = self.readers.front_mut() else {
                break;
            };
            let portion = match reader.thread.poll_unpin(context) {
                // What is lost because a thread failed is still at hand, and read later.
                Poll::Ready(portion) => portion.ok().flatten(),
                Poll::Pending if !must_wait => break,
                // All those threads may be busy for long, even with what waits for this list.
                Poll::Pending => match reader.portion.take() {
                    Some(portion) => Some(portion.read()),
                    None => return Poll::Pending,
                },
            };
            self.readers.pop_front();
            if let Some(portion) = portion {
                self.arriving.join(portion);
            }
        }
        Poll::Ready(())
    }
}

impl<C: Model, T: Model + Send + 'static> Sink for Reading<C, T> {
    fn begin(&mut self) {
        self.arriving.begin_again();
        self.readers.clear();
    }

    fn push(&mut self, piece: &[u8]) {
        if let Some(portion) = self.arriving.gather(piece) {
            self.readers.push_back(Reader::begin(portion));
        }
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.poll_join(context, READERS.saturating_sub(1))
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.poll_join(context, 0)
    }
}

/// A portion, and the thread that is to read it.
struct Reader<T> {
    portion: Turn<Portion<T>>,
    thread: JoinHandle<Option<Portion<T>>>,
}

impl<T: Model + Send + 'static> Reader<T> {
    fn begin(portion: Portion<T>) -> Self {
        let portion = Turn(Arc::new(Mutex::new(Some(portion))));
        let theirs = Turn(Arc::clone(&portion.0));
        Self {
            portion,
            thread: spawn_blocking(move || Some(theirs.take()?.read())),
        }
    }
}

/// What goes to whoever comes first.
struct Turn<T>(Arc<Mutex<Option<T>>>);

impl<T> Turn<T> {
    fn take(&self) -> Option<T> {
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        value.take()
    }
}

/// Sends the request and decodes the answer, which is a container inside of `envelope`.
pub(crate) async fn listed<C: Container>(
    call: &Call<'_>,
    envelope: &'static str,
) -> Result<Response<C>> {
    let reading = Mutex::new(Reading {
        arriving: Arriving::new(envelope, C::MEMBER, C::items),
        readers: VecDeque::new(),
    });
    let reply = call.reply_to(Some(&reading)).await?;
    if reply.is_in_sink() {
        let reading = reading.into_inner().unwrap_or_else(PoisonError::into_inner);
        return reply.decoded(reading.arriving.finish());
    }
    reply.object(Some(envelope))
}

pub(super) fn lock<'s>(sink: &'s Mutex<dyn Sink + 's>) -> MutexGuard<'s, dyn Sink + 's> {
    sink.lock().unwrap_or_else(PoisonError::into_inner)
}
