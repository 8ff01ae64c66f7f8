//! Playlists: made, filled, put in order.

use plex_models::{
    MediaType, MediaTypeCode, Metadata, PlayQueueId, PlaylistItemId, PlaylistType, RatingKey,
    RatingKeys, SectionId,
};

use crate::{
    Error, Result, Server, Source,
    awaited::{awaited, only},
    collection::{is_smart, no_items, no_query, query_of},
    operations::playlists,
    query::{Query, QueryUri},
};

impl Server {
    /// One playlist by its rating key.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let playlist = server.playlist("8001");
    /// playlist.add(["4711", "4712"]).await?;
    /// let entries = playlist.items().await?;
    /// if let Some(entry) = entries.last().and_then(|item| item.rare().playlist_item_id) {
    ///     playlist.move_to_front(entry).await?;
    /// }
    /// playlist.rename("For Sunday").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn playlist(&self, key: impl Into<RatingKey>) -> Playlist<'_> {
        Playlist {
            server: self,
            key: key.into(),
        }
    }

    /// Makes a playlist: of items, of a play queue, or smart, of whatever a query finds.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::{MediaType, query::{Query, flag}};
    ///
    /// let plain = server.create_playlist("For Sunday").items(["4711", "4712"]).await?;
    /// let unseen = Query::of(MediaType::Episode).filter(flag("unwatched").is(true));
    /// let smart = server.create_playlist("Next up").smart("2", &unseen).await?;
    /// server.playlist(&plain).delete().await?;
    /// # let _ = smart;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_playlist(&self, title: impl Into<String>) -> CreatePlaylist<'_> {
        CreatePlaylist {
            server: self,
            title: title.into(),
            playlist_type: None,
            content: Content::Nothing,
        }
    }

    /// Has the server read a playlist file (`.m3u`), or all of a folder, into a library of music. The path is one of the
    /// server's own disk.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn import_playlists(
        &self,
        path: impl Into<String>,
        section: impl Into<SectionId>,
    ) -> Result<()> {
        let request = self.playlists().import();
        request.path(path).section_id(section).await
    }
}

/// One playlist. Made by [`Server::playlist`] without asking the server.
#[derive(Debug, Clone)]
pub struct Playlist<'a> {
    server: &'a Server,
    key: RatingKey,
}

impl<'a> Playlist<'a> {
    /// All that the server tells of it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; status 404 if there is no such playlist.
    pub async fn get(&self) -> Result<Metadata> {
        only(
            self.server.playlists().get(&self.key).await?,
            "the playlist",
        )
    }

    /// What it holds, in its order; each with its `playlist_item_id`, which the calls here take.
    pub fn items(&self) -> playlists::Items<'a> {
        self.server.playlists().items(&self.key)
    }

    /// Puts items at its end. Of series and albums, all that can be played is put in.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is smart: what is put in would take the place of its query. Else as any request.
    pub async fn add(&self, items: impl Into<Source>) -> Result<()> {
        if is_smart(&self.get().await?) {
            return Err(no_items("playlist"));
        }
        for part in items.into().parts() {
            let uri = self.server.uri(&part).await?;
            self.server
                .playlists()
                .add_items(&self.key)
                .uri(uri)
                .await?;
        }
        Ok(())
    }

    /// Takes one entry out.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove(&self, entry: impl Into<PlaylistItemId>) -> Result<()> {
        self.server
            .playlists()
            .remove_item(&self.key, entry)
            .await?;
        Ok(())
    }

    /// Takes items out, wherever and however often they are in it; gives how many entries that were.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove_items(&self, items: impl Into<RatingKeys>) -> Result<usize> {
        let keys: Vec<_> = items.into().iter().collect();
        let mut entries = Vec::new();
        let mut held = self.items().items();
        while let Some(item) = held.try_next().await? {
            if item
                .rating_key
                .as_ref()
                .is_some_and(|key| keys.contains(key))
            {
                entries.extend(item.rare().playlist_item_id);
            }
        }
        for entry in &entries {
            self.remove(*entry).await?;
        }
        Ok(entries.len())
    }

    /// Takes everything out.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn clear(&self) -> Result<()> {
        self.server.playlists().clear(&self.key).await?;
        Ok(())
    }

    /// Moves an entry behind another.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn move_after(
        &self,
        entry: impl Into<PlaylistItemId>,
        after: impl Into<PlaylistItemId>,
    ) -> Result<()> {
        let request = self.server.playlists().move_item(&self.key, entry);
        request.after(after).await?;
        Ok(())
    }

    /// Moves an entry to the front.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn move_to_front(&self, entry: impl Into<PlaylistItemId>) -> Result<()> {
        self.server.playlists().move_item(&self.key, entry).await?;
        Ok(())
    }

    /// What is asked by a smart one; `None` of a plain one.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the query cannot be read, else as any request.
    pub async fn query(&self) -> Result<Option<QueryUri>> {
        query_of(&self.get().await?)
    }

    /// Gives a smart one another query of its library.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is not smart, or of no single library; else as any request.
    pub async fn set_query(&self, query: &Query) -> Result<()> {
        let present = self.query().await?.ok_or_else(|| no_query("playlist"))?;
        let section = present.section().ok_or_else(|| {
            Error::Config(format!(
                "the playlist asks {}, which is no list of a library",
                present.path
            ))
        })?;
        let uri = self.server.uri(&Source::query(section, query)).await?;
        self.server
            .playlists()
            .add_items(&self.key)
            .uri(uri)
            .await?;
        Ok(())
    }

    /// Gives it another title.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn rename(&self, title: impl Into<String>) -> Result<()> {
        self.edit().title(title).await
    }

    /// Changes its title and summary.
    pub fn edit(&self) -> playlists::Update<'a> {
        self.server.playlists().update(&self.key)
    }

    /// Makes the same playlist for somebody else, whose server is the same one, reached with that person's token. A smart
    /// one stays smart. What the other may not see is left out by the server.
    ///
    /// # Errors
    ///
    /// As [`CreatePlaylist`].
    pub async fn copy_to(&self, other: &Server) -> Result<Metadata> {
        let playlist = self.get().await?;
        let create = other.create_playlist(playlist.title.clone().unwrap_or_default());
        let create = match &playlist.rare().playlist_type {
            Some(playlist_type) => create.playlist_type(playlist_type.clone()),
            None => create,
        };
        if let Some(present) = query_of(&playlist)? {
            let section = present.section().unwrap_or_default();
            return create.smart(section, &present.query).await;
        }
        let mut keys = Vec::new();
        let mut held = self.items().items();
        while let Some(item) = held.try_next().await? {
            keys.extend(item.rating_key);
        }
        create.items(keys).await
    }

    /// Deletes it. What it held stays in the library.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn delete(&self) -> Result<()> {
        self.server.playlists().delete(&self.key).await
    }
}

/// What a new playlist holds.
#[derive(Debug, Clone)]
enum Content {
    Nothing,
    Source(Source),
    Smart(SectionId, Query),
    Queue(PlayQueueId),
}

/// A playlist in the making. Awaiting it makes it, and gives it as it is told of.
///
/// # Errors
///
/// [`Error::Config`] if it would hold nothing, or if nothing shows whether it is of videos, music or photos; else as any
/// request.
#[must_use = "a playlist is made when it is awaited"]
#[derive(Debug, Clone)]
pub struct CreatePlaylist<'a> {
    server: &'a Server,
    title: String,
    playlist_type: Option<PlaylistType>,
    content: Content,
}

awaited!(CreatePlaylist => Metadata);

impl CreatePlaylist<'_> {
    /// Holds these items. Of series and albums, it holds all that can be played.
    pub fn items(mut self, items: impl Into<Source>) -> Self {
        self.content = Content::Source(items.into());
        self
    }

    /// Holds whatever a query finds in a library, now and later.
    pub fn smart(mut self, section: impl Into<SectionId>, query: &Query) -> Self {
        self.content = Content::Smart(section.into(), query.clone());
        self
    }

    /// Holds what is in a play queue.
    pub fn play_queue(mut self, queue: impl Into<PlayQueueId>) -> Self {
        self.content = Content::Queue(queue.into());
        self
    }

    /// Whether it is of videos, music or photos, where that shows neither in its items nor in its query.
    pub fn playlist_type(mut self, playlist_type: impl Into<PlaylistType>) -> Self {
        self.playlist_type = Some(playlist_type.into());
        self
    }

    async fn run(self) -> Result<Metadata> {
        let playlist_type = self.find_type().await?;
        let request = self.server.playlists().create().title(self.title);
        let request = match playlist_type {
            Some(playlist_type) => request.playlist_type(playlist_type),
            None => request,
        };
        let (created, more) = match self.content {
            Content::Nothing => return Err(nothing()),
            Content::Queue(queue) => (request.smart(false).play_queue_id(queue).await?, Vec::new()),
            Content::Smart(section, query) => {
                let uri = self.server.uri(&Source::query(section, &query)).await?;
                (request.smart(true).uri(uri).await?, Vec::new())
            }
            Content::Source(source) => {
                let mut parts = source.parts();
                let rest = parts.split_off(parts.len().min(1));
                let first = parts.first().ok_or_else(nothing)?;
                let uri = self.server.uri(first).await?;
                (request.smart(false).uri(uri).await?, rest)
            }
        };
        let created = only(created, "the new playlist")?;
        if more.is_empty() {
            return Ok(created);
        }
        for part in more {
            let uri = self.server.uri(&part).await?;
            let request = self.server.playlists().add_items(RatingKey::from(&created));
            request.uri(uri).await?;
        }
        self.server.playlist(&created).get().await
    }

    /// What it is of; nothing of a queue, which knows by itself.
    async fn find_type(&self) -> Result<Option<PlaylistType>> {
        if self.playlist_type.is_some() {
            return Ok(self.playlist_type.clone());
        }
        let of_content = match &self.content {
            Content::Nothing => return Err(nothing()),
            Content::Queue(_) => return Ok(None),
            Content::Smart(_, query) => query.media_type.as_ref().and_then(type_of),
            Content::Source(source) => type_of_source(self.server, source).await?,
        };
        of_content.map(Some).ok_or_else(unknown_type)
    }
}

/// Whether a source is of videos, music or photos, as far as its first item tells.
pub(crate) async fn type_of_source(
    server: &Server,
    source: &Source,
) -> Result<Option<PlaylistType>> {
    let Some(first) = source.first() else {
        return Ok(None);
    };
    let item = server.item(first).get().await?;
    Ok(match item.media_type {
        Some(MediaType::Playlist) => item.rare().playlist_type.clone(),
        Some(media_type) => type_of(&media_type.into()),
        None => None,
    })
}

/// Whether what is of a type is watched, heard or looked at.
fn type_of(media_type: &MediaTypeCode) -> Option<PlaylistType> {
    Some(match media_type {
        MediaTypeCode::Movie
        | MediaTypeCode::Show
        | MediaTypeCode::Season
        | MediaTypeCode::Episode
        | MediaTypeCode::Trailer
        | MediaTypeCode::Clip => PlaylistType::Video,
        MediaTypeCode::Artist | MediaTypeCode::Album | MediaTypeCode::Track => PlaylistType::Audio,
        MediaTypeCode::Photo | MediaTypeCode::PhotoAlbum => PlaylistType::Photo,
        _ => return None,
    })
}

fn nothing() -> Error {
    Error::Config("the playlist would hold nothing: give it items, a query or a play queue".into())
}

pub(crate) fn unknown_type() -> Error {
    let what =
        "nothing shows whether this is of videos, music or photos: say so with playlist_type()";
    Error::Config(what.into())
}
