//! A reply: its status taken seriously, its body read within bounds.

use std::{future::poll_fn, sync::Mutex, time::Duration};

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use plex_models::{DecodeError, Decoded, Extra, Format, decode, wire::Model};
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER},
};

use super::{
    ByteStream,
    listed::{Sink, lock},
    patience::Patience,
    unpack::{Unpackable, Unpacker},
};
use crate::{
    Error, Response,
    error::{At, Refusal, TimeLimit},
};

/// How much of an error's body is read.
const ERROR_LIMIT: u64 = 64 * 1024;

/// The most that is set aside for a body because its head says so; beyond that it grows as it comes. What is set aside
/// takes no memory before bytes lie in it.
const HEAD_START: u64 = 64 * 1024 * 1024;

/// A reply whose status says success, and whose body is still to come.
pub(crate) struct Opened {
    at: At,
    response: reqwest::Response,
    /// How long it may be silent, and how long all may take.
    waiting: (Duration, Patience),
    /// Where the body is packed.
    unpacker: Option<Box<Unpacker>>,
}

/// What a request brought, as far as it is read.
pub(super) trait Arrival {
    fn status(&self) -> StatusCode;

    /// How long the body is, as far as that is known.
    fn bytes(&self) -> Option<u64>;
}

impl Arrival for Opened {
    fn status(&self) -> StatusCode {
        self.response.status()
    }

    fn bytes(&self) -> Option<u64> {
        match &self.unpacker {
            // Only its packed length is known.
            Some(_) => None,
            None => self.response.content_length(),
        }
    }
}

impl Arrival for Reply {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn bytes(&self) -> Option<u64> {
        Some(self.bytes)
    }
}

impl Opened {
    /// Turns a status that is no success into its error. What is packed unpacks to so many bytes at most.
    pub(super) async fn check(
        mut response: reqwest::Response,
        at: At,
        waiting: (Duration, Patience),
        limit: u64,
    ) -> Result<Self, Error> {
        let opened = Self {
            at,
            unpacker: Unpacker::of(response.headers_mut(), limit).map(Box::new),
            response,
            waiting,
        };
        let status = opened.response.status();
        if status.is_success() || status == StatusCode::SWITCHING_PROTOCOLS {
            return Ok(opened);
        }
        // In a box, so that requests that succeed carry no room for it.
        Err(opened.into_error().boxed().await)
    }

    /// The status code.
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Which request it answers.
    pub(crate) fn at(&self) -> &At {
        &self.at
    }

    /// The body piece by piece: it is for files, and so has no bound unless it is packed.
    pub(crate) fn stream(self) -> ByteStream {
        ByteStream::new(self)
    }

    /// The connection itself, once the host agreed to another protocol.
    pub(super) async fn switch(self) -> Result<Switched, Error> {
        let status = self.response.status();
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::Status {
                at: self.at,
                status: status.as_u16(),
                retry_after: None,
                refusal: Refusal::default(),
            });
        }
        let headers = self.response.headers().clone();
        match self.response.upgrade().await {
            Ok(connection) => Ok(Switched {
                at: self.at,
                headers,
                connection,
            }),
            Err(error) => Err(Error::from_transport(error.into(), &self.at)),
        }
    }

    /// The body whole, unless it is larger than the limit. If it is JSON and there is a sink, it goes there.
    pub(super) async fn read(
        mut self,
        limit: u64,
        sink: Option<&Mutex<dyn Sink + '_>>,
    ) -> Result<Reply, Error> {
        let sink = sink.filter(|_| is_json(self.headers()));
        let too_large = |at| Error::TooLarge { at, limit };
        let announced = self.response.content_length().unwrap_or_default();
        if announced > limit {
            return Err(too_large(self.at));
        }
        let mut body = BytesMut::new();
        match sink {
            Some(sink) => lock(sink).begin(),
            None => body.reserve(usize::try_from(announced.min(HEAD_START)).unwrap_or_default()),
        }
        let mut bytes = 0_u64;
        while let Some(piece) = self.piece().await? {
            bytes = bytes.saturating_add(piece.len() as u64);
            if bytes > limit {
                return Err(too_large(self.at));
            }
            match sink {
                Some(sink) => {
                    let ready = poll_fn(|context| lock(sink).poll_ready(context));
                    self.within_whole(ready).await?;
                    lock(sink).push(&piece);
                }
                None => body.extend_from_slice(&piece),
            }
        }
        if let Some(sink) = sink {
            let done = poll_fn(|context| lock(sink).poll_done(context));
            self.within_whole(done).await?;
        }
        Ok(Reply {
            at: self.at,
            status: self.response.status(),
            headers: std::mem::take(self.response.headers_mut()),
            body: body.freeze(),
            bytes,
            is_in_sink: sink.is_some(),
        })
    }

    /// Waits for our own work on the body.
    async fn within_whole(&self, work: impl Future<Output = ()>) -> Result<(), Error> {
        let (_, patience) = self.waiting;
        patience
            .with(Duration::MAX, TimeLimit::Whole, &self.at, work.map(Ok))
            .await
    }

    /// The next piece of the body, unpacked.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        let Self {
            at,
            response,
            waiting,
            unpacker,
        } = self;
        let Some(unpacker) = unpacker else {
            return next_piece(response, *waiting, at).await;
        };
        loop {
            let unpacked = match unpacker.next() {
                Ok(None) => match next_piece(response, *waiting, at).await? {
                    Some(packed) => {
                        unpacker.push(packed);
                        continue;
                    }
                    None => unpacker.finish(),
                },
                next => next,
            };
            return unpacked.map_err(|problem| match problem {
                Unpackable::TooLarge => Error::TooLarge {
                    at: at.clone(),
                    limit: unpacker.limit(),
                },
                Unpackable::Broken(source) => Error::Transport {
                    at: at.clone(),
                    what: "the packed answer broke off, or is none",
                    source: source.into(),
                },
            });
        }
    }

    async fn into_error(self) -> Error {
        let at = self.at.clone();
        let status = self.response.status();
        let headers = self.response.headers().clone();
        // The status is the news; a body that cannot be read adds nothing to it.
        let body = self.read(ERROR_LIMIT, None).await.map(|reply| reply.body);
        let body = body.unwrap_or_default();
        let refusal = Refusal::read(format_of(&headers, &body), &body);
        match status.as_u16() {
            401 => Error::Unauthorized { at, refusal },
            422 if refusal.says("invalid token") => Error::Unauthorized { at, refusal },
            429 => Error::RateLimited {
                at,
                retry_after: retry_after(&headers),
            },
            498 => Error::TokenExpired { at },
            status => Error::Status {
                at,
                status,
                retry_after: retry_after(&headers),
                refusal,
            },
        }
    }
}

/// The next piece of a body as it comes, unless the host falls silent.
async fn next_piece(
    response: &mut reqwest::Response,
    (idle, patience): (Duration, Patience),
    at: &At,
) -> Result<Option<Bytes>, Error> {
    let piece = async {
        let piece = response.chunk().await;
        piece.map_err(|error| Error::from_transport(error.into(), at))
    };
    patience.with(idle, TimeLimit::Idle, at, piece).await
}

/// A connection that has been taken over by another protocol.
pub(crate) struct Switched {
    pub(crate) at: At,
    pub(crate) headers: HeaderMap,
    pub(crate) connection: reqwest::Upgraded,
}

/// A reply with its whole body.
pub(crate) struct Reply {
    pub(super) at: At,
    pub(super) status: StatusCode,
    headers: HeaderMap,
    /// Empty where it went to a sink.
    body: Bytes,
    /// How long it was.
    bytes: u64,
    is_in_sink: bool,
}

impl Reply {
    /// Whether the body is where it was to go, and not here.
    pub(super) fn is_in_sink(&self) -> bool {
        self.is_in_sink
    }

    /// Decodes one object.
    pub(crate) fn object<T: Model>(
        self,
        envelope: Option<&'static str>,
    ) -> Result<Response<T>, Error> {
        self.decode(|format, body| decode::object(format, body, envelope))
    }

    /// Decodes data that has no schema.
    pub(crate) fn raw(self) -> Result<Response<serde_json::Value>, Error> {
        self.decode(|format, body| {
            let (value, extra) = (decode::raw(format, body)?, Extra::default());
            Ok(Decoded { value, extra })
        })
    }

    /// Decodes a list of objects.
    pub(crate) fn list<T: Model>(self) -> Result<Response<Vec<T>>, Error> {
        self.decode(decode::list)
    }

    /// Takes the body as it is.
    pub(crate) fn bytes(self) -> Response<Bytes> {
        let body = self.body.clone();
        self.with(body)
    }

    /// Takes the body as text; bytes that are no UTF-8 are replaced.
    pub(crate) fn text(self) -> Response<String> {
        let text = String::from_utf8_lossy(&self.body).into_owned();
        self.with(text)
    }

    /// Reads the body in a way of the caller's.
    pub(crate) fn read_as<T>(
        self,
        read: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        read(&self.body).map_err(|problem| Error::Decode {
            at: self.at,
            problem,
        })
    }

    /// Leaves the body alone.
    pub(crate) fn nothing(self) -> Response<()> {
        self.with(())
    }

    fn with<T>(self, value: T) -> Response<T> {
        let extra = Extra::default();
        Response::new(self.status, self.headers, Decoded { value, extra })
    }

    fn decode<T>(
        self,
        decode: impl FnOnce(Format, &[u8]) -> Result<Decoded<T>, DecodeError>,
    ) -> Result<Response<T>, Error> {
        let outcome = decode(format_of(&self.headers, &self.body), &self.body);
        self.decoded(outcome)
    }

    /// The response with what became of its body.
    pub(super) fn decoded<T>(
        self,
        outcome: Result<Decoded<T>, DecodeError>,
    ) -> Result<Response<T>, Error> {
        match outcome {
            Ok(decoded) => Ok(Response::new(self.status, self.headers, decoded)),
            Err(problem) => Err(Error::Decode {
                at: self.at,
                problem,
            }),
        }
    }
}

/// What the body is: what its head says, or where that says nothing, what its first character says.
fn format_of(headers: &HeaderMap, body: &[u8]) -> Format {
    if is_json(headers) {
        return Format::Json;
    }
    match body.trim_ascii_start().first() {
        Some(b'<') => Format::Xml,
        _ => Format::Json,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    text_of(headers, CONTENT_TYPE).is_some_and(|content_type| content_type.contains("json"))
}

/// How long the host asks to wait: seconds, or the moment until when. A moment is read by the host's own clock where it
/// tells what that says, because ours may differ.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text_of(headers, RETRY_AFTER)?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?;
    let now = text_of(headers, DATE)
        .and_then(|now| DateTime::parse_from_rfc2822(now).ok())
        .map_or_else(Utc::now, |now| now.to_utc());
    // What is past asks for no wait.
    Some((until.to_utc() - now).to_std().unwrap_or_default())
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_says_when_to_come_back() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let table = [
            ("30", Some(30)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ];
        for (text, seconds) in table {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            headers.insert(DATE, date.parse().unwrap());
            assert_eq!(
                retry_after(&headers),
                seconds.map(Duration::from_secs),
                "{text:?}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
