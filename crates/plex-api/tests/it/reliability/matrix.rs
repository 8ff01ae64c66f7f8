//! Every fault with every kind of call: what is expected, and whether it is so.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt, StreamExt, stream};

use super::{
    calls::{KINDS, Kind},
    faults::{Row, rows},
    marker::Marker,
    outcome::{End, Outcome},
    page,
    scene::Scene,
};

/// How long a cell may take. None needs a tenth of it; one that hangs fails here.
const GUARD: Duration = Duration::from_secs(60);

/// How many cells run at once.
const AT_ONCE: usize = 12;

fn ok(attempts: usize) -> Outcome {
    Outcome::new(End::Succeeds, attempts)
}

fn resumes(attempts: usize) -> Outcome {
    Outcome::new(End::Resumes, attempts)
}

fn reconnects(attempts: usize) -> Outcome {
    Outcome::new(End::Reconnects, attempts)
}

fn fails(error: &str, attempts: usize) -> Outcome {
    Outcome::new(End::Fails(error.to_owned()), attempts)
}

fn not_done(error: &str, attempts: usize) -> Outcome {
    Outcome::new(End::NotDone(error.to_owned()), attempts)
}

fn done_once(error: &str, attempts: usize) -> Outcome {
    Outcome::new(End::DoneOnce(error.to_owned()), attempts)
}

/// What each row of `faults::rows` comes to: small read, paged stream, write, download, and notifications over a WebSocket
/// and over an event stream.
fn expected() -> Vec<[Outcome; 6]> {
    vec![]
}

#[tokio::test]
async fn every_fault_ends_as_it_should_for_every_call() {
    let marker = Marker::begin().await;
    let rows = rows();
    let cells = rows
        .iter()
        .flat_map(|row| KINDS.map(|kind| cell(&marker, row, kind)));
    let outcomes: Vec<_> = stream::iter(cells).buffered(AT_ONCE).collect().await;
    let mut wrong = Vec::new();
    let mut found = Vec::new();
    let expected = expected();
    for (index, (row, outcomes)) in rows.iter().zip(outcomes.chunks(KINDS.len())).enumerate() {
        let mut line = Vec::new();
        for (column, outcome) in outcomes.iter().enumerate() {
            let wanted = expected.get(index).map(|row| &row[column]);
            let call = KINDS[column].name();
            match outcome {
                Ok(outcome) if Some(outcome) == wanted => line.push(outcome.clone()),
                other => wrong.push(format!("{} × {call}: {other:?}, not {wanted:?}", row.name)),
            }
        }
        found.push(line);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(expected.len(), rows.len());
    marker.is_nowhere();
    page::check(&rows, &found);
}

/// Runs a cell; an error says what about it is not as with any other.
async fn cell(marker: &Marker, row: &Row, kind: Kind) -> Result<Outcome, String> {
    let run = async {
        let scene = Scene::new(kind, row.harm).await;
        let ran = kind.run(&scene).await;
        marker.is_not_in(&scene, ran.error.as_ref());
        ran.outcome
    };
    match AssertUnwindSafe(tokio::time::timeout(GUARD, run))
        .catch_unwind()
        .await
    {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(_)) => Err("it hangs".to_owned()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(format!("it panics: {}", text.unwrap_or_default()))
        }
    }
}
