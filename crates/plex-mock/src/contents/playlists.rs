//! Playlists: things of any section in somebody's order, or what a query finds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Account, Contents, OWNER, locked};
use crate::{
    dice::Dice,
    library::{Detail, Kind, Library},
    look::member,
};

/// A playlist.
#[derive(Debug, Clone)]
pub(crate) struct Playlist {
    pub(crate) id: u64,
    pub(crate) owner: Account,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// The entries: each has a number of its own, because a thing may be there twice.
    pub(crate) entries: Vec<(u64, u64)>,
    /// The query of a smart one.
    pub(crate) content: Option<String>,
    pub(crate) added: u64,
    pub(crate) updated: u64,
}

/// All playlists.
#[derive(Debug, Default)]
pub(crate) struct Playlists {
    by_id: BTreeMap<u64, Playlist>,
    next: u64,
    next_entry: u64,
}

const FIRST: u64 = 9_000_000_000;

/// What a playlist of such things is called.
pub(crate) const fn playlist_type(kind: Kind) -> &'static str {
    match kind.top() {
        Kind::Artist => "audio",
        Kind::PhotoAlbum => "photo",
        _ => "video",
    }
}

impl Playlists {
    /// Those that are there from the start.
    pub(super) fn ready_made(library: &Library) -> Self {
        let mut playlists = Self {
            by_id: BTreeMap::new(),
            next: FIRST,
            next_entry: 1,
        };
        let sections = library.sections();
        for section in sections
            .iter()
            .filter(|section| section.is_drawn() && section.len > 0)
        {
            let (title, count) = match (section.id, section.kind) {
                (1, _) => ("Friday Nights", 5),
                (_, Kind::Artist) => ("Washing Up", 8),
                _ => continue,
            };
            let mut dice = Dice::new(library.seed, "playlists", section.id.into());
            let keys: Vec<_> = (0..count)
                .filter_map(|_| library.first_key_at(section, dice.below(section.len as u64)))
                .filter_map(|key| {
                    let item = library.item(key)?;
                    let bottom = section.kind.levels().last().copied()?;
                    library.keys_within(item, bottom).first().copied()
                })
                .collect();
            playlists.add(
                Playlist {
                    id: 0,
                    owner: OWNER,
                    kind: playlist_type(section.kind),
                    title: title.to_owned(),
                    summary: String::new(),
                    entries: Vec::new(),
                    content: None,
                    added: 1_700_000_000,
                    updated: 1_700_000_000,
                },
                &keys,
            );
        }
        playlists
    }

    /// Adds one with things in it, and gives its id.
    pub(crate) fn add(&mut self, playlist: Playlist, keys: &[u64]) -> u64 {
        let id = self.next;
        self.next += 1;
        self.by_id.insert(id, Playlist { id, ..playlist });
        self.append(id, keys);
        id
    }

    pub(crate) fn append(&mut self, id: u64, keys: &[u64]) {
        if let Some(playlist) = self.by_id.get_mut(&id) {
            for key in keys {
                playlist.entries.push((self.next_entry, *key));
                self.next_entry += 1;
            }
        }
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Playlist> {
        self.by_id.get(&id)
    }

    pub(crate) fn remove(&mut self, id: u64) -> bool {
        self.by_id.remove(&id).is_some()
    }

    pub(crate) fn change(&mut self, id: u64, change: impl FnOnce(&mut Playlist)) -> bool {
        self.by_id.get_mut(&id).map(change).is_some()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Playlist> {
        self.by_id.values()
    }
}

impl Contents {
    /// The entries of a playlist; of a smart one, what its query finds now, and entries have no numbers.
    pub(crate) fn entries_of_playlist(&self, id: u64, viewer: Account) -> Option<Vec<(u64, u64)>> {
        let playlist = locked(&self.playlists)
            .get(id)
            .filter(|playlist| playlist.owner == viewer)?
            .clone();
        Some(match playlist.content {
            Some(content) => self
                .leaves_behind(&content, viewer)
                .unwrap_or_default()
                .into_iter()
                .map(|key| (0, key))
                .collect(),
            None => playlist
                .entries
                .into_iter()
                .filter(|(_, key)| self.item(*key).is_some())
                .collect(),
        })
    }

    /// A playlist as answers show it.
    pub(crate) fn playlist(&self, id: u64, viewer: Account) -> Option<Value> {
        let entries = self.entries_of_playlist(id, viewer)?;
        let playlist = locked(&self.playlists).get(id)?.clone();
        let duration: u64 = entries
            .iter()
            .take(2000)
            .filter_map(|(_, key)| {
                let item = self.library.item(*key)?;
                member(&self.library.value(item, Detail::Listing), "duration").as_u64()
            })
            .sum();
        let mut value = json!({
            "ratingKey": id.to_string(),
            "key": format!("/playlists/{id}/items"),
            "guid": format!("com.plexapp.agents.none://{}", Dice::new(self.library.seed, "playlist", id).uuid()),
            "type": "playlist",
            "title": playlist.title,
            "titleSort": playlist.title,
            "summary": playlist.summary,
            "smart": playlist.content.is_some(),
            "playlistType": playlist.kind,
            "composite": format!("/playlists/{id}/composite/{}", playlist.updated),
            "allowSync": true,
            "duration": duration,
            "leafCount": entries.len(),
            "addedAt": playlist.added,
            "updatedAt": playlist.updated,
        });
        if let (Some(members), Some(content)) = (value.as_object_mut(), playlist.content) {
            members.insert("content".to_owned(), content.into());
        }
        locked(&self.edits).apply(id, Detail::Whole, &mut value);
        locked(&self.attached).pictures.show(id, &mut value);
        Some(value)
    }
}
