//! A library described in a file: what may stand there, and what is said when something else does.

mod added;
mod shelve;

use std::{
    collections::BTreeMap,
    error::Error,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use self::added::{Lot, Recorded, Series};

/// A library that somebody has described, in YAML or JSON, for tests of their own.
///
/// What may stand there is shown by `crates/plex-mock/examples/library.yaml`. Members are called what answers call them
/// (`titleSort`, `contentRating`, `originallyAvailableAt`), durations are in milliseconds, moments in seconds since 1970,
/// ratings from 0 to 10. Whatever else answers may show of a thing goes under `more`, in the very shape in which it is to
/// be shown.
///
/// ```
/// use plex_mock::Description;
///
/// let described = Description::parse(
///     "
/// sections:
///   - title: Films
///     type: movie
///     items:
///       - title: The Quiet Harbour
///         year: 1971
///         genres: [Drama]
/// ",
/// );
/// assert!(described.is_ok());
///
/// let error = Description::parse("sections: [{title: Films, type: movie, colour: red}]").unwrap_err();
/// assert!(error.to_string().contains("unknown field `colour`"));
/// ```
#[derive(Debug, Clone)]
pub struct Description {
    written: Root,
    /// Where relative names of files begin.
    folder: PathBuf,
}

impl Description {
    /// Reads a description from a text. Files that it names lie in the present folder.
    ///
    /// # Errors
    ///
    /// When the text is neither YAML nor JSON, or holds what a description cannot: the message names the line, the field
    /// and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, DescriptionError> {
        let options = serde_saphyr::options! { strict_booleans: true };
        let written = serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| DescriptionError(error.to_string()))?;
        Ok(Self {
            written,
            folder: PathBuf::new(),
        })
    }

    /// Reads a description from a file. Files that it names lie beside it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, and as [`Description::parse`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, DescriptionError> {
        let path = path.as_ref();
        let named =
            |error: &dyn fmt::Display| DescriptionError(format!("{}: {error}", path.display()));
        let text = fs::read_to_string(path).map_err(|error: io::Error| named(&error))?;
        let mut description = Self::parse(&text).map_err(|error| named(&error))?;
        description.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(description)
    }

    pub(crate) fn playlists(&self) -> &[Playlist] {
        &self.written.playlists
    }
}

/// What is wrong with a description.
#[derive(Debug, Clone)]
pub struct DescriptionError(String);

impl DescriptionError {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for DescriptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for DescriptionError {}

/// The whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Root {
    sections: Vec<Described>,
    playlists: Vec<Playlist>,
}

/// A section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Described {
    title: String,
    #[serde(rename = "type")]
    kind: Holds,
    agent: Option<String>,
    scanner: Option<String>,
    language: Option<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    items: Vec<Entry>,
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Holds {
    Movie,
    Show,
    Artist,
    Photo,
    /// Other videos, such as no agent knows.
    Video,
}

/// A playlist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Playlist {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) summary: String,
    /// Whose it is, by name; the owner's, when nobody is named.
    pub(crate) owner: Option<String>,
    /// The titles of what is on it.
    #[serde(default)]
    pub(crate) items: Vec<String>,
}

/// A movie, show, season, episode, artist, album, track, album of photos, photo or extra.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Entry {
    title: String,
    title_sort: Option<String>,
    original_title: Option<String>,
    edition_title: Option<String>,
    index: Option<u64>,
    year: Option<u64>,
    summary: String,
    tagline: Option<String>,
    studio: Option<String>,
    content_rating: Option<String>,
    originally_available_at: Option<String>,
    duration: Option<u64>,
    added_at: Option<u64>,
    updated_at: Option<u64>,
    rating: Option<f64>,
    audience_rating: Option<f64>,
    guid: Option<String>,
    guids: Vec<String>,
    genres: Vec<String>,
    countries: Vec<String>,
    moods: Vec<String>,
    styles: Vec<String>,
    labels: Vec<String>,
    tags: Vec<String>,
    collections: Vec<String>,
    directors: Vec<String>,
    writers: Vec<String>,
    producers: Vec<String>,
    roles: Vec<Role>,
    ratings: Vec<Rating>,
    chapters: Vec<Chapter>,
    markers: Vec<Marker>,
    media: Vec<Version>,
    extras: Vec<Entry>,
    /// Of an extra: which kind it is.
    subtype: Option<String>,
    /// Pictures and music on the disk.
    thumb: Option<PathBuf>,
    art: Option<PathBuf>,
    theme: Option<PathBuf>,
    #[serde(
        alias = "seasons",
        alias = "episodes",
        alias = "albums",
        alias = "tracks",
        alias = "photos"
    )]
    items: Vec<Entry>,
    /// Of an album of photos: the number of the one that it lies in.
    #[serde(skip)]
    inside: Option<u64>,
    played: BTreeMap<String, Seen>,
    more: Map<String, Value>,
}

/// Somebody who plays in something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Role {
    name: String,
    #[serde(default)]
    role: String,
    thumb: Option<String>,
}

/// A rating by somebody.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rating {
    image: String,
    value: f64,
    #[serde(rename = "type")]
    kind: String,
}

/// A chapter, in milliseconds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    #[serde(default)]
    title: String,
    start: u64,
    end: u64,
}

/// A marker, in milliseconds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker {
    #[serde(rename = "type")]
    kind: Marks,
    start: u64,
    end: u64,
    #[serde(default, rename = "final")]
    is_final: bool,
}

/// What a marker marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Marks {
    Intro,
    Credits,
    Commercial,
    Bookmark,
}

impl Marks {
    const fn name(self) -> &'static str {
        match self {
            Self::Intro => "intro",
            Self::Credits => "credits",
            Self::Commercial => "commercial",
            Self::Bookmark => "bookmark",
        }
    }
}

/// A version of a thing's media.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Version {
    container: Option<String>,
    duration: Option<u64>,
    bitrate: Option<u64>,
    width: Option<u64>,
    height: Option<u64>,
    aspect_ratio: Option<f64>,
    audio_channels: Option<u64>,
    audio_codec: Option<String>,
    video_codec: Option<String>,
    video_resolution: Option<String>,
    video_frame_rate: Option<String>,
    video_profile: Option<String>,
    parts: Vec<Part>,
    more: Map<String, Value>,
}

/// A file of a version.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Part {
    /// A file on the disk that is sent.
    disk: Option<PathBuf>,
    /// The path that answers show.
    file: Option<String>,
    size: Option<u64>,
    duration: Option<u64>,
    container: Option<String>,
    streams: Vec<Stream>,
    more: Map<String, Value>,
}

/// A stream of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Stream {
    #[serde(rename = "type")]
    kind: Streams,
    codec: Option<String>,
    language: Option<String>,
    language_tag: Option<String>,
    language_code: Option<String>,
    title: Option<String>,
    #[serde(default)]
    default: bool,
    #[serde(default)]
    selected: bool,
    #[serde(default)]
    forced: bool,
    channels: Option<u64>,
    width: Option<u64>,
    height: Option<u64>,
    bitrate: Option<u64>,
    /// A file on the disk, of subtitles and lyrics that lie beside the video.
    disk: Option<PathBuf>,
    #[serde(default)]
    more: Map<String, Value>,
}

/// What a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Streams {
    Video = 1,
    Audio = 2,
    Subtitle = 3,
    Lyrics = 4,
}

/// What somebody has done with a thing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Seen {
    count: u64,
    /// How far they got, in milliseconds.
    offset: u64,
    at: Option<u64>,
    rating: Option<f64>,
}
