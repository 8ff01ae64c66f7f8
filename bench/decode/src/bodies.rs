//! The bodies, from a running plex-mock: what a screen of an app asks a server for.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    str::FromStr,
};

use anyhow::{Context as _, bail};
use plex_models::Format;

/// A list of one movie.
const A_MOVIE: &str =
    "/library/sections/1/all?type=1&X-Plex-Container-Start=0&X-Plex-Container-Size=1";

/// How many play something while sessions are listed.
const PLAYERS: usize = 5;

/// What a body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All movies.
    Listing,
    /// Everything about one movie.
    Details,
    /// The rows of the home screen.
    Hubs,
    /// What is being played.
    Sessions,
}

impl Kind {
    /// All that there are.
    pub const ALL: [Self; 4] = [Self::Listing, Self::Details, Self::Hubs, Self::Sessions];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Details => "details",
            Self::Hubs => "hubs",
            Self::Sessions => "sessions",
        }
    }

    fn path(self, movie: &str) -> String {
        match self {
            Self::Listing => "/library/sections/1/all?type=1".to_owned(),
            Self::Details => format!("/library/metadata/{movie}"),
            Self::Hubs => "/hubs".to_owned(),
            Self::Sessions => "/status/sessions".to_owned(),
        }
    }
}

impl FromStr for Kind {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.with_context(|| format!("no body is called {name}"))
    }
}

/// One answer of a server.
#[derive(Debug)]
pub struct Body {
    /// What it holds.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// All of it.
    pub text: String,
}

/// Asks the server at `address`, such as `127.0.0.1:32400`, for a body.
///
/// # Errors
///
/// The server cannot be reached, refuses, or has no movie.
pub fn fetch(address: &str, token: &str, kind: Kind, format: Format) -> anyhow::Result<Body> {
    let ask = |path: &str, format, player| get(address, token, path, format, player);
    let movie = ask(A_MOVIE, Format::Json, 0)?;
    let movie: serde_json::Value = serde_json::from_str(&movie)?;
    let movie = movie
        .pointer("/MediaContainer/Metadata/0/ratingKey")
        .and_then(|key| key.as_str())
        .context("the server has no movie")?;
    if kind == Kind::Sessions {
        for player in 0..PLAYERS {
            let play =
                format!("/:/timeline?ratingKey={movie}&state=playing&time=1000&duration=5000000");
            ask(&play, Format::Json, player)?;
        }
    }
    let text = ask(&kind.path(movie), format, 0)?;
    Ok(Body { kind, format, text })
}

fn get(
    address: &str,
    token: &str,
    path: &str,
    format: Format,
    player: usize,
) -> anyhow::Result<String> {
    let accept = match format {
        Format::Json => "application/json",
        Format::Xml => "text/xml",
    };
    let mut stream = TcpStream::connect(address)?;
    // HTTP/1.0: the body has no chunks and ends with the connection.
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nAccept: {accept}\r\nX-Plex-Token: {token}\r\n\
         X-Plex-Client-Identifier: plex-bench\r\nX-Plex-Session-Identifier: plex-bench-{player}\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("the answer has no end of its head")?;
    if !head.contains(" 200 ") {
        bail!("GET {path} is answered with: {head}");
    }
    Ok(body.to_owned())
}
