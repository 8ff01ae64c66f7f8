//! The choke point: every request of this crate leaves here, and nothing else touches the HTTP library.

use std::fmt::Write as _;

use futures_util::{FutureExt, future::BoxFuture};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plex_models::{Format, Token};
use reqwest::{
    Method, StatusCode,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use url::Url;

use super::{
    call::{Accept, Auth, Call, Values},
    reply::{Opened, Reply, Switched},
};
use crate::{Error, error::At};

/// What RFC 3986 leaves unescaped everywhere.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How often a request may be sent elsewhere.
const REDIRECTS: usize = 5;

pub(crate) const TOKEN: HeaderName = HeaderName::from_static("x-plex-token");

impl Call<'_> {
    /// Sends the request, again where that helps, and reads the whole answer.
    pub(crate) async fn reply(&self) -> Result<Reply, Error> {
        self.patiently(|token| {
            let limit = self.client.settings.body_limit;
            let exchange = async move { self.exchange(token).await?.read(limit).await };
            self.in_time(exchange).boxed()
        })
        .await
    }

    /// Sends the request, again where that helps, and leaves the body to be read piece by piece. The timeout ends with the
    /// headers; a body that pauses for too long ends by itself.
    pub(crate) async fn open(&self) -> Result<Opened, Error> {
        self.patiently(|token| self.in_time(self.exchange(token)).boxed())
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
    async fn patiently<'c, T>(
        &'c self,
        attempt: impl Fn(Option<Token>) -> BoxFuture<'c, Result<T, Error>>,
    ) -> Result<T, Error> {
        let retry = self.retry.as_ref().unwrap_or(&self.client.settings.retry);
        let mut attempts = retry.begin();
        let mut token = match self.endpoint.auth {
            Auth::Token => self.client.credentials.token().await,
            Auth::None | Auth::Identity => None,
        };
        let mut renewed = false;
        loop {
            let number = attempts.made;
            let error = match attempt(token.clone()).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            // Refused before anything was done, so that a write may be sent again as well.
            let refused = matches!(
                error,
                Error::TokenExpired { .. } | Error::Unauthorized { .. }
            );
            if refused
                && !renewed
                && self.upload.is_none()
                && let Some(other) = self.client.credentials.instead_of(token.as_ref()).await?
            {
                renewed = true;
                token = Some(other);
                continue;
            }
            let pause = match self.upload {
                // It is spent: a second attempt would hide this error behind one about the upload.
                Some(_) => None,
                None => attempts.pause_after(&error, &self.endpoint.method),
            };
            tracing::debug!(
                operation = self.endpoint.id,
                attempt = number,
                pause_ms = pause.map(|pause| pause.as_millis() as u64),
                %error,
                "a request failed"
            );
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let timeout = self.timeout.unwrap_or(self.client.settings.timeout);
        match tokio::time::timeout(timeout, work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::Timeout { at: self.at()? }),
        }
    }

    fn at(&self) -> Result<At, Error> {
        Ok(At::new(
            self.endpoint,
            self.client.base(self.endpoint.host)?,
        ))
    }

    /// One attempt, up to a status that says success.
    async fn exchange(&self, token: Option<Token>) -> Result<Opened, Error> {
        let at = self.at()?;
        let mut url = self.url(self.client.base(self.endpoint.host)?)?;
        let mut headers = self.headers(&at, token.as_ref())?;
        for _ in 0..=REDIRECTS {
            let request = self.request(url.clone(), headers.clone())?;
            let http = match self.upgrade {
                true => &self.client.http1,
                false => &self.client.http,
            };
            let sent = http.execute(request).await;
            let response = sent.map_err(|error| Error::from_transport(error, &at))?;
            tracing::trace!(
                operation = self.endpoint.id,
                method = %self.endpoint.method,
                route = self.endpoint.path,
                host = self.endpoint.host.name(),
                status = response.status().as_u16(),
                bytes = response.content_length(),
                "a host answered"
            );
            let Some(next) = self.redirect(&response, &url) else {
                return Opened::check(response, at).await;
            };
            // A token is for the host it was issued for, wherever that host sends us.
            if next.origin() != url.origin() {
                headers.remove(TOKEN);
            }
            url = next;
        }
        Err(Error::Config(format!(
            "{at} redirects more than {REDIRECTS} times"
        )))
    }

    /// The request as it leaves.
    fn request(&self, url: Url, headers: HeaderMap) -> Result<reqwest::Request, Error> {
        let mut request = reqwest::Request::new(self.endpoint.method.clone(), url);
        *request.headers_mut() = headers;
        let content_type = if let Some(json) = &self.json {
            *request.body_mut() = Some(json.to_string().into());
            "application/json"
        } else if let Some(upload) = &self.upload {
            if let Some(length) = upload.length() {
                request
                    .headers_mut()
                    .insert(header::CONTENT_LENGTH, length.into());
            }
            *request.body_mut() = Some(upload.take()?);
            "application/octet-stream"
        } else if !self.form.is_empty() {
            *request.body_mut() = Some(encode(&self.form).into());
            "application/x-www-form-urlencoded"
        } else {
            return Ok(request);
        };
        // A header set by the caller says better what the bytes are.
        let headers = request.headers_mut().entry(header::CONTENT_TYPE);
        headers.or_insert(HeaderValue::from_static(content_type));
        Ok(request)
    }

    fn url(&self, base: &Url) -> Result<Url, Error> {
        let mut path = self.endpoint.path.to_owned();
        for (name, value) in &self.path {
            // An empty segment, or one of dots, would be another path.
            if value.is_empty() || value.chars().all(|character| character == '.') {
                return Err(Error::Config(format!(
                    "{} needs a value for {{{name}}} in {}, not {value:?}",
                    self.endpoint.id, self.endpoint.path
                )));
            }
            // Commas stand between the ids of several items.
            let segment = escape(value).replace("%2C", ",");
            path = path.replace(&format!("{{{name}}}"), &segment);
        }
        let mut url = base.clone();
        url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
        url.set_query(
            (!self.query.is_empty())
                .then(|| encode(&self.query))
                .as_deref(),
        );
        Ok(url)
    }

    fn headers(&self, at: &At, token: Option<&Token>) -> Result<HeaderMap, Error> {
        let settings = &self.client.settings;
        let mut headers = match self.endpoint.auth {
            Auth::None => HeaderMap::new(),
            Auth::Identity | Auth::Token => settings.identity.clone(),
        };
        // plex.tv gives JSON for exactly this and XML for everything else.
        let accept = match (self.endpoint.accept, settings.format) {
            (Accept::Data, Format::Json) => "application/json",
            (Accept::Data, Format::Xml) | (Accept::Xml, _) => "application/xml",
            (Accept::Anything, _) => "*/*",
        };
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        if let Some(token) = token {
            let mut token = header_value("X-Plex-Token", token.expose()).map_err(|_| {
                Error::Config("the token has characters that no header can carry".into())
            })?;
            token.set_sensitive(true);
            headers.insert(TOKEN, token);
        }
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::Config(format!("{at}: {name:?} is no name of a header")))?;
            headers.insert(name.clone(), header_value(name.as_str(), value)?);
        }
        Ok(headers)
    }

    /// Where the reply says the answer is. Only what can be asked again without harm is.
    fn redirect(&self, response: &reqwest::Response, from: &Url) -> Option<Url> {
        let moved = matches!(
            response.status(),
            StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT
        );
        let harmless = matches!(self.endpoint.method, Method::GET | Method::HEAD);
        let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
        (moved && harmless)
            .then(|| from.join(location).ok())
            .flatten()
    }
}

/// A header's value; names of devices may be in any script.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        Error::Config(format!(
            "the value of {name} has characters that no header can carry"
        ))
    })
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// `name=value` pairs with `&` between them. Operators of filters are part of the name: `year>>` becomes `year%3E%3E`.
fn encode(values: &Values) -> String {
    let mut text = String::new();
    for (name, value) in values {
        if !text.is_empty() {
            text.push('&');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{}={}", escape(name), escape(value));
    }
    text
}

#[cfg(test)]
impl Call<'_> {
    /// The request as it would leave, for people to read: what every request has is left out.
    pub(crate) fn wire(&self) -> Result<String, Error> {
        let url = self.url(self.client.base(self.endpoint.host)?)?;
        let at = At::new(self.endpoint, &url);
        let token = match self.endpoint.auth {
            Auth::Token => self.client.credentials.at_hand(),
            Auth::None | Auth::Identity => None,
        };
        let request = self.request(url, self.headers(&at, token.as_ref())?)?;
        let mut text = format!("{} {}\n", request.method(), request.url());
        for (name, value) in request.headers() {
            if !self.client.settings.identity.contains_key(name) {
                let value = if value.is_sensitive() {
                    "(the token)"
                } else {
                    value.to_str().unwrap_or("?")
                };
                let _ = writeln!(text, "{name}: {value}");
            }
        }
        if let Some(body) = request.body() {
            let body = body
                .as_bytes()
                .map_or("(a stream)".into(), String::from_utf8_lossy);
            let _ = writeln!(text, "\n{body}");
        }
        Ok(text)
    }
}
