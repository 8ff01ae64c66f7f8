//! Reading: elements become a JSON text, which the types then read like any other.
//!
//! The types' reading is generic code, and building it once more for a second format would double what every program
//! that uses them has to build.

use super::{
    TEXT, Wrapper,
    elements::{Broken, Element, Start, whole},
    has_aliases, stray,
};

/// What ends the name of a member that stands for an element which some types call otherwise: an attribute or a member of
/// JSON of that name is not meant by it. No XML holds this character.
const ELEMENT: char = '\0';

/// The element that is an item or a folder of some kind.
const DIRECTORY: &str = "Directory";

/// What the document calls a `Directory` that is an item, which only its rating key tells, among the other names of a list
/// that stands beside a list of directories.
pub(super) const ITEM_DIRECTORY: &str = "Directory@ratingKey";

/// What such a name ends with.
const AN_ITEM: &str = "@ratingKey";

/// XML as JSON.
#[derive(Debug)]
pub(crate) struct AsJson {
    /// The root element.
    pub(crate) text: String,
    /// What a root element that is a list has beside its items, as an object; empty if it has nothing.
    pub(crate) beside: String,
}

/// Writes the root element of `text` as JSON.
pub(crate) fn to_json(text: &str) -> Result<AsJson, Broken> {
    whole(text, |root| {
        let mut json = String::with_capacity(text.len());
        let mut beside = String::new();
        write_value(root, &mut json, &mut beside)?;
        if !beside.is_empty() {
            beside = format!("{{{beside}}}");
        }
        Ok(AsJson { text: json, beside })
    })
}

/// The name of a member that stands for an element which some types call otherwise: what the document calls the element,
/// and what the element itself does. None for every other member.
pub(crate) fn element_of(member: &str) -> Option<(&str, &str)> {
    let name = member
        .strip_suffix(ELEMENT)
        .filter(|name| has_aliases(name))?;
    Some((name, name.strip_suffix(AN_ITEM).unwrap_or(name)))
}

/// Whether an element with these attributes is a directory that is an item.
pub(super) fn is_item<'n>(element: &str, mut attributes: impl Iterator<Item = &'n str>) -> bool {
    element == DIRECTORY && attributes.any(|name| name == "ratingKey")
}

/// Writes an element. What a list has beside its items goes to `beside`, as members for the object around.
fn write_value(
    mut element: Element<'_, '_>,
    json: &mut String,
    beside: &mut String,
) -> Result<(), Broken> {
    if let Some(text) = element.as_text_item()? {
        write_text(&text, json);
        return Ok(());
    }
    if let Some(wrapper) = element.as_list()? {
        return write_list(element, wrapper, json, beside);
    }
    if element.start.attributes().next().is_none() && element.content.peek()?.is_none() {
        match element.content.text() {
            text if text.is_empty() => json.push_str("null"),
            text => write_text(&text, json),
        }
        return Ok(());
    }
    write_object(element, json)
}

/// Writes an element's attributes, then its children in their order, then its text.
fn write_object(mut element: Element<'_, '_>, json: &mut String) -> Result<(), Broken> {
    json.push('{');
    for attribute in element.start.attributes() {
        let (name, value) = attribute?;
        write_name(name, json);
        write_text(&value, json);
    }
    while let Some(child) = element.content.child()? {
        write_element_name(child.start, json);
        let mut beside = String::new();
        write_value(child, json, &mut beside)?;
        append(&beside, json);
    }
    let text = element.content.text();
    if !text.is_empty() {
        write_name(TEXT, json);
        write_text(&text, json);
    }
    json.push('}');
    Ok(())
}

/// Writes the items of a list, and to `beside` everything else in its element.
fn write_list(
    mut element: Element<'_, '_>,
    wrapper: &'static Wrapper,
    json: &mut String,
    beside: &mut String,
) -> Result<(), Broken> {
    json.push('[');
    while let Some(mut child) = element.content.child()? {
        let mut nested = String::new();
        if child.start.name == wrapper.item {
            if !json.ends_with('[') {
                json.push(',');
            }
            child.list = Some(wrapper);
            write_value(child, json, &mut nested)?;
        } else {
            write_name(&stray(wrapper.list, child.start.name), beside);
            write_value(child, beside, &mut nested)?;
        }
        append(&nested, beside);
    }
    json.push(']');
    for attribute in element.start.attributes() {
        let (name, value) = attribute?;
        write_name(&stray(wrapper.list, name), beside);
        write_text(&value, beside);
    }
    let text = element.content.text();
    if !text.is_empty() {
        write_name(&stray(wrapper.list, TEXT), beside);
        write_text(&text, beside);
    }
    Ok(())
}

fn write_element_name(start: Start<'_>, json: &mut String) {
    let attributes = start.attributes().filter_map(Result::ok);
    let name = if is_item(start.name, attributes.map(|(name, _)| name)) {
        ITEM_DIRECTORY
    } else {
        start.name
    };
    if has_aliases(name) {
        write_name(&format!("{name}{ELEMENT}"), json);
    } else {
        write_name(start.name, json);
    }
}

/// Writes the name of an object's next member.
fn write_name(name: &str, json: &mut String) {
    if !json.is_empty() && !json.ends_with('{') {
        json.push(',');
    }
    write_text(name, json);
    json.push(':');
}

/// Adds members after those that are there.
fn append(members: &str, json: &mut String) {
    if !json.is_empty() && !members.is_empty() {
        json.push(',');
    }
    json.push_str(members);
}

fn write_text(text: &str, json: &mut String) {
    // Without a way out in the middle, many bytes are looked at at once.
    let must_be_escaped = text.bytes().fold(false, |found, byte| {
        found | (byte < b' ') | (byte == b'"') | (byte == b'\\')
    });
    if must_be_escaped {
        json.push_str(&serde_json::Value::from(text).to_string());
    } else {
        json.push('"');
        json.push_str(text);
        json.push('"');
    }
}
