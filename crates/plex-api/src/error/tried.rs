//! The addresses of a server that was not reached.

use std::sync::Arc;

use super::{At, Error, shown::last_cause};

/// An address of a server that was tried, and why it was not taken.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The address.
    pub address: String,
    /// What happened.
    pub failure: Failure,
}

/// Why an address of a server was not taken.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// It did not answer as it should.
    #[error("{}", what_happened(.0))]
    Unreachable(#[from] Arc<Error>),
    /// Another server answers there.
    #[error("another server answers there ({found})")]
    AnotherServer {
        /// The machine identifier that answered.
        found: String,
    },
    /// It was not tried.
    #[error("not tried: {0}")]
    Skipped(&'static str),
}

/// An error at an address that is named already, in few words.
fn what_happened(error: &Error) -> String {
    if let Error::Connect { source, .. } = error {
        // That the host may be down goes for all addresses together.
        return format!("cannot connect: {}", last_cause(&**source));
    }
    let text = error.to_string();
    let place = error.at().map(At::request);
    let rest = place.and_then(|place| text.strip_prefix(&place));
    match rest {
        Some(rest) => rest.trim_start_matches([':', ',', ' ']).to_owned(),
        None => text,
    }
}

/// The end of the sentence that begins with the server's name.
pub(super) fn nowhere(tried: &[Tried]) -> String {
    if tried.is_empty() {
        return "has no address that plex.tv knows of; is it signed in, and does it run?"
            .to_owned();
    }
    let mut text = String::from(
        "answers at none of its addresses; does it run, and does this network reach it?",
    );
    for Tried { address, failure } in tried {
        text.push_str(&format!("\n  {address}: {failure}"));
    }
    text
}
