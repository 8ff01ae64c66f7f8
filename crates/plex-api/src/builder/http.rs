//! Options: what carries the requests, whom it trusts, which way they take, and who sees them pass.

use std::sync::Arc;

use reqwest::redirect;
use tower::Service;

use super::PlexBuilder;
use crate::{
    Answered, BoxError, Error, Outgoing, Result,
    engine::{Http, Resolver, Tls, Transport, fingerprint},
};

pub(super) type SetUp = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// Which way requests take.
pub(super) enum Proxy {
    /// As the environment says.
    System,
    /// Straight.
    None,
    /// Through this one.
    At(String),
}

impl PlexBuilder {
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

    pub(super) fn own_transport(&self) -> Result<Transport> {
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
}
