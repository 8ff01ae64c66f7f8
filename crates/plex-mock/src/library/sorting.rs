//! What decides the place of a thing in a list.

/// What lists can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Year,
    Released,
    Added,
    Updated,
    Rating,
    AudienceRating,
    Duration,
}

/// The value that decides a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    /// What is missing comes first.
    Missing,
    Number(u64),
    Text(String),
}

impl SortKey {
    /// Titles sort without regard to case.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }
}

impl Field {
    /// The field of that name.
    pub(crate) fn read(name: &str) -> Option<Self> {
        Some(match name {
            "titleSort" => Self::Title,
            "year" => Self::Year,
            "originallyAvailableAt" => Self::Released,
            "addedAt" => Self::Added,
            "updatedAt" => Self::Updated,
            "rating" => Self::Rating,
            "audienceRating" => Self::AudienceRating,
            "duration" => Self::Duration,
            _ => return None,
        })
    }
}
