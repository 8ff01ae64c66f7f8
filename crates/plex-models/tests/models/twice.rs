//! Members that are there twice: XML repeats elements, and nothing keeps a server from repeating a member of JSON.

use plex_models::{Format, Metadata, Resource, ServerIdentity, decode};
use serde_json::{Value, json};

/// What comes for `Metadata`, and what it writes.
#[test]
fn both_are_kept() {
    let rows = [
        // A list takes the items of both.
        (
            r#"{"Guid": [{"id": "a"}], "Guid": {"id": "b"}}"#,
            json!({"Guid": [{"id": "a"}, {"id": "b"}]}),
        ),
        (
            r#"{"Guid": [], "Guid": {"id": "b"}}"#,
            json!({"Guid": [{"id": "b"}]}),
        ),
        (
            r#"{"Guid": {"id": "a"}, "Guid": null}"#,
            json!({"Guid": [{"id": "a"}]}),
        ),
        // One misfit among them keeps all of them together.
        (
            r#"{"Guid": {"id": "a"}, "Guid": 5, "Guid": {"id": "b"}}"#,
            json!({"Guid": [{"id": "a"}, 5, {"id": "b"}]}),
        ),
        (
            r#"{"Guid": 5, "Guid": {"id": "b"}}"#,
            json!({"Guid": [5, {"id": "b"}]}),
        ),
        // Where the document knows one, the two are a list that fits no field.
        (
            r#"{"title": "a", "title": "b"}"#,
            json!({"title": ["a", "b"]}),
        ),
        (
            r#"{"title": "a", "title": "b", "title": "c"}"#,
            json!({"title": ["a", "b", "c"]}),
        ),
        (
            r#"{"title": "a", "title": "a"}"#,
            json!({"title": ["a", "a"]}),
        ),
        (r#"{"title": "a", "title": null}"#, json!({"title": "a"})),
        (r#"{"title": null, "title": "b"}"#, json!({"title": "b"})),
        (r#"{"year": 1, "year": "x"}"#, json!({"year": [1, "x"]})),
        (r#"{"year": "x", "year": 1}"#, json!({"year": ["x", 1]})),
        (
            r#"{"year": "x", "year": 1, "year": 2}"#,
            json!({"year": ["x", 1, 2]}),
        ),
        (
            r#"{"UltraBlurColors": {"topLeft": "1"}, "UltraBlurColors": {"topLeft": "2"}}"#,
            json!({"UltraBlurColors": [{"topLeft": "1"}, {"topLeft": "2"}]}),
        ),
        (
            r#"{"unheardOf": 1, "unheardOf": [2]}"#,
            json!({"unheardOf": [1, [2]]}),
        ),
        (
            r#"{"deep": {"a": 1, "a": 2}}"#,
            json!({"deep": {"a": [1, 2]}}),
        ),
    ];
    for (came, written) in rows {
        let item: Metadata = serde_json::from_str(came).unwrap();
        assert_eq!(serde_json::to_value(&item).unwrap(), written, "{came}");
        let again: Metadata = serde_json::from_value(written).unwrap();
        assert_eq!(again, item, "{came}, once more");
    }
}

/// Fields without an `Option` cannot tell by themselves whether they were there.
#[test]
fn required_members_too() {
    let rows = [
        (r#"{"name": "a", "name": "b"}"#, json!(["a", "b"])),
        (r#"{"name": "", "name": "b"}"#, json!(["", "b"])),
        (
            r#"{"name": "a", "name": "b", "name": ""}"#,
            json!(["a", "b", ""]),
        ),
        (r#"{"name": [1], "name": "b"}"#, json!([1, "b"])),
        (r#"{"name": null, "name": "b"}"#, json!("b")),
        (r#"{"name": "a", "name": null}"#, json!("a")),
    ];
    for (came, written) in rows {
        let resource: Resource = serde_json::from_str(came).unwrap();
        assert_eq!(
            serde_json::to_value(&resource).unwrap()["name"],
            written,
            "{came}"
        );
    }
}

#[test]
fn envelopes_too() {
    let body = br#"{"MediaContainer": {"size": 1}, "MediaContainer": {"size": 2}, "beside": 3}"#;
    let decoded =
        decode::object::<ServerIdentity>(Format::Json, body, Some("MediaContainer")).unwrap();
    assert_eq!(decoded.value.size, None);
    assert_eq!(decoded.extra.get("beside"), Some(&json!(3)));
    let sizes: Vec<_> = decoded
        .extra
        .get("MediaContainer")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(
        (sizes[0]["size"].as_i64(), sizes[1]["size"].as_i64()),
        (Some(1), Some(2))
    );
}
