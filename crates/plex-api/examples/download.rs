//! Downloads the files of an item into a folder. Interrupt it as you like: it goes on where it was.
//!
//! `PLEX_URL=… PLEX_TOKEN=… cargo run -p plex-api --example download -- 4711 films`

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use plex_api::{Part, Plex, Server, download::Event};

pub(crate) async fn run(
    server: &Server,
    key: &str,
    folder: &Path,
    out: &mut impl Write,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let item = server.item(key).get().await?;
    let parts: Vec<_> = item.media.iter().flat_map(|media| &media.parts).collect();
    ensure!(!parts.is_empty(), "{} has no file", item.full_title());
    for part in parts {
        let key = part.key.as_deref().context("a file without an address")?;
        let path = folder.join(name(part).context("a file without a name")?);
        let mut download = server.download(key, &path).sha256().events();
        while let Some(event) = download.try_next().await? {
            if let Event::Progress(now) = event {
                let total = now.total.unwrap_or(now.received).max(1);
                write!(out, "\r{:3} %", now.received * 100 / total)?;
            } else if let Event::Done(done) = event {
                writeln!(out, "\r{}: {} bytes", path.display(), done.bytes)?;
                writeln!(out, "sha256 {}", done.sha256.unwrap_or_default())?;
            }
        }
    }
    Ok(())
}

/// The name that it has on the server, whose paths may be those of Windows.
fn name(part: &Part) -> Option<&str> {
    part.file.as_deref()?.rsplit(['/', '\\']).next()
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let key = args.next().context("which item? its rating key, please")?;
    let folder = args.next().unwrap_or(".".into());
    let server = Plex::builder("Download", "example-download").build()?;
    let server = server.server_from_env()?;
    run(&server, &key, folder.as_ref(), &mut io::stdout()).await
}
