//! What every handle borrows: the connections, the app's identity, and where requests go.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use plex_models::Format;
use reqwest::header::HeaderMap;

use crate::{
    Error, KeyStore, Retry,
    engine::{Addresses, Credentials, Hooks, Known, Limits, Outlook, Transport},
    generated::hosts::Host,
    players::Numbering,
};

/// A party to talk to: an account's side of Plex, or one media server. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) transport: Transport,
    pub(crate) settings: Arc<Settings>,
    pub(crate) site: Site,
    /// Issued for `site`, and sent nowhere else.
    pub(crate) credentials: Credentials,
}

/// What holds for all requests of an app.
pub(crate) struct Settings {
    pub(crate) identity: HeaderMap,
    pub(crate) client_identifier: String,
    pub(crate) product: String,
    pub(crate) hosts: HashMap<Host, Arc<Addresses>>,
    pub(crate) format: Format,
    /// Whether to ask for packed answers; of every host but this machine where it is none.
    pub(crate) gzip: Option<bool>,
    pub(crate) limits: Limits,
    pub(crate) outlook: Outlook,
    pub(crate) probe_timeout: Duration,
    pub(crate) body_limit: u64,
    pub(crate) page_size: u64,
    pub(crate) poll_interval: Duration,
    pub(crate) retry: Retry,
    pub(crate) hooks: Hooks,
    pub(crate) known: Arc<Known>,
    pub(crate) key_store: Option<Arc<dyn KeyStore>>,
    pub(crate) numbering: Numbering,
}

/// Which hosts a client may speak to.
#[derive(Debug, Clone)]
pub(crate) enum Site {
    /// plex.tv and the providers beside it.
    Account,
    /// The media server at these addresses.
    Server(Arc<Addresses>),
}

impl Client {
    /// The same client for another party, with the token issued for that.
    pub(crate) fn at(&self, site: Site, credentials: impl Into<Credentials>) -> Self {
        Self {
            site,
            credentials: credentials.into(),
            ..self.clone()
        }
    }

    /// Where a host is reached.
    pub(crate) fn addresses(&self, host: Host) -> Result<&Arc<Addresses>, Error> {
        match (&self.site, host) {
            (Site::Server(addresses), Host::Server) => Ok(addresses),
            (Site::Account, host) => self.settings.hosts.get(&host).ok_or_else(|| {
                Error::Config(format!("no address is set for the host {}", host.name()))
            }),
            (Site::Server(_), host) => Err(Error::Config(format!(
                "the host {} is asked through the account, not through a server",
                host.name()
            ))),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("product", &self.settings.product)
            .field("site", &self.site)
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
