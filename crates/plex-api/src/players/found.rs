//! Where players come from.

use std::sync::Arc;

use plex_models::{ControllablePlayer, Peer, Resource, Token};
use url::Url;

use super::{Player, Way, reach::Reach};
use crate::{
    Error, Found, Plex, Result, Server,
    builder::address,
    client::{Client, Site},
    connect::candidates,
    engine::Addresses,
    generated::{hosts::Host, players::Players},
};

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
    /// The account's players that are online, as plex.tv knows them. Commands go to their own addresses, of which the best is
    /// found with the first command; where none can be reached, [`Player::through`] leads through a server.
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
            reach: at_its_own(self.client(), &url, None).into(),
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
            reach: server.into(),
            way: Way::Server,
            identifier: peer.machine_identifier?,
            name: peer.name.unwrap_or_default().into(),
            product: peer.product.map(Into::into),
            capabilities: peer.protocol_capabilities.map(Into::into),
            url,
            media: None,
        })
    }

    fn of_resource(resource: Resource, account: &Client) -> Self {
        let (candidates, _) = candidates(&resource);
        Self {
            way: Way::Direct,
            identifier: resource.client_identifier.clone(),
            name: resource.name.to_string(),
            product: resource.product.clone().map(Into::into),
            capabilities: None,
            url: candidates.into_iter().next().map(|best| best.url),
            media: None,
            reach: Reach::listed(account, resource),
        }
    }

    fn described(
        player: ControllablePlayer,
        client: &Client,
        way: Way,
        url: Option<Url>,
    ) -> Option<Self> {
        Some(Self {
            reach: client.into(),
            way,
            identifier: player.machine_identifier?,
            name: player.title.unwrap_or_default().into(),
            product: player.product.map(Into::into),
            capabilities: player.protocol_capabilities.map(Into::into),
            url,
            media: None,
        })
    }
}

/// A client of a player's own address, with a token that is meant for it and no other.
pub(super) fn at_its_own(client: &Client, url: &Url, token: Option<Token>) -> Client {
    let party = url.origin().ascii_serialization();
    let gate = client.settings.known.gate(Host::Server, &party);
    let addresses = Addresses::fixed(url.clone(), gate);
    client.at(Site::Server(Arc::new(addresses)), token)
}
