//! Telling a person what went wrong.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use crate::console::{BAD, DIM, printable};

/// Prints an error with everything behind it, and gives the exit code for it.
pub(crate) fn tell(error: &anyhow::Error) -> ExitCode {
    // Whoever closed the pipe has seen enough.
    if error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    {
        return ExitCode::SUCCESS;
    }
    // Where not even this can be written, the exit code has to do.
    let _ = write(&mut anstream::stderr(), error);
    ExitCode::FAILURE
}

fn write(out: &mut impl Write, error: &anyhow::Error) -> io::Result<()> {
    let mut said = String::new();
    for cause in error.chain() {
        let text = printable(&cause.to_string()).replace('\n', "\n    ");
        // Some errors quote their source.
        if said.contains(&text) {
            continue;
        }
        if said.is_empty() {
            writeln!(out, "{BAD}error:{BAD:#} {text}")?;
        } else {
            writeln!(out, "  {DIM}because:{DIM:#} {text}")?;
        }
        said.push_str(&text);
    }
    if let Some(hint) = hint(error) {
        writeln!(out, "  {DIM}try:{DIM:#} {hint}")?;
    }
    Ok(())
}

fn hint(error: &anyhow::Error) -> Option<&'static str> {
    match error.downcast_ref::<plex_api::Error>()? {
        plex_api::Error::Unauthorized { .. } | plex_api::Error::TokenExpired { .. } => {
            Some("plex login")
        }
        plex_api::Error::PinExpired => Some("plex login, which asks for a new one"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    fn told(error: &anyhow::Error) -> String {
        let mut out = Vec::new();
        write(&mut anstream::StripStream::new(&mut out), error).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_chain_is_told_once() {
        let source = io::Error::other("disk on fire");
        let error = Err::<(), _>(source)
            .context("notes.txt: disk on fire")
            .context("cannot save")
            .unwrap_err();
        assert_eq!(
            told(&error),
            "error: cannot save\n  because: notes.txt: disk on fire\n"
        );
    }

    #[test]
    fn who_can_be_helped_is() {
        let error = plex_api::Error::PinExpired.into();
        assert!(told(&error).ends_with("  try: plex login, which asks for a new one\n"));
    }
}
