//! What the generator makes of a small document and of the real one, as snapshots.
//!
//! `tests/small/` holds a document with everything in it that the dialect knows. `cargo insta review`, or
//! `INSTA_UPDATE=always cargo test -p xtask`, takes over what changed; read it before you commit it.

mod broken;
mod links;

use std::path::{Path, PathBuf};

use crate::dialect::Dialect;
use crate::findings::Findings;
use crate::ir::Api;
use crate::spec::{self, Document, Sources};
use crate::{Files, bundle, r#gen, lint, lower, markdown, models, operations, sync};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn small() -> Sources {
    spec::sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small")).unwrap()
}

fn real() -> Sources {
    spec::sources(&repository().join("openapi")).unwrap()
}

/// Everything up to the point where a broken document stops.
fn understand(sources: &Sources) -> (Document, Api, Findings) {
    let mut findings = Findings::default();
    let document = spec::load(sources, &mut findings);
    let api = lower::lower(&document, &mut findings);
    lint::lint(&document, &api, &mut findings);
    (document, api, findings)
}

fn sound(sources: &Sources) -> (Document, Api) {
    let (document, api, findings) = understand(sources);
    assert!(findings.is_empty(), "{findings}");
    (document, api)
}

/// Several files as one text.
fn joined(files: &Files) -> String {
    files
        .iter()
        .map(|(path, text)| format!("=== {path}\n{text}\n"))
        .collect()
}

#[test]
fn models_of_the_small_document() {
    let (_, api) = sound(&small());
    insta::assert_snapshot!(joined(&models::emit(&api).unwrap()));
}

#[test]
fn operations_of_the_small_document() {
    let (_, api) = sound(&small());
    insta::assert_snapshot!(joined(&operations::emit(&api)));
}

#[test]
fn pages_of_the_small_document() {
    let (_, api) = sound(&small());
    insta::assert_snapshot!(joined(&markdown::emit(&api)));
}

#[test]
fn bundle_of_the_small_document() {
    let (document, api) = sound(&small());
    insta::assert_snapshot!(bundle::bundle(&document, &api));
}

/// The page that this project started from. Its original has no line break at the end, and neither has this.
#[test]
fn seed_page_in_go() {
    let (_, api) = sound(&real());
    let page = markdown::page(&api, "GetTokenResponseBody", Dialect::Go).unwrap();
    assert!(!page.ends_with('\n'));
    insta::assert_snapshot!(page);
}

#[test]
fn seed_page_in_rust() {
    let (_, api) = sound(&real());
    insta::assert_snapshot!(markdown::page(&api, "GetTokenResponseBody", Dialect::Rust).unwrap());
}

#[test]
fn pages_in_rust_have_something_to_say() {
    let (_, api) = sound(&real());
    for (path, page) in markdown::emit(&api) {
        assert!(!page.contains("N/A"), "{path}");
    }
}

/// What is wrong with the real document, and what of it arrives in the files.
#[test]
fn report_of_the_real_document() {
    let (document, api, findings) = understand(&real());
    let files = r#gen::emit(&document, &api).unwrap();
    let conservation = lint::conserved(&document, &api, &files).unwrap();
    insta::assert_snapshot!(format!("{findings}\n\n{conservation}"));
}

/// The public surface, one operation a line.
#[test]
fn index_of_the_real_document() {
    let (_, api) = sound(&real());
    let operations = api.groups.iter().flat_map(|group| {
        group
            .operations
            .iter()
            .map(move |operation| (group, operation))
    });
    let lines = operations.map(|(group, operation)| {
        let answer = operations::gives(&operation.answer);
        format!(
            "{} {} → {}::{} → {answer}\n",
            operation.verb, operation.path, group.name, operation.request
        )
    });
    insta::assert_snapshot!(lines.collect::<String>());
}

/// Whoever loses a type or a method on the way has to be told.
#[test]
fn losses_are_noticed() {
    let (document, api) = sound(&small());
    let mut files = r#gen::emit(&document, &api).unwrap();
    files.insert(format!("{}/cards.rs", operations::FOLDER), String::new());
    files.remove("docs/models/components/chapter.md");
    insta::assert_snapshot!(lint::conserved(&document, &api, &files).unwrap_err().0);
}

#[test]
fn generated_files_are_written_compared_and_mended() {
    let root = tempfile::tempdir().unwrap();
    let (document, api) = sound(&small());
    let files = r#gen::emit(&document, &api).unwrap();

    let missing = sync::compare(root.path(), &files).unwrap();
    assert_eq!(missing.len(), files.len());
    sync::write(root.path(), &files, &missing).unwrap();
    assert_eq!(sync::compare(root.path(), &files).unwrap(), []);

    std::fs::write(root.path().join("docs/README.md"), "edited").unwrap();
    std::fs::write(root.path().join("docs/sdks/notes.md"), "by hand").unwrap();
    // Beside the generated folders anything may lie.
    std::fs::write(root.path().join("docs/guide.md"), "by hand").unwrap();
    std::fs::remove_file(root.path().join("docs/sdks/cards/README.md")).unwrap();
    let differences = sync::compare(root.path(), &files).unwrap();
    let told: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "stale: docs/README.md",
            "missing: docs/sdks/cards/README.md",
            "left over: docs/sdks/notes.md"
        ]
    );
    sync::write(root.path(), &files, &differences).unwrap();
    assert_eq!(sync::compare(root.path(), &files).unwrap(), []);
}

/// Emitting twice gives the same: nothing depends on time or on the order of a hash.
#[test]
fn emitting_is_repeatable() {
    let (document, api) = sound(&real());
    assert_eq!(
        r#gen::emit(&document, &api).unwrap(),
        r#gen::emit(&document, &api).unwrap()
    );
}
