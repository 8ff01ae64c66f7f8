//! Options: how long, how much at once, how often.

use std::time::Duration;

use super::PlexBuilder;
use crate::{RateLimit, Retry, generated::hosts::Host};

impl PlexBuilder {
    /// How long one attempt at a request may take, from connecting to the last byte; 60 s where it is not set. Downloads and
    /// other streams are free of it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.whole = timeout;
        self
    }

    /// How long connecting may take; 10 s where it is not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a host may take to begin its answer, connecting included; 30 s where it is not set. A request with a
    /// timeout of its own has that long.
    pub fn first_byte_timeout(mut self, timeout: Duration) -> Self {
        self.limits.first_byte = timeout;
        self
    }

    /// How long a host may fall silent in the middle of an answer; 30 s where it is not set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.idle = timeout;
        self
    }

    /// How often a host is asked at most; as often as it likes where this is not set. For [`Host::Server`] it holds for each
    /// media server.
    pub fn rate_limit(mut self, host: Host, limit: RateLimit) -> Self {
        self.rates.insert(host, limit);
        self
    }

    /// How many requests each host is asked at once at most; 8 where it is not set, which a small NAS can bear. Others wait
    /// their turn. Bodies that are read piece by piece count until they begin.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// How patiently requests are sent again when they fail; see [`Retry::default`] for what holds where this is not set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How long an address of a server may take to answer when the best is looked for; 5 s where it is not set.
    pub fn probe_timeout(mut self, timeout: Duration) -> Self {
        self.probe_timeout = timeout;
        self
    }

    /// The largest answer, in bytes, after decompression; 256 MiB where it is not set.
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many items to ask for at once in lists; 100 where it is not set.
    pub fn page_size(mut self, items: u64) -> Self {
        self.page_size = items;
        self
    }

    /// How often to ask whether a PIN was used; 1 s where it is not set.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }
}
