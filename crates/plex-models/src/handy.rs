//! What reads better than the fields alone.

use crate::{MediaType, MediaTypeCode, Metadata, RatingKey, RatingKeys, Section, SectionId};

impl From<&Section> for SectionId {
    fn from(section: &Section) -> Self {
        section.key.clone()
    }
}

impl From<Section> for SectionId {
    fn from(section: Section) -> Self {
        section.key
    }
}

impl Section {
    /// What is played from the library: the episodes of one of shows, the tracks of one of artists, else what it holds.
    #[must_use]
    pub fn played_type(&self) -> MediaType {
        match &self.media_type {
            MediaType::Show => MediaType::Episode,
            MediaType::Artist => MediaType::Track,
            other => other.clone(),
        }
    }
}

impl From<&Metadata> for RatingKey {
    /// The item's key; an empty one, which no server knows, where the item has none.
    fn from(item: &Metadata) -> Self {
        item.rating_key.clone().unwrap_or_default()
    }
}

impl From<&Metadata> for RatingKeys {
    fn from(item: &Metadata) -> Self {
        RatingKey::from(item).into()
    }
}

impl From<&[Metadata]> for RatingKeys {
    fn from(items: &[Metadata]) -> Self {
        items.iter().collect()
    }
}

impl From<&Vec<Metadata>> for RatingKeys {
    fn from(items: &Vec<Metadata>) -> Self {
        items.as_slice().into()
    }
}

impl From<MediaType> for MediaTypeCode {
    /// The number by which a query names the type; a type without one stays as it is written.
    fn from(media_type: MediaType) -> Self {
        match media_type {
            MediaType::Movie => Self::Movie,
            MediaType::Show => Self::Show,
            MediaType::Season => Self::Season,
            MediaType::Episode => Self::Episode,
            MediaType::Trailer => Self::Trailer,
            MediaType::Person => Self::Person,
            MediaType::Artist => Self::Artist,
            MediaType::Album => Self::Album,
            MediaType::Track => Self::Track,
            MediaType::Clip => Self::Clip,
            MediaType::Photo => Self::Photo,
            MediaType::PhotoAlbum => Self::PhotoAlbum,
            MediaType::Playlist => Self::Playlist,
            MediaType::PlaylistFolder => Self::PlaylistFolder,
            MediaType::Collection => Self::Collection,
            other => Self::Other(other.as_str().into()),
        }
    }
}

impl Metadata {
    /// The title with what it takes to know the item by it: the year of a film, the series and number of an episode, the
    /// artist of an album or track.
    ///
    /// ```
    /// let item: plex_models::Metadata = serde_json::from_str(
    ///     r#"{"type": "episode", "title": "Low Tide", "grandparentTitle": "Harbour Lights", "parentIndex": 2, "index": 5}"#,
    /// )?;
    /// assert_eq!(item.full_title(), "Harbour Lights S02E05 Low Tide");
    ///
    /// let item: plex_models::Metadata = serde_json::from_str(r#"{"type": "movie", "title": "Tidewater", "year": 2019}"#)?;
    /// assert_eq!(item.full_title(), "Tidewater (2019)");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn full_title(&self) -> String {
        let title = self.title.as_deref().unwrap_or("?");
        let (parent, grandparent) = (&self.parent_title, &self.grandparent_title);
        match (&self.media_type, parent, grandparent, self.year) {
            (Some(MediaType::Episode), _, Some(show), _) => match (self.parent_index, self.index) {
                (Some(season), Some(number)) => format!("{show} S{season:02}E{number:02} {title}"),
                _ => format!("{show} – {title}"),
            },
            (Some(MediaType::Track), _, Some(artist), _) => format!("{artist} – {title}"),
            (Some(MediaType::Season | MediaType::Album), Some(parent), ..) => {
                format!("{parent} – {title}")
            }
            (Some(MediaType::Movie | MediaType::Show), .., Some(year)) => {
                format!("{title} ({year})")
            }
            _ => title.to_owned(),
        }
    }
}
