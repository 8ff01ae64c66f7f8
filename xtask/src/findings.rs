//! What is wrong with the document, gathered so that all of it is told at once.

use std::fmt;

use crate::ir::Place;

/// One thing that is wrong: where, what, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// One place, or several where things meet.
    pub places: Vec<Place>,
    pub what: String,
    pub fix: String,
}

/// All findings of a run.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Notes a finding at one place.
    pub fn add(&mut self, at: &Place, what: impl Into<String>, fix: impl Into<String>) {
        self.add_at(vec![at.clone()], what, fix);
    }

    /// Notes a finding that only several places together explain.
    pub fn add_at(
        &mut self,
        mut places: Vec<Place>,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) {
        places.dedup();
        let finding = Finding {
            places,
            what: what.into(),
            fix: fix.into(),
        };
        // Shared schemas and responses are visited once per use; one telling is enough.
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted: Vec<&Finding> = self.0.iter().collect();
        sorted.sort_by(|a, b| a.places.cmp(&b.places));
        for finding in sorted {
            writeln!(f, "error: {}", finding.what)?;
            for place in &finding.places {
                writeln!(f, "   at: {}:{} #{}", place.file, place.line, place.pointer)?;
            }
            writeln!(f, "  fix: {}", finding.fix)?;
            writeln!(f)?;
        }
        match self.0.len() {
            0 => write!(f, "no findings"),
            1 => write!(f, "1 finding, nothing written"),
            many => write!(f, "{many} findings, nothing written"),
        }
    }
}
