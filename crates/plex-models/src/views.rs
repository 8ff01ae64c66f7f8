//! Narrow views of an item, with what its kind has and by the names that its kind calls it.
//!
//! A list holds items of any kind in one type, [`Metadata`], whose fields have names for all kinds: the series of an
//! episode is its `grandparent_title`. A view borrows an item and says it plainly.
//!
//! ```
//! use plex_models::{Kind, Metadata};
//!
//! let item: Metadata = serde_json::from_str(
//!     r#"{"type": "episode", "title": "Low Tide", "grandparentTitle": "Harbour Lights", "parentIndex": 2, "index": "5"}"#,
//! )?;
//! let episode = item.as_episode().expect("it is one");
//! assert_eq!(episode.show_title(), Some("Harbour Lights"));
//! assert_eq!((episode.season_number(), episode.number()), (Some(2), Some(5)));
//! assert!(item.as_movie().is_none());
//!
//! match item.kind() {
//!     Kind::Episode(episode) => println!("{} – {}", episode.show_title().unwrap_or("?"), episode.title()),
//!     Kind::Movie(movie) => println!("{} ({:?})", movie.title(), movie.year()),
//!     _ => {}
//! }
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::time::Duration;

use chrono::NaiveDate;

use crate::{Media, MediaType, Metadata, RatingKey, Tag};

/// One view: a struct that borrows an item, `Metadata::as_…`, a variant of [`Kind`], and a method for each row.
macro_rules! views {
    ($(
        $(#[$doc:meta])*
        $view:ident, $as_view:ident, $type:pat => {
            $($(#[$row:meta])* $method:ident: $ty:ty = $value:expr;)*
        }
    )*) => {
        /// An item by its kind.
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        pub enum Kind<'a> {
            $($(#[$doc])* $view($view<'a>),)*
            /// An item of another kind, or one that does not say.
            Other(&'a Metadata),
        }

        impl Metadata {
            /// The item as what it is.
            #[must_use]
            pub fn kind(&self) -> Kind<'_> {
                match &self.media_type {
                    $(Some($type) => Kind::$view($view(self)),)*
                    _ => Kind::Other(self),
                }
            }

            $(
                #[doc = concat!("The item as [`", stringify!($view), "`], if it is one.")]
                #[must_use]
                pub fn $as_view(&self) -> Option<$view<'_>> {
                    matches!(&self.media_type, Some($type)).then_some($view(self))
                }
            )*
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $view<'a>(&'a Metadata);

            impl<'a> $view<'a> {
                /// The whole item.
                #[must_use]
                pub fn item(self) -> &'a Metadata {
                    self.0
                }

                /// The item's id.
                #[must_use]
                pub fn rating_key(self) -> Option<&'a RatingKey> {
                    self.0.rating_key.as_ref()
                }

                /// The title; empty where the server gives none.
                #[must_use]
                pub fn title(self) -> &'a str {
                    self.0.title.as_deref().unwrap_or_default()
                }

                /// What it is about.
                #[must_use]
                pub fn summary(self) -> Option<&'a str> {
                    self.0.summary.as_deref()
                }

                $(
                    $(#[$row])*
                    #[must_use]
                    pub fn $method(self) -> $ty {
                        let read: fn(&'a Metadata) -> $ty = $value;
                        read(self.0)
                    }
                )*
            }
        )*
    };
}

views! {
    /// A film.
    Movie, as_movie, MediaType::Movie => {
        /// The year of its release.
        year: Option<i64> = |item| item.year;
        /// The day of its release.
        released: Option<NaiveDate> = |item| item.originally_available_at;
        /// How long it runs.
        duration: Option<Duration> = |item| item.duration.map(Into::into);
        /// The company that made it.
        studio: Option<&'a str> = |item| item.studio.as_deref();
        /// The line on its poster.
        tagline: Option<&'a str> = |item| item.tagline.as_deref();
        /// The age it is meant for, in the words of its country.
        content_rating: Option<&'a str> = |item| item.content_rating.as_deref();
        /// Who directed it.
        directors: &'a [Tag] = |item| &item.directors;
        /// Who wrote it.
        writers: &'a [Tag] = |item| &item.writers;
        /// Who plays in it.
        cast: &'a [Tag] = |item| &item.roles;
        /// What kind of film it is.
        genres: &'a [Tag] = |item| &item.genres;
        /// The versions of it on the server.
        versions: &'a [Media] = |item| &item.media;
        /// Whether somebody with this account has seen it to its end.
        is_watched: bool = |item| item.view_count.unwrap_or_default() > 0;
        /// Where this account stopped watching.
        resume_at: Option<Duration> = |item| item.view_offset.map(Into::into);
    }

    /// A series.
    Show, as_show, MediaType::Show => {
        /// The year in which it began.
        year: Option<i64> = |item| item.year;
        /// The network or company that made it.
        studio: Option<&'a str> = |item| item.studio.as_deref();
        /// The age it is meant for, in the words of its country.
        content_rating: Option<&'a str> = |item| item.content_rating.as_deref();
        /// How many seasons the server has.
        season_count: Option<i64> = |item| item.child_count;
        /// How many episodes the server has.
        episode_count: Option<i64> = |item| item.leaf_count;
        /// How many of them this account has seen.
        watched_episode_count: Option<i64> = |item| item.viewed_leaf_count;
        /// What kind of series it is.
        genres: &'a [Tag] = |item| &item.genres;
        /// Who plays in it.
        cast: &'a [Tag] = |item| &item.roles;
    }

    /// A season of a series.
    Season, as_season, MediaType::Season => {
        /// Its number; the specials are season 0.
        number: Option<i64> = |item| item.index;
        /// The title of the series.
        show_title: Option<&'a str> = |item| item.parent_title.as_deref();
        /// The id of the series.
        show_key: Option<&'a RatingKey> = |item| item.parent_rating_key.as_ref();
        /// How many episodes the server has.
        episode_count: Option<i64> = |item| item.leaf_count;
        /// How many of them this account has seen.
        watched_episode_count: Option<i64> = |item| item.viewed_leaf_count;
    }

    /// An episode of a series.
    Episode, as_episode, MediaType::Episode => {
        /// Its number within the season.
        number: Option<i64> = |item| item.index;
        /// The number of its season; the specials are season 0.
        season_number: Option<i64> = |item| item.parent_index;
        /// The title of its season.
        season_title: Option<&'a str> = |item| item.parent_title.as_deref();
        /// The id of its season.
        season_key: Option<&'a RatingKey> = |item| item.parent_rating_key.as_ref();
        /// The title of the series.
        show_title: Option<&'a str> = |item| item.grandparent_title.as_deref();
        /// The id of the series.
        show_key: Option<&'a RatingKey> = |item| item.grandparent_rating_key.as_ref();
        /// The day on which it was first shown.
        aired: Option<NaiveDate> = |item| item.originally_available_at;
        /// How long it runs.
        duration: Option<Duration> = |item| item.duration.map(Into::into);
        /// Who directed it.
        directors: &'a [Tag] = |item| &item.directors;
        /// The versions of it on the server.
        versions: &'a [Media] = |item| &item.media;
        /// Whether somebody with this account has seen it to its end.
        is_watched: bool = |item| item.view_count.unwrap_or_default() > 0;
        /// Where this account stopped watching.
        resume_at: Option<Duration> = |item| item.view_offset.map(Into::into);
    }

    /// A singer, a player or a band.
    Artist, as_artist, MediaType::Artist => {
        /// How many albums the server has.
        album_count: Option<i64> = |item| item.child_count;
        /// What kind of music it is.
        genres: &'a [Tag] = |item| &item.genres;
        /// Where they come from.
        countries: &'a [Tag] = |item| &item.countries;
    }

    /// An album of music.
    Album, as_album, MediaType::Album => {
        /// The name of the artist.
        artist_name: Option<&'a str> = |item| item.parent_title.as_deref();
        /// The id of the artist.
        artist_key: Option<&'a RatingKey> = |item| item.parent_rating_key.as_ref();
        /// The year of its release.
        year: Option<i64> = |item| item.year;
        /// The day of its release.
        released: Option<NaiveDate> = |item| item.originally_available_at;
        /// The company that published it.
        record_label: Option<&'a str> = |item| item.studio.as_deref();
        /// How many tracks the server has.
        track_count: Option<i64> = |item| item.leaf_count;
        /// What kind of music it is.
        genres: &'a [Tag] = |item| &item.genres;
    }

    /// A piece of music.
    Track, as_track, MediaType::Track => {
        /// Its number on the disc.
        number: Option<i64> = |item| item.index;
        /// The number of the disc.
        disc_number: Option<i64> = |item| item.parent_index;
        /// Who plays it: the track's own artist, or else the album's.
        artist_name: Option<&'a str> = |item| item.original_title.as_deref().or(item.grandparent_title.as_deref());
        /// The artist of the album.
        album_artist_name: Option<&'a str> = |item| item.grandparent_title.as_deref();
        /// The id of the album's artist.
        album_artist_key: Option<&'a RatingKey> = |item| item.grandparent_rating_key.as_ref();
        /// The title of the album.
        album_title: Option<&'a str> = |item| item.parent_title.as_deref();
        /// The id of the album.
        album_key: Option<&'a RatingKey> = |item| item.parent_rating_key.as_ref();
        /// How long it plays.
        duration: Option<Duration> = |item| item.duration.map(Into::into);
        /// How often this account has heard it.
        play_count: i64 = |item| item.view_count.unwrap_or_default();
        /// The versions of it on the server.
        versions: &'a [Media] = |item| &item.media;
    }

    /// An album of photos.
    PhotoAlbum, as_photo_album, MediaType::PhotoAlbum => {
        /// How many photos and albums lie in it.
        entry_count: Option<i64> = |item| item.child_count.or(item.leaf_count);
    }

    /// A photo.
    Photo, as_photo, MediaType::Photo => {
        /// The day on which it was taken.
        taken: Option<NaiveDate> = |item| item.originally_available_at;
        /// The title of the album.
        album_title: Option<&'a str> = |item| item.parent_title.as_deref();
        /// The id of the album.
        album_key: Option<&'a RatingKey> = |item| item.parent_rating_key.as_ref();
        /// The files of it.
        versions: &'a [Media] = |item| &item.media;
    }

    /// A trailer, an extra, or a video of one's own.
    Clip, as_clip, MediaType::Clip => {
        /// How long it runs.
        duration: Option<Duration> = |item| item.duration.map(Into::into);
        /// The files of it.
        versions: &'a [Media] = |item| &item.media;
    }

    /// A collection within a library.
    Collection, as_collection, MediaType::Collection => {
        /// How many items are in it.
        entry_count: Option<i64> = |item| item.child_count;
        /// Whether a filter chooses the items, and not a person.
        is_smart: bool = |item| item.smart.unwrap_or_default();
    }

    /// A list that somebody arranged.
    Playlist, as_playlist, MediaType::Playlist => {
        /// How many items are in it.
        entry_count: Option<i64> = |item| item.leaf_count;
        /// How long all of them play.
        duration: Option<Duration> = |item| item.duration.map(Into::into);
        /// Whether a filter chooses the items, and not a person.
        is_smart: bool = |item| item.smart.unwrap_or_default();
    }
}
