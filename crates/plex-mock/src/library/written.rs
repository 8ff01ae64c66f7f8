//! Things that were described rather than drawn: kept as answers show them.

use std::{collections::BTreeMap, path::Path, path::PathBuf};

use serde_json::{Map, Value, json};

use super::{Detail, Item, Kind};
use crate::look::member;

/// What was described of a section.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(super) things: Vec<Thing>,
    /// The files on the disk, by what they are of: `part 12`, `stream 120`, `thumb 1001`.
    pub(super) files: BTreeMap<String, PathBuf>,
}

/// A described thing with what lies in it.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(super) key: u64,
    pub(super) whole: Value,
    pub(super) things: Vec<Thing>,
    /// The number of the album that it lies in, if it is an album of photos that does.
    pub(super) inside: Option<u64>,
    pub(super) extras: Vec<Value>,
    /// Which collections it is put into, by their titles.
    pub(super) collections: Vec<String>,
    /// What people have done with it, by their names.
    pub(super) played: BTreeMap<String, Played>,
}

/// What somebody has done with a thing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Played {
    pub(crate) count: u64,
    pub(crate) offset: u64,
    pub(crate) at: u64,
    pub(crate) rating: Option<f64>,
}

impl Written {
    pub(super) fn of(things: Vec<Thing>) -> Self {
        Self {
            things,
            files: BTreeMap::new(),
        }
    }

    /// How much lies in each thing within the one of that number at the top.
    pub(super) fn shape(&self, kind: Kind, index: u64) -> Vec<u64> {
        let Some(top) = nth(&self.things, index) else {
            return Vec::new();
        };
        match kind {
            Kind::PhotoAlbum => vec![top.things.len() as u64],
            _ => top
                .things
                .iter()
                .map(|child| child.things.len() as u64)
                .collect(),
        }
    }

    /// The number of the album that an album of photos lies in.
    pub(super) fn around(&self, index: u64) -> Option<u64> {
        nth(&self.things, index)?.inside
    }

    /// What lies at a place in an album of photos.
    pub(super) fn kind_in_album(&self, index: u64, slot: u64) -> Option<Kind> {
        let thing = nth(&nth(&self.things, index)?.things, slot)?;
        let is_clip = member(&thing.whole, "type") == Kind::PhotoClip.name();
        Some(if is_clip {
            Kind::PhotoClip
        } else {
            Kind::Photo
        })
    }

    /// The described thing that an item is, or that an extra belongs to.
    pub(super) fn thing(&self, item: Item) -> Option<&Thing> {
        let (index, child, leaf) = item.place;
        if item.kind == Kind::Clip {
            let mut all = Vec::new();
            self.each(&mut |thing| all.push(thing));
            return all.into_iter().find(|thing| thing.key == index);
        }
        let top = nth(&self.things, index)?;
        match item.kind {
            Kind::Season | Kind::Album => nth(&top.things, child),
            Kind::Episode | Kind::Track => nth(&nth(&top.things, child)?.things, leaf),
            Kind::Photo | Kind::PhotoClip => nth(&top.things, leaf),
            _ => Some(top),
        }
    }

    /// Looks at everything, from the top down.
    pub(crate) fn each<'a>(&'a self, look: &mut dyn FnMut(&'a Thing)) {
        fn within<'a>(things: &'a [Thing], look: &mut dyn FnMut(&'a Thing)) {
            for thing in things {
                look(thing);
                within(&thing.things, look);
            }
        }
        within(&self.things, look);
    }

    pub(super) fn file(&self, name: &str) -> Option<&Path> {
        self.files.get(name).map(PathBuf::as_path)
    }
}

fn nth(things: &[Thing], number: u64) -> Option<&Thing> {
    things.get(usize::try_from(number).ok()?)
}

impl Thing {
    /// A thing that holds no others.
    pub(super) const fn made(key: u64, whole: Value) -> Self {
        Self {
            key,
            whole,
            things: Vec::new(),
            inside: None,
            extras: Vec::new(),
            collections: Vec::new(),
            played: BTreeMap::new(),
        }
    }

    pub(crate) const fn key(&self) -> u64 {
        self.key
    }

    pub(crate) fn collections(&self) -> &[String] {
        &self.collections
    }

    pub(crate) const fn played(&self) -> &BTreeMap<String, Played> {
        &self.played
    }

    /// As answers show it.
    pub(super) fn value(&self, item: Item, detail: Detail) -> Value {
        let whole = self.of(item);
        match detail {
            Detail::Whole => whole.clone(),
            Detail::Listing => line(whole),
            Detail::Only(wanted) => {
                let members = wanted.iter();
                let members =
                    members.filter_map(|name| Some(((*name).to_owned(), whole.get(name)?.clone())));
                Value::Object(members.collect())
            }
        }
    }

    pub(super) fn title(&self, item: Item) -> String {
        let title = member(self.of(item), "title").as_str();
        title.unwrap_or_default().to_owned()
    }

    /// The thing itself, or the extra of it that an item is.
    fn of(&self, item: Item) -> &Value {
        if item.kind != Kind::Clip {
            return &self.whole;
        }
        let number = usize::try_from(item.place.1).ok();
        number
            .and_then(|number| self.extras.get(number))
            .unwrap_or(&Value::Null)
    }
}

/// What a line of a list shows of a whole thing.
fn line(whole: &Value) -> Value {
    let Some(members) = whole.as_object() else {
        return Value::Null;
    };
    let shown = members
        .iter()
        .filter(|(name, _)| !ONLY_WHOLE.contains(&name.as_str()));
    let shown = shown.map(|(name, value)| {
        let value = match name.as_str() {
            "Media" => without_streams(value),
            "Role" => tags(value, 3),
            name if TAGS.contains(&name) => tags(value, usize::MAX),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(shown.collect::<Map<_, _>>())
}

fn tags(list: &Value, most: usize) -> Value {
    let tags = list.as_array().into_iter().flatten().take(most);
    tags.map(|tag| json!({"tag": member(tag, "tag")})).collect()
}

fn without_streams(media: &Value) -> Value {
    let mut media = media.clone();
    let versions = media.as_array_mut().into_iter().flatten();
    let parts = versions.filter_map(|version| version.get_mut("Part")?.as_array_mut());
    for part in parts.flatten().filter_map(Value::as_object_mut) {
        part.remove("Stream");
    }
    media
}

const ONLY_WHOLE: &[&str] = &["Chapter", "Image", "Marker", "Producer", "Rating"];
const TAGS: &[&str] = &[
    "Country", "Director", "Genre", "Label", "Mood", "Producer", "Style", "Tag", "Writer",
];
