//! Writing.

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};
use serde_json::{Map, Value};

use super::{TEXT, wrapper};

/// The XML of a value that is known as JSON, in an element named `root`, as a Plex server would write it.
///
/// Null members are left out, flags are `1` and `0`.
///
/// ```
/// let identity = serde_json::json!({"claimed": true, "machineIdentifier": "8f2c"});
/// assert_eq!(
///     plex_models::xml::write("MediaContainer", &identity),
///     r#"<?xml version="1.0" encoding="UTF-8"?><MediaContainer claimed="1" machineIdentifier="8f2c"/>"#
/// );
/// ```
#[must_use]
pub fn write(root: &str, value: &Value) -> String {
    let mut writer = Writer::new(Vec::new());
    element(&mut writer, root, value);
    let mut text = String::from(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    text.push_str(&String::from_utf8_lossy(&writer.into_inner()));
    text
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) {
    match value {
        Value::Object(members) => object(writer, name, members),
        Value::Array(items) => list(writer, name, items),
        scalar => {
            event(writer, Event::Start(BytesStart::new(name)));
            event(writer, Event::Text(BytesText::new(&text(scalar))));
            event(writer, Event::End(BytesEnd::new(name)));
        }
    }
}

fn object(writer: &mut Writer<Vec<u8>>, name: &str, members: &Map<String, Value>) {
    let mut start = BytesStart::new(name);
    let mut has_content = false;
    for (name, value) in members {
        match value {
            Value::Null => {}
            Value::Object(_) | Value::Array(_) => has_content = true,
            _ if name == TEXT => has_content = true,
            scalar => start.push_attribute((name.as_str(), text(scalar).as_str())),
        }
    }
    if !has_content {
        return event(writer, Event::Empty(start));
    }
    event(writer, Event::Start(start));
    for (name, value) in members {
        match value {
            Value::Array(items) if wrapper(name).is_none() => {
                items
                    .iter()
                    .for_each(|item| element(writer, item_name(name, item), item));
            }
            Value::Object(_) | Value::Array(_) => element(writer, item_name(name, value), value),
            Value::Null => {}
            scalar if name == TEXT => event(writer, Event::Text(BytesText::new(&text(scalar)))),
            _ => {}
        }
    }
    event(writer, Event::End(BytesEnd::new(name)));
}

/// A list in an element of its own.
fn list(writer: &mut Writer<Vec<u8>>, name: &str, items: &[Value]) {
    let item_name = wrapper(name).map_or("item", |wrapper| wrapper.item);
    event(writer, Event::Start(BytesStart::new(name)));
    for item in items {
        match item {
            Value::Object(_) | Value::Array(_) => element(writer, item_name, item),
            scalar => {
                let start =
                    BytesStart::new(item_name).with_attributes([("id", text(scalar).as_str())]);
                event(writer, Event::Empty(start));
            }
        }
    }
    event(writer, Event::End(BytesEnd::new(name)));
}

/// Items of `Metadata` are named by what they are.
fn item_name<'a>(member: &'a str, item: &Value) -> &'a str {
    if member != "Metadata" {
        return member;
    }
    match item.get("type").and_then(Value::as_str) {
        Some("movie" | "episode" | "clip") => "Video",
        Some("track") => "Track",
        Some("photo") => "Photo",
        Some("playlist") => "Playlist",
        _ => "Directory",
    }
}

fn text(scalar: &Value) -> String {
    match scalar {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn event(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    // Writing to memory does not fail.
    let _ = writer.write_event(event);
}
