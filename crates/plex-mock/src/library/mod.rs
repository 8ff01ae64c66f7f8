//! The library behind the media server: made from a seed, the same every time, or described by somebody.

pub(crate) mod description;
mod drawn;
mod drawn_tags;
mod episode;
mod extras;
mod kind;
mod media;
mod members;
mod movie;
mod music;
mod people;
mod photos;
mod places;
mod section;
mod show;
mod shown;
mod sorting;
mod summaries;
mod titles;
mod told;
mod written;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use serde_json::Value;

pub(crate) use self::description::{Recorded, Series};
pub(crate) use self::media::LANGUAGES;
use self::{
    description::{Description, DescriptionError},
    drawn::drawn,
    places::made,
    section::{Keys, Shelves, Source},
    shown::child_of,
    written::{Thing, Written},
};
pub(crate) use self::{
    episode::Episode,
    kind::Kind,
    media::{first_media, key_of_media},
    movie::Movie,
    people::{person_of, tag_id},
    places::Item,
    section::{About, Section, agents},
    show::{Shape, Show},
    sorting::SortKey,
    told::{Short, Told},
};

/// How much of a thing an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// A line of a list.
    Listing,
    /// The thing by itself, with everything that is known of it.
    Whole,
    /// These members as the whole has them. The others may be missing: making them is what takes time.
    Only(&'static [&'static str]),
}

impl Detail {
    /// How much of a member is to be shown; nothing, where it need not even be made.
    pub(crate) fn of(self, member: &str) -> Option<Self> {
        match self {
            Self::Only(wanted) => wanted.contains(&member).then_some(Self::Whole),
            all => Some(all),
        }
    }

    /// Whether a member is shown that lines of lists do not have.
    pub(crate) fn is_whole(self, member: &str) -> bool {
        self.of(member) == Some(Self::Whole)
    }
}

/// How many things there are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) movies: usize,
    pub(crate) shows: usize,
    pub(crate) artists: usize,
    pub(crate) photos: usize,
    pub(crate) videos: usize,
    /// How large the file of the first movie is; as small as its format allows where nothing is said.
    pub(crate) large_file: Option<u64>,
}

/// All sections.
///
/// Drawn things are not kept: each is a function of the seed and its number, made when it is asked for. That makes a
/// library of a million movies as quick to start as one of ten. Described ones are kept as they were written.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) seed: u64,
    large_file: Option<u64>,
    /// Lines of what holds other things, which tell of it again: the next that is shown lies in the same, mostly.
    holders: Mutex<HashMap<u64, Arc<Value>>>,
    at_first: Arc<Shelves>,
    now: RwLock<Arc<Shelves>>,
}

impl Library {
    /// A library that is drawn as a whole.
    pub(crate) fn new(seed: u64, counts: Counts) -> Self {
        Self::of(seed, counts, drawn(counts, true))
    }

    /// A library with described sections behind the drawn ones.
    pub(crate) fn with(
        seed: u64,
        counts: Counts,
        description: &Description,
    ) -> Result<Self, DescriptionError> {
        let mut shelves = drawn(counts, false);
        description.shelve(&mut shelves)?;
        Ok(Self::of(seed, counts, shelves))
    }

    fn of(seed: u64, counts: Counts, shelves: Shelves) -> Self {
        let shelves = Arc::new(shelves);
        Self {
            seed,
            large_file: counts.large_file,
            holders: Mutex::default(),
            now: RwLock::new(Arc::clone(&shelves)),
            at_first: shelves,
        }
    }

    fn shelves(&self) -> Arc<Shelves> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Shelves)) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        let mut shelves = Shelves::clone(&now);
        change(&mut shelves);
        *now = Arc::new(shelves);
    }

    /// Takes back every change to the sections.
    pub(crate) fn reset(&self) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&self.at_first);
    }

    /// Whether a section that was there at first has gone.
    pub(crate) fn has_removed(&self) -> bool {
        let now = self.shelves();
        let first = self.at_first.about.keys();
        first.into_iter().any(|id| !now.about.contains_key(id))
    }

    pub(crate) fn sections(&self) -> Arc<[Section]> {
        Arc::clone(&self.shelves().sections)
    }

    pub(crate) fn section(&self, id: &str) -> Option<Section> {
        let id: u32 = id.parse().ok()?;
        let shelves = self.shelves();
        let mut sections = shelves.sections.iter();
        sections.find(|section| section.id == id).copied()
    }

    /// What is told of a section.
    pub(crate) fn about(&self, id: u32) -> About {
        self.shelves().about.get(&id).cloned().unwrap_or_default()
    }

    /// Adds a section in which nothing lies yet.
    pub(crate) fn add(&self, kind: Kind, title: &str, about: About) -> Option<Section> {
        let mut added = None;
        self.change(|shelves| {
            let section = Section {
                id: shelves.next_id,
                kind,
                title: section::kept(title),
                len: 0,
                matched: about.agent != section::agents(Kind::Photo, false).0,
                source: Source::Written,
                keys: Keys::default(),
            };
            shelves.add(section, about);
            added = Some(section);
        });
        added
    }

    /// Changes the title and what else is told of a section.
    pub(crate) fn edit(&self, id: u32, title: Option<&str>, about: About) {
        self.change(|shelves| {
            if let Some(title) = title {
                shelves.rename(id, title);
            }
            shelves.about.insert(id, about);
        });
    }

    /// Takes a section away with all that lies in it.
    pub(crate) fn remove(&self, id: u32) {
        self.change(|shelves| shelves.remove(id));
    }

    /// What was described of a section, if it was.
    fn written(&self, section: &Section) -> Option<Arc<Written>> {
        let shelves = self.shelves();
        match section.source {
            Source::Drawn { .. } => None,
            Source::Written => shelves.written.get(&section.id).cloned(),
            Source::Added(number) => Some(Arc::clone(&shelves.lots.get(number)?.written)),
        }
    }

    /// What was described of a thing, if it was.
    fn thing<T>(&self, item: Item, look: impl FnOnce(&Thing) -> T) -> Option<T> {
        self.written(&item.section)?.thing(item).map(look)
    }

    /// Everything that people had done before the start, as it was described.
    pub(crate) fn written_sections(&self) -> Vec<(Section, Arc<Written>)> {
        let shelves = self.shelves();
        let sections = shelves.sections.iter();
        sections
            .filter_map(|section| Some((*section, Arc::clone(shelves.written.get(&section.id)?))))
            .collect()
    }

    /// The file on the disk that was described for a part, a stream or a picture.
    pub(crate) fn file(&self, item: Item, name: &str) -> Option<PathBuf> {
        self.written(&item.section)?.file(name).map(PathBuf::from)
    }

    pub(crate) fn person_tag(&self, filter: &str, id: &str) -> Option<Value> {
        drawn_tags::person(self.seed, filter, id)
    }

    /// Whether the owner has seen an episode before anybody played anything here.
    pub(crate) fn was_seen(&self, item: Item) -> bool {
        let shape = Shape::of(self.seed, item.place.0);
        item.section.is_drawn()
            && item.kind == Kind::Episode
            && item.place.1 * shape.per_season + item.place.2 < shape.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        Library::new(
            7,
            Counts {
                movies: 3,
                shows: 2,
                artists: 3,
                photos: 45,
                videos: 2,
                large_file: None,
            },
        )
    }

    #[test]
    fn keys_lead_back_to_their_things() {
        let library = library();
        let at = |key: &str| {
            library
                .item(key.parse().ok()?)
                .map(|item| (item.section.id, item.place.0))
        };
        assert_eq!(at("1001"), Some((1, 0)));
        assert_eq!(at("1004"), Some((2, 0)));
        for nowhere in ["0", "-1", "999999999", "x", "18446744073709551615"] {
            assert!(at(nowhere).is_none(), "{nowhere}");
        }
        for section in library.sections().iter() {
            for kind in section.kind.levels() {
                let keys = library.keys(section, kind);
                assert!(!keys.is_empty(), "{kind:?}");
                for key in keys {
                    let item = library.item(key).unwrap();
                    assert_eq!(
                        (item.key, item.kind, item.section.id),
                        (key, kind, section.id)
                    );
                    let value = library.value(item, Detail::Listing);
                    assert_eq!(value["ratingKey"], key.to_string());
                    assert_eq!(value["title"], library.title(item));
                    if let Some(parent) = item.parent_key() {
                        assert_eq!(value["parentRatingKey"], parent.to_string());
                        let parent = library.item(parent).unwrap();
                        let mut within = library.keys_within(parent, kind);
                        within.extend(library.albums_within(parent));
                        assert!(within.contains(&key));
                    }
                }
            }
        }
    }

    #[test]
    fn a_show_holds_what_it_says() {
        let library = library();
        let show = library.item(1004).unwrap();
        let value = library.value(show, Detail::Whole);
        let count = |kind| library.keys_within(show, kind).len() as u64;
        assert_eq!(value["childCount"], count(Kind::Season));
        assert_eq!(value["leafCount"], count(Kind::Episode));
        let seen = library
            .keys_within(show, Kind::Episode)
            .into_iter()
            .filter(|key| library.was_seen(library.item(*key).unwrap()))
            .count();
        assert_eq!(value["viewedLeafCount"], seen as u64);
    }

    #[test]
    fn a_line_and_the_whole_tell_the_same() {
        let library = library();
        for section in library.sections().iter() {
            for kind in section.kind.levels() {
                let key = library.keys(section, kind)[0];
                let item = library.item(key).unwrap();
                let line = library.value(item, Detail::Listing);
                let whole = library.value(item, Detail::Whole);
                for (name, value) in line.as_object().unwrap() {
                    match value.as_array() {
                        None => assert_eq!(value, &whole[name], "{kind:?} {name}"),
                        Some(tags) => {
                            for (tag, of_whole) in tags.iter().zip(whole[name].as_array().unwrap())
                            {
                                assert_eq!(tag["tag"], of_whole["tag"], "{kind:?} {name}");
                            }
                        }
                    }
                }
            }
        }
    }
}
