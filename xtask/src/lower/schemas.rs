//! Schemas: merges `allOf`, names fields and values, and keeps beside our words those that are documented elsewhere.

use super::{Lower, is_enum, our_example, ours, rust_value, spoken, with_limits};
use crate::ir::{
    Documented, Field, Module, Place, Schema, Section, Shape, TypeRef, Variant, Wrapper,
};
use crate::{names, spec};

/// A schema's property after `allOf` is merged.
#[derive(Clone, Copy)]
pub(super) struct Property<'d> {
    pub(super) name: &'d str,
    pub(super) schema: &'d spec::Schema,
    pub(super) required: bool,
}

impl<'d> Lower<'d> {
    pub(super) fn modules(&mut self) -> Vec<Module> {
        let document = self.document;
        let mut modules = Vec::new();
        for file in document
            .files
            .iter()
            .filter(|file| !file.schemas.is_empty())
        {
            let section = match (file.holds_paths, file.stem.as_str()) {
                (true, _) => Section::Operations,
                (false, "errors") => Section::Errors,
                (false, _) => Section::Components,
            };
            let title = names::title(&file.stem).to_lowercase();
            let docs = match (&file.description, section) {
                (Some(description), _) => description.clone(),
                (None, Section::Operations) => format!("Data of the {title} operations."),
                (None, Section::Errors) => "What servers send along with a refusal.".to_owned(),
                (None, Section::Components) => format!("Shared data: {title}."),
            };
            let schemas = file
                .schemas
                .iter()
                .map(|(name, schema)| self.schema(name, schema))
                .collect();
            modules.push(Module {
                name: file.stem.clone(),
                file: file.path.clone(),
                section,
                docs,
                schemas,
            });
        }
        modules
    }

    fn schema(&mut self, name: &str, schema: &'d spec::Schema) -> Schema {
        let shape = if is_enum(schema) {
            Shape::Enum(self.variants(schema))
        } else {
            if schema.properties.is_none() && schema.all_of.is_empty() {
                let what = format!(
                    "the schema `{name}` is neither an object with properties nor an enumeration of strings"
                );
                self.findings
                    .add(&schema.at, what, "write such a type where it is used");
            }
            let properties = self.properties(schema, &mut Vec::new());
            Shape::Object(
                properties
                    .into_iter()
                    .map(|property| self.field(&property))
                    .collect(),
            )
        };
        Schema {
            at: schema.at.clone(),
            name: name.to_owned(),
            rust: schema_name(name, schema),
            docs: ours(schema).unwrap_or_default(),
            documented: schema.description.clone(),
            xml_name: schema.xml_name.clone(),
            shape,
        }
    }

    /// All properties of an object, those of `allOf` first, in document order.
    pub(super) fn properties(
        &mut self,
        schema: &'d spec::Schema,
        path: &mut Vec<&'d Place>,
    ) -> Vec<Property<'d>> {
        let document = self.document;
        if path.contains(&&schema.at) {
            path.push(&schema.at);
            let start = path
                .iter()
                .position(|at| **at == schema.at)
                .unwrap_or_default();
            let circle = path.get(start..).unwrap_or_default();
            let names = circle
                .iter()
                .filter_map(|at| at.pointer.strip_prefix("/schemas/"));
            let names: Vec<&str> = names.filter(|name| !name.contains('/')).collect();
            // Each of them begins a circle; the first one tells of it for all.
            if circle.iter().all(|at| schema.at <= **at) {
                let what = format!("`allOf` goes round in a circle: {}", names.join(" → "));
                self.findings.add(
                    &schema.at,
                    what,
                    "take one of them out of the other's `allOf`",
                );
            }
            path.pop();
            return Vec::new();
        }
        path.push(&schema.at);
        let mut properties = Vec::new();
        if let Some(reference) = &schema.reference
            && let Some((_, target)) = document.schema(reference)
        {
            properties.extend(self.properties(target, path));
        }
        for part in &schema.all_of {
            properties.extend(self.properties(part, path));
        }
        path.pop();
        let own = schema.properties.as_deref().unwrap_or_default();
        properties.extend(own.iter().map(|(name, schema)| Property {
            name,
            schema,
            required: false,
        }));
        for (at, name) in &schema.required {
            match properties.iter_mut().find(|property| property.name == name) {
                Some(property) => property.required = true,
                None => self.findings.add(
                    at,
                    format!("`required` names `{name}`, which is no property"),
                    "describe it, or take it out",
                ),
            }
        }
        properties
    }

    fn field(&mut self, property: &Property<'d>) -> Field {
        let Property {
            name,
            schema,
            required,
        } = *property;
        let aliases = schema.xml_names.iter();
        self.aliases
            .extend(aliases.map(|alias| (alias.clone(), name.to_owned())));
        self.note_wrapper(schema, name);
        let mut kind = self.kind(schema, schema.rust_type.as_ref());
        if schema.boxed {
            kind = TypeRef::Boxed(Box::new(kind));
        }
        Field {
            at: schema.at.clone(),
            wire: name.to_owned(),
            xml_names: schema.xml_names.clone(),
            rust: rust_value(schema.rust_name.as_ref(), name),
            required,
            docs: with_limits(ours(schema).unwrap_or_default(), schema),
            example: spoken(&kind, our_example(schema)),
            deprecated: schema.deprecated,
            rare: schema.rare,
            kind,
            documented: Documented {
                kind: self.kind(schema, None),
                docs: schema.description.clone(),
                example: schema.example.clone(),
            },
        }
    }

    fn variants(&mut self, schema: &spec::Schema) -> Vec<Variant> {
        for (value, _) in schema.value_descriptions.iter().chain(&schema.value_names) {
            if !schema.values.iter().any(|(_, known)| known == value) {
                let what = format!(
                    "`{value}` is described or named, but the enumeration has no such value"
                );
                self.findings
                    .add(&schema.at, what, "add it to `enum`, or take it out");
            }
        }
        let find = |pairs: &[(String, String)], value: &str| {
            pairs
                .iter()
                .find(|(known, _)| known == value)
                .map(|(_, text)| text.clone())
        };
        let values = schema.values.iter();
        values
            .map(|(at, value)| Variant {
                at: at.clone(),
                wire: value.clone(),
                rust: find(&schema.value_names, value).unwrap_or_else(|| names::type_(value)),
                docs: find(&schema.value_descriptions, value).unwrap_or_default(),
            })
            .collect()
    }

    pub(super) fn note_wrapper(&mut self, list: &spec::Schema, property: &str) {
        let Some(items) = &list.items else { return };
        if !list.xml_wrapped {
            return;
        }
        let target = items
            .reference
            .as_ref()
            .and_then(|reference| self.document.schema(reference));
        let item = items
            .xml_name
            .as_ref()
            .or(target.and_then(|(_, target)| target.xml_name.as_ref()));
        let (Some(item), true) = (item, list.xml_name.is_some() || !property.is_empty()) else {
            let what = "a wrapped list whose elements have no names";
            self.findings.add(
                &list.at,
                what,
                "give the list and its items an `xml: {name: …}`",
            );
            return;
        };
        self.wrappers.insert(Wrapper {
            list: list.xml_name.clone().unwrap_or_else(|| property.to_owned()),
            item: item.clone(),
            text: items.reference.is_none(),
        });
    }
}

/// The name of a schema in Rust.
pub(super) fn schema_name(name: &str, schema: &spec::Schema) -> String {
    schema
        .rust_name
        .clone()
        .unwrap_or_else(|| names::type_(name))
}
