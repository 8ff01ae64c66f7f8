//! Checked reading of a tree: every node knows its place, every key has to be a known one, every value of its kind.

use crate::findings::Findings;
use crate::ir::Place;
use crate::yaml::{Key, Node, Scalar, Value, pointer_token};

/// A node and where it stands.
#[derive(Debug, Clone)]
pub struct At<'t> {
    pub place: Place,
    pub node: &'t Node,
}

/// The pairs of a map whose keys are known.
#[derive(Debug)]
pub struct Object<'t> {
    pub at: At<'t>,
    pairs: &'t [(Key, Node)],
}

/// Reads values out of nodes; what does not fit becomes a finding.
#[derive(Debug)]
pub struct Reader<'f> {
    pub findings: &'f mut Findings,
}

impl<'t> At<'t> {
    pub fn root(file: &str, node: &'t Node) -> Self {
        At {
            place: Place {
                file: file.to_owned(),
                line: node.line,
                pointer: String::new(),
            },
            node,
        }
    }

    fn member(&self, key: &Key, node: &'t Node) -> Self {
        self.step(&pointer_token(&key.text), key.line, node)
    }

    fn step(&self, token: &str, line: usize, node: &'t Node) -> Self {
        let pointer = format!("{}/{token}", self.place.pointer);
        At {
            place: Place {
                file: self.place.file.clone(),
                line,
                pointer,
            },
            node,
        }
    }

    pub fn scalar(&self) -> Option<&'t Scalar> {
        match &self.node.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }
}

impl<'t> Object<'t> {
    pub fn get(&self, key: &str) -> Option<At<'t>> {
        self.pairs
            .iter()
            .find(|(known, _)| known.text == key)
            .map(|(key, node)| self.at.member(key, node))
    }

    pub fn has(&self, key: &str) -> bool {
        self.pairs.iter().any(|(known, _)| known.text == key)
    }
}

impl Reader<'_> {
    pub fn wrong(&mut self, at: &At<'_>, what: impl Into<String>, fix: impl Into<String>) {
        self.findings.add(&at.place, what, fix);
    }

    /// A map whose keys are all among `known`; `what` names it in findings ("an operation").
    pub fn object<'t>(&mut self, at: &At<'t>, what: &str, known: &str) -> Option<Object<'t>> {
        let Value::Map(pairs) = &at.node.value else {
            self.wrong(
                at,
                format!("{what} has to be a map of names and values"),
                "write it as `name: value` pairs",
            );
            return None;
        };
        for (key, node) in pairs {
            if !known.split_whitespace().any(|known| known == key.text) {
                let noun = if key.text.starts_with("x-") {
                    "extension"
                } else {
                    "keyword"
                };
                self.wrong(
                    &at.member(key, node),
                    format!("unknown {noun} `{}` in {what}", key.text),
                    format!(
                        "remove it, or use one of: {}",
                        known.split_whitespace().collect::<Vec<_>>().join(", ")
                    ),
                );
            }
        }
        Some(Object {
            at: at.clone(),
            pairs,
        })
    }

    /// The pairs of a map whose keys are names, in document order.
    pub fn entries<'t>(&mut self, at: &At<'t>) -> Vec<(String, At<'t>)> {
        match &at.node.value {
            Value::Map(pairs) => pairs
                .iter()
                .map(|(key, node)| (key.text.clone(), at.member(key, node)))
                .collect(),
            Value::Scalar(scalar) if scalar.is_null() => Vec::new(),
            _ => {
                self.wrong(
                    at,
                    "a map of names is expected here",
                    "write it as `name: value` pairs",
                );
                Vec::new()
            }
        }
    }

    pub fn items<'t>(&mut self, at: &At<'t>) -> Vec<At<'t>> {
        match &at.node.value {
            Value::List(items) => items
                .iter()
                .enumerate()
                .map(|(index, node)| at.step(&index.to_string(), node.line, node))
                .collect(),
            _ => {
                self.wrong(at, "a list is expected here", "write it as `[one, two]`");
                Vec::new()
            }
        }
    }

    /// A text; block texts lose the line break at their end.
    pub fn text(&mut self, at: &At<'_>) -> Option<String> {
        let text = self.raw_text(at)?;
        Some(text.trim_end_matches('\n').to_owned())
    }

    /// A text exactly as it is written.
    pub fn raw_text(&mut self, at: &At<'_>) -> Option<String> {
        match at.scalar() {
            Some(scalar) if !scalar.is_null() => Some(scalar.text.clone()),
            _ => {
                self.wrong(
                    at,
                    "a text is expected here",
                    "write one, in quotes where YAML would read something else",
                );
                None
            }
        }
    }

    pub fn texts(&mut self, at: &At<'_>) -> Vec<String> {
        self.placed_texts(at)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    pub fn placed_texts(&mut self, at: &At<'_>) -> Vec<(Place, String)> {
        let items = self.items(at);
        items
            .into_iter()
            .filter_map(|item| Some((item.place.clone(), self.text(&item)?)))
            .collect()
    }

    /// A map of texts.
    pub fn named_texts(&mut self, at: &At<'_>) -> Vec<(String, String)> {
        let entries = self.entries(at);
        entries
            .iter()
            .filter_map(|(name, entry)| Some((name.clone(), self.text(entry)?)))
            .collect()
    }

    pub fn flag(&mut self, at: &At<'_>) -> bool {
        let flag = at.scalar().and_then(Scalar::as_bool);
        if flag.is_none() {
            self.wrong(
                at,
                "true or false is expected here",
                "write `true` or `false`, without quotes",
            );
        }
        flag.unwrap_or_default()
    }
}
