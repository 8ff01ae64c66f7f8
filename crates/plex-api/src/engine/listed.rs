//! Long lists, decoded while they arrive: so a long answer is never held whole, and is nearly decoded when its last byte
//! comes.

use std::{
    collections::VecDeque,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
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

/// How many portions of a list are read at a time: more than a network brings in the meantime would only take memory.
static READERS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, |cores| cores.get().min(4)));

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
    readers: VecDeque<JoinHandle<Portion<T>>>,
}

impl<C: Model, T: Model + Send + 'static> Reading<C, T> {
    /// Joins what has been read, until that many readers at most are left.
    fn poll_join(&mut self, context: &mut Context<'_>, left: usize) -> Poll<()> {
        while let Some(reader) = self.readers.front_mut() {
            match reader.poll_unpin(context) {
                Poll::Ready(portion) => {
                    self.readers.pop_front();
                    // One that ended in any other way leaves its portion to be read at the end.
                    if let Ok(portion) = portion {
                        self.arriving.join(portion);
                    }
                }
                Poll::Pending if self.readers.len() > left => return Poll::Pending,
                Poll::Pending => break,
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
            self.readers.push_back(spawn_blocking(|| portion.read()));
        }
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.poll_join(context, READERS.saturating_sub(1))
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.poll_join(context, 0)
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
