//! What `bench/run` times of our own: plex-api, and the floors under it.
//!
//! One process does one kind of work with one kind of client, a few times over, and prints one line of JSON: the seconds of
//! each round, and the most memory that the process ever had. The peers in other languages print the same.

mod calls;
mod list;
mod process;
mod stream;
/// The fields of the bodies, as serde's derive reads them.
#[path = "../../../crates/plex-models/benches/listing/strict.rs"]
mod strict;

use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use serde_json::{Value, json};

/// Times one kind of work with one kind of client, against a server that runs.
#[derive(Parser)]
struct Options {
    /// The address of the media server.
    #[arg(long)]
    server: String,
    /// A token that is good there.
    #[arg(long)]
    token: String,
    /// How often the work is done; once before that it is done without being timed.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// Lists all movies in one call, up to typed values.
    List { client: list::Client },
    /// Makes many small calls.
    Calls {
        client: calls::Client,
        what: calls::What,
        /// How many calls in a round.
        #[arg(long, default_value_t = 10_000)]
        count: usize,
        /// How many of them are under way at a time.
        #[arg(long, default_value_t = 1)]
        at_once: usize,
    },
    /// Reads all movies through a stream of pages.
    Stream {
        #[arg(long, default_value_t = 1000)]
        page_size: u64,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let place = Place {
        server: options.server,
        token: options.token,
    };
    let rounds = options.rounds;
    let line = match options.work {
        Work::List { client } => list::run(&place, client, rounds).await?,
        Work::Calls {
            client,
            what,
            count,
            at_once,
        } => calls::run(&place, client, what, (count, at_once), rounds).await?,
        Work::Stream { page_size } => stream::run(&place, page_size, rounds).await?,
    };
    println!("{line}");
    Ok(())
}

/// The server that everything is asked of.
struct Place {
    server: String,
    token: String,
}

impl Place {
    fn plex_api(&self) -> anyhow::Result<plex_api::Server> {
        let plex = plex_api::Plex::builder("plex-bench", "plex-bench").build()?;
        Ok(plex.server_at(&self.server, self.token.as_str())?)
    }

    fn request(&self, http: &reqwest::Client, path: &str) -> reqwest::RequestBuilder {
        http.get(format!("{}{path}", self.server))
            .header("Accept", "application/json")
            .header("X-Plex-Client-Identifier", "plex-bench")
            .header("X-Plex-Token", &self.token)
    }
}

/// Does the work once to warm up and then `rounds` times; gives the seconds of each.
async fn timed<T>(
    rounds: usize,
    mut work: impl AsyncFnMut() -> anyhow::Result<T>,
) -> anyhow::Result<Vec<f64>> {
    work().await?;
    let mut seconds = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        let done = work().await?;
        seconds.push(start.elapsed());
        // Letting go of what came is not part of the work.
        drop(done);
    }
    Ok(seconds.iter().map(Duration::as_secs_f64).collect())
}

/// The line for a result.
fn line(items: usize, seconds: &[f64]) -> Value {
    json!({"items": items, "seconds": seconds, "peak_kib": process::peak_kib()})
}
