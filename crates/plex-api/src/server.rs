//! A connected media server.

use std::{fmt, sync::Arc};

use plex_models::{MachineIdentifier, ServerIdentity};
use tokio::sync::OnceCell;
use url::Url;

use crate::{
    Error, Result,
    client::{Client, Site},
    engine::{Addresses, Credentials},
    error::Tried,
};

/// A media server, connected: what it offers is grouped by topic, such as [`library`](Self::library). Cheap to clone.
///
/// Where its address cannot be reached any more, because the server or the app moved to another network, the others that
/// plex.tv knows are tried and the request is sent there. Clones move along.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// for section in server.library().sections().await? {
///     println!("{}", section.title);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Server {
    client: Client,
    name: String,
    addresses: Arc<Addresses>,
    tried: Arc<[Tried]>,
    /// Asked for once: source addresses are made of it.
    machine_identifier: Arc<OnceCell<MachineIdentifier>>,
}

impl Server {
    /// A server at its addresses, with what proves to it who asks.
    pub(crate) fn new(
        client: &Client,
        addresses: Addresses,
        credentials: Credentials,
        name: String,
    ) -> Self {
        let addresses = Arc::new(addresses);
        Self {
            client: client.at(Site::Server(Arc::clone(&addresses)), credentials),
            name,
            addresses,
            tried: Arc::default(),
            machine_identifier: Arc::default(),
        }
    }

    pub(crate) fn with_tried(self, tried: Vec<Tried>) -> Self {
        Self {
            tried: tried.into(),
            ..self
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The server's name; its host where it was reached by address.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address at which it is reached at present.
    #[must_use]
    pub fn url(&self) -> Url {
        self.addresses.current().url.clone()
    }

    /// The addresses that were tried before the first one was taken, or not worth trying, and why.
    #[must_use]
    pub fn tried(&self) -> &[Tried] {
        &self.tried
    }

    /// Who the server is, and which version it runs.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request; it needs no token.
    pub async fn identity(&self) -> Result<ServerIdentity> {
        self.system().identity().await
    }

    /// The id that names the server in addresses of its items. It is asked for once; clones share it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request, and [`Error::Config`] if what answers does not say who it is.
    pub async fn machine_identifier(&self) -> Result<&MachineIdentifier> {
        self.machine_identifier
            .get_or_try_init(|| async {
                let identifier = self.identity().await?.machine_identifier;
                if identifier.as_str().is_empty() {
                    let what = "the server does not say which one it is; is there a media server at this address?";
                    return Err(Error::Config(what.into()));
                }
                Ok(identifier)
            })
            .await
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("name", &self.name)
            .field("client", &self.client)
            .finish()
    }
}
