//! Ids by what they name, so that one cannot be passed for another.

use std::{borrow::Cow, convert::Infallible, fmt, num::ParseIntError, str::FromStr};

use lean_string::LeanString;

use super::{Integral, Textual};

/// Ids that are texts, though some consist of digits.
macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(LeanString);

        impl $name {
            /// The id as it goes over the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<LeanString>> From<T> for $name {
            fn from(id: T) -> Self {
                Self(id.into())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(id: &str) -> Result<Self, Infallible> {
                Ok(Self(id.into()))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Textual for $name {
            fn from_text(text: Cow<'_, str>) -> Self {
                Self(text.into())
            }

            fn as_text(&self) -> &str {
                &self.0
            }
        }
    )*};
}

/// Ids that are whole numbers, though some answers quote them.
macro_rules! number_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(id: &str) -> Result<Self, ParseIntError> {
                id.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Integral for $name {
            fn from_whole(number: i64) -> Self {
                Self(number)
            }

            fn to_whole(self) -> i64 {
                self.0
            }
        }
    )*};
}

text_ids! {
    /// Names an item of a library: digits on a media server, hexadecimal at plex.tv's providers.
    RatingKey,
    /// Names a library of a media server.
    SectionId,
    /// Names a media server, the same as its [`ClientIdentifier`] at plex.tv.
    MachineIdentifier,
    /// Names an installation of an app, a player or a server at plex.tv.
    ClientIdentifier,
    /// Names a running job of a media server.
    ActivityId,
    /// Names a tuner.
    DeviceId,
    /// Names a recorder, a tuner with its guide.
    DvrId,
    /// Names a row of a home screen.
    HubIdentifier,
    /// Names a playlist, which is an item too: a [`RatingKey`] by another name.
    PlaylistId,
    /// Names a source of media, such as `com.plexapp.plugins.library`.
    ProviderIdentifier,
    /// Names a session of playback for those who want to end it.
    SessionId,
    /// Names a session of playback or transcoding in lists.
    SessionKey,
    /// Names a rule by which programmes are recorded.
    SubscriptionId,
    /// Names an account, a library or a device in all the world.
    Uuid,
}

number_ids! {
    /// Names a PIN while it lives.
    PinId,
    /// Names an account at plex.tv.
    UserId,
    /// Names one version of an item's media.
    MediaId,
    /// Names one file of a version.
    PartId,
    /// Names one video, audio or subtitle stream of a file.
    StreamId,
    /// Names a tag: a genre, a person, a country and so on.
    TagId,
    /// Names an account as a media server numbers them; its owner is 1.
    AccountId,
    /// Names an entry of a download queue.
    DownloadItemId,
    /// Names a download queue.
    DownloadQueueId,
    /// Names a friendship.
    FriendId,
    /// Names one playback in the history.
    HistoryId,
    /// Names an entry of a playlist, the same item twice having two.
    PlaylistItemId,
    /// Names a play queue.
    PlayQueueId,
    /// Names an entry of a play queue, the same item twice having two.
    PlayQueueItemId,
    /// Names the sharing of a server with somebody.
    SharedServerId,
}

/// One or several items, as paths take them: `55`, or `55,56`.
///
/// ```
/// use plex_models::{RatingKey, RatingKeys};
///
/// assert_eq!(RatingKeys::from("55").to_string(), "55");
/// assert_eq!(RatingKeys::from(["55", "56"]).to_string(), "55,56");
/// assert_eq!(RatingKeys::from_iter(["55", "56"]).iter().count(), 2);
/// assert_eq!(RatingKeys::from(RatingKey::from("55")), "55".into());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RatingKeys(String);

impl RatingKeys {
    /// Each key by itself, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = RatingKey> {
        self.0
            .split(',')
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .map(RatingKey::from)
    }
}

impl From<&str> for RatingKeys {
    fn from(keys: &str) -> Self {
        Self(keys.to_owned())
    }
}

impl From<String> for RatingKeys {
    fn from(keys: String) -> Self {
        Self(keys)
    }
}

impl From<RatingKey> for RatingKeys {
    fn from(key: RatingKey) -> Self {
        Self(key.0.into())
    }
}

impl From<&RatingKey> for RatingKeys {
    fn from(key: &RatingKey) -> Self {
        Self(key.as_str().to_owned())
    }
}

impl From<&[RatingKey]> for RatingKeys {
    fn from(keys: &[RatingKey]) -> Self {
        keys.iter().cloned().collect()
    }
}

impl<T: Into<RatingKey>> From<Vec<T>> for RatingKeys {
    fn from(keys: Vec<T>) -> Self {
        keys.into_iter().collect()
    }
}

impl<T: Into<RatingKey>, const N: usize> From<[T; N]> for RatingKeys {
    fn from(keys: [T; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<T: Into<RatingKey>> FromIterator<T> for RatingKeys {
    fn from_iter<I: IntoIterator<Item = T>>(keys: I) -> Self {
        let keys: Vec<_> = keys.into_iter().map(|key| key.into().0).collect();
        Self(keys.join(","))
    }
}

impl fmt::Display for RatingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Textual for RatingKeys {
    fn from_text(text: Cow<'_, str>) -> Self {
        Self(text.into())
    }

    fn as_text(&self) -> &str {
        &self.0
    }
}
