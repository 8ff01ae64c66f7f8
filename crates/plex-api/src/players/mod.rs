//! Players that can be steered: the apps in the household, and the Sonos speakers of the account.
//!
//! A [`Player`] comes from the server ([`Server::nearby_players`]), from plex.tv ([`Plex::players`], [`Plex::sonos_players`]),
//! from the local network ([`Search::players`](crate::Search::players) with
//! [`Plex::player`](crate::Plex::player)) or from its address ([`Plex::player_at`](crate::Plex::player_at)). Wherever it comes from, it is the same type and takes the same commands.

mod commands;
mod found;
mod numbers;
mod play;
mod reach;
mod subscription;
mod timeline;

use std::fmt;

use plex_models::{ClientIdentifier, ControlledMedia};
use url::Url;

use self::{found::at_its_own, reach::Reach};

pub(crate) use self::numbers::Numbering;
pub use self::{
    play::PlayRequest,
    subscription::Subscription,
    timeline::{Watch, read_timelines},
};
use crate::{Error, Result, Server};

/// A player that can be steered. Cheap to clone.
///
/// Commands of one player leave one after the other and never overtake each other, whichever clone they are given to. They
/// are not sent again when they fail, because a player may skip twice: whether to try again is the caller's to say.
/// Whatever a player answers with a status of success is success: some say `OK`, some begin an XML that never ends.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// for player in server.nearby_players().await? {
///     println!("{} ({})", player.name(), player.product().unwrap_or("?"));
///     player.pause().await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Player {
    /// Where commands go.
    reach: Reach,
    way: Way,
    identifier: ClientIdentifier,
    name: String,
    product: Option<String>,
    capabilities: Option<String>,
    /// Its own address, where it is known.
    url: Option<Url>,
    media: Option<ControlledMedia>,
}

/// How commands reach a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Way {
    /// At its own address.
    Direct,
    /// Through a media server that passes them on.
    Server,
    /// Through the cloud, as Sonos speakers.
    Cloud,
}

impl Player {
    /// The same player, commanded through a server. It has to be one that knows the player.
    #[must_use]
    pub fn through(&self, server: &Server) -> Self {
        Self {
            reach: server.client().into(),
            way: Way::Server,
            ..self.clone()
        }
    }

    /// The same player, commanded at its own address. No token goes there.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if its address is not known.
    pub fn directly(&self) -> Result<Self> {
        let url = self.url.clone().ok_or_else(|| {
            Error::Config(format!(
                "the address of the player {:?} is not known",
                self.name
            ))
        })?;
        Ok(Self {
            reach: at_its_own(self.reach.client(), &url, None).into(),
            way: Way::Direct,
            ..self.clone()
        })
    }

    /// The same player, for commands about one kind of media: music may go on behind a show of photos. Where this is not
    /// said, the player decides.
    #[must_use]
    pub fn of(&self, media: impl Into<ControlledMedia>) -> Self {
        Self {
            media: Some(media.into()),
            ..self.clone()
        }
    }

    /// Its name, as its owner gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id by which commands name it.
    #[must_use]
    pub fn identifier(&self) -> &ClientIdentifier {
        &self.identifier
    }

    /// The app that it is.
    #[must_use]
    pub fn product(&self) -> Option<&str> {
        self.product.as_deref()
    }

    /// The groups of commands that it understands, such as `playback` and `navigation`; none where it did not say.
    pub fn capabilities(&self) -> impl Iterator<Item = &str> {
        let groups = self.capabilities.as_deref().unwrap_or_default();
        groups
            .split(',')
            .map(str::trim)
            .filter(|group| !group.is_empty())
    }

    /// Its own address, where it is known.
    #[must_use]
    pub fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    /// How commands reach it.
    #[must_use]
    pub fn way(&self) -> Way {
        self.way
    }
}

impl fmt::Debug for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Player")
            .field("name", &self.name)
            .field("identifier", &self.identifier)
            .field("product", &self.product)
            .field("way", &self.way)
            .field("url", &self.url.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}
