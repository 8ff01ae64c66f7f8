//! A file of 1 GiB, or of so many MiB as the first number says, through 50 random cuts: the hash, what was sent twice, and
//! the most memory that the process took, the server's included.
//!
//! `cargo bench -p plex-api --bench large_download`

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a measurement fails by panicking

use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use plex_api::{Plex, Retry};
use plex_mock::{Cut, Fault, PlexMock, Received, large_file_bytes};

const MIB: u64 = 1024 * 1024;
const CUTS: usize = 50;

#[tokio::main]
async fn main() {
    let size = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1024)
        * MIB;
    for parallel in [1, 4] {
        measure(size, parallel).await;
    }
}

async fn measure(size: u64, parallel: usize) {
    let mock = PlexMock::builder().large_file(size).start().await.unwrap();
    let plex = Plex::builder("Benchmark", "benchmark-0001")
        .build()
        .unwrap();
    let server = plex
        .server_at(mock.server_url(), mock.server_token())
        .unwrap();
    let film = server.metadata().get("1001").await.unwrap().remove(0);
    let key = film.media[0].parts[0].key.clone().unwrap();
    mock.clear_requests();
    // With one request at a time, cuts are spread over the file; with ranges, over the ranges.
    let longest = if parallel == 1 {
        size / CUTS as u64
    } else {
        16 * MIB
    };
    let mut random: u64 = 0x9e37_79b9_7f4a_7c15;
    let cuts: Vec<u64> = (0..CUTS)
        .map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % longest + 1
        })
        .collect();
    for cut in &cuts {
        mock.fault(Fault::on("/library/parts/*/*/*").cut_after(*cut, Cut::Close));
    }

    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let done = server
        .download(&key, folder.path().join("film.mkv"))
        .parallel(parallel)
        .retry(Retry::default().first_pause(Duration::from_millis(1)))
        .sha256()
        .await
        .unwrap();
    let took = began.elapsed();

    let lengths: Vec<u64> = mock
        .requests()
        .iter()
        .map(|request| asked(request, size))
        .collect();
    let cuts = cuts.into_iter().chain(std::iter::repeat(u64::MAX));
    let sent: u64 = lengths
        .iter()
        .zip(cuts)
        .map(|(length, cut)| cut.min(*length))
        .sum();
    let right = done.sha256.as_deref() == Some(expected(size).as_str());
    println!(
        "{} MiB, {parallel} at once: {} requests, {CUTS} cuts, sent {} bytes beyond the file, hash {}, {:.1} s, {} MiB at most",
        size / MIB,
        lengths.len(),
        sent.saturating_sub(size),
        if right { "right" } else { "WRONG" },
        took.as_secs_f64(),
        most_memory() / 1024,
    );
    assert!(right);
}

/// How much a request asks for.
fn asked(request: &Received, size: u64) -> u64 {
    let range = request
        .header("range")
        .unwrap()
        .strip_prefix("bytes=")
        .unwrap();
    let (first, last) = range.split_once('-').unwrap();
    let end = last.parse::<u64>().map_or(size, |last| size.min(last + 1));
    end - first.parse::<u64>().unwrap()
}

fn expected(size: u64) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    for start in (0..size).step_by(MIB as usize) {
        hash.update(&large_file_bytes(0, start..size.min(start + MIB)));
    }
    hash.finish()
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// In KiB; 0 where the system does not tell.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
