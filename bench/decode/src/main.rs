//! Counts the instructions that decoding takes, ours as a ratio to strict types in the same run, and fails where one is
//! above its limit.
//!
//! ```text
//! plex-decode target/debug/plex-mock [LIMIT]
//! ```
//!
//! It starts the plex-mock that it is given, asks it for bodies, and reads each in a process of its own under valgrind's
//! callgrind, which counts the same on a busy machine as on a quiet one. Where there is no valgrind it says so and is
//! content. LIMIT takes the place of every limit in the table: a low one shows that the guard can fail.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    str::FromStr as _,
};

use anyhow::{Context as _, bail};
use plex_decode::{Body, Kind, Reader, fetch};
use plex_models::Format;

/// The most that ours may take of what strict types take.
fn limit(format: Format) -> f64 {
    match format {
        Format::Json | Format::Xml => 1.15,
    }
}

const FORMATS: [Format; 2] = [Format::Json, Format::Xml];

/// How many movies the listing has.
const MOVIES: &str = "100";

/// How often a body is read in one process: what beginning the process takes is not in the difference.
const TIMES: [u32; 2] = [1, 3];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [plex_mock] => guard(plex_mock, None),
        [plex_mock, limit] => guard(plex_mock, Some(limit.parse()?)),
        [reader, kind, format, file, times] => read(reader, kind, format, file, times.parse()?),
        _ => bail!("usage: plex-decode PLEX_MOCK [LIMIT]"),
    }
}

fn guard(plex_mock: &str, instead: Option<f64>) -> anyhow::Result<()> {
    let valgrind = Command::new("valgrind").arg("--version").output();
    if !valgrind.is_ok_and(|valgrind| valgrind.status.success()) {
        println!("instructions are not counted: there is no valgrind");
        return Ok(());
    }
    let folder = env::temp_dir().join(format!("plex-decode-{}", std::process::id()));
    let bodies = bodies(plex_mock)?;
    fs::create_dir_all(&folder)?;
    let outcome = compare(&bodies, &folder, instead);
    fs::remove_dir_all(&folder)?;
    outcome
}

/// The bodies of a plex-mock that runs for as long as they are fetched.
fn bodies(plex_mock: &str) -> anyhow::Result<Vec<Body>> {
    let mut server = Running(
        Command::new(plex_mock)
            .args(["--movies", MOVIES])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {plex_mock}"))?,
    );
    let mut line = String::new();
    let output = server.0.stdout.take().context("it has no output")?;
    BufReader::new(output).read_line(&mut line)?;
    let line: serde_json::Value = serde_json::from_str(&line)?;
    let text = |name: &str| line.get(name).and_then(|value| value.as_str());
    let server = text("server").context("plex-mock tells no address")?;
    let address = server.trim_start_matches("http://");
    let token = text("token").context("plex-mock tells no token")?;
    let asked = Kind::ALL
        .iter()
        .flat_map(|kind| FORMATS.map(|format| (*kind, format)));
    asked
        .map(|(kind, format)| fetch(address, token, kind, format))
        .collect()
}

/// A process that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn compare(bodies: &[Body], folder: &Path, instead: Option<f64>) -> anyhow::Result<()> {
    let mut too_slow = Vec::new();
    for body in bodies {
        let name = format!("{} as {:?}", body.kind.name(), body.format);
        let file = folder.join(body.kind.name());
        fs::write(&file, &body.text)?;
        let ours = instructions(Reader::Ours, body, &file)?;
        let ratio = ours / instructions(Reader::Strict, body, &file)?;
        println!("{name:<16} {ours:12.0} instructions, {ratio:.2} × strict");
        let limit = instead.unwrap_or_else(|| limit(body.format));
        if ratio > limit {
            too_slow.push(format!("{name}: {ratio:.2} × strict, at most {limit:.2}"));
        }
    }
    if !too_slow.is_empty() {
        bail!(
            "decoding takes too many instructions: {}",
            too_slow.join("; ")
        );
    }
    Ok(())
}

/// How many instructions one more reading of the body takes.
fn instructions(reader: Reader, body: &Body, file: &Path) -> anyhow::Result<f64> {
    let count = |times: u32| -> anyhow::Result<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe()?)
            .args([reader.name(), body.kind.name(), format_name(body.format)])
            .arg(file)
            .arg(times.to_string())
            .output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let collected = said
            .lines()
            .find_map(|line| line.split_once("Collected : "));
        match (output.status.success(), collected) {
            (true, Some((_, number))) => Ok(number.trim().parse()?),
            _ => bail!("{} of {} failed: {said}", reader.name(), body.kind.name()),
        }
    };
    let [few, many] = TIMES;
    Ok((count(many)? - count(few)?) / f64::from(many - few))
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::Xml => "xml",
    }
}

/// What the process under valgrind does.
fn read(reader: &str, kind: &str, format: &str, file: &str, times: u32) -> anyhow::Result<()> {
    let format = FORMATS.into_iter().find(|one| format_name(*one) == format);
    let (reader, body) = (
        Reader::from_str(reader)?,
        Body {
            kind: kind.parse()?,
            format: format.context("no such format")?,
            text: fs::read_to_string(file)?,
        },
    );
    (0..times).try_for_each(|_| reader.read(&body).map(drop))
}
