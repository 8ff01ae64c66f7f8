//! The command line.

use std::path::PathBuf;

use clap::{Args as ArgGroup, Parser, Subcommand, ValueEnum};

/// Plex from the command line.
#[derive(Debug, Parser)]
#[command(name = "plex", version, propagate_version = true)]
pub(crate) struct Args {
    /// Folder of the stored sign-in [default: plex-cli in the platform's config folder]
    #[arg(long, global = true, value_name = "DIR", env = "PLEX_CONFIG_DIR")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Login(Login),
    /// Forget the stored token
    Logout,
    /// List the account's servers
    Servers,
    Libraries(Libraries),
    Captures(Captures),
}

/// Take a tour of the SDK: from sign-in to a list of movies, against mock servers in this process
///
/// It needs no account and no network. Each step shows the call of the SDK that it stands for.
#[derive(Debug, ArgGroup)]
pub(crate) struct Demo {
    /// Ask for XML instead of JSON
    #[arg(long)]
    pub(crate) xml: bool,
    /// Leave the mock servers running afterwards, until Ctrl-C, and say how to reach them
    #[arg(long)]
    pub(crate) keep: bool,
    /// How many movies the library has
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) movies: usize,
    /// What the library is made from: the same seed gives the same library
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub(crate) seed: u64,
}

/// Sign in at plex.tv with a PIN
///
/// The token is kept in the config folder, readable by its owner only, and never printed.
#[derive(Debug, ArgGroup)]
pub(crate) struct Login {
    /// Show a link to open instead of a code to type
    #[arg(long)]
    pub(crate) strong: bool,
    /// Sign in at this address in place of plex.tv, such as that of a mock server
    #[arg(long, value_name = "URL")]
    pub(crate) plex_tv: Option<String>,
}

/// List the libraries of a server
#[derive(Debug, ArgGroup)]
pub(crate) struct Libraries {
    /// Name of the server [default: the first of the account's own]
    #[arg(long, value_name = "NAME")]
    pub(crate) server: Option<String>,
}

/// Check recorded answers: does each decode, and does encoding give all of it back?
///
/// The folder has a MANIFEST.tsv with the columns file, operation, format (json or xml) and source. The exit code is 1
/// when an answer does not decode or anything of it is lost. Values are never printed.
#[derive(Debug, ArgGroup)]
pub(crate) struct Captures {
    /// Folder of the answers
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What to print: one line of figures, or what a person reads
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// Replace tokens, addresses and names, to send the report to somebody; read it over before you do
    #[arg(long)]
    pub(crate) redact: bool,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    Json,
    Text,
}
