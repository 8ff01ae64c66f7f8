//! Players that can be steered: the apps in the household, and the Sonos speakers of the account.
//!
//! A [`Player`] comes from the server ([`Server::nearby_players`]), from plex.tv ([`Plex::players`], [`Plex::sonos_players`]),
//! from the local network ([`Search::players`](crate::Search::players) with [`Plex::player`]) or from its address
//! ([`Plex::player_at`]). Wherever it comes from, it is the same type and takes the same commands.

mod commands;
mod numbers;
mod play;
mod subscription;
mod timeline;

use std::{fmt, sync::Arc};

use plex_models::{ClientIdentifier, ControllablePlayer, ControlledMedia, Peer, Resource, Token};
use url::Url;

pub(crate) use self::numbers::Numbering;
pub use self::{
    play::PlayRequest,
    subscription::Subscription,
    timeline::{Watch, read_timelines},
};
use crate::{
    Error, Found, Plex, Result, Server,
    builder::address,
    client::{Client, Site},
    engine::Addresses,
    generated::{hosts::Host, players::Players},
};

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
    client: Client,
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

impl Server {
    /// The players that the server sees in its network. Commands go through the server.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn nearby_players(&self) -> Result<Vec<Player>> {
        let peers = self.system().players().await?;
        Ok(peers
            .into_iter()
            .filter_map(|peer| Player::of_peer(peer, self.client()))
            .collect())
    }
}

impl Plex {
    /// The account's players that are online, as plex.tv knows them. Commands go to their own addresses; where those cannot
    /// be reached, [`Player::through`] leads through a server.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex, server: plex_api::Server) -> plex_api::Result<()> {
    /// if let Some(player) = plex.players().await?.into_iter().find(|player| player.name() == "Living Room") {
    ///     player.play_item(&server, "4711").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn players(&self) -> Result<Vec<Player>> {
        let resources = self
            .resources()
            .list()
            .include_https(true)
            .include_ipv6(true)
            .await?;
        Ok(resources
            .into_iter()
            .filter(|resource| {
                let mut roles = resource.provides.split(',');
                roles.any(|role| role.trim() == "player") && resource.presence != Some(false)
            })
            .map(|resource| Player::of_resource(resource, self.client()))
            .collect())
    }

    /// The Sonos speakers that the account is linked with. Commands go through Plex's cloud.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn sonos_players(&self) -> Result<Vec<Player>> {
        let players = self.sonos().players().await?;
        // It takes the same commands as a server that passes them on.
        let cloud = Site::Server(Arc::clone(self.client().addresses(Host::Sonos)?));
        let credentials = self.client().credentials.clone();
        let client = self.client().at(cloud, credentials);
        Ok(players
            .into_iter()
            .filter_map(|player| Player::described(player, &client, Way::Cloud, None))
            .collect())
    }

    /// A player that answered in the local network.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// use plex_api::Search;
    ///
    /// for found in Search::players().run().await? {
    ///     plex.player(&found)?.pause().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if what answered did not say who it is.
    pub fn player(&self, found: &Found) -> Result<Player> {
        let identifier = found.machine_identifier().ok_or_else(|| {
            Error::Config("what answered does not say by which id to command it".into())
        })?;
        let url = address("the player's address", &found.url())?;
        Ok(Player {
            client: at_its_own(self.client(), &url, None),
            way: Way::Direct,
            identifier: identifier.into(),
            name: found.name().unwrap_or_default().to_owned(),
            product: found.header("Product").map(str::to_owned),
            capabilities: found.header("Protocol-Capabilities").map(str::to_owned),
            url: Some(url),
            media: None,
        })
    }

    /// The player at an address such as `http://192.168.1.31:32500`, asked for its name.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `url` is no http address or nobody there says who it is; others as any request.
    pub async fn player_at(&self, url: &str) -> Result<Player> {
        let url = address("the player's address", url)?;
        let client = at_its_own(self.client(), &url, None);
        let described = Players::new(&client).resources().await?;
        described
            .into_iter()
            .find_map(|player| Player::described(player, &client, Way::Direct, Some(url.clone())))
            .ok_or_else(|| Error::Config(format!("nobody at {url} says that it is a player")))
    }
}

impl Player {
    fn of_peer(peer: Peer, server: &Client) -> Option<Self> {
        let host = peer.address.or(peer.host);
        let url = host
            .zip(peer.port)
            .and_then(|(host, port)| address("", &format!("http://{host}:{port}")).ok());
        Some(Self {
            client: server.clone(),
            way: Way::Server,
            identifier: peer.machine_identifier?,
            name: peer.name.unwrap_or_default(),
            product: peer.product,
            capabilities: peer.protocol_capabilities,
            url,
            media: None,
        })
    }

    fn of_resource(resource: Resource, account: &Client) -> Self {
        let mut connections: Vec<_> = resource.connections.iter().collect();
        connections.sort_by_key(|connection| connection.local != Some(true));
        let url = connections
            .iter()
            .find_map(|connection| address("", &connection.uri).ok());
        // A token of its own goes there, the account's never does.
        let token = resource.access_token;
        let client = match &url {
            Some(url) => at_its_own(account, url, token),
            None => account.at(Site::Account, None),
        };
        Self {
            client,
            way: Way::Direct,
            identifier: resource.client_identifier,
            name: resource.name,
            product: resource.product,
            capabilities: None,
            url,
            media: None,
        }
    }

    fn described(
        player: ControllablePlayer,
        client: &Client,
        way: Way,
        url: Option<Url>,
    ) -> Option<Self> {
        Some(Self {
            client: client.clone(),
            way,
            identifier: player.machine_identifier?,
            name: player.title.unwrap_or_default(),
            product: player.product,
            capabilities: player.protocol_capabilities,
            url,
            media: None,
        })
    }

    /// The same player, commanded through a server. It has to be one that knows the player.
    #[must_use]
    pub fn through(&self, server: &Server) -> Self {
        Self {
            client: server.client().clone(),
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
            client: at_its_own(&self.client, &url, None),
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

/// A client of a player's own address, with a token that is meant for it and no other.
fn at_its_own(client: &Client, url: &Url, token: Option<Token>) -> Client {
    let party = url.origin().ascii_serialization();
    let gate = client.settings.known.gate(Host::Server, &party);
    let addresses = Addresses::fixed(url.clone(), gate);
    client.at(Site::Server(Arc::new(addresses)), token)
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
