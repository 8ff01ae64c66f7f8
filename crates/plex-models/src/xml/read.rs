//! Reading: a serde deserializer straight over the parser's events, with no tree in between.

use std::{borrow::Cow, fmt};

use quick_xml::{
    Reader,
    errors::SyntaxError,
    escape,
    events::{BytesRef, BytesStart, Event, attributes::Attributes},
};
use serde::{
    Deserializer,
    de::{
        DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{Wrapper, wrapper};

/// How many elements may lie in each other, the same as the JSON parser allows.
const DEPTH: usize = 128;

/// Reads the root element of `text` with `seed`.
pub(crate) fn read<'x, S: DeserializeSeed<'x>>(text: &'x str, seed: S) -> Result<S::Value, Broken> {
    let mut events = Events::new(text);
    let value = events
        .root()
        .and_then(|root| seed.deserialize(root))
        .map_err(|broken| broken.at(events.position()))?;
    Ok(value)
}

/// What makes a text no XML, and the byte where that was noticed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Broken {
    pub(crate) what: String,
    pub(crate) position: Option<u64>,
}

impl Broken {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            position: None,
        }
    }

    fn at(mut self, position: u64) -> Self {
        self.position.get_or_insert(position);
        self
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Broken {}

impl serde::de::Error for Broken {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::new(what.to_string())
    }
}

/// An element by name, attributes and children, for whoever needs the order that serde maps do not keep.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
    /// Whether its children are the items of a list.
    pub(crate) is_list: bool,
}

impl Node {
    /// Reads a whole text as a tree.
    pub(crate) fn parse(text: &str) -> Result<Self, Broken> {
        let mut events = Events::new(text);
        let root = events
            .root()
            .and_then(|root| Self::from_element(root, None));
        root.map_err(|broken| broken.at(events.position()))
    }

    fn from_element(element: Element<'_, '_>, list: Option<&Wrapper>) -> Result<Self, Broken> {
        let Element {
            events,
            start,
            empty,
            ..
        } = element;
        let mut node = Self {
            name: name_of(&start),
            attributes: attributes_of(&start)
                .map(|attribute| {
                    attribute.map(|(name, value)| (name.to_owned(), value.into_owned()))
                })
                .collect::<Result<_, _>>()?,
            children: Vec::new(),
            text: String::new(),
            is_list: false,
        };
        node.is_list = node.attributes.is_empty() && wrapper(&node.name).is_some();
        if let (Some(Wrapper { text: true, .. }), [(_, id)]) = (list, node.attributes.as_slice()) {
            node.text = id.clone();
            node.attributes.clear();
        }
        let wrapper = wrapper(&node.name);
        let mut content = Content::new(events, empty);
        while let Some(child) = content.child()? {
            node.children.push(Self::from_element(child, wrapper)?);
        }
        node.text.push_str(&content.text);
        Ok(node)
    }
}

/// The parser, one event ahead.
struct Events<'x> {
    reader: Reader<&'x [u8]>,
    peeked: Option<Event<'x>>,
    depth: usize,
}

impl<'x> Events<'x> {
    fn new(text: &'x str) -> Self {
        Self {
            reader: Reader::from_str(text.trim_start_matches('\u{feff}')),
            peeked: None,
            depth: 0,
        }
    }

    fn position(&self) -> u64 {
        self.reader
            .error_position()
            .max(self.reader.buffer_position())
    }

    fn next(&mut self) -> Result<Event<'x>, Broken> {
        match self.peeked.take() {
            Some(event) => Ok(event),
            None => self
                .reader
                .read_event()
                .map_err(|error| Broken::new(describe(&error))),
        }
    }

    fn peek(&mut self) -> Result<&Event<'x>, Broken> {
        let event = self.next()?;
        Ok(self.peeked.insert(event))
    }

    fn root(&mut self) -> Result<Element<'_, 'x>, Broken> {
        loop {
            match self.next()? {
                Event::Start(start) => return self.element(start, false),
                Event::Empty(start) => return self.element(start, true),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Eof => return Err(Broken::new("there is no element in it")),
                _ => return Err(Broken::new("there is text before the first element")),
            }
        }
    }

    fn element(&mut self, start: BytesStart<'x>, empty: bool) -> Result<Element<'_, 'x>, Broken> {
        if self.depth >= DEPTH {
            return Err(Broken::new(format!(
                "elements lie in each other more than {DEPTH} deep"
            )));
        }
        Ok(Element {
            events: self,
            start,
            empty,
            list: None,
        })
    }
}

fn describe(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(SyntaxError::UnclosedTag) => {
            "a tag is not closed: the text may be cut off".into()
        }
        other => other.to_string(),
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.local_name().as_ref().as_ref()).into_owned()
}

fn attributes_of<'s>(start: &'s BytesStart<'_>) -> AttributesOf<'s> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    AttributesOf(attributes)
}

/// An element's attributes, unescaped; namespace declarations are not data.
struct AttributesOf<'s>(Attributes<'s>);

impl<'s> Iterator for AttributesOf<'s> {
    type Item = Result<(&'s str, Cow<'s, str>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let attribute = match self.0.next()? {
                Ok(attribute) => attribute,
                Err(error) => return Some(Err(Broken::new(error.to_string()))),
            };
            let name: &'s str = attribute.key.into_inner();
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            return Some(Ok((name, unescape(attribute.value))));
        }
    }
}

/// The text with its entities resolved; one with an entity nobody knows stays as it is.
fn unescape(raw: Cow<'_, str>) -> Cow<'_, str> {
    match raw {
        Cow::Borrowed(raw) => escape::unescape(raw).unwrap_or(Cow::Borrowed(raw)),
        Cow::Owned(raw) => match escape::unescape(&raw) {
            Ok(text) => Cow::Owned(text.into_owned()),
            Err(_) => Cow::Owned(raw),
        },
    }
}

fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    let name: &str = reference;
    match reference.resolve_char_ref() {
        Ok(Some(character)) => text.push(character),
        _ => match escape::resolve_predefined_entity(name) {
            Some(resolved) => text.push_str(resolved),
            None => {
                text.push('&');
                text.push_str(name);
                text.push(';');
            }
        },
    }
}

/// What lies between an element's tags: its children one by one, its text gathered on the way.
struct Content<'e, 'x> {
    events: &'e mut Events<'x>,
    done: bool,
    text: String,
}

impl<'e, 'x> Content<'e, 'x> {
    fn new(events: &'e mut Events<'x>, empty: bool) -> Self {
        if !empty {
            events.depth += 1;
        }
        Self {
            events,
            done: empty,
            text: String::new(),
        }
    }

    fn child(&mut self) -> Result<Option<Element<'_, 'x>>, Broken> {
        while !self.done {
            match self.events.next()? {
                Event::Start(start) => return self.events.element(start, false).map(Some),
                Event::Empty(start) => return self.events.element(start, true).map(Some),
                Event::End(_) => {
                    self.done = true;
                    self.events.depth -= 1;
                }
                Event::Text(text) => {
                    if !text.trim().is_empty() {
                        self.text.push_str(&text);
                    }
                }
                Event::CData(text) => self.text.push_str(&text),
                Event::GeneralRef(reference) => push_reference(&mut self.text, &reference),
                Event::Eof => {
                    return Err(Broken::new(
                        "it ends inside an element: the text is cut off",
                    ));
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        Ok(None)
    }

    /// Reads to the end tag, over whatever nobody asked for.
    fn finish(mut self) -> Result<String, Broken> {
        while let Some(child) = self.child()? {
            Content::new(child.events, child.empty).finish()?;
        }
        Ok(self.text)
    }
}

/// One element as a serde value: a map; or the items of a list; or a text where it has nothing else.
struct Element<'e, 'x> {
    events: &'e mut Events<'x>,
    start: BytesStart<'x>,
    empty: bool,
    /// The list that this is an item of.
    list: Option<&'static Wrapper>,
}

impl<'de, 'x> Deserializer<'de> for Element<'_, 'x> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        let Self {
            events,
            start,
            empty,
            list,
        } = self;
        let mut attributes = attributes_of(&start);
        let bare = start.attributes_raw().trim().is_empty();
        if let Some(Wrapper { text: true, .. }) = list
            && let Some(id) = attributes.next()
        {
            let (_, id) = id?;
            Content::new(events, empty).finish()?;
            return visitor.visit_str(&id);
        }
        if bare {
            if let Some(wrapper) = wrapper(&name_of(&start)) {
                let mut content = Content::new(events, empty);
                let value = visitor.visit_seq(Items {
                    content: &mut content,
                    wrapper,
                })?;
                content.finish()?;
                return Ok(value);
            }
            if empty || !has_elements(events)? {
                let text = Content::new(events, empty).finish()?;
                return if text.is_empty() {
                    visitor.visit_unit()
                } else {
                    visitor.visit_string(text)
                };
            }
        }
        let mut members = Members {
            attributes: attributes_of(&start),
            value: None,
            content: Content::new(events, empty),
            child: None,
        };
        let value = visitor.visit_map(&mut members)?;
        members.content.finish()?;
        Ok(value)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Whether an element without attributes is to be read as an object: its first piece of content is another element.
fn has_elements(events: &mut Events<'_>) -> Result<bool, Broken> {
    if let Event::Text(text) = events.peek()?
        && text.trim().is_empty()
    {
        events.next()?;
    }
    Ok(matches!(events.peek()?, Event::Start(_) | Event::Empty(_)))
}

/// The items of a wrapped list.
struct Items<'c, 'e, 'x> {
    content: &'c mut Content<'e, 'x>,
    wrapper: &'static Wrapper,
}

impl<'de> SeqAccess<'de> for Items<'_, '_, '_> {
    type Error = Broken;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Broken> {
        let Some(mut item) = self.content.child()? else {
            return Ok(None);
        };
        item.list = Some(self.wrapper);
        seed.deserialize(item).map(Some)
    }
}

/// The members of an element: first its attributes, then its children in their order, then its text as `$text`.
struct Members<'e, 's, 'x> {
    attributes: AttributesOf<'s>,
    value: Option<Cow<'s, str>>,
    content: Content<'e, 'x>,
    child: Option<(BytesStart<'x>, bool)>,
}

impl<'de> MapAccess<'de> for &mut Members<'_, '_, '_> {
    type Error = Broken;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Broken> {
        if let Some(attribute) = self.attributes.next() {
            let (name, value) = attribute?;
            self.value = Some(value);
            return seed.deserialize(StrDeserializer::new(name)).map(Some);
        }
        if let Some(child) = self.content.child()? {
            let name = name_of(&child.start);
            self.child = Some((child.start, child.empty));
            return seed.deserialize(name.into_deserializer()).map(Some);
        }
        if self.content.text.is_empty() {
            return Ok(None);
        }
        self.value = Some(std::mem::take(&mut self.content.text).into());
        seed.deserialize(StrDeserializer::new("$text")).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Broken> {
        match (self.value.take(), self.child.take()) {
            (Some(value), _) => seed.deserialize(StrDeserializer::new(&value)),
            (None, Some((start, empty))) => {
                seed.deserialize(self.content.events.element(start, empty)?)
            }
            (None, None) => Err(Broken::new("a value was asked for before its name")),
        }
    }
}
