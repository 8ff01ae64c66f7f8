//! Messages over a WebSocket.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use reqwest::{Upgraded, header::SEC_WEBSOCKET_ACCEPT};
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{Role, WebSocketConfig},
    },
};
use uuid::Uuid;

use super::line::Heard;
use crate::{
    Error, Result,
    engine::{Call, Switched, moment_in},
    error::At,
};

/// The longest message that is read; real ones have some kilobytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// What is set aside for reading: most messages fit, and longer ones make it grow. The library's own choice would be nine
/// tenths of what a quiet server costs.
const READ_AT_ONCE: usize = 4 * 1024;

/// A WebSocket that is pinged.
pub(super) struct WebSocket {
    at: At,
    stream: WebSocketStream<Upgraded>,
    ping: Duration,
    ping_due: Instant,
    /// Whether something came since the last ping.
    is_alive: bool,
}

impl WebSocket {
    pub(super) async fn open(mut call: Call<'_>, ping: Duration) -> Result<(Self, At)> {
        // It proves nothing but that whoever answers has read the request.
        let key = STANDARD.encode(Uuid::new_v4());
        call.set_header("sec-websocket-version", 13);
        call.set_header("sec-websocket-key", &key);
        let Switched {
            at,
            headers,
            connection,
        } = call.upgrade("websocket").await?;
        let accept = headers.get(SEC_WEBSOCKET_ACCEPT);
        if accept.is_none_or(|accept| accept != accepted(&key).as_str()) {
            return Err(Error::Disconnected {
                at,
                why: "something answered that is no WebSocket; is there a proxy in between?".into(),
            });
        }
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_AT_ONCE)
            .max_message_size(Some(LONGEST))
            .max_frame_size(Some(LONGEST));
        let stream = WebSocketStream::from_raw_socket(connection, Role::Client, Some(config)).await;
        let socket = Self {
            at: at.clone(),
            stream,
            ping,
            ping_due: moment_in(ping),
            is_alive: true,
        };
        Ok((socket, at))
    }

    /// What comes next. Dropping it halfway loses nothing.
    pub(super) async fn next(&mut self) -> Result<Heard> {
        loop {
            let Ok(came) = timeout_at(self.ping_due, self.stream.next()).await else {
                if !self.is_alive {
                    return Err(self.broken("the server has stopped answering pings"));
                }
                self.is_alive = false;
                self.ping_due = moment_in(self.ping);
                let pinged = self.stream.send(Message::Ping(Bytes::new())).await;
                pinged.map_err(|error| self.broken(&error.to_string()))?;
                continue;
            };
            self.is_alive = true;
            let data = match came {
                Some(Ok(Message::Text(text))) => text.into(),
                Some(Ok(Message::Binary(data))) => data,
                Some(Ok(Message::Close(_))) | None => {
                    return Err(self.broken("the server has closed the connection"));
                }
                Some(Ok(_)) => return Ok(Heard::Life),
                Some(Err(error)) => return Err(self.broken(&error.to_string())),
            };
            return Ok(Heard::Message { name: None, data });
        }
    }

    fn broken(&self, why: &str) -> Error {
        Error::Disconnected {
            at: self.at.clone(),
            why: why.to_owned(),
        }
    }
}

/// What a server that takes a connection for a WebSocket answers to the key.
fn accepted(key: &str) -> String {
    let text = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    STANDARD.encode(digest::digest(
        &digest::SHA1_FOR_LEGACY_USE_ONLY,
        text.as_bytes(),
    ))
}

#[cfg(test)]
mod tests {
    use super::accepted;

    #[test]
    fn a_key_is_accepted_as_the_standard_says() {
        assert_eq!(
            accepted("dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
    }
}
