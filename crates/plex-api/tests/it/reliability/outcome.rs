//! What becomes of a call.

use std::fmt;

use plex_api::Error;

/// What became of a call, and how many attempts the client made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) end: End,
    pub(super) attempts: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// The caller has what was asked for. Of a write: it was done, and once.
    Succeeds,
    /// The same, and what had come before the fault was not fetched again.
    Resumes,
    /// The caller hears `Reconnected`, and from then on every event.
    Reconnects,
    /// The caller gets this error.
    Fails(String),
    /// The caller gets this error of a write that was not done.
    NotDone(String),
    /// The caller gets this error of a write that was done, once: only its answer was lost.
    DoneOnce(String),
}

/// The name of an error, as in the table.
pub(super) fn name(error: &Error) -> String {
    let name = match error {
        Error::Connect { .. } => "Connect",
        Error::Certificate { .. } => "Certificate",
        Error::Transport { .. } => "Transport",
        Error::Timeout { limit, .. } => return format!("Timeout({limit:?})"),
        Error::Disconnected { .. } => "Disconnected",
        Error::Status { status, .. } => return format!("Status({status})"),
        Error::Redirect { problem, .. } => return format!("Redirect({problem:?})"),
        Error::Unauthorized { .. } => "Unauthorized",
        Error::RateLimited { .. } => "RateLimited",
        Error::Decode { .. } => "Decode",
        Error::TooLarge { .. } => "TooLarge",
        Error::Endless { .. } => "Endless",
        other => panic!("not expected anywhere: {other:?}"),
    };
    name.to_owned()
}

impl Outcome {
    pub(super) fn new(end: End, attempts: usize) -> Self {
        Self { end, attempts }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.end {
            End::Succeeds => f.write_str("succeeds")?,
            End::Resumes => f.write_str("resumes")?,
            End::Reconnects => f.write_str("reconnects")?,
            End::Fails(error) => write!(f, "`{error}`")?,
            End::NotDone(error) => write!(f, "`{error}`, not done")?,
            End::DoneOnce(error) => write!(f, "`{error}`, done once")?,
        }
        match self.attempts {
            0 | 1 => Ok(()),
            more => write!(f, " ({more} attempts)"),
        }
    }
}
