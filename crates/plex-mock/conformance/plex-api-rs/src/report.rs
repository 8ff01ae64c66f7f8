//! One line per task.

use std::{error::Error, time::Instant};

use serde_json::{Value, json};

/// Runs tasks and tells what became of them.
pub(crate) struct Report {
    is_short: bool,
    /// Complaints that real servers meet as well, each with the evidence.
    own: Value,
    version: String,
}

impl Report {
    pub(crate) fn new(is_short: bool) -> Self {
        let locked = include_str!("../Cargo.lock");
        let version = locked
            .split("[[package]]")
            .find_map(|package| {
                package
                    .trim()
                    .strip_prefix("name = \"plex-api\"\nversion = \"")
            })
            .and_then(|rest| rest.split('"').next())
            .unwrap_or("unknown");
        Self {
            is_short,
            own: serde_json::from_str(include_str!("../own.json")).unwrap_or_default(),
            version: version.to_owned(),
        }
    }

    /// `in_short`: whether the task belongs to the short run.
    pub(crate) async fn task(
        &mut self,
        group: &str,
        name: &str,
        in_short: bool,
        task: impl Future<Output = Result<(), Box<dyn Error>>>,
    ) {
        if self.is_short && !in_short {
            return;
        }
        let start = Instant::now();
        let failure = task.await.err().map(|error| format!("{name}: {error}"));
        let evidence = failure
            .as_deref()
            .and_then(|failure| self.evidence(failure));
        let line = json!({
            "client": "plex-api-rs",
            "version": self.version,
            "group": group,
            "task": name,
            "ok": failure.is_none(),
            "reason": evidence.or(failure.as_deref()),
            "own": evidence.is_some(),
            "ms": start.elapsed().as_millis() as u64,
        });
        println!("{line}");
    }

    fn evidence(&self, failure: &str) -> Option<&str> {
        let known = self.own.as_array()?.iter();
        known
            .filter(|known| {
                let complaint = known["complaint"].as_str();
                complaint.is_some_and(|complaint| failure.contains(complaint))
            })
            .find_map(|known| known["evidence"].as_str())
    }
}
