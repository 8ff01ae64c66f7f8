//! The same data as serde's derive reads it: one shape for each value, nothing kept that is not named.
//!
//! The fields are those that the listing has, in the types that ours have. Where they must differ: `hasPremiumPrimaryExtra`
//! is a flag in quotes, which no derived `bool` reads, and ids are bare.

use chrono::{DateTime, NaiveDate, Utc, serde::ts_seconds_option};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(rename = "MediaContainer")]
    pub media_container: Items,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
pub(crate) struct Items {
    size: Option<i64>,
    allow_sync: Option<bool>,
    identifier: Option<String>,
    media_tag_prefix: Option<String>,
    media_tag_version: Option<i64>,
    title1: Option<String>,
    title2: Option<String>,
    #[serde(rename = "librarySectionID")]
    library_section_id: Option<i64>,
    library_section_title: Option<String>,
    #[serde(rename = "librarySectionUUID")]
    library_section_uuid: Option<String>,
    art: Option<String>,
    thumb: Option<String>,
    view_group: Option<String>,
    view_mode: Option<i64>,
    content: Option<String>,
    #[serde(rename = "Metadata", default)]
    pub metadata: Vec<Metadata>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MediaType {
    Movie,
    Show,
    Season,
    Episode,
    Artist,
    Album,
    Track,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
pub(crate) struct Metadata {
    rating_key: Option<String>,
    key: Option<String>,
    guid: Option<String>,
    #[serde(rename = "type")]
    media_type: Option<MediaType>,
    title: Option<String>,
    title_sort: Option<String>,
    original_title: Option<String>,
    slug: Option<String>,
    summary: Option<String>,
    tagline: Option<String>,
    year: Option<i64>,
    originally_available_at: Option<NaiveDate>,
    studio: Option<String>,
    content_rating: Option<String>,
    duration: Option<i64>,
    #[serde(default, with = "ts_seconds_option")]
    added_at: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_seconds_option")]
    updated_at: Option<DateTime<Utc>>,
    thumb: Option<String>,
    art: Option<String>,
    #[serde(rename = "UltraBlurColors")]
    ultra_blur_colors: Option<UltraBlurColors>,
    rating: Option<f64>,
    rating_image: Option<String>,
    audience_rating: Option<f64>,
    audience_rating_image: Option<String>,
    view_count: Option<i64>,
    view_offset: Option<i64>,
    #[serde(default, with = "ts_seconds_option")]
    last_viewed_at: Option<DateTime<Utc>>,
    chapter_source: Option<String>,
    has_premium_primary_extra: Option<String>,
    #[serde(rename = "Genre", default)]
    genres: Vec<Tag>,
    #[serde(rename = "Country", default)]
    countries: Vec<Tag>,
    #[serde(rename = "Director", default)]
    directors: Vec<Tag>,
    #[serde(rename = "Writer", default)]
    writers: Vec<Tag>,
    #[serde(rename = "Role", default)]
    roles: Vec<Tag>,
    #[serde(rename = "Collection", default)]
    collections: Vec<Tag>,
    #[serde(rename = "Guid", default)]
    guids: Vec<Guid>,
    #[serde(rename = "Media", default)]
    media: Vec<Media>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
pub(crate) struct UltraBlurColors {
    top_left: Option<String>,
    top_right: Option<String>,
    bottom_right: Option<String>,
    bottom_left: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub(crate) struct Tag {
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub(crate) struct Guid {
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
pub(crate) struct Media {
    id: Option<i64>,
    duration: Option<i64>,
    bitrate: Option<i64>,
    width: Option<i64>,
    height: Option<i64>,
    aspect_ratio: Option<f64>,
    audio_channels: Option<i64>,
    audio_codec: Option<String>,
    audio_profile: Option<String>,
    video_codec: Option<String>,
    video_profile: Option<String>,
    video_resolution: Option<String>,
    video_frame_rate: Option<String>,
    container: Option<String>,
    has_voice_activity: Option<bool>,
    has64bit_offsets: Option<bool>,
    optimized_for_streaming: Option<bool>,
    #[serde(rename = "Part", default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
pub(crate) struct Part {
    id: Option<i64>,
    key: Option<String>,
    duration: Option<i64>,
    file: Option<String>,
    size: Option<i64>,
    container: Option<String>,
    audio_profile: Option<String>,
    video_profile: Option<String>,
    indexes: Option<String>,
    has64bit_offsets: Option<bool>,
    optimized_for_streaming: Option<bool>,
}
