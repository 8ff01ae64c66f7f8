//! The options of a client.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use plex_models::{Format, Token};
use reqwest::{header::HeaderMap, redirect};
use tower::Service;
use url::Url;

use crate::{
    Answered, BoxError, Error, KeyStore, Outgoing, Plex, RateLimit, Result, Retry,
    client::{Client, Settings, Site},
    engine::{
        Addresses, Hooks, Http, Known, Limits, Resolver, Tls, Transport, Trust, fingerprint,
        header_value,
    },
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

type SetUp = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// Which way requests take.
enum Proxy {
    /// As the environment says.
    System,
    /// Straight.
    None,
    /// Through this one.
    At(String),
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

    /// How long one attempt at a request may take, from connecting to the last byte; 60 s where it is not set. Downloads and
    /// other streams are free of it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.whole = timeout;
        self
    }

    /// How long connecting may take; 10 s where it is not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a host may take to begin its answer, connecting included; 30 s where it is not set. A request with a
    /// timeout of its own has that long.
    pub fn first_byte_timeout(mut self, timeout: Duration) -> Self {
        self.limits.first_byte = timeout;
        self
    }

    /// How long a host may fall silent in the middle of an answer; 30 s where it is not set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle = timeout;
        self
    }

    /// How often a host is asked at most; as often as it likes where this is not set. For [`Host::Server`] it holds for each
    /// media server.
    pub fn rate_limit(mut self, host: Host, limit: RateLimit) -> Self {
        self.rates.insert(host, limit);
        self
    }

    /// How many requests each host is asked at once at most; 8 where it is not set, which a small NAS can bear. Others wait
    /// their turn. Bodies that are read piece by piece count until they begin.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// Calls this before each attempt at a request. It may add headers, for instance those that a proxy in front of the
    /// server asks for; an error keeps the request from leaving.
    ///
    /// ```
    /// use plex_api::Plex;
    ///
    /// let plex = Plex::builder("My App", "4a1e6b9c")
    ///     .before(|request| request.header("X-Request-Name", request.operation))
    ///     .after(|answer| println!("{} took {:?}", answer.operation, answer.duration))
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn before(
        mut self,
        hook: impl Fn(&mut Outgoing<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.add_before(hook);
        self
    }

    /// Calls this after each attempt at a request, whatever came of it.
    pub fn after(mut self, hook: impl Fn(&Answered<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.add_after(hook);
        self
    }

    /// Trusts these authorities as well: certificates in PEM, any number of them, or one in DER.
    pub fn root_certificates(mut self, certificates: impl Into<Vec<u8>>) -> Self {
        self.trust.roots.push(certificates.into());
        self
    }

    /// Takes one certificate, whoever issued it and whatever name it is made out to: that of a server which signs its own.
    /// Every other certificate is checked as always. The fingerprint is its SHA-256, in hexadecimal digits; the error that
    /// says why a certificate was refused tells it. Needs the feature `rustls`.
    pub fn accept_fingerprint(mut self, sha256: &str) -> Self {
        match fingerprint(sha256) {
            Ok(sha256) => self.trust.fingerprints.push(sha256),
            Err(error) => self.problem = self.problem.or(Some(error)),
        }
        self
    }

    /// Sends everything through a proxy, such as `http://user:password@proxy.example:3128`. Where this is not set, the
    /// environment (`HTTPS_PROXY`, `NO_PROXY` and so on) says which way to go.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Proxy::At(url.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Sets the HTTP client up as the app likes it. The builder that it gets is set up already with what was said here about
    /// connecting, certificates and proxies; one that it makes itself has none of that.
    ///
    /// It is a builder rather than a finished client because redirects are followed here, so that no token goes abroad, and
    /// bodies are unpacked here, within bounds: a client is not told to leave either alone once it is built, and does not
    /// say whether it was. To share a finished one, see [`service`](Self::service).
    ///
    /// ```
    /// use plex_api::Plex;
    ///
    /// let plex = Plex::builder("My App", "4a1e6b9c")
    ///     .http_client(|http| http.user_agent("My App/1.0").pool_max_idle_per_host(2))
    ///     .build()?;
    /// # Ok::<(), plex_api::Error>(())
    /// ```
    pub fn http_client(
        mut self,
        set_up: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http_client = Some(Box::new(set_up));
        self
    }

    /// Sends everything through a [tower](https://docs.rs/tower) service, for instance a stack of layers around an HTTP
    /// client, or a client that the app has already. It sees tokens in the headers, and **must not follow redirects**, or
    /// it carries them to other hosts: redirects are followed here. What is set here about connecting, certificates and
    /// proxies does not hold then.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use plex_api::Plex;
    /// use reqwest::redirect::Policy;
    /// use tower::ServiceBuilder;
    ///
    /// let http = reqwest::Client::builder().redirect(Policy::none()).build()?;
    /// let stack = ServiceBuilder::new()
    ///     .map_request(|request: reqwest::Request| {
    ///         println!("{}", request.method());
    ///         request
    ///     })
    ///     .service(http);
    /// let plex = Plex::builder("My App", "4a1e6b9c").service(stack).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn service<S>(mut self, service: S) -> Self
    where
        S: Service<reqwest::Request, Response = reqwest::Response> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        self.transport = Some(Transport::service(service));
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
            limits: self.limits,
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

    fn own_transport(&self) -> Result<Transport> {
        let tls = Tls::new(&self.trust)?;
        Ok(Transport::Http {
            http: self.http(&tls, Http::Any)?,
            http1: self.http(&tls, Http::One)?,
        })
    }

    fn http(&self, tls: &Tls, versions: Http) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .dns_resolver(Arc::new(Resolver))
            // So that a connection whose other end is gone does not take request after request.
            .http2_keep_alive_interval(self.limits.idle)
            .http2_keep_alive_timeout(self.connect_timeout);
        builder = match &self.proxy {
            Proxy::System => builder,
            Proxy::None => builder.no_proxy(),
            Proxy::At(url) => builder.proxy(reqwest::Proxy::all(url).map_err(|_| {
                // Not repeated: there may be a password in it.
                Error::Config(
                    "the proxy's address is none; one looks like http://proxy.example:3128".into(),
                )
            })?),
        };
        builder = tls.set_up(builder, versions)?;
        if let Some(set_up) = &self.http_client {
            builder = set_up(builder);
        }
        if versions == Http::One {
            builder = builder.http1_only();
        }
        builder
            // The engine follows redirects itself, so that no token goes along to another host.
            .redirect(redirect::Policy::none())
            // And it unpacks bodies itself, within bounds, whatever features of the HTTP library a program asks for.
            .no_gzip()
            .no_deflate()
            .no_brotli()
            .no_zstd()
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
