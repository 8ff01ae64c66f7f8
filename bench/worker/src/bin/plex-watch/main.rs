//! What `bench/run` and `bench/scale` ask about watching many servers: `watch` measures this process, and starts `servers`
//! beside it, which is all the mock servers in one process.

#[path = "../../process.rs"]
mod process;
mod servers;
mod watch;

use clap::Parser;

#[derive(Parser)]
enum Work {
    /// Watches many servers, and prints one line of JSON about what it took.
    Watch(watch::Options),
    /// Is many servers, for `watch`.
    Servers(servers::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Work::parse() {
        Work::Watch(options) => println!("{}", watch::run(&options).await?),
        Work::Servers(options) => servers::run(&options).await?,
    }
    Ok(())
}
