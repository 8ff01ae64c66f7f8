//! Single values, in every shape that servers send them in.

use plex_models::{
    LeanString, MediaType, Milliseconds, PinId, RatingKey, Scalar, Token,
    wire::{Decimal, Flag, Open, Text, Whole},
};

use crate::table::{Holds, Misfit, Nothing, check};

#[test]
fn flags() {
    check::<Flag, bool>(&[
        ("true", Holds(true, "true")),
        ("1", Holds(true, "true")),
        (r#""1""#, Holds(true, "true")),
        (r#""true""#, Holds(true, "true")),
        ("false", Holds(false, "false")),
        ("0", Holds(false, "false")),
        (r#""0""#, Holds(false, "false")),
        (r#""false""#, Holds(false, "false")),
        ("null", Nothing),
        ("2", Misfit),
        ("-1", Misfit),
        ("1.5", Misfit),
        (r#""""#, Misfit),
        (r#""01""#, Misfit),
        (r#""yes""#, Misfit),
        ("[true]", Misfit),
        (r#"{"on": true}"#, Misfit),
    ]);
}

#[test]
fn whole_numbers() {
    check::<Whole, i64>(&[
        ("279", Holds(279, "279")),
        (r#""560564""#, Holds(560_564, "560564")),
        ("279.0", Holds(279, "279")),
        ("2.79e2", Holds(279, "279")),
        ("-1", Holds(-1, "-1")),
        (r#""-1""#, Holds(-1, "-1")),
        ("0", Holds(0, "0")),
        (r#""0""#, Holds(0, "0")),
        ("true", Holds(1, "1")),
        ("false", Holds(0, "0")),
        (
            "9223372036854775807",
            Holds(i64::MAX, "9223372036854775807"),
        ),
        (
            r#""-9223372036854775808""#,
            Holds(i64::MIN, "-9223372036854775808"),
        ),
        ("null", Nothing),
        // What a number would not give back as it came.
        ("9223372036854775808", Misfit),
        ("18446744073709551615", Misfit),
        (r#""9223372036854775808""#, Misfit),
        ("1e300", Misfit),
        ("9007199254740992.0", Misfit),
        ("2.5999999046325685", Misfit),
        ("-0", Misfit),
        ("-0.0", Misfit),
        (r#""-0""#, Misfit),
        (r#""007""#, Misfit),
        (r#""+7""#, Misfit),
        (r#"" 7""#, Misfit),
        (r#""7.0""#, Misfit),
        (r#""""#, Misfit),
        (r#""-""#, Misfit),
        (r#""home""#, Misfit),
        ("[279]", Misfit),
        (r#"{"id": 279}"#, Misfit),
    ]);
    check::<Whole, PinId>(&[(r#""7""#, Holds(PinId(7), "7")), (r#""x""#, Misfit)]);
    check::<Whole, Milliseconds>(&[("5400000", Holds(Milliseconds(5_400_000), "5400000"))]);
}

#[test]
fn numbers_with_a_fraction() {
    check::<Decimal, f64>(&[
        ("2.35", Holds(2.35, "2.35")),
        (r#""2.35""#, Holds(2.35, "2.35")),
        (r#""2.350""#, Holds(2.35, "2.35")),
        ("10", Holds(10.0, "10.0")),
        (r#""10""#, Holds(10.0, "10.0")),
        ("-3", Holds(-3.0, "-3.0")),
        (
            "2.5999999046325685",
            Holds(2.599_999_904_632_568_4, "2.5999999046325684"),
        ),
        (
            r#""2.5999999046325685""#,
            Holds(2.599_999_904_632_568_4, "2.5999999046325684"),
        ),
        (r#""2.3500000000000001""#, Holds(2.35, "2.35")),
        ("1e300", Holds(1e300, "1e+300")),
        (r#""1e-05""#, Holds(0.000_01, "0.00001")),
        ("-0.0", Holds(-0.0, "-0.0")),
        (r#""-0.0""#, Holds(-0.0, "-0.0")),
        ("0.0", Holds(0.0, "0.0")),
        (
            "9007199254740991",
            Holds(9_007_199_254_740_991.0, "9007199254740991.0"),
        ),
        ("null", Nothing),
        // What a float would not give back as it came.
        ("9007199254740993", Misfit),
        (r#""9007199254740993""#, Misfit),
        ("18446744073709551615", Misfit),
        (r#""3.14159265358979323846""#, Misfit),
        (r#""1e400""#, Misfit),
        (r#""1e-400""#, Misfit),
        (r#""007.5""#, Misfit),
        (r#""+2.35""#, Misfit),
        (r#""--2""#, Misfit),
        (r#"".5""#, Misfit),
        (r#""5.""#, Misfit),
        (r#""2,35""#, Misfit),
        (r#""1.2.3""#, Misfit),
        (r#""0x10""#, Misfit),
        (r#""inf""#, Misfit),
        (r#""NaN""#, Misfit),
        (r#""""#, Misfit),
        ("true", Misfit),
        ("[2.35]", Misfit),
    ]);
}

#[test]
fn texts() {
    check::<Text, LeanString>(&[
        (r#""home""#, Holds("home".into(), r#""home""#)),
        ("197429", Holds("197429".into(), r#""197429""#)),
        ("-7", Holds("-7".into(), r#""-7""#)),
        (
            "18446744073709551615",
            Holds("18446744073709551615".into(), r#""18446744073709551615""#),
        ),
        ("2.0", Holds("2.0".into(), r#""2.0""#)),
        ("1e21", Holds("1e+21".into(), r#""1e+21""#)),
        ("true", Holds("true".into(), r#""true""#)),
        ("false", Holds("false".into(), r#""false""#)),
        (r#""""#, Holds("".into(), r#""""#)),
        (
            r#"" \u0000\ud83d\udcfa\n""#,
            Holds(" \0📺\n".into(), "\" \\u0000📺\\n\""),
        ),
        ("null", Nothing),
        (r#"["home"]"#, Misfit),
        (r#"{"id": "home"}"#, Misfit),
    ]);
    check::<Text, RatingKey>(&[
        (r#""55""#, Holds("55".into(), r#""55""#)),
        ("55", Holds("55".into(), r#""55""#)),
        (r#""007""#, Holds("007".into(), r#""007""#)),
    ]);
    check::<Text, Token>(&[
        (r#""made-up""#, Holds("made-up".into(), r#""made-up""#)),
        ("[]", Misfit),
    ]);
}

#[test]
fn enums_keep_what_they_do_not_know() {
    check::<Text, MediaType>(&[
        (r#""movie""#, Holds(MediaType::Movie, r#""movie""#)),
        (
            r#""hologram""#,
            Holds(MediaType::Other("hologram".into()), r#""hologram""#),
        ),
        (
            r#""Movie""#,
            Holds(MediaType::Other("Movie".into()), r#""Movie""#),
        ),
        (r#""""#, Holds(MediaType::Other("".into()), r#""""#)),
        ("1", Holds(MediaType::Other("1".into()), r#""1""#)),
        ("null", Nothing),
        ("[]", Misfit),
    ]);
}

#[test]
fn values_of_any_type() {
    check::<Open, Scalar>(&[
        ("true", Holds(Scalar::Bool(true), "true")),
        ("900", Holds(Scalar::Whole(900), "900")),
        ("-1", Holds(Scalar::Whole(-1), "-1")),
        ("0.5", Holds(Scalar::Decimal(0.5), "0.5")),
        ("-0.0", Holds(Scalar::Decimal(-0.0), "-0.0")),
        (r#""900""#, Holds(Scalar::Text("900".into()), r#""900""#)),
        (r#""""#, Holds(Scalar::Text("".into()), r#""""#)),
        ("null", Nothing),
        ("9223372036854775808", Misfit),
        ("[900]", Misfit),
        ("{}", Misfit),
    ]);
}
