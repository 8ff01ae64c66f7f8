//! Media queries: the language in which lists are asked for, as data.
//!
//! ```
//! use plex_api::{
//!     MediaType,
//!     query::{Query, any, date, number, tag, text, Unit},
//! };
//!
//! let query = Query::of(MediaType::Movie)
//!     .filter(number("year").greater_than(1999))
//!     .filter(any([tag("genre").is([5, 6]), number("rating").at_least(8)]))
//!     .filter(date("addedAt").within_last(3, Unit::Months))
//!     .sort("titleSort")
//!     .sort_desc("year")
//!     .limit(50);
//! assert_eq!(
//!     query.to_string(),
//!     "type=1&year%3E%3E=1999&push=1&genre=5%2C6&or=1&rating%3E=8&pop=1&addedAt%3E%3E=-3mon\
//!      &sort=titleSort%2Cyear%3Adesc&limit=50",
//! );
//! assert_eq!(Query::parse(&query.to_string())?, query);
//!
//! // Where groups lie in groups, operators read better.
//! let either = tag("genre").is(5) & number("year").less_than(1980) | text("title").begins_with("The");
//! # let _ = either;
//! # Ok::<(), plex_api::query::ParseError>(())
//! ```
//!
//! A query goes out with [`items(…).matching(&query)`](crate::operations::library::Items::matching), into a smart playlist
//! or collection with [`Query::uri`], and comes back from there with [`QueryUri::parse`]. [`Query::check`] compares it with
//! what a library knows.
//!
//! # The language
//!
//! A query is a list of parameters. Operators include the equals sign; what they have before it is escaped with the name:
//! `year>>=1999` is sent as `year%3E%3E=1999`.
//!
//! | written | means | here |
//! |---|---|---|
//! | `type=1` | which type is listed | [`Query::of`] |
//! | `sourceType=2` | which level fields without a level belong to; the listed type where it is not sent | [`Query::source_type`](Query::source_type()) |
//! | `show.title` | a field of a level that is named | [`Field::of`], or the name as it is |
//! | `a=1&b=2` | both | [`filter`](Query::filter) twice, [`all`], `&` |
//! | `a=1,2` | one of the values | `is([1, 2])` |
//! | `a=1&or=1&b=2` | one or the other | [`any`], <code>\|</code> |
//! | `push=1` … `pop=1` | parentheses | [`all`] and [`any`] within each other |
//! | `sort=a,b:desc,c:nullsLast` | in which order; greatest first; gaps last | [`sort`](Query::sort()), [`sort_desc`](Query::sort_desc), [`sort_by`](Query::sort_by) |
//! | `group=a` | entries with equal values as one | [`group`](Query::group()) |
//! | `limit=50` | so many entries at most | [`limit`](Query::limit()) |
//! | others, such as `includeGuids=1` | what the answer shows | [`option`](Query::option) |
//!
//! | type of field | operators |
//! |---|---|
//! | [`number`] | `=` is, `!=` is not, `>>=` greater than, `<<=` less than, `>=` at least, `<=` at most |
//! | [`text`] | `=` contains, `!=` lacks, `==` is, `!==` is not, `<=` begins with, `>=` ends with |
//! | [`tag`], also languages | `=` is, `!=` is not |
//! | [`date`] | `=` is, `!=` is not, `>>=` after, `<<=` before; seconds since 1970, or [relative](Relative) such as `-3y` |
//! | [`flag`] | `=1` is so, `=0` is not so |
//! | [`field`] | any [`Comparator`] |
//!
//! `&` binds tighter than `or=1`: `a=1&b=2&or=1&c=3` reads as (a and b) or c. In
//! `push=1&index=1&or=1&rating=2&pop=1&duration=10` the group comes first: (index or rating) and duration. What is written
//! here has every group in parentheses, so that nothing hangs on that rule. Parameters that are no filters mean the same
//! wherever they stand.
//!
//! # Exactness
//!
//! A query that was built reads back as the same tree, and a query that was written here is written the same again. That
//! rests on names being names: none ends in `!`, `=`, `<` or `>` or is a word of the language.

mod check;
mod condition;
mod encode;
mod field;
mod matching;
mod order;
mod parse;
mod uri;
mod value;

use plex_models::MediaTypeCode;

pub use self::{
    check::Finding,
    condition::{Comparator, Comparison, Condition, all, any},
    field::{Field, date, field, flag, kind, number, tag, text},
    order::Order,
    parse::{ParseError, Problem},
    uri::QueryUri,
    value::{NotRelative, Relative, Unit, Value, Values, ago, ahead},
};

/// What is asked of a list: which entries, in which order. See the [module](self) for the language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Query {
    /// Which type is listed.
    pub media_type: Option<MediaTypeCode>,
    /// Which level fields without a level belong to; the type that is listed where it is `None`.
    pub source_type: Option<MediaTypeCode>,
    /// What entries have to fulfil, every one of these.
    pub filters: Vec<Condition>,
    /// In which order entries come: by the first of these, where that is equal by the second, and so on.
    pub sort: Vec<Order>,
    /// Field whose equal values are folded into one entry.
    pub group: Option<String>,
    /// Most entries of the result.
    pub limit: Option<u64>,
    /// Parameters that are no filters, in the order in which they were given.
    pub other: Vec<(String, String)>,
}

impl Query {
    /// Everything in a list, of whichever type the server takes for it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything of one type.
    #[must_use]
    pub fn of(media_type: impl Into<MediaTypeCode>) -> Self {
        Self {
            media_type: Some(media_type.into()),
            ..Self::default()
        }
    }

    /// Makes fields without a level belong to another than the listed type.
    ///
    /// ```
    /// use plex_api::{MediaType, query::{Query, text}};
    ///
    /// // Episodes of a series of this name.
    /// let query = Query::of(MediaType::Episode)
    ///     .source_type(MediaType::Show)
    ///     .filter(text("title").is("24"));
    /// assert_eq!(query.to_string(), "type=4&sourceType=2&title%3D=24");
    /// ```
    #[must_use]
    pub fn source_type(mut self, level: impl Into<MediaTypeCode>) -> Self {
        self.source_type = Some(level.into());
        self
    }

    /// Demands something of the entries, besides what is demanded already.
    #[must_use]
    pub fn filter(mut self, condition: Condition) -> Self {
        if !condition.is_empty() {
            self.filters.push(condition);
        }
        self
    }

    /// Puts entries in order by a field, the smallest first; where that is equal, by the next.
    ///
    /// It takes all that the language has, and so the `key` or `desc_key` of a library's own
    /// [`Sort`](plex_models::Sort): `year:desc,titleSort`.
    #[must_use]
    pub fn sort(mut self, keys: impl AsRef<str>) -> Self {
        self.sort.extend(Order::list(keys.as_ref()));
        self
    }

    /// Puts entries in order by a field, the greatest first.
    #[must_use]
    pub fn sort_desc(self, field: impl Into<String>) -> Self {
        self.sort_by(Order::by(field).descending())
    }

    /// Puts entries in order by a field, with all choices.
    #[must_use]
    pub fn sort_by(mut self, order: Order) -> Self {
        self.sort.push(order);
        self
    }

    /// Folds entries with equal values of a field into one: tracks of one name that are on several albums.
    #[must_use]
    pub fn group(mut self, field: impl Into<String>) -> Self {
        self.group = Some(field.into());
        self
    }

    /// Gives so many entries at most.
    #[must_use]
    pub fn limit(mut self, entries: u64) -> Self {
        self.limit = Some(entries);
        self
    }

    /// Sets a parameter that is no filter: one that begins with `include`, `exclude` or `X-Plex-`, or `having`. Any other
    /// reads as a filter on the way back.
    ///
    /// ```
    /// use plex_api::query::Query;
    ///
    /// assert_eq!(Query::new().option("includeGuids", true).to_string(), "includeGuids=1");
    /// ```
    #[must_use]
    pub fn option(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into().to_string());
        match self.other.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.other.push((name, value)),
        }
        self
    }

    /// Every comparison of the filters, from left to right.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        self.filters.iter().flat_map(Condition::comparisons)
    }
}
