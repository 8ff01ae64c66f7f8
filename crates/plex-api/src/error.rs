//! What can go wrong, by what a caller would do about it.

use std::{fmt, path::PathBuf, time::Duration};

use plex_models::{AccountErrors, DecodeError, Format, decode};
use url::Url;

use crate::engine::{Endpoint, Method};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not work. No variant holds a token or a query.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// use plex_api::Error;
///
/// match server.library().sections().await {
///     Ok(sections) => println!("{} libraries", sections.len()),
///     Err(Error::Unauthorized { .. }) => println!("sign in again"),
///     Err(Error::RateLimited { retry_after, .. }) => println!("wait for {retry_after:?}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request did not reach the host, or the answer broke off.
    #[error("{at}: {what}")]
    Transport {
        /// Which request.
        at: At,
        /// What happened, in a few words; the [source](std::error::Error::source) says more.
        what: &'static str,
        /// What the HTTP library says.
        source: reqwest::Error,
    },
    /// The host took too long.
    #[error("{at}: no answer in time; is the host asleep, or the timeout too short?")]
    Timeout {
        /// Which request.
        at: At,
    },
    /// The host refused, in a way that has no variant of its own.
    #[error("{at}: answered {status}{refusal}")]
    Status {
        /// Which request.
        at: At,
        /// The status code.
        status: u16,
        /// The reasons given.
        refusal: Refusal,
    },
    /// The token is missing, wrong or withdrawn: sign in again.
    #[error("{at}: the token was not accepted{refusal}; sign in again")]
    Unauthorized {
        /// Which request.
        at: At,
        /// The reasons given.
        refusal: Refusal,
    },
    /// The token has run out (status 498) and can be renewed.
    #[error("{at}: the token has expired")]
    TokenExpired {
        /// Which request.
        at: At,
    },
    /// Too many requests.
    #[error("{at}: too many requests{}", retry_hint(*retry_after))]
    RateLimited {
        /// Which request.
        at: At,
        /// How long to wait, where the host says so.
        retry_after: Option<Duration>,
    },
    /// Nobody used the PIN while it lived: ask for another.
    #[error("the PIN expired before anybody used it; ask for a new one")]
    PinExpired,
    /// The body is no JSON or XML.
    #[error("{at}: {problem}")]
    Decode {
        /// Which request.
        at: At,
        /// What is wrong with it, and where.
        problem: DecodeError,
    },
    /// The body is larger than the client's limit.
    #[error(
        "{at}: the answer is larger than {limit} bytes; raise the limit with PlexBuilder::body_limit, or ask for smaller pages"
    )]
    TooLarge {
        /// Which request.
        at: At,
        /// The limit in bytes.
        limit: u64,
    },
    /// The account has no server of this name.
    #[error("there is no server named {name:?}; {}", list_names(known))]
    NoServer {
        /// The name that was looked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// No address of the server answered as that server.
    #[error("{server} does not answer at any of its {} addresses:{}", tried.len(), list_tried(tried))]
    NoConnection {
        /// The server's name.
        server: String,
        /// Every address, and what happened there.
        tried: Vec<Tried>,
    },
    /// A file could not be written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The local network cannot be asked.
    #[error("{what}: {source}")]
    Network {
        /// What was tried.
        what: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The caller asked for something that cannot be: the message says what and what to do.
    #[error("{0}")]
    Config(String),
}

impl Error {
    pub(crate) fn from_transport(error: reqwest::Error, at: &At) -> Self {
        let at = at.clone();
        if error.is_timeout() {
            return Self::Timeout { at };
        }
        let what = if error.is_connect() {
            "cannot connect; is the host up and the address right?"
        } else if error.is_builder() || error.is_request() {
            "the request could not be sent"
        } else {
            "the answer broke off"
        };
        Self::Transport {
            at,
            what,
            // The URL may carry a query, and At has what of it is fit to print.
            source: error.without_url(),
        }
    }

    /// Whether the same request may well succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport { .. } | Self::Timeout { .. } | Self::RateLimited { .. } => true,
            Self::Status { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// The status code, where the host answered with one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            Self::Unauthorized { .. } => Some(401),
            Self::RateLimited { .. } => Some(429),
            Self::TokenExpired { .. } => Some(498),
            _ => None,
        }
    }
}

/// Which request an error is about: method and address without query. The path shows the template where it has secrets or
/// ids: `GET http://host:32400/library/sections/{sectionId}/all`.
#[derive(Clone, PartialEq, Eq)]
pub struct At {
    method: Method,
    origin: String,
    path: &'static str,
}

impl At {
    pub(crate) fn new(endpoint: &Endpoint, url: &Url) -> Self {
        Self {
            method: endpoint.method.clone(),
            origin: url.origin().ascii_serialization(),
            path: endpoint.path,
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.method, self.origin, self.path)
    }
}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The reasons that a host gives for refusing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refusal {
    /// The reasons of plex.tv, each with a code of its own.
    pub errors: AccountErrors,
}

impl Refusal {
    /// Reads an error's body. A media server answers with a page for people, which says no more than the status.
    pub(crate) fn read(format: Format, body: &[u8]) -> Self {
        let errors = decode::object(format, body, None).map(|decoded| decoded.value);
        Self {
            errors: errors.unwrap_or_default(),
        }
    }

    /// Whether one of the reasons has this code.
    #[must_use]
    pub fn has_code(&self, code: i64) -> bool {
        self.errors
            .errors
            .iter()
            .any(|error| error.code == Some(code))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.errors.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            f.write_str(error.message.as_deref().unwrap_or("no message"))?;
            if let Some(code) = error.code {
                write!(f, " ({code})")?;
            }
        }
        Ok(())
    }
}

/// An address of a server that was tried, and why it was not taken.
#[derive(Debug)]
pub struct Tried {
    /// The address.
    pub address: String,
    /// What happened.
    pub failure: Failure,
}

/// Why an address of a server was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// It did not answer as it should.
    #[error("{0}")]
    Unreachable(#[from] Box<Error>),
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

fn retry_hint(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(wait) => format!("; try again in {} s", wait.as_secs()),
        None => "; try again later".to_owned(),
    }
}

fn list_names(names: &[String]) -> String {
    match names {
        [] => "the account has none".to_owned(),
        names => format!("the account has {}", names.join(", ")),
    }
}

fn list_tried(tried: &[Tried]) -> String {
    tried
        .iter()
        .map(|tried| format!("\n  {}: {}", tried.address, tried.failure))
        .collect()
}
