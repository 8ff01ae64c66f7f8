//! Adapters for moments and days.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, Timelike, Utc};
use serde::{Deserializer, Serializer};
use serde_with::{DeserializeAs, SerializeAs};

use super::{
    Adapter, Fit,
    scalars::{Came, FromScalar, canonical, read_scalars, whole},
};

/// Adapter for moments documented as seconds since 1970. Reads ISO 8601 as well; writes a number.
#[derive(Debug, Clone, Copy)]
pub struct UnixSeconds;

/// Adapter for moments documented as ISO 8601 (RFC 3339). Reads seconds since 1970 as well; writes a text in UTC.
#[derive(Debug, Clone, Copy)]
pub struct Rfc3339;

/// Adapter for a calendar day, `"2008-04-10"`.
#[derive(Debug, Clone, Copy)]
pub struct Day;

impl FromScalar<DateTime<Utc>> for UnixSeconds {
    fn from_scalar(came: Came<'_>) -> Result<DateTime<Utc>, Came<'_>> {
        // A fraction of a second would be cut off when written as a whole number.
        moment(came, |moment| moment.timestamp_subsec_nanos() == 0)
    }
}

impl FromScalar<DateTime<Utc>> for Rfc3339 {
    fn from_scalar(came: Came<'_>) -> Result<DateTime<Utc>, Came<'_>> {
        // The notation has four digits for the year.
        moment(came, |moment| (0..=9999).contains(&moment.year()))
    }
}

fn moment(
    came: Came<'_>,
    keeps: impl Fn(&DateTime<Utc>) -> bool,
) -> Result<DateTime<Utc>, Came<'_>> {
    let seconds = match &came {
        Came::Signed(seconds) => Some(*seconds),
        Came::Unsigned(seconds) => i64::try_from(*seconds).ok(),
        Came::Float(seconds) => whole(*seconds),
        Came::Text(text) => canonical(text),
        Came::Bool(_) => None,
    };
    let moment = match (seconds, &came) {
        (Some(seconds), _) => DateTime::from_timestamp(seconds, 0),
        (None, Came::Text(text)) => iso(text).or_else(|| in_words(text)),
        (None, _) => None,
    };
    moment.filter(keeps).ok_or(came)
}

/// The notation of some XML of plex.tv, where its JSON has ISO 8601: `2021-11-02 09:30:00 UTC`.
pub(crate) fn in_words(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix(" UTC")?;
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    // The parser takes leap seconds, which would not come back.
    (moment.nanosecond() == 0).then(|| moment.and_utc())
}

/// The moment that `text` says, unless it says it finer than nanoseconds.
fn iso(text: &str) -> Option<DateTime<Utc>> {
    const NANOSECONDS: usize = 9;
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    (digits <= NANOSECONDS).then(|| moment.to_utc())
}

impl FromScalar<NaiveDate> for Day {
    fn from_scalar(came: Came<'_>) -> Result<NaiveDate, Came<'_>> {
        let day = match &came {
            Came::Text(text) if is_written_as_day(text) => text.parse().ok(),
            _ => None,
        };
        day.ok_or(came)
    }
}

/// Whether `text` has the form that a day is written in. The parser takes others as well, which would not come back.
fn is_written_as_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

read_scalars!(UnixSeconds: DateTime<Utc>);
read_scalars!(Rfc3339: DateTime<Utc>);
read_scalars!(Day: NaiveDate);

impl SerializeAs<DateTime<Utc>> for UnixSeconds {
    fn serialize_as<S: Serializer>(
        value: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.timestamp())
    }
}

impl SerializeAs<DateTime<Utc>> for Rfc3339 {
    fn serialize_as<S: Serializer>(
        value: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl SerializeAs<NaiveDate> for Day {
    fn serialize_as<S: Serializer>(value: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}
