//! What lists can be filtered and sorted by, and where in an item it stands.

use serde_json::Value;

use crate::{
    library::{Kind, SortKey},
    look::member,
};

/// How the values of a field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Integer,
    Boolean,
    Tag,
    Text,
    Date,
    Resolution,
    AudioLanguage,
    SubtitleLanguage,
}

impl Type {
    pub(crate) const ALL: [Self; 8] = [
        Self::Tag,
        Self::Integer,
        Self::Text,
        Self::Boolean,
        Self::Date,
        Self::SubtitleLanguage,
        Self::AudioLanguage,
        Self::Resolution,
    ];

    /// Whether the values are chosen out of a list, by their keys or their titles.
    pub(crate) const fn is_chosen(self) -> bool {
        matches!(
            self,
            Self::Tag | Self::Resolution | Self::AudioLanguage | Self::SubtitleLanguage
        )
    }

    /// The word for it in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Tag => "tag",
            Self::Text => "string",
            Self::Date => "date",
            Self::Resolution => "resolution",
            Self::AudioLanguage => "audioLanguage",
            Self::SubtitleLanguage => "subtitleLanguage",
        }
    }

    /// The operators and what they are called.
    pub(crate) const fn operators(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Integer => &[
                ("=", "is"),
                ("!=", "is not"),
                (">>=", "is greater than"),
                ("<<=", "is less than"),
            ],
            Self::Boolean => &[("=", "is true"), ("!=", "is false")],
            Self::Tag | Self::AudioLanguage | Self::SubtitleLanguage => {
                &[("=", "is"), ("!=", "is not")]
            }
            Self::Resolution => &[("=", "is")],
            Self::Text => &[
                ("=", "contains"),
                ("!=", "does not contain"),
                ("==", "is"),
                ("!==", "is not"),
                ("<=", "begins with"),
                (">=", "ends with"),
            ],
            Self::Date => &[("<<=", "is before"), (">>=", "is after")],
        }
    }
}

/// Where the values stand.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// A member of the item.
    Member(&'static str),
    /// A list of tags.
    Tags(&'static str),
    /// A member of each version.
    Media(&'static str),
    /// A member of each stream of that type.
    Stream(u64, &'static str),
    /// Found out from these members.
    Made(fn(&Value) -> Value, &'static [&'static str]),
}

/// Something that lists can be filtered or sorted by.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) kind: Type,
    /// Of which things it is known; all, when empty.
    of: &'static [Kind],
    place: Place,
    /// Whether clients offer to sort by it, and in which direction first.
    pub(crate) sort: Option<&'static str>,
    /// The things of which clients are told that they have it, where those are not all.
    told_of: Option<&'static [Kind]>,
    /// Whether clients are given a list of its values to choose from.
    pub(crate) is_filter: bool,
    /// What kind of number it is, for a client's form.
    pub(crate) subtype: Option<&'static str>,
}

/// The field of that name, if things of that kind have it.
pub(crate) fn field(name: &str, kind: Kind) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.name == name && field.is_of(kind))
}

/// Whether anything has a field of that name.
pub(crate) fn is_known(name: &str) -> bool {
    FIELDS.iter().any(|field| field.name == name)
}

/// All fields that things of this kind have.
pub(crate) fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.is_of(kind))
}

impl Field {
    /// Whether its values depend on who looks.
    pub(crate) fn is_of_viewer(&self) -> bool {
        OF_VIEWER.contains(&self.name)
    }

    /// The members of an item that its values stand in.
    pub(crate) fn members(&'static self) -> &'static [&'static str] {
        match &self.place {
            _ if self.is_of_viewer() => VIEWS,
            Place::Member(name) | Place::Tags(name) => std::slice::from_ref(name),
            Place::Media(_) | Place::Stream(..) => MEDIA,
            Place::Made(_, members) => members,
        }
    }

    /// What decides the place of a thing that has this value, and the title that it goes by.
    pub(crate) fn sort_key(&self, text: &str, title: Option<&str>) -> SortKey {
        match self.kind {
            Type::Integer | Type::Date | Type::Boolean => {
                // Ratings are the only numbers with something behind the point.
                let is_rating = self.name.to_lowercase().ends_with("rating");
                let scale = if is_rating { 10.0 } else { 1.0 };
                text.parse::<f64>().map_or_else(
                    |_| SortKey::text(text),
                    |number| SortKey::Number((number.max(0.0) * scale) as u64),
                )
            }
            _ => SortKey::text(title.unwrap_or(text)),
        }
    }

    fn is_of(&self, kind: Kind) -> bool {
        self.of.is_empty() || self.of.contains(&kind)
    }

    /// Whether clients are told that things of a kind have it. Queries may name more than what they are told of.
    pub(crate) fn is_told_of(&self, kind: Kind) -> bool {
        self.told_of.is_none_or(|kinds| kinds.contains(&kind))
    }

    const fn told_of(mut self, kinds: &'static [Kind]) -> Self {
        self.told_of = Some(kinds);
        self
    }

    const fn filter(mut self) -> Self {
        self.is_filter = true;
        self
    }

    const fn subtype(mut self, subtype: &'static str) -> Self {
        self.subtype = Some(subtype);
        self
    }

    /// The values that an item has, as text: of a tag, its number and its name.
    pub(crate) fn values(&self, item: &Value) -> Vec<(String, Option<String>)> {
        let one = |value: &Value| text(value).map(|text| (text, None));
        match self.place {
            Place::Member(name) => item.get(name).and_then(one).into_iter().collect(),
            Place::Made(make, _) => one(&make(item)).into_iter().collect(),
            Place::Media(name) => list(item, "Media")
                .iter()
                .filter_map(|media| media.get(name).and_then(one))
                .collect(),
            Place::Stream(kind, name) => list(item, "Media")
                .iter()
                .flat_map(|media| list(media, "Part"))
                .flat_map(|part| list(part, "Stream"))
                .filter(|stream| stream["streamType"] == kind)
                .filter_map(|stream| {
                    let key = stream.get(name).and_then(text)?;
                    let title = stream.get("language").and_then(text);
                    Some((key, title.filter(|_| name == "languageCode")))
                })
                .collect(),
            Place::Tags(name) => list(item, name)
                .iter()
                .filter_map(|tag| {
                    let title = tag.get("tag")?.as_str()?.to_owned();
                    let id = tag
                        .get("id")
                        .and_then(text)
                        .unwrap_or_else(|| title.clone());
                    Some((id, Some(title)))
                })
                .collect(),
        }
    }
}

fn list<'a>(item: &'a Value, name: &str) -> &'a [Value] {
    item.get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(u8::from(*flag).to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn unwatched(item: &Value) -> Value {
    let seen = match item["leafCount"].as_u64() {
        Some(leaves) => item["viewedLeafCount"].as_u64() >= Some(leaves),
        None => item["viewCount"].as_u64() > Some(0),
    };
    (!seen).into()
}

fn unwatched_leaves(item: &Value) -> Value {
    (item["leafCount"].as_u64() > item["viewedLeafCount"].as_u64()).into()
}

fn in_progress(item: &Value) -> Value {
    let some_leaves = item["viewedLeafCount"].as_u64() > Some(0) && unwatched(item) == true;
    (item["viewOffset"].as_u64() > Some(0) || some_leaves).into()
}

fn duplicate(item: &Value) -> Value {
    (list(item, "Media").len() > 1).into()
}

fn unmatched(item: &Value) -> Value {
    let guid = item["guid"].as_str().unwrap_or_default();
    (!guid.starts_with("plex://")).into()
}

fn never(_: &Value) -> Value {
    false.into()
}

fn decade(item: &Value) -> Value {
    item["year"].as_u64().map(|year| year / 10 * 10).into()
}

fn sort_title(item: &Value) -> Value {
    item.get("titleSort").unwrap_or(&item["title"]).clone()
}

fn view_count(item: &Value) -> Value {
    item.get("viewCount").cloned().unwrap_or_else(|| 0.into())
}

fn view_offset(item: &Value) -> Value {
    item.get("viewOffset").cloned().unwrap_or_else(|| 0.into())
}

fn unviewed_leaves(item: &Value) -> Value {
    let count = |name| item[name].as_u64().unwrap_or(0);
    count("leafCount")
        .saturating_sub(count("viewedLeafCount"))
        .into()
}

/// Where the first file of a thing lies.
fn file(item: &Value) -> Value {
    member(item, "Media/0/Part/0/file").clone()
}

/// The bytes of all files of a thing.
fn size(item: &Value) -> Value {
    let parts = list(item, "Media")
        .iter()
        .flat_map(|media| list(media, "Part"));
    let sizes: Vec<_> = parts.filter_map(|part| part["size"].as_u64()).collect();
    (!sizes.is_empty())
        .then(|| sizes.iter().sum::<u64>())
        .into()
}

/// What each person has done for themselves.
#[rustfmt::skip]
const OF_VIEWER: &[&str] = &[
    "inProgress", "lastRatedAt", "lastViewedAt", "unviewedLeafCount", "unwatched",
    "unwatchedLeaves", "userRating", "viewCount", "viewOffset", "viewedLeafCount",
];

/// The members that tell what somebody has done with a thing.
#[rustfmt::skip]
const VIEWS: &[&str] = &[
    "lastRatedAt", "lastViewedAt", "leafCount", "userRating", "viewCount", "viewOffset", "viewedLeafCount",
];

const MEDIA: &[&str] = &["Media"];

const VIDEOS: &[Kind] = &[Kind::Movie, Kind::Episode];
const PLAYABLE: &[Kind] = &[Kind::Movie, Kind::Episode, Kind::Track];
const PLAYED_OR_SHOWN: &[Kind] = &[
    Kind::Movie,
    Kind::Episode,
    Kind::Track,
    Kind::Photo,
    Kind::PhotoClip,
];
const MATCHED: &[Kind] = &[
    Kind::Movie,
    Kind::Show,
    Kind::Episode,
    Kind::Artist,
    Kind::Album,
];
const LABELLED: &[Kind] = &[Kind::Movie, Kind::Show, Kind::Album];
const YEARS: &[Kind] = &[
    Kind::Movie,
    Kind::Show,
    Kind::Episode,
    Kind::Album,
    Kind::Photo,
    Kind::PhotoClip,
];
const DECADES: &[Kind] = &[Kind::Movie, Kind::Show, Kind::Album];
const PARENTS: &[Kind] = &[Kind::Show, Kind::Season, Kind::Album];
const RATED: &[Kind] = &[Kind::Movie, Kind::Show, Kind::Episode];
const TOPS: &[Kind] = &[Kind::Movie, Kind::Show, Kind::Artist, Kind::Album];
const BOTH: &[Kind] = &[Kind::Movie, Kind::Show];
const MUSIC: &[Kind] = &[Kind::Artist, Kind::Album];

const fn new(
    name: &'static str,
    title: &'static str,
    kind: Type,
    of: &'static [Kind],
    place: Place,
    sort: Option<&'static str>,
) -> Field {
    Field {
        name,
        title,
        kind,
        of,
        place,
        sort,
        told_of: None,
        is_filter: false,
        subtype: None,
    }
}

use Place::{Made, Media, Member, Stream, Tags};
use Type::{AudioLanguage, Boolean, Date, Integer, Resolution, SubtitleLanguage, Tag, Text};

/// The sorts of tags, as whatever has any has them.
#[rustfmt::skip]
pub(crate) static TAGS: [Field; 14] = [
    tags("genre", "Genre"), tags("collection", "Collection"), tags("director", "Director"), tags("writer", "Writer"),
    tags("actor", "Role"), tags("producer", "Producer"), tags("country", "Country"), tags("label", "Label"),
    tags("tag", "Tag"), tags("mood", "Mood"), tags("style", "Style"), tags("format", "Format"),
    tags("subformat", "Subformat"), tags("similar", "Similar"),
];

const fn tags(name: &'static str, list: &'static str) -> Field {
    new(name, name, Tag, &[], Tags(list), None)
}

/// What lists cannot be asked for by, as far as clients are told.
const NOBODY: &[Kind] = &[];

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    new("title", "Title", Text, &[], Member("title"), None),
    new("titleSort", "Title", Text, &[], Made(sort_title, &["title", "titleSort"]), Some("asc")).told_of(NOBODY),
    new("year", "Year", Integer, &[], Member("year"), Some("desc")).filter().subtype("year").told_of(YEARS),
    new("decade", "Decade", Integer, &[], Made(decade, &["year"]), None).filter().subtype("decade").told_of(DECADES),
    new("originallyAvailableAt", "Release Date", Date, &[], Member("originallyAvailableAt"), Some("desc")),
    new("rating", "Critic Rating", Integer, &[], Member("rating"), Some("desc")).subtype("rating").told_of(&[Kind::Movie, Kind::Show, Kind::Episode, Kind::Album]),
    new("audienceRating", "Audience Rating", Integer, &[], Member("audienceRating"), Some("desc")).subtype("rating").told_of(RATED),
    new("userRating", "Rating", Integer, &[], Member("userRating"), Some("desc")).subtype("rating"),
    new("contentRating", "Content Rating", Tag, RATED, Member("contentRating"), Some("asc")).filter(),
    new("studio", "Studio", Text, &[Kind::Movie, Kind::Show, Kind::Album], Member("studio"), None).filter(),
    new("network", "Network", Tag, &[Kind::Show], Member("studio"), None).filter(),
    new("genre", "Genre", Tag, TOPS, Tags("Genre"), None).filter(),
    new("country", "Country", Tag, &[Kind::Movie, Kind::Show, Kind::Artist], Tags("Country"), None).filter(),
    new("collection", "Collection", Tag, &[], Tags("Collection"), None).filter(),
    new("label", "Label", Tag, &[], Tags("Label"), None).filter().told_of(LABELLED),
    new("director", "Director", Tag, VIDEOS, Tags("Director"), None).filter(),
    new("writer", "Writer", Tag, VIDEOS, Tags("Writer"), None).filter(),
    new("producer", "Producer", Tag, &[Kind::Movie], Tags("Producer"), None).filter(),
    new("actor", "Actor", Tag, RATED, Tags("Role"), None).filter(),
    new("mood", "Mood", Tag, &[Kind::Artist, Kind::Album, Kind::Track], Tags("Mood"), None).filter(),
    new("style", "Style", Tag, MUSIC, Tags("Style"), None).filter(),
    new("format", "Format", Tag, &[Kind::Album], Tags("Format"), None).filter(),
    new("subformat", "Type", Tag, &[Kind::Album], Tags("Subformat"), None).filter(),
    new("tag", "Tag", Tag, &[Kind::Photo], Tags("Tag"), None).filter(),
    new("make", "Camera Make", Tag, &[Kind::Photo], Media("make"), None).filter(),
    new("device", "Camera Model", Tag, &[Kind::Photo], Media("model"), None).filter(),
    new("lens", "Lens", Tag, &[Kind::Photo], Media("lens"), None).filter(),
    new("aperture", "Aperture", Tag, &[Kind::Photo], Media("aperture"), None).filter(),
    new("exposure", "Exposure", Tag, &[Kind::Photo], Media("exposure"), None).filter(),
    new("iso", "ISO", Integer, &[Kind::Photo], Media("iso"), None).filter(),
    new("resolution", "Resolution", Resolution, VIDEOS, Media("videoResolution"), Some("desc")).filter(),
    new("mediaHeight", "Resolution", Integer, VIDEOS, Media("height"), Some("desc")).told_of(NOBODY),
    new("mediaBitrate", "Bitrate", Integer, PLAYABLE, Media("bitrate"), Some("desc")).subtype("bitrate"),
    new("mediaSize", "File Size", Integer, PLAYABLE, Made(size, MEDIA), None).subtype("fileSize"),
    new("container", "Container", Tag, VIDEOS, Media("container"), None).filter(),
    new("videoCodec", "Video Codec", Tag, VIDEOS, Media("videoCodec"), None).filter(),
    new("audioCodec", "Audio Codec", Tag, VIDEOS, Media("audioCodec"), None).filter(),
    new("subtitleCodec", "Subtitle Codec", Tag, VIDEOS, Stream(3, "codec"), None).filter(),
    new("audioLanguage", "Audio Language", AudioLanguage, VIDEOS, Stream(2, "languageCode"), None).filter(),
    new("subtitleLanguage", "Subtitle Language", SubtitleLanguage, VIDEOS, Stream(3, "languageCode"), None).filter(),
    new("hdr", "HDR", Boolean, VIDEOS, Made(never, &[]), None).filter(),
    new("dovi", "Dolby Vision", Boolean, VIDEOS, Made(never, &[]), None).filter(),
    new("unwatched", "Unplayed", Boolean, &[], Made(unwatched, VIEWS), None).filter().told_of(&[Kind::Movie, Kind::Episode]),
    new("unwatchedLeaves", "Unplayed Episodes", Boolean, PARENTS, Made(unwatched_leaves, VIEWS), None).filter().told_of(&[Kind::Show]),
    new("inProgress", "In Progress", Boolean, &[Kind::Movie, Kind::Show, Kind::Episode], Made(in_progress, VIEWS), None).filter().told_of(VIDEOS),
    new("duplicate", "Duplicate", Boolean, VIDEOS, Made(duplicate, MEDIA), None).filter(),
    new("unmatched", "Unmatched", Boolean, &[], Made(unmatched, &["guid"]), None).filter().told_of(MATCHED),
    new("trash", "Trashed", Boolean, &[], Made(never, &[]), None).filter().told_of(&[Kind::Movie, Kind::Episode, Kind::Track, Kind::Photo]),
    new("duration", "Duration", Integer, &[Kind::Movie, Kind::Show, Kind::Episode, Kind::Track], Member("duration"), Some("desc")).subtype("duration"),
    new("viewOffset", "Progress", Integer, PLAYABLE, Made(view_offset, VIEWS), Some("desc")).told_of(VIDEOS),
    new("viewCount", "Plays", Integer, &[], Made(view_count, VIEWS), Some("desc")),
    new("skipCount", "Skips", Integer, &[Kind::Track], Member("skipCount"), None),
    new("addedAt", "Date Added", Date, &[], Member("addedAt"), Some("desc")),
    new("updatedAt", "Date Updated", Date, &[], Member("updatedAt"), None).told_of(NOBODY),
    new("lastViewedAt", "Date Viewed", Date, &[], Member("lastViewedAt"), Some("desc")),
    new("lastRatedAt", "Date Rated", Date, &[], Member("lastRatedAt"), None).told_of(NOBODY),
    new("index", "Number", Integer, &[], Member("index"), None).told_of(NOBODY),
    new("absoluteIndex", "Absolute Number", Integer, &[Kind::Episode, Kind::Track], Member("absoluteIndex"), None).told_of(NOBODY),
    new("parentIndex", "Parent Number", Integer, &[Kind::Episode, Kind::Track, Kind::Album], Member("parentIndex"), None).told_of(NOBODY),
    new("leafCount", "Episodes", Integer, PARENTS, Member("leafCount"), None).told_of(NOBODY),
    new("viewedLeafCount", "Viewed Episodes", Integer, PARENTS, Member("viewedLeafCount"), None).told_of(NOBODY),
    new("unviewedLeafCount", "Unplayed Episodes", Integer, PARENTS, Made(unviewed_leaves, VIEWS), Some("desc")).told_of(NOBODY),
    new("childCount", "Seasons", Integer, BOTH, Member("childCount"), None).told_of(NOBODY),
    new("ratingCount", "Popularity", Integer, &[Kind::Track], Member("ratingCount"), Some("desc")).told_of(NOBODY),
    new("bitrate", "Bitrate", Integer, PLAYABLE, Media("bitrate"), None).told_of(NOBODY),
    new("file", "File", Text, PLAYED_OR_SHOWN, Made(file, MEDIA), None).told_of(NOBODY),
    new("guid", "Guid", Text, &[], Member("guid"), None).told_of(NOBODY),
    new("id", "Id", Integer, &[], Member("ratingKey"), None).told_of(NOBODY),
    new("summary", "Summary", Text, &[], Member("summary"), None).told_of(NOBODY),
    new("tagline", "Tagline", Text, &[], Member("tagline"), None).told_of(NOBODY),
    new("editionTitle", "Edition", Text, &[Kind::Movie], Member("editionTitle"), None).filter(),
];
