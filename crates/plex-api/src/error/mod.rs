//! What can go wrong, by what a caller would do about it.

mod at;
mod limit;
mod redirect;
mod refusal;
mod shown;
mod tried;

use std::{path::PathBuf, time::Duration};

use plex_models::DecodeError;

pub use self::{
    at::At,
    limit::TimeLimit,
    redirect::RedirectProblem,
    refusal::Refusal,
    tried::{Failure, Tried},
};
use self::{
    shown::{code_hint, is_no_http, list_names, pin_hint, reason, retry_hint},
    tried::nowhere,
};
use crate::engine::certificate_problem;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not work. No variant holds a token or a query.
///
/// Both ways to print it are for people: `Display` is a sentence that says what was wrong, where, and what to do, and `Debug`,
/// which a program prints whose `main` fails, adds the causes below it.
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
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No connection to the host came about: nothing was sent.
    #[error("{at}: cannot connect; is the host up and the address right?")]
    Connect {
        /// Which request.
        at: At,
        /// What the HTTP library says.
        source: BoxError,
    },
    /// The host did not prove who it is: nothing was sent.
    #[error("{at}: {problem}")]
    Certificate {
        /// Which request.
        at: At,
        /// What is wrong with the certificate, and what to do.
        problem: String,
        /// What the TLS library says.
        source: BoxError,
    },
    /// The connection broke, or the answer broke off.
    #[error("{at}: {what}")]
    Transport {
        /// Which request.
        at: At,
        /// What happened, in a few words; the [source](std::error::Error::source) says more.
        what: &'static str,
        /// What the HTTP library says.
        source: BoxError,
    },
    /// The host took too long.
    #[error("{at}: no answer in time ({limit}); is the host asleep, or the limit too short?")]
    Timeout {
        /// Which request.
        at: At,
        /// Which of the limits it was.
        limit: TimeLimit,
    },
    /// A WebSocket or an event stream ended, or broke its own rules.
    #[error("{at}: {why}")]
    Disconnected {
        /// Which request began it.
        at: At,
        /// What happened.
        why: String,
    },
    /// The host sends the request elsewhere, and no answer is to be had there. The places are named in `at`.
    #[error("{at}: {problem}")]
    Redirect {
        /// Which request, and where it was sent.
        at: At,
        /// Why that leads nowhere.
        problem: RedirectProblem,
    },
    /// The host refused, in a way that has no variant of its own.
    #[error("{at}: answered {status}{}", reason(*status, refusal))]
    Status {
        /// Which request.
        at: At,
        /// The status code.
        status: u16,
        /// How long to wait, where the host says so.
        retry_after: Option<Duration>,
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
    /// The account has a second factor: ask the person for its code, and sign in with it. See
    /// [`PasswordSignIn::code`](crate::PasswordSignIn::code).
    #[error("{at}: {}", code_hint(*refused))]
    CodeRequired {
        /// Which request.
        at: At,
        /// Whether a code was sent, and was not the right one.
        refused: bool,
    },
    /// The member of the home has a PIN: ask for it.
    #[error("{user} has a PIN{}", pin_hint(*given))]
    WrongPin {
        /// The member.
        user: String,
        /// Whether a PIN was sent, and was not the right one.
        given: bool,
    },
    /// The key of this device cannot be read or kept.
    #[error("the key store failed: {source}")]
    KeyStore {
        /// What the store says.
        source: std::io::Error,
    },
    /// An answer that should hold a token does not hold one that can be trusted.
    #[error("the token in plex.tv's answer is not taken: {problem}")]
    Untrusted {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The token could not be renewed a moment ago, and plex.tv is left alone for a while: it takes few such requests.
    #[error("the token could not be renewed; the next attempt is due in {} s", rest.as_secs())]
    RenewalRests {
        /// How long that is.
        rest: Duration,
    },
    /// Nobody or nothing is called so.
    #[error("there is no {what} named {name:?}; {}", list_names(known))]
    NotFound {
        /// What was looked for, such as `library`.
        what: &'static str,
        /// The name that was looked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
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
    /// A list does not move on: whatever item it is asked to begin with, it gives the same.
    #[error(
        "{at}: the list does not move on from item {offset}; the server ignores where a page begins: ask for all at once, with a page size above the list's length"
    )]
    Endless {
        /// Which request.
        at: At,
        /// How many items of the list lie before the page that brought nothing new.
        offset: u64,
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
    #[error("{server} {}", nowhere(tried))]
    NoConnection {
        /// The server's name.
        server: String,
        /// Every address, and what happened there.
        tried: Vec<Tried>,
    },
    /// The server wants a player to stop.
    #[error("the server ended playback: {text} ({code})")]
    Terminated {
        /// 2006 where an administrator ended it.
        code: i64,
        /// What the viewer is to be told.
        text: String,
    },
    /// A server could not prepare a file for this device, or no longer has it.
    #[error(
        "the server did not prepare {item}: {reason}; restart it, or add it again with other wishes"
    )]
    NotPrepared {
        /// The item's path, or its number in the queue.
        item: String,
        /// What the server says.
        reason: String,
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
    pub(crate) fn from_transport(error: BoxError, at: &At) -> Self {
        let at = at.clone();
        let error = match error.downcast::<reqwest::Error>() {
            Ok(error) => error,
            Err(source) => {
                let what = "the app's own transport failed";
                return Self::Transport { at, what, source };
            }
        };
        if error.is_timeout() {
            let limit = if error.is_connect() {
                TimeLimit::Connect
            } else {
                TimeLimit::Whole
            };
            return Self::Timeout { at, limit };
        }
        let problem = certificate_problem(&error);
        let (is_connect, is_builder, is_request) =
            (error.is_connect(), error.is_builder(), error.is_request());
        // The URL may carry a query, and At has what of it is fit to print.
        let source: BoxError = error.without_url().into();
        let what = match problem {
            Some(problem) => {
                return Self::Certificate {
                    at,
                    problem,
                    source,
                };
            }
            None if is_connect => return Self::Connect { at, source },
            None if is_builder => "the request could not be made",
            None if is_no_http(&*source) => {
                "what answers there speaks no HTTP; does it want https, or is it another program?"
            }
            None if is_request => "the connection broke before the answer",
            None => "the answer broke off",
        };
        Self::Transport { at, what, source }
    }

    /// Which request it is about, where it is about one.
    #[must_use]
    pub fn at(&self) -> Option<&At> {
        match self {
            Self::Connect { at, .. }
            | Self::Certificate { at, .. }
            | Self::Transport { at, .. }
            | Self::Timeout { at, .. }
            | Self::Disconnected { at, .. }
            | Self::Redirect { at, .. }
            | Self::Status { at, .. }
            | Self::Unauthorized { at, .. }
            | Self::TokenExpired { at }
            | Self::RateLimited { at, .. }
            | Self::CodeRequired { at, .. }
            | Self::Decode { at, .. }
            | Self::TooLarge { at, .. }
            | Self::Endless { at, .. } => Some(at),
            _ => None,
        }
    }

    /// Whether the same request may well succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Connect { .. }
            | Self::Transport { .. }
            | Self::Timeout { .. }
            | Self::Disconnected { .. }
            | Self::RateLimited { .. }
            | Self::RenewalRests { .. }
            | Self::NoConnection { .. } => true,
            Self::Status { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// Whether there is no such thing: status 404, or a name that nobody and nothing has. That a conversion or a session has
    /// ended shows itself in this way too.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// match server.item("4711").get().await {
    ///     Ok(item) => println!("{}", item.full_title()),
    ///     Err(error) if error.is_not_found() => println!("it was deleted"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NotFound { .. } | Self::NoServer { .. } => true,
            _ => self.status() == Some(404),
        }
    }

    /// Whether the request surely never reached the host, so that even one that changes something may be sent again.
    #[must_use]
    pub fn never_arrived(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Certificate { .. } | Self::NoConnection { .. } => true,
            Self::Timeout { limit, .. } => *limit == TimeLimit::Connect,
            _ => false,
        }
    }

    /// How long the host asks to wait before the next attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Status { retry_after, .. } => {
                *retry_after
            }
            _ => None,
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
            Self::Redirect { problem, .. } => problem.status(),
            _ => None,
        }
    }
}

/// What the libraries below say.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
