//! The library behind the media server: made from a seed, the same every time.

mod media;
mod movie;
mod music;
mod people;
mod photos;
mod show;
mod summaries;
mod titles;

use serde_json::Value;

use crate::look::member;

pub(crate) use self::media::LANGUAGES;
pub(crate) use self::{
    media::key_of_media,
    movie::Movie,
    people::tag_id,
    show::{Shape, Show},
};
use self::{music::Artist, photos::PER_ALBUM};

/// How much of a thing an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// A line of a list.
    Listing,
    /// The thing by itself, with everything that is known of it.
    Whole,
}

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Movie,
    Show,
    Season,
    Episode,
    Artist,
    Album,
    Track,
    PhotoAlbum,
    Photo,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Movie,
        Self::Show,
        Self::Season,
        Self::Episode,
        Self::Artist,
        Self::Album,
        Self::Track,
        Self::PhotoAlbum,
        Self::Photo,
    ];

    /// The word for it in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Show => "show",
            Self::Season => "season",
            Self::Episode => "episode",
            Self::Artist => "artist",
            Self::Album => "album",
            Self::Track => "track",
            Self::PhotoAlbum | Self::Photo => "photo",
        }
    }

    /// The word for it in queries, which tell albums of photos from photos.
    pub(crate) const fn query_name(self) -> &'static str {
        match self {
            Self::PhotoAlbum => "photoalbum",
            other => other.name(),
        }
    }

    /// The word for many of them, as a title.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Movie => "Movies",
            Self::Show => "Shows",
            Self::Season => "Seasons",
            Self::Episode => "Episodes",
            Self::Artist => "Artists",
            Self::Album => "Albums",
            Self::Track => "Tracks",
            Self::PhotoAlbum => "Photo Albums",
            Self::Photo => "Photos",
        }
    }

    /// The number for it in queries.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Movie => 1,
            Self::Show => 2,
            Self::Season => 3,
            Self::Episode => 4,
            Self::Artist => 8,
            Self::Album => 9,
            Self::Track => 10,
            Self::Photo => 13,
            Self::PhotoAlbum => 14,
        }
    }

    /// The kind of that number or name.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let number: Option<u32> = text.parse().ok();
        Self::ALL
            .into_iter()
            .find(|kind| Some(kind.number()) == number || kind.query_name() == text)
    }

    /// What holds it.
    pub(crate) const fn parent(self) -> Option<Self> {
        match self {
            Self::Season => Some(Self::Show),
            Self::Episode => Some(Self::Season),
            Self::Album => Some(Self::Artist),
            Self::Track => Some(Self::Album),
            Self::Photo => Some(Self::PhotoAlbum),
            _ => None,
        }
    }

    /// What it holds.
    pub(crate) fn child(self) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.parent() == Some(self))
    }

    /// What a section holds in which it lies.
    pub(crate) const fn top(self) -> Self {
        match self {
            Self::Movie => Self::Movie,
            Self::Show | Self::Season | Self::Episode => Self::Show,
            Self::Artist | Self::Album | Self::Track => Self::Artist,
            Self::PhotoAlbum | Self::Photo => Self::PhotoAlbum,
        }
    }

    /// Whether its pictures are wide rather than high.
    pub(crate) const fn is_wide(self) -> bool {
        matches!(self, Self::Episode)
    }

    /// Whether its pictures are square.
    pub(crate) const fn is_square(self) -> bool {
        matches!(
            self,
            Self::Artist | Self::Album | Self::Track | Self::Photo | Self::PhotoAlbum
        )
    }

    /// All the kinds of a section, from the top down.
    pub(crate) fn levels(self) -> Vec<Self> {
        std::iter::successors(Some(self.top()), |kind| kind.child()).collect()
    }
}

/// A section of the library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    pub(crate) title: &'static str,
    pub(crate) path: &'static str,
    pub(crate) len: usize,
    /// Whether an agent finds out about what lies in it.
    pub(crate) matched: bool,
    /// The things at the bottom, where they are counted rather than drawn.
    leaves: u64,
    first_key: u64,
    /// The key of the first thing that lies in another, and how many keys each at the top has for what lies in it.
    children_key: u64,
    block: u64,
}

/// A thing, before it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) section: Section,
    pub(crate) kind: Kind,
    pub(crate) key: u64,
    /// Which one it is of those at the top, then of the season or album, then in that.
    pub(crate) place: (u64, u64, u64),
}

impl Item {
    fn top_key(&self) -> u64 {
        self.section.first_key + self.place.0
    }

    /// The key of what holds it.
    pub(crate) fn parent_key(&self) -> Option<u64> {
        match self.kind {
            Kind::Season | Kind::Album | Kind::Photo => Some(self.top_key()),
            Kind::Episode | Kind::Track => Some(
                self.section.children_key
                    + self.place.0 * self.section.block
                    + self.place.1 * slots(self.kind),
            ),
            _ => None,
        }
    }
}

/// How many keys there are for a season or an album and what lies in it.
const fn slots(kind: Kind) -> u64 {
    match kind {
        Kind::Show | Kind::Season | Kind::Episode => 32,
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
/// Things are not kept: each is a function of the seed and its number, made when it is asked for. That makes a library of
/// a million movies as quick to start as one of ten.
#[derive(Debug)]
pub(crate) struct Library {
    pub(crate) seed: u64,
    sections: Vec<Section>,
    large_file: Option<u64>,
}

impl Library {
    pub(crate) fn new(seed: u64, counts: Counts) -> Self {
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
                let first_key = next_key;
                next_key += len as u64;
                Section {
                    id,
                    kind,
                    title,
                    path,
                    len,
                    matched: id < 4,
                    leaves: if id == 4 {
                        counts.photos.min(MOST) as u64
                    } else {
                        0
                    },
                    first_key,
                    children_key: 0,
                    block: match kind {
                        Kind::Show => 9 * slots(kind),
                        Kind::Artist => 7 * slots(kind),
                        Kind::PhotoAlbum => PER_ALBUM,
                        _ => 0,
                    },
                }
            })
            .collect();
        // What lies in other things is numbered behind all that does not, from a round number on.
        next_key = next_key.next_multiple_of(10_000);
        for section in &mut sections {
            section.children_key = next_key;
            next_key += section.len as u64 * section.block;
        }
        sections.retain(|section| section.len > 0 || section.id == 1);
        Self {
            seed,
            sections,
            large_file: counts.large_file,
        }
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    pub(crate) fn section(&self, id: &str) -> Option<Section> {
        let id: u32 = id.parse().ok()?;
        self.sections
            .iter()
            .find(|section| section.id == id)
            .copied()
    }

    /// The thing that has this key.
    pub(crate) fn item(&self, key: u64) -> Option<Item> {
        self.sections.iter().find_map(|section| {
            let at = |first: u64, len: u64| key.checked_sub(first).filter(|index| *index < len);
            if let Some(index) = at(section.first_key, section.len as u64) {
                return Some(self.made(section, section.kind, (index, 0, 0)));
            }
            let number = at(section.children_key, section.len as u64 * section.block)?;
            let (index, slot) = (number / section.block, number % section.block);
            if section.kind == Kind::PhotoAlbum {
                let photo = (index, 0, slot);
                return (slot < self.shape(section, index).1)
                    .then(|| self.made(section, Kind::Photo, photo));
            }
            let (children, leaves) = self.shape(section, index);
            let (child, slot) = (slot / slots(section.kind), slot % slots(section.kind));
            let kind = section.kind.child()?;
            match slot.checked_sub(1) {
                _ if child >= children => None,
                None => Some(self.made(section, kind, (index, child, 0))),
                Some(leaf) if leaf < leaves => {
                    Some(self.made(section, kind.child()?, (index, child, leaf)))
                }
                Some(_) => None,
            }
        })
    }

    fn made(&self, section: &Section, kind: Kind, place: (u64, u64, u64)) -> Item {
        let (index, child, leaf) = place;
        let in_block = section.children_key + index * section.block;
        let key = match kind {
            Kind::Season | Kind::Album => in_block + child * slots(kind),
            Kind::Episode | Kind::Track => in_block + child * slots(kind) + 1 + leaf,
            Kind::Photo => in_block + leaf,
            _ => section.first_key + index,
        };
        Item {
            section: *section,
            kind,
            key,
            place,
        }
    }

    /// How many seasons or albums a thing at the top has, and how much lies in each.
    fn shape(&self, section: &Section, index: u64) -> (u64, u64) {
        match section.kind {
            Kind::Show => {
                let shape = Shape::of(self.seed, index);
                (shape.seasons, shape.per_season)
            }
            Kind::Artist => Artist::make(self.seed, index).shape(),
            Kind::PhotoAlbum => (
                1,
                section
                    .leaves
                    .saturating_sub(index * PER_ALBUM)
                    .min(PER_ALBUM),
            ),
            _ => (0, 0),
        }
    }

    /// The key of the thing of that number at the top of a section.
    pub(crate) fn first_key_at(&self, section: &Section, index: u64) -> Option<u64> {
        (index < section.len as u64).then_some(section.first_key + index)
    }

    /// The keys of all things of a kind in a section, in the order of their numbers.
    pub(crate) fn keys(&self, section: &Section, kind: Kind) -> Vec<u64> {
        if kind == section.kind {
            return (section.first_key..section.first_key + section.len as u64).collect();
        }
        if kind.top() != section.kind {
            return Vec::new();
        }
        (0..section.len as u64)
            .flat_map(|index| {
                self.keys_within(self.made(section, section.kind, (index, 0, 0)), kind)
            })
            .collect()
    }

    /// The keys of all things of a kind that lie in a thing.
    pub(crate) fn keys_within(&self, item: Item, kind: Kind) -> Vec<u64> {
        let section = &item.section;
        let (index, child, _) = item.place;
        let (children, leaves) = self.shape(section, index);
        let leaf_kind = section.kind.levels().last().copied();
        if item.kind == kind {
            return vec![item.key];
        }
        if kind.top() != section.kind || kind < item.kind {
            return Vec::new();
        }
        let of = |place| self.made(section, kind, place).key;
        let is_leaf = leaf_kind == Some(kind);
        if item.kind != section.kind {
            return if is_leaf {
                (0..leaves).map(|leaf| of((index, child, leaf))).collect()
            } else {
                Vec::new()
            };
        }
        (0..children)
            .flat_map(|child| {
                let leaves = if is_leaf { leaves } else { 1 };
                (0..leaves).map(move |leaf| (index, child, leaf))
            })
            .map(of)
            .collect()
    }

    /// One thing as answers show it, before anybody has changed it.
    pub(crate) fn value(&self, item: Item, detail: Detail) -> Value {
        let (index, child, leaf) = item.place;
        let section = &item.section;
        let top = || {
            self.value(
                self.made(section, section.kind, (index, 0, 0)),
                Detail::Listing,
            )
        };
        let parent = || {
            let kind = item.kind.parent().unwrap_or(item.kind);
            self.value(self.made(section, kind, (index, child, 0)), Detail::Listing)
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
            Kind::Episode => Show::make(self.seed, index).episode(
                item.key,
                (child, leaf),
                (&top(), &parent()),
                detail,
            ),
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
        }
    }

    /// The title of a thing, without making the rest of it.
    pub(crate) fn title(&self, item: Item) -> String {
        let (index, child, leaf) = item.place;
        match item.kind {
            Kind::Movie if item.section.matched => Movie::make(self.seed, index).title.title,
            Kind::Show => Show::make(self.seed, index).title.title,
            Kind::Episode => Show::episode_title(self.seed, index, (child, leaf)),
            Kind::Artist => Artist::make(self.seed, index).title.title,
            Kind::Album => Artist::album_title(self.seed, index, child),
            Kind::Track => Artist::track_title(self.seed, index, (child, leaf)),
            _ => member(&self.value(item, Detail::Listing), "title")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// The value that decides a thing's place, where it can be had without making the whole.
    pub(crate) fn sort_key(&self, item: Item, field: Field) -> Option<SortKey> {
        match item.kind {
            Kind::Movie if item.section.matched => {
                Some(Movie::make(self.seed, item.place.0).sort_key(field))
            }
            Kind::Show => Some(Show::make(self.seed, item.place.0).sort_key(field)),
            _ => None,
        }
    }

    /// Whether the owner has seen an episode before anybody played anything here.
    pub(crate) fn was_seen(&self, item: Item) -> bool {
        let shape = Shape::of(self.seed, item.place.0);
        item.kind == Kind::Episode && item.place.1 * shape.per_season + item.place.2 < shape.seen
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

const UNMATCHED: u64 = 0x5151;

/// More than this no section holds.
const MOST: usize = 10_000_000;

/// What lists can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Year,
    Released,
    Added,
    Updated,
    Rating,
    AudienceRating,
    Duration,
}

/// The value that decides a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    /// What is missing comes first.
    Missing,
    Number(u64),
    Text(String),
}

impl SortKey {
    /// Titles sort without regard to case.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }
}

impl Field {
    /// The field of that name.
    pub(crate) fn read(name: &str) -> Option<Self> {
        Some(match name {
            "titleSort" | "title" => Self::Title,
            "year" => Self::Year,
            "originallyAvailableAt" => Self::Released,
            "addedAt" => Self::Added,
            "updatedAt" => Self::Updated,
            "rating" => Self::Rating,
            "audienceRating" => Self::AudienceRating,
            "duration" => Self::Duration,
            _ => return None,
        })
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
                ..Counts::default()
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
        for section in library.sections() {
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
        for section in library.sections() {
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
