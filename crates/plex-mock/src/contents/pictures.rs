//! The pictures that things could have, and those that they have.

use std::{collections::BTreeMap, fmt::Write as _};

use aws_lc_rs::digest;
use serde_json::{Value, json};

use crate::dice::Dice;

/// A place for a picture, or for music.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Poster,
    Art,
    ClearLogo,
    SquareArt,
    Theme,
}

impl Place {
    /// By the word in a path, in the singular or in the plural.
    pub(crate) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "thumb" | "thumbs" | "poster" | "posters" => Self::Poster,
            "art" | "arts" => Self::Art,
            "clearLogo" | "clearLogos" => Self::ClearLogo,
            "squareArt" | "squareArts" => Self::SquareArt,
            "theme" | "themes" => Self::Theme,
            _ => return None,
        })
    }

    /// What a lock on it, and the path to it, are called.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Poster => "thumb",
            Self::Art => "art",
            Self::ClearLogo => "clearLogo",
            Self::SquareArt => "squareArt",
            Self::Theme => "theme",
        }
    }

    /// The folder of its files.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Poster => "posters",
            Self::Art => "art",
            Self::ClearLogo => "clearLogos",
            Self::SquareArt => "squareArts",
            Self::Theme => "themes",
        }
    }

    /// What it is called in the list of a thing's pictures, and whether only that list has it.
    const fn image(self) -> (&'static str, bool) {
        match self {
            Self::Poster => ("coverPoster", false),
            Self::Art => ("background", false),
            Self::ClearLogo => ("clearLogo", true),
            Self::SquareArt => ("backgroundSquare", true),
            Self::Theme => ("", false),
        }
    }
}

/// A file that somebody has sent, or that the server has fetched.
#[derive(Debug, Clone)]
struct Upload {
    name: String,
    bytes: Vec<u8>,
}

/// What is shown in a place.
#[derive(Debug, Clone)]
struct Shown {
    /// Nothing, when somebody has taken the picture away.
    name: Option<String>,
    stamp: u64,
}

/// What people have uploaded and chosen.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    uploads: BTreeMap<(u64, Place), Vec<Upload>>,
    shown: BTreeMap<(u64, Place), Shown>,
    changes: u64,
}

/// How many an agent finds for a place.
const FOUND: u64 = 3;

impl Pictures {
    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The names of those there are to choose from, each with who found it.
    pub(crate) fn choices(
        &self,
        seed: u64,
        key: u64,
        place: Place,
        agent: Option<&str>,
    ) -> Vec<(String, Option<String>)> {
        let of_agent = agent.into_iter().flat_map(|agent| {
            let count = if place == Place::Theme { 1 } else { FOUND };
            (0..count).map(move |number| {
                let hash = Dice::new(seed, place.folder(), key * FOUND + number).hex(40);
                let name = format!("metadata://{}/{agent}_{hash}", place.folder());
                (name, Some(agent.to_owned()))
            })
        });
        let uploads = self.uploads.get(&(key, place)).into_iter().flatten();
        of_agent
            .chain(uploads.map(|upload| (upload.name.clone(), None)))
            .collect()
    }

    /// The name of what somebody has chosen: nothing yet, or nothing at all, or one of them.
    pub(crate) fn chosen(&self, key: u64, place: Place) -> Option<Option<&str>> {
        let shown = self.shown.get(&(key, place))?;
        Some(shown.name.as_deref())
    }

    /// Keeps a file and shows it.
    pub(crate) fn upload(&mut self, key: u64, place: Place, bytes: Vec<u8>, now: u64) {
        let name = format!("upload://{}/{}", place.folder(), hash(&bytes));
        let uploads = self.uploads.entry((key, place)).or_default();
        if uploads.iter().all(|upload| upload.name != name) {
            uploads.push(Upload {
                name: name.clone(),
                bytes,
            });
        }
        self.choose(key, place, Some(name), now);
    }

    /// Shows one of those there are, or none.
    pub(crate) fn choose(&mut self, key: u64, place: Place, name: Option<String>, now: u64) {
        self.changes += 1;
        // Whoever keeps pictures by their address has to see that this is another.
        let stamp = now + self.changes;
        self.shown.insert((key, place), Shown { name, stamp });
    }

    /// The bytes of a file by its name.
    pub(crate) fn bytes(&self, key: u64, name: &str) -> Option<&[u8]> {
        self.uploads
            .range((key, Place::Poster)..=(key, Place::Theme))
            .flat_map(|(_, uploads)| uploads)
            .find(|upload| upload.name == name)
            .map(|upload| upload.bytes.as_slice())
    }

    /// Writes what was chosen into a thing.
    pub(crate) fn show(&self, key: u64, value: &mut Value) {
        let Some(members) = value.as_object_mut() else {
            return;
        };
        for ((_, place), shown) in self.shown.range((key, Place::Poster)..=(key, Place::Theme)) {
            let url = shown
                .name
                .as_ref()
                .map(|_| format!("/library/metadata/{key}/{}/{}", place.field(), shown.stamp));
            let (image, only_image) = place.image();
            if let (false, Some(url)) = (only_image, &url) {
                members.insert(place.field().to_owned(), url.clone().into());
            } else {
                members.remove(place.field());
            }
            if image.is_empty() {
                continue;
            }
            let title = members.get("title").cloned().unwrap_or_default();
            let images = members.entry("Image").or_insert_with(|| json!([]));
            if let Some(images) = images.as_array_mut() {
                images.retain(|known| known["type"] != image);
                images.extend(url.map(|url| json!({"alt": title, "type": image, "url": url})));
            }
        }
    }
}

/// The SHA-1 of the bytes: clients that upload look for it in the name.
fn hash(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest
        .as_ref()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
