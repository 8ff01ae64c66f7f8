//! The list of what somebody means to watch.

use plex_models::{Metadata, RatingKey};

use crate::{Error, Plex, Result};

impl Plex {
    /// Puts a film or a series on the account's watchlist, whether it comes from a server or from the catalogue.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex, movie: plex_api::Metadata) -> plex_api::Result<()> {
    /// if !plex.on_watchlist(&movie).await? {
    ///     plex.watchlist_add(&movie).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for what the catalogue cannot know, as home videos and things of older agents; others as any
    /// request.
    pub async fn watchlist_add(&self, item: &Metadata) -> Result<()> {
        self.watchlist().add(catalogue_key(item)?).await
    }

    /// Takes a film or a series off the account's watchlist.
    ///
    /// # Errors
    ///
    /// As for [`watchlist_add`](Self::watchlist_add).
    pub async fn watchlist_remove(&self, item: &Metadata) -> Result<()> {
        self.watchlist().remove(catalogue_key(item)?).await
    }

    /// Whether a film or a series is on the account's watchlist.
    ///
    /// # Errors
    ///
    /// As for [`watchlist_add`](Self::watchlist_add).
    pub async fn on_watchlist(&self, item: &Metadata) -> Result<bool> {
        let state = self.catalogue().user_state(catalogue_key(item)?).await?;
        let state = state.user_state;
        Ok(state.is_some_and(|state| state.watchlisted_at.is_some()))
    }
}

/// What the catalogue calls an item: the end of its `plex://movie/…`.
fn catalogue_key(item: &Metadata) -> Result<RatingKey> {
    let guid = item.guid.as_deref().unwrap_or_default();
    let key = guid
        .strip_prefix("plex://")
        .and_then(|path| path.split_once('/'))
        .map(|(_, key)| key)
        .filter(|key| !key.is_empty());
    key.map(RatingKey::from).ok_or_else(|| {
        let title = item.title.as_deref().unwrap_or("the item");
        Error::Config(format!(
            "{title} is not in Plex's catalogue (its guid is {guid:?}); only what the newer agents matched is"
        ))
    })
}
