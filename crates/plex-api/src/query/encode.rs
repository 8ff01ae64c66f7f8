//! From the tree to what is sent.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Condition, Query};

/// What RFC 3986 leaves unescaped everywhere: the same choice as requests make, so that a query looks here as it is sent.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

type Pairs = Vec<(String, String)>;

impl Query {
    /// The parameters of the query, not escaped, in the order in which they are sent. What an operator has before its
    /// final equals sign is part of the name: `year>=1999` is the pair `year>` and `1999`.
    ///
    /// ```
    /// use plex_api::query::{Query, number};
    ///
    /// let query = Query::new().filter(number("year").greater_than(1999));
    /// assert_eq!(query.pairs(), [("year>>".to_owned(), "1999".to_owned())]);
    /// ```
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let named = |name: &str, value: String| (name.to_owned(), value);
        let mut pairs = Pairs::new();
        pairs.extend(
            self.media_type
                .as_ref()
                .map(|code| named("type", code.to_string())),
        );
        pairs.extend(
            self.source_type
                .as_ref()
                .map(|code| named("sourceType", code.to_string())),
        );
        for filter in meaningful(&self.filters) {
            push(&mut pairs, filter);
        }
        if !self.sort.is_empty() {
            pairs.push(named("sort", joined(&self.sort)));
        }
        pairs.extend(self.group.clone().map(|field| named("group", field)));
        pairs.extend(self.limit.map(|limit| named("limit", limit.to_string())));
        pairs.extend(self.other.iter().cloned());
        pairs
    }
}

impl fmt::Display for Query {
    /// The query as it stands behind the `?` of an address, percent-encoded.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.pairs().iter().enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            write!(f, "{separator}{}={}", escaped(name), escaped(value))?;
        }
        Ok(())
    }
}

pub(super) fn escaped(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, ESCAPED)
}

fn push(pairs: &mut Pairs, condition: &Condition) {
    let (inner, alternatives) = match condition {
        Condition::Compare(comparison) => {
            let name = format!("{}{}", comparison.field, comparison.comparator.suffix());
            return pairs.push((name, joined(&comparison.values)));
        }
        Condition::All(inner) => (inner, false),
        Condition::Any(inner) => (inner, true),
    };
    let inner: Vec<_> = meaningful(inner).collect();
    // One alone needs no parentheses.
    if let [only] = inner.as_slice() {
        return push(pairs, only);
    }
    let mark = |pairs: &mut Pairs, name: &str| pairs.push((name.to_owned(), "1".to_owned()));
    mark(pairs, "push");
    for (index, condition) in inner.into_iter().enumerate() {
        if alternatives && index > 0 {
            mark(pairs, "or");
        }
        push(pairs, condition);
    }
    mark(pairs, "pop");
}

/// Without groups that demand nothing.
fn meaningful(conditions: &[Condition]) -> impl Iterator<Item = &Condition> {
    conditions.iter().filter(|condition| !condition.is_empty())
}

fn joined(parts: &[impl ToString]) -> String {
    let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    parts.join(",")
}
