//! What reads better than the fields alone.

use crate::{MediaType, MediaTypeCode, Section, SectionId};

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
