//! The words of a page: how a language names a field, its type and its example.
//!
//! The pages that we publish speak Rust. Go is the language of the page that this project started from; it shows that
//! the document holds everything that page told.

use crate::ir::{Field, Schema, Section, TypeRef};
use crate::{names, types};

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    Rust,
    Go,
}

/// Where a type that is not a schema is explained, seen from a page about a model.
const TYPES: &str = "../../README.md#types";
const CHRONO: &str = "https://docs.rs/chrono/latest/chrono";

impl Dialect {
    pub fn title(self, schema: &Schema) -> String {
        match self {
            Dialect::Rust => schema.rust.clone(),
            Dialect::Go => schema.name.clone(),
        }
    }

    pub fn schema_docs(self, schema: &Schema) -> String {
        match self {
            Dialect::Rust => schema.docs.clone(),
            Dialect::Go => schema.documented.clone().unwrap_or_default(),
        }
    }

    pub fn field_name(self, field: &Field) -> String {
        match self {
            Dialect::Rust if field.rare => format!("`rare.{}`", field.rust),
            Dialect::Rust => format!("`{}`", field.rust),
            Dialect::Go => format!("`{}`", go_name(&field.wire)),
        }
    }

    /// The type of a field; `section` says in which folder the page of a schema lies.
    pub fn field_type(self, field: &Field, section: impl Fn(&str) -> Section) -> String {
        match self {
            Dialect::Rust => rust_type(&field.kind, field.required, section),
            Dialect::Go => go_type(&field.documented.kind, field.required, section),
        }
    }

    pub fn field_docs(self, field: &Field) -> String {
        match self {
            Dialect::Rust => {
                let mut docs = field.docs.clone();
                if field.rust != names::value(&field.wire) {
                    docs.push_str(&format!(" Sent as `{}`.", field.wire));
                }
                if field.deprecated {
                    docs.push_str(" Deprecated: newer servers no longer send it.");
                }
                docs
            }
            Dialect::Go => field
                .documented
                .docs
                .clone()
                .unwrap_or_else(|| "N/A".to_owned()),
        }
    }

    pub fn field_example(self, field: &Field) -> String {
        match self {
            Dialect::Rust => code(field.example.as_deref()),
            Dialect::Go => go_example(&field.documented.kind, field.documented.example.as_deref()),
        }
    }
}

/// A type of Rust as a table shows it: as code, with a link to where it is explained.
pub fn rust_type(kind: &TypeRef, required: bool, section: impl Fn(&str) -> Section) -> String {
    let name = format!("`{}`", types::rust_field(kind, required));
    match rust_link(kind, section) {
        Some(link) => format!("[{name}]({link})"),
        None => name,
    }
}

fn rust_link(kind: &TypeRef, section: impl Fn(&str) -> Section) -> Option<String> {
    match kind {
        TypeRef::Object(name) | TypeRef::Enum(name) => Some(page_link(name, section(name))),
        TypeRef::Text | TypeRef::Wire(_) => Some(TYPES.to_owned()),
        TypeRef::UnixSeconds | TypeRef::Rfc3339 => Some(format!("{CHRONO}/struct.DateTime.html")),
        TypeRef::Day => Some(format!("{CHRONO}/struct.NaiveDate.html")),
        TypeRef::Raw => {
            Some("https://docs.rs/serde_json/latest/serde_json/enum.Value.html".to_owned())
        }
        TypeRef::List(inner) | TypeRef::Boxed(inner) | TypeRef::Map(inner) => {
            rust_link(inner, section)
        }
        TypeRef::Flag
        | TypeRef::Bit
        | TypeRef::Whole
        | TypeRef::Decimal
        | TypeRef::Upload
        | TypeRef::Pair => None,
    }
}

/// The page about a schema, seen from another page two folders below `docs/`.
pub fn page_link(schema: &str, section: Section) -> String {
    format!(
        "../../models/{}/{}.md",
        folder(section),
        schema.to_lowercase()
    )
}

pub fn folder(section: Section) -> &'static str {
    match section {
        Section::Components => "components",
        Section::Operations => "operations",
        Section::Errors => "errors",
    }
}

/// Something as code, unless there is nothing.
pub fn code(text: Option<&str>) -> String {
    match text {
        None | Some("") => String::new(),
        Some(text) if text.contains('`') => format!("`` {text} ``"),
        Some(text) => format!("`{text}`"),
    }
}

/// Go writes some words all in capitals.
fn go_name(wire: &str) -> String {
    let name = names::type_(wire);
    match name.strip_suffix("Id") {
        Some(stem) => format!("{stem}ID"),
        None => name,
    }
}

fn go_type(kind: &TypeRef, required: bool, section: impl Fn(&str) -> Section) -> String {
    let pointer = if required { "" } else { "*" };
    match kind {
        TypeRef::List(item) => format!("[]{}", go_type(item, true, section)),
        TypeRef::Map(item) => format!("map[string]{}", go_type(item, true, section)),
        TypeRef::Boxed(inner) => go_type(inner, required, section),
        TypeRef::Object(name) | TypeRef::Enum(name) => {
            let section = section(name);
            format!(
                "[{pointer}{}.{name}]({})",
                folder(section),
                page_link(name, section)
            )
        }
        TypeRef::Rfc3339 => format!("[{pointer}time.Time](https://pkg.go.dev/time#Time)"),
        plain => format!("*{pointer}{}*", go_plain(plain)),
    }
}

fn go_plain(kind: &TypeRef) -> &'static str {
    match kind {
        TypeRef::Flag => "bool",
        TypeRef::Decimal => "float64",
        TypeRef::Bit | TypeRef::UnixSeconds => "int64",
        kind if types::is_number(kind) => "int64",
        TypeRef::Text | TypeRef::Day | TypeRef::Wire(_) => "string",
        _ => "any",
    }
}

/// Go prints a time its own way.
fn go_example(kind: &TypeRef, example: Option<&str>) -> String {
    let example = example.unwrap_or_default();
    let time = if *kind == TypeRef::Rfc3339 {
        example.strip_suffix('Z')
    } else {
        None
    };
    match time {
        Some(time) => format!("{} +0000 UTC", time.replacen('T', " ", 1)),
        None => example.to_owned(),
    }
}
