//! The devices of an account with their connections, in JSON and in both forms of XML.
#![no_main]

use plex_api_fuzz::lossless;
use plex_models::Format;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let operations = ["GET https://plex.tv/api/v2/resources", "GET https://plex.tv/api/resources"];
    lossless(&operations, Format::Json, body);
    lossless(&operations, Format::Xml, body);
});
