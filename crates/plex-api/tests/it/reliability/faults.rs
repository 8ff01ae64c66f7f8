//! The harm that is done: the rows of the matrix.

use std::time::Duration;

use plex_mock::{Cut, Fault};

use super::calls::Kind;

/// A row.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// What happens, for the page.
    pub(super) what: &'static str,
    pub(super) harm: Harm,
}

/// Where the harm comes from.
#[derive(Clone, Copy)]
pub(super) enum Harm {
    /// The mock server does it to one request, or to a few, and is well again.
    Passing(fn(Kind) -> Fault),
    /// The same, to a client that does not wait long.
    Slow(fn(Kind) -> Fault),
    /// The same, to a download that has been cut already.
    Midway(fn(Kind) -> Fault),
    /// The mock server does it to every request.
    Lasting(fn(Kind) -> Fault),
    /// The mock server sends the request to another host.
    Abroad,
    /// Nobody listens there.
    Refused,
    /// The host's certificate is made out to another name.
    WrongName,
    /// The host's name leads nowhere.
    NoSuchName,
}

/// How long the client waits for anything, where a row is about waiting.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn on(kind: Kind) -> Fault {
    let fault = Fault::on(kind.path());
    match kind {
        // The list, or the file, is under way.
        Kind::Pages => fault.after(1),
        Kind::Write => fault.method("POST"),
        _ => fault,
    }
}

/// All rows, in the order of the page.
pub(super) fn rows() -> Vec<Row> {
    let row = |name, what, harm| Row { name, what, harm };
    vec![
        row(
            "connection refused",
            "nobody listens at the address",
            Harm::Refused,
        ),
        row(
            "no such name",
            "the name of the host cannot be resolved",
            Harm::NoSuchName,
        ),
        row(
            "wrong name in TLS",
            "a trusted certificate that is made out to another name",
            Harm::WrongName,
        ),
        row(
            "reset before the answer",
            "the connection is reset, the request not looked at",
            Harm::Passing(|kind| on(kind).reset_before()),
        ),
        row(
            "reset in the header",
            "the request is carried out, and the connection reset halfway through the header of the answer",
            Harm::Passing(|kind| on(kind).reset_in_header()),
        ),
        row(
            "reset in the body",
            "the same, halfway through the body",
            Harm::Passing(|kind| on(kind).reset_in_body()),
        ),
        row(
            "closed in the body",
            "the same, but properly closed",
            Harm::Passing(|kind| on(kind).truncated_body()),
        ),
        row(
            "slow drip",
            "the answer comes a few bytes at a time, without ever a long pause",
            Harm::Slow(|kind| {
                let bytes = match kind {
                    Kind::Download => 1536,
                    Kind::WebSocket | Kind::EventStream => 64,
                    _ => 1,
                };
                on(kind).drip(bytes, Duration::from_millis(20))
            }),
        ),
        row(
            "stall before the answer",
            "the connection stays open, and nothing comes",
            Harm::Slow(|kind| on(kind).hang()),
        ),
        row(
            "stall in the body",
            "the answer stops after ten bytes, and the connection stays open",
            Harm::Slow(|kind| on(kind).cut_after(10, Cut::Stall)),
        ),
        row(
            "length too long",
            "`Content-Length` says 50 bytes more than come",
            Harm::Passing(|kind| on(kind).content_length_off_by(50)),
        ),
        row(
            "length too short",
            "`Content-Length` says 50 bytes fewer than come",
            Harm::Passing(|kind| on(kind).content_length_off_by(-50)),
        ),
        row(
            "gzip cut short",
            "a packed body of which half is there",
            Harm::Passing(|kind| on(kind).truncated_gzip()),
        ),
        row(
            "gzip bomb",
            "a packed body that would be 8 MiB, where the client takes 64 KiB",
            Harm::Passing(|kind| on(kind).gzip_bomb(8 * 1024 * 1024)),
        ),
        row(
            "100 MiB header",
            "one header line of 100 MiB",
            Harm::Passing(|kind| on(kind).huge_header(100 * 1024 * 1024)),
        ),
        row(
            "redirect loop",
            "every request is sent to where it is",
            Harm::Lasting(|kind| on(kind).redirect_loop()),
        ),
        row(
            "redirect abroad",
            "the request is sent to another host, which is not told the token and so refuses",
            Harm::Abroad,
        ),
        row(
            "429 with Retry-After",
            "too many requests: wait for a second",
            Harm::Passing(|kind| on(kind).status(429).retry_after(1)),
        ),
        row(
            "429",
            "too many requests, and no word on how long to wait",
            Harm::Passing(|kind| on(kind).status(429)),
        ),
        row(
            "500, then well",
            "the server fails once",
            Harm::Passing(|kind| on(kind).status(500)),
        ),
        row(
            "500 for good",
            "the server fails every time",
            Harm::Lasting(|kind| on(kind).status(500)),
        ),
        row(
            "503 while starting",
            "the server is starting for five requests, and the client was asked to wait for that",
            Harm::Passing(|kind| on(kind).status(503).times(5)),
        ),
        row(
            "401 midway",
            "the token is refused once, in the middle of the list and of the file",
            Harm::Midway(|kind| on(kind).status(401)),
        ),
        row(
            "HTML",
            "a page for people comes instead, as from a router that wants a password",
            Harm::Passing(|kind| on(kind).html()),
        ),
        row(
            "XML instead of JSON",
            "the server answers in XML, whatever is asked for; files and notifications are what they are",
            Harm::Lasting(|kind| on(kind).xml()),
        ),
        row(
            "endless list",
            "every page of the films holds the first ten, and there are always more",
            Harm::Lasting(|_| Fault::on(Kind::Pages.path()).after(1).endless_list()),
        ),
    ]
}
