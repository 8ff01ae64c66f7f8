//! The files behind videos: their versions, parts and streams.

use serde_json::{Value, json};

use super::{
    Detail,
    told::{Short, Tell},
};
use crate::{containers, dice::Dice, look::set};

/// A video of which there are files.
pub(super) struct Film {
    /// The path without resolution and extension.
    pub(super) stem: String,
    pub(super) duration: u64,
    pub(super) added: u64,
}

/// A title as part of a path.
pub(crate) fn file_name(title: &str) -> String {
    title.replace(['/', ':'], " -")
}

/// The number of the first version of the thing that has this key; those of its versions follow.
pub(crate) const fn first_media(key: u64) -> u64 {
    key * 4
}

/// The key of the thing that the version or part of this number belongs to.
pub(crate) const fn key_of_media(id: u64) -> u64 {
    id % LATER_PARTS / 4
}

/// The numbers of a version's second part, third part and so on are greater than its own by so much each.
pub(super) const LATER_PARTS: u64 = 1_000_000_000_000;

impl Film {
    /// One version, sometimes two; nothing, where they are not shown.
    pub(super) fn media(&self, dice: &mut Dice, key: u64, shown: Option<Detail>) -> Value {
        let from = pass(dice);
        shown.map_or(Value::Null, |detail| {
            let versions = versions(from, key);
            versions.map(|version| self.show(version, detail)).collect()
        })
    }

    /// The path of the file of a version.
    pub(super) fn file(stem: &str, version: &Version) -> String {
        format!("{stem} {}.{}", version.size.0, version.container)
    }

    fn show(&self, version: Version, detail: Detail) -> Value {
        let id = version.id;
        let (resolution, width, height) = version.size;
        let (video, video_profile) = version.video;
        let (audio, audio_profile, channels) = version.audio;
        let container = version.container;
        let mut media = json!({
            "id": id,
            "duration": self.duration,
            "bitrate": version.bitrate,
            "width": width,
            "height": height,
            "aspectRatio": version.aspect_ratio,
            "audioChannels": channels,
            "audioCodec": audio,
            "videoCodec": video,
            "videoResolution": resolution,
            "container": container,
            "videoFrameRate": version.frame_rate,
            "videoProfile": video_profile,
            "hasVoiceActivity": version.has_voice_activity,
        });
        let mut part = json!({
            "id": id,
            "key": format!("/library/parts/{id}/{}/file.{container}", self.added),
            "duration": self.duration,
            "file": Self::file(&self.stem, &version),
            "size": containers::length(container),
            "container": container,
            "videoProfile": video_profile,
        });
        for (object, has_64_bits) in [&mut media, &mut part].into_iter().zip(version.has_64_bits) {
            if let Some(profile) = audio_profile {
                set(object, "audioProfile", profile.into());
            }
            if let Some(has_64_bits) = has_64_bits {
                set(object, "optimizedForStreaming", true.into());
                set(object, "has64bitOffsets", has_64_bits.into());
            }
        }
        if version.has_index {
            set(&mut part, "indexes", "sd".into());
        }
        if detail == Detail::Whole {
            let mut dice = version.streams();
            let video = (video, video_profile, width, height);
            let streams = streams(&mut dice, id, video, (audio, channels));
            set(&mut part, "Stream", streams);
        }
        set(&mut media, "Part", json!([part]));
        media
    }
}

/// The versions of a film.
pub(super) fn versions(mut dice: Dice, key: u64) -> impl Iterator<Item = Version> {
    let count = count(&mut dice);
    (0..count).map(move |version| Version::draw(&mut dice, first_media(key) + version))
}

/// Passes over the versions of a film. Gives the stream that begins with them.
pub(super) fn pass(dice: &mut Dice) -> Dice {
    let from = *dice;
    for _ in 0..count(dice) {
        Version::draw(dice, 0);
    }
    from
}

/// The bytes of all versions of a film.
pub(super) fn size(dice: Dice) -> u64 {
    let versions = versions(dice, 0);
    versions
        .map(|version| containers::length(version.container))
        .sum()
}

fn count(dice: &mut Dice) -> u64 {
    if dice.chance(8) { 2 } else { 1 }
}

/// What is drawn of a version of a film.
pub(super) struct Version {
    id: u64,
    size: (&'static str, u64, u64),
    video: (&'static str, &'static str),
    audio: (&'static str, Option<&'static str>, u64),
    container: &'static str,
    bitrate: u64,
    /// What the streams are drawn from: they draw for themselves, so that what comes after them is the same whether they
    /// are shown or not.
    of_streams: u64,
    aspect_ratio: f64,
    frame_rate: &'static str,
    has_voice_activity: bool,
    /// Of MP4: of the version and of its part.
    has_64_bits: [Option<bool>; 2],
    has_index: bool,
}

impl Version {
    fn draw(dice: &mut Dice, id: u64) -> Self {
        let size = dice.pick(SIZES);
        let video = dice.pick(VIDEO_CODECS);
        let audio = dice.pick(AUDIO_CODECS);
        let container = dice.pick(&["mkv", "mkv", "mkv", "mp4", "avi"]);
        Self {
            id,
            size,
            video,
            audio,
            container,
            bitrate: dice.between(1800, 24_000),
            of_streams: dice.next(),
            aspect_ratio: dice.pick(&[1.33, 1.78, 1.85, 2.35]),
            frame_rate: dice.pick(&["24p", "24p", "PAL", "NTSC", "60p"]),
            has_voice_activity: dice.chance(20),
            has_64_bits: [(); 2].map(|()| (container == "mp4").then(|| dice.chance(30))),
            has_index: dice.chance(30),
        }
    }

    /// What its streams are drawn from.
    fn streams(&self) -> Dice {
        Dice::new(self.of_streams, "streams", self.id)
    }

    /// Tells the values of a field of films without making anything else, or gives nothing where it cannot.
    pub(super) fn tell(&self, field: &str, tell: Tell<'_>) -> Option<()> {
        let (resolution, _, height) = self.size;
        match field {
            "resolution" => tell(Short::Word(resolution).into()),
            "mediaHeight" => tell(Short::Number(height).into()),
            "mediaBitrate" | "bitrate" => tell(Short::Number(self.bitrate).into()),
            "container" => tell(Short::Word(self.container).into()),
            "videoCodec" => tell(Short::Word(self.video.0).into()),
            "audioCodec" => tell(Short::Word(self.audio.0).into()),
            "subtitleCodec" => tell(Short::Word("srt").into()),
            "audioLanguage" => {
                let spoken = self.streams().several(LANGUAGES, 2);
                for language in spoken {
                    tell(Short::Language(language).into());
                }
            }
            "subtitleLanguage" => {
                let mut dice = self.streams();
                dice.skip(2);
                tell(Short::Language(dice.pick(LANGUAGES)).into());
            }
            _ => return None,
        }
        Some(())
    }
}

/// A language: its name, its tag, its code.
pub(crate) type Language = (&'static str, &'static str, &'static str);

fn streams(dice: &mut Dice, id: u64, video: (&str, &str, u64, u64), audio: (&str, u64)) -> Value {
    let (codec, profile, width, height) = video;
    let mut streams = vec![json!({
        "id": id * 10, "streamType": 1, "default": true, "codec": codec, "index": 0, "bitDepth": 8, "frameRate": 23.976,
        "profile": profile, "width": width, "height": height, "codedWidth": width, "codedHeight": height,
        "scanType": "progressive", "chromaSubsampling": "4:2:0", "chromaLocation": "left", "level": 41, "refFrames": 4,
        "bitrate": width * height / 500, "hasScalingMatrix": false, "streamIdentifier": "1",
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
            "bitrate": channels * 96, "streamIdentifier": (2 + index).to_string(),
            "audioChannelLayout": match channels { 2 => "stereo", 6 => "5.1(side)", _ => "7.1" },
        }));
    }
    let (language, tag, code) = dice.pick(LANGUAGES);
    let mut subtitles = json!({
        "id": id * 10 + 9, "streamType": 3, "codec": "srt", "canAutoSync": false, "language": language, "languageTag": tag,
        "languageCode": code, "displayTitle": format!("{language} (SRT)"),
        "extendedDisplayTitle": format!("{language} (SRT)"),
    });
    // Half of them lie beside the video: they have an address instead of a place in it.
    let (name, value) = match dice.chance(50) {
        true => (
            "key",
            Value::from(format!("/library/streams/{}", id * 10 + 9)),
        ),
        false => ("index", 3.into()),
    };
    if let Some(members) = subtitles.as_object_mut() {
        members.insert(name.to_owned(), value);
        if name == "key" {
            members.insert("format".to_owned(), "srt".into());
        }
    }
    streams.push(subtitles);
    streams.into()
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

pub(crate) const LANGUAGES: &[Language] = &[
    ("English", "en", "eng"),
    ("Français", "fr", "fra"),
    ("Deutsch", "de", "deu"),
    ("Español", "es", "spa"),
    ("日本語", "ja", "jpn"),
    ("Русский", "ru", "rus"),
];
