//! Answers that are written by hand, because no HTTP library would send what they are.

use std::{fmt::Write as _, io, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    http::{HeaderMap, HeaderValue, header, response::Parts},
    response::Response,
};
use http_body_util::BodyExt as _;
use tokio::time;

use super::{At, Cut, Wire};
use crate::socket::Socket;

/// So many bytes, then a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drip {
    pub(crate) bytes: usize,
    pub(crate) pause: Duration,
}

/// Sends an answer the way the fault wants it. What it gives back ends the connection.
pub(crate) async fn send(
    socket: &Socket,
    response: Response,
    is_head: bool,
    wire: Wire,
) -> io::Error {
    match write(socket, response, is_head, wire).await {
        Ok(()) | Err(End::Cut(Cut::Close)) => closed(),
        Err(End::Cut(Cut::Reset)) => {
            socket.reset_when_dropped();
            closed()
        }
        Err(End::Cut(Cut::Stall)) => std::future::pending().await,
        Err(End::Gone(error)) => error,
    }
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed on request")
}

async fn write(socket: &Socket, response: Response, is_head: bool, wire: Wire) -> Result<(), End> {
    let (parts, mut body) = response.into_parts();
    let length = body.size_hint().exact().or_else(|| stated(&parts));
    let head = head(&parts, length, wire.length_off_by);
    let mut tap = Tap::new(socket, wire, head.len() as u64, length);
    tap.pour(b"HTTP/1.1 ").await?;
    tap.pour(parts.status.as_str().as_bytes()).await?;
    tap.pour(b" \r\n").await?;
    tap.pour_filler(wire.filler).await?;
    tap.pour(&head).await?;
    if is_head {
        return Ok(());
    }
    tap.begin_body()?;
    while let Some(piece) = next(&mut body).await {
        if length.is_some() {
            tap.pour(&piece).await?;
            continue;
        }
        tap.pour_chunk(&piece).await?;
        if matches!(wire.cut, Some((At::Body, _))) {
            return tap.end();
        }
    }
    if wire.cut.is_some() {
        return tap.end();
    }
    match length {
        Some(_) => Ok(()),
        None => tap.pour(b"0\r\n\r\n").await,
    }
}

/// The length that the head says, of a body that is made while it is sent.
fn stated(parts: &Parts) -> Option<u64> {
    let length = parts.headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

async fn next(body: &mut Body) -> Option<Bytes> {
    loop {
        match body.frame().await?.ok()?.into_data() {
            Ok(data) if data.is_empty() => {}
            Ok(data) => return Some(data),
            Err(_) => {}
        }
    }
}

/// The headers, and the empty line at their end.
fn head(parts: &Parts, length: Option<u64>, off_by: i64) -> Vec<u8> {
    let mut headers: HeaderMap = parts.headers.clone();
    match length {
        Some(length) if !parts.status.is_informational() => {
            headers.insert(
                header::CONTENT_LENGTH,
                length.saturating_add_signed(off_by).into(),
            );
        }
        Some(_) => {}
        None => {
            headers.insert(
                header::TRANSFER_ENCODING,
                HeaderValue::from_static("chunked"),
            );
        }
    }
    if !parts.status.is_informational() {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        headers.remove("keep-alive");
    }
    let mut head = Vec::new();
    for (name, value) in &headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Why no more is written.
enum End {
    Cut(Cut),
    /// The client went away.
    Gone(io::Error),
}

/// Lets bytes through until the cut, drop by drop if so wanted.
struct Tap<'a> {
    socket: &'a Socket,
    /// How many bytes there are to the cut, once that is known.
    left: Option<u64>,
    in_body: Option<u64>,
    how: Cut,
    drip: Option<Drip>,
}

impl<'a> Tap<'a> {
    fn new(socket: &'a Socket, wire: Wire, head: u64, length: Option<u64>) -> Self {
        let (at, how) = wire.cut.unzip();
        Self {
            socket,
            left: match at {
                Some(At::Start) => Some(0),
                Some(At::Header) => Some(wire.filler + head / 2),
                _ => None,
            },
            in_body: match at {
                Some(At::Body) => length.map(|length| length / 2),
                Some(At::Byte(bytes)) => Some(bytes),
                _ => None,
            },
            how: how.unwrap_or(Cut::Close),
            drip: wire.drip,
        }
    }

    fn begin_body(&mut self) -> Result<(), End> {
        self.left = self.in_body;
        match self.left {
            Some(0) => self.end(),
            _ => Ok(()),
        }
    }

    fn end(&self) -> Result<(), End> {
        Err(End::Cut(self.how))
    }

    async fn pour(&mut self, bytes: &[u8]) -> Result<(), End> {
        let allowed = self.left.map_or(bytes.len(), |left| {
            usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()))
        });
        let now = bytes.get(..allowed).unwrap_or(bytes);
        let drop = self.drip.map_or(usize::MAX, |drip| drip.bytes.max(1));
        for piece in now.chunks(drop) {
            self.socket.write_all(piece).await.map_err(End::Gone)?;
            if let Some(drip) = self.drip {
                time::sleep(drip.pause).await;
            }
        }
        self.left = self.left.map(|left| left - allowed as u64);
        match self.left {
            Some(0) => self.end(),
            _ => Ok(()),
        }
    }

    async fn pour_chunk(&mut self, bytes: &[u8]) -> Result<(), End> {
        let mut size = String::new();
        let _ = write!(size, "{:x}\r\n", bytes.len());
        // The sizes of chunks are no bytes of the body.
        let left = self.left.take();
        self.pour(size.as_bytes()).await?;
        self.left = left;
        self.pour(bytes).await?;
        let left = self.left.take();
        self.pour(b"\r\n").await?;
        self.left = left;
        Ok(())
    }

    async fn pour_filler(&mut self, bytes: u64) -> Result<(), End> {
        const PIECE: &[u8] = &[b'x'; 16 * 1024];
        if bytes == 0 {
            return Ok(());
        }
        self.pour(b"X-Plex-Mock-Filler: ").await?;
        let mut left = bytes;
        while left > 0 {
            let now = left.min(PIECE.len() as u64);
            self.pour(PIECE.get(..now as usize).unwrap_or_default())
                .await?;
            left -= now;
        }
        self.pour(b"\r\n").await
    }
}
