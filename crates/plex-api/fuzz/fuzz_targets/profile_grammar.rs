#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_fuzz::profile_grammar(input));
