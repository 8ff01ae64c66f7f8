//! What leaves for the network, for every operation with every value that it can have: one snapshot a group.

use std::fmt::Write as _;

use crate::{Plex, generated::samples};

#[test]
fn requests_are_as_before() -> crate::Result<()> {
    let plex = Plex::builder("Reading Room", "8f2c51a0-reading-room")
        .token("made-up-token")
        .build()?;
    let server = plex.server_at("http://192.0.2.7:32400", "made-up-token")?;
    for (group, requests) in samples::all(&plex, &server) {
        let mut text = String::new();
        for (id, request) in requests {
            let _ = write!(text, "=== {id}\n{}\n", request?);
        }
        insta::assert_snapshot!(group, text);
    }
    Ok(())
}
