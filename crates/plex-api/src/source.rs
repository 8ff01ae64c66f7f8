//! What collections, playlists and play queues are filled from.

use plex_models::{RatingKey, RatingKeys, SectionId};

use crate::{Result, Server, query::Query};

/// The provider of a media server's own libraries.
pub(crate) const LIBRARY: &str = "com.plexapp.plugins.library";

/// So many keys go into one address: servers and proxies cut long ones off.
const KEYS_IN_ONE: usize = 200;

/// Where entries come from: items by their keys, all that lies in an item, a query, a collection, a playlist.
///
/// Servers want it as an address that begins with `server://` and their own identifier. That is made when it is sent.
///
/// ```
/// use plex_api::{MediaType, Source, query::{Query, number}};
///
/// let items = Source::from(["4711", "4712"]);
/// let of_an_album = Source::children("815");
/// let nineties = Query::of(MediaType::Movie).filter(number("decade").is(1990));
/// let by_query = Source::query("1", &nineties);
/// # let _ = (items, of_an_album, by_query);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Items(RatingKeys),
    Path(String),
}

impl Source {
    /// Everything right below an item: the episodes of a season, the tracks of an album.
    pub fn children(key: impl Into<RatingKey>) -> Self {
        Self(Place::Path(format!(
            "/library/metadata/{}/children",
            key.into()
        )))
    }

    /// What a query finds in a library.
    pub fn query(section: impl Into<SectionId>, query: &Query) -> Self {
        let mut address = query.uri("", section);
        address.server = None;
        Self(Place::Path(address.to_string()))
    }

    /// What a collection holds.
    pub fn collection(key: impl Into<RatingKey>) -> Self {
        Self(Place::Path(format!("/library/collections/{}", key.into())))
    }

    /// What a playlist holds.
    pub fn playlist(key: impl Into<RatingKey>) -> Self {
        Self(Place::Path(format!("/playlists/{}/items", key.into())))
    }

    /// The first item, where items are named.
    pub(crate) fn first(&self) -> Option<RatingKey> {
        match &self.0 {
            Place::Items(keys) => keys.iter().next(),
            Place::Path(_) => None,
        }
    }

    /// The same in parts that are short enough for one address each.
    pub(crate) fn parts(self) -> Vec<Self> {
        let Place::Items(keys) = &self.0 else {
            return vec![self];
        };
        let keys: Vec<_> = keys.iter().collect();
        keys.chunks(KEYS_IN_ONE)
            .map(|part| Self(Place::Items(part.into())))
            .collect()
    }
}

impl<T: Into<RatingKeys>> From<T> for Source {
    fn from(keys: T) -> Self {
        Self(Place::Items(keys.into()))
    }
}

impl Server {
    /// The address of a source, as requests take it.
    pub(crate) async fn uri(&self, source: &Source) -> Result<String> {
        let server = self.machine_identifier().await?;
        Ok(match &source.0 {
            Place::Items(keys) => format!("server://{server}/{LIBRARY}/library/metadata/{keys}"),
            Place::Path(path) => format!("server://{server}/{LIBRARY}{path}"),
        })
    }
}
