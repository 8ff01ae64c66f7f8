//! Long lists, decoded while they arrive: so a long answer is never held whole, and is nearly decoded when its last byte
//! comes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use plex_models::{decode::Arriving, wire::Model};

use super::{Container, call::Call};
use crate::{Response, Result};

/// What takes a body piece by piece, instead of it being gathered.
pub(super) trait Sink: Send {
    /// A body begins, the first or one in place of another that broke off.
    fn begin(&mut self);

    /// The next piece.
    fn push(&mut self, piece: &[u8]);
}

impl<C: Model, T: Model + Send> Sink for Arriving<C, T> {
    fn begin(&mut self) {
        self.begin_again();
    }

    fn push(&mut self, piece: &[u8]) {
        Arriving::push(self, piece);
    }
}

/// Sends the request and decodes the answer, which is a container inside of `envelope`.
pub(crate) async fn listed<C: Container>(
    call: &Call<'_>,
    envelope: &'static str,
) -> Result<Response<C>> {
    let arriving = Mutex::new(Arriving::new(envelope, C::MEMBER, C::items));
    let reply = call.reply_to(Some(&arriving)).await?;
    if reply.is_in_sink() {
        let arriving = arriving
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        return reply.decoded(arriving.finish());
    }
    reply.object(Some(envelope))
}

pub(super) fn lock<'s>(sink: &'s Mutex<dyn Sink + 's>) -> MutexGuard<'s, dyn Sink + 's> {
    sink.lock().unwrap_or_else(PoisonError::into_inner)
}
