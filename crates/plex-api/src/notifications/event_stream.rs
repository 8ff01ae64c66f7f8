//! Messages as server-sent events.

use std::collections::VecDeque;

use bytes::Bytes;

use super::{line::Heard, web_socket::LONGEST};
use crate::{
    Error, Result,
    engine::{ByteStream, Call},
    error::At,
};

/// An event stream on its way.
pub(super) struct EventStream {
    at: At,
    pieces: ByteStream,
    reader: EventStreamReader,
}

impl EventStream {
    pub(super) async fn open(call: Call<'_>) -> Result<(Self, At)> {
        let opened = call.open().await?;
        let at = opened.at().clone();
        let stream = Self {
            at: at.clone(),
            pieces: opened.stream(),
            reader: EventStreamReader::default(),
        };
        Ok((stream, at))
    }

    /// What comes next. Dropping it halfway loses nothing.
    pub(super) async fn next(&mut self) -> Result<Heard> {
        if let Some((name, data)) = self.reader.next() {
            return Ok(Heard::Message { name, data });
        }
        let broken = |why: &str| Error::Disconnected {
            at: self.at.clone(),
            why: why.to_owned(),
        };
        let Some(piece) = self.pieces.try_next().await? else {
            return Err(broken("the server has ended the event stream"));
        };
        if !self.reader.push(&piece) {
            return Err(broken("the server sent an event of more than 1 MiB"));
        }
        Ok(Heard::Life)
    }
}

/// Takes an event stream (`text/event-stream`) apart, wherever its pieces are cut.
///
/// ```
/// use plex_api::EventStreamReader;
///
/// let mut reader = EventStreamReader::default();
/// reader.push(b"event: playing\nda");
/// reader.push(b"ta: {}\n\n");
/// let (name, data) = reader.next().unwrap();
/// assert_eq!((name.as_deref(), &*data), (Some("playing"), &b"{}"[..]));
/// assert!(reader.next().is_none());
/// ```
#[derive(Debug, Default)]
pub struct EventStreamReader {
    line: Vec<u8>,
    after_return: bool,
    name: Option<String>,
    data: Option<Vec<u8>>,
    whole: VecDeque<(Option<String>, Bytes)>,
}

impl EventStreamReader {
    /// Takes in a piece. Says whether it could: an event of more than 1 MiB is not waited for.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        for byte in piece {
            match byte {
                // Lines may end in either sign or both.
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => self.end_line(),
                byte => self.line.push(*byte),
            }
            self.after_return = *byte == b'\r';
            if self.line.len() + self.data.as_ref().map_or(0, Vec::len) > LONGEST {
                return false;
            }
        }
        true
    }

    /// The next whole event: its name and its data.
    #[expect(clippy::should_implement_trait, reason = "more may come after none")]
    pub fn next(&mut self) -> Option<(Option<String>, Bytes)> {
        self.whole.pop_front()
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let name = self.name.take();
            if let Some(data) = self.data.take() {
                self.whole.push_back((name, data.into()));
            }
            return;
        }
        let mut halves = line.splitn(2, |byte| *byte == b':');
        let field = halves.next().unwrap_or_default();
        let value = halves.next().unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.name = Some(String::from_utf8_lossy(value).into_owned()),
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            // Ids and pauses are of no use with a server that keeps nothing; a line that begins with a colon is a comment.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_and_line_ends_do_not_matter() {
        let stream = "\u{feff}: hello\nevent: ping\ndata: {}\n\nevent:playing\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nid: 7\n\ndata\rretry: 3\r\r";
        let expected = [
            (Some("ping"), "{}"),
            (Some("playing"), "{\"a\":\n1}"),
            (None, ""),
        ];
        for size in 1..stream.len() {
            let mut reader = EventStreamReader::default();
            assert!(
                stream
                    .as_bytes()
                    .chunks(size)
                    .all(|piece| reader.push(piece))
            );
            for (name, data) in expected {
                let (read, bytes) = reader.next().expect("an event");
                assert_eq!(
                    (read.as_deref(), &*bytes),
                    (name, data.as_bytes()),
                    "cut at {size}"
                );
            }
            assert!(reader.next().is_none());
        }
    }

    #[test]
    fn an_endless_event_is_given_up() {
        let mut reader = EventStreamReader::default();
        assert!(reader.push(b"data: "));
        assert!(!reader.push(&vec![b'x'; LONGEST + 1]));
    }
}
