//! A request as it leaves: address, headers, body.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plex_models::{Format, Token};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::{
    addresses::Base,
    call::{Accept, Auth, Call, Values},
    send::TOKEN,
};
use crate::{Error, error::At};

/// What RFC 3986 leaves unescaped everywhere.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same and commas, which stand between the ids of several items.
const SEGMENT: &AsciiSet = &ESCAPED.remove(b',');

/// The same and what whole paths have beside, which are escaped already.
const PATH: &AsciiSet = &SEGMENT.remove(b'/').remove(b':').remove(b'%');

impl Call<'_> {
    /// Where the request goes at present. There is no token in it.
    pub(crate) fn address(&self) -> Result<Url, Error> {
        let addresses = self.client.addresses(self.endpoint.host)?;
        self.url(&addresses.current().url)
    }

    pub(super) fn request(&self, url: Url, headers: HeaderMap) -> Result<reqwest::Request, Error> {
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
            let mut form = String::new();
            encode(&mut form, &self.form);
            *request.body_mut() = Some(form.into());
            "application/x-www-form-urlencoded"
        } else {
            return Ok(request);
        };
        // A header set by the caller says better what the bytes are.
        let headers = request.headers_mut().entry(header::CONTENT_TYPE);
        headers.or_insert(HeaderValue::from_static(content_type));
        Ok(request)
    }

    pub(super) fn url(&self, base: &Url) -> Result<Url, Error> {
        let mut text = String::with_capacity(160);
        text.push_str(base.as_str().trim_end_matches('/'));
        let mut rest = self.endpoint.path;
        while let Some((literal, after)) = rest.split_once('{') {
            text.push_str(literal);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = self.path.iter().find(|(known, _)| known == name);
            let value = value.map_or("", |(_, value)| value);
            if name.starts_with('+') {
                // A whole path, as a server gave it.
                if !is_path(value) {
                    return Err(Error::Config(format!("{value:?} is no path on a server")));
                }
                text.extend(utf8_percent_encode(value, PATH));
                rest = after;
                continue;
            }
            // An empty segment, or one of dots, would be another path.
            if value.bytes().all(|byte| byte == b'.') {
                return Err(Error::Config(format!(
                    "{} needs a value for {{{name}}} in {}, not {value:?}",
                    self.endpoint.id, self.endpoint.path
                )));
            }
            text.extend(utf8_percent_encode(value, SEGMENT));
            rest = after;
        }
        text.push_str(rest);
        if !self.query.is_empty() {
            text.push('?');
            encode(&mut text, &self.query);
        }
        Url::parse(&text).map_err(|error| {
            Error::Config(format!(
                "{}: no address can be made: {error}",
                self.endpoint.id
            ))
        })
    }

    /// The headers; those that hooks add come in `more`.
    pub(super) fn headers(
        &self,
        base: &Base,
        token: Option<&Token>,
        more: HeaderMap,
    ) -> Result<HeaderMap, Error> {
        let settings = &self.client.settings;
        let mut headers = match self.endpoint.auth {
            Auth::None => HeaderMap::with_capacity(8),
            Auth::Identity | Auth::Token => settings.identity.clone(),
        };
        // plex.tv gives JSON for exactly this and XML for everything else.
        let accept = match (self.endpoint.accept, settings.format) {
            (Accept::Data, Format::Json) => "application/json",
            (Accept::Data, Format::Xml) | (Accept::Xml, _) => "application/xml",
            (Accept::Anything, _) => "*/*",
        };
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        // Stretches and lengths of a file are those of the file itself. On the way from this machine to itself, packing takes
        // longer than it saves.
        let packs = settings.gzip.unwrap_or(!base.is_this_machine);
        let packing = match self.endpoint.accept {
            Accept::Data | Accept::Xml if packs => "gzip",
            _ => "identity",
        };
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(packing));
        if let Some(token) = token {
            let mut token = header_value("X-Plex-Token", token.expose()).map_err(|_| {
                Error::Config("the token has characters that no header can carry; is there a line break at its end?".into())
            })?;
            token.set_sensitive(true);
            headers.insert(TOKEN, token);
        }
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                let at = At::new(self.endpoint, base);
                Error::Config(format!("{at}: {name:?} is no name of a header"))
            })?;
            let mut value = header_value(name.as_str(), value)?;
            value.set_sensitive(name == TOKEN);
            headers.insert(name, value);
        }
        headers.extend(more);
        Ok(headers)
    }
}

/// Whether a text leads to a place on the host that is asked, and nothing above its root.
fn is_path(text: &str) -> bool {
    let is_up = |segment: &str| {
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        plain == "." || plain == ".."
    };
    text.starts_with('/') && !text.split(['/', '\\']).any(is_up)
}

/// What may go along to another host: what is asked for, and nothing of who asks.
pub(super) fn for_strangers(headers: &HeaderMap) -> HeaderMap {
    const HARMLESS: [HeaderName; 7] = [
        header::ACCEPT,
        header::ACCEPT_ENCODING,
        header::RANGE,
        header::IF_RANGE,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::USER_AGENT,
    ];
    let harmless = headers.iter().filter(|(name, _)| HARMLESS.contains(name));
    harmless
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A header's value; names of devices may be in any script.
pub(crate) fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        Error::Config(format!(
            "the value of {name} has characters that no header can carry"
        ))
    })
}

/// `name=value` pairs with `&` between them. Operators of filters are part of the name: `year>>` becomes `year%3E%3E`.
fn encode(text: &mut String, values: &Values) {
    for (index, (name, value)) in values.iter().enumerate() {
        if index > 0 {
            text.push('&');
        }
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "{}={}",
            utf8_percent_encode(name, ESCAPED),
            utf8_percent_encode(value, ESCAPED)
        );
    }
}

#[cfg(test)]
impl Call<'_> {
    /// The request as it would leave, for people to read: what every request has is left out.
    pub(crate) fn wire(&self) -> Result<String, Error> {
        let base = self.client.addresses(self.endpoint.host)?.current();
        let token = match self.endpoint.auth {
            Auth::Token => self.client.credentials.at_hand(),
            Auth::None | Auth::Identity => None,
        };
        let headers = self.headers(&base, token.as_ref(), HeaderMap::new())?;
        let request = self.request(self.url(&base.url)?, headers)?;
        let mut text = format!("{} {}\n", request.method(), request.url());
        for (name, value) in request.headers() {
            let is_usual = name == header::ACCEPT_ENCODING;
            if !is_usual && !self.client.settings.identity.contains_key(name) {
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
