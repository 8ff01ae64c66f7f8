//! Where a party is reached: one address at a time, and others to fall back on.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::time::Instant;
use url::Url;

use super::{Gate, RateLimit};
use crate::{
    Error,
    error::{Failure, Tried},
    generated::hosts::Host,
};

/// How long a better address may still answer after a worse one did.
const GRACE: Duration = Duration::from_millis(250);

/// The same after a relay did, which is slow to use and the last to be taken.
const GRACE_FOR_RELAYS: Duration = Duration::from_secs(1);

/// An address as requests need it.
#[derive(Debug, PartialEq)]
pub(crate) struct Base {
    pub(crate) url: Url,
    /// Scheme, name and port, for messages.
    pub(crate) origin: Arc<str>,
    /// Whether it is this very machine, so that nothing is gained by packing an answer.
    pub(crate) is_this_machine: bool,
}

/// An address that might be a server's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) url: Url,
    pub(crate) relay: bool,
}

/// Finds out whether an address is the right server's. No token is sent: it might be anybody's.
pub(crate) trait Probe: Send + Sync + 'static {
    fn probe<'p>(&'p self, url: &'p Url) -> BoxFuture<'p, Result<(), Failure>>;
}

/// The addresses of one party.
pub(crate) struct Addresses {
    current: RwLock<Arc<Base>>,
    pub(super) gate: Arc<Gate>,
    others: Option<Others>,
}

/// What it takes to look for another address.
struct Others {
    server: String,
    /// Best first.
    candidates: Vec<Candidate>,
    probe: Box<dyn Probe>,
    known: Arc<Known>,
    machine_identifier: String,
    /// How the last search ended, held while the next is under way.
    search: tokio::sync::Mutex<Option<Arc<[Tried]>>>,
    searches: AtomicU64,
}

/// What the clients of an app remember of the parties that they speak to.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Where each server was reached last, by machine identifier.
    chosen: Mutex<HashMap<String, Url>>,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
    concurrency: usize,
    rates: HashMap<Host, RateLimit>,
}

impl Known {
    pub(crate) fn new(concurrency: usize, rates: HashMap<Host, RateLimit>) -> Self {
        Self {
            concurrency,
            rates,
            ..Self::default()
        }
    }

    /// The gate of a party: the same for all who speak to it.
    pub(crate) fn gate(&self, host: Host, party: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Gate::new(self.concurrency, self.rates.get(&host).copied()));
        Arc::clone(gates.entry(party.to_owned()).or_insert_with(new))
    }

    pub(crate) fn chosen(&self, machine_identifier: &str) -> Option<Url> {
        let chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.get(machine_identifier).cloned()
    }

    /// A relay is not remembered: it is what is left, and next time there may be better.
    fn choose(&self, machine_identifier: &str, candidate: &Candidate) {
        let mut chosen = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        if candidate.relay {
            chosen.remove(machine_identifier);
        } else {
            chosen.insert(machine_identifier.to_owned(), candidate.url.clone());
        }
    }
}

impl Base {
    pub(crate) fn new(url: Url) -> Self {
        let origin = url.origin().ascii_serialization().into();
        let is_this_machine = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        Self {
            url,
            origin,
            is_this_machine,
        }
    }
}

impl Addresses {
    /// One address, which stays.
    pub(crate) fn fixed(url: Url, gate: Arc<Gate>) -> Self {
        Self {
            current: RwLock::new(Arc::new(Base::new(url))),
            gate,
            others: None,
        }
    }

    /// The best of the candidates that answers, first of all the one that was taken last. Also tells what is wrong with
    /// those that were not taken.
    pub(crate) async fn find(
        server: String,
        machine_identifier: String,
        candidates: Vec<Candidate>,
        probe: Box<dyn Probe>,
        known: Arc<Known>,
    ) -> (Option<Self>, Vec<Tried>) {
        let last = known.chosen(&machine_identifier);
        let last = candidates
            .iter()
            .find(|one| Some(&one.url) == last.as_ref());
        let (found, tried) = match last {
            Some(last) if probe.probe(&last.url).await.is_ok() => (Some(last.clone()), Vec::new()),
            _ => race(&candidates, &*probe).await,
        };
        let Some(found) = found else {
            return (None, tried);
        };
        known.choose(&machine_identifier, &found);
        let addresses = Self {
            current: RwLock::new(Arc::new(Base::new(found.url))),
            gate: known.gate(Host::Server, &machine_identifier),
            others: Some(Others {
                server,
                candidates,
                probe,
                known,
                machine_identifier,
                search: tokio::sync::Mutex::default(),
                searches: AtomicU64::new(0),
            }),
        };
        (Some(addresses), tried)
    }

    /// The address in use.
    pub(crate) fn current(&self) -> Arc<Base> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for another address in place of one that cannot be reached any more, once however many callers wait. Gives
    /// whether there is one to try.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`] if none of the addresses answers.
    pub(super) async fn instead_of(&self, dead: &Arc<Base>) -> Result<bool, Error> {
        let Some(others) = &self.others else {
            return Ok(false);
        };
        let searches = others.searches.load(Ordering::Acquire);
        let mut last = others.search.lock().await;
        if !Arc::ptr_eq(&self.current(), dead) {
            return Ok(true);
        }
        if others.searches.load(Ordering::Acquire) == searches {
            let (found, tried) = race(&others.candidates, &*others.probe).await;
            others.searches.fetch_add(1, Ordering::Release);
            if let Some(found) = found {
                *last = None;
                others.known.choose(&others.machine_identifier, &found);
                tracing::debug!(from = %dead.origin, to = %found.url, "a server is reached at another address");
                // Even where it is the same, others need not search again: it answers.
                let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                *current = Arc::new(Base::new(found.url));
                return Ok(true);
            }
            *last = Some(tried.into());
        }
        match &*last {
            Some(tried) => Err(Error::NoConnection {
                server: others.server.clone(),
                tried: tried.to_vec(),
            }),
            None => Ok(true),
        }
    }
}

/// Probes all candidates at once and takes the best that answers, with a short grace for better ones that are slower.
async fn race(candidates: &[Candidate], probe: &dyn Probe) -> (Option<Candidate>, Vec<Tried>) {
    let mut probes: FuturesUnordered<_> = candidates
        .iter()
        .enumerate()
        .map(|(rank, candidate)| async move { (rank, probe.probe(&candidate.url).await) })
        .collect();
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    let mut best: Option<(usize, Instant)> = None;
    let mut tried = Vec::new();
    // Until nothing better is open.
    while best.is_none_or(|(best, _)| open.iter().any(|rank| *rank < best)) {
        let next = match best {
            None => probes.next().await,
            Some((_, until)) => tokio::time::timeout_at(until, probes.next())
                .await
                .unwrap_or_default(),
        };
        let Some((rank, outcome)) = next else { break };
        open.retain(|other| *other != rank);
        let Some(candidate) = candidates.get(rank) else {
            continue;
        };
        match outcome {
            Ok(()) if best.is_none_or(|(best, _)| rank < best) => {
                let grace = if candidate.relay {
                    GRACE_FOR_RELAYS
                } else {
                    GRACE
                };
                let until = Instant::now() + grace;
                best = Some((rank, best.map_or(until, |(_, earlier)| earlier.min(until))));
            }
            Ok(()) => {}
            Err(failure) => tried.push(Tried {
                address: candidate.url.as_str().trim_end_matches('/').to_owned(),
                failure,
            }),
        }
    }
    let best = best.and_then(|(rank, _)| candidates.get(rank).cloned());
    (best, tried)
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let others = self.others.as_ref();
        f.debug_struct("Addresses")
            .field("current", &self.current().origin)
            .field(
                "candidates",
                &others.map_or(1, |others| others.candidates.len()),
            )
            .finish_non_exhaustive()
    }
}
