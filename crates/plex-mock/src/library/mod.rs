//! The library behind the media server: made from a seed, the same every time, or described by somebody.

pub(crate) mod description;
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
mod section;
mod show;
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

use crate::look::member;

pub(crate) use self::description::{Recorded, Series};
pub(crate) use self::media::LANGUAGES;
use self::{
    description::{Description, DescriptionError},
    music::Artist,
    photos::PER_ALBUM,
    section::{Keys, Shelves, Source},
    written::{Thing, Written},
};
pub(crate) use self::{
    episode::Episode,
    kind::Kind,
    media::{first_media, key_of_media},
    movie::Movie,
    people::{person_of, tag_id},
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

/// A thing, before it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) section: Section,
    pub(crate) kind: Kind,
    pub(crate) key: u64,
    /// Which one it is of those at the top, then of the season or album, then in that. Of an extra: the key of what it
    /// belongs to, and which one it is of those.
    pub(crate) place: (u64, u64, u64),
}

impl Item {
    /// The key of what holds it, or of what an extra belongs to.
    pub(crate) fn parent_key(&self) -> Option<u64> {
        let keys = &self.section.keys;
        match self.kind {
            Kind::Season | Kind::Album | Kind::Photo => Some(keys.first + self.place.0),
            Kind::Episode | Kind::Track => {
                Some(keys.children + self.place.0 * keys.block + self.place.1 * keys.slots)
            }
            Kind::Clip => Some(self.place.0),
            _ => None,
        }
    }
}

/// How many keys there are for a drawn season or album and what lies in it.
const fn slots(kind: Kind) -> u64 {
    match kind {
        Kind::Show => 32,
        _ => 16,
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

    /// The thing that has this key.
    pub(crate) fn item(&self, key: u64) -> Option<Item> {
        if let Some(number) = key.checked_sub(extras::FIRST) {
            return self.extra(number / extras::MOST, number % extras::MOST);
        }
        let shelves = self.shelves();
        let lots = shelves.lots.iter().map(|lot| &lot.section);
        let mut sections = shelves.sections.iter().chain(lots);
        sections.find_map(|section| self.item_in(section, key))
    }

    /// The thing that has this key, if it lies in this section, lots aside.
    pub(crate) fn item_in(&self, section: &Section, key: u64) -> Option<Item> {
        let keys = section.keys;
        let at = |first: u64, len: u64| key.checked_sub(first).filter(|index| *index < len);
        if let Some(index) = at(keys.first, section.len as u64) {
            return Some(made(section, section.kind, (index, 0, 0)));
        }
        let number = at(keys.children, section.len as u64 * keys.block)?;
        let (index, slot) = (number / keys.block, number % keys.block);
        let shape = self.shape(section, index);
        if section.kind == Kind::PhotoAlbum {
            let photos = shape.first().copied().unwrap_or(0);
            return (slot < photos).then(|| made(section, Kind::Photo, (index, 0, slot)));
        }
        let (child, slot) = (slot / keys.slots, slot % keys.slots);
        let leaves = *shape.get(usize::try_from(child).ok()?)?;
        let kind = section.kind.child()?;
        match slot.checked_sub(1) {
            None => Some(made(section, kind, (index, child, 0))),
            Some(leaf) if leaf < leaves => Some(made(section, kind.child()?, (index, child, leaf))),
            Some(_) => None,
        }
    }

    /// How much lies in each season or album of a thing at the top; of an album of photos, how many do.
    fn shape(&self, section: &Section, index: u64) -> Vec<u64> {
        let Source::Drawn { photos } = section.source else {
            let written = self.written(section);
            return written.map_or_else(Vec::new, |written| written.shape(section.kind, index));
        };
        let (children, leaves) = match section.kind {
            Kind::Show => {
                let shape = Shape::of(self.seed, index);
                (shape.seasons, shape.per_season)
            }
            Kind::Artist => Artist::make(self.seed, index).shape(),
            Kind::PhotoAlbum => (1, photos.saturating_sub(index * PER_ALBUM).min(PER_ALBUM)),
            _ => (0, 0),
        };
        vec![leaves; children as usize]
    }

    /// The extra of that number of the thing of that key.
    fn extra(&self, owner: u64, number: u64) -> Option<Item> {
        if owner >= extras::FIRST {
            return None;
        }
        let item = self.item(owner)?;
        (number < self.count_of_extras(item)).then(|| Item {
            section: item.section,
            kind: Kind::Clip,
            key: extras::FIRST + owner * extras::MOST + number,
            place: (owner, number, 0),
        })
    }

    fn count_of_extras(&self, item: Item) -> u64 {
        match item.section.source {
            Source::Written | Source::Added(_) => self
                .thing(item, |thing| thing.extras.len() as u64)
                .unwrap_or(0),
            Source::Drawn { .. } => extras::count(self.seed, item),
        }
    }

    /// The trailers and the like of a thing.
    pub(crate) fn extras(&self, item: Item) -> Vec<Item> {
        (0..self.count_of_extras(item))
            .filter_map(|number| self.extra(item.key, number))
            .collect()
    }

    /// The key of the thing of that number at the top of a section.
    pub(crate) fn first_key_at(&self, section: &Section, index: u64) -> Option<u64> {
        (index < section.len as u64).then_some(section.keys.first + index)
    }

    /// The keys of all things of a kind in a section, in the order of their numbers.
    pub(crate) fn keys(&self, section: &Section, kind: Kind) -> Vec<u64> {
        let mut keys = self.keys_in(section, kind);
        for lot in self.lots_of(section) {
            keys.extend(self.keys_in(&lot, kind));
        }
        keys
    }

    fn keys_in(&self, section: &Section, kind: Kind) -> Vec<u64> {
        let (first, len) = (section.keys.first, section.len as u64);
        if kind == section.kind {
            return (first..first + len).collect();
        }
        if kind.top() != section.kind {
            return Vec::new();
        }
        (0..len)
            .flat_map(|index| self.keys_within(made(section, section.kind, (index, 0, 0)), kind))
            .collect()
    }

    /// The keys of all things of a kind that lie in a thing.
    pub(crate) fn keys_within(&self, item: Item, kind: Kind) -> Vec<u64> {
        let section = &item.section;
        let (index, child, _) = item.place;
        if item.kind == kind {
            return vec![item.key];
        }
        if kind.top() != section.kind || kind < item.kind || item.kind == Kind::Clip {
            return Vec::new();
        }
        let shape = self.shape(section, index);
        let of = |place| made(section, kind, place).key;
        let is_leaf = kind.child().is_none();
        let of_child = |(child, leaves): (u64, u64)| {
            let leaves = if is_leaf { leaves } else { 1 };
            (0..leaves).map(move |leaf| (index, child, leaf))
        };
        let children = (0..).zip(shape);
        if item.kind == section.kind {
            return children.flat_map(of_child).map(of).collect();
        }
        let mine = children.filter(|(number, _)| is_leaf && *number == child);
        mine.flat_map(of_child).map(of).collect()
    }

    /// One thing as answers show it, before anybody has changed it.
    pub(crate) fn value(&self, item: Item, detail: Detail) -> Value {
        if !item.section.is_drawn() {
            return self
                .thing(item, |thing| thing.value(item, detail))
                .unwrap_or_default();
        }
        let (index, child, leaf) = item.place;
        let section = &item.section;
        let top = || self.holder(made(section, section.kind, (index, 0, 0)));
        let parent = || {
            let kind = item.kind.parent().unwrap_or(item.kind);
            self.holder(made(section, kind, (index, child, 0)))
        };
        match item.kind {
            Kind::Movie if section.matched => {
                let mut movie = Movie::make(self.seed, index).value(item.key, detail);
                let size = movie.pointer_mut("/Media/0/Part/0/size");
                if let (0, Some(large), Some(size)) = (index, self.large_file, size) {
                    *size = large.into();
                }
                movie
            }
            Kind::Movie => unmatched(
                Movie::make(self.seed ^ UNMATCHED, index).value(item.key, detail),
                item.key,
            ),
            Kind::Show => Show::make(self.seed, index).value(item.key, detail),
            Kind::Season => Show::make(self.seed, index).season(item.key, child, &top()),
            Kind::Episode => {
                let episode = Episode::make(&Show::make(self.seed, index), (child, leaf));
                episode.value(item.key, (&top(), &parent()), detail)
            }
            Kind::Artist => Artist::make(self.seed, index).value(item.key, detail),
            Kind::Album => Artist::make(self.seed, index).album(item.key, child, &top(), detail),
            Kind::Track => Artist::make(self.seed, index).track(
                item.key,
                (child, leaf),
                (&top(), &parent()),
                detail,
            ),
            Kind::PhotoAlbum => photos::album(self.seed, index, item.key),
            Kind::Photo => photos::photo(self.seed, (index, leaf), item.key, &top(), detail),
            Kind::Clip => extras::value(self.seed, item, detail),
        }
    }

    /// The line of a thing that holds others.
    fn holder(&self, item: Item) -> Arc<Value> {
        let holders = || self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = holders().get(&item.key) {
            return Arc::clone(known);
        }
        let made = Arc::new(self.value(item, Detail::Listing));
        let mut holders = holders();
        if holders.len() >= HOLDERS {
            holders.clear();
        }
        holders.insert(item.key, Arc::clone(&made));
        made
    }

    /// The title of a thing, without making the rest of it.
    pub(crate) fn title(&self, item: Item) -> String {
        let (index, child, leaf) = item.place;
        match item.kind {
            _ if !item.section.is_drawn() => self
                .thing(item, |thing| thing.title(item))
                .unwrap_or_default(),
            Kind::Movie if item.section.matched => Movie::make(self.seed, index).title(),
            Kind::Show => Show::make(self.seed, index).title(),
            Kind::Episode => Episode::make(&Show::make(self.seed, index), (child, leaf)).title(),
            Kind::Artist => Artist::make(self.seed, index).title.title,
            Kind::Album => Artist::album_title(self.seed, index, child),
            Kind::Track => Artist::track_title(self.seed, index, (child, leaf)),
            _ => member(&self.value(item, Detail::Listing), "title")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// What answers tell of a drawn tag, if it is a person.
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

/// The drawn sections, numbered by their kinds. The first may be there even if nothing lies in it.
fn drawn(counts: Counts, with_first: bool) -> Shelves {
    let albums = counts.photos.min(MOST).div_ceil(PER_ALBUM as usize);
    let wanted = [
        (Kind::Movie, "Movies", "/media/movies", counts.movies),
        (Kind::Show, "TV Shows", "/media/shows", counts.shows),
        (Kind::Artist, "Music", "/media/music", counts.artists),
        (Kind::PhotoAlbum, "Photos", "/media/photos", albums),
        (Kind::Movie, "Other Videos", "/media/videos", counts.videos),
    ];
    let mut next_key = 1001;
    let mut sections: Vec<_> = (1..)
        .zip(wanted)
        .map(|(id, (kind, title, path, len))| {
            let len = len.min(MOST);
            let first = next_key;
            next_key += len as u64;
            let photos = if id == 4 {
                counts.photos.min(MOST) as u64
            } else {
                0
            };
            let keys = Keys {
                first,
                children: 0,
                block: match kind {
                    Kind::Show => 9 * slots(kind),
                    Kind::Artist => 7 * slots(kind),
                    Kind::PhotoAlbum => PER_ALBUM,
                    _ => 0,
                },
                slots: slots(kind),
            };
            let section = Section {
                id,
                kind,
                title,
                len,
                matched: id < 4,
                source: Source::Drawn { photos },
                keys,
            };
            (section, path)
        })
        .collect();
    // What lies in other things is numbered behind all that does not, from a round number on.
    if next_key > 1001 {
        next_key = next_key.next_multiple_of(10_000);
    }
    let mut shelves = Shelves {
        next_id: 1,
        ..Shelves::default()
    };
    for (section, path) in &mut sections {
        section.keys.children = next_key;
        next_key += section.len as u64 * section.keys.block;
        if section.len > 0 || with_first && section.id == 1 {
            shelves.add(*section, About::of(section.kind, section.matched, path));
        }
    }
    shelves.next_key = next_key;
    shelves
}

/// The thing of a kind at a place.
const fn made(section: &Section, kind: Kind, place: (u64, u64, u64)) -> Item {
    let (index, child, leaf) = place;
    let keys = section.keys;
    let in_block = keys.children + index * keys.block;
    let key = match kind {
        Kind::Season | Kind::Album => in_block + child * keys.slots,
        Kind::Episode | Kind::Track => in_block + child * keys.slots + 1 + leaf,
        Kind::Photo => in_block + leaf,
        _ => keys.first + index,
    };
    Item {
        section: *section,
        kind,
        key,
        place,
    }
}

/// Writes into a thing what lies above it: `parentTitle`, `grandparentKey` and so on.
fn child_of(item: &mut Value, above: &Value, level: &str) {
    let Some(members) = item.as_object_mut() else {
        return;
    };
    for (name, of) in [
        ("RatingKey", "ratingKey"),
        ("Guid", "guid"),
        ("Slug", "slug"),
        ("Studio", "studio"),
        ("Title", "title"),
        ("Index", "index"),
        ("Thumb", "thumb"),
        ("Theme", "theme"),
        ("Year", "year"),
    ] {
        if level == "grandparent" && matches!(name, "Index" | "Year" | "Studio") {
            continue;
        }
        if let Some(value) = above.get(of) {
            members.insert(format!("{level}{name}"), value.clone());
        }
    }
    if let Some(art) = above.get("art").filter(|_| level == "grandparent") {
        members.insert("grandparentArt".to_owned(), art.clone());
    }
    let key = above["ratingKey"].as_str().unwrap_or_default();
    members.insert(
        format!("{level}Key"),
        format!("/library/metadata/{key}").into(),
    );
}

/// A video that no agent knows: only what the file tells.
fn unmatched(mut video: Value, key: u64) -> Value {
    if let Some(members) = video.as_object_mut() {
        members.retain(|name, _| !FROM_AGENTS.contains(&name.as_str()));
        members.insert(
            "guid".to_owned(),
            format!("com.plexapp.agents.none://{key}?lang=xn").into(),
        );
        members.insert("subtype".to_owned(), "clip".into());
        members.insert("summary".to_owned(), "".into());
    }
    video
}

#[rustfmt::skip]
const FROM_AGENTS: &[&str] = &[
    "Collection", "Country", "Director", "Genre", "Guid", "Image", "Producer", "Rating", "Role",
    "UltraBlurColors", "Writer", "audienceRating", "audienceRatingImage", "contentRating",
    "hasPremiumPrimaryExtra", "originalTitle", "rating", "ratingImage", "slug", "studio",
    "tagline",
];

/// So many lines of what holds others are kept.
const HOLDERS: usize = 512;

const UNMATCHED: u64 = 0x5151;

/// More than this no section holds.
const MOST: usize = 10_000_000;

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
                        assert!(library.keys_within(parent, kind).contains(&key));
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
