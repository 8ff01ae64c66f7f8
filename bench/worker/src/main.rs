//! What `bench/run` times of our own: plex-api, and the floors under it.
//!
//! One process does one kind of work with one kind of client: a round for every line on standard input, so that several
//! processes can take turns. Each round is answered with one line of JSON: its seconds, its items, and the most memory that
//! the process ever had. The peers in other languages do the same.

mod calls;
mod collect;
mod decode;
mod list;
mod process;
mod stream;

use std::{io, time::Instant};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use plex_decode::{Kind, Reader};
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

/// Does one kind of work with one kind of client, against a server that runs: once for every line that it reads.
#[derive(Parser)]
struct Options {
    /// The address of the media server.
    #[arg(long)]
    server: String,
    /// A token that is good there.
    #[arg(long)]
    token: String,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// Lists all movies in one call, up to typed values.
    List { client: list::Client },
    /// Decodes a body that is in memory.
    Decode {
        kind: Kind,
        format: decode::Format,
        reader: Reader,
    },
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
        #[arg(long, default_value_t = 500)]
        page_size: u64,
    },
    /// Decodes the first pages of that stream from memory, as often as makes as many items.
    Pages {
        #[arg(long, default_value_t = 500)]
        page_size: u64,
    },
    /// Reads all movies through a stream of pages and keeps them.
    Collect {
        #[arg(long, default_value_t = 500)]
        page_size: u64,
        /// How many lists a round reads and keeps.
        #[arg(long, default_value_t = 1)]
        times: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let place = Place {
        server: options.server,
        token: options.token,
    };
    match options.work {
        Work::List { client } => list::run(&place, client).await,
        Work::Decode {
            kind,
            format,
            reader,
        } => decode::run(&place, kind, format, reader).await,
        Work::Calls {
            client,
            what,
            count,
            at_once,
        } => calls::run(&place, client, what, count, at_once).await,
        Work::Stream { page_size } => stream::run(&place, page_size).await,
        Work::Pages { page_size } => stream::pages_alone(&place, page_size).await,
        Work::Collect { page_size, times } => collect::run(&place, page_size, times).await,
    }
}

/// The server that everything is asked of.
struct Place {
    server: String,
    token: String,
}

impl Place {
    fn plex_api(&self) -> anyhow::Result<plex_api::Server> {
        // What asks for many answers at once is to get them, as with the floors; small servers are spared otherwise.
        let plex = plex_api::Plex::builder("plex-bench", "plex-bench")
            .concurrency(64)
            .build()?;
        Ok(plex.server_at(&self.server, self.token.as_str())?)
    }

    /// A request for JSON.
    fn request(&self, http: &reqwest::Client, path: &str) -> reqwest::RequestBuilder {
        self.request_as(http, path, "application/json")
    }

    fn request_as(
        &self,
        http: &reqwest::Client,
        path: &str,
        accept: &str,
    ) -> reqwest::RequestBuilder {
        http.get(format!("{}{path}", self.server))
            .header(ACCEPT, accept)
            .header("X-Plex-Client-Identifier", "plex-bench")
            .header("X-Plex-Token", &self.token)
    }
}

/// The first movie in the list.
async fn some_movie(place: &Place) -> anyhow::Result<String> {
    let server = place.plex_api()?;
    let mut movies = stream::movies(&server, 1).items();
    let key = movies.try_next().await?.and_then(|movie| movie.rating_key);
    Ok(key.context("there is no movie")?.to_string())
}

/// What a round did.
struct Round<T> {
    items: usize,
    /// What came of it; letting go of it is not part of the work.
    result: T,
    /// What else there is to tell.
    more: Value,
}

impl<T> Round<T> {
    fn new(items: usize, result: T) -> Self {
        let more = json!({});
        Self {
            items,
            result,
            more,
        }
    }
}

/// Does a round of the work for every line on standard input, and tells of each.
async fn turns<T>(mut work: impl AsyncFnMut() -> anyhow::Result<Round<T>>) -> anyhow::Result<()> {
    for line in io::stdin().lines() {
        line?;
        let start = Instant::now();
        let round = work().await?;
        let took = start.elapsed();
        let mut told = json!({
            "items": round.items,
            "seconds": took.as_secs_f64(),
            "peak_kib": process::memory_kib("VmHWM"),
        });
        if let (Some(told), Some(more)) = (told.as_object_mut(), round.more.as_object()) {
            told.extend(more.clone());
        }
        println!("{told}");
        drop(round.result);
    }
    Ok(())
}
