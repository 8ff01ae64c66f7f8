//! What a filter says of a thing, and whether it holds.

use std::cmp::Ordering;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde_json::Value;

use super::{At, fields::Type};

/// What is asked of a thing.
#[derive(Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Is(Test),
}

/// What is asked of one field.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) at: At,
    pub(super) operator: Operator,
    pub(super) values: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Is,
    IsNot,
    Exactly,
    NotExactly,
    AtLeast,
    AtMost,
    More,
    Less,
}

impl Operator {
    /// Takes the operator off the end of a key, of which the last `=` is gone already.
    pub(super) fn split(key: &str) -> (&str, Self) {
        for (ending, operator) in [
            ("!=", Self::NotExactly),
            (">>", Self::More),
            ("<<", Self::Less),
            ("=", Self::Exactly),
            ("!", Self::IsNot),
            (">", Self::AtLeast),
            ("<", Self::AtMost),
        ] {
            if let Some(key) = key.strip_suffix(ending) {
                return (key, operator);
            }
        }
        (key, Self::Is)
    }
}

impl Condition {
    /// Whether it holds for an item, as far as that tells it itself.
    pub(super) fn holds(&self, now: DateTime<Utc>, item: &Value) -> bool {
        match self {
            Self::All(all) => all.iter().all(|condition| condition.holds(now, item)),
            Self::Any(any) => any.iter().any(|condition| condition.holds(now, item)),
            Self::Is(test) => {
                let values = test.at.field.values(item);
                let has = values
                    .iter()
                    .any(|(text, title)| test.fits(text, title.as_deref(), now));
                has != test.is_negated()
            }
        }
    }
}

impl Test {
    /// Whether it holds for what has no value that fits.
    pub(crate) fn is_negated(&self) -> bool {
        matches!(self.operator, Operator::IsNot | Operator::NotExactly)
    }

    /// Whether a value is what is asked for, or, in a negated one, what is not.
    pub(crate) fn fits(&self, value: &str, title: Option<&str>, now: DateTime<Utc>) -> bool {
        let wanted = self.values.iter().map(String::as_str);
        match self.at.field.kind {
            kind if kind.is_chosen() => {
                let title = title.unwrap_or(value);
                let mut wanted = wanted;
                wanted.any(|wanted| value == wanted || title.eq_ignore_ascii_case(wanted))
            }
            Type::Boolean => {
                let is = |text: &str| matches!(text, "1" | "true");
                let mut wanted = wanted;
                wanted.any(|wanted| is(value) == is(wanted))
            }
            Type::Text => self.fits_text(&value.to_lowercase()),
            kind => self.fits_number(value, kind == Type::Date, now),
        }
    }

    fn fits_text(&self, value: &str) -> bool {
        use Operator::{AtLeast, AtMost, Exactly, Is, IsNot, Less, More, NotExactly};
        self.values.iter().any(|wanted| match self.operator {
            Is | IsNot => value.contains(wanted),
            Exactly | NotExactly => value == wanted,
            AtMost | Less => value.starts_with(wanted),
            AtLeast | More => value.ends_with(wanted),
        })
    }

    fn fits_number(&self, value: &str, is_date: bool, now: DateTime<Utc>) -> bool {
        use Operator::{AtLeast, AtMost, Exactly, Is, IsNot, Less, More, NotExactly};
        let number = |text: &str| match is_date {
            true => moment(text, now).map(|seconds| seconds as f64),
            false => text.parse().ok(),
        };
        let Some(value) = number(value) else {
            return false;
        };
        // Dates are the same when the day is.
        let by_day = is_date && matches!(self.operator, Is | IsNot);
        let rounded = |number: f64| {
            if by_day {
                (number / DAY).floor()
            } else {
                number
            }
        };
        let wanted = self.values.iter().filter_map(|wanted| number(wanted));
        let mut orders = wanted.filter_map(|wanted| rounded(value).partial_cmp(&rounded(wanted)));
        orders.any(match self.operator {
            Is | Exactly | IsNot | NotExactly => Ordering::is_eq,
            AtLeast => Ordering::is_ge,
            AtMost => Ordering::is_le,
            More => Ordering::is_gt,
            Less => Ordering::is_lt,
        })
    }
}

const DAY: f64 = 86_400.0;

/// A moment in seconds: a number of them, a date, or a while ago such as `-3y`.
pub(super) fn moment(text: &str, now: DateTime<Utc>) -> Option<i64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp());
    }
    let split = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(split)?;
    let number: i64 = number.trim_start_matches('+').parse().ok()?;
    let (back, count) = (number < 0, u32::try_from(number.unsigned_abs()).ok()?);
    let months = |months: u32| {
        let months = Months::new(count.checked_mul(months)?);
        if back {
            now.checked_sub_months(months)
        } else {
            now.checked_add_months(months)
        }
    };
    let seconds = |seconds: i64| {
        now.checked_add_signed(TimeDelta::try_seconds(number.checked_mul(seconds)?)?)
    };
    let then = match unit {
        "s" => seconds(1),
        "m" => seconds(60),
        "h" => seconds(3600),
        "d" => seconds(86_400),
        "w" => seconds(7 * 86_400),
        "mon" => months(1),
        "y" => months(12),
        _ => None,
    };
    then.map(|then| then.timestamp())
}
