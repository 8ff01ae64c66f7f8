//! Answers to local discovery: anybody on the network can send them.
#![no_main]

use plex_api::Found;

libfuzzer_sys::fuzz_target!(|datagram: &[u8]| {
    if let Some(found) = Found::read(datagram, ([192, 168, 1, 20], 32414).into()) {
        let _ = format!("{found:?}");
    }
});
