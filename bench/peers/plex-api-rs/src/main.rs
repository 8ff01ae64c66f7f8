//! The crate `plex-api` 0.0.12 at the work that `bench/run` times.

use std::{error::Error, time::Instant};

use plex_api::{HttpClientBuilder, Server, library::Library};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [server, token, rounds, work] = arguments.as_slice() else {
        return Err("usage: peer SERVER TOKEN ROUNDS list|identity|details".into());
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
    let mut items = 0;
    let mut seconds = Vec::new();
    for round in 0..=rounds.parse::<usize>()? {
        let start = Instant::now();
        match work.as_str() {
            "list" => {
                let movies = movies.movies().await?;
                items = movies.len();
                seconds.push(start.elapsed().as_secs_f64());
                drop(movies);
            }
            _ => return Err("no such work".into()),
        }
        if round == 0 {
            // The first round only warms up.
            seconds.clear();
        }
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    let line = serde_json::json!({"items": items, "seconds": seconds, "peak_kib": peak});
    println!("{line}");
    Ok(())
}
