//! The choke point: every request of this crate leaves here, and nothing else touches the HTTP library.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plex_models::Format;
use reqwest::{
    Method, StatusCode,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use url::Url;

use super::{
    call::{Auth, Call, Values},
    reply::Reply,
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
    /// Sends the request and gives back the reply once its status says success; the body is still to come.
    pub(crate) async fn reply(&self) -> Result<Reply, Error> {
        let base = self.client.base(self.endpoint.host)?;
        let mut url = self.url(base)?;
        let at = At::new(self.endpoint, &url);
        let mut headers = self.headers(&at)?;
        for _ in 0..=REDIRECTS {
            let response = self.once(url.clone(), headers.clone(), &at).await?;
            let Some(next) = self.redirect(&response, &url) else {
                return Reply::check(response, at, self.client.settings.body_limit).await;
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

    async fn once(
        &self,
        url: Url,
        headers: HeaderMap,
        at: &At,
    ) -> Result<reqwest::Response, Error> {
        let settings = &self.client.settings;
        let mut request = self
            .client
            .http
            .request(self.endpoint.method.clone(), url)
            .headers(headers)
            .timeout(self.timeout.unwrap_or(settings.timeout));
        if !self.form.is_empty() {
            request = request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encode(&self.form));
        }
        request
            .send()
            .await
            .map_err(|error| Error::from_transport(error, at))
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
            path = path.replace(&format!("{{{name}}}"), &escape(value));
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

    fn headers(&self, at: &At) -> Result<HeaderMap, Error> {
        let settings = &self.client.settings;
        let mut headers = match self.endpoint.auth {
            Auth::None => HeaderMap::new(),
            Auth::Identity | Auth::Token => settings.identity.clone(),
        };
        // plex.tv gives JSON for exactly this and XML for everything else.
        let accept = match settings.format {
            Format::Json => "application/json",
            Format::Xml => "application/xml",
        };
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        if self.endpoint.auth == Auth::Token
            && let Some(token) = &self.client.token
        {
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
