//! A reply: its status taken seriously, its body read within bounds.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use plex_models::{Decoded, Extra, Format, decode, wire::Model};
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};

use super::ByteStream;
use crate::{
    Error, Response,
    error::{At, Refusal},
};

/// How much of an error's body is read.
const ERROR_LIMIT: u64 = 64 * 1024;

/// A successful reply whose body is still to be read.
pub(crate) struct Reply {
    at: At,
    limit: u64,
    response: reqwest::Response,
}

impl Reply {
    /// Turns a status that is no success into its error.
    pub(super) async fn check(
        response: reqwest::Response,
        at: At,
        limit: u64,
    ) -> Result<Self, Error> {
        let reply = Self {
            at,
            limit,
            response,
        };
        if reply.response.status().is_success() {
            return Ok(reply);
        }
        Err(reply.into_error().await)
    }

    /// Decodes one object.
    pub(crate) async fn object<T: Model>(
        self,
        envelope: Option<&'static str>,
    ) -> Result<Response<T>, Error> {
        self.decode(|format, body| decode::object(format, body, envelope))
            .await
    }

    /// Decodes a list of objects.
    pub(crate) async fn list<T: Model>(self) -> Result<Response<Vec<T>>, Error> {
        self.decode(decode::list).await
    }

    /// Takes the body as it is.
    pub(crate) async fn bytes(self) -> Result<Response<Bytes>, Error> {
        let (status, headers) = self.head();
        let body = self.read().await?;
        Ok(Response::new(
            status,
            headers,
            Decoded {
                value: body,
                extra: Extra::default(),
            },
        ))
    }

    /// Takes the body as text; bytes that are no UTF-8 are replaced.
    pub(crate) async fn text(self) -> Result<Response<String>, Error> {
        self.decode(|_, body| {
            Ok(Decoded {
                value: String::from_utf8_lossy(body).into_owned(),
                extra: Extra::default(),
            })
        })
        .await
    }

    /// Leaves the body alone.
    pub(crate) fn nothing(self) -> Response<()> {
        let (status, headers) = self.head();
        Response::new(status, headers, Decoded::default())
    }

    /// The body piece by piece, unbounded: it is for files.
    pub(crate) fn stream(self) -> ByteStream {
        ByteStream::new(self.response, self.at)
    }

    fn head(&self) -> (StatusCode, HeaderMap) {
        (self.response.status(), self.response.headers().clone())
    }

    async fn decode<T>(
        self,
        decode: impl FnOnce(Format, &[u8]) -> Result<Decoded<T>, plex_models::DecodeError>,
    ) -> Result<Response<T>, Error> {
        let (status, headers) = self.head();
        let at = self.at.clone();
        let body = self.read().await?;
        let decoded = decode(format_of(&headers, &body), &body)
            .map_err(|problem| Error::Decode { at, problem })?;
        Ok(Response::new(status, headers, decoded))
    }

    async fn read(self) -> Result<Bytes, Error> {
        let Self {
            at,
            limit,
            mut response,
        } = self;
        let too_large = || Error::TooLarge {
            at: at.clone(),
            limit,
        };
        let announced = response.content_length().unwrap_or_default();
        if announced > limit {
            return Err(too_large());
        }
        let mut body = BytesMut::with_capacity(usize::try_from(announced).unwrap_or_default());
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| Error::from_transport(error, &at))?
        {
            if body.len().saturating_add(piece.len()) as u64 > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    async fn into_error(mut self) -> Error {
        let (status, headers) = self.head();
        let at = self.at.clone();
        self.limit = ERROR_LIMIT;
        // The status is the news; a body that cannot be read adds nothing to it.
        let body = self.read().await.unwrap_or_default();
        let refusal = Refusal::read(format_of(&headers, &body), &body);
        match status.as_u16() {
            401 => Error::Unauthorized { at, refusal },
            429 => Error::RateLimited {
                at,
                retry_after: retry_after(&headers),
            },
            498 => Error::TokenExpired { at },
            status => Error::Status {
                at,
                status,
                refusal,
            },
        }
    }
}

/// What the body is: what its head says, or where that says nothing, what its first character says.
fn format_of(headers: &HeaderMap, body: &[u8]) -> Format {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if content_type.contains("json") {
        return Format::Json;
    }
    match body.trim_ascii_start().first() {
        Some(b'<') => Format::Xml,
        _ => Format::Json,
    }
}

/// Seconds, the only form that is seen.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}
