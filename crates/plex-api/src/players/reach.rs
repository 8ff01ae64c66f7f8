//! The way to a player.

use std::sync::Arc;

use futures_util::{FutureExt, future::BoxFuture};
use plex_models::{ClientIdentifier, Resource};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    Error, Result, Retry,
    client::{Client, Site},
    connect::candidates,
    engine::{Addresses, Gate, Probe},
    error::Failure,
    generated::players::Players,
};

/// Where commands go.
#[derive(Clone)]
pub(super) struct Reach {
    /// Who sends them; at the player's address where that is certain.
    client: Client,
    /// What plex.tv says of a player whose address has still to be found.
    listed: Option<Arc<Listed>>,
}

struct Listed {
    resource: Resource,
    found: OnceCell<Client>,
}

impl Reach {
    /// A player as plex.tv lists it. The address is found when the first command is to be sent: most players of a list are
    /// never sent any, and half of them sleep.
    pub(super) fn listed(account: &Client, resource: Resource) -> Self {
        let found = OnceCell::new();
        Self {
            client: account.clone(),
            listed: Some(Arc::new(Listed { resource, found })),
        }
    }

    /// The client that knows the settings, for one at another place.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The client that commands are sent by.
    pub(super) async fn find(&self) -> Result<&Client> {
        match &self.listed {
            None => Ok(&self.client),
            Some(listed) => {
                let find = || find(&self.client, &listed.resource);
                listed.found.get_or_try_init(find).await
            }
        }
    }
}

impl From<Client> for Reach {
    fn from(client: Client) -> Self {
        Self {
            client,
            listed: None,
        }
    }
}

impl From<&Client> for Reach {
    fn from(client: &Client) -> Self {
        client.clone().into()
    }
}

/// The best address at which the player itself answers. No token is sent before that is certain.
async fn find(account: &Client, resource: &Resource) -> Result<Client> {
    let (candidates, skipped) = candidates(resource);
    let probe = PlayerProbe {
        client: account.clone(),
        identifier: resource.client_identifier.clone(),
    };
    let (found, mut tried) = Addresses::find(
        resource.name.to_string(),
        resource.client_identifier.to_string(),
        candidates,
        Box::new(probe),
        Arc::clone(&account.settings.known),
    )
    .await;
    tried.extend(skipped);
    let Some(addresses) = found else {
        return Err(Error::NoConnection {
            server: resource.name.to_string(),
            tried,
        });
    };
    // A token of its own goes there, the account's never does.
    let token = resource.access_token.clone();
    Ok(account.at(Site::Server(Arc::new(addresses)), token))
}

/// Asks an address which player is there.
struct PlayerProbe {
    client: Client,
    identifier: ClientIdentifier,
}

impl PlayerProbe {
    async fn ask(&self, url: &Url) -> Result<(), Failure> {
        // It passes no gate: what waits there may be waiting for this.
        let here = Addresses::fixed(url.clone(), Arc::new(Gate::new(1, None)));
        let client = self.client.at(Site::Server(Arc::new(here)), None);
        let players = Players::new(&client)
            .resources()
            .retry(Retry::never())
            .timeout(self.client.settings.probe_timeout)
            .await
            .map_err(Arc::new)?;
        let mut found = players
            .into_iter()
            .filter_map(|player| player.machine_identifier);
        match found.next() {
            Some(found) if found == self.identifier => Ok(()),
            found => Err(Failure::AnotherServer {
                found: found.map_or_else(|| "it says no name".into(), |found| found.to_string()),
            }),
        }
    }
}

impl Probe for PlayerProbe {
    fn probe<'p>(&'p self, url: &'p Url) -> BoxFuture<'p, Result<(), Failure>> {
        self.ask(url).boxed()
    }
}
