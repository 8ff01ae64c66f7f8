//! The command as people run it.

// What clippy.toml allows in tests does not reach their helpers.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod captures;
mod demo;
mod sign_in;

use std::{
    path::Path,
    process::{Command, Output},
};

/// The command, with a config folder of the test's own.
fn plex(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plex"));
    command.env("PLEX_CONFIG_DIR", config);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs it, which must work; gives what it prints.
fn prints(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert_eq!(stderr(&output), "");
    stdout(&output)
}

/// Runs it, which must not work; gives what it complains about.
fn complains(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{command:?}\n{}",
        stdout(&output)
    );
    let complaint = stderr(&output);
    assert!(complaint.starts_with("error: "), "{complaint}");
    complaint
}

#[test]
fn the_command_line_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let help = prints(plex(folder.path()).arg("--help"));
    for command in [
        "demo",
        "login",
        "logout",
        "servers",
        "libraries",
        "captures",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
    }
    let wrong = plex(folder.path()).arg("dance").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
