//! What a person gets to see.

use std::{error::Error as Cause, fmt, io, time::Duration};

use super::{Error, Refusal};

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_string();
        let causes: Vec<_> = causes(self)
            .filter(|cause| !is_of_the_http_library(*cause))
            .map(ToString::to_string)
            // Some sentences say already what is below them.
            .filter(|cause| !text.contains(cause.as_str()))
            .collect();
        f.write_str(&text)?;
        if !causes.is_empty() {
            write!(f, "\n  because: {}", causes.join(": "))?;
        }
        Ok(())
    }
}

fn causes<'e>(error: &'e (dyn Cause + 'static)) -> impl Iterator<Item = &'e (dyn Cause + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

/// What is at the bottom of it.
pub(super) fn last_cause<'e>(error: &'e (dyn Cause + 'static)) -> &'e (dyn Cause + 'static) {
    causes(error).last().unwrap_or(error)
}

/// Such a one says which step failed, as we do, and might tell a whole address. What it wraps says why.
fn is_of_the_http_library(cause: &(dyn Cause + 'static)) -> bool {
    // What an io::Error wraps is not among its sources.
    let wrapped = cause.downcast_ref().and_then(io::Error::get_ref);
    match wrapped {
        Some(wrapped) => is_of_the_http_library(wrapped),
        None => cause.is::<reqwest::Error>(),
    }
}

/// Whether what came is no answer of the sort that was expected, as from a port that wants TLS.
pub(super) fn is_no_http(error: &(dyn Cause + 'static)) -> bool {
    let mut all = std::iter::successors(Some(error), |&cause| cause.source());
    all.any(|cause| {
        let of_hyper: Option<&hyper::Error> = cause.downcast_ref();
        // Only a library with the parts of a server says by a method that a head is too large.
        of_hyper.is_some_and(|error| error.is_parse() && !error.to_string().contains("too large"))
    })
}

/// What a host says of its status; where it says nothing, as media servers do, what that mostly means.
pub(super) fn reason(status: u16, refusal: &Refusal) -> String {
    let said = refusal.to_string();
    if !said.is_empty() {
        return said;
    }
    let meaning = match status {
        400 => {
            "; it can make nothing of what was asked for: is each name and value one that it knows?"
        }
        403 => "; this is not allowed to the owner of the token",
        404 => "; it has no such thing: was it deleted, or is the id that of another server?",
        503 => "; it is starting or busy: try again in a while, or wait with Retry::while_starting",
        500.. => "; it failed, and its log may say why",
        _ => "",
    };
    meaning.to_owned()
}

pub(super) fn retry_hint(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(wait) => format!("; try again in {} s", wait.as_secs()),
        None => "; try again later".to_owned(),
    }
}

pub(super) fn code_hint(refused: bool) -> &'static str {
    if refused {
        "the code of the second factor is not the right one; ask for it again"
    } else {
        "the account has a second factor; ask for its code and sign in with it"
    }
}

pub(super) fn pin_hint(given: bool) -> &'static str {
    if given {
        ", and the one given is not it"
    } else {
        "; ask for it"
    }
}

pub(super) fn list_names(names: &[String]) -> String {
    match names {
        [] => "the account has none".to_owned(),
        names => format!("the account has {}", names.join(", ")),
    }
}
