//! What the targets have in common.

use plex_models::{Format, answers};

/// Whatever a body holds, decoding it either fails as a whole or loses nothing.
///
/// # Panics
///
/// When it loses something: that is what fuzzing looks for.
pub fn lossless(operations: &[&str], format: Format, body: &[u8]) {
    for operation in operations {
        let answer = answers::find(operation).expect("the document describes the operation");
        if let Ok(checked) = answer.check(format, body) {
            assert!(checked.lost.is_empty(), "{operation} lost {:?}", checked.lost);
        }
    }
}
