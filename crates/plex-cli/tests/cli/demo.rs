//! `plex demo`

use std::{
    io::{BufRead as _, BufReader},
    net::TcpStream,
    process::Stdio,
};

use super::{plex, prints};

fn demo(options: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = prints(plex(folder.path()).arg("demo").args(options));
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "the demo signs in nowhere");
    out
}

/// The same whatever ports the system gave.
fn table(out: &str) -> &str {
    &out[out.find('╭').unwrap()..]
}

#[test]
fn walks_the_whole_way() {
    let out = demo(&[]);
    let steps = [
        " 1  Plex::builder(…).build()",
        " 2  plex.link()",
        " 3  link.wait()",
        " 4  plex.account().current()",
        " 5  plex.servers()",
        " 6  servers.named(…)?.connect()",
        " 7  server.identity()",
        " 8  server.library().sections()",
        " 9  library().items(section).pages()",
        "offset 0     movies 1 to 20 of 50",
        "offset 40    movies 41 to 50 of 50",
        "│ Title ",
        "… and 38 more",
    ];
    let mut rest = out.as_str();
    for step in steps {
        let (_, after) = rest
            .split_once(step)
            .unwrap_or_else(|| panic!("no {step:?} in\n{rest}"));
        rest = after;
    }
    assert!(out.contains("▄▄▄▄▄▄▄"), "a QR code\n{out}");
    assert!(
        out.contains("asks http://127.0.0.1:") && out.contains("for JSON"),
        "{out}"
    );
    assert!(
        !out.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
}

#[test]
fn tells_the_same_over_xml() {
    let xml = demo(&["--xml"]);
    assert!(xml.contains("for XML"), "{xml}");
    assert_eq!(table(&xml), table(&demo(&[])));
}

#[test]
fn makes_the_library_that_was_asked_for() {
    let out = demo(&["--movies", "1000", "--seed", "11"]);
    assert!(out.contains("movies 801 to 1000 of 1000"), "{out}");
    assert_ne!(
        table(&out),
        table(&demo(&["--movies", "1000", "--seed", "12"]))
    );
    assert!(demo(&["--movies", "0"]).contains("The library is empty."));
    assert!(!demo(&["--movies", "3"]).contains("more"));
}

#[test]
fn keeps_the_mock_servers_if_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = plex(folder.path())
        .args(["demo", "--keep"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let line = lines
        .find(|line| line.contains("plex login --plex-tv http://"))
        .unwrap();
    let (_, address) = line.split_once("http://").unwrap();
    let is_there = TcpStream::connect(address).is_ok();
    let is_running = demo.try_wait().unwrap().is_none();
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(is_there && is_running);
}
