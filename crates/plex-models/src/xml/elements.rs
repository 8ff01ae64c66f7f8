//! Elements: the parser's events, taken together to what has attributes, children and text.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    errors::{IllFormedError, SyntaxError},
    escape,
    events::{BytesRef, BytesStart, Event, attributes::Attributes},
};

use super::{TEXT_ITEM, Wrapper, wrapper};
use crate::DecodeError;

/// How many elements may lie in each other, the same as the JSON parser allows.
const DEPTH: usize = 127;

/// Reads the root element of `text` with `read`, and what may follow it.
pub(super) fn whole<T>(
    text: &str,
    read: impl FnOnce(Element<'_, '_>) -> Result<T, Broken>,
) -> Result<T, Broken> {
    let mut events = Events::new(text);
    events
        .root()
        .and_then(read)
        .and_then(|value| events.end().map(|()| value))
        .map_err(|broken| broken.at(events.position()))
}

/// What makes a text no XML, and the byte where that was noticed. In a box, because every value that is read may be one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Broken(Box<(String, Option<u64>)>);

impl Broken {
    fn new(what: impl Into<String>) -> Self {
        Self(Box::new((what.into(), None)))
    }

    fn at(mut self, position: u64) -> Self {
        self.0.1.get_or_insert(position);
        self
    }
}

impl From<Broken> for DecodeError {
    fn from(broken: Broken) -> Self {
        let (what, position) = *broken.0;
        Self::Xml {
            what,
            position: position.unwrap_or_default(),
        }
    }
}

/// The parser.
struct Events<'x> {
    text: &'x str,
    reader: Reader<&'x [u8]>,
    depth: usize,
}

impl<'x> Events<'x> {
    fn new(text: &'x str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self {
            text,
            reader: Reader::from_str(text),
            depth: 0,
        }
    }

    fn position(&self) -> u64 {
        self.reader
            .error_position()
            .max(self.reader.buffer_position())
    }

    fn next(&mut self) -> Result<Event<'x>, Broken> {
        self.reader
            .read_event()
            .map_err(|error| Broken::new(describe(&error)))
    }

    /// The start tag that was read last, which ends with `end`, where it stands in the text: the event would lend it out for
    /// less long.
    fn start(&self, event: &BytesStart<'x>, end: &str) -> Result<Start<'x>, Broken> {
        let content: &str = event;
        let until = usize::try_from(self.reader.buffer_position())
            .unwrap_or_default()
            .saturating_sub(end.len());
        let content = self.text.get(until.saturating_sub(content.len())..until);
        let start = content
            .and_then(|content| Start::new(content, event.name().into_inner().len()))
            .ok_or_else(|| Broken::new(CUT_OFF))?;
        if !may_be_name(start.name) {
            return Err(Broken::new("an element begins with what is no name"));
        }
        Ok(start)
    }

    fn root(&mut self) -> Result<Element<'_, 'x>, Broken> {
        loop {
            match self.next()? {
                Event::Start(start) => {
                    let start = self.start(&start, ">")?;
                    return Element::open(self, start, false);
                }
                Event::Empty(start) => {
                    let start = self.start(&start, "/>")?;
                    return Element::open(self, start, true);
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Eof => return Err(Broken::new("there is no element in it")),
                _ => return Err(Broken::new("there is text before the first element")),
            }
        }
    }

    /// Reads what may follow the root element.
    fn end(&mut self) -> Result<(), Broken> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                Event::PI(_) | Event::Comment(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return Err(Broken::new("something follows where it should end")),
            }
        }
    }
}

fn describe(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
            "`<!` begins nothing that XML knows".into()
        }
        quick_xml::Error::Syntax(_) => CUT_OFF.into(),
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            "`&` begins no entity".into()
        }
        quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, .. }) => {
            format!("another end tag in place of `</{}>`", shown(expected))
        }
        quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag closes nothing".into()
        }
        quick_xml::Error::IllFormed(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// What of a name is fit to print. In a text that is no XML a name may be any length, with attributes and their secrets in it.
fn shown(name: &str) -> String {
    const LONGEST: usize = 40;
    let is_plain = |character: &char| character.is_alphanumeric() || "_-.:".contains(*character);
    name.chars().take(LONGEST).take_while(is_plain).collect()
}

const CUT_OFF: &str = "it is cut off";

/// What stands between `<` and `>` where an element begins.
#[derive(Clone, Copy)]
pub(super) struct Start<'x> {
    pub(super) name: &'x str,
    content: &'x str,
}

impl<'x> Start<'x> {
    fn new(content: &'x str, name_length: usize) -> Option<Self> {
        let name = content.get(..name_length)?;
        Some(Self { name, content })
    }

    pub(super) fn attributes(self) -> AttributesOf<'x> {
        let mut attributes = Attributes::new(self.content, self.name.len());
        attributes.with_checks(false);
        AttributesOf(attributes)
    }
}

/// An element's attributes, unescaped; namespace declarations are not data.
pub(super) struct AttributesOf<'x>(Attributes<'x>);

impl<'x> Iterator for AttributesOf<'x> {
    type Item = Result<(&'x str, Cow<'x, str>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let attribute = match self.0.next()? {
                Ok(attribute) => attribute,
                Err(_) => return Some(Err(Broken::new("an attribute has no value in quotes"))),
            };
            let name: &'x str = attribute.key.into_inner();
            if !may_be_name(name) {
                return Some(Err(Broken::new("an attribute begins with what is no name")));
            }
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            return Some(Ok((name, unescape(attribute.value))));
        }
    }
}

/// Whether this may be a name. The parser takes everything up to a space or an equals sign; but names are shown to people, and
/// what stands in quotes may be a secret. A control character is what marks a name in the JSON text (`to_json`), and nothing that a
/// server writes.
fn may_be_name(name: &str) -> bool {
    !name
        .bytes()
        .any(|byte| matches!(byte, b'=' | b'"' | b'\'') || byte.is_ascii_control())
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
pub(super) struct Content<'e, 'x> {
    events: &'e mut Events<'x>,
    /// A child whose start tag was read ahead.
    ahead: Option<(Start<'x>, bool)>,
    done: bool,
    text: String,
    /// Whether the text is more than the white space between children.
    says_something: bool,
}

impl<'e, 'x> Content<'e, 'x> {
    fn new(events: &'e mut Events<'x>, empty: bool) -> Self {
        if !empty {
            events.depth += 1;
        }
        Self {
            events,
            ahead: None,
            done: empty,
            text: String::new(),
            says_something: false,
        }
    }

    /// The name of the next child, without taking it.
    pub(super) fn peek(&mut self) -> Result<Option<&'x str>, Broken> {
        if self.ahead.is_none() {
            self.ahead = self.next_start()?;
        }
        Ok(self.ahead.map(|(start, _)| start.name))
    }

    pub(super) fn child(&mut self) -> Result<Option<Element<'_, 'x>>, Broken> {
        let next = self.next_start()?;
        next.map(|(start, empty)| Element::open(self.events, start, empty))
            .transpose()
    }

    /// Reads to the next child's start tag, or over the own end tag.
    fn next_start(&mut self) -> Result<Option<(Start<'x>, bool)>, Broken> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        while !self.done {
            match self.events.next()? {
                Event::Start(start) => return Ok(Some((self.events.start(&start, ">")?, false))),
                Event::Empty(start) => return Ok(Some((self.events.start(&start, "/>")?, true))),
                Event::End(_) => {
                    self.done = true;
                    self.events.depth -= 1;
                }
                Event::Text(text) => {
                    self.says_something |= !text.trim().is_empty();
                    self.text.push_str(&text);
                }
                Event::CData(text) => {
                    self.says_something |= !text.is_empty();
                    self.text.push_str(&text);
                }
                Event::GeneralRef(reference) => {
                    self.says_something = true;
                    push_reference(&mut self.text, &reference);
                }
                Event::Eof => return Err(Broken::new(CUT_OFF)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        Ok(None)
    }

    /// The text so far.
    pub(super) fn text(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        if std::mem::take(&mut self.says_something) {
            text
        } else {
            String::new()
        }
    }
}

/// One element.
pub(super) struct Element<'e, 'x> {
    pub(super) start: Start<'x>,
    pub(super) content: Content<'e, 'x>,
    /// The list that this is an item of.
    pub(super) list: Option<&'static Wrapper>,
}

impl<'e, 'x> Element<'e, 'x> {
    fn open(events: &'e mut Events<'x>, start: Start<'x>, empty: bool) -> Result<Self, Broken> {
        if events.depth >= DEPTH {
            return Err(Broken::new(format!(
                "elements lie in each other more than {DEPTH} deep"
            )));
        }
        Ok(Self {
            start,
            content: Content::new(events, empty),
            list: None,
        })
    }

    /// The list that this element is, if its first child is an item of one, or if it has nothing that says otherwise.
    pub(super) fn as_list(&mut self) -> Result<Option<&'static Wrapper>, Broken> {
        let Some(wrapper) = wrapper(self.start.name) else {
            return Ok(None);
        };
        let is_list = match self.content.peek()? {
            Some(child) => child == wrapper.item,
            None => !self.content.says_something && self.start.attributes().next().is_none(),
        };
        Ok(is_list.then_some(wrapper))
    }

    /// The text that this element is as an item of a list of texts: `<feature id="pass"/>`.
    pub(super) fn as_text_item(&mut self) -> Result<Option<String>, Broken> {
        if self.list.is_none_or(|list| !list.text)
            || self.content.peek()?.is_some()
            || self.content.says_something
        {
            return Ok(None);
        }
        let mut attributes = self.start.attributes();
        match (attributes.next().transpose()?, attributes.next()) {
            (Some((TEXT_ITEM, text)), None) => Ok(Some(text.into_owned())),
            _ => Ok(None),
        }
    }
}
