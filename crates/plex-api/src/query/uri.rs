//! Queries within addresses, as smart playlists and collections store them.

use std::{fmt, str::FromStr};

use plex_models::{MachineIdentifier, ProviderIdentifier, SectionId};

use super::{
    ParseError, Query,
    encode::escaped,
    parse::{Problem, decode},
};

/// The provider of a media server's own libraries.
const LIBRARY: &str = "com.plexapp.plugins.library";

/// A list and what is asked of it: what a smart playlist or collection is made of.
///
/// Written it is `server://{machineIdentifier}/com.plexapp.plugins.library/library/sections/1/all?…`, which is what
/// requests take as `uri`. Read it is also what servers give as `content`.
///
/// ```
/// use plex_api::{MediaType, query::{Query, QueryUri, number}};
///
/// let query = Query::of(MediaType::Movie).filter(number("year").greater_than(1999));
/// let uri = query.uri("0123abcd", "1");
/// assert_eq!(
///     uri.to_string(),
///     "server://0123abcd/com.plexapp.plugins.library/library/sections/1/all?type=1&year%3E%3E=1999",
/// );
///
/// let stored = "library://x/directory/%2Flibrary%2Fsections%2F1%2Fall%3Ftype%3D1%26year%253E%253E%3D1999";
/// let stored = QueryUri::parse(stored)?;
/// assert_eq!(stored.query, query);
/// assert_eq!(stored.section(), Some("1".into()));
/// # Ok::<(), plex_api::query::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct QueryUri {
    /// The server of the list, where the address names one.
    pub server: Option<MachineIdentifier>,
    /// The provider on that server.
    pub provider: ProviderIdentifier,
    /// The path of the list: `/library/sections/1/all`.
    pub path: String,
    /// What is asked of it.
    pub query: Query,
}

impl Query {
    /// The query with the address of a library, for smart playlists and collections.
    #[must_use]
    pub fn uri(
        &self,
        server: impl Into<MachineIdentifier>,
        section: impl Into<SectionId>,
    ) -> QueryUri {
        QueryUri {
            server: Some(server.into()),
            provider: LIBRARY.into(),
            path: format!("/library/sections/{}/all", escaped(section.into().as_str())),
            query: self.clone(),
        }
    }
}

impl QueryUri {
    /// Reads an address in one of the forms that servers store: `server://…/library/sections/1/all?…`,
    /// `server://…/directory/…` and `library://…/directory/…`, where the path is escaped once more, or the path alone.
    ///
    /// # Errors
    ///
    /// [`ParseError`] as [`Query::parse`], and if it is no address. In an escaped path, bytes are counted without that
    /// escape.
    pub fn parse(uri: &str) -> Result<Self, ParseError> {
        let no_address = || ParseError::new(0, Problem::NoAddress);
        let (server, provider, at) = if let Some(rest) = uri.strip_prefix("server://") {
            let (server, rest) = rest.split_once('/').ok_or_else(no_address)?;
            let slash = rest.find('/').ok_or_else(no_address)?;
            let (provider, path) = rest.split_at_checked(slash).ok_or_else(no_address)?;
            (Some(server.into()), provider, path)
        } else if let Some(rest) = uri.strip_prefix("library://") {
            let slash = rest.find('/').ok_or_else(no_address)?;
            (None, LIBRARY, rest.get(slash..).unwrap_or_default())
        } else {
            (None, LIBRARY, uri)
        };
        let mut start = uri.len() - at.len();
        let unescaped;
        let address = if let Some(escaped) = at.strip_prefix("/directory/") {
            unescaped = decode(uri.len() - escaped.len(), escaped)?;
            start = 0;
            unescaped.as_str()
        } else {
            at
        };
        // An escaped path within an escaped path would not be read back as itself.
        let is_escaped_twice = start == 0 && address.starts_with("/directory/");
        if !address.starts_with('/') || is_escaped_twice {
            return Err(no_address());
        }
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query_at = start + address.len() - query.len();
        let query = Query::parse(query).map_err(|error| {
            ParseError::new(query_at + error.position(), error.problem().clone())
        })?;
        Ok(Self {
            server,
            provider: provider.into(),
            path: path.to_owned(),
            query,
        })
    }

    /// The library, where the list is one of a library.
    #[must_use]
    pub fn section(&self) -> Option<SectionId> {
        let rest = self.path.strip_prefix("/library/sections/")?;
        let section = rest.split('/').next()?;
        Some(decode(0, section).ok()?.into())
    }
}

impl FromStr for QueryUri {
    type Err = ParseError;

    fn from_str(uri: &str) -> Result<Self, ParseError> {
        Self::parse(uri)
    }
}

impl fmt::Display for QueryUri {
    /// The address with the server, or the path alone where no server is named.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(server) = &self.server {
            write!(f, "server://{server}/{}", self.provider)?;
        }
        f.write_str(&self.path)?;
        let query = self.query.to_string();
        if query.is_empty() {
            return Ok(());
        }
        write!(f, "?{query}")
    }
}
