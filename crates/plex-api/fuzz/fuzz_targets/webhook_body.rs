//! Bodies that a media server posts to webhooks.
#![no_main]

use plex_api::Webhook;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let _ = Webhook::parse("multipart/form-data; boundary=b", body);
    // What the type says may be as wrong as the body.
    let (head, tail) = body.split_at(body.len() / 4);
    let _ = Webhook::parse(&String::from_utf8_lossy(head), tail);
});
