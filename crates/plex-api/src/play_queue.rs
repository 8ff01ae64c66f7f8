//! Play queues: what a player plays, and what comes next.

use plex_models::{PlayQueue, PlayQueueId, PlayQueueItemId, PlaylistType, RatingKey};

use crate::{
    Result, Server, Source,
    awaited::awaited,
    operations::play_queues,
    playlist::{type_of_source, unknown_type},
};

impl Server {
    /// One play queue by its number.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let queue = server.play_queue(56);
    /// queue.add_next("4711").await?;
    /// queue.add(["4712", "4713"]).await?;
    /// queue.shuffle().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn play_queue(&self, id: impl Into<PlayQueueId>) -> Queue<'_> {
        Queue {
            server: self,
            id: id.into(),
        }
    }

    /// Makes a play queue: of items, of what lies in one, of a playlist or a collection.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::{PlaylistType, Source};
    ///
    /// let queue = server.create_play_queue("4711").continuous(true).await?;
    /// let party = server
    ///     .create_play_queue(Source::playlist("8001"))
    ///     .playlist_type(PlaylistType::Audio)
    ///     .shuffle(true)
    ///     .await?;
    /// println!("{:?} entries", party.metadata.len());
    /// # let _ = queue;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_play_queue(&self, source: impl Into<Source>) -> CreatePlayQueue<'_> {
        CreatePlayQueue {
            server: self,
            source: source.into(),
            playlist_type: None,
            start_at: None,
            shuffle: false,
            repeat: false,
            continuous: false,
            trailers: None,
        }
    }
}

/// One play queue. Made by [`Server::play_queue`] without asking the server. Every change gives the queue as it is then.
#[derive(Debug, Clone)]
pub struct Queue<'a> {
    server: &'a Server,
    id: PlayQueueId,
}

impl<'a> Queue<'a> {
    /// The part of it around what is played.
    pub fn get(&self) -> play_queues::Get<'a> {
        self.server.play_queues().get(self.id)
    }

    /// Puts items behind all that was put in before.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn add(&self, items: impl Into<Source>) -> Result<PlayQueue> {
        let uri = self.server.uri(&items.into()).await?;
        self.server.play_queues().add_items(self.id).uri(uri).await
    }

    /// Puts items right behind what is played.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn add_next(&self, items: impl Into<Source>) -> Result<PlayQueue> {
        let uri = self.server.uri(&items.into()).await?;
        let request = self.server.play_queues().add_items(self.id);
        request.uri(uri).next(true).await
    }

    /// Takes one entry out.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn remove(&self, entry: impl Into<PlayQueueItemId>) -> Result<PlayQueue> {
        self.server.play_queues().remove_item(self.id, entry).await
    }

    /// Moves an entry behind another.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn move_after(
        &self,
        entry: impl Into<PlayQueueItemId>,
        after: impl Into<PlayQueueItemId>,
    ) -> Result<PlayQueue> {
        let request = self.server.play_queues().move_item(self.id, entry);
        request.after(after).await
    }

    /// Moves an entry to the front.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn move_to_front(&self, entry: impl Into<PlayQueueItemId>) -> Result<PlayQueue> {
        self.server.play_queues().move_item(self.id, entry).await
    }

    /// Puts the entries behind the one that is played in an order by chance.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn shuffle(&self) -> Result<PlayQueue> {
        self.server.play_queues().shuffle(self.id).await
    }

    /// Brings back the order from before it was shuffled.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn unshuffle(&self) -> Result<PlayQueue> {
        self.server.play_queues().unshuffle(self.id).await
    }

    /// Makes the first entry the one that is played.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn reset(&self) -> Result<PlayQueue> {
        self.server.play_queues().reset(self.id).await
    }

    /// Takes everything out but what is played.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn clear(&self) -> Result<PlayQueue> {
        self.server.play_queues().clear(self.id).await
    }
}

/// A play queue in the making. Awaiting it makes it, and gives it with its first entries.
///
/// # Errors
///
/// [`Error::Config`](crate::Error::Config) if nothing shows whether it is of videos, music or photos; else as any request.
#[must_use = "a play queue is made when it is awaited"]
#[derive(Debug, Clone)]
pub struct CreatePlayQueue<'a> {
    server: &'a Server,
    source: Source,
    playlist_type: Option<PlaylistType>,
    start_at: Option<RatingKey>,
    shuffle: bool,
    repeat: bool,
    continuous: bool,
    trailers: Option<i64>,
}

awaited!(CreatePlayQueue => PlayQueue);

impl CreatePlayQueue<'_> {
    /// Whether it is of videos, music or photos, where the source names no items.
    pub fn playlist_type(mut self, playlist_type: impl Into<PlaylistType>) -> Self {
        self.playlist_type = Some(playlist_type.into());
        self
    }

    /// The item that is played first.
    pub fn start_at(mut self, key: impl Into<RatingKey>) -> Self {
        self.start_at = Some(key.into());
        self
    }

    /// Whether the order is by chance.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Whether it begins again after its end.
    pub fn repeat(mut self, repeat: bool) -> Self {
        self.repeat = repeat;
        self
    }

    /// Whether an episode is followed by those after it.
    pub fn continuous(mut self, continuous: bool) -> Self {
        self.continuous = continuous;
        self
    }

    /// So many trailers before a film.
    pub fn trailers(mut self, trailers: i64) -> Self {
        self.trailers = Some(trailers);
        self
    }

    async fn run(self) -> Result<PlayQueue> {
        let playlist_type = match self.playlist_type {
            Some(playlist_type) => playlist_type,
            None => type_of_source(self.server, &self.source)
                .await?
                .ok_or_else(unknown_type)?,
        };
        let uri = self.server.uri(&self.source).await?;
        let mut request = self
            .server
            .play_queues()
            .create(playlist_type)
            .uri(uri)
            .shuffle(self.shuffle)
            .repeat(self.repeat)
            .continuous(self.continuous);
        if let Some(key) = self.start_at {
            request = request.key(format!("/library/metadata/{key}"));
        }
        if let Some(trailers) = self.trailers {
            request = request.extras_prefix_count(trailers);
        }
        request.await
    }
}
