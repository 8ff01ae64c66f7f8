//! What goes wrong on request.
//!
//! A [`Fault`] says for which requests; its [`Plan`] says what becomes of them: what is answered instead (`answers`), and how
//! the bytes of the answer leave (`wire`).

mod answers;
mod described;
mod fault;
mod wire;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

pub use self::fault::{Cut, Fault};
pub(crate) use self::wire::{Drip, send};
use crate::requests::Received;

/// What becomes of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    /// None stands for the usual answer when something else is to happen to it, for status 500 when nothing is.
    pub(crate) answer: Option<Instead>,
    pub(crate) wire: Wire,
}

impl Plan {
    /// What is answered instead of the usual.
    pub(crate) fn instead(&self) -> Option<Instead> {
        let does_nothing = self.delay.is_zero() && self.wire.is_honest();
        match &self.answer {
            None if does_nothing => Some(Instead::Status {
                code: 500,
                retry_after: None,
            }),
            answer => answer.clone(),
        }
    }
}

/// What is answered instead of the usual.
#[derive(Debug, Clone)]
pub(crate) enum Instead {
    Status {
        code: u16,
        retry_after: Option<RetryAfter>,
    },
    Redirect(String),
    RedirectLoop,
    Body {
        content_type: String,
        body: String,
    },
    Huge(u64),
    GzipBomb(u64),
    TruncatedGzip,
    Xml,
    WholeFile,
    Endless,
}

/// The two ways in which `Retry-After` is written, both in seconds from now.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RetryAfter {
    Seconds(u64),
    Date(u64),
}

/// How the bytes of an answer leave.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wire {
    pub(crate) cut: Option<(At, Cut)>,
    pub(crate) drip: Option<Drip>,
    /// By how much the `Content-Length` is wrong.
    pub(crate) length_off_by: i64,
    /// How long a header without meaning is.
    pub(crate) filler: u64,
}

impl Wire {
    /// Whether the answer leaves as any other does.
    pub(crate) const fn is_honest(&self) -> bool {
        self.cut.is_none() && self.drip.is_none() && self.length_off_by == 0 && self.filler == 0
    }

    /// Whether nothing is sent at all, and so nothing done either.
    pub(crate) const fn is_silent(&self) -> bool {
        matches!(self.cut, Some((At::Start, _)))
    }
}

/// Where an answer ends too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// Before its first byte.
    Start,
    /// Halfway through its header.
    Header,
    /// Halfway through its body; of a body that has no end, after the first piece.
    Body,
    /// After so many bytes of its body.
    Byte(u64),
}

/// The faults that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// What goes wrong with this request, if anything does; counts it.
    pub(crate) fn take(&self, request: &Received) -> Option<Plan> {
        let mut faults = self.lock();
        faults.retain(Fault::is_left);
        faults
            .iter_mut()
            .filter(|fault| fault.is_for(request))
            .find_map(Fault::take)
    }
}
