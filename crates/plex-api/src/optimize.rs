//! Orders for smaller versions of an item.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plex_models::{ConversionScope, MediaType, MediaTypeCode, RatingKey};

use crate::{
    Error, Result, Server,
    awaited::{awaited, only},
};

/// The number of the tags that name what versions are made for.
const TARGET_TAGS: i64 = 42;

/// An order for a smaller version, placed when it is awaited.
///
/// ```no_run
/// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
/// server.item("4711").optimize().for_target("Optimized for TV").only_unplayed().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Config`] if the server knows no target of that name; the message lists those that it knows. Else as any request.
#[must_use = "an order is placed when it is awaited"]
#[derive(Debug, Clone)]
pub struct Optimize<'a> {
    server: &'a Server,
    key: RatingKey,
    target: String,
    title: Option<String>,
    first: Option<i64>,
    only_unplayed: bool,
}

awaited!(Optimize => ());

impl<'a> Optimize<'a> {
    pub(crate) fn new(server: &'a Server, key: RatingKey) -> Self {
        Self {
            server,
            key,
            target: "Optimized for Mobile".to_owned(),
            title: None,
            first: None,
            only_unplayed: false,
        }
    }

    /// For what it is made, by the server's name for that: `Optimized for Mobile`, which is meant where this is not called,
    /// `Optimized for TV`, `Original Quality`.
    pub fn for_target(mut self, target: impl Into<String>) -> Self {
        self.target = target.into();
        self
    }

    /// What the order is called; the item's title where this is not called.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Of a series, takes so many episodes.
    pub fn first(mut self, items: i64) -> Self {
        self.first = Some(items);
        self
    }

    /// Of a series, takes what was not played yet.
    pub fn only_unplayed(mut self) -> Self {
        self.only_unplayed = true;
        self
    }

    async fn run(self) -> Result<()> {
        let item = only(self.server.metadata().get(&self.key).await?, "the item")?;
        let target = self.target_tag().await?;
        let orders = self
            .server
            .playlists()
            .list()
            .media_type(MediaTypeCode::OptimizedVersion)
            .await?;
        let orders = only(orders, "its list of optimized versions")?;
        let title = self
            .title
            .or_else(|| item.title.as_deref().map(str::to_owned))
            .unwrap_or_default();
        let is_list = matches!(item.media_type, Some(MediaType::Show | MediaType::Season));
        let path = format!("/library/metadata/{}", self.key);
        let escaped = |path: &str| utf8_percent_encode(path, NON_ALPHANUMERIC).to_string();
        let uri = if is_list {
            format!(
                "library:///directory/{}",
                escaped(&format!("{path}/children"))
            )
        } else {
            let library = item.rare().library_section_uuid.as_deref();
            format!(
                "library://{}/item/{}",
                library.unwrap_or_default(),
                escaped(&path)
            )
        };
        let scope = match self.first {
            Some(_) => ConversionScope::Count,
            None => ConversionScope::All,
        };
        self.server
            .playlists()
            .add_items(RatingKey::from(&orders))
            .query("Item[type]", MediaTypeCode::OptimizedVersion)
            .query("Item[title]", title)
            .query("Item[target]", "")
            .query("Item[targetTagID]", target)
            .query("Item[locationID]", -1)
            .query("Item[Location][uri]", uri)
            .query("Item[Policy][scope]", scope)
            .query("Item[Policy][value]", self.first.unwrap_or(0))
            .query("Item[Policy][unwatched]", u8::from(self.only_unplayed))
            .await?;
        Ok(())
    }

    async fn target_tag(&self) -> Result<String> {
        let tags = self.server.browse().tags().tag_type(TARGET_TAGS).await?;
        let is_target = |name: &str| name.eq_ignore_ascii_case(&self.target);
        let found = tags
            .iter()
            .find(|tag| tag.tag.as_deref().is_some_and(is_target))
            .and_then(|tag| tag.id);
        found.map(|id| id.to_string()).ok_or_else(|| {
            let known: Vec<_> = tags.iter().filter_map(|tag| tag.tag.as_deref()).collect();
            Error::Config(format!(
                "the server knows no target {:?}; it knows {}",
                self.target,
                if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                }
            ))
        })
    }
}
