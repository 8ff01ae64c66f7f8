//! Things that come into a section after the start: described ones, recordings, and what was a version of another.

use std::{path::Path, sync::Arc};

use serde_json::Value;

use super::{
    super::{
        Library,
        section::{Keys, Section, Shelves, Source},
        written::{Thing, Written},
    },
    DescriptionError, Entry,
    shelve::{keys, laid_out, write},
};

/// What came together. It is numbered behind all that was there.
#[derive(Debug, Clone)]
pub(crate) struct Lot {
    /// The section into which it came, as if it held nothing else.
    pub(in crate::library) section: Section,
    entries: Vec<Entry>,
    pub(in crate::library) written: Arc<Written>,
}

/// What was recorded from television.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) title: String,
    pub(crate) guid: String,
    /// Of an episode: its series.
    pub(crate) of: Option<Series>,
    /// In milliseconds.
    pub(crate) duration: u64,
    /// In seconds since 1970.
    pub(crate) at: u64,
}

/// The series of an episode, and where in it that stands.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) title: String,
    pub(crate) guid: String,
    pub(crate) season: u64,
    pub(crate) episode: u64,
}

impl Library {
    /// The lots that came into a section.
    pub(crate) fn lots_of(&self, section: &Section) -> Vec<Section> {
        let shelves = self.shelves();
        let lots = shelves.lots.iter().map(|lot| lot.section);
        lots.filter(|lot| lot.id == section.id).collect()
    }

    /// Things come into a section, described as the items of a section are; gives their keys.
    pub(crate) fn add_described(
        &self,
        section: &Section,
        text: &str,
    ) -> Result<Vec<u64>, DescriptionError> {
        let options = serde_saphyr::options! { strict_booleans: true };
        let entries: Vec<Entry> = serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| DescriptionError::new(error.to_string()))?;
        let entries = laid_out(section.kind, entries);
        let len = entries.len() as u64;
        let first = self.add_lot(section, entries, |keys| keys)?;
        Ok((first..first + len).collect())
    }

    /// A recording comes into a section; gives the key of the movie or the episode.
    pub(crate) fn add_recorded(
        &self,
        section: &Section,
        recorded: &Recorded,
    ) -> Result<u64, DescriptionError> {
        let entry = Entry {
            title: recorded.title.clone(),
            guid: Some(recorded.guid.clone()),
            duration: Some(recorded.duration),
            added_at: Some(recorded.at),
            index: recorded.of.as_ref().map(|series| series.episode),
            ..Entry::default()
        };
        let Some(series) = &recorded.of else {
            return self.add_lot(section, vec![entry], |keys| keys);
        };
        let lots = self.shelves();
        let mut known = lots.lots.iter().enumerate().filter(|(_, lot)| {
            let show = lot.entries.first();
            let is_it = show.is_some_and(|show| show.guid.as_ref() == Some(&series.guid));
            lot.section.id == section.id && is_it
        });
        if let Some((number, lot)) = known.next() {
            return self.add_episode(number, lot.clone(), entry, series);
        }
        let season = Entry {
            index: Some(series.season),
            added_at: Some(recorded.at),
            items: vec![entry],
            ..Entry::default()
        };
        let show = Entry {
            title: series.title.clone(),
            guid: Some(series.guid.clone()),
            added_at: Some(recorded.at),
            items: vec![season],
            ..Entry::default()
        };
        // There is room for what will be recorded of it later.
        let first = self.add_lot(section, vec![show], |keys| Keys {
            slots: SLOTS,
            block: SLOTS * SLOTS,
            ..keys
        })?;
        Ok(first + 2)
    }

    /// A version of a thing comes into its section as a thing of its own, which `make` makes with its key.
    pub(crate) fn add_made(
        &self,
        section: &Section,
        make: impl FnOnce(u64) -> Value,
    ) -> Result<u64, DescriptionError> {
        let entry = Entry::default();
        let first = self.add_lot(section, vec![entry], |keys| keys)?;
        let thing = Thing::made(first, make(first));
        self.change(|shelves| {
            let mut lots = shelves.lots.iter_mut();
            if let Some(lot) = lots.find(|lot| lot.section.keys.first == first) {
                lot.written = Arc::new(Written::of(vec![thing]));
            }
        });
        Ok(first)
    }

    fn add_lot(
        &self,
        section: &Section,
        entries: Vec<Entry>,
        widen: impl FnOnce(Keys) -> Keys,
    ) -> Result<u64, DescriptionError> {
        let about = self.about(section.id);
        let mut added = Ok(0);
        self.change(|shelves| {
            let first = shelves.next_key;
            let len = entries.len();
            let section = Section {
                len,
                source: Source::Added(shelves.lots.len()),
                keys: widen(keys(section.kind, &entries, first)),
                ..*section
            };
            added = write(section, Path::new(""), &about, &entries).map(|written| {
                shelves.next_key = section.keys.children + len as u64 * section.keys.block;
                shelves.lots.push(Lot {
                    section,
                    entries,
                    written: Arc::new(written),
                });
                first
            });
        });
        added
    }

    /// Puts another episode into a show that was recorded before.
    fn add_episode(
        &self,
        number: usize,
        mut lot: Lot,
        entry: Entry,
        series: &Series,
    ) -> Result<u64, DescriptionError> {
        let full = || DescriptionError::new(format!("{}: too much was recorded", series.title));
        let show = lot.entries.first_mut().ok_or_else(full)?;
        let is_it = |season: &Entry| season.index == Some(series.season);
        let child = show.items.iter().position(is_it);
        let child = child.unwrap_or_else(|| {
            show.items.push(Entry {
                index: Some(series.season),
                ..Entry::default()
            });
            show.items.len() - 1
        });
        let season = show.items.get_mut(child).ok_or_else(full)?;
        season.items.push(entry);
        let leaf = season.items.len() as u64;
        if leaf >= SLOTS || child as u64 >= SLOTS {
            return Err(full());
        }
        let about = self.about(lot.section.id);
        lot.written = Arc::new(write(lot.section, Path::new(""), &about, &lot.entries)?);
        let key = lot.section.keys.children + child as u64 * SLOTS + leaf;
        self.change(|shelves: &mut Shelves| {
            if let Some(known) = shelves.lots.get_mut(number) {
                *known = lot;
            }
        });
        Ok(key)
    }

    /// Whether anything came after the start.
    pub(crate) fn has_lots(&self) -> bool {
        !self.shelves().lots.is_empty()
    }
}

/// So many seasons a recorded show can have, and so many episodes each, less one.
const SLOTS: u64 = 64;
