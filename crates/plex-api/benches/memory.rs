//! How much memory it takes to read a library of a million items.
//!
//! `cargo bench -p plex-api --bench memory` starts a mock in a process of its own, reads its library from the first
//! item to the last, and prints the most memory that this process ever had, beside what it had before.

#![allow(clippy::unwrap_used)]

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Instant,
};

use plex_api::{MediaType, Plex};
use plex_mock::PlexMock;

const ALLOWED_KIB: u64 = 64 * 1024;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    match first.as_deref() {
        Some("serve") => {
            let movies = arguments.next().unwrap().parse().unwrap();
            runtime.block_on(serve(movies));
        }
        // `cargo test` runs benchmarks too, to see that they still work.
        first => runtime.block_on(read(if first == Some("--bench") {
            1_000_000
        } else {
            1_000
        })),
    }
}

async fn serve(movies: usize) {
    let mock = PlexMock::builder().movies(movies).start().await.unwrap();
    println!("{} {}", mock.server_url(), mock.server_token());
    std::future::pending::<()>().await;
}

async fn read(movies: usize) {
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args(["serve", &movies.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let (url, token) = line.trim().split_once(' ').unwrap();

    let plex = Plex::builder("Bench", "bench-0001")
        .no_proxy()
        .build()
        .unwrap();
    let library = plex.server_at(url, token).unwrap();
    let (before, began) = (peak_kib(), Instant::now());
    let mut items = library
        .library()
        .items("1")
        .media_type(MediaType::Movie)
        .items();
    let mut read = 0;
    while items.try_next().await.unwrap().is_some() {
        read += 1;
    }
    let (after, seconds) = (peak_kib(), began.elapsed().as_secs_f64());
    server.kill().unwrap();
    server.wait().unwrap();

    println!(
        "{read} items in {seconds:.1} s; resident: {before:?} KiB before, {after:?} KiB at most"
    );
    assert_eq!(read, movies);
    assert!(
        after.is_none_or(|kib| kib < ALLOWED_KIB),
        "more than 64 MiB"
    );
}

/// The most memory that this process ever had; none where the system does not tell.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
