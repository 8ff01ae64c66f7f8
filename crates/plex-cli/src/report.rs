//! What a check of recorded answers found.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
};

use plex_models::answers::Checked;
use serde::Serialize;

use crate::{
    console::{BAD, BOLD, DIM, GOOD, printable},
    redact,
};

/// The outcomes, in the manifest's order.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) entries: Vec<Entry>,
}

/// One answer and what became of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) file: String,
    pub(crate) operation: String,
    pub(crate) outcome: Outcome,
}

/// What became of an answer.
#[derive(Debug)]
pub(crate) enum Outcome {
    Decoded(Checked),
    /// The document has no such operation.
    Undescribed,
    /// It is no JSON or XML: why.
    Failed(String),
}

/// The figures.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    files: usize,
    decoded: usize,
    undescribed: usize,
    failed: Vec<Failed>,
    leaves: usize,
    typed: usize,
    lost: usize,
}

/// An answer that does not decode.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Failed {
    file: String,
    error: String,
}

impl Report {
    /// The figures. An undescribed answer counts as that and as a file, and nowhere else.
    pub(crate) fn summary(&self) -> Summary {
        let mut summary = Summary {
            files: self.entries.len(),
            ..Summary::default()
        };
        for entry in &self.entries {
            match &entry.outcome {
                Outcome::Decoded(checked) => {
                    summary.decoded += 1;
                    summary.leaves += checked.leaves;
                    summary.typed += checked.typed();
                    summary.lost += checked.lost.len();
                }
                Outcome::Undescribed => summary.undescribed += 1,
                Outcome::Failed(error) => summary.failed.push(Failed {
                    file: entry.file.clone(),
                    error: error.clone(),
                }),
            }
        }
        summary
    }

    /// Makes it fit to be sent to somebody.
    pub(crate) fn redact(&mut self) {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            entry.file = numbered(index + 1, &entry.file);
            entry.operation = redact::text(&entry.operation);
            match &mut entry.outcome {
                Outcome::Decoded(checked) => {
                    for path in checked.untyped.iter_mut().chain(&mut checked.lost) {
                        *path = redact::path(path);
                    }
                }
                Outcome::Undescribed => {}
                Outcome::Failed(error) => *error = redact::text(error),
            }
        }
    }

    /// Prints it for people: each answer, the figures, and where untyped and lost leaves are.
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        for entry in &self.entries {
            entry.print(out)?;
        }
        self.summary().print(out)?;
        self.print_untyped(out)?;
        self.print_lost(out)
    }

    fn print_untyped(&self, out: &mut impl Write) -> io::Result<()> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for path in self.checked().flat_map(|(_, checked)| &checked.untyped) {
            *counts.entry(path).or_default() += 1;
        }
        if counts.is_empty() {
            return Ok(());
        }
        // Stable: paths that are equally frequent stay in alphabetical order.
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        writeln!(out, "\n{BOLD}Untyped leaves{BOLD:#}, most frequent first:")?;
        for (path, count) in counts {
            writeln!(out, "{count:>7}  {}", printable(path))?;
        }
        Ok(())
    }

    fn print_lost(&self, out: &mut impl Write) -> io::Result<()> {
        let mut lost = self
            .checked()
            .flat_map(|(entry, checked)| {
                checked.lost.iter().map(|path| (entry.file.as_str(), path))
            })
            .peekable();
        if lost.peek().is_some() {
            writeln!(out, "\n{BAD}Lost leaves{BAD:#}:")?;
        }
        for (file, path) in lost {
            writeln!(out, "  {}  {}", printable(file), printable(path))?;
        }
        Ok(())
    }

    fn checked(&self) -> impl Iterator<Item = (&Entry, &Checked)> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.outcome {
                Outcome::Decoded(checked) => Some((entry, checked)),
                _ => None,
            })
    }
}

impl Entry {
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let file = printable(&self.file);
        match &self.outcome {
            Outcome::Decoded(checked) => {
                let lost = match checked.lost.len() {
                    0 => String::new(),
                    lost => format!(", {lost} lost"),
                };
                let style = if lost.is_empty() { GOOD } else { BAD };
                let (typed, leaves) = (checked.typed(), checked.leaves);
                writeln!(
                    out,
                    "{style}decoded{style:#}      {file}  {typed} of {leaves} leaves typed{lost}"
                )
            }
            Outcome::Undescribed => {
                writeln!(
                    out,
                    "{DIM}undescribed{DIM:#}  {file}  {}",
                    printable(&self.operation)
                )
            }
            Outcome::Failed(error) => {
                writeln!(out, "{BAD}failed{BAD:#}       {file}  {}", printable(error))
            }
        }
    }
}

impl Summary {
    /// Whether every described answer decodes and gives back all of itself.
    pub(crate) fn is_clean(&self) -> bool {
        self.failed.is_empty() && self.lost == 0
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "\n{} files: {} decoded, {} undescribed, {} failed",
            self.files,
            self.decoded,
            self.undescribed,
            self.failed.len()
        )?;
        writeln!(
            out,
            "{} leaves: {} typed{}, {} lost",
            self.leaves,
            self.typed,
            self.share(),
            self.lost
        )
    }

    /// The share of typed leaves. Rounded down: only all of them are 100 %.
    fn share(&self) -> String {
        match (self.typed * 1000).checked_div(self.leaves) {
            Some(tenths) => format!(" ({}.{} %)", tenths / 10, tenths % 10),
            None => String::new(),
        }
    }
}

/// The name of a file that tells nothing but its place in the manifest.
fn numbered(number: usize, file: &str) -> String {
    match Path::new(file)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some(extension @ ("json" | "xml")) => format!("answer-{number}.{extension}"),
        _ => format!("answer-{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let checked = |leaves, untyped: &[&str], lost: &[&str]| {
            Outcome::Decoded(Checked {
                leaves,
                untyped: untyped.iter().map(ToString::to_string).collect(),
                lost: lost.iter().map(ToString::to_string).collect(),
            })
        };
        let entry = |file: &str, outcome| Entry {
            file: file.into(),
            operation: "GET /hubs?X-Plex-Token=abc".into(),
            outcome,
        };
        Report {
            entries: vec![
                entry("b.json", checked(900, &["A.b", "A.c", "A.c"], &[])),
                entry("bob's hubs.json", Outcome::Undescribed),
                entry("c.xml", checked(100, &["A.a"], &["A.d[2]"])),
                entry(
                    "10.0.0.7.json",
                    Outcome::Failed("the answer is no JSON: 10.0.0.7".into()),
                ),
            ],
        }
    }

    fn printed(report: &Report) -> String {
        let mut out = Vec::new();
        report
            .print(&mut anstream::StripStream::new(&mut out))
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn figures_are_in_the_promised_order() {
        let json = serde_json::to_string(&report().summary()).unwrap();
        assert_eq!(
            json,
            r#"{"files":4,"decoded":2,"undescribed":1,"failed":[{"file":"10.0.0.7.json","error":"the answer is no JSON: 10.0.0.7"}],"leaves":1000,"typed":996,"lost":1}"#
        );
    }

    #[test]
    fn the_text_has_everything_a_report_needs() {
        assert_eq!(
            printed(&report()),
            "decoded      b.json  897 of 900 leaves typed\n\
             undescribed  bob's hubs.json  GET /hubs?X-Plex-Token=abc\n\
             decoded      c.xml  99 of 100 leaves typed, 1 lost\n\
             failed       10.0.0.7.json  the answer is no JSON: 10.0.0.7\n\
             \n\
             4 files: 2 decoded, 1 undescribed, 1 failed\n\
             1000 leaves: 996 typed (99.6 %), 1 lost\n\
             \n\
             Untyped leaves, most frequent first:\n      \
             2  A.c\n      \
             1  A.a\n      \
             1  A.b\n\
             \n\
             Lost leaves:\n  \
             c.xml  A.d[2]\n"
        );
    }

    #[test]
    fn a_redacted_report_names_nobody() {
        let mut report = report();
        report.redact();
        let text = printed(&report) + &serde_json::to_string(&report.summary()).unwrap();
        for secret in ["bob", "10.0.0.7", "abc"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(
            text.contains("failed       answer-4.json  the answer is no JSON: <address>"),
            "{text}"
        );
    }

    #[test]
    fn shares_are_rounded_down() {
        let share = |typed, leaves| {
            Summary {
                typed,
                leaves,
                ..Summary::default()
            }
            .share()
        };
        assert_eq!(share(0, 0), "");
        assert_eq!(share(9999, 10_000), " (99.9 %)");
        assert_eq!(share(3, 3), " (100.0 %)");
    }
}
