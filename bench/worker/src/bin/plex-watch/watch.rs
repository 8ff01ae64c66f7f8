//! Many servers watched at once: what each costs while nothing happens, when things happen, and when all lines break.

use std::{
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use plex_api::{Event, Listener, Plex, Transport};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, Command},
    task::JoinSet,
    time::sleep,
};

use crate::{process, servers::Ready};

#[derive(Args)]
pub(crate) struct Options {
    /// How many mock servers there are, all in one process beside this one.
    #[arg(long, default_value_t = 100)]
    servers: usize,
    /// How many lines there are, dealt out evenly; as many as servers where this is not set.
    #[arg(long)]
    lines: Option<usize>,
    #[arg(long, value_enum, default_value_t = Way::WebSocket)]
    way: Way,
    /// Put TLS in front of the mock servers, as real servers have it.
    #[arg(long)]
    tls: bool,
    /// How many seconds nothing happens.
    #[arg(long, default_value_t = 60)]
    quiet: u64,
    /// How many messages each server sends to each of its lines.
    #[arg(long, default_value_t = 20)]
    messages: u64,
    /// Let all servers restart at once at the end.
    #[arg(long)]
    storm: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Way {
    WebSocket,
    EventStream,
}

/// How many lines are opened at a time.
const AT_ONCE: usize = 64;

/// How long everything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) async fn run(options: &Options) -> anyhow::Result<Value> {
    let lines = options.lines.unwrap_or(options.servers);
    let mut beside = Beside::start(options.servers, options.tls).await?;
    let mut builder = Plex::builder("plex-bench", "plex-bench").no_proxy();
    if let Some(certificate) = &beside.ready.certificate {
        builder = builder.root_certificates(certificate.as_bytes());
    }
    let plex = builder.build()?;
    let heard = Arc::new(Heard::default());
    let mut tasks = JoinSet::new();
    let mut follow = |listener| tasks.spawn(follow(listener, Arc::clone(&heard)));

    // What the first line needs, all others share: the roots of TLS and the threads.
    follow(beside.listen(&plex, options.way, 0).await?);
    sleep(Duration::from_secs(1)).await;

    let (kib, cpu, began) = (process::memory_kib("VmRSS"), cpu_time()?, Instant::now());
    let mut opened = stream::iter(0..lines)
        .map(|number| beside.listen(&plex, options.way, number))
        .buffer_unordered(AT_ONCE);
    while let Some(listener) = opened.try_next().await? {
        follow(listener);
    }
    drop(opened);
    let connected = json!({
        "seconds": began.elapsed().as_secs_f64(),
        "cpu_seconds": (cpu_time()? - cpu).as_secs_f64(),
    });
    sleep(Duration::from_secs(2)).await;
    let base_kib = kib.context("this system does not say how much memory a process has")?;
    let connected_kib = process::memory_kib("VmRSS").unwrap_or_default();

    let (cpu, began) = (cpu_time()?, Instant::now());
    sleep(Duration::from_secs(options.quiet)).await;
    let quiet_cpu = (cpu_time()? - cpu).as_secs_f64();
    let quiet_seconds = began.elapsed().as_secs_f64();
    let kib = process::memory_kib("VmRSS")
        .unwrap_or_default()
        .max(connected_kib);

    // The line that warmed everything up hears them as well.
    let messages = options.messages * (lines as u64 + 1);
    let cpu = cpu_time()?;
    let began = Instant::now();
    beside.order("tell", options.messages).await?;
    heard.wait(&heard.events, messages).await?;
    let talk = json!({
        "messages": messages,
        "seconds": began.elapsed().as_secs_f64(),
        "cpu_seconds": (cpu_time()? - cpu).as_secs_f64(),
    });

    let storm = if options.storm {
        let (cpu, began) = (cpu_time()?, Instant::now());
        beside.order("restart", 0).await?;
        heard.wait(&heard.back, lines as u64 + 1).await?;
        json!({
            "seconds": began.elapsed().as_secs_f64(),
            "cpu_seconds": (cpu_time()? - cpu).as_secs_f64(),
            "attempts": heard.attempts.load(Ordering::Relaxed),
        })
    } else {
        Value::Null
    };
    ensure!(heard.failed.load(Ordering::Relaxed) == 0, "a line ended");
    Ok(json!({
        "servers": options.servers,
        "lines": lines,
        "base_kib": base_kib,
        "grown_kib": kib.saturating_sub(base_kib),
        "peak_kib": process::memory_kib("VmHWM"),
        "connected": connected,
        "quiet": {"seconds": quiet_seconds, "cpu_seconds": quiet_cpu},
        "talk": talk,
        "storm": storm,
    }))
}

/// What came over all lines together.
#[derive(Default)]
struct Heard {
    events: AtomicU64,
    /// Lines that were made anew, and how many attempts that took.
    back: AtomicU64,
    attempts: AtomicU64,
    failed: AtomicU64,
}

impl Heard {
    async fn wait(&self, count: &AtomicU64, until: u64) -> anyhow::Result<()> {
        let began = Instant::now();
        while count.load(Ordering::Relaxed) < until {
            let so_far = count.load(Ordering::Relaxed);
            ensure!(
                began.elapsed() < PATIENCE,
                "only {so_far} of {until} came about"
            );
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}

async fn follow(mut listener: Listener, heard: Arc<Heard>) {
    let add = |count: &AtomicU64, what: u64| {
        count.fetch_add(what, Ordering::Relaxed);
    };
    while let Some(event) = listener.next().await {
        match event {
            Ok(Event::Playing(_)) => add(&heard.events, 1),
            Ok(Event::Missed { messages }) => add(&heard.events, messages),
            Ok(Event::Reconnected { attempts, .. }) => {
                add(&heard.attempts, attempts.into());
                add(&heard.back, 1);
            }
            Ok(_) => {}
            Err(_) => add(&heard.failed, 1),
        }
    }
}

/// The process with the mock servers, so that their memory is not counted as ours.
struct Beside {
    ready: Ready,
    orders: ChildStdin,
    _process: Child,
}

impl Beside {
    async fn start(servers: usize, tls: bool) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["servers", "--count", &servers.to_string()]);
        if tls {
            command.arg("--tls");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn()?;
        let orders = process.stdin.take().context("no standard input")?;
        let output = process.stdout.take().context("no standard output")?;
        let line = BufReader::new(output).lines().next_line().await?;
        let line = line.context("the mock servers did not start")?;
        Ok(Self {
            ready: serde_json::from_str(&line)?,
            orders,
            _process: process,
        })
    }

    async fn order(&mut self, what: &str, number: u64) -> anyhow::Result<()> {
        let order = format!("{what} {number}\n");
        Ok(self.orders.write_all(order.as_bytes()).await?)
    }

    /// Opens a line to a server, as an app does that found it.
    async fn listen(&self, plex: &Plex, way: Way, number: usize) -> anyhow::Result<Listener> {
        let servers = &self.ready.servers;
        let place = servers.get(number % servers.len().max(1));
        let (url, token) = place.context("there is no server")?;
        let server = plex.server_at(url, token.as_str())?;
        let notifications = server.notifications().transport(match way {
            Way::WebSocket => Transport::WebSocket,
            Way::EventStream => Transport::EventStream,
        });
        Ok(notifications.listen().await?)
    }
}

/// The time of processors that it has used. The system counts it in hundredths of a second.
fn cpu_time() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program stands in parentheses, and may hold anything; user and system time are the 14th and 15th.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(10 * ticks))
}
