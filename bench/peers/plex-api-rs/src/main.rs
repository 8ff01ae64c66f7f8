//! The crate `plex-api` 0.0.12 at the work that `bench/run` times: a round for every line on standard input.

use std::{error::Error, io, time::Instant};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use plex_api::{HttpClientBuilder, Server, library::Library};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [server, token, movie, work, more @ ..] = arguments.as_slice() else {
        return Err("usage: peer SERVER TOKEN MOVIE list|details [COUNT AT_ONCE]".into());
    };
    let (count, at_once) = match more {
        [count, at_once] => (count.parse()?, at_once.parse()?),
        _ => (0, 1),
    };
    let client = HttpClientBuilder::new(server.as_str())
        .set_x_plex_token(token.clone())
        .set_x_plex_client_identifier("plex-bench")
        .build()?;
    let server = Server::new(server.as_str(), client).await?;
    let libraries = server.libraries();
    let movies = libraries.iter().find_map(|library| match library {
        Library::Movie(movies) => Some(movies),
        _ => None,
    });
    let movies = movies.ok_or("there is no library of movies")?;
    for line in io::stdin().lines() {
        line?;
        let start = Instant::now();
        match work.as_str() {
            "list" => {
                let list = movies.movies().await?;
                report(start, list.len());
            }
            "details" => {
                let calls = (0..count).map(|_| server.item_by_id(movie));
                let calls = stream::iter(calls).buffer_unordered(at_once);
                calls.try_for_each(async |item| Ok(drop(item))).await?;
                report(start, count);
            }
            _ => return Err(format!("it has no call for {work}").into()),
        }
    }
    Ok(())
}

fn report(start: Instant, items: usize) {
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    let line = serde_json::json!({"items": items, "seconds": seconds, "peak_kib": peak});
    println!("{line}");
}
