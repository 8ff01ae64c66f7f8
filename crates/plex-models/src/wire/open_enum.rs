//! Enums that survive values nobody knew when they were written.

/// Gives an enum whose last variant is `Other(LeanString)` its texts: reading, writing, `Display`, `FromStr`.
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// Every value that the document lists.
            pub const KNOWN: &[Self] = &[$(Self::$variant),*];

            /// The value as it goes over the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl Default for $name {
            /// No value: the empty text.
            fn default() -> Self {
                Self::Other($crate::wire::LeanString::new())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::wire::Textual::from_text(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $crate::wire::Textual::from_text(text.into())
            }
        }

        impl From<$crate::wire::LeanString> for $name {
            fn from(text: $crate::wire::LeanString) -> Self {
                $crate::wire::Textual::from_text(text.as_str().into())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::wire::Textual for $name {
            fn from_text(text: std::borrow::Cow<'_, str>) -> Self {
                match text.as_ref() {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text.into()),
                }
            }

            fn as_text(&self) -> &str {
                self.as_str()
            }
        }
    };
}
pub(crate) use open_enum;
