//! Signs in with a code or its QR picture, keeps the token for the next time, and lists the servers.
//!
//! `cargo run -p plex-api --example sign_in -- token.txt`

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Result, bail};
use plex_api::{Plex, Validity};

pub(crate) async fn run(plex: &Plex, file: &Path, out: &mut impl Write) -> Result<()> {
    let plex = match fs::read_to_string(file) {
        Ok(token) => plex.with_token(token.trim()),
        Err(_) => sign_in(plex, file, out).await?,
    };
    match plex.validate().await {
        Validity::Valid(account) => writeln!(out, "Hello {}", account.title)?,
        Validity::Invalid => {
            fs::remove_file(file)?;
            bail!("the token was withdrawn; start again to sign in");
        }
        Validity::Unknown(error) => bail!("the token may be good, but nobody can say: {error}"),
    }
    for server in plex.servers().await? {
        writeln!(out, "  {}", server.name())?;
    }
    Ok(())
}

async fn sign_in(plex: &Plex, file: &Path, out: &mut impl Write) -> Result<Plex> {
    let link = plex.link().await?;
    writeln!(out, "{}", link.qr()?)?;
    writeln!(out, "Scan this, or enter {} at {}", link.code(), link.url())?;
    let plex = link.wait().await?;
    if let Some(token) = plex.token() {
        // tempfile's files are their owner's alone, which is as a token should be.
        let mut kept = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
        kept.write_all(token.expose().as_bytes())?;
        kept.persist(file)?;
    }
    Ok(plex)
}

#[tokio::main]
async fn main() -> Result<()> {
    let plex = Plex::builder("Sign In", "example-sign-in").build()?;
    let file = env::args().nth(1).unwrap_or("./token.txt".into());
    run(&plex, file.as_ref(), &mut io::stdout()).await
}
