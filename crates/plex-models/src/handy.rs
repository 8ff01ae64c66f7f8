//! What reads better than the fields alone.

use std::sync::LazyLock;

use crate::{
    MediaType, MediaTypeCode, Metadata, MetadataRare, RatingKey, RatingKeys, Section, SectionId,
    Tag, TagRare,
};

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
            other => Self::Other(other.as_str().to_owned()),
        }
    }
}

impl Metadata {
    /// The fields that few items have; all empty where this one has none of them.
    ///
    /// ```
    /// let item: plex_models::Metadata = serde_json::from_str(r#"{"title": "Tidewater", "editionTitle": "Director's Cut"}"#)?;
    /// assert_eq!(item.rare().edition_title.as_deref(), Some("Director's Cut"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn rare(&self) -> &MetadataRare {
        static NONE: LazyLock<MetadataRare> = LazyLock::new(MetadataRare::default);
        self.rare.as_deref().unwrap_or(&NONE)
    }
}

impl Tag {
    /// The fields that few tags have; all empty where this one has none of them.
    #[must_use]
    pub fn rare(&self) -> &TagRare {
        static NONE: LazyLock<TagRare> = LazyLock::new(TagRare::default);
        self.rare.as_deref().unwrap_or(&NONE)
    }
}
