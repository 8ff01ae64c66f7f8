//! The files behind videos: their versions, parts and streams.

use serde_json::{Value, json};

use super::Detail;
use crate::{containers, dice::Dice};

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
pub(super) const fn first_media(key: u64) -> u64 {
    key * 4
}

/// The key of the thing that the version or part of this number belongs to.
pub(crate) const fn key_of_media(id: u64) -> u64 {
    id % LATER_PARTS / 4
}

/// The numbers of a version's second part, third part and so on are greater than its own by so much each.
pub(super) const LATER_PARTS: u64 = 1_000_000_000_000;

impl Film {
    /// One version, sometimes two.
    pub(super) fn media(&self, dice: &mut Dice, key: u64, detail: Detail) -> Value {
        let versions = if dice.chance(8) { 2 } else { 1 };
        (0..versions)
            .map(|version| self.version(dice, first_media(key) + version, detail))
            .collect()
    }

    fn version(&self, dice: &mut Dice, id: u64, detail: Detail) -> Value {
        let (resolution, width, height) = dice.pick(SIZES);
        let (video, video_profile) = dice.pick(VIDEO_CODECS);
        let (audio, audio_profile, channels) = dice.pick(AUDIO_CODECS);
        let container = dice.pick(&["mkv", "mkv", "mkv", "mp4", "avi"]);
        let bitrate = dice.between(1800, 24_000);
        // Of their own, so that what is drawn afterwards is the same whether they are shown or not.
        let mut for_streams = Dice::new(dice.next(), "streams", id);
        let is_mp4 = container == "mp4";
        let file = format!("{} {resolution}.{container}", self.stem);
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
            "size": containers::length(container),
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
                        &mut for_streams,
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

pub(crate) const LANGUAGES: &[(&str, &str, &str)] = &[
    ("English", "en", "eng"),
    ("Français", "fr", "fra"),
    ("Deutsch", "de", "deu"),
    ("Español", "es", "spa"),
    ("日本語", "ja", "jpn"),
    ("Русский", "ru", "rus"),
];
