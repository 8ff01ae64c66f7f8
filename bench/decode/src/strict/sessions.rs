//! The fields of sessions. Written by `bench/decode/strict.py`.

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
    #[serde(
        rename = "Metadata",
        alias = "Video",
        alias = "Directory",
        alias = "Track",
        alias = "Photo",
        default
    )]
    pub metadata: Vec<Metadata>,
    #[serde(rename = "@size", alias = "size")]
    size: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Metadata {
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
    #[serde(rename = "Player")]
    player: Option<Player>,
    #[serde(rename = "Producer", default)]
    producer: Vec<Producer>,
    #[serde(rename = "Rating", default)]
    rating: Vec<Rating>,
    #[serde(rename = "Role", default)]
    role: Vec<Role>,
    #[serde(rename = "Session")]
    session: Option<Session>,
    #[serde(rename = "UltraBlurColors")]
    ultra_blur_colors: Option<UltraBlurColors>,
    #[serde(rename = "User")]
    user: Option<User>,
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
    #[serde(rename = "@guid", alias = "guid")]
    guid_too: Option<String>,
    #[serde(rename = "@key", alias = "key")]
    key: Option<String>,
    #[serde(rename = "@lastViewedAt", alias = "lastViewedAt")]
    last_viewed_at: Option<i64>,
    #[serde(rename = "@librarySectionID", alias = "librarySectionID")]
    library_section_id: Option<i64>,
    #[serde(rename = "@librarySectionKey", alias = "librarySectionKey")]
    library_section_key: Option<String>,
    #[serde(rename = "@librarySectionTitle", alias = "librarySectionTitle")]
    library_section_title: Option<String>,
    #[serde(rename = "@originallyAvailableAt", alias = "originallyAvailableAt")]
    originally_available_at: Option<String>,
    #[serde(rename = "@ratingKey", alias = "ratingKey")]
    rating_key: Option<String>,
    #[serde(rename = "@sessionKey", alias = "sessionKey")]
    session_key: Option<String>,
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
    #[serde(rename = "@type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "@updatedAt", alias = "updatedAt")]
    updated_at: Option<i64>,
    #[serde(rename = "@viewOffset", alias = "viewOffset")]
    view_offset: Option<i64>,
    #[serde(rename = "@year", alias = "year")]
    year: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Country {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Director {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
    #[serde(rename = "@tagKey", alias = "tagKey")]
    tag_key: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Genre {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
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
    #[serde(rename = "@bitrate", alias = "bitrate")]
    bitrate: Option<i64>,
    #[serde(rename = "@container", alias = "container")]
    container: Option<String>,
    #[serde(rename = "@duration", alias = "duration")]
    duration: Option<i64>,
    #[serde(rename = "@hasVoiceActivity", alias = "hasVoiceActivity")]
    has_voice_activity: Option<bool>,
    #[serde(rename = "@height", alias = "height")]
    height: Option<i64>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
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
    #[serde(rename = "Stream", default)]
    stream: Vec<Stream>,
    #[serde(rename = "@container", alias = "container")]
    container: Option<String>,
    #[serde(rename = "@duration", alias = "duration")]
    duration: Option<i64>,
    #[serde(rename = "@file", alias = "file")]
    file: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@key", alias = "key")]
    key: Option<String>,
    #[serde(rename = "@size", alias = "size")]
    size: Option<i64>,
    #[serde(rename = "@videoProfile", alias = "videoProfile")]
    video_profile: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Stream {
    #[serde(rename = "@audioChannelLayout", alias = "audioChannelLayout")]
    audio_channel_layout: Option<String>,
    #[serde(rename = "@bitDepth", alias = "bitDepth")]
    bit_depth: Option<i64>,
    #[serde(rename = "@bitrate", alias = "bitrate")]
    bitrate: Option<i64>,
    #[serde(rename = "@canAutoSync", alias = "canAutoSync")]
    can_auto_sync: Option<bool>,
    #[serde(rename = "@channels", alias = "channels")]
    channels: Option<i64>,
    #[serde(rename = "@chromaLocation", alias = "chromaLocation")]
    chroma_location: Option<String>,
    #[serde(rename = "@chromaSubsampling", alias = "chromaSubsampling")]
    chroma_subsampling: Option<String>,
    #[serde(rename = "@codec", alias = "codec")]
    codec: Option<String>,
    #[serde(rename = "@codedHeight", alias = "codedHeight")]
    coded_height: Option<i64>,
    #[serde(rename = "@codedWidth", alias = "codedWidth")]
    coded_width: Option<i64>,
    #[serde(rename = "@default", alias = "default")]
    default: Option<bool>,
    #[serde(rename = "@displayTitle", alias = "displayTitle")]
    display_title: Option<String>,
    #[serde(rename = "@extendedDisplayTitle", alias = "extendedDisplayTitle")]
    extended_display_title: Option<String>,
    #[serde(rename = "@frameRate", alias = "frameRate")]
    frame_rate: Option<f64>,
    #[serde(rename = "@hasScalingMatrix", alias = "hasScalingMatrix")]
    has_scaling_matrix: Option<bool>,
    #[serde(rename = "@height", alias = "height")]
    height: Option<i64>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@index", alias = "index")]
    index: Option<i64>,
    #[serde(rename = "@language", alias = "language")]
    language: Option<String>,
    #[serde(rename = "@languageCode", alias = "languageCode")]
    language_code: Option<String>,
    #[serde(rename = "@languageTag", alias = "languageTag")]
    language_tag: Option<String>,
    #[serde(rename = "@level", alias = "level")]
    level: Option<i64>,
    #[serde(rename = "@profile", alias = "profile")]
    profile: Option<String>,
    #[serde(rename = "@refFrames", alias = "refFrames")]
    ref_frames: Option<i64>,
    #[serde(rename = "@samplingRate", alias = "samplingRate")]
    sampling_rate: Option<i64>,
    #[serde(rename = "@scanType", alias = "scanType")]
    scan_type: Option<String>,
    #[serde(rename = "@selected", alias = "selected")]
    selected: Option<bool>,
    #[serde(rename = "@streamIdentifier", alias = "streamIdentifier")]
    stream_identifier: Option<String>,
    #[serde(rename = "@streamType", alias = "streamType")]
    stream_type: Option<i64>,
    #[serde(rename = "@width", alias = "width")]
    width: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Player {
    #[serde(rename = "@address", alias = "address")]
    address: Option<String>,
    #[serde(rename = "@device", alias = "device")]
    device: Option<String>,
    #[serde(rename = "@local", alias = "local")]
    local: Option<bool>,
    #[serde(rename = "@machineIdentifier", alias = "machineIdentifier")]
    machine_identifier: Option<String>,
    #[serde(rename = "@model", alias = "model")]
    model: Option<String>,
    #[serde(rename = "@platform", alias = "platform")]
    platform: Option<String>,
    #[serde(rename = "@platformVersion", alias = "platformVersion")]
    platform_version: Option<String>,
    #[serde(rename = "@product", alias = "product")]
    product: Option<String>,
    #[serde(rename = "@profile", alias = "profile")]
    profile: Option<String>,
    #[serde(rename = "@relayed", alias = "relayed")]
    relayed: Option<bool>,
    #[serde(rename = "@remotePublicAddress", alias = "remotePublicAddress")]
    remote_public_address: Option<String>,
    #[serde(rename = "@secure", alias = "secure")]
    secure: Option<bool>,
    #[serde(rename = "@state", alias = "state")]
    state: Option<String>,
    #[serde(rename = "@title", alias = "title")]
    title: Option<String>,
    #[serde(rename = "@userID", alias = "userID")]
    user_id: Option<i64>,
    #[serde(rename = "@version", alias = "version")]
    version: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Producer {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
    #[serde(rename = "@tagKey", alias = "tagKey")]
    tag_key: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Rating {
    #[serde(rename = "@image", alias = "image")]
    image: Option<String>,
    #[serde(rename = "@type", alias = "type")]
    kind: Option<String>,
    #[serde(rename = "@value", alias = "value")]
    value: Option<f64>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Role {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@role", alias = "role")]
    role: Option<String>,
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
    #[serde(rename = "@tagKey", alias = "tagKey")]
    tag_key: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Session {
    #[serde(rename = "@bandwidth", alias = "bandwidth")]
    bandwidth: Option<i64>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<String>,
    #[serde(rename = "@location", alias = "location")]
    location: Option<String>,
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
pub struct User {
    #[serde(rename = "@id", alias = "id")]
    id: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
    #[serde(rename = "@title", alias = "title")]
    title: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Writer {
    #[serde(rename = "@filter", alias = "filter")]
    filter: Option<String>,
    #[serde(rename = "@id", alias = "id")]
    id: Option<i64>,
    #[serde(rename = "@tag", alias = "tag")]
    tag: Option<String>,
    #[serde(rename = "@tagKey", alias = "tagKey")]
    tag_key: Option<String>,
    #[serde(rename = "@thumb", alias = "thumb")]
    thumb: Option<String>,
}
