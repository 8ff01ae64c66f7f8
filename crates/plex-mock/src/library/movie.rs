//! Movies.

use serde_json::{Map, Value, json};

use super::{
    Detail, Field, SortKey,
    people::{self, Person, tag_id},
    summaries,
    titles::{self, Title},
};
use crate::dice::Dice;

/// A movie.
#[derive(Debug)]
pub(crate) struct Movie {
    pub(crate) title: Title,
    pub(crate) year: u64,
    released: String,
    added: u64,
    updated: u64,
    duration: u64,
    rating: Option<f64>,
    audience_rating: Option<f64>,
    seed: u64,
    number: u64,
}

impl Movie {
    /// The movie of that number. Only what lists are sorted by is drawn here, the rest when it is shown.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "movie", number);
        let title = titles::draw(&mut dice);
        // The lower of two ages: libraries hold more new films than old ones.
        let year = 2025 - dice.below(75).min(dice.below(75));
        let released = format!(
            "{year}-{:02}-{:02}",
            dice.between(1, 12),
            dice.between(1, 28)
        );
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        let duration = dice.between(71 * 60, 178 * 60) * 1000 + dice.below(1000);
        let rating = dice.chance(86).then(|| tenths(&mut dice, 22, 98));
        let audience_rating = dice.chance(93).then(|| tenths(&mut dice, 31, 96));
        Self {
            title,
            year,
            released,
            added,
            updated,
            duration,
            rating,
            audience_rating,
            seed,
            number,
        }
    }

    pub(crate) fn sort_key(&self, field: Field) -> SortKey {
        SortKey::Number(match field {
            Field::Title => return SortKey::text(self.title.for_sorting()),
            Field::Released => return SortKey::text(&self.released),
            Field::Year => self.year,
            Field::Added => self.added,
            Field::Updated => self.updated,
            Field::Rating => for_sorting(self.rating),
            Field::AudienceRating => for_sorting(self.audience_rating),
            Field::Duration => self.duration,
        })
    }

    /// The movie as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "movie details", self.number);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let mut item = Map::new();
        let mut set = |name: &str, value: Value| {
            if !value.is_null() {
                item.insert(name.to_owned(), value);
            }
        };
        set("ratingKey", json!(key.to_string()));
        set("key", json!(path));
        set("guid", json!(format!("plex://movie/{}", dice.hex(24))));
        set("slug", json!(format!("{}-{}", self.title.slug, self.year)));
        set("studio", dice.chance(92).then(|| dice.pick(STUDIOS)).into());
        set("type", json!("movie"));
        set("title", json!(self.title.title));
        set("titleSort", json!(self.title.sort));
        set("originalTitle", json!(self.title.original));
        set(
            "contentRating",
            dice.chance(90).then(|| dice.pick(CONTENT_RATINGS)).into(),
        );
        set("summary", json!(summaries::draw(&mut dice)));
        set("tagline", summaries::tagline(&mut dice).into());
        set("rating", json!(self.rating));
        set("audienceRating", json!(self.audience_rating));
        set("ratingImage", self.rating.map(critics_image).into());
        set(
            "audienceRatingImage",
            self.audience_rating
                .map(|_| "themoviedb://image.rating")
                .into(),
        );
        set("year", json!(self.year));
        set("thumb", json!(format!("{path}/thumb/{updated}")));
        set("art", json!(format!("{path}/art/{updated}")));
        set("duration", json!(self.duration));
        set("originallyAvailableAt", json!(self.released));
        set("addedAt", json!(self.added));
        set("updatedAt", json!(updated));
        set("chapterSource", dice.chance(70).then_some("media").into());
        set(
            "hasPremiumPrimaryExtra",
            dice.chance(35).then_some("1").into(),
        );
        if dice.chance(40) {
            set("viewCount", json!(dice.between(1, 4)));
            set("lastViewedAt", json!(updated + dice.below(10_000_000)));
        } else if dice.chance(12) {
            set("viewOffset", json!(self.duration / dice.between(2, 9)));
            set("lastViewedAt", json!(updated + dice.below(10_000_000)));
        }
        if detail == Detail::Whole {
            set("Image", images(&self.title.title, &path, updated));
        }
        set("UltraBlurColors", colors(&mut dice));
        set("Media", self.media(&mut dice, key, detail));
        set("Guid", guids(&mut dice));
        set("Genre", words(&mut dice, "genre", GENRES, 1, 3, detail));
        set(
            "Country",
            words(&mut dice, "country", COUNTRIES, 1, 2, detail),
        );
        set(
            "Director",
            crew(self.seed, &mut dice, "director", 1, 1, detail),
        );
        set("Writer", crew(self.seed, &mut dice, "writer", 1, 2, detail));
        if dice.chance(15) {
            set(
                "Collection",
                words(&mut dice, "collection", COLLECTIONS, 1, 1, detail),
            );
        }
        match detail {
            Detail::Listing => set("Role", crew(self.seed, &mut dice, "actor", 3, 3, detail)),
            Detail::Whole => {
                set("Role", cast(self.seed, &mut dice));
                set(
                    "Producer",
                    crew(self.seed, &mut dice, "producer", 1, 3, detail),
                );
                set("Rating", self.ratings());
            }
        }
        Value::Object(item)
    }

    fn ratings(&self) -> Value {
        let critic = self
            .rating
            .map(|value| json!({"image": critics_image(value), "value": value, "type": "critic"}));
        let audience = self.audience_rating.map(|value| json!({"image": "themoviedb://image.rating", "value": value, "type": "audience"}));
        let ratings: Vec<_> = critic.into_iter().chain(audience).collect();
        if ratings.is_empty() {
            Value::Null
        } else {
            ratings.into()
        }
    }

    fn media(&self, dice: &mut Dice, key: u64, detail: Detail) -> Value {
        let versions = if dice.chance(8) { 2 } else { 1 };
        (0..versions)
            .map(|version| self.version(dice, key * 4 + version, detail))
            .collect()
    }

    fn version(&self, dice: &mut Dice, id: u64, detail: Detail) -> Value {
        let (resolution, width, height) = dice.pick(SIZES);
        let (video, video_profile) = dice.pick(VIDEO_CODECS);
        let (audio, audio_profile, channels) = dice.pick(AUDIO_CODECS);
        let container = dice.pick(&["mkv", "mkv", "mkv", "mp4", "avi"]);
        let bitrate = dice.between(1800, 24_000);
        let is_mp4 = container == "mp4";
        let file = format!(
            "/media/movies/{title} ({year})/{title} ({year}) {resolution}.{container}",
            title = self.title.title.replace(['/', ':'], " -"),
            year = self.year
        );
        let mut media = json!({
            "id": id,
            "duration": self.duration,
            "bitrate": bitrate,
            "width": width,
            "height": height,
            "aspectRatio": dice.pick(&[1.33, 1.78, 1.85, 2.35]),
            "audioChannels": channels,
            "audioCodec": audio,
            "videoCodec": video,
            "videoResolution": resolution,
            "container": container,
            "videoFrameRate": dice.pick(&["24p", "24p", "PAL", "NTSC", "60p"]),
            "videoProfile": video_profile,
            "hasVoiceActivity": dice.chance(20),
        });
        let mut part = json!({
            "id": id,
            "key": format!("/library/parts/{id}/{}/file.{container}", self.added),
            "duration": self.duration,
            "file": file,
            "size": bitrate * self.duration / 8,
            "container": container,
            "videoProfile": video_profile,
        });
        for object in [&mut media, &mut part]
            .into_iter()
            .filter_map(Value::as_object_mut)
        {
            if let Some(profile) = audio_profile {
                object.insert("audioProfile".to_owned(), profile.into());
            }
            if is_mp4 {
                object.insert("optimizedForStreaming".to_owned(), true.into());
                object.insert("has64bitOffsets".to_owned(), dice.chance(30).into());
            }
        }
        if let Some(part) = part.as_object_mut() {
            if dice.chance(30) {
                part.insert("indexes".to_owned(), "sd".into());
            }
            if detail == Detail::Whole {
                part.insert(
                    "Stream".to_owned(),
                    streams(
                        dice,
                        id,
                        (video, video_profile, width, height),
                        (audio, channels),
                    ),
                );
            }
        }
        if let Some(media) = media.as_object_mut() {
            media.insert("Part".to_owned(), json!([part]));
        }
        media
    }
}

fn streams(dice: &mut Dice, id: u64, video: (&str, &str, u64, u64), audio: (&str, u64)) -> Value {
    let (codec, profile, width, height) = video;
    let mut streams = vec![json!({
        "id": id * 10, "streamType": 1, "default": true, "codec": codec, "index": 0, "bitDepth": 8, "frameRate": 23.976,
        "profile": profile, "width": width, "height": height, "codedWidth": width, "codedHeight": height,
        "scanType": "progressive", "chromaSubsampling": "4:2:0",
        "displayTitle": format!("{height}p ({})", codec.to_uppercase()),
        "extendedDisplayTitle": format!("{height}p ({})", codec.to_uppercase()),
    })];
    let (codec, channels) = audio;
    for (index, (language, tag, code)) in dice.several(LANGUAGES, 2).into_iter().enumerate() {
        streams.push(json!({
            "id": id * 10 + 1 + index as u64, "streamType": 2, "selected": index == 0, "default": index == 0, "codec": codec,
            "index": 1 + index, "channels": channels, "samplingRate": 48_000, "language": language, "languageTag": tag,
            "languageCode": code, "displayTitle": format!("{language} ({})", codec.to_uppercase()),
            "extendedDisplayTitle": format!("{language} ({})", codec.to_uppercase()),
        }));
    }
    let (language, tag, code) = dice.pick(LANGUAGES);
    streams.push(json!({
        "id": id * 10 + 9, "streamType": 3, "codec": "srt", "index": 3, "canAutoSync": false, "language": language,
        "languageTag": tag, "languageCode": code, "displayTitle": format!("{language} (SRT)"),
        "extendedDisplayTitle": format!("{language} (SRT)"),
    }));
    streams.into()
}

/// Tags out of a list of words.
pub(super) fn words(
    dice: &mut Dice,
    filter: &str,
    from: &[&str],
    least: u64,
    most: u64,
    detail: Detail,
) -> Value {
    let count = dice.between(least, most);
    let tags = dice.several(from, count).into_iter();
    tags.map(|word| match detail {
        Detail::Listing => json!({"tag": word}),
        Detail::Whole => {
            json!({"id": tag_id(word), "filter": format!("{filter}={}", tag_id(word)), "tag": word})
        }
    })
    .collect()
}

/// Tags that are people.
pub(super) fn crew(
    seed: u64,
    dice: &mut Dice,
    filter: &str,
    least: u64,
    most: u64,
    detail: Detail,
) -> Value {
    let count = dice.between(least, most);
    (0..count)
        .map(|_| {
            let person = people::draw(seed, dice);
            match detail {
                Detail::Listing => json!({"tag": person.name}),
                Detail::Whole => in_full(filter, &person),
            }
        })
        .collect()
}

fn cast(seed: u64, dice: &mut Dice) -> Value {
    let count = dice.between(4, 14);
    (0..count)
        .map(|_| {
            let person = people::draw(seed, dice);
            let mut role = in_full("actor", &person);
            if let Some(role) = role.as_object_mut() {
                role.insert("role".to_owned(), people::character(dice).into());
            }
            role
        })
        .collect()
}

fn in_full(filter: &str, person: &Person) -> Value {
    json!({
        "id": person.id,
        "filter": format!("{filter}={}", person.id),
        "tag": person.name,
        "tagKey": person.tag_key,
        "thumb": format!("https://images.example.org/people/{}.jpg", person.tag_key),
    })
}

pub(super) fn images(title: &str, path: &str, updated: u64) -> Value {
    json!([
        {"alt": title, "type": "coverPoster", "url": format!("{path}/thumb/{updated}")},
        {"alt": title, "type": "background", "url": format!("{path}/art/{updated}")},
    ])
}

pub(super) fn colors(dice: &mut Dice) -> Value {
    json!({"topLeft": dice.hex(6), "topRight": dice.hex(6), "bottomRight": dice.hex(6), "bottomLeft": dice.hex(6)})
}

pub(super) fn guids(dice: &mut Dice) -> Value {
    json!([
        {"id": format!("imdb://tt{:07}", dice.below(10_000_000))},
        {"id": format!("tmdb://{}", dice.below(1_300_000))},
        {"id": format!("tvdb://{}", dice.below(400_000))},
    ])
}

/// A rating with one digit after the point.
pub(super) fn tenths(dice: &mut Dice, low: u64, high: u64) -> f64 {
    dice.between(low, high) as f64 / 10.0
}

/// Unrated things come before the worst.
pub(super) fn for_sorting(rating: Option<f64>) -> u64 {
    rating.map_or(0, |rating| (rating * 10.0) as u64)
}

pub(super) fn critics_image(rating: f64) -> &'static str {
    if rating < 6.0 {
        "rottentomatoes://image.rating.rotten"
    } else {
        "rottentomatoes://image.rating.ripe"
    }
}

const SIZES: &[(&str, u64, u64)] = &[
    ("1080", 1920, 1080),
    ("1080", 1920, 804),
    ("720", 1280, 720),
    ("4k", 3840, 2160),
    ("sd", 720, 576),
];

const VIDEO_CODECS: &[(&str, &str)] = &[
    ("h264", "high"),
    ("h264", "main"),
    ("hevc", "main 10"),
    ("mpeg4", "advanced simple"),
];

const AUDIO_CODECS: &[(&str, Option<&str>, u64)] = &[
    ("aac", Some("lc"), 2),
    ("ac3", None, 6),
    ("eac3", None, 6),
    ("dca", Some("ma"), 8),
    ("flac", None, 2),
    ("mp3", None, 2),
];

const LANGUAGES: &[(&str, &str, &str)] = &[
    ("English", "en", "eng"),
    ("Français", "fr", "fra"),
    ("Deutsch", "de", "deu"),
    ("Español", "es", "spa"),
    ("日本語", "ja", "jpn"),
    ("Русский", "ru", "rus"),
];

#[rustfmt::skip]
pub(super) const GENRES: &[&str] = &[
    "Action", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama",
    "Family", "Fantasy", "History", "Horror", "Music", "Musical", "Mystery", "Romance",
    "Science Fiction", "Thriller", "War", "Western",
];

#[rustfmt::skip]
pub(super) const COUNTRIES: &[&str] = &[
    "Argentina", "Australia", "Brazil", "Canada", "Denmark", "Egypt", "France", "Germany", "Greece",
    "India", "Iran", "Italy", "Japan", "Mexico", "Nigeria", "Norway", "Poland", "Portugal",
    "Senegal", "South Korea", "Spain", "Sweden", "Türkiye", "United Kingdom",
    "United States of America",
];

#[rustfmt::skip]
const COLLECTIONS: &[&str] = &[
    "Rainy Sundays", "Seen at the Festival", "Grandma's Favourites", "Shot on Film",
    "Under 90 Minutes", "To Rewatch",
];

#[rustfmt::skip]
pub(super) const STUDIOS: &[&str] = &[
    "Aldermoor Pictures", "Atelier Saint-Aubry", "Blue Heron Films", "Brackwater Studios",
    "Cinematográfica Belmonte", "Copper Kettle Productions", "Eleventh Hour", "Filmhaus Lindenau",
    "Gransund Film", "Halfmoon Entertainment", "Kirishima Eiga", "Lantern & Sons",
    "Lowmarsh Film Co-operative", "Montefosco Cinema", "Paper Crane", "Third Balcony",
];

pub(super) const CONTENT_RATINGS: &[&str] = &[
    "G", "PG", "PG-13", "PG-13", "R", "R", "NR", "gb/12A", "de/16",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_list_is_as_long_as_a_real_one() {
        let bytes: usize = (0..400)
            .map(|number| {
                Movie::make(7, number)
                    .value(number, Detail::Listing)
                    .to_string()
                    .len()
            })
            .sum();
        assert!(
            (1500..2100).contains(&(bytes / 400)),
            "{} bytes a movie",
            bytes / 400
        );
    }

    #[test]
    fn a_library_has_its_odd_ones() {
        let movies: Vec<_> = (0..400)
            .map(|number| Movie::make(7, number).value(number, Detail::Listing))
            .collect();
        let summary = |movie: &Value| movie["summary"].as_str().unwrap().len();
        assert!(movies.iter().any(|movie| summary(movie) == 0));
        assert!(movies.iter().any(|movie| summary(movie) > 1500));
        assert!(
            movies
                .iter()
                .any(|movie| !movie["title"].as_str().unwrap().is_ascii())
        );
        assert!(movies.iter().any(|movie| movie.get("rating").is_none()));
    }

    #[test]
    fn whole_and_listing_are_the_same_movie() {
        let movie = Movie::make(3, 5);
        let (listing, whole) = (
            movie.value(1, Detail::Listing),
            movie.value(1, Detail::Whole),
        );
        for name in ["title", "summary", "guid", "year", "addedAt", "thumb"] {
            assert_eq!(listing[name], whole[name], "{name}");
        }
        assert!(whole["Media"][0]["Part"][0]["Stream"].is_array());
    }
}
