//! Objects, lists and values that nobody described.

use std::collections::BTreeMap;

use plex_models::{
    Guid, LeanString, Metadata,
    wire::{Boxed, Fit, List, Members, Object, Raw, Text, Whole},
};
use serde_json::{Value, json};
use serde_with::DeserializeAs;

use crate::table::{Holds, Misfit, Nothing, check};

fn guid(id: &str) -> Guid {
    serde_json::from_value(json!({"id": id})).unwrap()
}

#[test]
fn objects() {
    check::<Object, Guid>(&[
        (
            r#"{"id": "imdb://tt1"}"#,
            Holds(guid("imdb://tt1"), r#"{"id":"imdb://tt1"}"#),
        ),
        ("{}", Holds(Guid::default(), "{}")),
        (r#"{"id": null}"#, Holds(Guid::default(), "{}")),
        // A list of one object is that object, and nulls beside it say nothing.
        (
            r#"[{"id": "imdb://tt1"}]"#,
            Holds(guid("imdb://tt1"), r#"{"id":"imdb://tt1"}"#),
        ),
        (
            r#"[null, [{"id": "imdb://tt1"}], null]"#,
            Holds(guid("imdb://tt1"), r#"{"id":"imdb://tt1"}"#),
        ),
        ("null", Nothing),
        ("[]", Nothing),
        ("[null, []]", Nothing),
        (r#"[{"id": "a"}, {"id": "b"}]"#, Misfit),
        (r#"[{"id": "a"}, 1]"#, Misfit),
        (r#"[1, {"id": "a"}]"#, Misfit),
        (r#"[[1], 2]"#, Misfit),
        (r#""imdb://tt1""#, Misfit),
        ("1", Misfit),
        ("-1.5", Misfit),
        ("true", Misfit),
    ]);
}

#[test]
fn lists_of_objects() {
    check::<List<Object>, Vec<Guid>>(&[
        (
            r#"[{"id": "a"}, {"id": "b"}]"#,
            Holds(vec![guid("a"), guid("b")], r#"[{"id":"a"},{"id":"b"}]"#),
        ),
        (r#"{"id": "a"}"#, Holds(vec![guid("a")], r#"[{"id":"a"}]"#)),
        (
            r#"[null, {"id": "a"}, [], null]"#,
            Holds(vec![guid("a")], r#"[{"id":"a"}]"#),
        ),
        (
            r#"[[{"id": "a"}], {"id": "b"}]"#,
            Holds(vec![guid("a"), guid("b")], r#"[{"id":"a"},{"id":"b"}]"#),
        ),
        ("[]", Holds(Vec::new(), "[]")),
        ("null", Nothing),
        // One misfit keeps the list together, in its order.
        (r#"[{"id": "a"}, 5, {"id": "b"}, null]"#, Misfit),
        (r#"["a"]"#, Misfit),
        (r#"[[{"id": "a"}, {"id": "b"}]]"#, Misfit),
        (r#""a""#, Misfit),
        ("5", Misfit),
        ("5.5", Misfit),
        ("true", Misfit),
    ]);
}

#[test]
fn lists_of_scalars() {
    check::<List<Text>, Vec<LeanString>>(&[
        (
            r#"["stream"]"#,
            Holds(vec!["stream".into()], r#"["stream"]"#),
        ),
        (r#""livetv""#, Holds(vec!["livetv".into()], r#"["livetv"]"#)),
        (
            r#"["a", 1, true]"#,
            Holds(
                vec!["a".into(), "1".into(), "true".into()],
                r#"["a","1","true"]"#,
            ),
        ),
        ("7", Holds(vec!["7".into()], r#"["7"]"#)),
        ("null", Nothing),
        (r#"["a", {}]"#, Misfit),
        (r#"{"a": 1}"#, Misfit),
    ]);
    check::<List<Whole>, Vec<i64>>(&[
        (
            r#"[1, "2", 3.0, false]"#,
            Holds(vec![1, 2, 3, 0], "[1,2,3,0]"),
        ),
        (r#"[1, "007"]"#, Misfit),
    ]);
}

#[test]
fn raw_values() {
    check::<Raw, Value>(&[
        ("1", Holds(json!(1), "1")),
        (
            r#"{"a": [1, {"b": null}]}"#,
            Holds(json!({"a": [1, {"b": null}]}), r#"{"a":[1,{"b":null}]}"#),
        ),
        ("[]", Holds(json!([]), "[]")),
        ("null", Nothing),
    ]);
    check::<List<Raw>, Vec<Value>>(&[
        ("[[1], 2]", Holds(vec![json!([1]), json!(2)], "[[1],2]")),
        (r#"{"a": 1}"#, Holds(vec![json!({"a": 1})], r#"[{"a":1}]"#)),
        ("null", Nothing),
    ]);
}

#[test]
fn objects_whose_names_are_data() {
    let map = |members: &[(&str, i64)]| {
        members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    };
    check::<Members<Whole>, BTreeMap<String, i64>>(&[
        (
            r#"{"b": 1, "a": "2"}"#,
            Holds(map(&[("a", 2), ("b", 1)]), r#"{"a":2,"b":1}"#),
        ),
        (r#"{"a": null, "": 0}"#, Holds(map(&[("", 0)]), r#"{"":0}"#)),
        ("{}", Holds(BTreeMap::new(), "{}")),
        ("null", Nothing),
        // One misfit keeps the object together.
        (r#"{"a": 1, "b": "x", "c": [2]}"#, Misfit),
        ("[]", Misfit),
        ("1", Misfit),
    ]);
    let twice = r#"{"a": 1, "b": 2, "a": 3}"#;
    let fit =
        Members::<Whole>::deserialize_as(&mut serde_json::Deserializer::from_str(twice)).unwrap();
    let Fit::<BTreeMap<String, i64>>::Misfit(kept) = fit else {
        panic!("{fit:?}");
    };
    assert_eq!(kept["a"].as_array().map(Vec::len), Some(2));
    assert_eq!(kept["b"], 2);
}

#[test]
fn values_in_a_box() {
    check::<Boxed<Object>, Box<Guid>>(&[
        (
            r#"{"id": "a"}"#,
            Holds(Box::new(guid("a")), r#"{"id":"a"}"#),
        ),
        (
            r#"[{"id": "a"}]"#,
            Holds(Box::new(guid("a")), r#"{"id":"a"}"#),
        ),
        ("null", Nothing),
        ("7", Misfit),
    ]);
}

/// A value that fits no shape leaves its field empty, stays in `extra`, and is written where it was.
#[test]
fn misfits_stay_in_their_object() {
    let came = json!({
        "title": "Tidewater",
        "year": "MMXIX",
        "duration": [1, 2],
        "originallyAvailableAt": "2020-01-01T00:00:00Z",
        "addedAt": {"seconds": 5},
        "Media": [{"id": 1}, "none"],
        "UltraBlurColors": "blue",
        "unheardOf": {"a": [1]},
    });
    let item: Metadata = serde_json::from_value(came.clone()).unwrap();
    assert_eq!(item.title.as_deref(), Some("Tidewater"));
    assert_eq!(
        (item.year, item.duration, item.originally_available_at),
        (None, None, None)
    );
    assert!(item.added_at.is_none() && item.media.is_empty() && item.ultra_blur_colors.is_none());
    let names: std::collections::BTreeSet<_> = item.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        [
            "Media",
            "UltraBlurColors",
            "addedAt",
            "duration",
            "originallyAvailableAt",
            "unheardOf",
            "year"
        ]
    );
    assert_eq!(serde_json::to_value(&item).unwrap(), came);
}

/// What a person puts into a field is what is written, whatever came for it.
#[test]
fn a_field_that_is_set_wins_over_extra() {
    let mut item: Metadata = serde_json::from_str(r#"{"year": "MMXIX"}"#).unwrap();
    item.year = Some(2019);
    assert_eq!(serde_json::to_string(&item).unwrap(), r#"{"year":2019}"#);

    let mut resource: plex_models::Resource =
        serde_json::from_str(r#"{"name": ["a", "b"]}"#).unwrap();
    assert_eq!(resource.name, "");
    assert_eq!(
        serde_json::to_value(&resource).unwrap()["name"],
        json!(["a", "b"])
    );
    resource.name = "c".into();
    assert_eq!(serde_json::to_value(&resource).unwrap()["name"], json!("c"));
}
