//! What lists can be filtered and sorted by, and where in an item it stands.

use serde_json::Value;

use crate::library::Kind;

/// How the values of a field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Integer,
    Boolean,
    Tag,
    Text,
    Date,
}

impl Type {
    pub(crate) const ALL: [Self; 5] = [
        Self::Tag,
        Self::Integer,
        Self::Text,
        Self::Boolean,
        Self::Date,
    ];

    /// The word for it in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Tag => "tag",
            Self::Text => "string",
            Self::Date => "date",
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
            Self::Boolean => &[("=0", "is false"), ("=1", "is true")],
            Self::Tag => &[("=", "is"), ("!=", "is not")],
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
    /// Found out from several.
    Made(fn(&Value) -> Value),
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
    fn is_of(&self, kind: Kind) -> bool {
        self.of.is_empty() || self.of.contains(&kind)
    }

    /// The values that an item has, as text: of a tag, its number and its name.
    pub(crate) fn values(&self, item: &Value) -> Vec<(String, Option<String>)> {
        let one = |value: &Value| text(value).map(|text| (text, None));
        match self.place {
            Place::Member(name) => item.get(name).and_then(one).into_iter().collect(),
            Place::Made(make) => one(&make(item)).into_iter().collect(),
            Place::Media(name) => list(item, "Media")
                .iter()
                .filter_map(|media| media.get(name).and_then(one))
                .collect(),
            Place::Stream(kind, name) => list(item, "Media")
                .iter()
                .flat_map(|media| list(media, "Part"))
                .flat_map(|part| list(part, "Stream"))
                .filter(|stream| stream["streamType"] == kind)
                .filter_map(|stream| stream.get(name).and_then(one))
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

    /// Whether its values are texts or tags that a client can choose from a list.
    pub(crate) fn is_filter(&self) -> bool {
        matches!(self.kind, Type::Tag | Type::Boolean) || self.name == "year"
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

fn unviewed_leaves(item: &Value) -> Value {
    let count = |name| item[name].as_u64().unwrap_or(0);
    count("leafCount")
        .saturating_sub(count("viewedLeafCount"))
        .into()
}

const VIDEOS: &[Kind] = &[Kind::Movie, Kind::Episode];
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
    }
}

use Place::{Made, Media, Member, Stream, Tags};
use Type::{Boolean, Date, Integer, Tag, Text};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    new("title", "Title", Text, &[], Member("title"), None),
    new("titleSort", "Title", Text, &[], Made(sort_title), Some("asc")),
    new("year", "Year", Integer, &[], Member("year"), Some("desc")),
    new("decade", "Decade", Tag, &[], Made(decade), None),
    new("originallyAvailableAt", "Release Date", Date, &[], Member("originallyAvailableAt"), Some("desc")),
    new("rating", "Critic Rating", Integer, &[Kind::Movie, Kind::Show, Kind::Episode, Kind::Album], Member("rating"), Some("desc")),
    new("audienceRating", "Audience Rating", Integer, RATED, Member("audienceRating"), Some("desc")),
    new("userRating", "Rating", Integer, &[], Member("userRating"), Some("desc")),
    new("contentRating", "Content Rating", Tag, RATED, Member("contentRating"), Some("asc")),
    new("studio", "Studio", Tag, &[Kind::Movie, Kind::Show, Kind::Album], Member("studio"), None),
    new("network", "Network", Tag, &[Kind::Show], Member("studio"), None),
    new("genre", "Genre", Tag, TOPS, Tags("Genre"), None),
    new("country", "Country", Tag, &[Kind::Movie, Kind::Show, Kind::Artist], Tags("Country"), None),
    new("collection", "Collection", Tag, &[], Tags("Collection"), None),
    new("label", "Label", Tag, &[], Tags("Label"), None),
    new("director", "Director", Tag, VIDEOS, Tags("Director"), None),
    new("writer", "Writer", Tag, VIDEOS, Tags("Writer"), None),
    new("producer", "Producer", Tag, &[Kind::Movie], Tags("Producer"), None),
    new("actor", "Actor", Tag, RATED, Tags("Role"), None),
    new("mood", "Mood", Tag, &[Kind::Artist, Kind::Album, Kind::Track], Tags("Mood"), None),
    new("style", "Style", Tag, MUSIC, Tags("Style"), None),
    new("tag", "Tag", Tag, &[Kind::Photo], Tags("Tag"), None),
    new("resolution", "Resolution", Tag, VIDEOS, Media("videoResolution"), Some("desc")),
    new("container", "Container", Tag, VIDEOS, Media("container"), None),
    new("videoCodec", "Video Codec", Tag, VIDEOS, Media("videoCodec"), None),
    new("audioCodec", "Audio Codec", Tag, VIDEOS, Media("audioCodec"), None),
    new("subtitleCodec", "Subtitle Codec", Tag, VIDEOS, Stream(3, "codec"), None),
    new("audioLanguage", "Audio Language", Tag, VIDEOS, Stream(2, "languageCode"), None),
    new("subtitleLanguage", "Subtitle Language", Tag, VIDEOS, Stream(3, "languageCode"), None),
    new("hdr", "HDR", Boolean, VIDEOS, Made(never), None),
    new("unwatched", "Unwatched", Boolean, &[], Made(unwatched), None),
    new("unwatchedLeaves", "Unwatched Episodes", Boolean, PARENTS, Made(unwatched_leaves), None),
    new("inProgress", "In Progress", Boolean, &[Kind::Movie, Kind::Show, Kind::Episode], Made(in_progress), None),
    new("duplicate", "Duplicate", Boolean, VIDEOS, Made(duplicate), None),
    new("unmatched", "Unmatched", Boolean, &[], Made(unmatched), None),
    new("trash", "Trashed", Boolean, &[], Made(never), None),
    new("duration", "Duration", Integer, &[Kind::Movie, Kind::Show, Kind::Episode, Kind::Track], Member("duration"), Some("desc")),
    new("viewOffset", "Progress", Integer, VIDEOS, Member("viewOffset"), Some("desc")),
    new("viewCount", "Plays", Integer, &[], Made(view_count), Some("desc")),
    new("addedAt", "Date Added", Date, &[], Member("addedAt"), Some("desc")),
    new("updatedAt", "Date Updated", Date, &[], Member("updatedAt"), None),
    new("lastViewedAt", "Date Viewed", Date, &[], Member("lastViewedAt"), Some("desc")),
    new("lastRatedAt", "Date Rated", Date, &[], Member("lastRatedAt"), None),
    new("index", "Number", Integer, &[], Member("index"), None),
    new("parentIndex", "Parent Number", Integer, &[Kind::Episode, Kind::Track, Kind::Album], Member("parentIndex"), None),
    new("leafCount", "Episodes", Integer, PARENTS, Member("leafCount"), None),
    new("viewedLeafCount", "Viewed Episodes", Integer, PARENTS, Member("viewedLeafCount"), None),
    new("unviewedLeafCount", "Unplayed Episodes", Integer, PARENTS, Made(unviewed_leaves), Some("desc")),
    new("childCount", "Seasons", Integer, BOTH, Member("childCount"), None),
    new("bitrate", "Bitrate", Integer, &[Kind::Movie, Kind::Episode, Kind::Track], Media("bitrate"), Some("desc")),
    new("guid", "Guid", Text, &[], Member("guid"), None),
    new("id", "Id", Integer, &[], Member("ratingKey"), None),
    new("summary", "Summary", Text, &[], Member("summary"), None),
    new("editionTitle", "Edition", Text, &[Kind::Movie], Member("editionTitle"), None),
];
