//! One broken document for each thing that can be wrong: the small document with one edit, from `tests/broken.diff`. The
//! snapshot holds the whole message of each, so that a person can judge whether it says where, what, and what to do.

use super::{small, understand};
use crate::spec::Sources;

/// The small document with one edit.
struct Case<'t> {
    title: &'t str,
    file: &'t str,
    before: String,
    after: String,
}

#[test]
fn broken_documents_are_explained() {
    let text = include_str!("../../tests/broken.diff");
    let (mut report, mut unminded) = (String::new(), Vec::new());
    for case in cases(text) {
        let (_, _, findings) = understand(&case.apply_to(&small()));
        if findings.is_empty() {
            unminded.push(case.title);
        }
        report.push_str(&format!("=== {}\n{findings}\n\n", case.title));
    }
    assert!(unminded.is_empty(), "nobody minds {unminded:#?}");
    insta::assert_snapshot!(report);
}

/// Whoever breaks several things hears of all of them at once.
#[test]
fn all_findings_come_at_once() {
    let mut sources = small();
    for case in cases(include_str!("../../tests/broken.diff")) {
        let titles = [
            "a $ref to a schema that is not there",
            "an unknown type",
            "an operationId twice",
        ];
        if titles.contains(&case.title) {
            sources = case.apply_to(&sources);
        }
    }
    let (_, _, findings) = understand(&sources);
    assert!(
        findings
            .to_string()
            .ends_with("3 findings, nothing written"),
        "{findings}"
    );
}

impl Case<'_> {
    fn apply_to(&self, sources: &Sources) -> Sources {
        let mut sources = sources.clone();
        let text = sources.entry(self.file.to_owned()).or_default();
        let found = text.matches(&self.before).count();
        assert!(
            found == 1 || text.is_empty(),
            "{}: replaces {found} places",
            self.title
        );
        *text = text.replacen(&self.before, &self.after, 1);
        sources
    }
}

/// Cases begin with `# title`, then come `@ file`, lines to take out (`-`), and lines to put there (`+`).
fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            cases.push(Case {
                title,
                file: "",
                before: String::new(),
                after: String::new(),
            });
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if let Some(file) = line.strip_prefix("@ ") {
            case.file = file;
        } else if let Some(line) = line.strip_prefix('-') {
            case.before.push_str(&format!("{line}\n"));
        } else if let Some(line) = line.strip_prefix('+') {
            case.after.push_str(&format!("{line}\n"));
        }
    }
    cases
}
