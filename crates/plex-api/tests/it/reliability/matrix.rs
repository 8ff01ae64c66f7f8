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

/// How long a cell may take. One that hangs fails here.
const GUARD: Duration = Duration::from_secs(60);

/// How many cells run at once.
const AT_ONCE: usize = 8;

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
    vec![
        // connection refused
        [
            fails("Connect", 3),
            fails("Connect", 3),
            not_done("Connect", 3),
            fails("Connect", 3),
            fails("Connect", 3),
            fails("Connect", 3),
        ],
        // no such name
        [
            fails("Connect", 3),
            fails("Connect", 3),
            not_done("Connect", 3),
            fails("Connect", 3),
            fails("Connect", 3),
            fails("Connect", 3),
        ],
        // wrong name in TLS
        [
            fails("Certificate", 1),
            fails("Certificate", 1),
            not_done("Certificate", 1),
            fails("Certificate", 1),
            fails("Certificate", 1),
            fails("Certificate", 1),
        ],
        // reset before the answer
        [
            ok(2),
            ok(2),
            not_done("Transport", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // reset in the header
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // reset in the body
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            resumes(2),
            reconnects(2),
            reconnects(2),
        ],
        // closed in the body
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            resumes(2),
            reconnects(2),
            reconnects(2),
        ],
        // slow drip
        [
            ok(2),
            ok(2),
            done_once("Timeout(FirstByte)", 1),
            ok(1),
            reconnects(2),
            reconnects(1),
        ],
        // stall before the answer
        [
            ok(2),
            ok(2),
            not_done("Timeout(FirstByte)", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // stall in the body
        [
            ok(2),
            ok(2),
            done_once("Timeout(Idle)", 1),
            resumes(2),
            reconnects(2),
            reconnects(2),
        ],
        // length too long
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            ok(1),
            reconnects(2),
            reconnects(1),
        ],
        // length too short
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            resumes(2),
            reconnects(2),
            reconnects(1),
        ],
        // gzip cut short
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            resumes(2),
            reconnects(1),
            reconnects(2),
        ],
        // gzip bomb
        [
            fails("TooLarge", 1),
            fails("TooLarge", 1),
            not_done("TooLarge", 1),
            fails("TooLarge", 1),
            reconnects(2),
            reconnects(2),
        ],
        // 100 MiB header
        [
            ok(2),
            ok(2),
            done_once("Transport", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // redirect loop
        [
            fails("Redirect(Endless)", 1),
            fails("Redirect(Endless)", 1),
            not_done("Redirect(NotFollowed(302))", 1),
            fails("Redirect(Endless)", 1),
            fails("Redirect(Endless)", 1),
            fails("Redirect(Endless)", 1),
        ],
        // redirect abroad
        [
            fails("Redirect(Refused(401))", 1),
            fails("Redirect(Refused(401))", 1),
            not_done("Redirect(NotFollowed(302))", 1),
            fails("Redirect(Refused(401))", 1),
            reconnects(2),
            reconnects(2),
        ],
        // 429 with Retry-After
        [
            ok(2),
            ok(2),
            not_done("RateLimited", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // 429
        [
            ok(2),
            ok(2),
            not_done("RateLimited", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // 500, then well
        [
            ok(2),
            ok(2),
            not_done("Status(500)", 1),
            ok(2),
            reconnects(2),
            reconnects(2),
        ],
        // 500 for good
        [
            fails("Status(500)", 3),
            fails("Status(500)", 3),
            not_done("Status(500)", 1),
            fails("Status(500)", 3),
            fails("Status(500)", 3),
            fails("Status(500)", 3),
        ],
        // 503 while starting
        [
            ok(6),
            ok(6),
            not_done("Status(503)", 1),
            ok(6),
            reconnects(6),
            reconnects(6),
        ],
        // 401 midway
        [
            fails("Unauthorized", 1),
            fails("Unauthorized", 1),
            not_done("Unauthorized", 1),
            fails("Unauthorized", 2),
            reconnects(2),
            reconnects(2),
        ],
        // HTML
        [
            fails("Decode", 1),
            fails("Decode", 1),
            not_done("Decode", 1),
            fails("Decode", 1),
            reconnects(2),
            reconnects(2),
        ],
        // XML instead of JSON
        [ok(1), ok(1), ok(1), ok(1), ok(1), ok(1)],
        // endless list
        [ok(1), fails("Endless", 3), ok(1), ok(1), ok(1), ok(1)],
    ]
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
