//! The commands, one per file.

mod captures;
mod demo;
mod libraries;
mod login;
mod logout;
mod servers;

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    args::{Args, Command},
    console::Console,
    store::Store,
};

/// Does what the command line says.
pub(crate) async fn run(args: Args) -> Result<ExitCode> {
    let mut console = Console::stdout();
    let store = || Store::open(args.config);
    match args.command {
        Command::Demo(demo) => demo::run(&mut console, &demo).await?,
        Command::Login(login) => login::run(&mut console, &store()?, login).await?,
        Command::Logout => logout::run(&mut console, &store()?).await?,
        Command::Servers => servers::run(&mut console, &store()?).await?,
        Command::Libraries(libraries) => {
            libraries::run(&mut console, &store()?, &libraries).await?
        }
        Command::Captures(captures) => return captures::run(&mut console, &captures),
    }
    Ok(ExitCode::SUCCESS)
}
