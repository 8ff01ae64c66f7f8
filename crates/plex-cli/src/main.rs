//! The command `plex`: a tour of the SDK that needs no account, sign-in at plex.tv, and the check of recorded answers.

mod account;
mod args;
mod commands;
mod console;
mod countdown;
mod failure;
mod manifest;
mod pin;
mod redact;
mod report;
mod store;
mod table;

use std::process::ExitCode;

use clap::Parser as _;

use self::args::Args;

fn main() -> ExitCode {
    run(Args::parse()).unwrap_or_else(|error| failure::tell(&error))
}

fn run(args: Args) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(commands::run(args));
    // A name that nobody resolves may still be looked up in a thread of its own; the work here is done.
    runtime.shutdown_background();
    outcome
}
