//! What is answered instead of the usual.

use std::io::{self, Write as _};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header, response::Parts},
    response::{IntoResponse as _, Response},
};
use chrono::TimeDelta;
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::{Instead, RetryAfter};
use crate::{
    answer::{refuse_as, set_header, with_type},
    packed,
    requests::Received,
    state::State,
};

impl Instead {
    /// The request that is answered in the place of this one.
    pub(crate) fn request(&self, received: &Received) -> Option<Received> {
        let replaced = match self {
            Self::Xml => ("accept", "application/xml"),
            Self::WholeFile => ("range", ""),
            Self::Endless => ("x-plex-container-start", "0"),
            _ => return None,
        };
        let mut request = received.clone();
        let is_other = |(name, _): &(String, String)| !name.eq_ignore_ascii_case(replaced.0);
        request.headers.retain(is_other);
        request.query.retain(is_other);
        let (name, value) = replaced;
        request.headers.push((name.to_owned(), value.to_owned()));
        Some(request)
    }

    /// The answer, made out of the usual one where it needs that.
    pub(crate) async fn answer(
        self,
        state: &State,
        received: &Received,
        usual: impl Future<Output = Response>,
    ) -> Response {
        match self {
            Self::Status { code, retry_after } => {
                let status =
                    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let mut response = refuse_as(received, status).into_response();
                if let Some(after) = retry_after {
                    let text = written(after, state);
                    set_header(&mut response, header::RETRY_AFTER, &text);
                }
                response
            }
            Self::Redirect(location) => redirect(&location),
            Self::RedirectLoop => redirect(&address(received)),
            Self::Body { content_type, body } => with_type(StatusCode::OK, &content_type, body),
            Self::Huge(bytes) => with_type(
                StatusCode::OK,
                "application/json",
                Body::from_stream(filling(bytes).map(Ok::<_, io::Error>)),
            ),
            Self::GzipBomb(bytes) => bomb(bytes),
            Self::TruncatedGzip => torn(usual.await).await,
            Self::Xml | Self::WholeFile => usual.await,
            Self::Endless => endless(usual.await, received).await,
        }
    }
}

fn written(after: RetryAfter, state: &State) -> String {
    match after {
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        RetryAfter::Date(seconds) => {
            let now = state.clock.now();
            let then = i64::try_from(seconds)
                .ok()
                .and_then(TimeDelta::try_seconds)
                .and_then(|seconds| now.checked_add_signed(seconds))
                .unwrap_or(now);
            then.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
        }
    }
}

fn redirect(location: &str) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    set_header(&mut response, header::LOCATION, location);
    response
}

/// Where a request went, from the root of the host.
fn address(received: &Received) -> String {
    if received.query.is_empty() {
        return received.path.clone();
    }
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&received.query)
        .finish();
    format!("{}?{query}", received.path)
}

/// A JSON text of so many bytes, without keeping it in memory.
fn filling(bytes: u64) -> impl stream::Stream<Item = Bytes> + Send {
    const OPEN: &[u8] = b"{\"MediaContainer\":{\"summary\":\"";
    const CLOSE: &[u8] = b"\"}}";
    const PIECE: &[u8] = &[b'x'; 64 * 1024];
    let between = bytes.saturating_sub((OPEN.len() + CLOSE.len()) as u64);
    let whole_pieces = between / PIECE.len() as u64;
    let rest = PIECE
        .get(..(between % PIECE.len() as u64) as usize)
        .unwrap_or_default();
    stream::once(async { OPEN })
        .chain(stream::iter((0..whole_pieces).map(|_| PIECE)))
        .chain(stream::iter([rest, CLOSE]))
        .map(Bytes::from_static)
}

fn bomb(bytes: u64) -> Response {
    let packer = Some(GzEncoder::new(Vec::new(), Compression::fast()));
    let plain = Box::pin(filling(bytes));
    let pieces = stream::unfold((plain, packer), |(mut plain, packer)| async move {
        let mut packer = packer?;
        loop {
            let Some(piece) = plain.next().await else {
                let end = packer.finish().map(Bytes::from);
                return Some((end, (plain, None)));
            };
            if let Err(error) = packer.write_all(&piece) {
                return Some((Err(error), (plain, None)));
            }
            if packer.get_ref().len() > 4096 {
                let packed = Bytes::from(std::mem::take(packer.get_mut()));
                return Some((Ok(packed), (plain, Some(packer))));
            }
        }
    });
    let mut response = with_type(
        StatusCode::OK,
        "application/json",
        Body::from_stream(pieces),
    );
    set_header(&mut response, header::CONTENT_ENCODING, "gzip");
    response
}

async fn torn(usual: Response) -> Response {
    let (mut parts, body) = collected(usual).await;
    // It may have been packed already, for a client that asked for that.
    let packed = if parts.headers.contains_key(header::CONTENT_ENCODING) {
        body
    } else {
        packed::gzip(&body).into()
    };
    let half = packed.slice(..packed.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(parts, Body::from(half))
}

/// The first page, under the place of the page that was asked for.
async fn endless(usual: Response, received: &Received) -> Response {
    let (mut parts, body) = collected(usual).await;
    let number = |name| received.plex(name).and_then(|text| text.parse().ok());
    let start: u64 = number("X-Plex-Container-Start").unwrap_or(0);
    let total = start.saturating_add(1_000_000);
    let mut value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        // In XML only the headers tell; a client that reads them goes on as well.
        Err(_) => Value::Null,
    };
    if let Some(container) = value
        .get_mut("MediaContainer")
        .and_then(Value::as_object_mut)
    {
        container.insert("offset".to_owned(), start.into());
        container.insert("totalSize".to_owned(), total.into());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert("x-plex-container-start", start.into());
    parts
        .headers
        .insert("x-plex-container-total-size", total.into());
    let body = if value.is_null() {
        Body::from(body)
    } else {
        Body::from(value.to_string())
    };
    Response::from_parts(parts, body)
}

async fn collected(response: Response) -> (Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let body = http_body_util::BodyExt::collect(body)
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    (parts, body)
}
