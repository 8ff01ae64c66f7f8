//! Addresses of things within the library: `server://{machine}/{provider}/library/metadata/1,2` and so on.

use super::{Account, Contents, lists::Wanted, locked};
use crate::{
    library::{Kind, Section},
    look::{member, percent_decoded},
    query::BadQuery,
};

/// What an address leads to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) path: String,
    pub(crate) pairs: Vec<(String, String)>,
}

impl Target {
    /// Takes an address apart. The library's own form holds the path percent-encoded: `library://{uuid}/item/%2Flibrary…`.
    pub(crate) fn read(uri: &str) -> Self {
        let text = if uri.starts_with("library://") {
            let path = percent_decoded(uri.splitn(5, '/').nth(4).unwrap_or_default());
            // Some clients leave the path as it is, and its first slash is then the one before it.
            if path.starts_with('/') {
                path
            } else {
                format!("/{path}")
            }
        } else {
            uri.to_owned()
        };
        let path = text
            .find("/library/")
            .or_else(|| text.find("/playlists/"))
            .and_then(|start| text.get(start..))
            .unwrap_or(&text);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self {
            path: percent_decoded(path),
            pairs: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        }
    }

    /// The keys in a path such as `/library/metadata/1,2/children`.
    pub(crate) fn keys(&self) -> Vec<u64> {
        let rest = self.path.split("/library/metadata/").nth(1);
        let keys = rest.unwrap_or(&self.path).split('/').next();
        keys.unwrap_or_default()
            .split(',')
            .filter_map(|key| key.trim().parse().ok())
            .collect()
    }
}

impl Contents {
    /// The keys of what can be played behind an address. A query for shows or albums is asked of what lies at the bottom of
    /// them: its filters stay those of the shows, its sorts and its limit are those of the episodes.
    pub(crate) fn leaves_behind(&self, uri: &str, viewer: Account) -> Result<Vec<u64>, BadQuery> {
        let target = Target::read(uri);
        let section = target.path.strip_prefix("/library/sections/");
        let section = section.and_then(|rest| rest.split('/').next());
        let (Some(section), Some(kind)) = (
            section.and_then(|id| self.library.section(id)),
            kind_of(&target.pairs),
        ) else {
            return self.behind(uri, viewer);
        };
        let bottom = section.kind.levels().last().copied();
        if bottom == Some(kind) || bottom.is_none() {
            return self.behind(uri, viewer);
        }
        let mut pairs = target.pairs;
        if !pairs.iter().any(|(key, _)| key == "sourceType") {
            pairs.push(("sourceType".to_owned(), kind.number().to_string()));
        }
        self.of_section(section, bottom.unwrap_or(kind), &pairs, viewer)
    }

    /// The keys of the things of a kind in a section that a query finds, as many as it wants.
    fn of_section(
        &self,
        section: Section,
        kind: Kind,
        pairs: &[(String, String)],
        viewer: Account,
    ) -> Result<Vec<u64>, BadQuery> {
        let limit = pairs
            .iter()
            .find(|(key, _)| key == "limit")
            .and_then(|(_, limit)| limit.parse().ok())
            .unwrap_or(usize::MAX);
        let wanted = Wanted {
            section,
            kind,
            pairs,
        };
        let order = self.list(&wanted, viewer, chrono::Utc::now())?;
        Ok(order.iter().copied().take(limit).collect())
    }

    /// The keys of the entries of the playlist that has this guid.
    fn of_playlist(&self, guid: &str, viewer: Account) -> Result<Vec<u64>, BadQuery> {
        let ids: Vec<_> = {
            let playlists = locked(&self.playlists);
            playlists.all().map(|playlist| playlist.id).collect()
        };
        let id = ids.into_iter().find(|id| {
            let playlist = self.playlist(*id, viewer);
            playlist.is_some_and(|playlist| member(&playlist, "guid") == guid)
        });
        let entries = self.entries_of_playlist(id.ok_or(BadQuery)?, viewer);
        let entries = entries.ok_or(BadQuery)?.into_iter();
        Ok(entries.map(|(_, key)| key).collect())
    }

    /// The keys of the things that an address leads to, in order.
    pub(crate) fn behind(&self, uri: &str, viewer: Account) -> Result<Vec<u64>, BadQuery> {
        // Some addresses of playlists hold what the playlist is called everywhere.
        if let Some(guid) = uri.strip_prefix("playlist:///") {
            return self.of_playlist(&percent_decoded(guid), viewer);
        }
        let target = Target::read(uri);
        let segments: Vec<_> = target
            .path
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        match segments.as_slice() {
            ["library", "sections", id, rest @ ..] => {
                let section = self.library.section(id).ok_or(BadQuery)?;
                let of_leaves = rest.first() == Some(&"allLeaves");
                let kind = if of_leaves {
                    section
                        .kind
                        .levels()
                        .last()
                        .copied()
                        .unwrap_or(section.kind)
                } else {
                    kind_of(&target.pairs).unwrap_or(section.kind)
                };
                self.of_section(section, kind, &target.pairs, viewer)
            }
            ["library", "collections", id, ..] => {
                let id = id.parse().map_err(|_| BadQuery)?;
                self.items_of_collection(id, viewer).ok_or(BadQuery)
            }
            ["playlists", id, ..] => {
                let id = id.parse().map_err(|_| BadQuery)?;
                let entries = self.entries_of_playlist(id, viewer).ok_or(BadQuery)?;
                Ok(entries.into_iter().map(|(_, key)| key).collect())
            }
            _ => {
                let deeper = segments.last().copied();
                let keys = target.keys();
                Ok(keys
                    .into_iter()
                    .flat_map(|key| match (self.item(key), deeper) {
                        (Some(item), Some("children")) => self.children(item),
                        (Some(item), Some("allLeaves" | "grandchildren")) => self.leaves(item),
                        (Some(_), _) => vec![key],
                        (None, _) => self.items_of_collection(key, viewer).unwrap_or_default(),
                    })
                    .collect())
            }
        }
    }
}

fn kind_of(pairs: &[(String, String)]) -> Option<Kind> {
    pairs
        .iter()
        .find(|(key, _)| key == "type")
        .and_then(|(_, kind)| Kind::read(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_all_forms() {
        for uri in [
            "server://abc/com.plexapp.plugins.library/library/metadata/5,6",
            "library://0f/item/%2Flibrary%2Fmetadata%2F5%2C6",
            "library://0f/item/library/metadata/5,6",
            "library:///directory/%2Flibrary%2Fmetadata%2F5%2C6",
            "/library/metadata/5%2C6",
            "5,6",
        ] {
            assert_eq!(Target::read(uri).keys(), [5, 6], "{uri}");
        }
        let target = Target::read(
            "server://abc/com.plexapp.plugins.library/library/sections/1/all?type=1&year%3E%3E=1990",
        );
        assert_eq!(target.path, "/library/sections/1/all");
        assert_eq!(target.pairs[1], ("year>>".to_owned(), "1990".to_owned()));
        for odd in [
            "",
            "library://",
            "server://",
            "%",
            "?",
            "/library/metadata/",
        ] {
            assert!(Target::read(odd).keys().is_empty(), "{odd}");
        }
    }
}
