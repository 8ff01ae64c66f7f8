//! The choke point: every request of this crate leaves here, and nothing else touches the HTTP library.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use futures_util::{FutureExt, future::BoxFuture};
use plex_models::Token;
use reqwest::{
    Method, StatusCode,
    header::{self, HeaderName},
};
use tracing::{Instrument, Span, field::Empty};
use url::Url;

use super::{
    addresses::Base,
    call::{Auth, Call},
    hooks::Answered,
    listed::Sink,
    patience::Patience,
    reply::{Arrival, Opened, Reply, Switched},
    request::for_strangers,
};
use crate::{
    Error,
    error::{At, RedirectProblem, TimeLimit},
};

/// How often a request may be sent elsewhere.
const REDIRECTS: usize = 5;

/// How often one request may look for another address of its server.
const MOVES: usize = 3;

pub(crate) const TOKEN: HeaderName = HeaderName::from_static("x-plex-token");

/// What is settled for one attempt at a request.
#[derive(Clone)]
struct Attempt {
    /// The first is 1.
    number: usize,
    base: Arc<Base>,
    token: Option<Token>,
}

impl Call<'_> {
    /// Sends the request, again where that helps, and reads the whole answer. In a box, so that hundreds of operations do not
    /// have all of this in futures of their own.
    pub(crate) fn reply(&self) -> BoxFuture<'_, Result<Reply, Error>> {
        self.reply_to(None)
    }

    /// The same, with a body of JSON going to `sink` while it arrives.
    pub(super) fn reply_to<'c>(
        &'c self,
        sink: Option<&'c Mutex<dyn Sink + 'c>>,
    ) -> BoxFuture<'c, Result<Reply, Error>> {
        let limit = self.client.settings.body_limit;
        self.patiently(move |attempt| {
            async move {
                let patience = Patience::for_whole(self.limits().whole);
                let opened = self.exchange(attempt, patience).await?;
                opened.read(limit, sink).await
            }
            .boxed()
        })
        .boxed()
    }

    /// Sends the request, again where that helps, and leaves the body to be read piece by piece. There is no limit for the
    /// whole; a body that pauses for too long ends by itself.
    pub(crate) async fn open(&self) -> Result<Opened, Error> {
        self.patiently(|attempt| self.exchange(attempt, Patience::ENDLESS).boxed())
            .await
    }

    /// Asks the host to go on in another protocol, such as `websocket`, over the same connection. The caller sets the
    /// headers that the protocol wants besides.
    pub(crate) async fn upgrade(mut self, protocol: &'static str) -> Result<Switched, Error> {
        self.upgrade = true;
        self.set_header("connection", "Upgrade");
        self.set_header("upgrade", protocol);
        self.open().await?.switch().await
    }

    /// Makes attempts until one succeeds or the policy has had enough.
    async fn patiently<'c, T: Arrival>(
        &'c self,
        attempt: impl Fn(Attempt) -> BoxFuture<'c, Result<T, Error>>,
    ) -> Result<T, Error> {
        let span = tracing::debug_span!(
            "plex request",
            method = %self.endpoint.method,
            route = self.endpoint.path,
            host = self.endpoint.host.name(),
            attempt = Empty,
            status = Empty,
            bytes = Empty,
        );
        self.attempts(attempt, &span).instrument(span.clone()).await
    }

    async fn attempts<'c, T: Arrival>(
        &'c self,
        attempt: impl Fn(Attempt) -> BoxFuture<'c, Result<T, Error>>,
        span: &Span,
    ) -> Result<T, Error> {
        let addresses = self.client.addresses(self.endpoint.host)?;
        let retry = self.retry.as_ref().unwrap_or(&self.client.settings.retry);
        let mut pauses = retry.begin();
        let mut this = Attempt {
            number: 1,
            base: addresses.current(),
            token: match self.endpoint.auth {
                Auth::Token => self.client.credentials.token().await,
                Auth::None | Auth::Identity => None,
            },
        };
        let (mut renewed, mut moves) = (false, 0);
        loop {
            span.record("attempt", this.number);
            let place = addresses.gate.enter().await;
            let began = Instant::now();
            let outcome = attempt(this.clone()).await;
            drop(place);
            self.tell(&this, &outcome, began, span);
            let mut error = match outcome {
                Ok(arrived) => return Ok(arrived),
                Err(error) => error,
            };
            this.number += 1;
            if self.is_spent() {
                // A second attempt would hide this error behind one about the upload.
                return Err(error);
            }
            // Refused before anything was done, so that a write may be sent again as well.
            let refused = matches!(
                error,
                Error::TokenExpired { .. } | Error::Unauthorized { .. }
            );
            if refused
                && !std::mem::replace(&mut renewed, true)
                && let Some(other) = self
                    .client
                    .credentials
                    .instead_of(this.token.as_ref())
                    .await?
            {
                this.token = Some(other);
                continue;
            }
            // Nothing arrived, so that a write may be sent again as well.
            if error.never_arrived() && moves < MOVES {
                moves += 1;
                match addresses.instead_of(&this.base).await {
                    Ok(false) => {}
                    Ok(true) => {
                        this.base = addresses.current();
                        continue;
                    }
                    Err(nowhere) => error = nowhere,
                }
            }
            let Some(pause) = pauses.pause_after(&error, self.only_reads()) else {
                return Err(error);
            };
            tracing::debug!(pause_ms = pause.as_millis() as u64, %error, "the request is sent again");
            tokio::time::sleep(pause).await;
            this.base = addresses.current();
        }
    }

    /// Tells logs and hooks what came of an attempt.
    fn tell<T: Arrival>(
        &self,
        this: &Attempt,
        outcome: &Result<T, Error>,
        began: Instant,
        span: &Span,
    ) {
        let (status, bytes) = match outcome {
            Ok(arrived) => (Some(arrived.status().as_u16()), arrived.bytes()),
            Err(error) => (error.status(), None),
        };
        if let Some(status) = status {
            span.record("status", status);
        }
        if let Some(bytes) = bytes {
            span.record("bytes", bytes);
        }
        match outcome {
            Ok(_) => tracing::trace!("answered"),
            Err(error) => tracing::debug!(%error, "an attempt failed"),
        }
        self.client.settings.hooks.run_after(&Answered {
            operation: self.endpoint.id,
            method: &self.endpoint.method,
            route: self.endpoint.path,
            host: self.endpoint.host,
            origin: &this.base.origin,
            attempt: this.number,
            status,
            duration: began.elapsed(),
            bytes,
            error: outcome.as_ref().err(),
        });
    }

    /// One attempt, up to a status that says success.
    async fn exchange(&self, this: Attempt, patience: Patience) -> Result<Opened, Error> {
        let settings = &self.client.settings;
        let limits = self.limits();
        let mut at = At::new(self.endpoint, &this.base);
        let more = settings
            .hooks
            .run_before(self.endpoint, &this.base.origin, this.number)?;
        let mut url = self.url(&this.base.url)?;
        let mut is_abroad = false;
        for _ in 0..=REDIRECTS {
            let mut headers = self.headers(&this.base, this.token.as_ref(), more.clone())?;
            if is_abroad {
                headers = for_strangers(&headers);
            }
            let request = self.request(url.clone(), headers)?;
            let sent = async {
                let sent = self.client.transport.send(request, self.upgrade).await;
                sent.map_err(|error| Error::from_transport(error, &at))
            };
            settings.outlook.keep(limits.first_byte);
            let response = patience
                .with(limits.first_byte, TimeLimit::FirstByte, &at, sent)
                .await?;
            let Some(next) = target(&response, &url) else {
                let waiting = (limits.idle, patience);
                let opened = Opened::check(response, at, waiting, settings.body_limit).await;
                return if is_abroad {
                    opened.map_err(refused_abroad)
                } else {
                    opened
                };
            };
            at = at.sent_on(&next, this.token.as_ref());
            // Only what can be asked again without harm is.
            if !matches!(self.endpoint.method, Method::GET | Method::HEAD) {
                let problem = RedirectProblem::NotFollowed(response.status().as_u16());
                return Err(Error::Redirect { at, problem });
            }
            // What proves who asks is for this host, wherever it sends us.
            is_abroad |= next.origin() != url.origin();
            url = next;
        }
        let problem = RedirectProblem::Endless;
        Err(Error::Redirect { at, problem })
    }
}

/// Where the reply says the answer is.
fn target(response: &reqwest::Response, from: &Url) -> Option<Url> {
    let moved = matches!(
        response.status(),
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    moved.then(|| from.join(location).ok()).flatten()
}

/// A host that was not told the token says nothing about it.
fn refused_abroad(error: Error) -> Error {
    let (at, status) = match error {
        Error::Unauthorized { at, .. } => (at, 401),
        Error::TokenExpired { at } => (at, 498),
        Error::Status {
            at, status: 403, ..
        } => (at, 403),
        other => return other,
    };
    let problem = RedirectProblem::Refused(status);
    Error::Redirect { at, problem }
}
