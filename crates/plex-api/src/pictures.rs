//! The pictures of an item, and its music.

use plex_models::{ArtworkElement, Metadata, RatingKey};

use crate::{Error, Result, Server, Upload};

/// The pictures of one kind that an item can have: those that its agent found and those that were uploaded. Themes, which
/// are music, are kept in the same way.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// use plex_api::{ArtworkElement, Upload};
///
/// let posters = server.item("4711").pictures(ArtworkElement::Poster);
/// posters.upload(Upload::file("poster.jpg").await?).await?;
/// posters.lock().await?;
///
/// // Or one of those that are there:
/// if let Some(second) = posters.list().await?.get(1) {
///     posters.choose(second).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Pictures<'a> {
    server: &'a Server,
    key: RatingKey,
    element: ArtworkElement,
}

impl<'a> Pictures<'a> {
    pub(crate) fn new(server: &'a Server, key: RatingKey, element: ArtworkElement) -> Self {
        Self {
            server,
            key,
            element,
        }
    }

    /// Those there are to choose from; `selected` is set on the one that is shown.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a kind that has no choice, such as banners, else as any request.
    pub async fn list(&self) -> Result<Vec<Metadata>> {
        let artwork = self.server.artwork();
        match &self.element {
            ArtworkElement::Thumb | ArtworkElement::Poster => artwork.posters(&self.key).await,
            ArtworkElement::Art => artwork.arts(&self.key).await,
            ArtworkElement::ClearLogo => artwork.clear_logos(&self.key).await,
            ArtworkElement::SquareArt => artwork.square_arts(&self.key).await,
            ArtworkElement::Theme => artwork.themes(&self.key).await,
            other => Err(self.no_choice(other)),
        }
    }

    /// Shows one of those that were listed.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it was not listed, as it has no key then; else as any request.
    pub async fn choose(&self, picture: &Metadata) -> Result<()> {
        let url = picture.rating_key.as_ref().ok_or_else(|| {
            Error::Config(
                "a picture is chosen by its key, and this has none; take one from list()".into(),
            )
        })?;
        let element = match &self.element {
            ArtworkElement::Thumb => ArtworkElement::Poster,
            other => other.clone(),
        };
        self.server
            .artwork()
            .select(&self.key, element, url.as_str())
            .await
    }

    /// Adds a picture from a file or from memory, and shows it.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn upload(&self, picture: impl Into<Upload>) -> Result<()> {
        let artwork = self.server.artwork();
        match &self.element {
            ArtworkElement::Thumb | ArtworkElement::Poster => {
                artwork.add_poster(&self.key).body(picture).await
            }
            ArtworkElement::Art => artwork.add_art(&self.key).body(picture).await,
            ArtworkElement::ClearLogo => artwork.add_clear_logo(&self.key).body(picture).await,
            ArtworkElement::SquareArt => artwork.add_square_art(&self.key).body(picture).await,
            ArtworkElement::Theme => artwork.add_theme(&self.key).body(picture).await,
            other => Err(self.no_choice(other)),
        }
    }

    /// Adds a picture that the server fetches by itself, and shows it.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn upload_from(&self, url: impl Into<String>) -> Result<()> {
        let artwork = self.server.artwork();
        match &self.element {
            ArtworkElement::Thumb | ArtworkElement::Poster => {
                artwork.add_poster(&self.key).url(url).await
            }
            ArtworkElement::Art => artwork.add_art(&self.key).url(url).await,
            ArtworkElement::ClearLogo => artwork.add_clear_logo(&self.key).url(url).await,
            ArtworkElement::SquareArt => artwork.add_square_art(&self.key).url(url).await,
            ArtworkElement::Theme => artwork.add_theme(&self.key).url(url).await,
            other => Err(self.no_choice(other)),
        }
    }

    /// Shows none.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove(&self) -> Result<()> {
        let element = match &self.element {
            ArtworkElement::Poster => ArtworkElement::Thumb,
            other => other.clone(),
        };
        self.server.artwork().remove(&self.key, element).await
    }

    /// Keeps the present one through refreshes.
    ///
    /// # Errors
    ///
    /// As [`Edit`](crate::edit::Edit).
    pub async fn lock(&self) -> Result<()> {
        self.server.edit(&self.key).lock_field(self.field()).await
    }

    /// Lets refreshes take another.
    ///
    /// # Errors
    ///
    /// As [`Edit`](crate::edit::Edit).
    pub async fn unlock(&self) -> Result<()> {
        self.server.edit(&self.key).unlock_field(self.field()).await
    }

    /// What the lock is called: posters are `thumb` there.
    fn field(&self) -> &str {
        match &self.element {
            ArtworkElement::Poster => ArtworkElement::Thumb.as_str(),
            other => other.as_str(),
        }
    }

    fn no_choice(&self, element: &ArtworkElement) -> Error {
        Error::Config(format!(
            "there is no list of pictures of the kind {element}; there is one of posters, arts, clear logos, square arts and themes"
        ))
    }
}
