//! What tolerance costs: a listing of 10,000 movies, decoded by our types and by strict ones.
//!
//! `cargo bench -p plex-models` measures each with criterion and then prints the ratio, from the medians of runs that
//! take turns, so that a busy machine slows down all of them alike.

mod strict;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use plex_models::{Format, LibraryItems, Metadata, decode};
use serde::{Deserialize, de::IgnoredAny};

const MOVIES: usize = 10_000;
const SEED: u64 = 7;
const ROUNDS: usize = 31;

fn main() {
    // `cargo test` runs benchmarks too, to see that they still work.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let movies = if is_bench { MOVIES } else { 50 };
    let json = plex_mock::listing(movies, SEED);
    let xml = plex_mock::listing_xml(movies, SEED);
    assert_eq!(ours(&json).metadata.len(), movies);
    assert_eq!(strict(&json).media_container.metadata.len(), movies);
    assert_eq!(ours_xml(&xml).metadata.len(), movies);

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("listing");
    group.throughput(Throughput::Elements(movies as u64));
    group.bench_function("ours", |bench| bench.iter_with_large_drop(|| ours(&json)));
    group.bench_function("strict", |bench| {
        bench.iter_with_large_drop(|| strict(&json))
    });
    group.bench_function("ignored", |bench| bench.iter(|| ignored(&json)));
    group.bench_function("ours_xml", |bench| {
        bench.iter_with_large_drop(|| ours_xml(&xml))
    });
    group.finish();
    criterion.final_summary();

    if is_bench {
        print_ratios(&json, &xml);
    }
}

fn ours(json: &str) -> LibraryItems {
    decode::object(Format::Json, json.as_bytes(), Some("MediaContainer"))
        .unwrap()
        .value
}

fn strict(json: &str) -> strict::Answer {
    serde_json::from_slice(json.as_bytes()).unwrap()
}

fn ignored(json: &str) -> IgnoredAny {
    serde_json::from_slice(json.as_bytes()).unwrap()
}

fn ours_xml(xml: &str) -> LibraryItems {
    decode::object(Format::Xml, xml.as_bytes(), Some("MediaContainer"))
        .unwrap()
        .value
}

fn print_ratios(json: &str, xml: &str) {
    let runs: [(&str, &dyn Fn() -> Duration); 4] = [
        ("strict", &|| time(|| strict(json))),
        ("ours", &|| time(|| ours(json))),
        ("ignored", &|| time(|| ignored(json))),
        ("ours, XML", &|| time(|| ours_xml(xml))),
    ];
    let mut times = runs.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for ((_, run), times) in runs.iter().zip(&mut times) {
            times.push(run());
        }
    }
    let medians = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    println!(
        "\n{MOVIES} movies, {} kB of JSON, medians of {ROUNDS} runs that take turns:",
        json.len() / 1000
    );
    for ((name, _), median) in runs.iter().zip(medians) {
        let each = median.as_secs_f64() * 1e6 / MOVIES as f64;
        println!(
            "  {name:<10} {:7.2} ms  {each:5.2} µs a movie",
            median.as_secs_f64() * 1e3
        );
    }
    println!(
        "ours/strict = {:.2}",
        medians[1].as_secs_f64() / medians[0].as_secs_f64()
    );
    println!(
        "ours/ignored = {:.2}",
        medians[1].as_secs_f64() / medians[2].as_secs_f64()
    );
    println!(
        "size of Metadata: ours {} bytes, strict {} bytes",
        size_of::<Metadata>(),
        size_of::<strict::Metadata>()
    );
}

/// How long decoding takes, without letting go of what was decoded.
fn time<T>(decode: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = black_box(decode());
    let time = start.elapsed();
    drop(value);
    time
}
