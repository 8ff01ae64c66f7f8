//! Bodies that are files.

use std::{
    path::Path,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::io::AsyncWriteExt;

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

    /// Writes everything to a file beside `path` and then moves it there, so that `path` is never half a file. Gives the
    /// number of bytes.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next), and [`Error::File`] when the file cannot be written.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let file_error = |source| Error::File {
            path: path.to_owned(),
            source,
        };
        let mut partial = path.as_os_str().to_owned();
        partial.push(".part");
        let mut file = tokio::fs::File::create(&partial)
            .await
            .map_err(file_error)?;
        let mut written = 0;
        while let Some(piece) = self.try_next().await? {
            file.write_all(&piece).await.map_err(file_error)?;
            written += piece.len() as u64;
        }
        file.sync_all().await.map_err(file_error)?;
        tokio::fs::rename(&partial, path)
            .await
            .map_err(file_error)?;
        Ok(written)
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
