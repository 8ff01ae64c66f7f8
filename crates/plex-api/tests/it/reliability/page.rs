//! `docs/reliability.md`: what the matrix found, for people.

use std::{fmt::Write as _, path::Path};

use super::{calls::KINDS, faults::Row, outcome::Outcome};

const INTRODUCTION: &str = "# Reliability

What becomes of a call when the network or the server fails in the middle of it. Every cell of the table is a run of its
own: a client, a mock server (`plex-mock`), a real socket between them, and the fault of that row.

This page is written by the run. To see that it is still true, and to write it anew:

```sh
cargo test -p plex-api --test it -- reliability
PLEX_WRITE_DOCS=1 cargo test -p plex-api --test it -- reliability
```

## What is called

- **small read**: the libraries of the server.
- **paged stream**: 25 films in pages of ten. A fault that passes meets the second page. After an error, reading from
  where it stopped gives the rest, no film twice and none missing.
- **write**: a new playlist. Afterwards the server is asked how many there are.
- **download**: a file of 200,000 bytes. After an error nothing lies under its name, and the next download completes it.
- **notifications**: a WebSocket or an event stream. A fault that passes meets the attempt to connect again after the
  server was restarted; one that lasts meets the first connection. What is told after `Reconnected` has to arrive.

The client makes up to three attempts, as it does unless told otherwise. In the rows about slowness it waits three seconds
for a sign of life and six for an answer as a whole. No cell hangs, panics, loses a write or does one twice, and a token is in no log, error or file,
and in no request but the headers of those to its own host.

## What the outcomes mean

- **succeeds**: the caller has what was asked for, and notices nothing.
- **resumes**: the same, and only what was missing was fetched again.
- **reconnects**: the caller hears `Disconnected` and `Reconnected`, and every event from then on.
- **`Error`**: the call fails with this variant of `plex_api::Error`.
- **not done**, **done once**: a write that failed, and what the server made of it. Only a write that surely never arrived
  is sent again, because nobody can know what became of the others.
- **(n attempts)**: how many it took, where it was more than one; of the endless list, how many pages it took to be sure.

## What happens

";

/// The page, from the outcomes of each row.
fn page(rows: &[Row], outcomes: &[Vec<Outcome>]) -> String {
    let mut lines = vec![
        std::iter::once("fault")
            .chain(KINDS.map(|kind| kind.name()))
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    ];
    for (row, outcomes) in rows.iter().zip(outcomes) {
        let mut line = vec![row.name.to_owned()];
        line.extend(outcomes.iter().map(Outcome::to_string));
        lines.push(line);
    }
    let mut page = INTRODUCTION.to_owned();
    table(&mut page, &lines);
    page.push_str("\n## The faults\n\n");
    for row in rows {
        let _ = writeln!(page, "- **{}**: {}.", row.name, row.what);
    }
    page
}

/// A table whose columns stand under each other.
fn table(page: &mut String, lines: &[Vec<String>]) {
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max();
    let widths: Vec<_> = (0..lines[0].len()).filter_map(width).collect();
    for (number, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            let _ = write!(page, "| {cell:<width$} ");
        }
        page.push_str("|\n");
        if number == 0 {
            for width in &widths {
                let _ = write!(page, "| {} ", "-".repeat(*width));
            }
            page.push_str("|\n");
        }
    }
}

/// Compares the page with the one in the repository, or writes that anew.
pub(super) fn check(rows: &[Row], outcomes: &[Vec<Outcome>]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reliability.md");
    let page = page(rows, outcomes);
    if std::env::var_os("PLEX_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page,
        "docs/reliability.md is not what this run gives; set PLEX_WRITE_DOCS=1 to write it anew"
    );
}
