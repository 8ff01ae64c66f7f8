//! An account at plex.tv, signed in or about to.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use plex_models::{Format, Token};
use reqwest::{header::HeaderMap, redirect};
use url::Url;

use crate::{
    Error, Result, Retry, Server, Servers,
    client::{Client, Settings, Site},
    engine::Resolver,
    engine::{Http, header_value, with_tls},
    generated::hosts::Host,
    sign_in::LinkRequest,
};

/// The account's side of Plex: sign-in, the account, its servers. Cheap to clone.
///
/// ```no_run
/// # async fn example() -> plex_api::Result<()> {
/// use plex_api::Plex;
///
/// let plex = Plex::builder("My App", "4a1e6b9c-made-once-per-install").build()?;
/// let link = plex.link().await?;
/// println!("Enter {} at {}", link.code(), link.url());
/// let plex = link.wait().await?;
/// println!("Hello {}", plex.account().current().await?.title);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Plex {
    client: Client,
}

impl Plex {
    /// Begins a client.
    ///
    /// `product` is the app's name as people see it in their list of devices. `client_identifier` names this installation:
    /// make it once (a UUID will do), keep it, and always send the same, or plex.tv takes each start for a new device.
    pub fn builder(
        product: impl Into<String>,
        client_identifier: impl Into<String>,
    ) -> PlexBuilder {
        PlexBuilder {
            product: product.into(),
            client_identifier: client_identifier.into(),
            identity: Vec::new(),
            hosts: Vec::new(),
            token: None,
            format: Format::Json,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            probe_timeout: Duration::from_secs(5),
            body_limit: 256 * 1024 * 1024,
            page_size: 100,
            poll_interval: Duration::from_secs(1),
            idle_timeout: Duration::from_secs(30),
            retry: Retry::default(),
        }
    }

    pub(crate) fn from_client(client: Client) -> Self {
        Self { client }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Asks for a PIN, with which a person lets this app into their account.
    ///
    /// Awaiting it gives a [`Link`](crate::Link). By default the PIN has four characters, for typing; see
    /// [`LinkRequest::strong`] for one that travels in a URL.
    pub fn link(&self) -> LinkRequest<'_> {
        LinkRequest::new(self)
    }

    /// The same client with a token, for instance one that was stored.
    #[must_use]
    pub fn with_token(&self, token: impl Into<Token>) -> Self {
        Self::from_client(self.client.at(Site::Account, Some(token.into())))
    }

    /// The account's token, to be stored where only its owner can read it.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        self.client.credentials.at_hand()
    }

    /// The account's media servers, its own and those shared with it.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthorized`] without a valid token; others as any request.
    pub async fn servers(&self) -> Result<Servers> {
        Servers::list(self).await
    }

    /// A media server at a known address, without asking plex.tv.
    ///
    /// ```no_run
    /// # async fn example() -> plex_api::Result<()> {
    /// # use plex_api::Plex;
    /// let plex = Plex::builder("My App", "4a1e6b9c").build()?;
    /// let server = plex.server_at("http://192.168.1.20:32400", "the server's token")?;
    /// println!("{}", server.identity().await?.version.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `url` is no http address.
    pub fn server_at(&self, url: &str, token: impl Into<Token>) -> Result<Server> {
        let url = address("the server's address", url)?;
        let name = url.host_str().unwrap_or_default().to_owned();
        Ok(Server::new(
            &self.client,
            url,
            Some(token.into()).into(),
            name,
        ))
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(&self.client).finish()
    }
}

/// Options of a client. See [`Plex::builder`].
#[must_use = "a builder does nothing until build is called"]
pub struct PlexBuilder {
    product: String,
    client_identifier: String,
    identity: Vec<(&'static str, String)>,
    hosts: Vec<(Host, String)>,
    token: Option<Token>,
    format: Format,
    timeout: Duration,
    connect_timeout: Duration,
    probe_timeout: Duration,
    body_limit: u64,
    page_size: u64,
    poll_interval: Duration,
    idle_timeout: Duration,
    retry: Retry,
}

impl PlexBuilder {
    /// The app's version.
    pub fn version(self, version: impl Into<String>) -> Self {
        self.identify("X-Plex-Version", version)
    }

    /// The operating system or runtime; the one this was compiled for where it is not set.
    pub fn platform(self, platform: impl Into<String>) -> Self {
        self.identify("X-Plex-Platform", platform)
    }

    /// The version of the platform.
    pub fn platform_version(self, version: impl Into<String>) -> Self {
        self.identify("X-Plex-Platform-Version", version)
    }

    /// The kind of device, such as `iPad` or `Linux`.
    pub fn device(self, device: impl Into<String>) -> Self {
        self.identify("X-Plex-Device", device)
    }

    /// The device's name as its owner knows it, such as `Kitchen`. Any script will do.
    pub fn device_name(self, name: impl Into<String>) -> Self {
        self.identify("X-Plex-Device-Name", name)
    }

    /// The language of answers, such as `de`.
    pub fn language(self, language: impl Into<String>) -> Self {
        self.identify("X-Plex-Language", language)
    }

    /// The account's token, where one was stored.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Which format to ask for: JSON where it is not set. The answers are the same.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// How long one attempt at a request may take, from connecting to the last byte; 60 s where it is not set. Downloads and
    /// other streams are free of it once they begin.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take; 10 s where it is not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a host may fall silent in the middle of an answer; 30 s where it is not set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How patiently requests are sent again when they fail; see [`Retry::default`] for what holds where this is not set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How long an address of a server may take to answer when the best is looked for; 5 s where it is not set.
    pub fn probe_timeout(mut self, timeout: Duration) -> Self {
        self.probe_timeout = timeout;
        self
    }

    /// The largest answer, in bytes, after decompression; 256 MiB where it is not set.
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many items to ask for at once in lists; 100 where it is not set.
    pub fn page_size(mut self, items: u64) -> Self {
        self.page_size = items;
        self
    }

    /// How often to ask whether a PIN was used; 1 s where it is not set.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// Another address for plex.tv, such as a stand-in. Every host of Plex in the cloud goes there.
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
    /// [`Error::Config`] if a name cannot be sent as a header, an address is no http address, or TLS cannot be set up.
    pub fn build(self) -> Result<Plex> {
        let (http, http1) = (self.http(Http::Any)?, self.http(Http::One)?);
        let settings = Settings {
            identity: self.identity_headers()?,
            hosts: self.addresses()?,
            client_identifier: self.client_identifier,
            product: self.product,
            format: self.format,
            timeout: self.timeout,
            probe_timeout: self.probe_timeout,
            body_limit: self.body_limit,
            page_size: self.page_size,
            poll_interval: self.poll_interval,
            retry: self.retry,
        };
        Ok(Plex::from_client(Client {
            http,
            http1,
            settings: Arc::new(settings),
            site: Site::Account,
            credentials: self.token.into(),
        }))
    }

    fn http(&self, versions: Http) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .dns_resolver(Arc::new(Resolver))
            .read_timeout(self.idle_timeout)
            // The engine follows redirects itself, so that no token goes along to another host.
            .redirect(redirect::Policy::none());
        if versions == Http::One {
            builder = builder.http1_only();
        }
        with_tls(builder, versions)?
            .build()
            .map_err(|error| Error::Config(format!("the HTTP client cannot be set up: {error}")))
    }

    fn identify(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.identity.push((header, value.into()));
        self
    }

    fn identity_headers(&self) -> Result<HeaderMap> {
        for (what, value) in [
            ("product", &self.product),
            ("client identifier", &self.client_identifier),
        ] {
            if value.trim().is_empty() {
                return Err(Error::Config(format!(
                    "the {what} is empty, and plex.tv requires one"
                )));
            }
        }
        let mut headers = HeaderMap::new();
        let given = [
            ("X-Plex-Platform", &std::env::consts::OS.to_owned()),
            ("X-Plex-Product", &self.product),
            ("X-Plex-Client-Identifier", &self.client_identifier),
        ]
        .map(|(name, value)| (name, value.clone()));
        for (name, value) in given.into_iter().chain(self.identity.iter().cloned()) {
            let key = reqwest::header::HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::Config(format!("{name:?} is no name of a header")))?;
            headers.insert(key, header_value(name, &value)?);
        }
        Ok(headers)
    }

    fn addresses(&self) -> Result<HashMap<Host, Url>> {
        let documented = Host::ALL
            .iter()
            .filter_map(|host| Some((*host, host.url()?)));
        let given = self.hosts.iter().map(|(host, url)| (*host, url.as_str()));
        documented
            .chain(given)
            .map(|(host, url)| Ok((host, address(host.name(), url)?)))
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
