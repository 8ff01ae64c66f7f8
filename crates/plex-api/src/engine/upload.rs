//! Bodies that are files.

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
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
    /// Taken when it is sent: what comes from a reader cannot be sent twice.
    body: Arc<Mutex<Option<reqwest::Body>>>,
}

impl Upload {
    fn new(length: Option<u64>, body: reqwest::Body) -> Self {
        Self {
            length,
            body: Arc::new(Mutex::new(Some(body))),
        }
    }

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
        Self::new(length, reqwest::Body::wrap_stream(pieces))
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// The body, the first time.
    pub(super) fn take(&self) -> Result<reqwest::Body, Error> {
        let body = self
            .body
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        body.ok_or_else(|| {
            Error::Config("an upload is sent once; open the file again to send it again".into())
        })
    }
}

impl<T: Into<Bytes>> From<T> for Upload {
    fn from(bytes: T) -> Self {
        let bytes = bytes.into();
        Self::new(Some(bytes.len() as u64), bytes.into())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
