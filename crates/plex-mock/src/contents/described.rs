//! What people had done before the start, as a description tells it: plays, collections, playlists.

use std::collections::BTreeMap;

use super::{Account, Contents, OWNER, collections::Collection, locked, playlists, views::View};
use crate::library::description::{Description, DescriptionError, Playlist};

/// The part of a description that is about people.
#[derive(Debug, Default)]
pub(crate) struct Described {
    playlists: Vec<Playlist>,
    /// Who may be named.
    accounts: BTreeMap<String, Account>,
}

impl Described {
    pub(crate) fn new(description: &Description, accounts: BTreeMap<String, Account>) -> Self {
        Self {
            playlists: description.playlists().to_vec(),
            accounts,
        }
    }

    fn account(&self, name: &str) -> Result<Account, DescriptionError> {
        self.accounts.get(name).copied().ok_or_else(|| {
            let known: Vec<_> = self.accounts.keys().map(String::as_str).collect();
            DescriptionError::new(format!(
                "nobody here is called `{name}`, but there are {}",
                known.join(", ")
            ))
        })
    }
}

impl Contents {
    /// Whether everybody and everything that the description names is there.
    pub(crate) fn check_description(&self) -> Result<(), DescriptionError> {
        for (_, written) in self.library.written_sections() {
            let mut names = Vec::new();
            written.each(&mut |thing| names.extend(thing.played().keys()));
            for name in names {
                self.described.account(name)?;
            }
        }
        for playlist in &self.described.playlists {
            playlist
                .owner
                .as_deref()
                .map_or(Ok(OWNER), |owner| self.described.account(owner))?;
            for title in &playlist.items {
                self.called(title).ok_or_else(|| {
                    DescriptionError::new(format!(
                        "the playlist `{}` names `{title}`, but nothing described has that title",
                        playlist.title
                    ))
                })?;
            }
        }
        Ok(())
    }

    /// Puts there what was described.
    pub(super) fn begin_described(&self) {
        for (section, written) in self.library.written_sections() {
            let mut titles: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
            written.each(&mut |thing| {
                for title in thing.collections() {
                    titles.entry(title).or_default().push(thing.key());
                }
                for (name, played) in thing.played() {
                    let Ok(account) = self.described.account(name) else {
                        continue;
                    };
                    let view = View {
                        count: played.count,
                        offset: played.offset,
                        last_viewed: played.at,
                        rating: played.rating,
                        last_rated: played.rating.map_or(0, |_| played.at),
                        put_away: false,
                    };
                    locked(&self.views).begin(account, thing.key(), view);
                }
            });
            for (title, items) in titles {
                let kind = items.first().and_then(|key| self.library.item(*key));
                locked(&self.collections).add(Collection {
                    id: 0,
                    section: section.id,
                    kind: kind.map_or(section.kind, |item| item.kind),
                    title: title.to_owned(),
                    summary: String::new(),
                    items,
                    content: None,
                    added: BEGAN,
                    updated: BEGAN,
                });
            }
        }
        for playlist in &self.described.playlists {
            let owner = playlist.owner.as_deref();
            let owner = owner.and_then(|owner| self.described.account(owner).ok());
            let tops = playlist.items.iter().filter_map(|title| self.called(title));
            let keys: Vec<_> = tops
                .filter_map(|key| self.library.item(key))
                .flat_map(|item| self.leaves(item))
                .collect();
            let kind = keys.first().and_then(|key| self.library.item(*key));
            locked(&self.playlists).add(
                playlists::Playlist {
                    id: 0,
                    owner: owner.unwrap_or(OWNER),
                    kind: kind.map_or("video", |item| playlists::playlist_type(item.kind)),
                    title: playlist.title.clone(),
                    summary: playlist.summary.clone(),
                    entries: Vec::new(),
                    content: None,
                    added: BEGAN,
                    updated: BEGAN,
                },
                &keys,
            );
        }
    }

    /// The described thing of that title.
    fn called(&self, title: &str) -> Option<u64> {
        self.library
            .written_sections()
            .iter()
            .find_map(|(_, written)| {
                let mut keys = Vec::new();
                written.each(&mut |thing| keys.push(thing.key()));
                keys.into_iter().find(|key| {
                    let item = self.library.item(*key);
                    item.is_some_and(|item| self.library.title(item) == title)
                })
            })
    }
}

/// When described collections and playlists were made.
const BEGAN: u64 = 1_700_000_000;
