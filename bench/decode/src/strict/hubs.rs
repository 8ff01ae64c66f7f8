//! The fields of hubs. Written by `bench/decode/strict.py`.

use serde::Deserialize;

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Answer {
    #[serde(rename = "MediaContainer")]
    pub media_container: MediaContainer,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct MediaContainer {
    #[serde(rename = "Hub", default)]
    hub: Vec<Hub>,
    #[serde(rename = "@allowSync", alias = "allowSync")]
    allow_sync: Option<bool>,
    #[serde(rename = "@identifier", alias = "identifier")]
    identifier: Option<String>,
    #[serde(rename = "@size", alias = "size")]
    size: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Hub {
    #[serde(
        rename = "Metadata",
        alias = "Video",
        alias = "Directory",
        alias = "Track",
        alias = "Photo",
        default
    )]
    pub metadata: Vec<Metadata>,
    #[serde(rename = "@context", alias = "context")]
    context: Option<String>,
    #[serde(rename = "@hubIdentifier", alias = "hubIdentifier")]
    hub_identifier: Option<String>,
    #[serde(rename = "@hubKey", alias = "hubKey")]
    hub_key: Option<String>,
    #[serde(rename = "@key", alias = "key")]
    key: Option<String>,
    #[serde(rename = "@more", alias = "more")]
    more: Option<bool>,
    #[serde(rename = "@promoted", alias = "promoted")]
    promoted: Option<bool>,
    #[serde(rename = "@random", alias = "random")]
    random: Option<bool>,
    #[serde(rename = "@size", alias = "size")]
    size: Option<i64>,
    #[serde(rename = "@style", alias = "style")]
    style: Option<String>,
    #[serde(rename = "@title", alias = "title")]
    title: Option<String>,
    #[serde(rename = "@type", alias = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Metadata {
    #[serde(rename = "Collection", default)]
    collection: Vec<Collection>,
    #[serde(rename = "Country", default)]
    country: Vec<Country>,
    #[serde(rename = "Director", default)]
    director: Vec<Director>,
    #[serde(rename = "Genre", default)]
    genre: Vec<Genre>,
    #[serde(rename = "Guid", default)]
    guid: Vec<Guid>,
    #[serde(rename = "Image", default)]
    image: Vec<Image>,
    #[serde(rename = "Media", default)]
    media: Vec<Media>,
    #[serde(rename = "Role", default)]
    role: Vec<Role>,
    #[serde(rename = "UltraBlurColors")]
    ultra_blur_colors: Option<UltraBlurColors>,
    #[serde(rename = "Writer", default)]
    writer: Vec<Writer>,
    #[serde(rename = "@addedAt", alias = "addedAt")]
    added_at: Option<i64>,
    #[serde(rename = "@art", alias = "art")]
    art: Option<String>,
    #[serde(rename = "@audienceRating", alias = "audienceRating")]
    audience_rating: Option<f64>,
    #[serde(rename = "@audienceRatingImage", alias = "audienceRatingImage")]
    audience_rating_image: Option<String>,
    #[serde(rename = "@chapterSource", alias = "chapterSource")]
    chapter_source: Option<String>,
    #[serde(rename = "@contentRating", alias = "contentRating")]
    content_rating: Option<String>,
    #[serde(rename = "@duration", alias = "duration")]
    duration: Option<i64>,
    #[serde(rename = "@grandparentArt", alias = "grandparentArt")]
    grandparent_art: Option<String>,
    #[serde(rename = "@grandparentGuid", alias = "grandparentGuid")]
    grandparent_guid: Option<String>,
    #[serde(rename = "@grandparentKey", alias = "grandparentKey")]
    grandparent_key: Option<String>,
    #[serde(rename = "@grandparentRatingKey", alias = "grandparentRatingKey")]
    grandparent_rating_key: Option<String>,
    #[serde(rename = "@grandparentSlug", alias = "grandparentSlug")]
    grandparent_slug: Option<String>,
    #[serde(rename = "@grandparentTheme", alias = "grandparentTheme")]
    grandparent_theme: Option<String>,
    #[serde(rename = "@grandparentThumb", alias = "grandparentThumb")]
    grandparent_thumb: Option<String>,
    #[serde(rename = "@grandparentTitle", alias = "grandparentTitle")]
    grandparent_title: Option<String>,
    #[serde(rename = "@guid", alias = "guid")]
    guid_too: Option<String>,
    #[serde(rename = "@hasPremiumPrimaryExtra", alias = "hasPremiumPrimaryExtra")]
    has_premium_primary_extra: Option<String>,
    #[serde(rename = "@index", alias = "index")]
    index: Option<i64>,
    #[serde(rename = "@key", alias = "key")]
    key: Option<String>,
    #[serde(rename = "@lastViewedAt", alias = "lastViewedAt")]
    last_viewed_at: Option<i64>,
    #[serde(rename = "@leafCount", alias = "leafCount")]
    leaf_count: Option<i64>,
    #[serde(rename = "@librarySectionID", alias = "librarySectionID")]
    library_section_id: Option<i64>,
    #[serde(rename = "@librarySectionKey", alias = "librarySectionKey")]
    library_section_key: Option<String>,
    #[serde(rename = "@librarySectionTitle", alias = "librarySectionTitle")]
    library_section_title: Option<String>,
    #[serde(rename = "@originalTitle", alias = "originalTitle")]
    original_title: Option<String>,
    #[serde(rename = "@originallyAvailableAt", alias = "originallyAvailableAt")]
    originally_available_at: Option<String>,
    #[serde(rename = "@parentGuid", alias = "parentGuid")]
    parent_guid: Option<String>,
    #[serde(rename = "@parentIndex", alias = "parentIndex")]
    parent_index: Option<i64>,
    #[serde(rename = "@parentKey", alias = "parentKey")]
    parent_key: Option<String>,
    #[serde(rename = "@parentRatingKey", alias = "parentRatingKey")]
    parent_rating_key: Option<String>,
    #[serde(rename = "@parentSlug", alias = "parentSlug")]
    parent_slug: Option<String>,
    #[serde(rename = "@parentStudio", alias = "parentStudio")]
    parent_studio: Option<String>,
    #[serde(rename = "@parentTheme", alias = "parentTheme")]
    parent_theme: Option<String>,
    #[serde(rename = "@parentThumb", alias = "parentThumb")]
    parent_thumb: Option<String>,
    #[serde(rename = "@parentTitle", alias = "parentTitle")]
    parent_title: Option<String>,
    #[serde(rename = "@parentYear", alias = "parentYear")]
    parent_year: Option<i64>,
    #[serde(rename = "@rating", alias = "rating")]
    rating: Option<f64>,
    #[serde(rename = "@ratingImage", alias = "ratingImage")]
    rating_image: Option<String>,
    #[serde(rename = "@ratingKey", alias = "ratingKey")]
    rating_key: Option<String>,
    #[serde(rename = "@slug", alias = "slug")]
    slug: Option<String>,
    #[serde(rename = "@studio", alias = "studio")]
    studio: Option<String>,
    #[serde(rename = "@summary", alias = "summary")]
    summary: Option<String>,
    #[serde(rename = "@tagline", alias = "tagline")]
    tagline: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
    #[serde(rename = "@title", alias = "title")]
    title: Option<String>,
    #[serde(rename = "@titleSort", alias = "titleSort")]
    title_sort: Option<String>,
    #[serde(rename = "@type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "@updatedAt", alias = "updatedAt")]
    updated_at: Option<i64>,
    #[serde(rename = "@viewCount", alias = "viewCount")]
    view_count: Option<i64>,
    #[serde(rename = "@viewOffset", alias = "viewOffset")]
    view_offset: Option<i64>,
    #[serde(rename = "@viewedLeafCount", alias = "viewedLeafCount")]
    viewed_leaf_count: Option<i64>,
    #[serde(rename = "@year", alias = "year")]
    year: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Collection {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Country {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Director {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Genre {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Guid {
    #[serde(rename = "@id", alias = "id")]
    id: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Image {
    #[serde(rename = "@alt", alias = "alt")]
    alt: Option<String>,
    #[serde(rename = "@type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "@url", alias = "url")]
    url: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Media {
    #[serde(rename = "Part", default)]
    part: Vec<Part>,
    #[serde(rename = "@aspectRatio", alias = "aspectRatio")]
    aspect_ratio: Option<f64>,
    #[serde(rename = "@audioChannels", alias = "audioChannels")]
    audio_channels: Option<i64>,
    #[serde(rename = "@audioCodec", alias = "audioCodec")]
    audio_codec: Option<String>,
    #[serde(rename = "@audioProfile", alias = "audioProfile")]
    audio_profile: Option<String>,
    #[serde(rename = "@bitrate", alias = "bitrate")]
    bitrate: Option<i64>,
    #[serde(rename = "@container", alias = "container")]
    container: Option<String>,
    #[serde(rename = "@duration", alias = "duration")]
    duration: Option<i64>,
    #[serde(rename = "@has64bitOffsets", alias = "has64bitOffsets")]
    has64bit_offsets: Option<bool>,
    #[serde(rename = "@hasVoiceActivity", alias = "hasVoiceActivity")]
    has_voice_activity: Option<bool>,
    #[serde(rename = "@height", alias = "height")]
    height: Option<i64>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@optimizedForStreaming", alias = "optimizedForStreaming")]
    optimized_for_streaming: Option<bool>,
    #[serde(rename = "@videoCodec", alias = "videoCodec")]
    video_codec: Option<String>,
    #[serde(rename = "@videoFrameRate", alias = "videoFrameRate")]
    video_frame_rate: Option<String>,
    #[serde(rename = "@videoProfile", alias = "videoProfile")]
    video_profile: Option<String>,
    #[serde(rename = "@videoResolution", alias = "videoResolution")]
    video_resolution: Option<String>,
    #[serde(rename = "@width", alias = "width")]
    width: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Part {
    #[serde(rename = "@audioProfile", alias = "audioProfile")]
    audio_profile: Option<String>,
    #[serde(rename = "@container", alias = "container")]
    container: Option<String>,
    #[serde(rename = "@duration", alias = "duration")]
    duration: Option<i64>,
    #[serde(rename = "@file", alias = "file")]
    file: Option<String>,
    #[serde(rename = "@has64bitOffsets", alias = "has64bitOffsets")]
    has64bit_offsets: Option<bool>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@indexes", alias = "indexes")]
    indexes: Option<String>,
    #[serde(rename = "@key", alias = "key")]
    key: Option<String>,
    #[serde(rename = "@optimizedForStreaming", alias = "optimizedForStreaming")]
    optimized_for_streaming: Option<bool>,
    #[serde(rename = "@size", alias = "size")]
    size: Option<i64>,
    #[serde(rename = "@videoProfile", alias = "videoProfile")]
    video_profile: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Role {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct UltraBlurColors {
    #[serde(rename = "@bottomLeft", alias = "bottomLeft")]
    bottom_left: Option<String>,
    #[serde(rename = "@bottomRight", alias = "bottomRight")]
    bottom_right: Option<String>,
    #[serde(rename = "@topLeft", alias = "topLeft")]
    top_left: Option<String>,
    #[serde(rename = "@topRight", alias = "topRight")]
    top_right: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Writer {
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}
