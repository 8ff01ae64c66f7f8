//! Bodies that are files.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use futures_util::stream;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::Error;

/// How much of a reader is read at once.
const PIECE: usize = 64 * 1024;

/// A file on its way to a server: a picture, a subtitle, a playlist. It is sent as it is read, never held whole.
///
/// ```no_run
/// # async fn example() -> plex_api::Result<()> {
/// use plex_api::Upload;
///
/// let from_memory = Upload::from(&b"\x89PNG"[..]);
/// let from_disk = Upload::file("poster.jpg").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Upload {
    length: Option<u64>,
    contents: Contents,
}

#[derive(Clone)]
enum Contents {
    Memory(Bytes),
    /// Taken when it is sent: what comes from a reader cannot be sent twice.
    Reader(Arc<Mutex<Option<reqwest::Body>>>),
}

impl Upload {
    /// The bytes of a file on disk.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if it cannot be opened.
    pub async fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file_error = |source| Error::File {
            path: path.to_owned(),
            source,
        };
        let file = tokio::fs::File::open(path).await.map_err(file_error)?;
        let length = file.metadata().await.map_err(file_error)?.len();
        Ok(Self::reader(file, Some(length)))
    }

    /// What a reader gives; with its length, where it is known, the server can tell how far it is.
    pub fn reader(reader: impl AsyncRead + Send + Unpin + 'static, length: Option<u64>) -> Self {
        let pieces = stream::try_unfold(reader, |mut reader| async move {
            let mut piece = vec![0; PIECE];
            let read = reader.read(&mut piece).await?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then_some((Bytes::from(piece), reader)))
        });
        let body = reqwest::Body::wrap_stream(pieces);
        Self {
            length,
            contents: Contents::Reader(Arc::new(Mutex::new(Some(body)))),
        }
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether it was sent and cannot be sent again.
    pub(super) fn is_spent(&self) -> bool {
        match &self.contents {
            Contents::Memory(_) => false,
            Contents::Reader(body) => lock(body).is_none(),
        }
    }

    /// The body; of what comes from a reader, the first time.
    pub(super) fn take(&self) -> Result<reqwest::Body, Error> {
        match &self.contents {
            Contents::Memory(bytes) => Ok(bytes.clone().into()),
            Contents::Reader(body) => lock(body).take().ok_or_else(|| {
                Error::Config("an upload is sent once; open the file again to send it again".into())
            }),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Into<Bytes>> From<T> for Upload {
    fn from(bytes: T) -> Self {
        let bytes = bytes.into();
        Self {
            length: Some(bytes.len() as u64),
            contents: Contents::Memory(bytes),
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
