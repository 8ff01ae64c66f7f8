//! From the ir to the pages under `docs/`: one for each model, one for each group of operations, and an index.

mod index;
mod table;
mod uses;

use std::collections::BTreeMap;

use crate::dialect::{self, Dialect, code, folder};
use crate::examples::Examples;
use crate::ir::{
    Answer, Api, Field, Group, Operation, Param, Payload, Schema, Section, Shape, TypeRef, Variant,
    Webhook,
};
use crate::operations::{facts, in_words, sent_as};
use crate::{Files, names, types};
use table::table;
use uses::Uses;

/// Where the pages go.
pub const FOLDER: &str = "docs";

/// The folders below it that hold nothing but generated pages; beside them lie the guides and what is measured.
pub const GENERATED: [&str; 2] = ["docs/models", "docs/sdks"];

const YES: &str = ":heavy_check_mark:";
const NO: &str = ":heavy_minus_sign:";

/// Emits all pages.
pub fn emit(api: &Api) -> Files {
    let book = Book::new(api);
    let mut files = Files::new();
    for module in &api.modules {
        for schema in &module.schemas {
            let path = model_path(module.section, &schema.rust);
            let page = book.model(schema, Dialect::Rust) + "\n" + &book.uses.of(schema);
            files.insert(format!("{FOLDER}/{path}"), page);
        }
    }
    for group in &api.groups {
        files.insert(
            format!("{FOLDER}/sdks/{}/README.md", group.name),
            book.group(group, &api.webhooks),
        );
    }
    files.insert(format!("{FOLDER}/README.md"), index::page(api));
    files
}

/// The page about the model of this name, without a line break at its end.
pub fn page(api: &Api, name: &str, dialect: Dialect) -> Option<String> {
    let mut schemas = api.modules.iter().flat_map(|module| &module.schemas);
    let schema = schemas.find(|schema| schema.name == name || schema.rust == name)?;
    Some(Book::new(api).model(schema, dialect))
}

struct Book<'a> {
    examples: Examples<'a>,
    sections: BTreeMap<&'a str, Section>,
    uses: Uses,
}

impl<'a> Book<'a> {
    fn new(api: &'a Api) -> Self {
        let mut sections = BTreeMap::new();
        for module in &api.modules {
            let names = module.schemas.iter().map(|schema| schema.rust.as_str());
            sections.extend(names.map(|name| (name, module.section)));
        }
        Book {
            examples: Examples::new(api),
            uses: Uses::new(api),
            sections,
        }
    }

    fn section(&self, schema: &str) -> Section {
        self.sections
            .get(schema)
            .copied()
            .unwrap_or(Section::Components)
    }

    // Models

    fn model(&self, schema: &Schema, dialect: Dialect) -> String {
        let (heading, table) = match &schema.shape {
            Shape::Object(fields) => ("Fields", self.fields(fields, dialect)),
            Shape::Enum(variants) => ("Values", values(variants, dialect)),
        };
        let docs = dialect.schema_docs(schema);
        let rare = match (&schema.shape, dialect) {
            (Shape::Object(fields), Dialect::Rust) if fields.iter().any(|field| field.rare) => {
                "\n\nFew answers have the fields under `rare`, which is an `Option`, so that the others stay small."
            }
            _ => "",
        };
        format!(
            "# {}\n\n{docs}\n\n\n## {heading}\n\n{table}{rare}",
            dialect.title(schema)
        )
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
        table(
            &["Field", "Type", "Required", "Description", "Example"],
            rows,
        )
    }

    // Groups

    fn group(&self, group: &Group, webhooks: &[Webhook]) -> String {
        let Group { title, docs, .. } = group;
        let mut text =
            format!("# {title}\n\n## Overview\n\n{docs}\n\n### Available Operations\n\n");
        for operation in &group.operations {
            let Operation {
                method, summary, ..
            } = operation;
            text.push_str(&format!("* [{method}](#{}) - {summary}\n", anchor(method)));
        }
        let operations = group.operations.iter();
        text.extend(operations.map(|operation| self.operation(group, operation)));
        let webhooks = webhooks
            .iter()
            .filter(|webhook| webhook.group == group.name);
        text.extend(webhooks.map(|webhook| self.webhook(webhook)));
        text
    }

    fn webhook(&self, webhook: &Webhook) -> String {
        let Webhook {
            name, docs, schema, ..
        } = webhook;
        let message = self.linked(&TypeRef::Object(schema.clone()));
        format!("\n## Webhook {name}\n\n{docs}\n\n### Message\n\n{message}\n")
    }

    fn operation(&self, group: &Group, operation: &Operation) -> String {
        let Operation {
            method,
            summary,
            docs,
            ..
        } = operation;
        let mut request = in_words(operation);
        for sentence in facts(operation) {
            request.push_str(&format!(" {sentence}"));
        }
        let deprecated = match &operation.deprecated {
            Some(successor) => format!("> Deprecated. {successor}\n\n"),
            None => String::new(),
        };
        let example = self.examples.for_page(group, operation);
        let parameters = self.parameters(operation);
        let response = self.response(operation);
        let errors = self.errors(operation);
        format!(
            "
## {method}

{deprecated}{summary}

{docs}

{request}

### Example Usage

```rust,no_run
{example}```

### Parameters

{parameters}

### Response

{response}

### Errors

{errors}
"
        )
    }

    fn parameters(&self, operation: &Operation) -> String {
        let mut rows: Vec<Vec<String>> = operation
            .params
            .iter()
            .map(|param| self.parameter(param))
            .collect();
        if operation.paged {
            rows.push(paging(
                "start_at",
                "Number of entries to skip before the first one.",
                0,
            ));
            rows.push(paging(
                "page_size",
                "Most entries that one answer may hold.",
                50,
            ));
        }
        if rows.is_empty() {
            return "None.".to_owned();
        }
        table(
            &["Parameter", "Type", "Required", "Description", "Example"],
            rows,
        )
    }

    fn parameter(&self, param: &Param) -> Vec<String> {
        let mut docs = param.docs.clone();
        if param.rust != names::value(&param.wire)
            && let Some(sent) = sent_as(param)
        {
            docs.push_str(&format!(" {sent}"));
        }
        vec![
            format!("`{}`", param.rust),
            self.argument(&param.kind),
            required(param.required),
            docs,
            code(param.example.as_deref()),
        ]
    }

    fn response(&self, operation: &Operation) -> String {
        let object = |schema: &str| self.linked(&TypeRef::Object(schema.to_owned()));
        let list = |item: TypeRef| self.linked(&TypeRef::List(Box::new(item)));
        match &operation.answer {
            Answer::Nothing => "Nothing: that it succeeded is the answer.".to_owned(),
            Answer::Bytes => "The bytes. `.stream()` gives them piece by piece, \
                `.download_to(path)` writes a file."
                .to_owned(),
            Answer::Text => "`String`".to_owned(),
            Answer::Raw => self.linked(&TypeRef::Raw),
            Answer::List(schema) => list(TypeRef::Object(schema.clone())),
            Answer::Object {
                schema, payload, ..
            } => match payload {
                None => object(schema),
                Some(Payload { field, item, .. }) => {
                    let (list, whole) = (list(item.clone()), object(schema));
                    let streams = match operation.paged {
                        true => " `.pages()` and `.items()` go through all pages.",
                        false => "",
                    };
                    format!("{list}: the `{field}` of {whole}, which `.send()` gives.{streams}")
                }
            },
        }
    }

    fn errors(&self, operation: &Operation) -> String {
        let rows = operation.refusals.iter().map(|refusal| {
            let body = match &refusal.schema {
                Some(schema) => self.linked(&TypeRef::Object(schema.clone())),
                None => "`String`".to_owned(),
            };
            vec![refusal.status.clone(), body, refusal.docs.clone()]
        });
        table(&["Status", "Body", "When"], rows)
    }

    /// The type of an argument, with a link where an answer would have the same.
    fn argument(&self, kind: &TypeRef) -> String {
        let name = types::rust_argument(kind);
        if name == types::rust(kind) {
            self.linked(kind)
        } else {
            format!("`{name}`")
        }
    }

    /// A type that is there for sure, with a link to where it is explained.
    fn linked(&self, kind: &TypeRef) -> String {
        dialect::rust_type(kind, true, |schema| self.section(schema))
    }
}

fn values(variants: &[Variant], dialect: Dialect) -> String {
    let rows = variants.iter().map(|variant| {
        let name = match dialect {
            Dialect::Rust => variant.rust.clone(),
            Dialect::Go => names::type_(&variant.wire),
        };
        vec![
            format!("`{name}`"),
            code(Some(&variant.wire)),
            variant.docs.clone(),
        ]
    });
    let other = vec![
        "`Other`".to_owned(),
        "any other".to_owned(),
        "A value that the document does not list yet, as it came.".to_owned(),
    ];
    let other = std::iter::once(other).filter(|_| dialect == Dialect::Rust);
    table(&["Name", "Value", "Description"], rows.chain(other))
}

fn paging(name: &str, docs: &str, example: u64) -> Vec<String> {
    vec![
        format!("`{name}`"),
        "`u64`".to_owned(),
        required(false),
        docs.to_owned(),
        format!("`{example}`"),
    ]
}

fn required(required: bool) -> String {
    if required { YES } else { NO }.to_owned()
}

/// Where the page about a model lies, seen from the index.
fn model_path(section: Section, schema: &str) -> String {
    format!("models/{}/{}.md", folder(section), schema.to_lowercase())
}

/// The name by which a link reaches a heading.
fn anchor(heading: &str) -> String {
    heading.to_lowercase()
}
