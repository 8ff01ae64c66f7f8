//! XML bodies of a media server.
#![no_main]

use plex_api_fuzz::lossless;
use plex_models::Format;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let operations = [
        "GET /library/sections/{sectionId}/all",
        "GET /library/sections",
        "GET /hubs",
        "GET /status/sessions",
    ];
    lossless(&operations, Format::Xml, body);
});
