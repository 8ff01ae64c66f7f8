//! Ten thousand calls at once, in a process of its own, so that its memory is theirs.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a test fails by panicking

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use plex_api::{Plex, Server};
use plex_mock::PlexMock;
use tokio::task::JoinSet;

const CALLS: usize = 10_000;
const PLACES: usize = 64;

/// What the calls may take while all of them wait: 10 KiB each.
const WAITING_KIB: u64 = 10 * CALLS as u64;

/// What may be left of them after more have come and gone: a leak of 1 KiB a call would be more.
const LEFT_KIB: u64 = CALLS as u64;

const SERVES: &str = "PLEX_TEST_SERVES";

/// The other process: the mock server, whose memory is none of ours.
#[tokio::test]
async fn serve() {
    if std::env::var_os(SERVES).is_none() {
        return;
    }
    let mock = PlexMock::builder().movies(1).start().await.unwrap();
    println!("\nserves {} {}", mock.server_url(), mock.server_token());
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn ten_thousand_at_once_all_succeed_in_little_memory() {
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "serve", "--nocapture"])
        .env(SERVES, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(other.stdout.take().unwrap()).lines();
    let line = lines.find_map(|line| Some(line.unwrap().strip_prefix("serves ")?.to_owned()));
    let line = line.expect("the mock server starts");
    let (url, token) = line.split_once(' ').unwrap();
    let plex = Plex::builder("Test App", "test-client-0001").concurrency(PLACES);
    let server = plex
        .no_proxy()
        .build()
        .unwrap()
        .server_at(url, token)
        .unwrap();

    server.identity().await.unwrap();
    let before = kib("VmRSS:");
    crowd(&server).await;
    let (peak, after) = (kib("VmHWM:"), kib("VmRSS:"));
    crowd(&server).await;
    let (later_peak, later) = (kib("VmHWM:"), kib("VmRSS:"));
    other.kill().unwrap();
    other.wait().unwrap();
    println!(
        "resident, in KiB: {before:?} before, {peak:?} at most, {after:?} after; \
         after as many more {later_peak:?} at most, {later:?} after"
    );
    // Where the system does not tell there is nothing to compare.
    let grown = |from: Option<u64>, to: Option<u64>| {
        from.zip(to).map_or(0, |(from, to)| to.saturating_sub(from))
    };
    assert!(grown(before, peak) < WAITING_KIB);
    assert!(
        grown(peak, later_peak) < LEFT_KIB,
        "it grows with the number of calls"
    );
    assert!(
        grown(after, later) < LEFT_KIB,
        "they leave something behind"
    );
}

async fn crowd(server: &Server) {
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let server = server.clone();
        calls.spawn(async move { server.identity().await });
    }
    let mut done = 0;
    while let Some(outcome) = calls.join_next().await {
        outcome.unwrap().unwrap();
        done += 1;
    }
    assert_eq!(done, CALLS);
}

/// A line of what the system says of this process; none where it does not tell.
fn kib(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|found| found.strip_prefix(line))?;
    found.trim().strip_suffix("kB")?.trim().parse().ok()
}
