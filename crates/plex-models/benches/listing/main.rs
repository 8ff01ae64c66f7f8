//! What tolerance costs: a listing of 10,000 movies, decoded by our types and by strict ones.
//!
//! `cargo bench -p plex-models` measures each with criterion and then prints the ratio, from the medians of runs that
//! take turns, so that a busy machine slows down all of them alike. Each timed run follows one of its own kind, so that
//! none finds the memory as another left it.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod strict;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use plex_models::{Format, Metadata, MetadataContainer, decode};
use serde::de::IgnoredAny;

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

fn ours(json: &str) -> MetadataContainer {
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

fn ours_xml(xml: &str) -> MetadataContainer {
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
            run();
            times.push(run());
        }
    }
    let [strict, ours, ignored, ours_xml] = &times;
    println!(
        "\n{MOVIES} movies, {} kB of JSON, {ROUNDS} rounds in which each takes its turn:",
        json.len() / 1000
    );
    for ((name, _), times) in runs.iter().zip(&times) {
        let median = median(times.iter().map(Duration::as_secs_f64));
        let fastest = times.iter().min().map_or(0.0, Duration::as_secs_f64);
        println!(
            "  {name:<10} median {:6.1} ms, fastest {:6.1} ms, {:5.2} µs a movie",
            median * 1e3,
            fastest * 1e3,
            median * 1e6 / MOVIES as f64
        );
    }
    println!("ours/strict = {:.2}", ratio(ours, strict));
    println!("ours/ignored = {:.2}", ratio(ours, ignored));
    println!("ours as XML/ours = {:.2}", ratio(ours_xml, ours));
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

/// The median of the ratios in each round: what slows down a whole round does not move it.
fn ratio(these: &[Duration], those: &[Duration]) -> f64 {
    median(
        these
            .iter()
            .zip(those)
            .map(|(this, that)| this.as_secs_f64() / that.as_secs_f64()),
    )
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
