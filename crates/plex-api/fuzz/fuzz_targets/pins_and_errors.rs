//! The answers to a sign-in: PINs, accounts, and the reasons for a refusal.
#![no_main]

use plex_api_fuzz::lossless;
use plex_models::{AccountErrors, Format, decode};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let operations = [
        "GET https://plex.tv/api/v2/pins/{pinId}",
        "POST https://plex.tv/api/v2/users/signin",
    ];
    for format in [Format::Json, Format::Xml] {
        lossless(&operations, format, body);
        let _ = decode::object::<AccountErrors>(format, body, None);
    }
});
