//! The queue in which a server prepares files for this device to keep.

use std::{fmt, path::Path};

use plex_models::{
    AddedDownload, DownloadItemId, DownloadItemStatus, DownloadQueueId, DownloadQueueItem,
};

use super::Download;
use crate::{Error, Result, Server, operations::downloads};

impl Server {
    /// The server's download queue for this account and device. It converts what the device cannot play and keeps the
    /// result until it is fetched or expires.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let queue = server.download_queue().await?;
    /// for added in queue.add(["/library/metadata/4711"]).await? {
    ///     let ready = added.ready().await?;
    ///     ready.download_to("film.mp4").await?;
    ///     ready.remove().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn download_queue(&self) -> Result<DownloadQueue<'_>> {
        let queues = self.downloads().create_queue().await?;
        let id = queues.first().and_then(|queue| queue.id);
        let id = id.ok_or_else(|| {
            Error::Config(
                "the server gave no download queue; it needs version 1.41.9 or later".into(),
            )
        })?;
        Ok(DownloadQueue { server: self, id })
    }
}

/// A server's download queue for this account and device; made by [`Server::download_queue`].
#[derive(Debug, Clone, Copy)]
pub struct DownloadQueue<'a> {
    server: &'a Server,
    id: DownloadQueueId,
}

impl<'a> DownloadQueue<'a> {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> DownloadQueueId {
        self.id
    }

    /// Adds items by their paths, such as `/library/metadata/4711`. A series or an album is added as each of its entries.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; status 404 where there is no such item.
    pub async fn add<K: Into<String>>(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<Vec<QueuedDownload<'a>>> {
        self.add_with(keys, |add| add).await
    }

    /// The same with wishes for the conversion.
    ///
    /// ```no_run
    /// # async fn example(queue: plex_api::download::DownloadQueue<'_>) -> plex_api::Result<()> {
    /// let small = queue.add_with(["/library/metadata/4711"], |add| add.max_video_bitrate(4000)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub async fn add_with<K: Into<String>>(
        &self,
        keys: impl IntoIterator<Item = K>,
        wishes: impl FnOnce(downloads::Add<'a>) -> downloads::Add<'a>,
    ) -> Result<Vec<QueuedDownload<'a>>> {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        let added = wishes(self.server.downloads().add(self.id, keys)).await?;
        let queued = |added: AddedDownload| {
            Some(QueuedDownload {
                queue: *self,
                id: added.id?,
                key: added.key.map(Into::into),
            })
        };
        Ok(added.into_iter().filter_map(queued).collect())
    }

    /// All that is in it, with how far each is.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn items(&self) -> Result<Vec<DownloadQueueItem>> {
        self.server.downloads().items(self.id).await
    }

    /// One of its entries, by its number.
    pub fn item(&self, id: impl Into<DownloadItemId>) -> QueuedDownload<'a> {
        QueuedDownload {
            queue: *self,
            id: id.into(),
            key: None,
        }
    }
}

/// An entry of a download queue.
#[derive(Clone)]
#[must_use = "what is prepared has to be fetched"]
pub struct QueuedDownload<'a> {
    queue: DownloadQueue<'a>,
    id: DownloadItemId,
    key: Option<String>,
}

impl<'a> QueuedDownload<'a> {
    /// Its number in the queue.
    #[must_use]
    pub fn id(&self) -> DownloadItemId {
        self.id
    }

    /// The path of the item, where it was just added.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// How far it is.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; status 404 where it is no longer in the queue.
    pub async fn status(&self) -> Result<DownloadQueueItem> {
        let downloads = self.queue.server.downloads();
        let items = downloads.items_by_id(self.queue.id, vec![self.id]).await?;
        items.into_iter().next().ok_or_else(|| {
            Error::Config(format!(
                "the server says nothing of entry {} of its download queue",
                self.id
            ))
        })
    }

    /// Waits until it can be fetched. It asks as often as the client's `poll_interval` says.
    ///
    /// # Errors
    ///
    /// [`Error::NotPrepared`] when the server could not prepare it, or threw it away before it was fetched; else as
    /// [`status`](Self::status).
    pub async fn ready(&self) -> Result<Self> {
        let interval = self.queue.server.client().settings.poll_interval;
        loop {
            let item = self.status().await?;
            let status = item.status.unwrap_or(DownloadItemStatus::Waiting);
            let reason = match status {
                DownloadItemStatus::Available => return Ok(self.clone()),
                DownloadItemStatus::Failed => item
                    .error
                    .map_or_else(|| "no reason given".into(), Into::into),
                DownloadItemStatus::Expired => "it was kept for a while and has expired".into(),
                _ => {
                    tokio::time::sleep(interval).await;
                    continue;
                }
            };
            return Err(Error::NotPrepared {
                item: self.key.clone().unwrap_or_else(|| self.id.to_string()),
                reason,
            });
        }
    }

    /// Fetches the file. Wait for it to be [`ready`](Self::ready) first.
    pub fn download_to(&self, path: impl AsRef<Path>) -> Download<'a> {
        let downloads = self.queue.server.downloads();
        downloads.media(self.queue.id, self.id).download_to(path)
    }

    /// Has it prepared again, after it failed or expired.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn restart(&self) -> Result<()> {
        let downloads = self.queue.server.downloads();
        downloads.restart(self.queue.id, vec![self.id]).await
    }

    /// Takes it out of the queue, which frees its space on the server. What was fetched stays.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove(self) -> Result<()> {
        let downloads = self.queue.server.downloads();
        downloads.remove(self.queue.id, vec![self.id]).await
    }
}

impl fmt::Debug for QueuedDownload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueuedDownload")
            .field("queue", &self.queue.id)
            .field("id", &self.id)
            .field("key", &self.key)
            .finish()
    }
}
