//! One item of a library, and what people do with it.

use plex_models::{ArtworkElement, Hub, Match, Metadata, RatingKey, RatingKeys};

use crate::{
    Error, Result, Server,
    awaited::only,
    edit::Edit,
    operations::{analysis, metadata},
    optimize::Optimize,
    pictures::Pictures,
    subtitles::Subtitles,
};

impl Server {
    /// One item by its rating key: a film, a series, an album, a photo.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let item = server.item("4711");
    /// item.rate(8.5).await?;
    /// item.mark_played().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn item(&self, key: impl Into<RatingKey>) -> Item<'_> {
        Item {
            server: self,
            key: key.into(),
        }
    }
}

/// One item of a library. Made by [`Server::item`] without asking the server.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    server: &'a Server,
    key: RatingKey,
}

impl<'a> Item<'a> {
    /// Its rating key.
    #[must_use]
    pub fn key(&self) -> &RatingKey {
        &self.key
    }

    /// All that the server tells of it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; status 404 if there is no such item.
    pub async fn get(&self) -> Result<Metadata> {
        only(self.server.metadata().get(&self.key).await?, "the item")
    }

    /// Changes what is told of it.
    pub fn edit(&self) -> Edit<'a> {
        self.server.edit(&self.key)
    }

    /// Gives it the account's rating, 0 to 10; two are a star.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for any other number, else as any request.
    pub async fn rate(&self, rating: f64) -> Result<()> {
        if !(0.0..=10.0).contains(&rating) {
            return Err(Error::Config(format!(
                "ratings go from 0 to 10, and {rating} is beyond; unrate() takes a rating back"
            )));
        }
        self.server.playback().rate(&self.key, rating).await
    }

    /// Takes the account's rating back.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn unrate(&self) -> Result<()> {
        self.server.playback().rate(&self.key, -1.0).await
    }

    /// Marks it as played, and all that lies in it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn mark_played(&self) -> Result<()> {
        self.server.playback().mark_played(&self.key).await
    }

    /// Marks it as not played, and all that lies in it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn mark_unplayed(&self) -> Result<()> {
        self.server.playback().mark_unplayed(&self.key).await
    }

    /// Takes it off the list of what was begun. Its place is kept.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove_from_continue_watching(&self) -> Result<()> {
        self.server.hubs().dismiss(&self.key).await
    }

    /// Asks its agent again what is to be told of it. Locked fields stay.
    pub fn refresh(&self) -> metadata::Refresh<'a> {
        self.server.metadata().refresh(&self.key)
    }

    /// Looks into its files again: codecs, streams, loudness.
    pub fn analyze(&self) -> analysis::Analyze<'a> {
        self.server.analysis().analyze(&self.key)
    }

    /// What it could be, the likeliest first; with another title or year where these are set.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let item = server.item("4711");
    /// if let Some(best) = item.find_matches().title("Tidewater").year(1998).await?.first() {
    ///     item.apply_match(best).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn find_matches(&self) -> metadata::FindMatches<'a> {
        self.server.metadata().find_matches(&self.key).manual(true)
    }

    /// Makes it what was found. The server gets what is told of that in the background.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if what was found has no global id, else as any request.
    pub async fn apply_match(&self, found: &Match) -> Result<()> {
        let guid = found.guid.as_deref().ok_or_else(|| {
            Error::Config("this match has no global id, which making it takes; take another".into())
        })?;
        let request = self.server.metadata().apply_match(&self.key).guid(guid);
        let request = match &found.name {
            Some(name) => request.name(name),
            None => request,
        };
        match found.year {
            Some(year) => request.year(year).await,
            None => request.await,
        }
    }

    /// Takes the match back: it is known by its files alone.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn unmatch(&self) -> Result<()> {
        self.server.metadata().unmatch(&self.key).await
    }

    /// Makes each of its versions an item of its own.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn split(&self) -> Result<()> {
        self.server.metadata().split(&self.key).await
    }

    /// Takes other items in as versions of this one.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn merge(&self, others: impl Into<RatingKeys>) -> Result<()> {
        self.server.metadata().merge(&self.key, others).await
    }

    /// Has a smaller version of it made, for devices that cannot play the original.
    pub fn optimize(&self) -> Optimize<'a> {
        Optimize::new(self.server, self.key.clone())
    }

    /// Deletes it with its files. Servers refuse unless their owner has allowed that.
    pub fn delete(&self) -> metadata::Delete<'a> {
        self.server.metadata().delete(&self.key)
    }

    /// Its pictures of one kind, or its music.
    pub fn pictures(&self, element: impl Into<ArtworkElement>) -> Pictures<'a> {
        Pictures::new(self.server, self.key.clone(), element.into())
    }

    /// Its subtitles.
    pub fn subtitles(&self) -> Subtitles<'a> {
        Subtitles::new(self.server, self.key.clone())
    }

    /// Its trailers, interviews and the like.
    pub fn extras(&self) -> metadata::Extras<'a> {
        self.server.metadata().extras(&self.key)
    }

    /// What goes with it, in rows: of the same people, the same collection, similar ones.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn related(&self) -> Result<Vec<Hub>> {
        self.server.metadata().related(&self.key).await
    }

    /// What lies right below it: seasons, episodes, albums, tracks.
    pub fn children(&self) -> metadata::Children<'a> {
        self.server.metadata().children(&self.key)
    }

    /// What lies at the bottom of it, and can be played.
    pub fn leaves(&self) -> metadata::Leaves<'a> {
        self.server.metadata().leaves(&self.key)
    }
}
