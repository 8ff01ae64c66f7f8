//! Numbers with a unit.

use std::{fmt, time::Duration};

use super::Integral;

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident, $from:ident, $as:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The same span as a standard duration. A negative one, which some servers send for "unknown", is zero.
            #[must_use]
            pub fn to_duration(self) -> Duration {
                Duration::$from(u64::try_from(self.0).unwrap_or(0))
            }
        }

        impl From<$name> for Duration {
            fn from(span: $name) -> Self {
                span.to_duration()
            }
        }

        impl From<Duration> for $name {
            /// What does not fit becomes the greatest span there is.
            fn from(span: Duration) -> Self {
                Self(i64::try_from(span.$as()).unwrap_or(i64::MAX))
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
    };
}

unit! {
    /// A span of time in thousandths of a second, as Plex counts in media.
    ///
    /// ```
    /// use plex_models::Milliseconds;
    ///
    /// assert_eq!(Milliseconds(5_400_000).to_duration().as_secs(), 90 * 60);
    /// ```
    Milliseconds, from_millis, as_millis
}

unit! {
    /// A span of time in seconds, as plex.tv counts the life of a PIN.
    ///
    /// ```
    /// use plex_models::Seconds;
    ///
    /// assert_eq!(Seconds(900).to_duration().as_secs(), 15 * 60);
    /// ```
    Seconds, from_secs, as_secs
}
