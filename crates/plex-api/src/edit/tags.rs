//! Names of tags, one or several.

/// One tag or several, by name: `"Drama"`, `["Drama", "War"]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags(pub(super) Vec<String>);

impl From<&str> for Tags {
    fn from(tag: &str) -> Self {
        Self(vec![tag.to_owned()])
    }
}

impl From<String> for Tags {
    fn from(tag: String) -> Self {
        Self(vec![tag])
    }
}

impl From<&plex_models::Tag> for Tags {
    fn from(tag: &plex_models::Tag) -> Self {
        Self(tag.tag.iter().map(ToString::to_string).collect())
    }
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Tags {
    fn from(tags: [T; N]) -> Self {
        tags.into_iter().collect()
    }
}

impl<T: Into<String>> From<Vec<T>> for Tags {
    fn from(tags: Vec<T>) -> Self {
        tags.into_iter().collect()
    }
}

impl<T: Into<String>> FromIterator<T> for Tags {
    fn from_iter<I: IntoIterator<Item = T>>(tags: I) -> Self {
        Self(tags.into_iter().map(Into::into).collect())
    }
}
