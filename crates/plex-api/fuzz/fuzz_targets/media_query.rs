//! Media queries, as smart playlists and collections hold them.
#![no_main]

use plex_api::Query;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(query) = Query::parse(text) {
        let encoded = query.to_string();
        let again = Query::parse(&encoded).expect("what we wrote can be read");
        assert_eq!(again.to_string(), encoded, "{text:?}");
    }
});
