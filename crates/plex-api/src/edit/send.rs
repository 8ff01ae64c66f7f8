//! How edits go out: looked up, grouped, written in the grammar of edits.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plex_models::{
    MediaType, MediaTypeCode, Metadata, MetadataContainer, RatingKey, RatingKeys, SectionId, Tag,
};

use super::{Change, Edit, Tags};
use crate::{Error, Result};

/// So many items are looked up or changed in one request: servers and proxies cut long addresses off.
const ITEMS_IN_ONE: usize = 200;

/// Items that one request can change.
struct Group {
    section: SectionId,
    media_type: MediaTypeCode,
    items: Vec<Metadata>,
}

impl Edit<'_> {
    pub(super) async fn run(self) -> Result<()> {
        if let Some(mistake) = self.mistake {
            return Err(Error::Config(mistake.into()));
        }
        if self.changes.is_empty() {
            return Err(Error::Config(
                "the edit changes nothing: set a field".into(),
            ));
        }
        for group in grouped(self.look_up().await?)? {
            for items in group.items.chunks(ITEMS_IN_ONE) {
                let request = self
                    .server
                    .library()
                    .update_items(&group.section)
                    .media_type(group.media_type.clone())
                    .ids(items);
                self.pairs(items)
                    .into_iter()
                    .fold(request, |request, (name, value)| {
                        request.query(&name, value)
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// The items, each with the library that it is in.
    async fn look_up(&self) -> Result<Vec<Metadata>> {
        let keys: Vec<_> = self.keys.iter().collect();
        if keys.is_empty() {
            return Err(Error::Config("the edit names no item".into()));
        }
        let mut items = Vec::new();
        for part in keys.chunks(ITEMS_IN_ONE) {
            let answer = self.server.metadata().get(part).send().await?;
            items.extend(with_section(answer.into_body()));
        }
        let is_there = |key: &RatingKey| {
            items
                .iter()
                .any(|item| item.rating_key.as_ref() == Some(key))
        };
        let missing: RatingKeys = keys.into_iter().filter(|key| !is_there(key)).collect();
        if missing.iter().next().is_some() {
            return Err(Error::Config(format!(
                "the server has no item {missing}; nothing was changed"
            )));
        }
        Ok(items)
    }

    /// The changes as the request says them.
    fn pairs(&self, items: &[Metadata]) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut added: Vec<&str> = Vec::new();
        for change in &self.changes {
            match change {
                Change::Set { field, value } => {
                    pairs.push((format!("{field}.value"), value.clone()))
                }
                Change::Lock { field, locked } => {
                    pairs.push((format!("{field}.locked"), u8::from(*locked).to_string()));
                }
                // Their numbers count through all that are added, so they are written together.
                Change::Add { tag, .. } if added.contains(&tag.as_str()) => {}
                Change::Add { tag, .. } => {
                    added.push(tag);
                    let tags = self.tags_after(tag, items);
                    let numbered = tags.into_iter().enumerate();
                    pairs.extend(numbered.map(|(at, name)| (format!("{tag}[{at}].tag.tag"), name)));
                }
                Change::Remove { tag, values } => {
                    pairs.push((format!("{tag}[].tag.tag-"), listed(values)));
                }
            }
        }
        pairs
    }

    /// The tags that are sent to be there afterwards.
    ///
    /// To several items a server adds them. Of one item it takes them for all there are: those that it has are sent along,
    /// as every client does.
    fn tags_after(&self, tag: &str, items: &[Metadata]) -> Vec<String> {
        let mut tags: Vec<String> = match items {
            [item] => present(item, tag)
                .iter()
                .filter_map(|tag| tag.tag.as_deref())
                .filter(|name| !self.removes(tag, name))
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        let added = self.changes.iter().filter_map(|change| match change {
            Change::Add { tag: of, values } if of == tag => Some(&values.0),
            _ => None,
        });
        for name in added.flatten() {
            if !tags.contains(name) {
                tags.push(name.clone());
            }
        }
        tags
    }

    fn removes(&self, tag: &str, name: &str) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::Remove { tag: of, values } if of == tag && values.0.iter().any(|value| value == name))
        })
    }
}

/// Names in one value. A comma within a name is escaped, and so is all else that is no letter or digit.
fn listed(tags: &Tags) -> String {
    let names = tags.0.iter();
    let escaped = names.map(|name| utf8_percent_encode(name, NON_ALPHANUMERIC).to_string());
    escaped.collect::<Vec<_>>().join(",")
}

/// The items of an answer. A single one may have its library beside it.
fn with_section(answer: MetadataContainer) -> Vec<Metadata> {
    let section = answer.library_section_id;
    let with = |mut item: Metadata| {
        item.library_section_id = item.library_section_id.or_else(|| section.clone());
        item
    };
    answer.metadata.into_iter().map(with).collect()
}

fn grouped(items: Vec<Metadata>) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        let key = RatingKey::from(&item);
        let media_type = level(&item)
            .ok_or_else(|| Error::Config(format!("the server does not say what item {key} is")))?;
        if media_type == MediaTypeCode::Playlist {
            let what =
                format!("item {key} is a playlist: edit it with server.playlist({key:?}).edit()");
            return Err(Error::Config(what));
        }
        let section = item.library_section_id.clone().ok_or_else(|| {
            Error::Config(format!(
                "item {key} is in no library, and only what is in one can be edited"
            ))
        })?;
        let known = groups
            .iter_mut()
            .find(|group| group.section == section && group.media_type == media_type);
        match known {
            Some(group) => group.items.push(item),
            None => groups.push(Group {
                section,
                media_type,
                items: vec![item],
            }),
        }
    }
    Ok(groups)
}

/// The number of an item's type. Albums of photos call themselves photos, and are told by what they lead to.
fn level(item: &Metadata) -> Option<MediaTypeCode> {
    let media_type = item.media_type.clone()?;
    let is_album = item
        .key
        .as_deref()
        .is_some_and(|key| key.ends_with("/children"));
    Some(match media_type {
        MediaType::Photo if is_album => MediaTypeCode::PhotoAlbum,
        media_type => media_type.into(),
    })
}

/// The tags of a kind that an item has.
fn present<'a>(item: &'a Metadata, tag: &str) -> &'a [Tag] {
    match tag {
        "genre" => &item.genres,
        "collection" => &item.collections,
        "label" => &item.rare().labels,
        "director" => &item.directors,
        "writer" => &item.writers,
        "producer" => &item.rare().producers,
        "actor" => &item.roles,
        "country" => &item.countries,
        "style" => &item.rare().styles,
        "mood" => &item.rare().moods,
        "similar" => &item.rare().similar,
        _ => &[],
    }
}
