//! Fields by the type of their values, each with the operators that this type has.

use std::marker::PhantomData;

use plex_models::MediaType;

use super::{Comparator, Comparison, Condition, Unit, Values, ago};

/// The types of fields.
pub mod kind {
    /// Numbers: years, ratings, counts, lengths, sizes.
    #[derive(Debug, Clone, Copy)]
    pub enum Number {}
    /// Texts: titles, summaries, names.
    #[derive(Debug, Clone, Copy)]
    pub enum Text {}
    /// Tags and everything else that is chosen from a list: genres, people, languages, resolutions.
    #[derive(Debug, Clone, Copy)]
    pub enum Tag {}
    /// Moments.
    #[derive(Debug, Clone, Copy)]
    pub enum Date {}
    /// Yes or no.
    #[derive(Debug, Clone, Copy)]
    pub enum Flag {}
    /// Any type.
    #[derive(Debug, Clone, Copy)]
    pub enum Unknown {}
}

/// A field to be compared, by its name and the type of its values.
///
/// The same operator means one thing for a number and another for a text, so each type has methods of its own.
#[must_use = "a field does nothing until it is compared"]
#[derive(Debug, Clone)]
pub struct Field<Kind> {
    name: String,
    kind: PhantomData<Kind>,
}

/// A field with numbers: `year`, `rating`, `viewCount`, `duration`.
pub fn number(name: impl Into<String>) -> Field<kind::Number> {
    Field::new(name)
}

/// A field with texts: `title`, `studio`.
pub fn text(name: impl Into<String>) -> Field<kind::Text> {
    Field::new(name)
}

/// A field with tags, by their ids, and any other that is chosen from a list: `genre`, `actor`, `label`, `contentRating`,
/// `resolution`, `audioLanguage`.
pub fn tag(name: impl Into<String>) -> Field<kind::Tag> {
    Field::new(name)
}

/// A field with moments: `addedAt`, `lastViewedAt`, `originallyAvailableAt`.
pub fn date(name: impl Into<String>) -> Field<kind::Date> {
    Field::new(name)
}

/// A field that says yes or no: `unwatched`, `hdr`, `duplicate`.
pub fn flag(name: impl Into<String>) -> Field<kind::Flag> {
    Field::new(name)
}

/// A field whose type is known only when the program runs.
pub fn field(name: impl Into<String>) -> Field<kind::Unknown> {
    Field::new(name)
}

impl<Kind> Field<Kind> {
    fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: PhantomData,
        }
    }

    /// The same field of another level: the title of the series where episodes are listed.
    ///
    /// ```
    /// use plex_api::{MediaType, query::{Query, text}};
    ///
    /// let query = Query::of(MediaType::Episode).filter(text("title").of(MediaType::Show).is("24"));
    /// assert_eq!(query.to_string(), "type=4&show.title%3D=24");
    /// ```
    pub fn of(self, level: MediaType) -> Self {
        Self::new(format!("{level}.{}", self.name))
    }

    fn compared(self, comparator: Comparator, values: impl Into<Values>) -> Condition {
        Condition::Compare(Comparison::new(self.name, comparator, values.into()))
    }
}

macro_rules! operators {
    ($kind:ident { $($(#[$doc:meta])* $method:ident => $comparator:ident),* $(,)? }) => {
        impl Field<kind::$kind> {$(
            $(#[$doc])*
            pub fn $method(self, values: impl Into<Values>) -> Condition {
                self.compared(Comparator::$comparator, values)
            }
        )*}
    };
}

operators! { Number {
    /// Is one of these. `=`
    is => Equal,
    /// Is none of these. `!=`
    is_not => NotEqual,
    /// Is greater. `>>=`
    greater_than => Greater,
    /// Is less. `<<=`
    less_than => Less,
    /// Is the same or greater. `>=`
    at_least => AtLeast,
    /// Is the same or less. `<=`
    at_most => AtMost,
}}

operators! { Text {
    /// Contains one of these. `=`
    contains => Equal,
    /// Contains none of these. `!=`
    lacks => NotEqual,
    /// Is one of these, from beginning to end. `==`
    is => Exact,
    /// Is none of these. `!==`
    is_not => NotExact,
    /// Begins with one of these. `<=`
    begins_with => AtMost,
    /// Ends with one of these. `>=`
    ends_with => AtLeast,
}}

operators! { Tag {
    /// Has one of these. `=`
    is => Equal,
    /// Has none of these. `!=`
    is_not => NotEqual,
}}

operators! { Date {
    /// Is this moment. `=`
    is => Equal,
    /// Is not this moment. `!=`
    is_not => NotEqual,
    /// Is later. `>>=`
    after => Greater,
    /// Is earlier. `<<=`
    before => Less,
}}

impl Field<kind::Date> {
    /// Lies within a span that ends now: `within_last(3, Unit::Years)` is `>>=-3y`.
    pub fn within_last(self, amount: u32, unit: Unit) -> Condition {
        self.after(ago(amount, unit))
    }

    /// Lies before a span that ends now: `not_within_last(3, Unit::Years)` is `<<=-3y`.
    pub fn not_within_last(self, amount: u32, unit: Unit) -> Condition {
        self.before(ago(amount, unit))
    }
}

impl Field<kind::Flag> {
    /// Is so, or is not so: `=1`, `=0`.
    pub fn is(self, so: bool) -> Condition {
        self.compared(Comparator::Equal, so)
    }
}

impl Field<kind::Unknown> {
    /// Compares the field. What the comparator means depends on the type that the field has on the server.
    ///
    /// ```
    /// use plex_api::query::{Comparator, Query, field};
    ///
    /// // From a menu that was made of a library's own lists of fields and operators.
    /// if let Some(comparator) = Comparator::from_key(">>=") {
    ///     let query = Query::new().filter(field("year").compare(comparator, "1999"));
    ///     assert_eq!(query.to_string(), "year%3E%3E=1999");
    /// }
    /// ```
    pub fn compare(self, comparator: Comparator, values: impl Into<Values>) -> Condition {
        self.compared(comparator, values)
    }
}
