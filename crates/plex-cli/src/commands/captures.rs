//! `plex captures`

use std::{io::Write as _, process::ExitCode};

use anyhow::Result;
use plex_models::answers;

use crate::{
    args::{Captures, ReportFormat},
    console::Console,
    manifest,
    report::{Entry, Outcome, Report},
};

/// Checks every answer that the manifest lists. Gives exit code 1 when one does not decode or loses something.
pub(crate) fn run(console: &mut Console, options: &Captures) -> Result<ExitCode> {
    let mut report = Report::default();
    for capture in manifest::read(&options.folder)? {
        let outcome = match answers::find(&capture.operation) {
            None => Outcome::Undescribed,
            Some(answer) => match answer.check(capture.format, &capture.body()?) {
                Ok(checked) => Outcome::Decoded(checked),
                Err(error) => Outcome::Failed(error.to_string()),
            },
        };
        report.entries.push(Entry {
            file: capture.file,
            operation: capture.operation,
            outcome,
        });
    }
    if options.redact {
        report.redact();
    }
    let summary = report.summary();
    match options.format {
        ReportFormat::Json => writeln!(console, "{}", serde_json::to_string(&summary)?)?,
        ReportFormat::Text => report.print(console)?,
    }
    Ok(if summary.is_clean() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
