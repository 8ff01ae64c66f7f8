//! Collections: made, filled, put in order.

use plex_models::{MediaTypeCode, Metadata, RatingKey, RatingKeys, SectionId};

use crate::{
    Error, Result, Server, Source,
    awaited::{awaited, only},
    edit::Edit,
    operations::collections,
    pictures::Pictures,
    query::{Query, QueryUri},
};

impl Server {
    /// One collection by its rating key.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::collection::{Mode, Order};
    ///
    /// let collection = server.collection("9021");
    /// collection.add(["4711", "4712"]).await?;
    /// collection.remove("4710").await?;
    /// collection.set_order(Order::ByHand).await?;
    /// collection.move_to_front("4712").await?;
    /// collection.set_mode(Mode::HideItems).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn collection(&self, key: impl Into<RatingKey>) -> Collection<'_> {
        Collection {
            server: self,
            key: key.into(),
        }
    }

    /// Makes a collection in a library: of items, or smart, of whatever a query finds.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::{MediaType, query::{Query, number}};
    ///
    /// let plain = server.create_collection("1", "Seen at the Festival").items(["4711", "4712"]).await?;
    /// let nineties = Query::of(MediaType::Movie).filter(number("decade").is(1990));
    /// let smart = server.create_collection("1", "The Nineties").smart(&nineties).await?;
    /// server.collection(&smart).edit().summary("A decade.").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_collection(
        &self,
        section: impl Into<SectionId>,
        title: impl Into<String>,
    ) -> CreateCollection<'_> {
        CreateCollection {
            server: self,
            section: section.into(),
            title: title.into(),
            media_type: None,
            content: Content::Items(RatingKeys::default()),
        }
    }
}

/// Where a collection and its items are shown in their library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// As the library is set.
    AsLibrary,
    /// The items alone.
    HideCollection,
    /// The collection alone.
    HideItems,
    /// Both.
    ShowBoth,
}

/// In which order a collection shows its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// By the day they came out.
    ByRelease,
    /// By the alphabet.
    ByTitle,
    /// As somebody moved them.
    ByHand,
}

/// One collection. Made by [`Server::collection`] without asking the server.
#[derive(Debug, Clone)]
pub struct Collection<'a> {
    server: &'a Server,
    key: RatingKey,
}

impl<'a> Collection<'a> {
    /// All that the server tells of it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; status 404 if there is no such collection.
    pub async fn get(&self) -> Result<Metadata> {
        let found = self.server.collections().get(&self.key).await?;
        only(found, "the collection")
    }

    /// What it holds, in its order.
    pub fn items(&self) -> collections::Items<'a> {
        self.server.collections().items(&self.key)
    }

    /// Puts items in. They have to be of its library and type; what is in it already stays there once.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is smart: what is put in would take the place of its query. Else as any request.
    pub async fn add(&self, items: impl Into<Source>) -> Result<()> {
        if is_smart(&self.get().await?) {
            return Err(no_items("collection"));
        }
        for part in items.into().parts() {
            let uri = self.server.uri(&part).await?;
            self.server.collections().add_items(&self.key, uri).await?;
        }
        Ok(())
    }

    /// Takes items out, one request for each.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn remove(&self, items: impl Into<RatingKeys>) -> Result<()> {
        for item in items.into().iter() {
            self.server
                .collections()
                .remove_item(&self.key, item)
                .await?;
        }
        Ok(())
    }

    /// Moves an item behind another. It is seen where the order is [`Order::ByHand`].
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn move_after(
        &self,
        item: impl Into<RatingKey>,
        after: impl Into<RatingKey>,
    ) -> Result<()> {
        let request = self.server.collections().move_item(&self.key, item);
        request.after(after).await?;
        Ok(())
    }

    /// Moves an item to the front. It is seen where the order is [`Order::ByHand`].
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn move_to_front(&self, item: impl Into<RatingKey>) -> Result<()> {
        self.server.collections().move_item(&self.key, item).await?;
        Ok(())
    }

    /// Says where it and its items are shown.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn set_mode(&self, mode: Mode) -> Result<()> {
        let number = match mode {
            Mode::AsLibrary => -1,
            Mode::HideCollection => 0,
            Mode::HideItems => 1,
            Mode::ShowBoth => 2,
        };
        let request = self.server.metadata().set_preferences(&self.key);
        request.collection_mode(number).await
    }

    /// Says in which order its items are shown.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn set_order(&self, order: Order) -> Result<()> {
        let number = match order {
            Order::ByRelease => 0,
            Order::ByTitle => 1,
            Order::ByHand => 2,
        };
        let request = self.server.metadata().set_preferences(&self.key);
        request.collection_sort(number).await
    }

    /// What is asked by a smart one; `None` of a plain one.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the query cannot be read, else as any request.
    pub async fn query(&self) -> Result<Option<QueryUri>> {
        query_of(&self.get().await?)
    }

    /// Gives a smart one another query.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if it is not smart, else as any request.
    pub async fn set_query(&self, query: &Query) -> Result<()> {
        let collection = self.get().await?;
        if !is_smart(&collection) {
            return Err(no_query("collection"));
        }
        let section = collection.library_section_id.unwrap_or_default();
        let uri = self.server.uri(&Source::query(section, query)).await?;
        self.server.collections().add_items(&self.key, uri).await?;
        Ok(())
    }

    /// Changes what is told of it.
    pub fn edit(&self) -> Edit<'a> {
        self.server.edit(&self.key)
    }

    /// Its pictures of one kind.
    pub fn pictures(&self, element: impl Into<plex_models::ArtworkElement>) -> Pictures<'a> {
        Pictures::new(self.server, self.key.clone(), element.into())
    }

    /// Deletes it. What it held stays in the library.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn delete(&self) -> Result<()> {
        self.server.metadata().delete(&self.key).await
    }
}

/// What a new collection holds.
#[derive(Debug, Clone)]
enum Content {
    Items(RatingKeys),
    Query(Query),
}

/// A collection in the making. Awaiting it makes it, and gives it as it is told of.
///
/// # Errors
///
/// [`Error::Config`] if neither items, query nor type say what it is for; else as any request.
#[must_use = "a collection is made when it is awaited"]
#[derive(Debug, Clone)]
pub struct CreateCollection<'a> {
    server: &'a Server,
    section: SectionId,
    title: String,
    media_type: Option<MediaTypeCode>,
    content: Content,
}

awaited!(CreateCollection => Metadata);

impl CreateCollection<'_> {
    /// Holds these items.
    pub fn items(mut self, items: impl Into<RatingKeys>) -> Self {
        self.content = Content::Items(items.into());
        self
    }

    /// Holds whatever a query finds, now and later.
    pub fn smart(mut self, query: &Query) -> Self {
        self.content = Content::Query(query.clone());
        self
    }

    /// What it is for, where that shows neither in its items nor in its query.
    pub fn media_type(mut self, media_type: impl Into<MediaTypeCode>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    async fn run(self) -> Result<Metadata> {
        let media_type = self.find_media_type().await?;
        let request = self
            .server
            .collections()
            .create(&self.section)
            .title(self.title)
            .media_type(media_type);
        let (created, more) = match self.content {
            Content::Query(query) => {
                let uri = self
                    .server
                    .uri(&Source::query(&self.section, &query))
                    .await?;
                (request.smart(true).uri(uri).await?, Vec::new())
            }
            Content::Items(items) => {
                let mut parts = Source::from(items).parts();
                let rest = parts.split_off(parts.len().min(1));
                let request = request.smart(false);
                match parts.first() {
                    Some(first) => (request.uri(self.server.uri(first).await?).await?, rest),
                    None => (request.await?, rest),
                }
            }
        };
        let created = only(created, "the new collection")?;
        if more.is_empty() {
            return Ok(created);
        }
        for part in more {
            let uri = self.server.uri(&part).await?;
            self.server
                .collections()
                .add_items(RatingKey::from(&created), uri)
                .await?;
        }
        self.server.collection(&created).get().await
    }

    async fn find_media_type(&self) -> Result<MediaTypeCode> {
        let of_content = match (&self.media_type, &self.content) {
            (Some(media_type), _) => return Ok(media_type.clone()),
            (None, Content::Query(query)) => query.media_type.clone(),
            (None, Content::Items(items)) => match items.iter().next() {
                Some(first) => self
                    .server
                    .item(first)
                    .get()
                    .await?
                    .media_type
                    .map(Into::into),
                None => None,
            },
        };
        of_content.ok_or_else(|| {
            let what = "nothing says what the collection is for: give it items, a query with a type, or media_type()";
            Error::Config(what.into())
        })
    }
}

/// Whether a list is made by a query.
pub(crate) fn is_smart(list: &Metadata) -> bool {
    list.smart == Some(true)
}

/// What is asked by a smart list.
pub(crate) fn query_of(list: &Metadata) -> Result<Option<QueryUri>> {
    if !is_smart(list) {
        return Ok(None);
    }
    let content = list.rare().content.as_deref().unwrap_or_default();
    match QueryUri::parse(content) {
        Ok(query) => Ok(Some(query)),
        Err(error) => Err(Error::Config(format!(
            "the server's query cannot be read: {error}"
        ))),
    }
}

pub(crate) fn no_items(what: &str) -> Error {
    Error::Config(format!(
        "the {what} is smart: its query says what it holds, and set_query() changes that"
    ))
}

pub(crate) fn no_query(what: &str) -> Error {
    Error::Config(format!(
        "the {what} is not smart: it holds what is put in with add(), and a query would be put in once"
    ))
}
