//! The ways in which real servers deviate from what is written about them.
//!
//! Each deviation is drawn from the seed, the path of the request and the place in the answer: the same question gets the
//! same odd answer every time.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use crate::{answer::Format, clock::iso, dice::Dice};

/// Bends an answer.
pub(crate) fn bend(seed: u64, path: &str, format: Format, value: &mut Value) {
    let bender = Bender { seed, format };
    bender.value(
        value,
        &Place {
            pointer: path.to_owned(),
            list: "",
        },
    );
}

struct Bender {
    seed: u64,
    format: Format,
}

/// Where in the answer something stands.
struct Place<'a> {
    pointer: String,
    /// The member that the enclosing object is, or is an item of.
    list: &'a str,
}

impl Bender {
    fn value(&self, value: &mut Value, place: &Place<'_>) {
        match value {
            Value::Object(members) => self.object(members, place),
            Value::Array(items) => {
                for (number, item) in items.iter_mut().enumerate() {
                    self.value(
                        item,
                        &Place {
                            pointer: format!("{}/{number}", place.pointer),
                            list: place.list,
                        },
                    );
                }
            }
            _ => {}
        }
    }

    fn object(&self, members: &mut Map<String, Value>, place: &Place<'_>) {
        // Real servers leave an empty list out.
        members.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
        for (name, value) in members.iter_mut() {
            let pointer = format!("{}/{name}", place.pointer);
            let mut dice = Dice::new(self.seed, &pointer, 0);
            self.value(
                value,
                &Place {
                    pointer,
                    list: name,
                },
            );
            if let Some(bent) = self.member(&mut dice, place.list, name, value) {
                *value = bent;
            }
        }
        let mut dice = Dice::new(self.seed, &place.pointer, 1);
        for (name, value) in unheard_of(&mut dice, place.list) {
            members.entry(name).or_insert(value);
        }
    }

    /// What a member becomes, if it does not stay as it is.
    fn member(&self, dice: &mut Dice, list: &str, name: &str, value: &Value) -> Option<Value> {
        match (name, value) {
            ("id", Value::Number(number)) if WITH_QUOTED_IDS.contains(&list) => {
                dice.chance(50).then(|| json!(number.to_string()))
            }
            ("hidden", _) => Some(dice.pick(&[0, 1, 2]).into()),
            ("createdAt", Value::Number(number)) => {
                let time = DateTime::from_timestamp(number.as_i64()?, 0)?;
                dice.chance(50).then(|| iso(time).into())
            }
            ("createdAt", Value::String(text)) => {
                let time = DateTime::parse_from_rfc3339(text).ok()?;
                dice.chance(50).then(|| time.timestamp().into())
            }
            ("newRegistration", Value::Null) => match dice.below(3) {
                0 => Some(false.into()),
                1 => Some("false".into()),
                _ => None,
            },
            ("provides", Value::String(roles)) => {
                dice.chance(50).then(|| format!("{roles},telepathy").into())
            }
            (_, Value::Bool(flag)) => match dice.below(4) {
                0 => Some(u8::from(*flag).into()),
                1 => Some(u8::from(*flag).to_string().into()),
                _ => None,
            },
            (_, Value::Number(number)) if NUMBERS_IN_DISGUISE.contains(&name) => {
                match (dice.below(4), number.as_f64()) {
                    (0 | 1, _) => Some(number.to_string().into()),
                    // A number that went through single precision on its way.
                    (2, Some(precise)) if number.is_f64() => Some(f64::from(precise as f32).into()),
                    _ => None,
                }
            }
            (_, Value::String(_)) if OPEN_WORDS.contains(&name) => {
                dice.chance(20).then(|| dice.pick(NEW_WORDS).into())
            }
            (_, Value::Array(items)) if self.format == Format::Json => match items.as_slice() {
                [only @ Value::Object(_)] => dice.chance(50).then(|| only.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Members that nobody has described, in some of the objects.
fn unheard_of(dice: &mut Dice, list: &str) -> Vec<(String, Value)> {
    let percent = match list {
        "" | "Metadata" | "Directory" => 60,
        _ => 8,
    };
    if !dice.chance(percent) {
        return Vec::new();
    }
    let mut members = vec![match dice.below(4) {
        0 => ("mockNovelty".to_owned(), json!(true)),
        1 => ("mockScore".to_owned(), json!(2.599_999_904_632_568_5)),
        2 => ("mockNote".to_owned(), json!("not in any document")),
        _ => (
            "MockCommon".to_owned(),
            json!([{"tag": "new", "depth": {"level": 2}}, {"tag": "newer"}]),
        ),
    }];
    if list == "Metadata" && dice.chance(25) {
        members.push(("subtype".to_owned(), json!(dice.pick(NEW_WORDS))));
    }
    members
}

#[rustfmt::skip]
const WITH_QUOTED_IDS: &[&str] = &[
    "Collection", "Country", "Director", "Directory", "Genre", "Media", "Mood", "Part", "Producer",
    "Role", "Similar", "Stream", "Writer",
];

#[rustfmt::skip]
const NUMBERS_IN_DISGUISE: &[&str] = &[
    "aspectRatio", "audienceRating", "childCount", "frameRate", "leafCount", "librarySectionID",
    "mediaTagVersion", "rating", "value",
];

#[rustfmt::skip]
const OPEN_WORDS: &[&str] = &[
    "audioCodec", "audioProfile", "codec", "container", "ratingImage", "state", "subtype",
    "videoCodec", "videoFrameRate", "videoProfile",
];

const NEW_WORDS: &[&str] = &["opal-9", "hologram", "zz_unreleased"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Counts, Detail, Library};

    fn bent(seed: u64, format: Format) -> Value {
        let library = Library::new(
            1,
            Counts {
                movies: 60,
                ..Counts::default()
            },
        );
        let section = library.sections()[0];
        let items: Vec<_> = library
            .keys(&section, section.kind)
            .into_iter()
            .map(|key| library.value(library.item(key).unwrap(), Detail::Whole))
            .collect();
        let mut value = json!({"size": 60, "allowSync": true, "librarySectionID": 1, "Metadata": items, "Hub": []});
        bend(seed, "/library/sections/1/all", format, &mut value);
        value
    }

    #[test]
    fn the_seed_decides() {
        assert_eq!(bent(1, Format::Json), bent(1, Format::Json));
        assert_ne!(bent(1, Format::Json), bent(2, Format::Json));
    }

    #[test]
    fn every_deviation_turns_up() {
        let value = bent(1, Format::Json);
        let text = value.to_string();
        let items = value["Metadata"].as_array().unwrap();
        let media = |is: fn(&Value) -> bool| items.iter().any(|item| is(&item["Media"]));
        assert!(media(Value::is_object) && media(Value::is_array));
        assert!(items.iter().any(|item| item["rating"].is_string()));
        assert!(items.iter().any(|item| item["rating"].is_f64()));
        for part in [
            "\"optimizedForStreaming\":\"1\"",
            "\"optimizedForStreaming\":1",
            "\"optimizedForStreaming\":true",
            "opal-9",
            "mockNovelty",
        ] {
            assert!(text.contains(part), "{part}");
        }
        let ids = |is: fn(&Value) -> bool| {
            items.iter().any(|item| {
                item["Genre"]
                    .as_array()
                    .is_some_and(|genres| genres.iter().any(|genre| is(&genre["id"])))
            })
        };
        assert!(ids(Value::is_string) && ids(Value::is_number));
        assert!(value.get("Hub").is_none());
    }

    #[test]
    fn lists_stay_lists_in_xml() {
        let value = bent(1, Format::Xml);
        assert!(
            value["Metadata"]
                .as_array()
                .unwrap()
                .iter()
                .all(|item| item["Media"].is_array())
        );
    }
}
