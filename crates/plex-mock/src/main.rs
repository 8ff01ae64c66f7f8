//! The mock servers as a program.

use std::{
    io::{self, Write as _},
    net::IpAddr,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use chrono::{DateTime, Utc};
use clap::{Parser, builder::ArgPredicate};
use plex_mock::{Conditions, Fault, Gdm, PlexMock, SlowBody};
use serde_json::json;

/// A mock of plex.tv and a Plex Media Server, with a made-up library.
///
/// The first line on standard output tells where they are and a token that is good on both; then they serve until
/// they are interrupted.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Address to listen on. Anybody who reaches it can do anything there.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Port of the media server; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Port of the mock plex.tv; 0 lets the system choose.
    #[arg(long, default_value_t = 0)]
    plex_tv_port: u16,
    /// What the library is made from: the same seed gives the same library.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// How many movies there are.
    #[arg(
        long,
        default_value_t = 500,
        default_value_if("library", ArgPredicate::IsPresent, "0")
    )]
    movies: usize,
    /// How many shows there are.
    #[arg(
        long,
        default_value_t = 12,
        default_value_if("library", ArgPredicate::IsPresent, "0")
    )]
    shows: usize,
    /// How many artists there are.
    #[arg(long, default_value_t = 0)]
    artists: usize,
    /// How many photos there are.
    #[arg(long, default_value_t = 0)]
    photos: usize,
    /// How many other videos there are, such as no agent knows.
    #[arg(long, default_value_t = 0)]
    videos: usize,
    /// How many bytes the file of the first movie has, in place of a few; no player opens it then.
    #[arg(long)]
    large_file: Option<u64>,
    /// A file in YAML or JSON that describes sections. With it, nothing is drawn unless it is asked for.
    #[arg(long, value_name = "FILE")]
    library: Option<PathBuf>,
    /// Ask for a code when somebody signs in with the password: it is 123456.
    #[arg(long)]
    two_factor: bool,
    /// Answer local discovery (GDM) at the ports where every client asks.
    #[arg(long)]
    gdm: bool,
    /// Have a receiver for television, with a recorder and its guide.
    #[arg(long)]
    live_tv: bool,
    /// Deviate the way real servers do: quoted numbers, flags in three spellings, lists of one without their brackets.
    #[arg(long)]
    quirks: bool,
    /// How long every answer takes at least, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// How many requests a second a client may make of either mock server; more are answered with 429.
    #[arg(long, value_name = "N")]
    rate_limit: Option<u32>,
    /// Send every answer drop by drop: so many bytes, then so many milliseconds of nothing.
    #[arg(long, value_name = "BYTES:MS", value_parser = slow_body)]
    slow_body: Option<SlowBody>,
    /// Let the printed token be one that has expired.
    #[arg(long)]
    expired_token: bool,
    /// Let something go wrong, as described by JSON: {"path":"/library/sections","status":503,"times":2}. May be repeated.
    #[arg(long, value_name = "JSON", value_parser = Fault::from_json)]
    fault: Vec<Fault>,
    /// Keep answers: a GET that comes again word for word gets the same bytes at once, past log, faults and conditions.
    #[arg(long)]
    keep_answers: bool,
    /// Let the clock stand still at this moment, such as 2030-01-01T12:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    clock: Option<DateTime<Utc>>,
}

fn slow_body(text: &str) -> Result<SlowBody, String> {
    text.split_once(':')
        .and_then(|(bytes, every)| {
            Some(SlowBody {
                bytes: bytes.parse().ok()?,
                every_millis: every.parse().ok()?,
            })
        })
        .ok_or_else(|| "it is two whole numbers with a colon between them".to_owned())
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc))
        .map_err(|error| error.to_string())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("plex-mock: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> io::Result<()> {
    // Before anybody can know that it runs, or the signal to end would come too early.
    let stopped = stopped()?;
    let mut builder = PlexMock::builder();
    if let Some(file) = options.library {
        builder = builder.library_file(file);
    }
    let mut builder = builder
        .host(options.host)
        .port(options.port)
        .plex_tv_port(options.plex_tv_port)
        .seed(options.seed)
        .movies(options.movies)
        .shows(options.shows)
        .artists(options.artists)
        .photos(options.photos)
        .videos(options.videos)
        .two_factor(options.two_factor)
        .live_tv(options.live_tv)
        .keep_answers(options.keep_answers)
        .conditions(Conditions {
            latency_millis: options.latency,
            rate_limit: options.rate_limit,
            slow_body: options.slow_body,
            quirks: options.quirks,
        })
        .gdm(if options.gdm {
            Gdm::WellKnown
        } else {
            Gdm::Off
        });
    if let Some(at) = options.clock {
        builder = builder.clock(at);
    }
    if let Some(bytes) = options.large_file {
        builder = builder.large_file(bytes);
    }
    let mock = builder.start().await?;
    for fault in options.fault {
        mock.fault(fault);
    }
    if options.expired_token {
        mock.expire_token(mock.token());
    }
    // A large library is read on while the first already ask.
    let _ = tokio::time::timeout(READING, mock.prepare()).await;
    // Written by hand so that the members stand in the promised order.
    let ready = format!(
        r#"{{"server":{},"plex_tv":{},"token":{}}}"#,
        json!(mock.server_url()),
        json!(mock.plex_tv_url()),
        json!(mock.token())
    );
    let mut output = io::stdout().lock();
    writeln!(output, "{ready}")?;
    output.flush()?;
    drop(output);
    stopped.await?;
    mock.stop().await;
    Ok(())
}

/// Nobody waits longer for what makes their first queries quick.
const READING: Duration = Duration::from_millis(100);

/// Listens for whoever wants the program to end; what it gives waits for that.
#[cfg(unix)]
fn stopped() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}

/// Listens for whoever wants the program to end; what it gives waits for that.
#[cfg(not(unix))]
fn stopped() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}
