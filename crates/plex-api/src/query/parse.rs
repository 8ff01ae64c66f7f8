//! From what was sent back to the tree.

use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::{Comparator, Comparison, Condition, Order, Query, all, any};

/// How deep groups may lie in each other.
const DEPTH: usize = 64;

impl Query {
    /// Reads a query as it stands behind the `?` of an address; the `?` may be there too.
    ///
    /// Nothing of it is dropped: a parameter that means nothing here is kept in [`other`](Query::other), or as a filter
    /// of that name. What says nothing is not repeated when the query is written again: groups that are empty or hold
    /// one filter only, `and=1`, `:asc`.
    ///
    /// ```
    /// use plex_api::query::{Query, any, number};
    ///
    /// let query = Query::parse("push=1&index=1&or=1&rating=2&pop=1&duration=10")?;
    /// let expected = Query::new()
    ///     .filter(any([number("index").is(1), number("rating").is(2)]))
    ///     .filter(number("duration").is(10));
    /// assert_eq!(query, expected);
    ///
    /// let error = Query::parse("year=1999&pop=1").unwrap_err();
    /// assert_eq!(error.position(), 10);
    /// # Ok::<(), plex_api::query::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ParseError`] says at which byte, what is wrong there and what to do: groups that do not match, an `or=1` without
    /// something on both sides, a wrong escape, a parameter that is given twice, a token among the parameters.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser::default();
        let mut position = 0;
        let pairs = text.strip_prefix('?').unwrap_or(text);
        position += text.len() - pairs.len();
        for pair in pairs.split('&') {
            if !pair.is_empty() {
                parser.pair(position, pair)?;
            }
            position += pair.len() + 1;
        }
        parser.finish()
    }
}

impl FromStr for Query {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

/// Why a text is no query, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {position} of the query: {problem}")]
pub struct ParseError {
    position: usize,
    problem: Problem,
}

impl ParseError {
    pub(super) fn new(position: usize, problem: Problem) -> Self {
        Self { position, problem }
    }

    /// The byte at which it goes wrong, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl From<ParseError> for crate::Error {
    fn from(error: ParseError) -> Self {
        Self::Config(error.to_string())
    }
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A parameter has no equals sign.
    #[error("the parameter has no `=`; write `name=value`, and `%26` for a `&` within a value")]
    NoEquals,
    /// A parameter has no name.
    #[error("there is no name in front of the operator; write the field's name there")]
    NoName,
    /// A percent sign begins no escape.
    #[error("`%` is not followed by two hexadecimal digits; write `%25` for a percent sign")]
    BadEscape,
    /// Escapes give no text.
    #[error("the escapes give no UTF-8; encode the text as UTF-8 before it is escaped")]
    NotUtf8,
    /// A `pop=1` too much.
    #[error("`pop=1` closes a group that no `push=1` opened; remove it, or open the group before")]
    Unopened,
    /// A `pop=1` too little.
    #[error("`push=1` opens a group that nothing closes; add `pop=1` behind its last filter")]
    Unclosed,
    /// An `or=1` with nothing on one of its sides.
    #[error("`or=1` has a filter on one side only; put one on both sides, or remove it")]
    Dangling,
    /// Groups within groups within groups.
    #[error("groups lie more than {DEPTH} deep in each other; remove groups that change nothing")]
    TooDeep,
    /// A mark of the language that has another value than 1.
    #[error("`{0}` takes no other value than 1; remove it, or write `{0}=1`")]
    NoMark(String),
    /// The limit is no number.
    #[error("`limit` takes a whole number; write how many entries there may be")]
    NoNumber,
    /// A parameter that stands once stands twice.
    #[error("`{0}` is given a second time; leave one of the two")]
    Twice(String),
    /// A token, which belongs into no query: queries are stored, logged and shown.
    #[error("a token is among the parameters; remove it, as the client sends its own")]
    Token,
    /// An address that holds no query of a library.
    #[error("this is no address of a list; one begins with `server://`, `library://` or `/`")]
    NoAddress,
}

/// What has been read so far.
#[derive(Default)]
struct Parser {
    query: Query,
    /// The innermost group.
    group: Group,
    /// The groups around it.
    outer: Vec<Group>,
}

/// A group in the making: `&` binds tighter than `or=1`, so it is a list of lists.
#[derive(Default)]
struct Group {
    opened_at: usize,
    alternatives: List,
    /// Where the last `or=1` stands.
    or_at: Option<usize>,
    conditions: List,
}

/// Conditions, and how deep groups lie in each other among them.
#[derive(Default)]
struct List {
    conditions: Vec<Condition>,
    depth: usize,
}

impl List {
    fn push(&mut self, condition: Condition, depth: usize) {
        if !condition.is_empty() {
            self.conditions.push(condition);
            self.depth = self.depth.max(depth);
        }
    }

    /// The list as one condition. One alone is no group.
    fn into_one(self, kind: impl Fn(Vec<Condition>) -> Condition) -> (Condition, usize) {
        let depth = self.depth + usize::from(self.conditions.len() > 1);
        (kind(self.conditions), depth)
    }
}

impl Group {
    fn or(&mut self, position: usize) -> Result<(), ParseError> {
        if self.conditions.conditions.is_empty() {
            return Err(ParseError::new(position, Problem::Dangling));
        }
        self.or_at = Some(position);
        let (alternative, depth) = std::mem::take(&mut self.conditions).into_one(all);
        self.alternatives.push(alternative, depth);
        Ok(())
    }

    /// The conditions, every one of which has to hold.
    fn close(mut self) -> Result<List, ParseError> {
        if let Some(or_at) = self.or_at {
            self.or(or_at)?;
            let (either, depth) = self.alternatives.into_one(any);
            self.conditions.push(either, depth);
        }
        if self.conditions.depth > DEPTH {
            return Err(ParseError::new(self.opened_at, Problem::TooDeep));
        }
        Ok(self.conditions)
    }
}

impl Parser {
    fn pair(&mut self, position: usize, pair: &str) -> Result<(), ParseError> {
        let wrong = |problem| ParseError::new(position, problem);
        // Operators are part of the name, up to the final equals sign.
        let Some((name, value)) = pair.rsplit_once('=') else {
            return Err(wrong(Problem::NoEquals));
        };
        let value_at = position + name.len() + 1;
        let name = decode(position, name)?;
        let value = decode(value_at, value)?;
        match name.as_str() {
            "push" | "pop" | "or" | "and" => {
                // Some apps write no value.
                if !matches!(value.as_str(), "1" | "") {
                    return Err(ParseError::new(value_at, Problem::NoMark(name)));
                }
                self.mark(position, &name)
            }
            "type" => {
                once(&mut self.query.media_type, value.into()).ok_or_else(|| twice(position, name))
            }
            "sourceType" => {
                once(&mut self.query.source_type, value.into()).ok_or_else(|| twice(position, name))
            }
            "group" => once(&mut self.query.group, value).ok_or_else(|| twice(position, name)),
            "limit" => {
                let limit = value
                    .parse()
                    .map_err(|_| ParseError::new(value_at, Problem::NoNumber))?;
                once(&mut self.query.limit, limit).ok_or_else(|| twice(position, name))
            }
            "sort" => {
                self.query.sort.extend(Order::list(&value));
                Ok(())
            }
            _ if name.eq_ignore_ascii_case("X-Plex-Token") => Err(wrong(Problem::Token)),
            _ if no_filter(&name) => {
                self.query.other.push((name, value));
                Ok(())
            }
            _ => {
                let (field, comparator) = comparator(&name);
                if field.is_empty() {
                    return Err(wrong(Problem::NoName));
                }
                let comparison = Comparison::new(field.to_owned(), comparator, value.into());
                let conditions = &mut self.group.conditions;
                conditions.push(Condition::Compare(comparison), 0);
                Ok(())
            }
        }
    }

    fn mark(&mut self, position: usize, name: &str) -> Result<(), ParseError> {
        match name {
            "push" => {
                let opened = Group {
                    opened_at: position,
                    ..Group::default()
                };
                self.outer.push(std::mem::replace(&mut self.group, opened));
                Ok(())
            }
            "pop" => {
                let Some(outer) = self.outer.pop() else {
                    return Err(ParseError::new(position, Problem::Unopened));
                };
                let closed = std::mem::replace(&mut self.group, outer).close()?;
                let (group, depth) = closed.into_one(all);
                self.group.conditions.push(group, depth);
                Ok(())
            }
            "or" => self.group.or(position),
            // What `&` says already. Servers have been seen to move it away from between the filters.
            _ => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Query, ParseError> {
        if !self.outer.is_empty() {
            return Err(ParseError::new(self.group.opened_at, Problem::Unclosed));
        }
        self.query.filters = self.group.close()?.conditions;
        Ok(self.query)
    }
}

/// Fills what is empty.
fn once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

fn twice(position: usize, name: String) -> ParseError {
    ParseError::new(position, Problem::Twice(name))
}

/// Whether a parameter says what the answer shows, and not which entries it has.
pub(super) fn no_filter(name: &str) -> bool {
    let option = |prefix| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    // `having` filters groups, in a language of its own.
    name == "having" || name.starts_with("X-Plex-") || option("include") || option("exclude")
}

fn comparator(name: &str) -> (&str, Comparator) {
    Comparator::ALL
        .into_iter()
        .find_map(|comparator| Some((name.strip_suffix(comparator.suffix())?, comparator)))
        .unwrap_or((name, Comparator::Equal))
}

/// The text behind the escapes. A plus is a space, as in forms.
pub(super) fn decode(position: usize, text: &str) -> Result<String, ParseError> {
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find('%')) {
        let escape = from + found;
        let digits = text.as_bytes().get(escape + 1..escape + 3);
        if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return Err(ParseError::new(position + escape, Problem::BadEscape));
        }
        from = escape + 1;
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| ParseError::new(position, Problem::NotUtf8))?;
    Ok(decoded.into_owned())
}
