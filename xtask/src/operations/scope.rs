//! Which names a group's file takes from elsewhere, and what they are called in it.

use std::collections::BTreeSet;

use super::side;
use crate::ir::{Answer, Group, Param, Style, TypeRef};
use crate::layout::import;
use crate::types;

/// The names that one file takes.
pub struct Scope {
    /// Names that the file gives itself: its handle and its requests.
    own: BTreeSet<String>,
    /// Models, as they are imported.
    models: BTreeSet<String>,
    engine: BTreeSet<&'static str>,
    chrono: BTreeSet<&'static str>,
    side: &'static str,
}

impl Scope {
    pub fn new(group: &Group) -> Self {
        let requests = group
            .operations
            .iter()
            .map(|operation| operation.request.clone());
        let own: BTreeSet<String> = requests.chain([group.handle.clone()]).collect();
        let mut scope = Scope {
            own,
            models: BTreeSet::new(),
            engine: BTreeSet::from(["Accept", "Auth", "Call", "Endpoint", "Method", "operation"]),
            chrono: BTreeSet::new(),
            side: side(group),
        };
        for operation in &group.operations {
            match &operation.answer {
                Answer::List(schema) => scope.take(schema),
                Answer::Object {
                    schema, payload, ..
                } => {
                    scope.take(schema);
                    if let Some(payload) = payload {
                        scope.visit(&payload.item);
                    }
                }
                Answer::Nothing | Answer::Bytes | Answer::Text | Answer::Raw => {}
            }
            for param in &operation.params {
                scope.param(param);
            }
        }
        scope
    }

    fn param(&mut self, param: &Param) {
        self.visit(&param.kind);
        match (&param.kind, &param.style) {
            (TypeRef::List(_), Style::Commas) => drop(self.engine.insert("Csv")),
            (TypeRef::List(_), _) => drop(self.engine.insert("texts")),
            _ => {}
        }
    }

    fn visit(&mut self, kind: &TypeRef) {
        match kind {
            TypeRef::Bit => drop(self.engine.insert("Bit")),
            TypeRef::UnixSeconds | TypeRef::Rfc3339 => self.chrono.extend(["DateTime", "Utc"]),
            TypeRef::Day => self.chrono.extend(["NaiveDate"]),
            TypeRef::Wire(name) | TypeRef::Object(name) | TypeRef::Enum(name) => self.take(name),
            TypeRef::List(inner) => self.visit(inner),
            TypeRef::Upload => drop(self.engine.insert("Upload")),
            _ => {}
        }
    }

    fn take(&mut self, model: &str) {
        let name = self.name(model);
        self.models.insert(if name == model {
            name
        } else {
            format!("{model} as {name}")
        });
    }

    pub fn imports(&self) -> String {
        let outside = import("chrono", &self.chrono) + &import("plex_models", &self.models);
        let gap = if outside.is_empty() { "" } else { "\n" };
        let engine = self.engine.iter().copied();
        let engine: Vec<&str> = engine.filter(|name| !self.own.contains(*name)).collect();
        format!(
            "{outside}{gap}use crate::{{
    {},
    client::Client,
    engine::{{{}}},
    generated::hosts::Host,
}};
",
            self.side,
            engine.join(", "),
        )
    }

    /// A model by the name it has in this file: another one where a request has its own.
    pub fn name(&self, model: &str) -> String {
        if self.own.contains(model) {
            format!("{model}Model")
        } else {
            model.to_owned()
        }
    }

    /// A type of the engine by the name that it has in this file.
    pub fn engine(&self, name: &str) -> String {
        if self.own.contains(name) {
            format!("crate::engine::{name}")
        } else {
            name.to_owned()
        }
    }

    /// A type by the names it has in this file.
    pub fn type_of(&self, kind: &TypeRef) -> String {
        match kind {
            TypeRef::Wire(name) | TypeRef::Object(name) | TypeRef::Enum(name) => self.name(name),
            TypeRef::List(item) => format!("Vec<{}>", self.type_of(item)),
            kind => types::rust_argument(kind),
        }
    }

    /// The type of an argument: whatever turns into what travels.
    pub fn argument(&self, kind: &TypeRef) -> String {
        match kind {
            TypeRef::Text | TypeRef::Wire(_) | TypeRef::Enum(_) => {
                format!("impl Into<{}>", self.type_of(kind))
            }
            TypeRef::List(item) => format!(
                "impl IntoIterator<Item = impl Into<{}>>",
                self.type_of(item)
            ),
            TypeRef::Object(_) => format!("&{}", self.type_of(kind)),
            TypeRef::Upload => format!("impl Into<{}>", self.engine("Upload")),
            kind => self.type_of(kind),
        }
    }
}
