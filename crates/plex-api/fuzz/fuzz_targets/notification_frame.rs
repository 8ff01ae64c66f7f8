//! Frames of the WebSocket, and the event stream cut into pieces anywhere.
#![no_main]

use plex_api::{Event, EventStreamReader};

libfuzzer_sys::fuzz_target!(|input: (usize, &[u8])| {
    let (cut, bytes) = input;
    let _ = Event::read(bytes);

    let whole = messages(&[bytes]);
    let (head, tail) = bytes.split_at(cut % (bytes.len() + 1));
    assert_eq!(messages(&[head, tail]), whole);
});

fn messages(pieces: &[&[u8]]) -> Vec<(Option<String>, Vec<u8>)> {
    let mut reader = EventStreamReader::default();
    let mut messages = Vec::new();
    for piece in pieces {
        if !reader.push(piece) {
            break;
        }
        while let Some((name, data)) = reader.next() {
            let _ = Event::read_named(name.as_deref(), &data);
            messages.push((name, data.to_vec()));
        }
    }
    messages
}
