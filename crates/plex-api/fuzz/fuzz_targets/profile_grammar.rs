//! The directives of client profiles.
#![no_main]

use plex_api::transcode::ClientProfile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(profile) = text.parse::<ClientProfile>() {
        let written = profile.to_string();
        let again: ClientProfile = written.parse().expect("what we wrote can be read");
        assert_eq!(again, profile, "{text:?}");
    }
});
