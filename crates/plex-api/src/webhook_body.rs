//! What a server sends to the addresses that its owner has registered as webhooks.

use std::{convert::Infallible, pin::pin};

use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, Stream, StreamExt, stream};
use multer::{Constraints, Multipart, SizeLimit};
use plex_models::{DecodeError, Format, WebhookPayload, decode};

/// The largest body that is read; real ones have a picture of less than a megabyte.
const LONGEST: usize = 16 * 1024 * 1024;

/// The largest payload within it.
const LONGEST_PAYLOAD: u64 = 2 * 1024 * 1024;

/// A webhook as it arrives: the event with its details, and for some events a picture.
///
/// Servers do not sign what they send, so put something into the registered address that nobody can guess. They do not send
/// again what failed either: answer quickly, and look at the server itself for what may have been missed.
///
/// ```
/// use plex_api::{Webhook, WebhookEvent};
///
/// let body = b"--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n\
///     {\"event\": \"media.play\", \"Account\": {\"title\": \"mirabel\"}}\r\n--b--\r\n";
/// let webhook = Webhook::parse("multipart/form-data; boundary=b", body)?;
/// assert_eq!(webhook.payload.event, WebhookEvent::Play);
/// # Ok::<(), plex_api::WebhookError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Webhook {
    /// What happened.
    pub payload: WebhookPayload,
    /// A picture of what it happened to.
    pub thumb: Option<Thumb>,
}

/// The picture of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thumb {
    /// What the bytes are, such as `image/jpeg`.
    pub content_type: String,
    /// The name of the file, where one was sent.
    pub file_name: Option<String>,
    /// The picture.
    pub bytes: Bytes,
}

/// Why a body is no webhook.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// The header `Content-Type` is not that of a form with files.
    #[error("a webhook is multipart/form-data with a boundary, not {0:?}")]
    NotMultipart(String),
    /// The body does not keep to the form of one, or ends too early.
    #[error("the body of the webhook cannot be taken apart: {0}")]
    Broken(String),
    /// The body is larger than 16 MiB, or the payload than 2 MiB.
    #[error("the webhook is larger than any that a server sends: {0}")]
    TooLarge(String),
    /// The body has no part named `payload`.
    #[error("the webhook has no part named payload; does it come from Plex?")]
    NoPayload,
    /// The payload is no JSON.
    #[error("the payload of the webhook: {0}")]
    Payload(#[from] DecodeError),
}

impl Webhook {
    /// Reads a webhook from the header `Content-Type` and the body of the request.
    ///
    /// # Errors
    ///
    /// [`WebhookError`] if the body is no webhook. What is new or odd inside the payload is no error: it lies in `extra`.
    pub fn parse(content_type: &str, body: &[u8]) -> Result<Self, WebhookError> {
        if body.len() > LONGEST {
            return Err(too_long());
        }
        take_apart(&boundary(content_type)?, Bytes::copy_from_slice(body))
    }

    /// Reads a webhook from the header `Content-Type` and a body that is still on its way. No more than 16 MiB are kept.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); an error of the stream is [`WebhookError::Broken`].
    pub async fn read<E>(
        content_type: &str,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Self, WebhookError>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let boundary = boundary(content_type)?;
        // All of it first: looking for the boundary again at each of many small pieces takes time by the square of their
        // number, and anybody may send them.
        let mut whole = BytesMut::new();
        let mut body = pin!(body);
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|error| WebhookError::Broken(error.into().to_string()))?;
            if whole.len() + piece.len() > LONGEST {
                return Err(too_long());
            }
            whole.extend_from_slice(&piece);
        }
        take_apart(&boundary, whole.freeze())
    }
}

fn boundary(content_type: &str) -> Result<String, WebhookError> {
    multer::parse_boundary(content_type)
        .map_err(|_| WebhookError::NotMultipart(content_type.to_owned()))
}

fn too_long() -> WebhookError {
    WebhookError::TooLarge(format!("it has more than {LONGEST} bytes"))
}

fn take_apart(boundary: &str, body: Bytes) -> Result<Webhook, WebhookError> {
    let whole = stream::iter([Ok::<_, Infallible>(body)]);
    // With the whole body at hand there is nothing to wait for.
    parts(boundary, whole)
        .now_or_never()
        .unwrap_or_else(|| Err(WebhookError::Broken("it has no end".into())))
}

async fn parts(
    boundary: &str,
    body: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
) -> Result<Webhook, WebhookError> {
    let limits = SizeLimit::new().for_field("payload", LONGEST_PAYLOAD);
    let constraints = Constraints::new().size_limit(limits);
    let mut parts = Multipart::with_constraints(body, boundary, constraints);
    let (mut payload, mut thumb) = (None, None);
    while let Some(part) = parts.next_field().await? {
        match part.name() {
            Some("payload") => payload = Some(read_payload(&part.bytes().await?)?),
            Some("thumb") => {
                thumb = Some(Thumb {
                    content_type: part
                        .content_type()
                        .map_or_else(|| "image/jpeg".to_owned(), ToString::to_string),
                    file_name: part.file_name().map(str::to_owned),
                    bytes: part.bytes().await?,
                });
            }
            // Parts of a later time.
            _ => {}
        }
    }
    Ok(Webhook {
        payload: payload.ok_or(WebhookError::NoPayload)?,
        thumb,
    })
}

/// The payload, and in its `extra` what is no object at all.
fn read_payload(json: &[u8]) -> Result<WebhookPayload, DecodeError> {
    let decoded = decode::object::<WebhookPayload>(Format::Json, json, None)?;
    let mut payload = decoded.value;
    for (name, value) in decoded.extra.iter() {
        payload.extra.push(name, value.clone());
    }
    Ok(payload)
}

impl From<multer::Error> for WebhookError {
    fn from(error: multer::Error) -> Self {
        match error {
            multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
                Self::TooLarge(error.to_string())
            }
            error => Self::Broken(error.to_string()),
        }
    }
}
