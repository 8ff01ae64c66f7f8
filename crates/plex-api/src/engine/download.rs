//! Bodies that are files.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};

use super::reply::{Arrival, Opened};
use crate::Error;

/// A body that arrives piece by piece. It is a [`Stream`] of [`Bytes`].
pub struct ByteStream {
    length: Option<u64>,
    pieces: BoxStream<'static, Result<Bytes, Error>>,
}

impl ByteStream {
    pub(super) fn new(opened: Opened) -> Self {
        Self {
            length: opened.bytes(),
            pieces: stream::try_unfold(opened, |mut opened| async move {
                Ok(opened.piece().await?.map(|piece| (piece, opened)))
            })
            .boxed(),
        }
    }

    /// How many bytes there will be, where the server says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] or [`Error::Timeout`] when the body breaks off.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        self.pieces.next().await.transpose()
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_next_unpin(context)
    }
}

impl std::fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
