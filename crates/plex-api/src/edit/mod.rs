//! Edits: what is told of one item, or of many at once.
//!
//! ```no_run
//! # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
//! server
//!     .edit(["4711", "4712"])
//!     .title("Tidewater").lock()
//!     .genre_add("Drama")
//!     .genre_remove(["Comedy", "Short"])
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Items of one library and type are changed in one request; where they are of several, each of these gets one of its own.

mod send;
mod tags;

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use plex_models::RatingKeys;

pub use self::tags::Tags;
use crate::{Server, awaited::awaited};

impl Server {
    /// Changes what is told of one item or many: [`Edit`] has the fields.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// server.edit("4711").summary("A flood, and who stayed.").lock().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn edit(&self, keys: impl Into<RatingKeys>) -> Edit<'_> {
        Edit {
            server: self,
            keys: keys.into(),
            changes: Vec::new(),
            mistake: None,
        }
    }
}

/// Changes to items, made when it is awaited. All keys are looked up first: if the server lacks one, nothing is changed.
///
/// A changed field stays through refreshes when it is locked, which servers do by themselves to most; [`lock`](Self::lock)
/// and [`unlock`](Self::unlock) say it outright. An empty text empties a field.
///
/// # Errors
///
/// [`Error::Config`](crate::Error::Config) if there is nothing to change, no item, one that the server does not have, or one
/// that is edited elsewhere, such as a playlist; else as any request. Where items are of several libraries or types, a
/// failure can come after some of them were changed.
#[must_use = "an edit does nothing until it is awaited"]
#[derive(Debug, Clone)]
pub struct Edit<'a> {
    server: &'a Server,
    keys: RatingKeys,
    changes: Vec<Change>,
    mistake: Option<&'static str>,
}

/// One change of every item.
#[derive(Debug, Clone)]
enum Change {
    Set { field: String, value: String },
    Lock { field: String, locked: bool },
    Add { tag: String, values: Tags },
    Remove { tag: String, values: Tags },
}

impl Change {
    fn field(&self) -> &str {
        match self {
            Self::Set { field, .. } | Self::Lock { field, .. } => field,
            Self::Add { tag, .. } | Self::Remove { tag, .. } => tag,
        }
    }
}

awaited!(Edit => ());

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident($value:ident: $type:ty) => $field:literal;)*) => {
        impl Edit<'_> {
            $(
                $(#[$doc])*
                pub fn $name(self, $value: $type) -> Self {
                    self.field($field, $value)
                }
            )*
        }
    };
}

fields! {
    /// What it is called.
    title(title: impl Display) => "title";
    /// By what it is put in order, without its article.
    title_sort(title: impl Display) => "titleSort";
    /// Its title in the language of the work; of a track, who plays it.
    original_title(title: impl Display) => "originalTitle";
    /// What it is about.
    summary(summary: impl Display) => "summary";
    /// The line on the poster.
    tagline(tagline: impl Display) => "tagline";
    /// Who made it: a studio, a network, a record label.
    studio(studio: impl Display) => "studio";
    /// For whom it is: `PG-13`, `de/12`.
    content_rating(rating: impl Display) => "contentRating";
    /// Which edition it is. Taken where the owner has Plex Pass.
    edition_title(edition: impl Display) => "editionTitle";
    /// When it was first shown, published or taken.
    originally_available_at(date: NaiveDate) => "originallyAvailableAt";
    /// The year in which it was first shown.
    year(year: i64) => "year";
    /// What critics give it, 0 to 10.
    rating(rating: f64) => "rating";
    /// What the audience gives it, 0 to 10.
    audience_rating(rating: f64) => "audienceRating";
    /// What the account gives it, 0 to 10. [`Item::rate`](crate::item::Item::rate) is the usual way.
    user_rating(rating: f64) => "userRating";
    /// Its number among its siblings: of an episode, a track.
    index(number: i64) => "index";
    /// The number of what it lies in: the disc of a track.
    parent_index(number: i64) => "parentIndex";
}

macro_rules! tags {
    ($($add:ident, $remove:ident => $tag:literal, $what:literal;)*) => {
        impl Edit<'_> {
            $(
                #[doc = concat!("Adds ", $what, ", one or several.")]
                pub fn $add(self, tags: impl Into<Tags>) -> Self {
                    self.tag_add($tag, tags)
                }

                #[doc = concat!("Takes ", $what, " away, one or several.")]
                pub fn $remove(self, tags: impl Into<Tags>) -> Self {
                    self.tag_remove($tag, tags)
                }
            )*
        }
    };
}

tags! {
    genre_add, genre_remove => "genre", "genres";
    collection_add, collection_remove => "collection", "collections, by their titles";
    label_add, label_remove => "label", "labels, which filter what others may see";
    director_add, director_remove => "director", "people who direct";
    writer_add, writer_remove => "writer", "people who write";
    producer_add, producer_remove => "producer", "people who produce";
    actor_add, actor_remove => "actor", "people who act";
    country_add, country_remove => "country", "countries";
    style_add, style_remove => "style", "styles of music";
    mood_add, mood_remove => "mood", "moods of music";
    similar_add, similar_remove => "similar", "similar artists";
}

impl Edit<'_> {
    /// When it came into the library, which puts it in its place among what is new.
    pub fn added_at(self, time: DateTime<Utc>) -> Self {
        self.field("addedAt", time.timestamp())
    }

    /// Sets a field that has no method here, by its name in the API.
    pub fn field(mut self, field: impl Into<String>, value: impl Display) -> Self {
        self.changes.push(Change::Set {
            field: field.into(),
            value: value.to_string(),
        });
        self
    }

    /// Adds tags of a kind that has no method here, by its name in the API.
    pub fn tag_add(mut self, tag: impl Into<String>, tags: impl Into<Tags>) -> Self {
        self.changes.push(Change::Add {
            tag: tag.into(),
            values: tags.into(),
        });
        self
    }

    /// Takes tags away of a kind that has no method here, by its name in the API.
    pub fn tag_remove(mut self, tag: impl Into<String>, tags: impl Into<Tags>) -> Self {
        self.changes.push(Change::Remove {
            tag: tag.into(),
            values: tags.into(),
        });
        self
    }

    /// Locks the field that was named just before: refreshes leave it alone.
    pub fn lock(self) -> Self {
        self.lock_last(true)
    }

    /// Unlocks the field that was named just before: refreshes may change it.
    pub fn unlock(self) -> Self {
        self.lock_last(false)
    }

    fn lock_last(mut self, locked: bool) -> Self {
        match self.changes.last().map(|change| change.field().to_owned()) {
            Some(field) => self.changes.push(Change::Lock { field, locked }),
            None => {
                self.mistake = Some(
                    "lock() and unlock() follow the field that they are about: set one first, or name it with lock_field()",
                );
            }
        }
        self
    }

    /// Locks a field as it is, such as `summary`, `genre` or `thumb`.
    pub fn lock_field(mut self, field: impl Into<String>) -> Self {
        self.changes.push(Change::Lock {
            field: field.into(),
            locked: true,
        });
        self
    }

    /// Unlocks a field as it is, such as `summary`, `genre` or `thumb`.
    pub fn unlock_field(mut self, field: impl Into<String>) -> Self {
        self.changes.push(Change::Lock {
            field: field.into(),
            locked: false,
        });
        self
    }
}
