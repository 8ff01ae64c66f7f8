//! Redirects that lead nowhere.

use std::fmt;

/// Why a redirect leads to no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectProblem {
    /// The request is sent on again and again, maybe in a circle.
    Endless,
    /// Another host answers with this status, as it would to anybody whom it does not know: a token is sent to no host but
    /// its own.
    Refused(u16),
    /// The answer has this status, and the request may change something: such a one is not sent on.
    NotFollowed(u16),
}

impl RedirectProblem {
    pub(super) fn status(self) -> Option<u16> {
        match self {
            Self::Endless => None,
            Self::Refused(status) | Self::NotFollowed(status) => Some(status),
        }
    }
}

impl fmt::Display for RedirectProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endless => f.write_str("the redirects do not end; is the address right?"),
            Self::Refused(status) => write!(
                f,
                "that other host answers {status}, because it is not told the token; \
                 does the network ask to sign in first, or has the server moved?"
            ),
            Self::NotFollowed(status) => write!(
                f,
                "answered {status}, and what may change something is not sent elsewhere; is the address right?"
            ),
        }
    }
}
