//! The generator: turns the OpenAPI document under `openapi/` into models, operations and documentation.

#![allow(unreachable_pub)] // in a program, `pub` is what the other modules may use

mod bundle;
mod dialect;
mod examples;
mod findings;
mod r#gen;
mod ir;
mod json;
mod layout;
mod lint;
mod loader;
mod lower;
mod markdown;
mod mock;
mod models;
mod names;
mod operations;
mod reader;
mod schemas;
mod spec;
mod sync;
#[cfg(test)]
mod tests;
mod types;
mod yaml;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use dialect::Dialect;

/// Emitted files by their path in the repository.
type Files = std::collections::BTreeMap<String, String>;

/// Why a command could not do its work, in words for the person who called it.
#[derive(Debug)]
struct Failure(String);

/// Generates models, operations and documentation from the OpenAPI document.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Command {
    /// Write all generated files.
    Gen {
        /// Write nothing; fail if a file is not as the document wants it.
        #[arg(long)]
        check: bool,
    },
    /// Print the page about one model.
    Page {
        /// Name of the schema, such as `GetTokenResponseBody`.
        name: String,
        /// Language that names and types are told in.
        #[arg(long, value_enum, default_value = "rust")]
        dialect: Dialect,
    },
    /// Print the whole document as one OpenAPI file that needs no extension to be understood.
    Bundle,
}

fn main() -> ExitCode {
    match run(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(what)) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    match command {
        Command::Gen { check } => r#gen::generate(&root, check),
        Command::Page { name, dialect } => {
            let (_, api) = r#gen::understand(&root)?;
            let page = markdown::page(&api, &name, dialect);
            print(
                &page.ok_or_else(|| {
                    Failure(format!("no schema of the document is called `{name}`"))
                })?,
            )
        }
        Command::Bundle => {
            let (document, api) = r#gen::understand(&root)?;
            print(&bundle::bundle(&document, &api))
        }
    }
}

fn print(text: &str) -> Result<(), Failure> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure(error.to_string())
    }
}

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Failure(what)
    }
}
