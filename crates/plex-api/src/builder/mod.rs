//! The options of a client.

mod http;
mod identity;
mod limits;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use plex_models::{Format, Token};
use url::Url;

use self::http::{Proxy, SetUp};
use crate::{
    Error, KeyStore, Plex, RateLimit, Result, Retry,
    client::{Client, Settings, Site},
    engine::{Addresses, Hooks, Known, Limits, Outlook, Transport, Trust},
    generated::hosts::Host,
    players::Numbering,
};

/// Options of a client. See [`Plex::builder`].
#[must_use = "a builder does nothing until build is called"]
pub struct PlexBuilder {
    product: String,
    client_identifier: String,
    identity: Vec<(&'static str, String)>,
    hosts: Vec<(Host, String)>,
    token: Option<Token>,
    format: Format,
    /// Everywhere but on this machine where it is not set.
    gzip: Option<bool>,
    limits: Limits,
    connect_timeout: Duration,
    probe_timeout: Duration,
    body_limit: u64,
    page_size: u64,
    poll_interval: Duration,
    retry: Retry,
    key_store: Option<Arc<dyn KeyStore>>,
    rates: HashMap<Host, RateLimit>,
    concurrency: usize,
    hooks: Hooks,
    trust: Trust,
    proxy: Proxy,
    /// How the app sets up our HTTP client.
    http_client: Option<Box<SetUp>>,
    /// What stands in place of it.
    transport: Option<Transport>,
    /// The first thing that was wrong, told when the client is made.
    problem: Option<Error>,
}

impl PlexBuilder {
    pub(crate) fn new(product: String, client_identifier: String) -> Self {
        Self {
            product,
            client_identifier,
            identity: Vec::new(),
            hosts: Vec::new(),
            token: None,
            format: Format::Json,
            gzip: None,
            limits: Limits {
                whole: Duration::from_secs(60),
                first_byte: Duration::from_secs(30),
                idle: Duration::from_secs(30),
            },
            connect_timeout: Duration::from_secs(10),
            probe_timeout: Duration::from_secs(5),
            body_limit: 256 * 1024 * 1024,
            page_size: 100,
            poll_interval: Duration::from_secs(1),
            retry: Retry::default(),
            key_store: None,
            rates: HashMap::new(),
            concurrency: 8,
            hooks: Hooks::default(),
            trust: Trust::default(),
            proxy: Proxy::System,
            http_client: None,
            transport: None,
            problem: None,
        }
    }

    /// The account's token, where one was stored.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Where the key of this device is kept, with which it signs in by itself: then tokens last a week and are renewed a day
    /// before they end, or when plex.tv says that they have. A key is made when the first is needed.
    ///
    /// ```no_run
    /// # async fn example() -> plex_api::Result<()> {
    /// use plex_api::{FileKeyStore, Plex};
    ///
    /// let plex = Plex::builder("My App", "4a1e6b9c")
    ///     .key_store(FileKeyStore::new("device.key"))
    ///     .build()?;
    /// let link = plex.link().await?; // carries the key
    /// println!("Enter {} at {}", link.code(), link.url());
    /// let plex = link.wait().await?;
    /// // … and at the next start, without a person and without a token:
    /// let plex = plex.sign_in_with_key().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn key_store(mut self, store: impl KeyStore) -> Self {
        self.key_store = Some(Arc::new(store));
        self
    }

    /// Which format to ask for: JSON where it is not set. The answers are the same.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Whether to ask for answers packed by gzip, which takes a server time and saves the network most of the bytes. Where
    /// this is not set they are asked for of every host but this very machine. Files always come as they are.
    pub fn gzip(mut self, ask: bool) -> Self {
        self.gzip = Some(ask);
        self
    }

    /// Another address for plex.tv, such as a mock server. Every host of Plex in the cloud goes there.
    pub fn plex_tv(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        let hosts = Host::ALL.iter().filter(|host| host.url().is_some());
        self.hosts.extend(hosts.map(|host| (*host, url.clone())));
        self
    }

    /// Another address for one host.
    pub fn host(mut self, host: Host, url: impl Into<String>) -> Self {
        self.hosts.push((host, url.into()));
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a name cannot be sent as a header, an address is no http address, a certificate or fingerprint
    /// is none, or TLS cannot be set up.
    pub fn build(mut self) -> Result<Plex> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.own_transport()?,
        };
        let known = Arc::new(Known::new(self.concurrency, self.rates.clone()));
        let settings = Settings {
            identity: self.identity_headers()?,
            hosts: self.addresses(&known)?,
            client_identifier: self.client_identifier,
            product: self.product,
            format: self.format,
            gzip: self.gzip,
            limits: self.limits,
            outlook: Outlook::default(),
            probe_timeout: self.probe_timeout,
            body_limit: self.body_limit,
            page_size: self.page_size,
            poll_interval: self.poll_interval,
            retry: self.retry,
            key_store: self.key_store,
            numbering: Numbering::default(),
            hooks: self.hooks,
            known,
        };
        let plex = Plex::from_client(Client {
            transport,
            settings: Arc::new(settings),
            site: Site::Account,
            credentials: None.into(),
        });
        Ok(match self.token {
            Some(token) => plex.with_token(token),
            None => plex,
        })
    }

    fn addresses(&self, known: &Known) -> Result<HashMap<Host, Arc<Addresses>>> {
        let documented = Host::ALL
            .iter()
            .filter_map(|host| Some((*host, host.url()?)));
        let given = self.hosts.iter().map(|(host, url)| (*host, url.as_str()));
        documented
            .chain(given)
            .map(|(host, url)| {
                let gate = known.gate(host, host.name());
                let addresses = Addresses::fixed(address(host.name(), url)?, gate);
                Ok((host, Arc::new(addresses)))
            })
            .collect()
    }
}

impl fmt::Debug for PlexBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlexBuilder")
            .field("product", &self.product)
            .finish_non_exhaustive()
    }
}

/// An address that can be the base of requests.
pub(crate) fn address(what: &str, url: &str) -> Result<Url> {
    let error = |problem: &str| {
        Error::Config(format!(
            "{what}: {url:?} {problem}; an address looks like http://192.168.1.20:32400"
        ))
    };
    let parsed = Url::parse(url).map_err(|problem| error(&format!("is no address ({problem})")))?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(error("is no http address"));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        // Not repeated: people paste addresses with a token in them.
        return Err(Error::Config(format!(
            "{what}: an address has no ? and no #; pass the token on its own"
        )));
    }
    Ok(parsed)
}
