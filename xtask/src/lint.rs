//! What a document must have beyond being readable: names that do not meet, words for everything, examples that fit,
//! nothing that nobody reaches, and nothing lost on the way to the files.

mod collisions;
mod conservation;
mod reach;
mod sentences;

pub use conservation::conserved;

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::{
    Answer, Api, Field, Group, Location, Operation, Param, Place, Schema, Shape, Side, TypeRef,
};
use crate::spec::Document;
use crate::types;

/// Notes everything that is wrong with a document that could be lowered.
pub fn lint(document: &Document, api: &Api, findings: &mut Findings) {
    collisions::find(document, api, findings);
    sentences::find(api, findings);
    let mut lint = Lint { api, findings };
    lint.words();
    for group in &api.groups {
        for operation in &group.operations {
            lint.operation(group, operation);
        }
    }
    for schema in lint.schemas() {
        lint.schema(schema);
    }
    // Where something could not be read, nobody can say what is missing.
    if !document.is_torn {
        lint.missing();
        reach::unreached(document, findings);
    }
}

struct Lint<'a> {
    api: &'a Api,
    findings: &'a mut Findings,
}

impl<'a> Lint<'a> {
    fn schemas(&self) -> impl Iterator<Item = &'a Schema> + use<'a> {
        self.api.modules.iter().flat_map(|module| &module.schemas)
    }

    fn shape(&self, rust: &str) -> Option<&'a Shape> {
        let schema = self.schemas().find(|schema| schema.rust == rust)?;
        Some(&schema.shape)
    }

    fn words(&mut self) {
        let api = self.api;
        for host in &api.hosts {
            self.expect(&host.at, &host.docs, "the host lacks a `description`");
        }
        for header in &api.identity {
            self.expect(&header.at, &header.docs, "the header lacks a `description`");
            self.expect(&header.at, &header.example, "the header lacks an `example`");
        }
        for group in &api.groups {
            self.expect(&group.at, &group.docs, "the tag lacks a `description`");
        }
    }

    fn missing(&mut self) {
        for group in &self.api.groups {
            if group.operations.is_empty() {
                let what = format!("the tag `{}` has no operations", group.name);
                let fix = format!("write some in paths/{}.yaml, or take it out", group.name);
                self.findings.add(&group.at, what, fix);
            }
            for operation in &group.operations {
                if operation.refusals.is_empty() {
                    let what = "the operation lacks answers for errors";
                    let fix = "refer to those it gives, under `responses`";
                    self.findings.add(&operation.at, what, fix);
                }
                if operation.paged {
                    self.paging(operation);
                }
            }
        }
    }

    // Operations

    fn operation(&mut self, group: &Group, operation: &Operation) {
        let at = &operation.at;
        if operation.id.is_empty() {
            let fix = "give it one in camelCase, such as `createPin`";
            self.findings
                .add(at, "the operation lacks an `operationId`", fix);
        }
        if operation.method.is_empty() {
            let fix = "name the Rust method, such as `create`";
            self.findings
                .add(at, "the operation lacks an `x-method`", fix);
        }
        self.summary(operation);
        self.expect(at, &operation.docs, "the operation lacks a `description`");
        self.side(group, operation);
        self.path(operation);
        for param in &operation.params {
            let what = format!("the parameter `{}`", param.wire);
            self.expect(
                &param.at,
                &param.docs,
                &format!("{what} lacks a `description`"),
            );
            self.example(&param.at, &what, &param.kind, param.example.as_deref());
        }
        for refusal in &operation.refusals {
            let what = format!("the answer {} lacks a `description`", refusal.status);
            self.expect(&refusal.at, &refusal.docs, &what);
        }
    }

    fn summary(&mut self, operation: &Operation) {
        let Operation { at, summary, .. } = operation;
        let is_there = self.expect(at, summary, "the operation lacks a `summary`");
        if is_there && (!summary.ends_with('.') || summary.contains('\n')) {
            let summary = summary.escape_debug();
            let what = format!("the summary is no sentence on one line: `{summary}`");
            self.findings
                .add(at, what, "write one short sentence with a full stop");
        }
    }

    /// The handle of an account has no media server to talk to, and that of a server must not give its token to others.
    fn side(&mut self, group: &Group, operation: &Operation) {
        let host = &operation.host;
        let (side, fits) = match group.side {
            Side::Account => ("account", host.url.is_some()),
            Side::Server => ("server", host.url.is_none()),
        };
        if !fits {
            let places = vec![operation.at.clone(), group.at.clone()];
            let what = format!(
                "the host `{}` is not for `x-side: {side}`, which the tag `{}` has",
                host.name, group.name
            );
            let fix =
                "move the operation to a group of the other side, or give it another `x-host`";
            self.findings.add_at(places, what, fix);
        }
    }

    fn path(&mut self, operation: &Operation) {
        let Operation {
            at, path, params, ..
        } = operation;
        let template: Vec<&str> = placeholders(path).collect();
        let described: Vec<&Param> = params
            .iter()
            .filter(|param| param.location == Location::Path)
            .collect();
        for Param {
            at, wire, required, ..
        } in &described
        {
            if !template.contains(&wire.as_str()) {
                let what = format!("the path `{path}` has no place for the parameter `{wire}`");
                let fix = format!("write `{{{wire}}}` into the path, or take the parameter out");
                self.findings.add(at, what, fix);
            }
            if !required {
                let what = format!("the path parameter `{wire}` is not required");
                self.findings.add(at, what, "write `required: true`");
            }
        }
        for name in template {
            if !described.iter().any(|param| param.wire == name) {
                let what = format!("no parameter describes `{{{name}}}` of the path `{path}`");
                let fix = "add one with `in: path`, or take the braces out";
                self.findings.add(at, what, fix);
            }
        }
    }

    /// Whoever pages has to know from the container where the page lies among the others.
    fn paging(&mut self, operation: &Operation) {
        let Answer::Object {
            schema, envelope, ..
        } = &operation.answer
        else {
            return;
        };
        if envelope.as_deref() != Some("MediaContainer") {
            let what = "the pages of a list come in a `MediaContainer`, and this answer has none";
            let fix = "take the paging headers out, or write the answer with its envelope";
            self.findings.add(&operation.at, what, fix);
        }
        let Some(Shape::Object(fields)) = self.shape(schema) else {
            return;
        };
        for name in ["offset", "total_size"] {
            let fits = |field: &&Field| {
                field.rust == name && field.kind == TypeRef::Whole && !field.required
            };
            if !fields.iter().any(|field| fits(&field)) {
                let what = format!(
                    "the container `{schema}` of a paged operation lacks the whole number `{name}`"
                );
                let fix = "merge the shared container into it with `allOf`";
                self.findings.add(&operation.at, what, fix);
            }
        }
    }

    // Schemas

    fn schema(&mut self, schema: &'a Schema) {
        let Schema { at, name, .. } = schema;
        self.expect(
            at,
            &schema.docs,
            &format!("the schema `{name}` lacks a `description`"),
        );
        match &schema.shape {
            Shape::Object(fields) => {
                for field in fields {
                    let what = format!("the field `{}` of `{name}`", field.wire);
                    self.rare(field, &what);
                    self.expect(
                        &field.at,
                        &field.docs,
                        &format!("{what} lacks a `description`"),
                    );
                    self.example(&field.at, &what, &field.kind, field.example.as_deref());
                }
                self.size(schema, fields);
            }
            Shape::Enum(variants) => {
                let silent = variants.iter().filter(|variant| variant.docs.is_empty());
                let silent: Vec<&str> = silent.map(|variant| variant.wire.as_str()).collect();
                if !silent.is_empty() {
                    let silent = silent.join(", ");
                    let what = format!("values of `{name}` lack a description: {silent}");
                    let fix = "give each a sentence in `x-enum-descriptions`";
                    self.findings.add(at, what, fix);
                }
            }
        }
    }

    /// A box that most answers leave empty is no place for what always comes, and knows no other names.
    fn rare(&mut self, field: &Field, what: &str) {
        if field.rare && (field.required || !field.xml_names.is_empty()) {
            let what = format!("{what} is rare, but required or known by other names in XML");
            let fix = "take `x-rare` out";
            self.findings.add(&field.at, what, fix);
        }
    }

    /// An object that holds itself without a list between would be endless.
    fn size(&mut self, schema: &Schema, fields: &'a [Field]) {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&str> = fields.iter().filter_map(held).collect();
        while let Some(name) = next.pop() {
            if name == schema.rust {
                let name = &schema.name;
                let what = format!("`{name}` holds itself without a list between: it has no size");
                let fix = "write `x-boxed: true` on one of the fields on the way";
                self.findings.add(&schema.at, what, fix);
                return;
            }
            if let (true, Some(Shape::Object(fields))) = (seen.insert(name), self.shape(name)) {
                next.extend(fields.iter().filter_map(held));
            }
        }
    }

    // Words and examples

    fn expect(&mut self, at: &Place, text: &str, what: &str) -> bool {
        let is_there = !text.trim().is_empty();
        if !is_there {
            self.findings.add(at, what, "write it, in our own words");
        }
        is_there
    }

    fn example(&mut self, at: &Place, what: &str, kind: &TypeRef, example: Option<&str>) {
        let is_scalar = match innermost(kind) {
            TypeRef::Object(_) | TypeRef::Raw | TypeRef::Upload => false,
            _ => !matches!(kind, TypeRef::List(_) | TypeRef::Map(_)),
        };
        match example {
            Some(example) if !self.fits(kind, example) => {
                let kind = types::rust(kind);
                let what = format!("the example of {what} is no `{kind}`: `{example}`");
                self.findings.add(at, what, "write one that is");
            }
            None if is_scalar => {
                self.findings
                    .add(at, format!("{what} lacks an `example`"), "make one up");
            }
            _ => {}
        }
    }

    /// Whether an example is of its type, as far as its form goes.
    fn fits(&self, kind: &TypeRef, example: &str) -> bool {
        match kind {
            TypeRef::Flag | TypeRef::Bit => matches!(example, "true" | "false"),
            TypeRef::Decimal => example.parse::<f64>().is_ok(),
            TypeRef::Rfc3339 => is_shaped(example, "0000-00-00T00:00:00"),
            TypeRef::Day => is_shaped(example, "0000-00-00") && !example.contains('T'),
            TypeRef::List(item) => example.split(',').all(|part| self.fits(item, part)),
            TypeRef::Enum(name) => match self.shape(name) {
                Some(Shape::Enum(variants)) => variants.iter().any(|known| known.wire == example),
                _ => true,
            },
            kind if *kind == TypeRef::UnixSeconds || types::is_number(kind) => {
                example.parse::<i64>().is_ok()
            }
            _ => true,
        }
    }
}

/// The type inside of boxes, lists and maps.
fn innermost(kind: &TypeRef) -> &TypeRef {
    match kind {
        TypeRef::List(inner) | TypeRef::Boxed(inner) | TypeRef::Map(inner) => innermost(inner),
        kind => kind,
    }
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The object that a field holds as it is, without a list between.
fn held(field: &Field) -> Option<&str> {
    match &field.kind {
        TypeRef::Object(name) => Some(name),
        _ => None,
    }
}

/// Whether a text begins as `shape` does, where `0` stands for any digit.
fn is_shaped(text: &str, shape: &str) -> bool {
    let same = |(shape, found): (char, char)| match shape {
        '0' => found.is_ascii_digit(),
        shape => found == shape,
    };
    text.len() >= shape.len() && shape.chars().zip(text.chars()).all(same)
}
