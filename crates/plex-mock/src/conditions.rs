//! How things stand for every request, until told otherwise: slow, limited, odd.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    faults::Drip,
    requests::{Face, Received},
};

/// How things stand for every request, while a [`Fault`](crate::Fault) is for some.
///
/// As JSON, for the control route: `{"latencyMillis":40,"rateLimit":10,"slowBody":{"bytes":1024,"everyMillis":5},"quirks":true}`.
///
/// ```
/// use plex_mock::Conditions;
///
/// let far_away = Conditions { latency_millis: 40, ..Conditions::default() };
/// # let _ = far_away;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Conditions {
    /// How long every answer takes at least, in milliseconds.
    pub latency_millis: u64,
    /// How many requests a second of the mock server's clock a client may make of either mock server; more are answered with 429.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<u32>,
    /// Sends every answer drop by drop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_body: Option<SlowBody>,
    /// Whether answers deviate the way those of real servers do.
    pub quirks: bool,
}

/// So many bytes of every answer, then a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SlowBody {
    /// How many bytes come at once.
    pub bytes: usize,
    /// How long the pause after them is, in milliseconds.
    pub every_millis: u64,
}

impl Conditions {
    pub(crate) const fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_millis)
    }

    pub(crate) fn drip(&self) -> Option<Drip> {
        self.slow_body.map(|slow| Drip {
            bytes: slow.bytes,
            pause: Duration::from_millis(slow.every_millis),
        })
    }
}

/// The conditions, and who has asked how often in this second.
#[derive(Debug, Default)]
pub(crate) struct Prevailing {
    at_the_start: Conditions,
    now: Mutex<Conditions>,
    asked: Mutex<Asked>,
}

/// How often each client has asked each face in a second of the clock.
#[derive(Debug, Default)]
struct Asked {
    second: u64,
    counts: HashMap<(Face, String), u32>,
}

impl Prevailing {
    pub(crate) fn new(conditions: Conditions) -> Self {
        Self {
            at_the_start: conditions.clone(),
            now: Mutex::new(conditions),
            asked: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Conditions {
        locked(&self.now).clone()
    }

    pub(crate) fn set(&self, conditions: Conditions) {
        *locked(&self.now) = conditions;
        *locked(&self.asked) = Asked::default();
    }

    pub(crate) fn reset(&self) {
        self.set(self.at_the_start.clone());
    }

    /// Counts a request; says whether it is one too many in this second.
    pub(crate) fn is_too_many(&self, limit: Option<u32>, request: &Received, second: u64) -> bool {
        let Some(limit) = limit else {
            return false;
        };
        let client = request.plex("X-Plex-Client-Identifier").unwrap_or_default();
        let mut asked = locked(&self.asked);
        if asked.second != second {
            *asked = Asked {
                second,
                ..Asked::default()
            };
        }
        let count = asked
            .counts
            .entry((request.face, client.to_owned()))
            .or_default();
        *count = count.saturating_add(1);
        *count > limit
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
