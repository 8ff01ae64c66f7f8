//! Sign-in by PIN: ask for one, show it, wait until a person has used it.

use std::{
    fmt,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use plex_models::{GetTokenResponseBody, PinId, PinRequest, Seconds};
use url::{Url, form_urlencoded};

use super::{device_key::DeviceKey, jwt, key_store, server_clock::ServerClock};
use crate::{Error, Plex, Result, Retry, awaited::awaited, generated::hosts::Host};

/// Where a person opens the link of a strong PIN.
const AUTH_APP: &str = "https://app.plex.tv/auth#?";

/// How many questions in a row may fail before waiting is given up.
const PATIENCE: u32 = 5;

impl Plex {
    /// Asks for a PIN, with which a person lets this app into their account.
    ///
    /// Awaiting it gives a [`Link`](crate::Link). By default the PIN has four characters, for typing; see
    /// [`LinkRequest::strong`] for one that travels in a URL. Where the client has a
    /// [key store](crate::PlexBuilder::key_store), the PIN carries the key of this device, and the token that it leads to is
    /// renewed from then on.
    pub fn link(&self) -> LinkRequest<'_> {
        LinkRequest {
            plex: self,
            strong: false,
            forward_url: None,
        }
    }

    /// Lets another device into this account: `code` is the short one that it shows.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// plex.link_code("K7QF").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::PinExpired`] if no device shows this code any more; others as any request.
    pub async fn link_code(&self, code: impl Into<String>) -> Result<()> {
        // The product that plex.tv's own page has; it takes the code from no other.
        let request = self.pins().link(code).header("X-Plex-Product", "Plex SSO");
        match request.await {
            Err(error) if error.status() == Some(404) => Err(Error::PinExpired),
            outcome => outcome,
        }
    }
}

/// Asks for a PIN when awaited. See [`Plex::link`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Debug, Clone)]
pub struct LinkRequest<'a> {
    plex: &'a Plex,
    strong: bool,
    forward_url: Option<String>,
}

impl LinkRequest<'_> {
    /// Asks for a long code that travels in a URL instead of a short one for typing. It lives 30 minutes instead of 15.
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    /// Where the browser goes after a strong PIN was used.
    pub fn forward_url(mut self, url: impl Into<String>) -> Self {
        self.forward_url = Some(url.into());
        self
    }
}

impl LinkRequest<'_> {
    async fn run(self) -> Result<Link> {
        let pins = self.plex.pins();
        let (answer, key) = if self.plex.client().settings.key_store.is_some() {
            let key = key_store::load_or_make(self.plex.key_store()?).await?;
            let mut body = PinRequest::default();
            body.jwk = key.jwk();
            body.strong = self.strong.then_some(true);
            (pins.create_with_key(&body).send().await?, Some(key))
        } else if self.strong {
            (pins.create().strong(true).send().await?, None)
        } else {
            (pins.create().send().await?, None)
        };
        let mut link = Link::new(
            self.plex.clone(),
            answer.body(),
            self.strong,
            self.forward_url,
        )?;
        link.clock.learn(answer.headers());
        link.key = key;
        Ok(link)
    }
}

awaited!(LinkRequest => Link);

/// A PIN that waits for a person.
///
/// ```no_run
/// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
/// let link = plex.link().strong().await?;
/// println!("Open {}", link.url());
/// let plex = link.wait().await?;
/// # Ok(())
/// # }
/// ```
pub struct Link {
    plex: Plex,
    id: PinId,
    code: String,
    url: Url,
    scan_url: Url,
    expires_at: DateTime<Utc>,
    deadline: Instant,
    /// The key that the PIN carries.
    key: Option<DeviceKey>,
    clock: ServerClock,
}

impl Link {
    fn new(
        plex: Plex,
        pin: &GetTokenResponseBody,
        strong: bool,
        forward_url: Option<String>,
    ) -> Result<Self> {
        let (Some(id), Some(code)) = (pin.id, pin.code.clone()) else {
            return Err(Error::Config(
                "plex.tv answered the request for a PIN without id or code".into(),
            ));
        };
        let now = Utc::now();
        let lifetime = lifetime(pin.expires_in, pin.expires_at, now);
        let (url, scan_url) = if strong {
            let url = auth_url(&plex, &code, forward_url.as_deref())?;
            (url.clone(), url)
        } else {
            let mut url = plex.client().addresses(Host::PlexTv)?.current().url.clone();
            url.set_path("/link");
            let mut scan_url = url.clone();
            scan_url.query_pairs_mut().append_pair("pin", &code);
            (url, scan_url)
        };
        Ok(Self {
            plex,
            id,
            code: code.into(),
            url,
            scan_url,
            expires_at: pin.expires_at.unwrap_or(now + lifetime),
            deadline: Instant::now() + lifetime,
            key: None,
            clock: ServerClock::default(),
        })
    }

    /// The code. A short one is typed at [`url`](Self::url); a strong one is part of the URL already.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The address to open.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The address to open, with the code in it also where it is a short one: for a QR code or a button.
    #[must_use]
    pub fn scan_url(&self) -> &Url {
        &self.scan_url
    }

    /// A QR code of [`scan_url`](Self::scan_url), which prints in a terminal.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the address is too long for a QR code: shorten the forward URL.
    #[cfg(feature = "qr")]
    pub fn qr(&self) -> Result<crate::QrCode> {
        crate::QrCode::new(self.scan_url.as_str())
    }

    /// When the PIN runs out, by plex.tv's clock.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }

    /// How long the PIN still lives, by the time that passed here: a wrong clock does no harm.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Asks once whether somebody has used the PIN; if so gives the signed-in client.
    ///
    /// # Errors
    ///
    /// [`Error::PinExpired`] if it ran out; [`Error::KeyStore`] and [`Error::Untrusted`] where the PIN carries a key; others as
    /// any request.
    pub async fn check(&self) -> Result<Option<Plex>> {
        let mut request = self.plex.pins().check(self.id).retry(Retry::never());
        if let Some(key) = &self.key {
            // Signed afresh each time: it is good for five minutes only.
            let client = &self.plex.client().settings.client_identifier;
            request = request.device_jwt(jwt::sign(key, client, self.clock.now(), None)?);
        }
        let answer = match request.send().await {
            Ok(answer) => answer,
            // plex.tv forgets a PIN that ran out.
            Err(error) if error.status() == Some(404) => return Err(Error::PinExpired),
            Err(error) => return Err(error),
        };
        self.clock.learn(answer.headers());
        let token = answer.into_body().auth_token;
        let Some(token) = token.filter(|token| !token.expose().is_empty()) else {
            return Ok(None);
        };
        match &self.key {
            Some(key) => {
                let plex = self.plex.with_first_token(token, key, &self.clock).await?;
                Ok(Some(plex))
            }
            None => Ok(Some(self.plex.with_token(token))),
        }
    }

    /// Waits until somebody has used the PIN.
    ///
    /// It asks about once a second, less often when plex.tv says it is too often, and goes on after a few failures in
    /// a row.
    ///
    /// # Errors
    ///
    /// [`Error::PinExpired`] if nobody used it in time; the last failure where plex.tv stays out of reach.
    pub async fn wait(&self) -> Result<Plex> {
        let interval = self.plex.client().settings.poll_interval;
        let mut failures = 0;
        loop {
            let mut pause = interval;
            match self.check().await {
                Ok(Some(plex)) => return Ok(plex),
                Ok(None) => failures = 0,
                Err(error) if error.is_transient() && failures < PATIENCE => {
                    failures += 1;
                    pause = interval * 2_u32.pow(failures);
                    if let Error::RateLimited {
                        retry_after: Some(wait),
                        ..
                    } = error
                    {
                        pause = pause.max(wait);
                    }
                }
                Err(error) => return Err(error),
            }
            if self.remaining().is_zero() {
                return Err(Error::PinExpired);
            }
            tokio::time::sleep(pause.min(self.remaining())).await;
        }
    }
}

impl fmt::Debug for Link {
    /// Without the code: whoever has it can take the PIN over.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("id", &self.id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The span that plex.tv names; the moment it names is by its clock, not by ours.
fn lifetime(
    expires_in: Option<Seconds>,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Duration {
    const SHORTEST: Duration = Duration::from_secs(15 * 60);
    // No PIN lives that long, and a moment further away may be none.
    const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    let span = match (expires_in, expires_at) {
        (Some(span), _) => span.to_duration(),
        (None, Some(moment)) => (moment - now).to_std().unwrap_or_default(),
        (None, None) => SHORTEST,
    };
    span.min(LONGEST)
}

/// The address of the sign-in page: form-encoded pairs behind `#?`, brackets escaped.
fn auth_url(plex: &Plex, code: &str, forward_url: Option<&str>) -> Result<Url> {
    let settings = &plex.client().settings;
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs
        .append_pair("clientID", &settings.client_identifier)
        .append_pair("code", code)
        .append_pair("context[device][product]", &settings.product);
    if let Some(forward_url) = forward_url {
        pairs.append_pair("forwardUrl", forward_url);
    }
    Url::parse(&format!("{AUTH_APP}{}", pairs.finish()))
        .map_err(|error| Error::Config(format!("the sign-in address cannot be made: {error}")))
}
