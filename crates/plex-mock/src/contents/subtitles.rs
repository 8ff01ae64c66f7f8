//! Subtitles beside the media: found online, or brought by somebody.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{dice::Dice, library::LANGUAGES, look::member};

/// A text.
#[derive(Debug, Clone)]
pub(crate) struct Subtitle {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) format: String,
    /// ISO 639, two letters or three.
    pub(crate) language: String,
    pub(crate) forced: bool,
    pub(crate) hearing_impaired: bool,
    /// Where it was found; nothing of one that somebody has brought.
    pub(crate) source: Option<String>,
    pub(crate) text: Vec<u8>,
}

/// The texts by key of the thing.
#[derive(Debug, Default)]
pub(crate) struct Subtitles {
    of: BTreeMap<u64, Vec<Subtitle>>,
    added: u64,
}

/// The numbers of texts, beyond all streams in files.
const FIRST: u64 = 9_000_000_000;

impl Subtitles {
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The keys of what has any.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> {
        self.of.keys().copied()
    }

    /// Adds one; its number is given to it.
    pub(crate) fn add(&mut self, key: u64, subtitle: Subtitle) {
        self.added += 1;
        let id = FIRST + self.added;
        self.of
            .entry(key)
            .or_default()
            .push(Subtitle { id, ..subtitle });
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Subtitle> {
        self.of
            .values()
            .flatten()
            .find(|subtitle| subtitle.id == id)
    }

    /// Deletes one; gives the key of the thing that it was of.
    pub(crate) fn remove(&mut self, id: u64) -> Option<u64> {
        let (key, subtitles) = self
            .of
            .iter_mut()
            .find(|(_, subtitles)| subtitles.iter().any(|subtitle| subtitle.id == id))?;
        subtitles.retain(|subtitle| subtitle.id != id);
        Some(*key)
    }

    /// Writes them into the streams of a thing's first file.
    pub(super) fn show(&self, key: u64, value: &mut Value) {
        let streams = self
            .of
            .get(&key)
            .into_iter()
            .flatten()
            .map(Subtitle::stream);
        let own = value
            .pointer_mut("/Media/0/Part/0/Stream")
            .and_then(Value::as_array_mut);
        if let Some(own) = own {
            own.extend(streams);
        }
    }
}

impl Subtitle {
    /// As details show it.
    fn stream(&self) -> Value {
        let mut stream = json!({
            "id": self.id,
            "streamType": 3,
            "codec": self.format,
            "format": self.format,
            "key": format!("/library/streams/{}", self.id),
            "title": self.title,
            "canAutoSync": true,
            "forced": self.forced,
            "hearingImpaired": self.hearing_impaired,
        });
        describe(&mut stream, &self.language, &self.format, self.forced);
        if let (Some(members), Some(source)) = (stream.as_object_mut(), &self.source) {
            members.insert("sourceKey".to_owned(), source.clone().into());
            members.insert("providerTitle".to_owned(), PROVIDER.into());
        }
        stream
    }
}

/// What online sources have for a thing in a language, the best first.
pub(crate) fn found(seed: u64, key: u64, title: &str, wanted: &Wanted<'_>) -> Vec<Value> {
    let Some((_, tag, _)) = language(wanted.language) else {
        return Vec::new();
    };
    let mut dice = Dice::new(seed, tag, key);
    let releases = ["WEB-DL", "BluRay", "HDTV"];
    releases
        .iter()
        .enumerate()
        .map(|(number, release)| {
            let number = number as u64;
            let source = format!("/library/streams/found/{key}-{tag}-{number}");
            let mut stream = json!({
                "id": key * 100 + number,
                "key": source,
                "sourceKey": source,
                "streamType": 3,
                "codec": "srt",
                "format": "srt",
                "title": format!("{title}.{release}.{tag}"),
                "providerTitle": PROVIDER,
                "score": (100 - number * 7 - dice.below(5)) as f64 / 100.0,
                "perfectMatch": number == 0,
                "forced": wanted.forced,
                "hearingImpaired": wanted.hearing_impaired,
                "userID": 0,
            });
            describe(&mut stream, wanted.language, "srt", wanted.forced);
            stream
        })
        .collect()
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) language: &'a str,
    pub(crate) forced: bool,
    pub(crate) hearing_impaired: bool,
}

/// The language in the key of something that was found, if it is of that thing.
pub(crate) fn language_of(source: &str, key: u64) -> Option<String> {
    let rest = source.strip_prefix(&format!("/library/streams/found/{key}-"))?;
    let (language, _) = rest.split_once('-')?;
    Some(language.to_owned())
}

/// The name and the codes of a language by one of them.
fn language(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let of = |(_, two, three): &&(&str, &str, &str)| *two == code || *three == code;
    LANGUAGES.iter().find(of).copied()
}

fn describe(stream: &mut Value, code: &str, format: &str, forced: bool) {
    let (name, tag, three) = language(code).unwrap_or(("Unknown", "und", "und"));
    let note = if forced { " Forced" } else { "" };
    let shown = format!("{name}{note} ({} External)", format.to_uppercase());
    let title = member(stream, "title")
        .as_str()
        .unwrap_or_default()
        .to_owned();
    if let Some(members) = stream.as_object_mut() {
        members.insert("language".to_owned(), name.into());
        members.insert("languageTag".to_owned(), tag.into());
        members.insert("languageCode".to_owned(), three.into());
        members.insert(
            "extendedDisplayTitle".to_owned(),
            format!("{title} ({shown})").into(),
        );
        members.insert("displayTitle".to_owned(), shown.into());
    }
}

const PROVIDER: &str = "Mock Subtitles";
