//! What every operation answers, as JSON Schema, for the tests that hold the mock server to the document.
//!
//! One definition a schema, one line each. Objects are closed: a member that the document does not describe is a mistake of
//! the mock server's or of the document. Scalars are as open as real servers make them and as decoding takes them: a number may
//! stand in quotes, an id without them, a flag may be 0 or 1. A member that is null is as good as none, which is for the tests
//! to see to.

use serde_json::{Map, Value, json};

use crate::Files;
use crate::bundle;
use crate::ir::Api;
use crate::spec::Document;

/// Where the file goes.
pub const FOLDER: &str = "crates/plex-mock/tests/generated";

/// Emits the file.
pub fn emit(document: &Document, api: &Api) -> Files {
    let bundle: Value = serde_json::from_str(&bundle::bundle(document, api)).unwrap_or_default();
    let groups = api.groups.iter().flat_map(|group| &group.operations);
    let operations = groups.map(|operation| {
        let described = find(&bundle, &operation.id);
        let answers = described.and_then(|found| found.get("responses")?.as_object());
        let answers = answers
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'));
        let answers = answers.map(|(status, answer)| {
            let schema = answer.pointer("/content/application~1json/schema");
            (status.clone(), schema.map_or(Value::Null, closed))
        });
        json!({
            "id": operation.id,
            "method": operation.verb.to_uppercase(),
            "host": operation.host.name,
            "path": operation.path,
            "answers": answers.collect::<Map<_, _>>(),
        })
    });
    let schemas = bundle
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let schemas = schemas.into_iter().flatten();
    let schemas =
        schemas.map(|(name, schema)| format!("{}:{}", Value::from(name.as_str()), open(schema)));
    let text = format!(
        "{{\"operations\":[\n{}\n],\"$defs\":{{\n{}\n}}}}\n",
        operations
            .map(|operation| operation.to_string())
            .collect::<Vec<_>>()
            .join(",\n"),
        schemas.collect::<Vec<_>>().join(",\n")
    );
    Files::from([(format!("{FOLDER}/schemas.json"), text)])
}

fn find<'a>(bundle: &'a Value, id: &str) -> Option<&'a Value> {
    let paths = bundle.get("paths")?.as_object()?.values();
    let mut operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    operations.find(|operation| {
        operation
            .get("operationId")
            .is_some_and(|known| known == id)
    })
}

/// A schema where a value stands: no other members than it has.
fn closed(schema: &Value) -> Value {
    let is_object = schema.get("type").is_some_and(|kind| kind == "object");
    let is_free = is_object && schema.get("properties").is_none();
    match open(schema) {
        Value::Object(mut members) if !is_free => {
            members.insert("unevaluatedProperties".to_owned(), false.into());
            Value::Object(members)
        }
        schema => schema,
    }
}

/// A schema that others may be built from, in the words of JSON Schema.
fn open(schema: &Value) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    if let Some(ways) = scalar(members).or_else(|| words(members)) {
        return ways;
    }
    let mut kept = Map::new();
    for (name, value) in members {
        let value = match (name.as_str(), value) {
            ("$ref", Value::String(path)) => {
                path.replace("#/components/schemas/", "#/$defs/").into()
            }
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter();
                properties
                    .map(|(name, schema)| (name.clone(), closed(schema)))
                    .collect()
            }
            ("items", items) => closed(items),
            ("additionalProperties", Value::Object(_)) => closed(value),
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => parts.iter().map(open).collect(),
            ("type" | "required" | "additionalProperties", value) => value.clone(),
            _ => continue,
        };
        kept.insert(name.clone(), value);
    }
    Value::Object(kept)
}

/// The ways in which a list of plain words travels: some servers join them with commas into one text.
fn words(members: &Map<String, Value>) -> Option<Value> {
    let items = members.get("items")?;
    let is_plain = items.get("type")? == "string" && items.get("enum").is_none();
    let list = json!({"type": "array", "items": closed(items)});
    is_plain.then(|| json!({"anyOf": [list, {"type": "string"}]}))
}

/// The ways in which a scalar travels.
fn scalar(members: &Map<String, Value>) -> Option<Value> {
    let kind = members.get("type")?.as_str()?;
    let quoted = |pattern: &str| json!({"type": "string", "pattern": pattern});
    let choices = members.get("enum").and_then(Value::as_array);
    let ways = match (kind, choices) {
        ("string", Some(choices)) => {
            let plain = choices
                .iter()
                .filter_map(|choice| choice.as_str()?.parse::<i64>().ok());
            let all: Vec<Value> = choices
                .iter()
                .cloned()
                .chain(plain.map(Value::from))
                .collect();
            return Some(json!({"enum": all}));
        }
        // An id looks like a number and is one no more than a text is.
        ("string", None) if members.contains_key("x-rust-type") => {
            json!([{"type": ["string", "number", "boolean"]}])
        }
        ("integer", _) => json!([{"type": "integer"}, quoted("^-?[0-9]+$")]),
        ("number", _) => json!([{"type": "number"}, quoted("^-?[0-9]+([.][0-9]+)?$")]),
        ("boolean", _) => json!([{"type": "boolean"}, {"enum": [0, 1, "0", "1", "true", "false"]}]),
        _ => return None,
    };
    Some(json!({"anyOf": ways}))
}
