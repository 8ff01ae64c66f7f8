//! Sections: what they are called, and how the things in them are numbered.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use super::{description::Lot, kind::Kind, written::Written};

/// A section of the library, small enough to lie beside each of its things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    pub(crate) title: &'static str,
    /// How many things there are at the top.
    pub(crate) len: usize,
    /// Whether an agent finds out about what lies in it.
    pub(crate) matched: bool,
    pub(super) source: Source,
    pub(super) keys: Keys,
}

impl Section {
    /// Whether the things in it are made from the seed.
    pub(crate) const fn is_drawn(&self) -> bool {
        matches!(self.source, Source::Drawn { .. })
    }

    /// Whether a thing of that key lies in it, or in this lot of it.
    pub(crate) fn holds(&self, key: u64) -> bool {
        let len = self.len as u64;
        let within = |first: u64, len: u64| key.checked_sub(first).is_some_and(|place| place < len);
        within(self.keys.first, len) || within(self.keys.children, len * self.keys.block)
    }

    /// Between which keys everything on a level lies that stands for a thing of a kind: the thing itself, what it lies in,
    /// or all that lies in it.
    pub(crate) fn around(&self, key: u64, kind: Kind, level: Kind) -> Range<u64> {
        let Keys {
            first,
            children,
            block,
            slots,
        } = self.keys;
        if kind == level {
            return key..key + 1;
        }
        let is_top = |kind| kind == self.kind;
        let index = if is_top(kind) {
            key.saturating_sub(first)
        } else {
            key.saturating_sub(children)
                .checked_div(block)
                .unwrap_or_default()
        };
        if is_top(level) {
            return first + index..first + index + 1;
        }
        let of_top = children + index * block;
        if is_top(kind) {
            return of_top..of_top + block;
        }
        let child = key.saturating_sub(of_top).checked_div(slots);
        let child = of_top + child.unwrap_or_default() * slots;
        if level < kind {
            return child..child + 1;
        }
        child..child + slots
    }
}

/// Where the things of a section come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Each is a function of the seed and its number. Of photos, which are counted rather than drawn, there are so many.
    Drawn { photos: u64 },
    /// They were described, or there are none yet.
    Written,
    /// They came after the start, as the lot of that number.
    Added(usize),
}

/// Which numbers the things of a section have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Keys {
    /// The key of the first thing at the top; the others follow.
    pub(super) first: u64,
    /// The key of the first thing that lies in another.
    pub(super) children: u64,
    /// How many keys each thing at the top has for what lies in it.
    pub(super) block: u64,
    /// How many of these a season or an album has for itself and what lies in it.
    pub(super) slots: u64,
}

/// What is told of a section beside what lies in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) agent: String,
    pub(crate) scanner: String,
    pub(crate) language: String,
    pub(crate) paths: Vec<String>,
    /// 0 is nowhere, 1 the home page, 2 the home page and the search.
    pub(crate) hidden: u64,
    pub(crate) created: u64,
    pub(crate) updated: u64,
    pub(crate) scanned: u64,
    /// The settings that somebody has changed, by their ids.
    pub(crate) settings: BTreeMap<String, String>,
}

impl About {
    /// What a section of a kind is from the start.
    pub(super) fn of(kind: Kind, matched: bool, path: &str) -> Self {
        let (agent, scanner) = agents(kind, matched);
        Self {
            agent: agent.to_owned(),
            scanner: scanner.to_owned(),
            language: "en-US".to_owned(),
            paths: vec![path.to_owned()],
            created: 1_652_515_200,
            updated: 1_763_990_000,
            scanned: 1_764_000_000,
            ..Self::default()
        }
    }
}

/// The agent and the scanner for things of a kind, whether an agent is to find out about them or not.
pub(crate) const fn agents(kind: Kind, matched: bool) -> (&'static str, &'static str) {
    match kind {
        Kind::Movie if matched => ("tv.plex.agents.movie", "Plex Movie"),
        Kind::Show => ("tv.plex.agents.series", "Plex TV Series"),
        Kind::Artist => ("tv.plex.agents.music", "Plex Music"),
        Kind::PhotoAlbum => ("com.plexapp.agents.none", "Plex Photo Scanner"),
        _ => ("com.plexapp.agents.none", "Plex Video Files Scanner"),
    }
}

/// All sections with what is told of them. A change makes another one of these.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelves {
    pub(super) sections: Arc<[Section]>,
    pub(super) about: BTreeMap<u32, About>,
    pub(super) written: BTreeMap<u32, Arc<Written>>,
    /// What came after the start.
    pub(super) lots: Vec<Lot>,
    pub(super) next_id: u32,
    pub(super) next_key: u64,
}

impl Shelves {
    pub(super) fn add(&mut self, section: Section, about: About) {
        self.next_id = self.next_id.max(section.id + 1);
        self.about.insert(section.id, about);
        let sections = self.sections.iter().copied().chain([section]);
        self.sections = sections.collect();
    }

    pub(super) fn remove(&mut self, id: u32) {
        self.about.remove(&id);
        self.written.remove(&id);
        // The others keep their numbers.
        for lot in self.lots.iter_mut().filter(|lot| lot.section.id == id) {
            lot.section.len = 0;
        }
        let left = self.sections.iter().filter(|section| section.id != id);
        self.sections = left.copied().collect();
    }

    pub(super) fn rename(&mut self, id: u32, title: &str) {
        let title = kept(title);
        let renamed = self.sections.iter().map(|section| Section {
            title: if section.id == id {
                title
            } else {
                section.title
            },
            ..*section
        });
        self.sections = renamed.collect();
    }
}

/// A title that stays for good, once for each text: so a section can be copied, and an item with it.
pub(super) fn kept(title: &str) -> &'static str {
    static TITLES: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut titles = TITLES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = titles.get(title) {
        return known;
    }
    let title: &'static str = Box::leak(title.into());
    titles.insert(title);
    title
}
