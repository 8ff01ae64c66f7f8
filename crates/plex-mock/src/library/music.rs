//! Artists, their albums and the tracks on them.

use serde_json::{Value, json};

use super::{
    Detail, child_of,
    drawn_tags::{COUNTRIES, Words},
    media::{file_name, first_media},
    movie::{all_images, colors, images, tenths},
    people, summaries,
    titles::{self, Title},
};
use crate::{containers, dice::Dice, look::set};

/// An artist.
#[derive(Debug)]
pub(crate) struct Artist {
    pub(crate) title: Title,
    albums: u64,
    tracks: u64,
    first_year: u64,
    added: u64,
    updated: u64,
    seed: u64,
    number: u64,
}

impl Artist {
    /// The artist of that number.
    pub(crate) fn make(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, "artist", number);
        let title = if dice.chance(40) {
            titles::plain(people::draw(seed, &mut dice).name)
        } else {
            titles::band(&mut dice)
        };
        let albums = dice.between(1, 7);
        let tracks = dice.between(6, 14);
        let first_year = dice.between(1958, 2018);
        let added = dice.between(1_546_300_800, 1_767_225_600);
        let updated = added + dice.below(40_000_000);
        Self {
            title,
            albums,
            tracks,
            first_year,
            added,
            updated,
            seed,
            number,
        }
    }

    /// How many albums there are, and tracks on each.
    pub(crate) const fn shape(&self) -> (u64, u64) {
        (self.albums, self.tracks)
    }

    /// The artist as answers show it.
    pub(crate) fn value(&self, key: u64, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "artist details", self.number);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated;
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": format!("{path}/children"),
            "guid": format!("plex://artist/{}", dice.hex(24)),
            "type": "artist",
            "title": self.title.title,
            "summary": summaries::draw_if(detail.of("summary").is_some(), &mut dice),
            "index": 1,
            "thumb": format!("{path}/thumb/{updated}"),
            "art": format!("{path}/art/{updated}"),
            "addedAt": self.added,
            "updatedAt": updated,
            "musicAnalysisVersion": "1",
            "UltraBlurColors": colors(&mut dice, detail),
            "Genre": Words("Genre", GENRES, 1..=3).draw(&mut dice, detail),
            "Country": Words("Country", COUNTRIES, 1..=1).draw(&mut dice, detail),
        });
        if let Some(members) = item.as_object_mut() {
            if let Some(sort) = &self.title.sort {
                members.insert("titleSort".to_owned(), sort.as_str().into());
            }
            if detail != Detail::Listing {
                let mood = Words("Mood", MOODS, 1..=3).draw(&mut dice, detail);
                let style = Words("Style", STYLES, 1..=2).draw(&mut dice, detail);
                members.insert("Mood".to_owned(), mood);
                members.insert("Style".to_owned(), style);
                members.insert(
                    "Image".to_owned(),
                    all_images(&self.title.title, &path, updated),
                );
                let similar = (0..dice.between(1, 4))
                    .map(|_| {
                        let other = dice.below(self.number + 20);
                        let name = Self::make(self.seed, other).title.title;
                        let id = people::tag_id(&name);
                        json!({"id": id, "filter": format!("similar={id}"), "tag": name})
                    })
                    .collect();
                members.insert("Similar".to_owned(), similar);
                let folder = format!("/media/music/{}", file_name(&self.title.title));
                members.insert("Location".to_owned(), json!([{"path": folder}]));
            }
            members.insert("Guid".to_owned(), mbid(self.seed, "artist", key));
        }
        item
    }

    /// The title of an album.
    pub(crate) fn album_title(seed: u64, number: u64, album: u64) -> String {
        titles::draw(&mut Dice::new(seed, "album", number * 16 + album)).title
    }

    /// The title of a track.
    pub(crate) fn track_title(seed: u64, number: u64, (album, track): (u64, u64)) -> String {
        let place = number * 256 + album * 16 + track;
        titles::draw(&mut Dice::new(seed, "track", place)).title
    }

    /// An album as answers show it. `artist` is the artist as a line of a list.
    pub(crate) fn album(&self, key: u64, album: u64, artist: &Value, detail: Detail) -> Value {
        let mut dice = Dice::new(self.seed, "album", self.number * 16 + album);
        let title = titles::draw(&mut dice);
        let path = format!("/library/metadata/{key}");
        let updated = self.updated + album;
        let year = self.first_year + album;
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": format!("{path}/children"),
            "guid": format!("plex://album/{}", dice.hex(24)),
            "studio": dice.pick(LABELS),
            "type": "album",
            "title": title.title,
            "summary": if dice.chance(60) { summaries::draw(&mut dice) } else { String::new() },
            "index": album + 1,
            "rating": tenths(&mut dice, 40, 98),
            "year": year,
            "thumb": format!("{path}/thumb/{updated}"),
            "art": artist["art"],
            "originallyAvailableAt": format!("{year}-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28)),
            "addedAt": self.added + album * 3600,
            "updatedAt": updated,
            "loudnessAnalysisVersion": "2",
            "musicAnalysisVersion": "1",
            "leafCount": self.tracks,
            "viewedLeafCount": 0,
            "UltraBlurColors": colors(&mut dice, detail),
            "Genre": Words("Genre", GENRES, 1..=2).draw(&mut dice, detail),
        });
        if let Some(members) = item.as_object_mut() {
            if let Some(sort) = title.sort {
                members.insert("titleSort".to_owned(), sort.into());
            }
            members.insert("Guid".to_owned(), mbid(self.seed, "album", key));
            if detail.is_whole("Image") {
                let images = images(&title.title, &path, updated);
                members.insert("Image".to_owned(), images);
            }
            for (name, from) in [
                ("Format", FORMATS),
                ("Subformat", SUBFORMATS),
                ("Style", STYLES),
            ] {
                let tags = Words(name, from, 1..=1).draw(&mut dice, detail);
                members.insert(name.to_owned(), tags);
            }
        }
        child_of(&mut item, artist, "parent");
        item
    }

    /// A track as answers show it. `artist` and `album` are those as a line of a list.
    pub(crate) fn track(
        &self,
        key: u64,
        (album, track): (u64, u64),
        (artist, of_album): (&Value, &Value),
        detail: Detail,
    ) -> Value {
        let number = self.number * 256 + album * 16 + track;
        let mut dice = Dice::new(self.seed, "track", number);
        let title = titles::draw(&mut dice);
        let path = format!("/library/metadata/{key}");
        let added = self.added + album * 3600;
        let duration = dice.between(92, 420) * 1000 + dice.below(1000);
        let (container, codec, bitrate) = dice.pick(&[
            ("mp3", "mp3", 320),
            ("flac", "flac", 941),
            ("wav", "pcm", 1411),
        ]);
        let id = first_media(key);
        let mut part = json!({
            "id": id,
            "key": format!("/library/parts/{id}/{added}/file.{container}"),
            "duration": duration,
            "file": format!(
                "/media/music/{}/{}/{:02} - {}.{container}",
                file_name(&self.title.title),
                file_name(of_album["title"].as_str().unwrap_or_default()),
                track + 1,
                file_name(&title.title),
            ),
            "size": containers::length(container),
            "container": container,
        });
        if let (true, Some(part)) = (detail.is_whole("Media"), part.as_object_mut()) {
            let mut sound = json!({
                "id": id * 10, "streamType": 2, "selected": true, "codec": codec, "index": 0, "channels": 2,
                "bitrate": bitrate, "audioChannelLayout": "stereo", "samplingRate": 44_100,
                "displayTitle": format!("{} (Stereo)", codec.to_uppercase()),
                "extendedDisplayTitle": format!("{} (Stereo)", codec.to_uppercase()),
            });
            self.show_loudness((album, key), &mut sound);
            let mut streams = vec![sound];
            streams.extend(self.lyrics(key, id * 10 + 1));
            part.insert("Stream".to_owned(), streams.into());
        }
        let mut item = json!({
            "ratingKey": key.to_string(),
            "key": path,
            "guid": format!("plex://track/{}", dice.hex(24)),
            "type": "track",
            "title": title.title,
            "summary": "",
            "index": track + 1,
            "thumb": of_album["thumb"],
            "art": artist["art"],
            "duration": duration,
            "addedAt": added,
            "updatedAt": self.updated + album,
            "musicAnalysisVersion": "1",
            "ratingCount": dice.between(100, 900_000),
            "Guid": mbid(self.seed, "track", key),
            "Media": [{
                "id": id, "duration": duration, "bitrate": bitrate, "audioChannels": 2, "audioCodec": codec,
                "container": container, "hasVoiceActivity": false, "Part": [part],
            }],
        });
        child_of(&mut item, of_album, "parent");
        child_of(&mut item, artist, "grandparent");
        item
    }

    /// How loud a track and its album are, as the server's analysis tells it.
    fn show_loudness(&self, (album, key): (u64, u64), stream: &mut Value) {
        let of = |what: &str, number: u64| {
            let mut dice = Dice::new(self.seed, what, number);
            let loudness = -(dice.between(600, 1900) as f64) / 100.0;
            let peak = dice.between(800_000, 1_000_000) as f64 / 1_000_000.0;
            let range = dice.between(250, 1400) as f64 / 100.0;
            (loudness, peak, range)
        };
        let (album_loudness, album_peak, album_range) =
            of("album loudness", self.number * 16 + album);
        let (loudness, peak, range) = of("track loudness", key);
        // What brings it to 18 decibels below full scale.
        let gain = |loudness: f64| format!("{:.2}", -18.0 - loudness);
        for (name, text) in [
            ("albumGain", gain(album_loudness)),
            ("albumPeak", format!("{album_peak:.6}")),
            ("albumRange", format!("{album_range:.6}")),
            ("gain", gain(loudness)),
            ("loudness", format!("{loudness:.2}")),
            ("lra", format!("{range:.2}")),
            ("peak", format!("{peak:.6}")),
            ("startRamp", "-40.1 0.02;-21.3 0.31".to_owned()),
            ("endRamp", "-21.3 2.40;-40.1 4.05".to_owned()),
        ] {
            set(stream, name, text.into());
        }
    }

    /// The words of a track, which every third has in a file of its own.
    fn lyrics(&self, key: u64, id: u64) -> Option<Value> {
        Dice::new(self.seed, "lyrics", key).chance(33).then(|| {
            json!({
                "id": id, "key": format!("/library/streams/{id}"), "streamType": 4, "codec": "lrc", "format": "lrc",
                "provider": "com.plexapp.agents.lyricfind", "timed": true, "minLines": "1",
                "displayTitle": "LRC (External)", "extendedDisplayTitle": "LRC (External)",
            })
        })
    }
}

#[rustfmt::skip]
const GENRES: &[&str] = &[
    "Ambient", "Blues", "Chamber Music", "Country", "Dub", "Electronic", "Fado", "Folk", "Funk",
    "Highlife", "Hip Hop", "Jazz", "Metal", "Pop", "Post-Rock", "Rock", "Soul", "Synthpop",
];

/// What the catalogue of music calls a thing.
fn mbid(seed: u64, kind: &str, key: u64) -> Value {
    json!([{"id": format!("mbid://{}", Dice::new(seed, kind, key ^ 0x3b1d).uuid())}])
}

const FORMATS: &[&str] = &["Album", "Album", "Album", "EP", "Single"];

const SUBFORMATS: &[&str] = &["Studio", "Studio", "Live", "Compilation"];

const MOODS: &[&str] = &[
    "Brooding",
    "Cheerful",
    "Dreamy",
    "Nocturnal",
    "Restless",
    "Tender",
    "Wistful",
];

const STYLES: &[&str] = &[
    "Bedroom Recordings",
    "Brass Band",
    "Chamber Pop",
    "Desert Blues",
    "Lo-Fi",
    "Steelpan Revival",
];

const LABELS: &[&str] = &[
    "Cellar Door Records",
    "Half Speed",
    "Lighthouse Sound",
    "Nightbus",
    "Ostinato",
    "Tin Roof",
];
