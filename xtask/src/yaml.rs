//! YAML text → a tree that keeps the order of keys and the line of every node.
//!
//! Anchors, aliases, tags and several documents in one file are left out on purpose: `$ref` is the one way to reuse
//! something, and it is the one that readers of OpenAPI know.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

/// One value of the tree, and the line it begins on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub line: usize,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Scalar(Scalar),
    List(Vec<Node>),
    /// Pairs in the order of the file.
    Map(Vec<(Key, Node)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub text: String,
    pub line: usize,
}

/// A scalar as it is written. What it means is decided by whoever asks: `plain` ones may be more than text.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    pub text: String,
    pub plain: bool,
}

/// Something that keeps a text from being a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub line: usize,
    pub what: String,
}

/// Reads one document. Without problems there always is a tree.
pub fn parse(text: &str) -> (Option<Node>, Vec<Problem>) {
    let mut builder = Builder { parser: Parser::new_from_str(text), problems: Vec::new() };
    let tree = match builder.document() {
        Ok(tree) => Some(tree),
        Err(error) => {
            // Of a broken text the scanner's first complaint is the only one that means anything.
            builder.problems = vec![Problem { line: error.marker().line(), what: error.info().to_owned() }];
            None
        }
    };
    (tree, builder.problems)
}

impl Scalar {
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.text.as_str() {
            "true" | "True" | "TRUE" if self.plain => Some(true),
            "false" | "False" | "FALSE" if self.plain => Some(false),
            _ => None,
        }
    }

    /// Whether the core schema of YAML 1.2 takes it for a number.
    pub fn is_number(&self) -> bool {
        let digits = self.text.strip_prefix(['-', '+']).unwrap_or(&self.text);
        self.plain && digits.starts_with(|c: char| c.is_ascii_digit()) && self.text.parse::<f64>().is_ok()
    }

    /// Whether it is text rather than a number, a truth value or nothing.
    pub fn is_text(&self) -> bool {
        !self.is_null() && self.as_bool().is_none() && !self.is_number()
    }
}

struct Builder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    problems: Vec<Problem>,
}

impl<'t> Builder<'t> {
    fn document(&mut self) -> Result<Node, ScanError> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd => return Ok(empty(span.start.line())),
                event => {
                    let node = self.node(event, span)?;
                    self.end()?;
                    return Ok(node);
                }
            }
        }
    }

    /// What follows the first document: nothing, if all is well.
    fn end(&mut self) -> Result<(), ScanError> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::DocumentStart(_) => return Err(ScanError::new_str(span.start, "a second document in one file")),
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node, ScanError> {
        let line = span.start.line();
        let value = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_words_only(line, anchor, tag.is_some());
                Value::Scalar(Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain })
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain_words_only(line, anchor, tag.is_some());
                self.list()?
            }
            Event::MappingStart(anchor, tag) => {
                self.plain_words_only(line, anchor, tag.is_some());
                self.map()?
            }
            Event::Alias(_) => {
                self.problem(line, "an alias (`*name`)");
                return Ok(empty(line));
            }
            _ => return Err(ScanError::new_str(span.start, "a value is missing")),
        };
        Ok(Node { line, value })
    }

    fn list(&mut self) -> Result<Value, ScanError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(items)),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn map(&mut self) -> Result<Value, ScanError> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(Value::Map(pairs)),
                Event::Scalar(text, ..) => Key { text: text.into_owned(), line: span.start.line() },
                _ => return Err(ScanError::new_str(span.start, "a key that is not a word")),
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span)?;
            if let Some((first, _)) = pairs.iter().find(|(known, _)| known.text == key.text) {
                let what = format!("the key `{}` a second time; it first stands on line {}", key.text, first.line);
                self.problem(key.line, &what);
                continue;
            }
            pairs.push((key, node));
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), ScanError> {
        let end = ScanError::new_str(saphyr_parser::Marker::default(), "the text ends too early");
        self.parser.next_event().unwrap_or(Err(end))
    }

    fn plain_words_only(&mut self, line: usize, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.problem(line, "an anchor (`&name`)");
        }
        if tagged {
            self.problem(line, "a tag (`!name`)");
        }
    }

    fn problem(&mut self, line: usize, what: &str) {
        self.problems.push(Problem { line, what: what.to_owned() });
    }
}

fn empty(line: usize) -> Node {
    Node { line, value: Value::Scalar(Scalar { text: String::new(), plain: true }) }
}
