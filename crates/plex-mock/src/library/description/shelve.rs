//! From what is described to what answers show.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Map, Value, json};

use super::{
    super::{
        child_of, extras,
        kind::Kind,
        made,
        media::{LATER_PARTS, file_name, first_media},
        people::{described_id, tag_id},
        section::{About, Keys, Section, Shelves, Source, kept},
        written::{Played, Thing, Written},
    },
    Chapter, Described, Description, DescriptionError, Entry, Holds, Marker, Part, Stream, Streams,
    Version,
};
use crate::containers;

/// When things were added of which nothing else is said.
const ADDED: u64 = 1_700_000_000;

impl Description {
    /// Puts the described sections behind those that are there.
    pub(in crate::library) fn shelve(&self, shelves: &mut Shelves) -> Result<(), DescriptionError> {
        for described in &self.written.sections {
            shelve(described, &self.folder, shelves)?;
        }
        Ok(())
    }
}

fn shelve(
    described: &Described,
    folder: &Path,
    shelves: &mut Shelves,
) -> Result<(), DescriptionError> {
    let kind = match described.kind {
        Holds::Movie | Holds::Video => Kind::Movie,
        Holds::Show => Kind::Show,
        Holds::Artist => Kind::Artist,
        Holds::Photo => Kind::PhotoAlbum,
    };
    let matched = !matches!(described.kind, Holds::Video | Holds::Photo);
    let first = shelves.next_key;
    let items = laid_out(kind, described.items.clone());
    let len = items.len();
    let keys = keys(kind, &items, first);
    let section = Section {
        id: shelves.next_id,
        kind,
        title: kept(&described.title),
        len,
        matched,
        source: Source::Written,
        keys,
    };
    let path = format!("/media/{}", described.title.to_lowercase());
    let mut about = About::of(kind, matched, &path);
    let replace = |now: &mut String, new: &Option<String>| {
        if let Some(new) = new {
            now.clone_from(new);
        }
    };
    replace(&mut about.agent, &described.agent);
    replace(&mut about.scanner, &described.scanner);
    replace(&mut about.language, &described.language);
    if !described.paths.is_empty() {
        about.paths.clone_from(&described.paths);
    }
    let written = write(section, folder, &about, &items)?;
    shelves.written.insert(section.id, Arc::new(written));
    shelves.next_key = keys.children + len as u64 * keys.block;
    shelves.add(section, about);
    Ok(())
}

/// What stands at the top of a section: the entries, and behind them the albums of photos that stand in others.
pub(super) fn laid_out(kind: Kind, entries: Vec<Entry>) -> Vec<Entry> {
    if kind != Kind::PhotoAlbum {
        return entries;
    }
    let mut all = entries;
    let mut number = 0;
    while let Some(album) = all.get_mut(number) {
        let (inner, photos): (Vec<_>, Vec<_>) = std::mem::take(&mut album.items)
            .into_iter()
            .partition(|entry| !entry.items.is_empty());
        album.items = photos;
        all.extend(inner.into_iter().map(|inner| Entry {
            inside: Some(number as u64),
            ..inner
        }));
        number += 1;
    }
    all
}

/// The numbers of things from `first` on, and of what lies in them.
pub(super) fn keys(kind: Kind, entries: &[Entry], first: u64) -> Keys {
    let most = |of: &dyn Fn(&Entry) -> usize| entries.iter().map(of).max().unwrap_or(0) as u64;
    let children = most(&|top| top.items.len());
    let leaves = most(&|top| {
        let children = top.items.iter();
        children.map(|child| child.items.len()).max().unwrap_or(0)
    });
    let slots = leaves + 1;
    Keys {
        first,
        children: first + entries.len() as u64,
        block: match kind {
            Kind::Movie => 0,
            Kind::PhotoAlbum => children,
            _ => children * slots,
        },
        slots,
    }
}

/// Things as answers show them.
pub(super) fn write(
    section: Section,
    folder: &Path,
    about: &About,
    entries: &[Entry],
) -> Result<Written, DescriptionError> {
    let mut writer = Writer {
        section,
        folder,
        root: about.paths.first().cloned().unwrap_or_default(),
        files: BTreeMap::new(),
    };
    let mut things = writer.things(section.kind, entries, &[])?;
    for (number, entry) in entries.iter().enumerate() {
        let outer = entry.inside.and_then(|outer| usize::try_from(outer).ok());
        let outer = outer.and_then(|outer| Some(things.get(outer)?.whole.clone()));
        if let (Some(outer), Some(inner)) = (outer, things.get_mut(number)) {
            inner.inside = entry.inside;
            child_of(&mut inner.whole, &outer, "parent");
        }
    }
    Ok(Written {
        things,
        files: writer.files,
    })
}

/// What lies above a thing: its value and its number.
struct Above<'a> {
    value: &'a Value,
    number: u64,
}

struct Writer<'a> {
    section: Section,
    folder: &'a Path,
    /// The folder that paths of files begin with.
    root: String,
    files: BTreeMap<String, PathBuf>,
}

impl Writer<'_> {
    fn things(
        &mut self,
        kind: Kind,
        entries: &[Entry],
        above: &[Above<'_>],
    ) -> Result<Vec<Thing>, DescriptionError> {
        (0..)
            .zip(entries)
            .map(|(number, entry)| {
                // What lasts is no photo.
                let kind = match kind {
                    Kind::Photo if entry.duration.is_some() => Kind::PhotoClip,
                    kind => kind,
                };
                self.thing(kind, (number, entry), above)
            })
            .collect()
    }

    fn thing(
        &mut self,
        kind: Kind,
        (number, entry): (u64, &Entry),
        above: &[Above<'_>],
    ) -> Result<Thing, DescriptionError> {
        let numbers: Vec<_> = above
            .iter()
            .map(|above| above.number)
            .chain([number])
            .collect();
        let place = match (kind, numbers.as_slice()) {
            (Kind::Photo | Kind::PhotoClip, [top, photo]) => (*top, 0, *photo),
            (_, [top, child, leaf]) => (*top, *child, *leaf),
            (_, [top, child]) => (*top, *child, 0),
            _ => (number, 0, 0),
        };
        let key = made(&self.section, kind, place).key;
        let mut whole = self.value(kind, key, number, entry)?;
        for (above, level) in above.iter().rev().zip(["parent", "grandparent"]) {
            child_of(&mut whole, above.value, level);
        }
        let below = kind.child();
        if let (None, Some(stray)) = (below, entry.items.first()) {
            return Err(DescriptionError(format!(
                "{}: `{}` stands in `{}`, but nothing can lie in a {}",
                self.section.title,
                stray.title,
                entry.title,
                kind.query_name()
            )));
        }
        let things = match below {
            Some(below) => {
                let top = above.iter().map(|above| Above { ..*above });
                let mut path: Vec<_> = top.collect();
                path.push(Above {
                    value: &whole,
                    number,
                });
                self.things(below, &entry.items, &path)?
            }
            None => Vec::new(),
        };
        count(kind, &things, &mut whole);
        if entry.extras.len() as u64 > extras::MOST {
            return Err(DescriptionError(format!(
                "{}: `{}` has more than {} extras",
                self.section.title,
                entry.title,
                extras::MOST
            )));
        }
        let extras = (0..)
            .zip(&entry.extras)
            .map(|(number, extra)| {
                let key = extras::FIRST + key * extras::MOST + number;
                self.value(Kind::Clip, key, number, extra)
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Thing {
            key,
            whole,
            things,
            inside: None,
            extras,
            collections: entry.collections.clone(),
            played: played(entry),
        })
    }

    fn value(
        &mut self,
        kind: Kind,
        key: u64,
        number: u64,
        entry: &Entry,
    ) -> Result<Value, DescriptionError> {
        let path = format!("/library/metadata/{key}");
        let added = entry.added_at.unwrap_or(ADDED);
        let updated = entry.updated_at.unwrap_or(added);
        let mut item = Map::new();
        let mut set = |name: &str, value: Value| {
            if !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()) {
                item.insert(name.to_owned(), value);
            }
        };
        let title = match (entry.title.as_str(), kind) {
            ("", Kind::Season) => format!("Season {}", entry.index.unwrap_or(number + 1)),
            (title, _) => title.to_owned(),
        };
        let children = if kind.child().is_some() {
            "/children"
        } else {
            ""
        };
        set("ratingKey", key.to_string().into());
        set("key", format!("{path}{children}").into());
        let guid = || match self.section.matched {
            true => format!("plex://{}/{key:024x}", kind.name()),
            false => format!("local://{key}"),
        };
        set("guid", entry.guid.clone().unwrap_or_else(guid).into());
        set("type", kind.name().into());
        set("title", title.clone().into());
        set("titleSort", json!(entry.title_sort));
        set("originalTitle", json!(entry.original_title));
        set("editionTitle", json!(entry.edition_title));
        let has_index = kind != Kind::Movie;
        let index = entry.index.or(has_index.then_some(number + 1));
        set("index", json!(index));
        set("year", json!(entry.year));
        set("summary", entry.summary.clone().into());
        set("tagline", json!(entry.tagline));
        set("studio", json!(entry.studio));
        set("contentRating", json!(entry.content_rating));
        set(
            "originallyAvailableAt",
            json!(entry.originally_available_at),
        );
        set("duration", json!(entry.duration));
        set("addedAt", added.into());
        set("updatedAt", updated.into());
        set("rating", json!(entry.rating));
        set("audienceRating", json!(entry.audience_rating));
        if kind == Kind::Clip {
            let named = entry.subtype.as_deref().unwrap_or("trailer");
            let mut sorts = extras::SORTS.iter();
            let sort = sorts.find(|(_, name, _)| *name == named).ok_or_else(|| {
                let known: Vec<_> = extras::SORTS.iter().map(|(_, name, _)| *name).collect();
                DescriptionError(format!(
                    "{}: the extra `{title}` is of no known subtype `{named}`: {}",
                    self.section.title,
                    known.join(", ")
                ))
            })?;
            set("subtype", sort.1.into());
            set("extraType", sort.0.into());
        }
        for (name, file) in [
            ("thumb", &entry.thumb),
            ("art", &entry.art),
            ("theme", &entry.theme),
        ] {
            if name == "theme" && file.is_none() {
                continue;
            }
            set(name, format!("{path}/{name}/{updated}").into());
            if let Some(file) = file {
                let file = on_disk(self.folder, file)?;
                self.files.insert(format!("{name} {key}"), file);
            }
        }
        set(
            "Guid",
            entry.guids.iter().map(|id| json!({"id": id})).collect(),
        );
        for (name, filter, words) in [
            ("Genre", "genre", &entry.genres),
            ("Country", "country", &entry.countries),
            ("Mood", "mood", &entry.moods),
            ("Style", "style", &entry.styles),
            ("Label", "label", &entry.labels),
            ("Tag", "tag", &entry.tags),
        ] {
            let tag = |word: &String| {
                let id = tag_id(word);
                json!({"id": id, "filter": format!("{filter}={id}"), "tag": word})
            };
            set(name, words.iter().map(tag).collect());
        }
        for (name, filter, people) in [
            ("Director", "director", &entry.directors),
            ("Writer", "writer", &entry.writers),
            ("Producer", "producer", &entry.producers),
        ] {
            set(
                name,
                people.iter().map(|name| person(filter, name)).collect(),
            );
        }
        let roles = entry.roles.iter().map(|role| {
            let mut tag = person("actor", &role.name);
            if let Some(members) = tag.as_object_mut() {
                members.insert("role".to_owned(), role.role.clone().into());
                members.extend(
                    role.thumb
                        .clone()
                        .map(|thumb| ("thumb".to_owned(), thumb.into())),
                );
            }
            tag
        });
        set("Role", roles.collect());
        let ratings = entry.ratings.iter();
        let rating = |rating: &super::Rating| json!({"image": rating.image, "value": rating.value, "type": rating.kind});
        set("Rating", ratings.map(rating).collect());
        set("Chapter", chapters(key, &entry.chapters));
        set("Marker", markers(key, &entry.markers));
        if matches!(kind, Kind::Show | Kind::Artist) {
            let folder = format!("{}/{}", self.root, file_name(&title));
            set("Location", json!([{"path": folder}]));
        }
        if kind.child().is_none() {
            set("Media", self.media(kind, key, added, &title, entry)?);
        }
        item.extend(entry.more.clone());
        Ok(Value::Object(item))
    }

    /// The versions; one of a usual kind, where none is described.
    fn media(
        &mut self,
        kind: Kind,
        key: u64,
        added: u64,
        title: &str,
        entry: &Entry,
    ) -> Result<Value, DescriptionError> {
        let usual = [Version::default()];
        let versions = match entry.media.as_slice() {
            [] => usual.as_slice(),
            versions => versions,
        };
        if versions.len() > 4 {
            return Err(DescriptionError(format!(
                "{}: `{title}` has more than four versions",
                self.section.title
            )));
        }
        let mut media = Vec::new();
        for (id, version) in (first_media(key)..).zip(versions) {
            media.push(self.version(kind, (id, version), added, title, entry)?);
        }
        Ok(media.into())
    }

    fn version(
        &mut self,
        kind: Kind,
        (id, version): (u64, &Version),
        added: u64,
        title: &str,
        entry: &Entry,
    ) -> Result<Value, DescriptionError> {
        let usual = [Part::default()];
        let parts = match version.parts.as_slice() {
            [] => usual.as_slice(),
            parts => parts,
        };
        let of_disk = parts.first().and_then(|part| part.disk.as_ref());
        let extension = of_disk
            .and_then(|file| file.extension())
            .and_then(|end| end.to_str());
        let container = version.container.clone().unwrap_or_else(|| {
            extension.map_or_else(
                || match kind {
                    Kind::Track => "mp3".to_owned(),
                    Kind::Photo => "png".to_owned(),
                    _ => "mkv".to_owned(),
                },
                str::to_lowercase,
            )
        });
        let duration = version.duration.or(entry.duration);
        let mut media = object([
            ("id", id.into()),
            ("duration", json!(duration)),
            ("bitrate", json!(version.bitrate)),
            ("width", json!(version.width)),
            ("height", json!(version.height)),
            ("aspectRatio", json!(version.aspect_ratio)),
            ("audioChannels", json!(version.audio_channels)),
            ("audioCodec", json!(version.audio_codec)),
            ("videoCodec", json!(version.video_codec)),
            ("videoResolution", json!(version.video_resolution)),
            ("videoFrameRate", json!(version.video_frame_rate)),
            ("videoProfile", json!(version.video_profile)),
            ("container", container.clone().into()),
        ]);
        let mut made = Vec::new();
        for (number, part) in (0..).zip(parts) {
            let id = if number == 0 {
                id
            } else {
                id + number * LATER_PARTS
            };
            let container = part.container.as_ref().unwrap_or(&container);
            let mut size = containers::length(container);
            if let Some(file) = &part.disk {
                let file = on_disk(self.folder, file)?;
                size = std::fs::metadata(&file).map_or(size, |found| found.len());
                self.files.insert(format!("part {id}"), file);
            }
            let shown = part.file.clone().unwrap_or_else(|| {
                let name = match (kind, entry.year) {
                    (Kind::Movie, Some(year)) => file_name(&format!("{title} ({year})")),
                    _ => file_name(title),
                };
                format!("{}/{name}/{name}.{container}", self.root)
            });
            if part.streams.len() > 10 {
                return Err(DescriptionError(format!(
                    "{}: a part of `{title}` has more than ten streams",
                    self.section.title
                )));
            }
            let mut streams = Vec::new();
            for (index, stream) in (0..).zip(&part.streams) {
                streams.push(self.stream((id * 10 + index, index), stream)?);
            }
            let mut value = object([
                ("id", id.into()),
                (
                    "key",
                    format!("/library/parts/{id}/{added}/file.{container}").into(),
                ),
                ("duration", json!(part.duration.or(duration))),
                ("file", shown.into()),
                ("size", part.size.unwrap_or(size).into()),
                ("container", container.clone().into()),
            ]);
            if !streams.is_empty() {
                value.insert("Stream".to_owned(), streams.into());
            }
            value.extend(part.more.clone());
            made.push(Value::Object(value));
        }
        media.insert("Part".to_owned(), made.into());
        media.extend(version.more.clone());
        Ok(Value::Object(media))
    }

    fn stream(
        &mut self,
        (id, index): (u64, u64),
        stream: &Stream,
    ) -> Result<Value, DescriptionError> {
        let usual = match stream.kind {
            Streams::Video => "h264",
            Streams::Audio => "aac",
            Streams::Subtitle => "srt",
            Streams::Lyrics => "lrc",
        };
        let codec = stream.codec.as_deref().unwrap_or(usual);
        let language = stream.language.as_deref().unwrap_or("Unknown");
        let shown = match stream.kind {
            Streams::Video => codec.to_uppercase(),
            _ => format!("{language} ({})", codec.to_uppercase()),
        };
        let mut value = object([
            ("id", id.into()),
            ("streamType", (stream.kind as u64).into()),
            ("codec", codec.into()),
            ("language", json!(stream.language)),
            ("languageTag", json!(stream.language_tag)),
            ("languageCode", json!(stream.language_code)),
            ("title", json!(stream.title)),
            ("channels", json!(stream.channels)),
            ("width", json!(stream.width)),
            ("height", json!(stream.height)),
            ("bitrate", json!(stream.bitrate)),
            ("displayTitle", shown.clone().into()),
            ("extendedDisplayTitle", shown.into()),
        ]);
        for (name, flag) in [
            ("default", stream.default),
            ("selected", stream.selected),
            ("forced", stream.forced),
        ] {
            if flag {
                value.insert(name.to_owned(), true.into());
            }
        }
        match &stream.disk {
            // What lies beside the video has an address of its own instead of a place in it.
            Some(file) => {
                let file = on_disk(self.folder, file)?;
                self.files.insert(format!("stream {id}"), file);
                value.insert("key".to_owned(), format!("/library/streams/{id}").into());
                value.insert("format".to_owned(), codec.into());
            }
            None => {
                value.insert("index".to_owned(), index.into());
            }
        }
        value.extend(stream.more.clone());
        Ok(Value::Object(value))
    }
}

/// The members that have a value.
fn object<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Counts what lies in a thing into it.
fn count(kind: Kind, things: &[Thing], whole: &mut Value) {
    let children = things.len() as u64;
    let leaves: u64 = things.iter().map(|thing| thing.things.len() as u64).sum();
    let counts = match kind {
        Kind::Show => [Some(("childCount", children)), Some(("leafCount", leaves))],
        Kind::Season | Kind::Album => [Some(("leafCount", children)), None],
        _ => [None, None],
    };
    if let Some(members) = whole.as_object_mut() {
        for (name, count) in counts.into_iter().flatten() {
            members.insert(name.to_owned(), count.into());
            members.insert("viewedLeafCount".to_owned(), 0.into());
        }
    }
}

fn person(filter: &str, name: &str) -> Value {
    let id = described_id(name);
    json!({"id": id, "filter": format!("{filter}={id}"), "tag": name, "tagKey": format!("{id:024x}")})
}

fn chapters(key: u64, chapters: &[Chapter]) -> Value {
    let shown = (1..).zip(chapters).map(|(index, chapter)| {
        json!({
            "id": key * 100 + index,
            "filter": "thumb=",
            "tag": chapter.title,
            "index": index,
            "startTimeOffset": chapter.start,
            "endTimeOffset": chapter.end,
            "thumb": format!("/library/media/{}/chapterImages/{index}", first_media(key)),
        })
    });
    shown.collect()
}

fn markers(key: u64, markers: &[Marker]) -> Value {
    let shown = (1..).zip(markers).map(|(number, marker): (u64, _)| {
        let mut value = json!({
            "id": key * 100 + 50 + number,
            "type": marker.kind.name(),
            "startTimeOffset": marker.start,
            "endTimeOffset": marker.end,
        });
        if let (true, Some(members)) = (marker.is_final, value.as_object_mut()) {
            members.insert("final".to_owned(), true.into());
        }
        value
    });
    shown.collect()
}

fn played(entry: &Entry) -> BTreeMap<String, Played> {
    let one = |seen: &super::Seen| Played {
        count: seen.count,
        offset: seen.offset,
        at: seen.at.unwrap_or(ADDED),
        rating: seen.rating,
    };
    let seen = entry.played.iter();
    seen.map(|(name, seen)| (name.clone(), one(seen))).collect()
}

fn on_disk(folder: &Path, file: &Path) -> Result<PathBuf, DescriptionError> {
    let path = folder.join(file);
    if path.is_file() {
        return Ok(path);
    }
    Err(DescriptionError(format!(
        "{}: there is no such file",
        path.display()
    )))
}
