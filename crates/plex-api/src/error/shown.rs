//! What a person gets to see.

use std::{error::Error as Cause, fmt, io, time::Duration};

use super::Error;

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
