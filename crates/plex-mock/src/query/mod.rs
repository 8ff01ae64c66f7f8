//! The language in which lists are asked for: filters, their operators, parentheses, sorts and groups.
//!
//! `year>>=1999&push=1&genre=12&or=1&genre=44&pop=1&sort=titleSort,year:desc&group=studio`. Everything left of the last
//! `=` belongs to the key, operators included; a comma in a value is OR, `&` is AND and binds tighter than `or=1`.
//!
//! Real servers take switches of many kinds beside the filters, so a key that is no field is left aside. One that has an
//! operator, or names a level, can be nothing but a field: if there is none of that name, the request is refused with 400.

mod conditions;
pub(crate) mod fields;

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub(crate) use self::conditions::{Condition, Test};
use self::{
    conditions::{Operator, moment},
    fields::{Field, Type, field, is_known},
};
use crate::library::Kind;

/// A request that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadQuery;

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) filter: Option<Condition>,
    pub(crate) sort: Vec<Rule>,
    pub(crate) group: Option<At>,
    /// The pairs that it was read from: two queries with the same text ask the same.
    pub(crate) text: String,
}

/// A field, and the level on which it is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub(crate) level: Kind,
    pub(crate) field: &'static Field,
}

/// One key of a sort.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// Nothing, for an order by chance.
    pub(crate) at: Option<At>,
    pub(crate) descending: bool,
    pub(crate) nulls_last: bool,
}

impl Query {
    /// Reads the pairs of a request for things of a kind.
    pub(crate) fn read(pairs: &[(String, String)], kind: Kind) -> Result<Self, BadQuery> {
        let source = pairs
            .iter()
            .find(|(key, _)| key == "sourceType")
            .map_or(Some(kind), |(_, value)| Kind::read(value))
            .filter(|source| source.top() == kind.top())
            .ok_or(BadQuery)?;
        let mut query = Self::default();
        let mut open: Vec<Level> = vec![Level::default()];
        for (key, value) in pairs {
            match key.as_str() {
                "push" => open.push(Level::default()),
                "pop" => {
                    let inner = open.pop().ok_or(BadQuery)?;
                    open.last_mut().ok_or(BadQuery)?.and(inner.close());
                }
                "or" => open.last_mut().ok_or(BadQuery)?.or(),
                "sort" => query.sort = sort(value, kind, source)?,
                "group" => query.group = Some(find(value, kind, source)?.ok_or(BadQuery)?),
                "type" | "limit" | "sourceType" => continue,
                _ => {
                    let Some(condition) = condition(key, value, kind, source)? else {
                        continue;
                    };
                    open.last_mut().ok_or(BadQuery)?.and(Some(condition));
                }
            }
            query.text.push_str(&format!("{key}\u{0}{value}\u{0}"));
        }
        let (Some(whole), true) = (open.pop(), open.is_empty()) else {
            return Err(BadQuery);
        };
        query.filter = whole.close();
        Ok(query)
    }

    /// Which of two items comes first, as far as they tell it themselves.
    pub(crate) fn compare(&self, left: &Value, right: &Value) -> Ordering {
        let order = |rule: &Rule| {
            let Some(at) = rule.at else {
                return Ordering::Equal;
            };
            let first = |item| at.field.values(item).into_iter().next();
            let (left, right) = (first(left), first(right));
            if rule.nulls_last && left.is_none() != right.is_none() {
                return left.is_none().cmp(&right.is_none());
            }
            let number =
                |value: &Option<(String, Option<String>)>| value.as_ref()?.0.parse::<f64>().ok();
            let text = |value: &Option<(String, Option<String>)>| {
                value.as_ref().map(|(text, _)| text.to_lowercase())
            };
            let order = match (number(&left), number(&right)) {
                (Some(left), Some(right)) => left.total_cmp(&right),
                _ => text(&left).cmp(&text(&right)),
            };
            if rule.descending {
                order.reverse()
            } else {
                order
            }
        };
        let mut orders = self.sort.iter().map(order);
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Whether an item is asked for, as far as it tells it itself.
    pub(crate) fn takes(&self, now: DateTime<Utc>, item: &Value) -> bool {
        let filter = self.filter.as_ref();
        filter.is_none_or(|filter| filter.holds(now, item))
    }
}

/// What stands between two parentheses.
#[derive(Debug, Default)]
struct Level {
    alternatives: Vec<Condition>,
    current: Vec<Condition>,
}

impl Level {
    fn and(&mut self, condition: Option<Condition>) {
        self.current.extend(condition);
    }

    fn or(&mut self) {
        if !self.current.is_empty() {
            let all = std::mem::take(&mut self.current);
            self.alternatives.push(Condition::All(all));
        }
    }

    fn close(mut self) -> Option<Condition> {
        self.or();
        (!self.alternatives.is_empty()).then_some(Condition::Any(self.alternatives))
    }
}

fn condition(
    key: &str,
    value: &str,
    kind: Kind,
    source: Kind,
) -> Result<Option<Condition>, BadQuery> {
    let (mut name, mut operator) = Operator::split(key);
    let mut value = value;
    // `title==x`, sent as it is: the split was at the first `=`.
    if let (true, Some(rest)) = (
        name == key || operator == Operator::IsNot,
        value.strip_prefix('='),
    ) {
        operator = if name == key {
            Operator::Exactly
        } else {
            Operator::NotExactly
        };
        value = rest;
    }
    name = name.trim();
    let is_option = name == key && !name.contains('.');
    let Some(at) = find(name, kind, source)? else {
        let names_a_level = name
            .split_once('.')
            .is_some_and(|(level, _)| Kind::read(level).is_some());
        return if is_option || !(names_a_level || operator != Operator::Is) {
            Ok(None)
        } else {
            Err(BadQuery)
        };
    };
    let values: Vec<_> = match at.field.kind {
        Type::Text => texts(&value.to_lowercase()),
        // What filters offer is written as it stands in an address, and some clients write it so once more.
        kind if kind.is_chosen() => value
            .split(',')
            .flat_map(|one| {
                let pair = format!("x={one}");
                let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
                let decoded = decoded.map(|(_, text)| text.into_owned());
                [Some(one.to_owned()), decoded]
            })
            .flatten()
            .collect(),
        _ => value.split(',').map(str::to_owned).collect(),
    };
    let is_number = |text: &String| text.parse::<f64>().is_ok();
    let readable = match at.field.kind {
        Type::Integer => values.iter().all(is_number),
        Type::Boolean => values
            .iter()
            .all(|text| matches!(text.as_str(), "0" | "1" | "true" | "false")),
        Type::Date => values.iter().all(|text| moment(text, Utc::now()).is_some()),
        _ => true,
    };
    if !readable {
        return Err(BadQuery);
    }
    Ok(Some(Condition::Is(Test {
        at,
        operator,
        values,
    })))
}

/// The texts that a value stands for: itself, and what stands between commas. A comma that is followed by a space is taken
/// for a part of a title.
fn texts(value: &str) -> Vec<String> {
    let mut texts = vec![value.to_owned()];
    if value.contains(',') && !value.contains(", ") {
        let parts = value.split(',').filter(|part| !part.is_empty());
        texts.extend(parts.map(str::to_owned));
    }
    texts
}

/// Finds a field by its name, with or without a level before it.
fn find(name: &str, kind: Kind, source: Kind) -> Result<Option<At>, BadQuery> {
    if let Some((level, name)) = name.split_once('.') {
        let Some(level) = Kind::read(level).filter(|level| level.top() == kind.top()) else {
            return Ok(None);
        };
        let field = field(name, level).ok_or(BadQuery)?;
        return Ok(Some(At { level, field }));
    }
    // A field that the level has not is looked for above it, then below: episodes can be filtered by genre, shows by the
    // directors of their episodes.
    let above = std::iter::successors(Some(source), |kind| kind.parent());
    let below = std::iter::successors(source.child(), |kind| kind.child());
    let found = above
        .chain(below)
        .filter_map(|level| field(name, level).map(|field| At { level, field }))
        .next();
    match found {
        None if is_known(name) => Err(BadQuery),
        found => Ok(found),
    }
}

fn sort(text: &str, kind: Kind, source: Kind) -> Result<Vec<Rule>, BadQuery> {
    let mut rules = Vec::new();
    for rule in text.split(',').filter(|rule| !rule.trim().is_empty()) {
        let mut features = rule.trim().split(':');
        let name = features.next().unwrap_or_default();
        let features: Vec<_> = features.collect();
        let at = match name {
            "random" => None,
            // A title sorts without its article.
            "title" => find("titleSort", kind, source)?,
            // What lists cannot be sorted by is left out.
            name => match find(name, kind, source) {
                Ok(Some(at)) => Some(at),
                _ => continue,
            },
        };
        rules.push(Rule {
            at,
            descending: features.contains(&"desc"),
            nulls_last: features.contains(&"nullsLast"),
        });
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn takes(query: &str, item: &Value) -> Result<bool, BadQuery> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        Ok(Query::read(&pairs, Kind::Movie)?.takes(now, item))
    }

    #[test]
    fn operators_of_every_type() {
        let item = json!({
            "title": "The Quiet Harbour", "year": 1999, "viewCount": 2, "addedAt": 1_699_990_000,
            "originallyAvailableAt": "1999-05-05",
            "Genre": [{"id": 12, "tag": "Drama"}, {"id": 13, "tag": "War"}],
        });
        for (query, expected) in [
            ("year=1999", true),
            ("year=1998,1999", true),
            ("year!=1999", false),
            ("year%3E%3E=1998", true),
            ("year>>=1999", false),
            ("year>=1999", true),
            ("year<<=2000", true),
            ("year<=1998", false),
            ("unwatched=0", true),
            ("unwatched=1", false),
            ("unwatched!=1", true),
            ("genre=12", true),
            ("genre=99,13", true),
            ("genre!=13", false),
            ("genre=drama", true),
            ("title=quiet", true),
            ("title!=quiet", false),
            ("title%3D=quiet", false),
            ("title==the quiet harbour", true),
            ("title!==quiet", true),
            ("title%3C=the", true),
            ("title%3E=harbour", true),
            ("addedAt%3E%3E=-1d", true),
            ("addedAt<<=-1d", false),
            ("addedAt>>=-3y", true),
            ("originallyAvailableAt<<=-10y", true),
            ("originallyAvailableAt>>=1999-05-04", true),
            ("originallyAvailableAt=1999-05-05", true),
            ("userRating>>=1", false),
            ("push=1&year=1&or=1&genre=12&pop=1&title=quiet", true),
            ("push=1&year=1&or=1&genre=12&pop=1&title=loud", false),
            ("year=1999&or=1&title=loud", true),
            ("movie.year=1999", true),
            ("includeGuids=1&X-Plex-Token=abc", true),
        ] {
            assert_eq!(takes(query, &item), Ok(expected), "{query}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for query in [
            "year=abc",
            "nonsense>>=1",
            "nonsense!=1",
            "movie.nonsense=1",
            "push=1&year=1",
            "pop=1",
            "unwatched=perhaps",
            "addedAt>>=yesterday",
            "addedAt>>=-99999999999999999999y",
            "group=nonsense",
            "sourceType=10",
        ] {
            assert_eq!(takes(query, &json!({})), Err(BadQuery), "{query}");
        }
        // Absurdly far back is before everything.
        assert_eq!(takes("addedAt>>=-4294967295y", &json!({})), Err(BadQuery));
    }
}
