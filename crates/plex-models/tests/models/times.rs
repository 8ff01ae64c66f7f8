//! Moments and days, in every notation that servers send them in.

use chrono::{DateTime, NaiveDate, Utc};
use plex_models::wire::{Day, Rfc3339, UnixSeconds};

use crate::table::{Holds, Misfit, Nothing, check};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn moments_documented_as_seconds() {
    let moment = at("2023-04-12T17:00:03Z");
    check::<UnixSeconds, DateTime<Utc>>(&[
        ("1681318803", Holds(moment, "1681318803")),
        (r#""1681318803""#, Holds(moment, "1681318803")),
        ("1681318803.0", Holds(moment, "1681318803")),
        (r#""2023-04-12T17:00:03Z""#, Holds(moment, "1681318803")),
        (
            r#""2023-04-12T19:00:03+02:00""#,
            Holds(moment, "1681318803"),
        ),
        (r#""2023-04-12T17:00:03.000Z""#, Holds(moment, "1681318803")),
        ("0", Holds(at("1970-01-01T00:00:00Z"), "0")),
        ("-1", Holds(at("1969-12-31T23:59:59Z"), "-1")),
        ("null", Nothing),
        // Parts of a second and leap seconds have no whole number.
        (r#""2023-04-12T17:00:03.5Z""#, Misfit),
        (r#""2016-12-31T23:59:60Z""#, Misfit),
        ("1681318803.5", Misfit),
        (r#""2023-04-12T17:00:03.0000000001Z""#, Misfit),
        ("9223372036854775807", Misfit),
        ("18446744073709551615", Misfit),
        (r#""0001681318803""#, Misfit),
        (r#""2023-04-12""#, Misfit),
        (r#""2023-04-12T17:00:03""#, Misfit),
        (r#""yesterday""#, Misfit),
        (r#""""#, Misfit),
        ("true", Misfit),
        ("[1681318803]", Misfit),
    ]);
}

#[test]
fn moments_documented_as_iso_8601() {
    let moment = at("2023-04-12T17:00:03Z");
    check::<Rfc3339, DateTime<Utc>>(&[
        (
            r#""2023-04-12T17:00:03Z""#,
            Holds(moment, r#""2023-04-12T17:00:03Z""#),
        ),
        (
            r#""2023-04-12T19:00:03+02:00""#,
            Holds(moment, r#""2023-04-12T17:00:03Z""#),
        ),
        // plex.tv's XML, of subscriptions
        (
            r#""2023-04-12 17:00:03 UTC""#,
            Holds(moment, r#""2023-04-12T17:00:03Z""#),
        ),
        (r#""2023-04-12 17:00:03""#, Misfit),
        (r#""2023-04-12 17:00:60 UTC""#, Misfit),
        (r#""2023-04-12 17:00:03 CET""#, Misfit),
        ("1681318803", Holds(moment, r#""2023-04-12T17:00:03Z""#)),
        (
            r#""1681318803""#,
            Holds(moment, r#""2023-04-12T17:00:03Z""#),
        ),
        (
            r#""2023-04-12T17:00:03.120Z""#,
            Holds(
                at("2023-04-12T17:00:03.12Z"),
                r#""2023-04-12T17:00:03.120Z""#,
            ),
        ),
        (
            r#""2023-04-12T17:00:03.123456789Z""#,
            Holds(
                at("2023-04-12T17:00:03.123456789Z"),
                r#""2023-04-12T17:00:03.123456789Z""#,
            ),
        ),
        (
            r#""2016-12-31T23:59:60Z""#,
            Holds(at("2016-12-31T23:59:60Z"), r#""2016-12-31T23:59:60Z""#),
        ),
        ("null", Nothing),
        (r#""2023-04-12T17:00:03.1234567891Z""#, Misfit),
        // The year 10000 and the year before 0 have no such notation.
        ("253402300800", Misfit),
        ("-62167219201", Misfit),
        (r#""0000-01-01T00:00:00+01:00""#, Misfit),
        (r#""2023-04-12""#, Misfit),
        (r#""2023-02-30T00:00:00Z""#, Misfit),
        ("true", Misfit),
    ]);
}

#[test]
fn days() {
    let day = NaiveDate::from_ymd_opt(2008, 4, 10).unwrap();
    check::<Day, NaiveDate>(&[
        (r#""2008-04-10""#, Holds(day, r#""2008-04-10""#)),
        ("null", Nothing),
        // A day holds less than each of these says.
        (r#""2008-04-10T00:00:00Z""#, Misfit),
        (r#""2008-4-10""#, Misfit),
        (r#""2008-02-30""#, Misfit),
        (r#""2008""#, Misfit),
        ("2008", Misfit),
        ("1207785600", Misfit),
        (r#""""#, Misfit),
        ("true", Misfit),
        (r#"["2008-04-10"]"#, Misfit),
    ]);
}
