//! The servers of an account.

use std::fmt;

use plex_models::Resource;

use crate::{Error, Plex, Result};

/// The media servers of an account. Dereferences to a slice.
#[derive(Debug, Clone)]
pub struct Servers(Vec<AvailableServer>);

impl Servers {
    pub(crate) async fn list(plex: &Plex) -> Result<Self> {
        let resources = plex
            .resources()
            .list()
            .include_https(true)
            .include_relay(true)
            .include_ipv6(true)
            .await?;
        let servers = resources
            .into_iter()
            .filter(is_server)
            .map(|resource| AvailableServer {
                plex: plex.clone(),
                resource,
            });
        Ok(Self(servers.collect()))
    }

    /// The server of this name, in any case of letters; or the one with this client identifier.
    ///
    /// # Errors
    ///
    /// [`Error::NoServer`], which lists the names that there are.
    pub fn named(&self, name: &str) -> Result<&AvailableServer> {
        let wanted = name.to_lowercase();
        self.iter()
            .find(|server| {
                server.name().to_lowercase() == wanted || server.resource.client_identifier == name
            })
            .ok_or_else(|| Error::NoServer {
                name: name.to_owned(),
                known: self.iter().map(|server| server.name().to_owned()).collect(),
            })
    }
}

impl std::ops::Deref for Servers {
    type Target = [AvailableServer];

    fn deref(&self) -> &[AvailableServer] {
        &self.0
    }
}

impl IntoIterator for Servers {
    type Item = AvailableServer;
    type IntoIter = std::vec::IntoIter<AvailableServer>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

fn is_server(resource: &Resource) -> bool {
    resource
        .provides
        .split(',')
        .any(|role| role.trim() == "server")
}

/// A media server that the account may use, not yet connected.
#[derive(Clone)]
pub struct AvailableServer {
    pub(crate) plex: Plex,
    pub(crate) resource: Resource,
}

impl AvailableServer {
    /// The server's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.resource.name
    }

    /// Everything that plex.tv says of the server.
    #[must_use]
    pub fn resource(&self) -> &Resource {
        &self.resource
    }
}

impl fmt::Debug for AvailableServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AvailableServer")
            .field("name", &self.name())
            .field("connections", &self.resource.connections.len())
            .finish_non_exhaustive()
    }
}
