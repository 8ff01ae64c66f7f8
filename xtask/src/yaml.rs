//! YAML text → a tree that keeps the order of keys and the line of every node.
//!
//! Built from the parser's events rather than through serde, because serde gives neither lines nor more than one problem.
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
    /// JSON pointer to the place, as far as the text could be read.
    pub pointer: String,
    pub what: String,
    pub fix: &'static str,
}

/// Reads one document. Without problems there always is a tree.
pub fn parse(text: &str) -> (Option<Node>, Vec<Problem>) {
    let mut builder = Builder {
        parser: Parser::new_from_str(text),
        path: Vec::new(),
        problems: Vec::new(),
    };
    match builder.document() {
        Ok(tree) => (tree, builder.problems),
        Err(error) => {
            // Of a broken text the scanner's first complaint is the only one that means anything.
            builder.problems.clear();
            let what = format!("this is no YAML: {}", error.info());
            builder.problem(
                error.marker().line(),
                what,
                "mend the line, or the one before it",
            );
            (None, builder.problems)
        }
    }
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
        self.plain
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && self.text.parse::<f64>().is_ok()
    }
}

/// A key or an index as part of a JSON pointer.
pub fn pointer_token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

struct Builder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Where in the tree the next node stands.
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl<'t> Builder<'t> {
    /// The tree, unless it is one of several.
    fn document(&mut self) -> Result<Option<Node>, ScanError> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd => return Ok(Some(empty(span.start.line()))),
                event => {
                    let node = self.node(event, span)?;
                    return Ok(self.is_last()?.then_some(node));
                }
            }
        }
    }

    fn is_last(&mut self) -> Result<bool, ScanError> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(true),
                Event::DocumentStart(_) => {
                    self.problem(
                        span.start.line(),
                        "a second document in one file",
                        "keep one document in a file",
                    );
                    return Ok(false);
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Result<Node, ScanError> {
        let line = span.start.line();
        let value = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_words_only(line, anchor, tag.is_some());
                Value::Scalar(Scalar {
                    text: text.into_owned(),
                    plain: style == ScalarStyle::Plain,
                })
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
                self.problem(
                    line,
                    "an alias (`*name`)",
                    "write the value out, or reuse a schema with `$ref`",
                );
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
                (event, span) => {
                    self.path.push(items.len().to_string());
                    items.push(self.node(event, span)?);
                    self.path.pop();
                }
            }
        }
    }

    fn map(&mut self) -> Result<Value, ScanError> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(Value::Map(pairs)),
                Event::Scalar(text, ..) => Key {
                    text: text.into_owned(),
                    line: span.start.line(),
                },
                _ => return Err(ScanError::new_str(span.start, "a key that is not a word")),
            };
            let (event, span) = self.next()?;
            self.path.push(pointer_token(&key.text));
            let node = self.node(event, span)?;
            match pairs.iter().find(|(known, _)| known.text == key.text) {
                Some((first, _)) => {
                    let what = format!(
                        "the key `{}` a second time; it first stands on line {}",
                        key.text, first.line
                    );
                    self.problem(key.line, what, "keep one of them");
                }
                None => pairs.push((key, node)),
            }
            self.path.pop();
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), ScanError> {
        let end = ScanError::new_str(saphyr_parser::Marker::default(), "the text ends too early");
        self.parser.next_event().unwrap_or(Err(end))
    }

    fn plain_words_only(&mut self, line: usize, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.problem(
                line,
                "an anchor (`&name`)",
                "leave it out; what is used twice is a schema with a `$ref` to it",
            );
        }
        if tagged {
            self.problem(
                line,
                "a tag of YAML (`!name`)",
                "leave it out; put a text in quotes if YAML takes it for more",
            );
        }
    }

    fn problem(&mut self, line: usize, what: impl Into<String>, fix: &'static str) {
        let pointer = self.path.iter().map(|token| format!("/{token}")).collect();
        self.problems.push(Problem {
            line,
            pointer,
            what: what.into(),
            fix,
        });
    }
}

fn empty(line: usize) -> Node {
    Node {
        line,
        value: Value::Scalar(Scalar {
            text: String::new(),
            plain: true,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &str) -> Scalar {
        let (tree, problems) = parse(text);
        assert_eq!(problems, []);
        match tree.unwrap().value {
            Value::Scalar(scalar) => scalar,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_mean_what_yaml_1_2_says() {
        for number in ["7", "-1", "2.35", "1e3"] {
            assert!(scalar(number).is_number(), "{number}");
        }
        for text in [
            "1.4.0",
            "2023-04-12T17:00:03Z",
            "'7'",
            "no",
            "nan",
            "40.2, -8.4",
        ] {
            let scalar = scalar(&format!("{text} "));
            assert!(!scalar.is_number() && scalar.as_bool().is_none(), "{text}");
        }
        assert_eq!(scalar("true").as_bool(), Some(true));
        assert_eq!(scalar("'true'").as_bool(), None);
        assert!(scalar("~").is_null() && scalar("").is_null() && !scalar("''").is_null());
    }

    #[test]
    fn keys_keep_their_order_and_their_lines() {
        let (tree, problems) = parse("b: 1\na:\n  c: [x, y]\n");
        assert_eq!(problems, []);
        let Value::Map(pairs) = tree.unwrap().value else {
            panic!("no map")
        };
        let keys: Vec<(&str, usize)> = pairs
            .iter()
            .map(|(key, _)| (key.text.as_str(), key.line))
            .collect();
        assert_eq!(keys, [("b", 1), ("a", 2)]);
    }
}
