//! What plex-api costs on top of the HTTP library: small calls through it, and the same through bare reqwest with serde's
//! derive for the same fields, against the same mock server in the same run, one at a time and 64 at once.
//!
//! `cargo bench -p plex-api --bench overhead` measures each with criterion and then prints the ratios, from the medians of
//! runs that take turns, so that a busy machine slows down all of them alike.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use futures_util::future::join_all;
use plex_api::{Plex, Server};
use plex_decode::strict::details;
use plex_mock::PlexMock;
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};

const ROUNDS: usize = 61;
const CALLS_A_ROUND: usize = 256;

fn main() {
    // `cargo test` runs benchmarks too, to see that they still work.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let elsewhere = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let mock = elsewhere.block_on(PlexMock::builder().start()).unwrap();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let ours = ours(&mock);
    let movie = runtime.block_on(some_movie(&ours));
    let bare = Bare::new(&mock);

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for what in [What::Identity, What::Details] {
        for at_once in [1, 64] {
            let mut group = criterion.benchmark_group(format!("{what:?}, {at_once} at once"));
            group.throughput(Throughput::Elements(at_once as u64));
            group.bench_function("plex-api", |bench| {
                bench.iter(|| runtime.block_on(through_ours(&ours, &movie, what, at_once)));
            });
            group.bench_function("bare", |bench| {
                bench.iter(|| runtime.block_on(through_bare(&bare, &movie, what, at_once)));
            });
            group.finish();
        }
    }
    criterion.final_summary();

    if is_bench {
        print_ratios(&runtime, &ours, &bare, &movie);
    }
}

#[derive(Debug, Clone, Copy)]
enum What {
    Identity,
    Details,
}

fn ours(mock: &PlexMock) -> Server {
    let plex = Plex::builder("Bench", "bench-0001")
        .no_proxy()
        .concurrency(64)
        .build()
        .unwrap();
    plex.server_at(mock.server_url(), mock.server_token())
        .unwrap()
}

/// The first movie in the list.
async fn some_movie(server: &Server) -> String {
    let movies = server.library().items("1").await.unwrap();
    movies[0].rating_key.as_ref().unwrap().to_string()
}

async fn through_ours(server: &Server, movie: &str, what: What, at_once: usize) {
    let call = || async {
        match what {
            What::Identity => drop(black_box(server.system().identity().await.unwrap())),
            What::Details => drop(black_box(server.metadata().get(movie).await.unwrap())),
        }
    };
    join_all((0..at_once).map(|_| call())).await;
}

/// The same requests by hand.
struct Bare {
    http: reqwest::Client,
    server: String,
    token: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Identity {
    #[serde(rename = "MediaContainer")]
    media_container: ServerIdentity,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct ServerIdentity {
    size: Option<i64>,
    claimed: Option<bool>,
    machine_identifier: String,
    version: Option<String>,
}

impl Bare {
    fn new(mock: &PlexMock) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            server: mock.server_url().to_owned(),
            token: mock.server_token().to_owned(),
        }
    }

    async fn get<T: for<'de> Deserialize<'de>>(&self, path: &str) -> T {
        let answer = self
            .http
            .get(format!("{}{path}", self.server))
            .header("Accept", "application/json")
            .header("X-Plex-Client-Identifier", "bench-0001")
            .header("X-Plex-Product", "Bench")
            .header("X-Plex-Platform", "Linux")
            .header("X-Plex-Token", &self.token)
            .timeout(Duration::from_secs(60))
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }
}

async fn through_bare(bare: &Bare, movie: &str, what: What, at_once: usize) {
    let details = format!("/library/metadata/{movie}");
    let call = || async {
        match what {
            What::Identity => drop(black_box(bare.get::<Identity>("/identity").await)),
            What::Details => {
                let answer = bare.get::<details::Answer>(&details).await;
                assert_eq!(black_box(answer).media_container.metadata.len(), 1);
            }
        }
    };
    join_all((0..at_once).map(|_| call())).await;
}

fn print_ratios(runtime: &Runtime, ours: &Server, bare: &Bare, movie: &str) {
    for what in [What::Identity, What::Details] {
        for at_once in [1, 64] {
            let rounds = CALLS_A_ROUND / at_once;
            let mut times = [Vec::new(), Vec::new()];
            for round in 0..2 * ROUNDS {
                let began = Instant::now();
                runtime.block_on(async {
                    for _ in 0..rounds {
                        match round % 2 {
                            0 => through_ours(ours, movie, what, at_once).await,
                            _ => through_bare(bare, movie, what, at_once).await,
                        }
                    }
                });
                times[round % 2].push(began.elapsed());
            }
            let [ours, bare] = times.map(|mut times| {
                times.sort_unstable();
                times[times.len() / 2].as_secs_f64() / (rounds * at_once) as f64 * 1e6
            });
            println!(
                "{what:?}, {at_once} at once: plex-api {ours:.1} µs a call, bare {bare:.1} µs: {:.3} times",
                ours / bare
            );
        }
    }
}
