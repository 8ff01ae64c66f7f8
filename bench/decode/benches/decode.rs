//! Bodies of a plex-mock in this process, decoded by our types and by strict ones, and read by a parser that keeps nothing:
//! with serde_json and quick-xml, and with other parsers of JSON.
//!
//! `cargo bench -p plex-decode` for all of it, `cargo bench -p plex-decode -- listing/json` for one body.

use criterion::{BatchSize, Criterion, Throughput};
use plex_decode::{Body, Kind, Reader, fetch};
use plex_mock::PlexMock;
use plex_models::Format;

fn main() -> anyhow::Result<()> {
    // `cargo test` runs benchmarks too, to see that they still work.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let bodies = bodies(if is_bench { 10_000 } else { 20 })?;
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for body in &bodies {
        let format = match body.format {
            Format::Json => "json",
            Format::Xml => "xml",
        };
        let mut group = criterion.benchmark_group(format!("{}/{format}", body.kind.name()));
        group.throughput(Throughput::Bytes(body.text.len() as u64));
        for reader in Reader::ALL.iter().filter(|it| it.reads(body.format)) {
            // What was read is let go of outside of the time.
            reader.read(body)?;
            group.bench_function(reader.name(), |bench| {
                bench.iter_batched(|| (), |()| reader.read(body), BatchSize::LargeInput);
            });
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}

fn bodies(movies: usize) -> anyhow::Result<Vec<Body>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .build()?;
    let mock = runtime.block_on(PlexMock::builder().movies(movies).start())?;
    let address = mock.server_url().trim_start_matches("http://");
    let mut bodies = Vec::new();
    for kind in Kind::ALL {
        for format in [Format::Json, Format::Xml] {
            bodies.push(fetch(address, mock.server_token(), kind, format)?);
        }
    }
    Ok(bodies)
}
