//! The rows that an owner has chosen for a section's page and for the home pages.

use std::{collections::BTreeMap, sync::Mutex};

use crate::{contents::locked, library::Section};

/// What was chosen, by section. Where nothing was, it is as the server has it.
#[derive(Debug, Default)]
pub(crate) struct ManagedHubs(Mutex<BTreeMap<u32, Vec<Managed>>>);

/// A row, and where it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Managed {
    pub(crate) identifier: String,
    pub(crate) title: String,
    /// The collection that it shows; the other rows are the server's own.
    pub(crate) collection: Option<u64>,
    pub(crate) on_recommended: bool,
    pub(crate) on_own_home: bool,
    pub(crate) on_shared_home: bool,
}

impl ManagedHubs {
    /// The rows of a section, in order.
    pub(crate) fn of(&self, section: &Section) -> Vec<Managed> {
        let chosen = locked(&self.0);
        let rows = chosen.get(&section.id);
        rows.map_or_else(|| from_the_start(section), Vec::clone)
    }

    /// Changes the rows of a section.
    pub(crate) fn change<T>(
        &self,
        section: &Section,
        change: impl FnOnce(&mut Vec<Managed>) -> T,
    ) -> T {
        let mut chosen = locked(&self.0);
        let rows = chosen
            .entry(section.id)
            .or_insert_with(|| from_the_start(section));
        change(rows)
    }

    /// Brings back the rows of a section as the server has them.
    pub(crate) fn reset_section(&self, section: &Section) {
        locked(&self.0).remove(&section.id);
    }

    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }
}

fn from_the_start(section: &Section) -> Vec<Managed> {
    let kind = section.kind.name();
    ROWS.iter()
        .map(|(name, title)| Managed {
            identifier: format!("{kind}.{name}"),
            title: if *name == "recentlyadded" {
                format!("Recently Added {}", section.title)
            } else {
                (*title).to_owned()
            },
            collection: None,
            on_recommended: true,
            on_own_home: *name == "recentlyadded",
            on_shared_home: *name == "recentlyadded",
        })
        .collect()
}

const ROWS: &[(&str, &str)] = &[
    ("inprogress", "Continue Watching"),
    ("recentlyadded", ""),
    ("recentlyreleased", "Recently Released"),
    ("topunwatched", "Top Unplayed"),
    ("random", "For a Change"),
];
