//! What every operation answers, made up from the examples of the document, for the mock to give where it knows no
//! better.

use serde_json::{Map, Value, json};

use crate::Files;
use crate::ir::{Answer, Api, Field, Operation, Shape, TypeRef};
use crate::types;

/// Where the file goes.
pub const FOLDER: &str = "crates/plex-mock/src/generated";

/// How many objects a body has one inside the other: a container, an entry, its media.
const DEPTH: usize = 3;

/// Emits the file, one operation a line.
pub fn emit(api: &Api) -> Files {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let rows = operations.map(|operation| answer(api, operation).to_string());
    let text = format!("[\n{}\n]\n", rows.collect::<Vec<_>>().join(",\n"));
    Files::from([(format!("{FOLDER}/answers.json"), text)])
}

fn answer(api: &Api, operation: &Operation) -> Value {
    let object = |schema: &str| object(api, schema, DEPTH).unwrap_or_default();
    let body = match &operation.answer {
        Answer::Nothing => Value::Null,
        Answer::Bytes => json!("the bytes of a file"),
        Answer::Text => json!("a text"),
        Answer::Raw => json!({}),
        Answer::List(item) => json!([object(item)]),
        Answer::Object {
            schema, envelope, ..
        } if operation.xml_only => {
            let name = envelope.clone().or_else(|| element(api, schema));
            let mut text = String::new();
            write(&mut text, &name.unwrap_or_default(), &object(schema));
            json!(text)
        }
        Answer::Object {
            schema,
            envelope: Some(envelope),
            ..
        } => json!({ envelope: object(schema) }),
        Answer::Object { schema, .. } => object(schema),
    };
    let media_type = operation.media_type.as_deref().unwrap_or_default();
    json!({
        "method": operation.verb,
        "host": operation.host.name,
        "path": operation.path,
        "status": operation.status.parse::<u16>().unwrap_or(200),
        "contentType": media_type.replace('*', "octet-stream"),
        "body": body,
    })
}

fn fields<'a>(api: &'a Api, schema: &str) -> Option<&'a [Field]> {
    let mut schemas = api.modules.iter().flat_map(|module| &module.schemas);
    match &schemas.find(|known| known.rust == schema)?.shape {
        Shape::Object(fields) => Some(fields),
        Shape::Enum(_) => None,
    }
}

/// The element that an object is in XML.
fn element(api: &Api, schema: &str) -> Option<String> {
    let mut schemas = api.modules.iter().flat_map(|module| &module.schemas);
    schemas.find(|known| known.rust == schema)?.xml_name.clone()
}

/// An object with the fields that most answers have.
fn object(api: &Api, schema: &str, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let fields = fields(api, schema)?.iter().filter(|field| !field.rare);
    let members = fields.filter_map(|field| {
        let value = value(api, &field.kind, field.example.as_deref(), depth)?;
        Some((field.wire.clone(), value))
    });
    Some(Value::Object(members.collect::<Map<String, Value>>()))
}

/// A value as it travels.
fn value(api: &Api, kind: &TypeRef, example: Option<&str>, depth: usize) -> Option<Value> {
    let number = |text: &str| text.parse::<serde_json::Number>().ok().map(Value::Number);
    match (kind, example) {
        (TypeRef::Object(name), _) => object(api, name, depth),
        (TypeRef::Boxed(inner), _) => value(api, inner, example, depth),
        (TypeRef::Map(item), _) => Some(json!({ "example": value(api, item, example, depth)? })),
        (TypeRef::List(item), None) => Some(json!([value(api, item, None, depth)?])),
        (TypeRef::List(item), Some(example)) => {
            let items = example.split(',');
            let items = items.map(|part| value(api, item, Some(part), depth));
            Some(Value::Array(items.collect::<Option<_>>()?))
        }
        (TypeRef::Flag | TypeRef::Bit, Some(example)) => Some(json!(example == "true")),
        (TypeRef::Whole | TypeRef::Decimal | TypeRef::UnixSeconds, Some(example)) => {
            number(example)
        }
        (TypeRef::Wire(_), Some(example)) if types::is_number(kind) => number(example),
        (TypeRef::Raw | TypeRef::Upload | TypeRef::Pair, _) | (_, None) => None,
        (_, Some(example)) => Some(json!(example)),
    }
}

/// Writes an object as an element: scalars are attributes, everything else stands inside.
fn write(text: &mut String, name: &str, value: &Value) {
    let Value::Object(members) = value else {
        return;
    };
    text.push_str(&format!("<{name}"));
    let mut inside = String::new();
    for (name, value) in members {
        match value {
            Value::Array(items) => items.iter().for_each(|item| write(&mut inside, name, item)),
            Value::Object(_) => write(&mut inside, name, value),
            Value::String(value) => text.push_str(&format!(" {name}=\"{}\"", escape(value))),
            value => text.push_str(&format!(" {name}=\"{value}\"")),
        }
    }
    text.push_str(&format!(">{inside}</{name}>"));
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('"', "&quot;")
}
