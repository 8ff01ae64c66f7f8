//! What decides the place of a thing in a list.

/// The value that decides a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Number(u64),
    Text(String),
}

impl SortKey {
    /// Titles sort without regard to case.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }

    /// How it begins: of two keys, the one with the lower beginning comes first.
    pub(crate) fn begin(&self) -> u64 {
        match self {
            Self::Number(number) => number >> 1,
            Self::Text(text) => {
                let letters = text.bytes().chain(std::iter::repeat(0)).take(8);
                let number = letters.fold(0, |number, byte| number << 8 | u64::from(byte));
                number >> 1 | 1 << 63
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SortKey;

    #[test]
    fn keys_are_in_the_order_of_their_beginnings() {
        let texts = [
            "",
            "a",
            "a\u{0}b",
            "ab",
            "abcdefgh",
            "abcdefghi",
            "abcdefgz",
            "é",
            "灯台",
        ];
        let numbers = [0, 1, 2, u64::MAX >> 1, u64::MAX].map(SortKey::Number);
        let keys: Vec<_> = numbers
            .into_iter()
            .chain(texts.map(SortKey::text))
            .collect();
        assert!(keys.is_sorted());
        assert!(keys.iter().map(SortKey::begin).is_sorted());
    }
}
