//! The subtitles of an item.

use std::path::Path;

use plex_models::{RatingKey, Stream, StreamType};

use crate::{Error, Result, Server, Upload, awaited::only, download::Download, operations::media};

/// The subtitles of a film or an episode.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// use plex_api::Upload;
///
/// let subtitles = server.item("4711").subtitles();
/// if let Some(best) = subtitles.search("de").await?.first() {
///     subtitles.add(best).await?;
/// }
/// subtitles.upload(Upload::file("mine.srt").await?).title("Mine").format("srt").language("de").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Subtitles<'a> {
    server: &'a Server,
    key: RatingKey,
}

impl<'a> Subtitles<'a> {
    pub(crate) fn new(server: &'a Server, key: RatingKey) -> Self {
        Self { server, key }
    }

    /// Those that it has: in its files, beside them, uploaded.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn list(&self) -> Result<Vec<Stream>> {
        let item = only(self.server.metadata().get(&self.key).await?, "the item")?;
        let streams = item
            .media
            .into_iter()
            .flat_map(|media| media.parts)
            .flat_map(|part| part.streams);
        Ok(streams
            .filter(|stream| stream.stream_type == Some(StreamType::Subtitle))
            .collect())
    }

    /// What the server's online sources have in a language, as a code of ISO 639.
    pub fn search(&self, language: impl Into<String>) -> media::SearchSubtitles<'a> {
        self.server
            .media()
            .search_subtitles(&self.key)
            .language(language)
    }

    /// Takes over what a search has found. The server fetches it in the background.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it comes from no search, else as any request.
    pub async fn add(&self, found: &Stream) -> Result<()> {
        let key = key_of(found)?;
        self.server.media().download_subtitles(&self.key, key).await
    }

    /// Adds a text of one's own; the format is what its file ends in, such as `srt`.
    pub fn upload(&self, text: impl Into<Upload>) -> media::UploadSubtitles<'a> {
        self.server.media().upload_subtitles(&self.key).body(text)
    }

    /// Fetches a text to the disk, in the format in which the server has it.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let subtitles = server.item("4711").subtitles();
    /// for text in subtitles.list().await?.iter().filter(|text| text.key.is_some()) {
    ///     let format = text.format.as_deref().unwrap_or("srt");
    ///     subtitles.download(text, format!("film.{format}"))?.await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for one that lies in the media's file: it comes with that.
    pub fn download(&self, subtitles: &Stream, path: impl AsRef<Path>) -> Result<Download<'a>> {
        Ok(self.server.download(key_of(subtitles)?, path))
    }

    /// Deletes a text that was uploaded or taken over. One in the media's own files stays, and the server refuses.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for one that lies in the media's file, else as any request.
    pub async fn delete(&self, subtitles: &Stream) -> Result<()> {
        key_of(subtitles)?;
        let id = subtitles.id.ok_or_else(|| {
            Error::Config("these subtitles have no number; take them from list()".into())
        })?;
        let extension = subtitles.format.as_deref().or(subtitles.codec.as_deref());
        self.server
            .media()
            .delete_stream(id, extension.unwrap_or("srt"))
            .await
    }
}

/// Streams that have a file of their own, here or at a source, have a key.
fn key_of(stream: &Stream) -> Result<&str> {
    stream.key.as_deref().ok_or_else(|| {
        Error::Config("these subtitles lie within the media's file, and stay there".into())
    })
}
