//! From the ir to the pages under `docs/`: one for each model, one for each group of operations, and an index.

use std::collections::BTreeMap;

use crate::dialect::{self, Dialect, code, folder, page_link};
use crate::examples;
use crate::ir::{Answer, Api, Field, Group, Header, Location, Module, Operation, Param, Schema, Section, Shape, TypeRef, Variant};
use crate::operations::{destination, gives};
use crate::types::{self, WIRE_TYPES};
use crate::{Files, names};

/// Where the pages go.
pub const FOLDER: &str = "docs";

const YES: &str = ":heavy_check_mark:";
const NO: &str = ":heavy_minus_sign:";

/// Emits all pages.
pub fn emit(api: &Api) -> Files {
    let book = Book::new(api);
    let mut files = Files::new();
    for module in &api.modules {
        for schema in &module.schemas {
            let path = format!("{FOLDER}/models/{}/{}.md", folder(module.section), schema.rust.to_lowercase());
            let page = book.model(schema, Dialect::Rust) + "\n" + &book.used_by(schema);
            files.insert(path, page);
        }
    }
    for group in &api.groups {
        files.insert(format!("{FOLDER}/sdks/{}/README.md", group.name), book.group(group));
    }
    files.insert(format!("{FOLDER}/README.md"), book.index());
    files
}

/// The page about the model of this name, without a line break at its end.
pub fn page(api: &Api, name: &str, dialect: Dialect) -> Option<String> {
    let mut schemas = api.modules.iter().flat_map(|module| &module.schemas);
    let schema = schemas.find(|schema| schema.name == name || schema.rust == name)?;
    Some(Book::new(api).model(schema, dialect))
}

struct Book<'a> {
    api: &'a Api,
    sections: BTreeMap<&'a str, Section>,
    /// Which pages lead to a schema: what they are called, and where they are.
    uses: BTreeMap<&'a str, Vec<(String, String)>>,
}

impl<'a> Book<'a> {
    fn new(api: &'a Api) -> Self {
        let mut book = Book { api, sections: BTreeMap::new(), uses: BTreeMap::new() };
        for module in &api.modules {
            book.sections.extend(module.schemas.iter().map(|schema| (schema.rust.as_str(), module.section)));
        }
        for operation in api.groups.iter().flat_map(|group| group.operations.iter().map(move |op| (group, op))) {
            book.note_operation(operation.0, operation.1);
        }
        for module in &api.modules {
            module.schemas.iter().for_each(|schema| book.note_schema(schema));
        }
        book
    }

    fn note_operation(&mut self, group: &'a Group, operation: &'a Operation) {
        let label = format!("`{}().{}()`", group.name, operation.method);
        let link = format!("../../sdks/{}/README.md#{}", group.name, anchor(&operation.method));
        let answer = match &operation.answer {
            Answer::Object(schema) | Answer::List(schema) | Answer::Envelope { schema, .. } => Some(schema.as_str()),
            Answer::Nothing | Answer::Bytes => None,
        };
        let payload = match &operation.answer {
            Answer::Envelope { payload: Some(payload), .. } => types::schema(&payload.item),
            _ => None,
        };
        let params = operation.params.iter().filter_map(|param| types::schema(&param.kind));
        let refusals = operation.refusals.iter().filter_map(|refusal| refusal.schema.as_deref());
        for schema in answer.into_iter().chain(payload).chain(params).chain(refusals) {
            self.note(schema, &label, &link);
        }
    }

    fn note_schema(&mut self, schema: &'a Schema) {
        let Shape::Object(fields) = &schema.shape else { return };
        let link = page_link(&schema.rust, self.section(&schema.rust));
        for used in fields.iter().filter_map(|field| types::schema(&field.kind)) {
            self.note(used, &format!("`{}`", schema.rust), &link);
        }
    }

    fn note(&mut self, schema: &'a str, label: &str, link: &str) {
        let uses = self.uses.entry(schema).or_default();
        let entry = (label.to_owned(), link.to_owned());
        if !uses.contains(&entry) {
            uses.push(entry);
        }
    }

    fn section(&self, schema: &str) -> Section {
        self.sections.get(schema).copied().unwrap_or(Section::Components)
    }

    // Models

    fn model(&self, schema: &Schema, dialect: Dialect) -> String {
        let (heading, table) = match &schema.shape {
            Shape::Object(fields) => ("Fields", self.fields(fields, dialect)),
            Shape::Enum(variants) => ("Values", values(variants, dialect)),
        };
        let docs = dialect.schema_docs(schema);
        format!("# {}\n\n{docs}\n\n\n## {heading}\n\n{table}", dialect.title(schema))
    }

    fn fields(&self, fields: &[Field], dialect: Dialect) -> String {
        let rows = fields.iter().map(|field| {
            vec![
                dialect.field_name(field),
                dialect.field_type(field, |schema| self.section(schema)),
                required(field.required),
                dialect.field_docs(field),
                dialect.field_example(field),
            ]
        });
        table(&["Field", "Type", "Required", "Description", "Example"], rows)
    }

    fn used_by(&self, schema: &Schema) -> String {
        let Some(uses) = self.uses.get(schema.rust.as_str()) else { return String::new() };
        let uses: String = uses.iter().map(|(label, link)| format!("* [{label}]({link})\n")).collect();
        format!("\n## Used by\n\n{uses}")
    }

    // Groups

    fn group(&self, group: &Group) -> String {
        let mut text = format!("# {}\n\n## Overview\n\n{}\n\n### Available Operations\n\n", group.title, group.docs);
        for Operation { method, summary, .. } in &group.operations {
            text.push_str(&format!("* [{method}](#{}) - {summary}\n", anchor(method)));
        }
        for operation in &group.operations {
            text.push_str(&self.operation(group, operation));
        }
        text
    }

    fn operation(&self, group: &Group, operation: &Operation) -> String {
        let Operation { method, summary, docs, verb, path, .. } = operation;
        let mut text = format!("\n## {method}\n\n{summary}\n\n{docs}\n\n");
        text.push_str(&format!("`{verb} {path}` on {}", destination(&operation.host)));
        if !operation.origins.is_empty() {
            let origins: Vec<String> = operation.origins.iter().map(|origin| code(Some(origin))).collect();
            text.push_str(&format!("; known elsewhere as {}", origins.join(", ")));
        }
        text.push_str(".\n");
        if operation.deprecated {
            text.push_str("\n> Deprecated: newer servers no longer answer.\n");
        }
        let example = examples::for_page(group, operation);
        text.push_str(&format!("\n### Example Usage\n\n```rust,no_run\n{example}```\n"));
        text.push_str(&format!("\n### Parameters\n\n{}\n", self.parameters(operation)));
        text.push_str(&format!("\n### Response\n\n{}\n", self.response(operation)));
        text.push_str(&format!("\n### Errors\n\n{}\n", self.errors(operation)));
        text
    }

    fn parameters(&self, operation: &Operation) -> String {
        if operation.params.is_empty() && !operation.paged {
            return "None.".to_owned();
        }
        let rows = operation.params.iter().map(|param| {
            vec![
                format!("`{}`", param.rust),
                dialect::rust_value(&param.kind, |schema| self.section(schema)),
                required(param.required),
                param_docs(param),
                code(param.example.as_deref()),
            ]
        });
        let paging = [
            ("start_at", "Number of entries to skip before the first one.", "0"),
            ("page_size", "Most entries that one answer may hold.", "50"),
        ];
        let paging = paging.into_iter().filter(|_| operation.paged).map(|(name, docs, example)| {
            vec![format!("`{name}`"), "`u64`".to_owned(), required(false), docs.to_owned(), format!("`{example}`")]
        });
        table(&["Parameter", "Type", "Required", "Description", "Example"], rows.chain(paging))
    }

    fn response(&self, operation: &Operation) -> String {
        let object = |schema: &str| dialect::rust_value(&TypeRef::Object(schema.to_owned()), |name| self.section(name));
        match &operation.answer {
            Answer::Nothing => "Nothing: that it succeeded is the answer.".to_owned(),
            Answer::Bytes => "The bytes; `.stream()` gives them piece by piece, `.download_to(path)` writes a file.".to_owned(),
            Answer::Object(schema) => object(schema),
            Answer::List(schema) => {
                dialect::rust_value(&TypeRef::List(Box::new(TypeRef::Object(schema.clone()))), |name| self.section(name))
            }
            Answer::Envelope { schema, payload: None, .. } => object(schema),
            Answer::Envelope { schema, payload: Some(payload), .. } => {
                let list = TypeRef::List(Box::new(payload.item.clone()));
                let list = dialect::rust_value(&list, |name| self.section(name));
                let field = &payload.field;
                let streams = if operation.paged { " `.pages()` and `.items()` go through all pages." } else { "" };
                format!("{list}: the `{field}` of {}, which `.send()` gives whole.{streams}", object(schema))
            }
        }
    }

    fn errors(&self, operation: &Operation) -> String {
        let rows = operation.refusals.iter().map(|refusal| {
            let body = refusal.schema.as_ref().map_or("`String`".to_owned(), |schema| {
                format!("[`{schema}`]({})", page_link(schema, self.section(schema)))
            });
            vec![refusal.status.clone(), body, refusal.docs.clone()]
        });
        table(&["Status", "Body", "When"], rows)
    }

    // The index

    fn index(&self) -> String {
        let api = self.api;
        let mut text = format!("# {}\n\n{}\n\n", api.title, api.description);
        text.push_str("Every page here is generated from `openapi/` by `cargo xtask gen`; change the document, not the pages.\n");
        text.push_str("\n## Operations\n");
        for group in &api.groups {
            text.push_str(&index_of_group(group));
        }
        text.push_str("\n## Models\n");
        for (section, title) in [(Section::Components, "Components"), (Section::Operations, "Operations"), (Section::Errors, "Errors")] {
            text.push_str(&index_of_models(api, section, title));
        }
        text.push_str(&types_and_headers(&api.identity));
        text
    }
}

/// What a group offers, as part of the index.
fn index_of_group(group: &Group) -> String {
    let page = format!("sdks/{}/README.md", group.name);
    let rows = group.operations.iter().map(|operation| {
        let Operation { method, verb, path, answer, .. } = operation;
        vec![
            format!("[`{method}`]({page}#{})", anchor(method)),
            format!("`{verb} {path}`"),
            code(Some(&gives(answer))),
            operation.summary.clone(),
        ]
    });
    let table = table(&["Operation", "Request", "Gives", "Summary"], rows);
    format!("\n### [{}]({page})\n\n{}\n\n{table}\n", group.title, group.docs)
}

fn index_of_models(api: &Api, section: Section, title: &str) -> String {
    let modules: Vec<&Module> = api.modules.iter().filter(|module| module.section == section).collect();
    if modules.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {title}\n");
    for module in modules {
        let rows = module.schemas.iter().map(|schema| {
            let link = format!("models/{}/{}.md", folder(section), schema.rust.to_lowercase());
            vec![format!("[`{}`]({link})", schema.rust), schema.docs.clone()]
        });
        let table = table(&["Model", "Description"], rows);
        text.push_str(&format!("\n{} Module `{}`.\n\n{table}\n", module.docs, module.name));
    }
    text
}

fn types_and_headers(identity: &[Header]) -> String {
    let rows = WIRE_TYPES.iter().map(|known| vec![format!("`{}`", known.rust), known.docs.to_owned()]);
    let types = table(&["Type", "Description"], rows);
    let rows = identity.iter().map(|header| {
        vec![format!("`{}`", header.name), header.docs.clone(), code(Some(&header.example))]
    });
    let headers = table(&["Header", "Description", "Example"], rows);
    format!(
        "
## Types

What the tables name and neither a page nor the standard library explains. Every model also has a field `extra`, which
keeps the members that no field names.

{types}

## Headers

What the client says about itself with every request, once it is told when the client is made.

{headers}
"
    )
}

fn values(variants: &[Variant], dialect: Dialect) -> String {
    let rows = variants.iter().map(|variant| {
        let name = match dialect {
            Dialect::Rust => variant.rust.clone(),
            Dialect::Go => names::type_(&variant.wire),
        };
        vec![format!("`{name}`"), code(Some(&variant.wire)), variant.docs.clone()]
    });
    let other = vec!["`Other`".to_owned(), "any other".to_owned(), "A value that the document does not list yet, as it came.".to_owned()];
    let other = std::iter::once(other).filter(|_| dialect == Dialect::Rust);
    table(&["Name", "Value", "Description"], rows.chain(other))
}

fn param_docs(param: &Param) -> String {
    let mut docs = param.docs.clone();
    if param.rust != names::value(&param.wire) {
        docs.push_str(&format!(" Sent as `{}`.", param.wire));
    }
    if param.location == Location::Header {
        docs.push_str(" A header.");
    }
    docs
}

fn required(required: bool) -> String {
    if required { YES } else { NO }.to_owned()
}

/// The name by which a link reaches a heading.
fn anchor(heading: &str) -> String {
    heading.to_lowercase()
}

/// A table whose columns are all as wide as its widest cell. Cells are measured before their line breaks become `<br/>`.
fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut lines: Vec<Vec<String>> = vec![header.iter().map(|&cell| cell.to_owned()).collect()];
    for row in rows {
        lines.push(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect());
    }
    let width = lines.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or_default();
    let rule = vec!["-".repeat(width); header.len()];
    lines.insert(1, rule);
    let lines = lines.iter().map(|line| {
        let cells = line.iter().map(|cell| format!(" {cell:width$} |").replace('\n', "<br/>"));
        format!("|{}", cells.collect::<String>())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_the_widest_cell() {
        let rows = [vec!["a".to_owned(), "one\ntwo".to_owned()], vec!["b|c".to_owned(), String::new()]];
        let expected = "\
| A       | B       |
| ------- | ------- |
| a       | one<br/>two |
| b\\|c    |         |";
        assert_eq!(table(&["A", "B"], rows), expected);
    }
}
