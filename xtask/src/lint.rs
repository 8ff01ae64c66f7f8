//! What a document must have beyond being readable: words for everything, examples that fit, nothing that nobody
//! reaches, and nothing lost on the way to the files.

use std::collections::BTreeSet;
use std::fmt;

use crate::findings::Findings;
use crate::ir::{
    Answer, Api, Field, Group, Location, Module, Operation, Param, Place, Schema, Shape, Side, TypeRef, Variant,
};
use crate::spec::{self, Document, OrRef, Reference};
use crate::{Failure, Files, collisions, markdown, models, operations};

/// Notes everything that is wrong with a document that could be lowered.
pub fn lint(document: &Document, api: &Api, findings: &mut Findings) {
    collisions::find(document, api, findings);
    for host in &api.hosts {
        expect(&host.at, &host.docs, "the host lacks a `description`", findings);
    }
    for group in &api.groups {
        lint_group(group, findings);
        for operation in &group.operations {
            lint_operation(group, operation, api, findings);
        }
    }
    for schema in api.modules.iter().flat_map(|module| &module.schemas) {
        lint_schema(schema, api, findings);
    }
    unreached(document, findings);
}

/// What went in and what came out.
#[derive(Debug, PartialEq, Eq)]
pub struct Conservation {
    rows: Vec<(&'static str, usize, usize)>,
}

/// Counts what the document holds, and finds all of it again in the emitted text.
pub fn conserved(document: &Document, api: &Api, files: &Files) -> Result<Conservation, Failure> {
    let schemas: BTreeSet<&str> = schemas(api).map(|schema| schema.rust.as_str()).collect();
    let described = document.files.iter().map(|file| file.schemas.len()).sum();
    let typed = |name: &&&str| has(files, models::FOLDER, &[&format!("pub struct {name} {{"), &format!("pub enum {name} {{")]);
    let paged = |name: &&&str| files.keys().any(|path| path.ends_with(&format!("/{}.md", name.to_lowercase())));
    let ids: BTreeSet<&str> = document.operations.iter().filter_map(|operation| operation.id.as_deref()).collect();
    let called = |id: &&&str| has(files, operations::FOLDER, &[&format!("id: {id:?},")]);
    let shown = |id: &&&str| {
        let known = api.groups.iter().flat_map(|group| group.operations.iter().map(move |operation| (group, operation)));
        let mut known = known.filter(|(_, operation)| operation.id == **id);
        known.any(|(group, operation)| {
            let page = files.get(&format!("{}/sdks/{}/README.md", markdown::FOLDER, group.name));
            page.is_some_and(|page| page.contains(&format!("\n## {}\n", operation.method)))
        })
    };
    let objects = schemas_fields(api);
    let rows = files.iter().filter(|(path, _)| path.starts_with(models::FOLDER)).flat_map(|(_, text)| text.lines());
    let rows = rows.filter(|row| ["        optional ", "        required ", "        list "].iter().any(|slot| row.starts_with(slot)));
    let conservation = Conservation {
        rows: vec![
            ("operations as methods", document.operations.len(), ids.iter().filter(called).count()),
            ("operations on pages", document.operations.len(), ids.iter().filter(shown).count()),
            ("schemas as types", described, schemas.iter().filter(typed).count()),
            ("schemas on pages", described, schemas.iter().filter(paged).count()),
            ("fields with an adapter", objects, rows.count()),
        ],
    };
    if conservation.rows.iter().all(|(_, before, after)| before == after) {
        Ok(conservation)
    } else {
        Err(Failure(format!("the generator lost something, nothing written\n{conservation}")))
    }
}

impl fmt::Display for Conservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, before, after) in &self.rows {
            writeln!(f, "{what:24} {before:5} in {after:5} out")?;
        }
        Ok(())
    }
}

fn has(files: &Files, folder: &str, needles: &[&str]) -> bool {
    let mut texts = files.iter().filter(|(path, _)| path.starts_with(folder));
    texts.any(|(_, text)| needles.iter().any(|needle| text.contains(needle)))
}

fn schemas(api: &Api) -> impl Iterator<Item = &Schema> {
    api.modules.iter().flat_map(|module: &Module| &module.schemas)
}

fn schemas_fields(api: &Api) -> usize {
    let objects = schemas(api).filter_map(|schema| match &schema.shape {
        Shape::Object(fields) => Some(fields.len()),
        Shape::Enum(_) => None,
    });
    objects.sum()
}

// Groups and operations

fn lint_group(group: &Group, findings: &mut Findings) {
    expect(&group.at, &group.docs, "the tag lacks a `description`", findings);
    if group.operations.is_empty() {
        let what = format!("the tag `{}` has no operations", group.name);
        findings.add(&group.at, what, format!("write some in paths/{}.yaml, or take the tag out", group.name));
    }
}

fn lint_operation(group: &Group, operation: &Operation, api: &Api, findings: &mut Findings) {
    let at = &operation.at;
    if operation.id.is_empty() {
        findings.add(at, "the operation lacks an `operationId`", "give it one in camelCase, such as `createPin`");
    }
    if operation.method.is_empty() {
        findings.add(at, "the operation lacks an `x-method`", "name the Rust method, such as `create`");
    }
    if expect(at, &operation.summary, "the operation lacks a `summary`", findings)
        && (!operation.summary.ends_with('.') || operation.summary.contains('\n'))
    {
        let what = format!("the summary is no sentence on one line: `{}`", operation.summary.escape_debug());
        findings.add(at, what, "write one short sentence with a full stop");
    }
    expect(at, &operation.docs, "the operation lacks a `description`", findings);
    lint_side(group, operation, findings);
    lint_path(operation, findings);
    for param in &operation.params {
        lint_param(param, api, findings);
    }
    if operation.refusals.is_empty() {
        findings.add(at, "the operation lacks answers for errors", "refer to those it gives, under `responses`");
    }
    for refusal in &operation.refusals {
        let what = format!("the answer {} lacks a `description`", refusal.status);
        expect(at, &refusal.docs, &what, findings);
    }
    if operation.paged {
        lint_paging(operation, api, findings);
    }
}

/// The handle of an account has no media server to talk to, and that of a server must not give its token to others.
fn lint_side(group: &Group, operation: &Operation, findings: &mut Findings) {
    let (side, fits) = match group.side {
        Side::Account => ("account", operation.host.url.is_some()),
        Side::Server => ("server", operation.host.url.is_none()),
    };
    if !fits {
        let what = format!("the host `{}` is not for `x-side: {side}`, which the tag `{}` has", operation.host.name, group.name);
        findings.add_at(
            vec![operation.at.clone(), group.at.clone()],
            what,
            "move the operation to a group of the other side, or give it another `x-host`",
        );
    }
}

fn lint_path(operation: &Operation, findings: &mut Findings) {
    let template: Vec<&str> = placeholders(&operation.path).collect();
    let described = operation.params.iter().filter(|param| param.location == Location::Path);
    for param in described.clone() {
        if !template.contains(&param.wire.as_str()) {
            let what = format!("the path `{}` has no place for the parameter `{}`", operation.path, param.wire);
            findings.add(&param.at, what, format!("write `{{{}}}` into the path, or take the parameter out", param.wire));
        }
        if !param.required {
            findings.add(&param.at, format!("the path parameter `{}` is not required", param.wire), "write `required: true`");
        }
    }
    for name in template {
        if !described.clone().any(|param| param.wire == name) {
            let what = format!("no parameter describes `{{{name}}}` of the path `{}`", operation.path);
            findings.add(&operation.at, what, "add one with `in: path`, or take the braces out");
        }
    }
}

fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn lint_param(param: &Param, api: &Api, findings: &mut Findings) {
    let Param { at, wire, docs, kind, .. } = param;
    expect(at, docs, &format!("the parameter `{wire}` lacks a `description`"), findings);
    lint_example(at, &format!("the parameter `{wire}`"), kind, param.example.as_deref(), api, findings);
}

fn lint_paging(operation: &Operation, api: &Api, findings: &mut Findings) {
    let at = &operation.at;
    let Answer::Envelope { schema, payload: Some(_), .. } = &operation.answer else {
        findings.add(at, "a paged operation needs a list to page through", "name it with `x-payload`");
        return;
    };
    let Some(Shape::Object(fields)) = schemas(api).find(|known| known.rust == *schema).map(|known| &known.shape) else {
        return;
    };
    for name in ["offset", "total_size"] {
        if !fields.iter().any(|field| field.rust == name && field.kind == TypeRef::Whole && !field.required) {
            let what = format!("the container `{schema}` of a paged operation lacks the whole number `{name}`");
            findings.add(at, what, "merge the shared container into it with `allOf`");
        }
    }
}

// Schemas

fn lint_schema(schema: &Schema, api: &Api, findings: &mut Findings) {
    expect(&schema.at, &schema.docs, &format!("the schema `{}` lacks a `description`", schema.name), findings);
    match &schema.shape {
        Shape::Object(fields) => {
            for field in fields {
                lint_field(schema, field, api, findings);
            }
            lint_size(schema, fields, api, findings);
        }
        Shape::Enum(variants) => {
            let silent: Vec<&str> =
                variants.iter().filter(|variant| variant.docs.is_empty()).map(|variant| variant.wire.as_str()).collect();
            if !silent.is_empty() {
                let what = format!("values of `{}` lack a description: {}", schema.name, silent.join(", "));
                findings.add(&schema.at, what, "give each a sentence in `x-enum-descriptions`");
            }
        }
    }
}

fn lint_field(schema: &Schema, field: &Field, api: &Api, findings: &mut Findings) {
    let what = format!("the field `{}` of `{}`", field.wire, schema.name);
    expect(&field.at, &field.docs, &format!("{what} lacks a `description`"), findings);
    lint_example(&field.at, &what, &field.kind, field.example.as_deref(), api, findings);
}

/// An object that holds itself without a list between would be endless.
fn lint_size(schema: &Schema, fields: &[Field], api: &Api, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&str> = fields.iter().filter_map(held).collect();
    while let Some(name) = next.pop() {
        if name == schema.rust {
            let what = format!("`{}` holds itself without a list between, which has no size", schema.name);
            findings.add(&schema.at, what, "make one of the fields on the way a list, or leave it out");
            return;
        }
        let held_by = schemas(api).find(|known| known.rust == name).map(|known| &known.shape);
        if let (true, Some(Shape::Object(fields))) = (seen.insert(name), held_by) {
            next.extend(fields.iter().filter_map(held));
        }
    }
}

fn held(field: &Field) -> Option<&str> {
    match &field.kind {
        TypeRef::Object(name) => Some(name),
        _ => None,
    }
}

// Words and examples

fn expect(at: &Place, text: &str, what: &str, findings: &mut Findings) -> bool {
    if text.trim().is_empty() {
        findings.add(at, what, "write a sentence, in our own words");
        return false;
    }
    true
}

fn lint_example(at: &Place, what: &str, kind: &TypeRef, example: Option<&str>, api: &Api, findings: &mut Findings) {
    let is_scalar = !matches!(kind, TypeRef::Object(_) | TypeRef::List(_) | TypeRef::Raw);
    match example {
        Some(example) if !fits(kind, example, api) => {
            let kind = crate::types::rust(kind);
            findings.add(at, format!("the example of {what} is no `{kind}`: `{example}`"), "write one that is");
        }
        None if is_scalar => findings.add(at, format!("{what} lacks an `example`"), "make one up"),
        _ => {}
    }
}

/// Whether an example is of its type, as far as its form goes.
fn fits(kind: &TypeRef, example: &str, api: &Api) -> bool {
    let is_shaped = |shape: &str| {
        let same = |(expected, found): (char, char)| if expected == '0' { found.is_ascii_digit() } else { expected == found };
        example.chars().count() >= shape.len() && shape.chars().zip(example.chars()).all(same)
    };
    match kind {
        TypeRef::Flag | TypeRef::Bit => matches!(example, "true" | "false" | "0" | "1"),
        TypeRef::Whole | TypeRef::UnixSeconds => example.parse::<i64>().is_ok(),
        TypeRef::Decimal => example.parse::<f64>().is_ok(),
        TypeRef::Rfc3339 => is_shaped("0000-00-00T00:00:00"),
        TypeRef::Day => is_shaped("0000-00-00") && example.len() == "0000-00-00".len(),
        TypeRef::Wire(name) if crate::types::wire_type(name).is_some_and(|known| known.adapter == "Whole") => {
            example.parse::<i64>().is_ok()
        }
        TypeRef::Enum(name) => schemas(api).find(|schema| schema.rust == *name).is_none_or(|schema| match &schema.shape {
            Shape::Enum(variants) => variants.iter().any(|variant: &Variant| variant.wire == example),
            Shape::Object(_) => true,
        }),
        TypeRef::List(item) => example.split(',').all(|part| fits(item, part, api)),
        TypeRef::Text | TypeRef::Wire(_) | TypeRef::Object(_) | TypeRef::Raw => true,
    }
}

// What nobody reaches

/// Finds components and schemas that no operation leads to.
fn unreached(document: &Document, findings: &mut Findings) {
    let mut reach = Reach { document, seen: BTreeSet::new() };
    for operation in &document.operations {
        reach.operation(operation);
    }
    let unreached = |at: &Place| !reach.seen.contains(&(at.file.clone(), at.pointer.clone()));
    let fix = "refer to it, or take it out";
    for (name, schema) in document.files.iter().flat_map(|file| &file.schemas) {
        if unreached(&schema.at) {
            findings.add(&schema.at, format!("no operation leads to the schema `{name}`"), fix);
        }
    }
    for parameter in document.parameters.iter().filter(|parameter| !parameter.value.identity) {
        if unreached(&parameter.at) {
            let what = format!("no operation has the parameter `{}`", parameter.value.name);
            findings.add(&parameter.at, what, "refer to it, mark it with `x-identity`, or take it out");
        }
    }
    for response in &document.responses {
        if unreached(&response.at) {
            findings.add(&response.at, "no operation gives this answer", fix);
        }
    }
}

struct Reach<'d> {
    document: &'d Document,
    seen: BTreeSet<(String, String)>,
}

impl<'d> Reach<'d> {
    fn operation(&mut self, operation: &'d spec::Operation) {
        for parameter in &operation.parameters {
            self.or_ref(parameter);
            let schema = parameter.resolve(&self.document.parameters).and_then(|parameter| parameter.schema.as_ref());
            schema.into_iter().for_each(|schema| self.schema(schema));
        }
        for (_, response) in &operation.responses {
            self.or_ref(response);
            let response = response.resolve(&self.document.responses);
            self.contents(response.map(|response| response.content.as_slice()));
        }
        self.contents(operation.body.as_ref().map(|body| body.content.as_slice()));
    }

    fn contents(&mut self, contents: Option<&'d [spec::Content]>) {
        let schemas = contents.unwrap_or_default().iter().filter_map(|content| content.schema.as_ref());
        schemas.for_each(|schema| self.schema(schema));
    }

    fn schema(&mut self, schema: &'d spec::Schema) {
        if let Some(reference) = &schema.reference
            && self.note(reference)
            && let Some((_, target)) = self.document.schema(reference)
        {
            self.schema(target);
        }
        let properties = schema.properties.iter().flatten().map(|(_, schema)| schema);
        let parts = schema.all_of.iter().chain(schema.items.as_deref());
        properties.chain(parts).for_each(|schema| self.schema(schema));
    }

    fn or_ref<T>(&mut self, item: &OrRef<T>) {
        if let OrRef::Ref(reference) = item {
            self.note(reference);
        }
    }

    fn note(&mut self, reference: &Reference) -> bool {
        self.seen.insert((reference.file.clone(), reference.pointer.clone()))
    }
}
