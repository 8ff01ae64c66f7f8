//! `plex captures`

use std::{fs, path::Path};

use super::{complains, plex, prints, stdout};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// The output and the exit code.
fn captures(folder: &str, options: &[&str]) -> (String, Option<i32>) {
    let folder = format!("{FIXTURES}/{folder}");
    let output = plex(Path::new(FIXTURES))
        .args(["captures", &folder])
        .args(options)
        .output()
        .unwrap();
    (stdout(&output), output.status.code())
}

#[test]
fn answers_that_are_known_count_in_full() {
    let (out, code) = captures("good", &["--format", "json"]);
    assert_eq!(
        out,
        "{\"files\":2,\"decoded\":2,\"undescribed\":0,\"failed\":[],\"leaves\":20,\"typed\":20,\"lost\":0}\n"
    );
    assert_eq!(code, Some(0));
}

#[test]
fn each_kind_counts_where_it_belongs() {
    let (out, code) = captures("mixed", &["--format", "json"]);
    assert_eq!(
        out,
        "{\"files\":5,\"decoded\":3,\"undescribed\":1,\"failed\":[{\"file\":\"odiles-attic.json\",\
         \"error\":\"the answer is no JSON: it is cut off at line 2, column 0\"}],\
         \"leaves\":29,\"typed\":25,\"lost\":0}\n"
    );
    assert_eq!(code, Some(1));
}

#[test]
fn the_text_names_what_is_not_typed() {
    let (out, code) = captures("mixed", &[]);
    assert_eq!(
        out,
        "decoded      identity.json  5 of 5 leaves typed\n\
         decoded      sections.xml  15 of 15 leaves typed\n\
         decoded      untyped.json  5 of 9 leaves typed\n\
         failed       odiles-attic.json  the answer is no JSON: it is cut off at line 2, column 0\n\
         undescribed  other.json  GET /in/no/document\n\
         \n\
         5 files: 3 decoded, 1 undescribed, 1 failed\n\
         29 leaves: 25 typed (86.2 %), 0 lost\n\
         \n\
         Untyped leaves, most frequent first:\n      \
         2  MediaContainer.weather.winds[]\n      \
         1  MediaContainer.mood\n      \
         1  MediaContainer.weather.sky\n"
    );
    assert_eq!(code, Some(1));
}

#[test]
fn a_redacted_report_hides_the_names_of_files() {
    for format in ["json", "text"] {
        let (out, code) = captures("mixed", &["--redact", "--format", format]);
        assert!(
            out.contains("answer-4.json") && !out.contains("odile"),
            "{out}"
        );
        assert_eq!(code, Some(1));
    }
}

#[test]
fn folders_that_are_no_captures_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let check = |path: &Path| complains(plex(folder.path()).arg("captures").arg(path));
    let manifest = |rows: &str| {
        let text = format!("file\toperation\tformat\tsource\n{rows}");
        fs::write(folder.path().join("MANIFEST.tsv"), text).unwrap();
        check(folder.path())
    };
    assert!(check(&folder.path().join("nowhere")).contains("there is no folder"));
    assert!(check(folder.path()).contains("has no MANIFEST.tsv"));
    fs::write(folder.path().join("MANIFEST.tsv"), "file,operation\n").unwrap();
    assert!(check(folder.path()).contains("line 1: the columns are"));
    assert!(manifest("a.json\tGET /identity\n").contains("line 2: 2 columns instead of 4"));
    assert!(
        manifest("\n../a.json\tGET /identity\tjson\tours\n")
            .contains("line 3: the path \"../a.json\" leads out")
    );
    let complaint = manifest("a.json\tGET /identity\tjson\tours\n");
    assert!(
        complaint.contains("MANIFEST.tsv line 2") && complaint.contains("a.json cannot be read"),
        "{complaint}"
    );
}

#[test]
fn an_empty_list_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("MANIFEST.tsv"),
        "file\toperation\tformat\tsource\r\n",
    )
    .unwrap();
    let out = prints(plex(folder.path()).arg("captures").arg(folder.path()));
    assert_eq!(
        out,
        "\n0 files: 0 decoded, 0 undescribed, 0 failed\n0 leaves: 0 typed, 0 lost\n"
    );
}
