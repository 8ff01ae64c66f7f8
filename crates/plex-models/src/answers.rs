//! Checking recorded answers: how much of one the document describes, and whether decoding loses any of it.
//!
//! ```
//! use plex_models::{Format, answers};
//!
//! let answer = answers::find("GET /identity").expect("it is described");
//! let body = br#"{"MediaContainer": {"machineIdentifier": "8f2c", "claimed": "1", "mood": "good"}}"#;
//! let checked = answer.check(Format::Json, body)?;
//! assert_eq!((checked.leaves, checked.untyped.len(), checked.lost.len()), (3, 1, 0));
//! assert_eq!(checked.untyped[0], "MediaContainer.mood");
//! # Ok::<(), plex_models::DecodeError>(())
//! ```

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    decode::{self, DecodeError, Decoded, Format},
    generated::answers::ANSWERS,
    wire::{Adapter, List, Model, Object, in_words, push_member},
    xml::{self, Node, TEXT, TEXT_ITEM, Wrapper},
};

/// An operation whose answer the document describes.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The HTTP method; `WEBHOOK` for a message that comes without having been asked for.
    pub method: &'static str,
    /// The host; none for the media server.
    pub host: Option<&'static str>,
    /// The path, with `{placeholders}`.
    pub path: &'static str,
    /// The member that the answer comes in, such as `MediaContainer`; the root element in XML.
    pub envelope: Option<&'static str>,
    pub(crate) decode: Decode,
}

/// How the answer of an operation is decoded, out of its envelope if it has one, and written again.
pub(crate) type Decode = fn(Format, &[u8], Option<&'static str>) -> Result<Written, DecodeError>;

/// A decoded answer as JSON again: with everything, and with only what a field names.
pub(crate) struct Written {
    all: Value,
    named: Value,
}

/// What checking an answer found. A leaf is a scalar that is not null; in XML an attribute or a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// How many leaves the answer has.
    pub leaves: usize,
    /// The paths of those that no field names. Items of lists are written `[]`.
    pub untyped: Vec<String>,
    /// The paths of those that encoding no longer gives with the same meaning. Items of lists are written `[3]`.
    pub lost: Vec<String>,
}

impl Checked {
    /// How many leaves a named field holds.
    #[must_use]
    pub fn typed(&self) -> usize {
        self.leaves.saturating_sub(self.untyped.len())
    }
}

impl Answer {
    /// Decodes a body, encodes it again, and compares leaf by leaf.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is no JSON or XML.
    pub fn check(&self, format: Format, body: &[u8]) -> Result<Checked, DecodeError> {
        let written = (self.decode)(format, body, self.envelope)?;
        let mut checked = Checked::default();
        let came = match format {
            Format::Json => decode::raw(format, body)?,
            Format::Xml => tree(body, &written.all)?,
        };
        checked.walk(
            &came,
            Some(&written.all),
            Some(&written.named),
            &mut Path::default(),
        );
        Ok(checked)
    }
}

/// The described operation that is called so: `GET /library/sections/{sectionId}/all`, with the host before the path
/// where it is not the media server. The placeholders' names do not matter, and an actual path is found as well. `WEBHOOK`
/// is the message that a server sends by itself.
#[must_use]
pub fn find(operation: &str) -> Option<&'static Answer> {
    let (method, target) = operation.split_once(' ').unwrap_or((operation, ""));
    let (host, path) = match target.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .and_then(|slash| rest.split_at_checked(slash))
            .map(|(host, path)| (Some(host), path))?,
        None => (None, target),
    };
    let path = path.split('?').next().unwrap_or_default();
    ANSWERS
        .iter()
        .filter(|answer| {
            answer.method.eq_ignore_ascii_case(method)
                && canonical_host(answer.host) == canonical_host(host)
                && matches(answer.path, path)
        })
        .max_by_key(|answer| literals(answer.path))
}

/// plex.tv answers under two names.
fn canonical_host(host: Option<&str>) -> Option<&str> {
    host.map(|host| {
        if host == "clients.plex.tv" {
            "plex.tv"
        } else {
            host
        }
    })
}

fn matches(template: &str, path: &str) -> bool {
    let template = template.trim_end_matches('/').split('/');
    let path = path.trim_end_matches('/').split('/');
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(expected, found)| expected == found || fills(expected, found))
}

/// Whether a segment such as `start.{extension}` can become `found`: what stands around its placeholders is there.
fn fills(segment: &str, found: &str) -> bool {
    match (segment.split_once('{'), segment.rsplit_once('}')) {
        (Some((before, _)), Some((_, after))) => {
            found.len() > before.len() + after.len()
                && found.starts_with(before)
                && found.ends_with(after)
        }
        _ => false,
    }
}

fn literals(template: &str) -> usize {
    template
        .split('/')
        .filter(|segment| !segment.contains('{'))
        .count()
}

/// Decodes one object.
pub(crate) fn check<T: Model>(
    format: Format,
    body: &[u8],
    envelope: Option<&'static str>,
) -> Result<Written, DecodeError> {
    let decoded = decode::object(format, body, envelope)?;
    // The root element of XML is the envelope.
    let envelope = envelope.filter(|_| format == Format::Json);
    Ok(write::<Object, T>(decoded, envelope))
}

/// Decodes a list of objects.
pub(crate) fn check_list<T: Model>(
    format: Format,
    body: &[u8],
    _envelope: Option<&'static str>,
) -> Result<Written, DecodeError> {
    let decoded = decode::list(format, body)?;
    Ok(write::<List<Object>, Vec<T>>(decoded, None))
}

/// Decodes data that has no schema: the names of its members are data too.
pub(crate) fn check_raw(
    format: Format,
    body: &[u8],
    _envelope: Option<&'static str>,
) -> Result<Written, DecodeError> {
    let all = decode::raw(format, body)?;
    Ok(Written {
        named: all.clone(),
        all,
    })
}

fn write<A: Adapter<T>, T: Serialize>(mut decoded: Decoded<T>, envelope: Option<&str>) -> Written {
    let wrap = |value: &T| {
        let value = serde_json::to_value(value).unwrap_or_default();
        match envelope {
            None => value,
            Some(name) => Value::Object(Map::from_iter([(name.to_owned(), value)])),
        }
    };
    let mut all = wrap(&decoded.value);
    A::forget_extra(&mut decoded.value);
    let mut named = wrap(&decoded.value);
    let strays: Map<String, Value> = decoded
        .extra
        .iter()
        .filter(|(name, _)| *name != decode::ANSWER)
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    match (decoded.extra.get(decode::ANSWER), &mut all) {
        (Some(answer), _) => all = decode::with_strays(answer.clone(), strays),
        (None, Value::Object(members)) => members.extend(strays),
        (None, _) if strays.is_empty() => {}
        (None, _) => {
            all = decode::with_strays(all, strays);
            named = Value::Object(Map::from_iter([(decode::ANSWER.to_owned(), named)]));
        }
    }
    Written { all, named }
}

/// Where in an answer, for people.
#[derive(Default)]
struct Path(Vec<Step>);

enum Step {
    Member(String),
    Item(usize),
}

impl Path {
    fn print(&self, numbered: bool) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Member(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Item(index) if numbered => text.push_str(&format!("[{index}]")),
                Step::Item(_) => text.push_str("[]"),
            }
        }
        text
    }
}

impl Checked {
    fn walk(&mut self, came: &Value, all: Option<&Value>, named: Option<&Value>, path: &mut Path) {
        match came {
            Value::Null => {}
            Value::Object(members) => {
                for (name, value) in members {
                    path.0.push(Step::Member(name.clone()));
                    self.walk(value, member(all, name), member(named, name), path);
                    path.0.pop();
                }
            }
            Value::Array(_) => {
                let (came, all, named) = (items(Some(came)), items(all), items(named));
                for (index, value) in came.into_iter().enumerate() {
                    path.0.push(Step::Item(index));
                    self.walk(
                        value,
                        all.get(index).copied(),
                        named.get(index).copied(),
                        path,
                    );
                    path.0.pop();
                }
            }
            leaf => {
                self.leaves += 1;
                let same = |written: &Value| same_meaning(leaf, written);
                if !one(named).is_some_and(same) {
                    self.untyped.push(path.print(false));
                }
                if !one(all).is_some_and(same) {
                    self.lost.push(path.print(true));
                }
            }
        }
    }
}

/// The items of a list, and of the lists in it: a field may have joined those. Null says nothing, so a field may have left
/// it out. A value alone is a list of it.
fn items(value: Option<&Value>) -> Vec<&Value> {
    fn collect<'v>(value: &'v Value, items: &mut Vec<&'v Value>) {
        match value {
            Value::Null => {}
            Value::Array(list) => list.iter().for_each(|item| collect(item, items)),
            value => items.push(value),
        }
    }
    let mut items = Vec::new();
    if let Some(value) = value {
        collect(value, &mut items);
    }
    items
}

/// A list of one stands for its item.
fn one(value: Option<&Value>) -> Option<&Value> {
    match value? {
        list @ Value::Array(_) => match items(Some(list)).as_slice() {
            [item] => Some(*item),
            _ => None,
        },
        value => Some(value),
    }
}

fn member<'v>(value: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    one(value)?.get(name)
}

/// Whether two scalars say the same: `"279"` and `279`, `true` and `1`, a moment in two notations.
fn same_meaning(came: &Value, written: &Value) -> bool {
    if came == written {
        return true;
    }
    if !came.is_string() && !came.is_number() && !came.is_boolean() {
        return false;
    }
    let (came, written) = (text(came), text(written));
    came == written
        || number(&came).is_some_and(|came| number(&written) == Some(came))
        || moment(&came).is_some_and(|came| moment(&written) == Some(came))
}

fn text(scalar: &Value) -> String {
    match scalar {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) if text == "true" => "1".into(),
        Value::String(text) if text == "false" => "0".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    match number(text) {
        #[allow(clippy::cast_possible_truncation)] // moments are not that far away
        Some(seconds) if seconds.fract() == 0.0 => DateTime::from_timestamp(seconds as i64, 0),
        Some(_) => None,
        None => DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|moment| moment.to_utc())
            .or_else(|| in_words(text)),
    }
}

/// The answer's XML as the JSON it would be, guided by `like` where the names of elements and members differ.
fn tree(body: &[u8], like: &Value) -> Result<Value, DecodeError> {
    let text = String::from_utf8_lossy(body);
    let root = Node::parse(&text)?;
    let whole = like.get(decode::ANSWER);
    let mut strays = Vec::new();
    let answer = shape(&root, Some(whole.unwrap_or(like)), None, &mut strays);
    match one(Some(&answer)) {
        // A list of one was taken for its item, which then has what stood beside it.
        Some(Value::Object(members)) if whole.is_none() => {
            let mut members = members.clone();
            for (name, value) in strays {
                push_member(&mut members, &name, value);
            }
            Ok(members.into())
        }
        _ => {
            let mut members = Map::new();
            for (name, value) in strays {
                push_member(&mut members, &name, value);
            }
            Ok(decode::with_strays(answer, members))
        }
    }
}

/// One element as JSON. `list` is what it is an item of; what has no place in it goes to `strays`.
fn shape(
    node: &Node,
    like: Option<&Value>,
    list: Option<&Wrapper>,
    strays: &mut Vec<(String, Value)>,
) -> Value {
    let has_content = !node.children.is_empty() || !node.text.is_empty();
    if let (Some(Wrapper { text: true, .. }), [(name, text)], false) =
        (list, node.attributes.as_slice(), has_content)
        && name == TEXT_ITEM
    {
        return text.as_str().into();
    }
    let is_list = |wrapper: &&Wrapper| match node.children.first() {
        Some(child) => child.name == wrapper.item,
        None => !has_content && node.attributes.is_empty(),
    };
    if let Some(wrapper) = xml::wrapper(&node.name).filter(is_list) {
        return list_shape(node, like, wrapper, strays);
    }
    if node.attributes.is_empty() && node.children.is_empty() {
        return if has_content {
            node.text.as_str().into()
        } else {
            Value::Null
        };
    }
    let mut members = Map::new();
    for (name, value) in &node.attributes {
        push_member(&mut members, name, value.as_str().into());
    }
    let mut likes = BTreeMap::new();
    for child in &node.children {
        let name = name_in(like, node, child);
        let likes = likes.entry(name).or_insert_with(|| {
            let mut likes = items(member(like, name));
            // The first are what attributes of this name became.
            let attributes = items(members.get(name)).len().min(likes.len());
            likes.split_off(attributes).into_iter()
        });
        let mut strays = Vec::new();
        let value = shape(child, likes.as_slice().first().copied(), None, &mut strays);
        if !value.is_null() {
            likes.next();
            push_member(&mut members, name, value);
        }
        for (name, value) in strays {
            push_member(&mut members, &name, value);
        }
    }
    if !node.text.is_empty() {
        push_member(&mut members, TEXT, node.text.as_str().into());
    }
    Value::Object(members)
}

/// The name under which a child of `node` is in `like`, which is what `node` became.
fn name_in<'n>(like: Option<&Value>, node: &Node, child: &'n Node) -> &'n str {
    let known = |element: &str| xml::aliases(element).find(|alias| member(like, alias).is_some());
    if let Some(alias) = child.item_name().and_then(known) {
        return alias;
    }
    let is_there = member(like, &child.name).is_some_and(|value| {
        // An attribute may have the same name, and keeps it where an element does not.
        let is_named = |(name, _): &&(String, String)| *name == child.name;
        let attributes = node.attributes.iter().filter(is_named).count();
        attributes == 0 || items(Some(value)).len() > attributes
    });
    match known(&child.name) {
        Some(alias) if !is_there => alias,
        _ => &child.name,
    }
}

/// An element that is a list: its items, and beside them whatever else it has.
fn list_shape(
    node: &Node,
    like: Option<&Value>,
    wrapper: &Wrapper,
    strays: &mut Vec<(String, Value)>,
) -> Value {
    let mut list = Vec::new();
    let mut likes = items(like).into_iter();
    for child in &node.children {
        let mut nested = Vec::new();
        if child.name == wrapper.item {
            let item = shape(
                child,
                likes.as_slice().first().copied(),
                Some(wrapper),
                &mut nested,
            );
            if !item.is_null() {
                likes.next();
                list.push(item);
            }
        } else {
            let value = shape(child, None, None, &mut nested);
            strays.push((xml::stray(wrapper.list, &child.name), value));
        }
        strays.append(&mut nested);
    }
    for (name, value) in &node.attributes {
        strays.push((xml::stray(wrapper.list, name), value.as_str().into()));
    }
    if !node.text.is_empty() {
        strays.push((xml::stray(wrapper.list, TEXT), node.text.as_str().into()));
    }
    list.into()
}
