//! From the ir to the model files of `plex-models`.
//!
//! progenitor makes the types out of schemas that are named and flattened already. One pass over its syntax tree adds
//! what it can't know: the document's order of fields, our documentation, open enumerations, `extra`, and beside each
//! type the table by which `wire` reads and writes it.

use std::collections::{BTreeMap, BTreeSet};

use progenitor::{CrateVers, GenerationSettings, Generator};
use quote::{ToTokens, format_ident};
use serde_json::{Value, json};
use syn::{Attribute, Item, ItemEnum, ItemStruct, parse_quote};

use crate::Files;
use crate::ir::{Answer, Api, Field, Module, Schema, Shape, TypeRef, Variant, Wrapper};
use crate::layout::{WIDTH, array, comment, export, import, preamble, wrap};
use crate::types::{self, TEXT};

/// Where the files go.
pub const FOLDER: &str = "crates/plex-models/src/generated";

/// Emits all model files.
pub fn emit(api: &Api) -> Result<Files, String> {
    let skeletons = skeletons(api)?;
    let mut files = Files::new();
    for module in &api.modules {
        files.insert(
            format!("{FOLDER}/{}.rs", module.name),
            file(module, &skeletons)?,
        );
    }
    files.insert(format!("{FOLDER}/answers.rs"), answers(api));
    files.insert(format!("{FOLDER}/xml.rs"), xml(api));
    files.insert(format!("{FOLDER}/mod.rs"), index(api));
    Ok(files)
}

// What progenitor makes of the schemas

/// The types of all schemas, by Rust name.
fn skeletons(api: &Api) -> Result<BTreeMap<String, Item>, String> {
    let schemas = api.modules.iter().flat_map(|module| &module.schemas);
    let schemas: BTreeMap<&str, Value> = schemas
        .map(|schema| (schema.rust.as_str(), describe(schema)))
        .collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": api.title, "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let document = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut generator =
        Generator::new(GenerationSettings::new().with_crate("wire", CrateVers::Any, None));
    generator
        .generate_tokens(&document)
        .map_err(|error| error.to_string())?;
    let code: syn::File =
        syn::parse2(generator.get_type_space().to_stream()).map_err(|error| error.to_string())?;
    let named = code.items.into_iter().filter_map(|item| match &item {
        Item::Struct(code) => Some((code.ident.to_string(), item)),
        Item::Enum(code) => Some((code.ident.to_string(), item)),
        _ => None,
    });
    Ok(named.collect())
}

/// A schema in words that progenitor knows, with the Rust names as names.
fn describe(schema: &Schema) -> Value {
    match &schema.shape {
        Shape::Object(fields) => {
            let properties: BTreeMap<&str, Value> = fields
                .iter()
                .map(|field| (field.rust.as_str(), describe_type(&field.kind)))
                .collect();
            let required = fields.iter().filter(|field| field.required);
            let required: Vec<&str> = required.map(|field| field.rust.as_str()).collect();
            json!({"type": "object", "properties": properties, "required": required})
        }
        Shape::Enum(variants) => {
            let values: Vec<&str> = variants
                .iter()
                .map(|variant| variant.rust.as_str())
                .collect();
            json!({"type": "string", "enum": values})
        }
    }
}

fn describe_type(kind: &TypeRef) -> Value {
    match kind {
        TypeRef::Flag | TypeRef::Bit => json!({"type": "boolean"}),
        TypeRef::Whole => json!({"type": "integer"}),
        TypeRef::Decimal => json!({"type": "number"}),
        TypeRef::Text => external(TEXT.0, &[]),
        TypeRef::UnixSeconds | TypeRef::Rfc3339 => json!({"type": "string", "format": "date-time"}),
        TypeRef::Day => json!({"type": "string", "format": "date"}),
        TypeRef::Wire(name) => external(name, &[]),
        TypeRef::Object(name) | TypeRef::Enum(name) => {
            json!({"$ref": format!("#/components/schemas/{name}")})
        }
        TypeRef::List(item) => json!({"type": "array", "items": describe_type(item)}),
        TypeRef::Boxed(inner) => external("Box", &[describe_type(inner)]),
        TypeRef::Map(item) => {
            let parameters = [json!({"type": "string"}), describe_type(item)];
            external("BTreeMap", &parameters)
        }
        TypeRef::Raw | TypeRef::Upload | TypeRef::Pair => json!({}),
    }
}

/// A type that progenitor takes as it is.
fn external(name: &str, parameters: &[Value]) -> Value {
    let path = format!("wire::{name}");
    json!({"type": "string", "x-rust-type": {"crate": "wire", "version": "1", "path": path, "parameters": parameters}})
}

// What we make of progenitor's types

fn file(module: &Module, skeletons: &BTreeMap<String, Item>) -> Result<String, String> {
    let mut text = preamble(&module.file);
    text.push_str(&comment("//!", &module.docs));
    text.push('\n');
    text.push_str(&imports(module));
    for schema in &module.schemas {
        let missing = || format!("progenitor gives no type for the schema `{}`", schema.name);
        let (items, tables) = match (
            &schema.shape,
            skeletons.get(&schema.rust).ok_or_else(missing)?,
        ) {
            (Shape::Object(fields), Item::Struct(skeleton)) => (
                finish_struct(skeleton, schema, fields)?,
                object_tables(schema, fields),
            ),
            (Shape::Enum(variants), Item::Enum(skeleton)) => (
                vec![Item::Enum(finish_enum(skeleton, schema, variants)?)],
                vec![enum_table(schema, variants)],
            ),
            _ => return Err(missing()),
        };
        for (item, table) in items.iter().zip(tables) {
            let item = prettyplease::unparse(&parse_quote!(#item));
            text.push_str(&format!("\n{item}\n{table}"));
        }
    }
    Ok(text)
}

/// The struct of a schema, and after it that of its rare fields, where it has some.
fn finish_struct(
    skeleton: &ItemStruct,
    schema: &Schema,
    fields: &[Field],
) -> Result<Vec<Item>, String> {
    let mut made: BTreeMap<String, syn::Field> = BTreeMap::new();
    for field in &skeleton.fields {
        if let Some(ident) = &field.ident {
            made.insert(ident.to_string(), field.clone());
        }
    }
    let (mut common, mut rare) = (Vec::new(), Vec::new());
    for field in fields {
        let code = made.remove(&field.rust);
        let code = finish_field(code, schema, field)?;
        if field.rare {
            rare.push(code);
        } else {
            common.push(code);
        }
    }
    if let Some(field) = made.keys().next() {
        return Err(format!(
            "progenitor gives a field too much: `{field}` of `{}`",
            schema.rust
        ));
    }
    let name = &skeleton.ident;
    let rare_name = format_ident!("{}", rare_name(schema));
    let box_of_rare: Option<syn::Field> = (!rare.is_empty()).then(|| {
        parse_quote! {
            /// The fields that few answers have.
            pub rare: Option<Box<#rare_name>>
        }
    });
    let box_of_rare = box_of_rare.iter();
    let docs = docs(&schema.docs);
    let mut items = vec![parse_quote! {
        #(#docs)*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#common,)*
            #(#box_of_rare,)*
            /// Members that no field names, and values that fit no shape, as they came.
            pub extra: Extra,
        }
    }];
    if !rare.is_empty() {
        let docs = self::docs(&format!(
            "The fields of [`{}`] that few answers have, in a box so that the others stay small.",
            schema.rust
        ));
        items.push(parse_quote! {
            #(#docs)*
            #[derive(Debug, Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #rare_name {
                #(#rare,)*
            }
        });
    }
    Ok(items)
}

fn finish_field(
    made: Option<syn::Field>,
    schema: &Schema,
    field: &Field,
) -> Result<syn::Field, String> {
    let place = format!("`{}` of `{}`", field.rust, schema.rust);
    let mut code = made.ok_or_else(|| format!("progenitor gives no field {place}"))?;
    code.attrs = docs(&field_docs(field));
    shorten(&mut code.ty);
    let expected: syn::Type = syn::parse_str(&types::rust_field(&field.kind, field.required))
        .map_err(|error| format!("{place} has no type: {error}"))?;
    if code.ty.to_token_stream().to_string() != expected.to_token_stream().to_string() {
        return Err(format!(
            "progenitor gives {place} another type than the document: {}",
            code.ty.to_token_stream()
        ));
    }
    Ok(code)
}

fn rare_name(schema: &Schema) -> String {
    format!("{}Rare", schema.rust)
}

fn finish_enum(
    skeleton: &ItemEnum,
    schema: &Schema,
    variants: &[Variant],
) -> Result<ItemEnum, String> {
    let name = &skeleton.ident;
    let enum_docs = docs(&schema.docs);
    let mut finished: ItemEnum = parse_quote! {
        #(#enum_docs)*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            /// A value that the document does not list yet, as it came.
            Other(LeanString),
        }
    };
    let other = std::mem::take(&mut finished.variants);
    for variant in variants {
        let made = skeleton
            .variants
            .iter()
            .find(|made| made.ident == variant.rust);
        let missing = || {
            format!(
                "progenitor gives no variant `{}` of `{}`",
                variant.rust, schema.rust
            )
        };
        let mut code = made.cloned().ok_or_else(missing)?;
        code.attrs = docs(&variant.docs);
        finished.variants.push(code);
    }
    finished.variants.extend(other);
    Ok(finished)
}

/// Documentation as attributes, which prettyplease prints as comments.
fn docs(text: &str) -> Vec<Attribute> {
    // The narrowest place that documentation stands in is a field: four spaces and three slashes.
    let lines = wrap(text, WIDTH - "    /// ".len());
    let lines = lines
        .iter()
        .map(|line| format!(" {line}").trim_end().to_owned());
    lines.map(|line| parse_quote!(#[doc = #line])).collect()
}

fn field_docs(field: &Field) -> String {
    let mut docs = field.docs.clone();
    if let Some(example) = field.example.as_ref().filter(|example| !example.is_empty()) {
        docs.push_str(&format!(" Example: `{example}`."));
    }
    if field.deprecated {
        docs.push_str("\n\nDeprecated: newer servers no longer send it.");
    }
    docs
}

/// Takes the paths off a type, `::std::option::Option<…,>` → `Option<…>`. Values of any kind keep theirs.
fn shorten(kind: &mut syn::Type) {
    let syn::Type::Path(path) = kind else { return };
    path.path.leading_colon = None;
    let segments = std::mem::take(&mut path.path.segments);
    let is_raw = segments
        .first()
        .is_some_and(|first| first.ident == "serde_json");
    let skip = if is_raw {
        0
    } else {
        segments.len().saturating_sub(1)
    };
    path.path.segments = segments.into_iter().skip(skip).collect();
    for segment in &mut path.path.segments {
        let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
            continue;
        };
        arguments.args.pop_punct();
        for argument in &mut arguments.args {
            if let syn::GenericArgument::Type(kind) = argument {
                shorten(kind);
            }
        }
    }
}

fn imports(module: &Module) -> String {
    let mut wire: BTreeSet<&str> = BTreeSet::from(["self"]);
    let (mut chrono, mut siblings) = (BTreeSet::new(), BTreeSet::new());
    let mut has_map = false;
    for schema in &module.schemas {
        let Shape::Object(fields) = &schema.shape else {
            wire.insert(TEXT.0);
            continue;
        };
        wire.insert("Extra");
        for field in fields {
            match innermost(&field.kind) {
                TypeRef::UnixSeconds | TypeRef::Rfc3339 => chrono.extend(["DateTime", "Utc"]),
                TypeRef::Day => chrono.extend(["NaiveDate"]),
                TypeRef::Text => drop(wire.insert(TEXT.0)),
                TypeRef::Wire(name) => drop(wire.insert(name)),
                TypeRef::Object(name) | TypeRef::Enum(name) => drop(siblings.insert(name.as_str())),
                _ => {}
            }
            has_map |= matches!(field.kind, TypeRef::Map(_));
        }
    }
    for own in &module.schemas {
        siblings.remove(own.rust.as_str());
    }
    let map = if has_map {
        "use std::collections::BTreeMap;\n\n"
    } else {
        ""
    };
    let chrono = import("chrono", chrono);
    let gap = if chrono.is_empty() { "" } else { "\n" };
    format!(
        "{map}{chrono}{gap}{}{}",
        import("super", siblings),
        import("crate::wire", wire)
    )
}

fn innermost(kind: &TypeRef) -> &TypeRef {
    match kind {
        TypeRef::List(inner) | TypeRef::Boxed(inner) | TypeRef::Map(inner) => innermost(inner),
        kind => kind,
    }
}

// The tables beside the types

/// The tables of a struct and of its rare fields.
fn object_tables(schema: &Schema, fields: &[Field]) -> Vec<String> {
    let name = &schema.rust;
    let rows = |rare: bool| {
        let fields = fields.iter().filter(|field| field.rare == rare);
        fields.map(row).collect::<String>()
    };
    let (common, rare) = (rows(false), rows(true));
    if rare.is_empty() {
        return vec![format!(
            "wire::object! {{\n    {name} {{\n{common}    }}\n}}\n"
        )];
    }
    let rare_name = rare_name(schema);
    vec![
        format!(
            "wire::object! {{\n    {name} {{\n{common}        ; rest rare: {rare_name}\n    }}\n}}\n"
        ),
        format!("wire::fields! {{\n    {rare_name} {{\n{rare}    }}\n}}\n"),
    ]
}

fn row(field: &Field) -> String {
    let slot = match (&field.kind, field.required) {
        (TypeRef::List(_), _) => "list",
        (_, true) => "required",
        (_, false) => "optional",
    };
    let names = std::iter::once(&field.wire).chain(&field.xml_names);
    let names: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    let adapter = types::adapter(&field.kind);
    format!(
        "        {slot} {}: {} as {adapter},\n",
        field.rust,
        names.join(" | ")
    )
}

fn enum_table(schema: &Schema, variants: &[Variant]) -> String {
    let mut table = format!("wire::open_enum! {{\n    {} {{\n", schema.rust);
    for variant in variants {
        table.push_str(&format!("        {} = {:?},\n", variant.rust, variant.wire));
    }
    table.push_str("    }\n}\n");
    table
}

// The tables beside the files

/// Which operation answers with what, for those who check recorded answers.
fn answers(api: &Api) -> String {
    let mut rows = Vec::new();
    let (mut checks, mut models) = (BTreeSet::from(["Answer"]), BTreeSet::new());
    for operation in api.groups.iter().flat_map(|group| &group.operations) {
        let (check, schema, envelope) = match &operation.answer {
            Answer::Object {
                schema, envelope, ..
            } => ("check", Some(schema), envelope.as_deref()),
            Answer::List(schema) => ("check_list", Some(schema), None),
            Answer::Raw => ("check_raw", None, None),
            Answer::Nothing | Answer::Bytes | Answer::Text => continue,
        };
        checks.insert(check);
        models.extend(schema.map(String::as_str));
        let decode = match schema {
            Some(schema) => format!("{check}::<{schema}>"),
            None => check.to_owned(),
        };
        let host = operation.host.url.as_deref().map(host_name);
        rows.push(answer(
            &operation.verb,
            host,
            &operation.path,
            envelope,
            &decode,
        ));
    }
    // A webhook comes without having been asked for: it has no method, host or path.
    let mut messages: Vec<&str> = Vec::new();
    for webhook in &api.webhooks {
        if !messages.contains(&webhook.schema.as_str()) {
            messages.push(&webhook.schema);
        }
    }
    for schema in messages {
        checks.insert("check");
        models.insert(schema);
        let decode = format!("check::<{schema}>");
        rows.push(answer("WEBHOOK", None, "", None, &decode));
    }
    let mut text = preamble("openapi/paths/");
    text.push_str("//! The operations that answer with data, and how each answer is read.\n\n");
    text.push_str(&import("super", models));
    text.push_str(&import("crate::answers", checks));
    text.push_str("\n/// All of them, in the document's order.\n");
    text.push_str(&array(
        0,
        "pub(crate) static ANSWERS: &[Answer] = &",
        &rows,
        ";",
    ));
    text
}

fn answer(
    method: &str,
    host: Option<&str>,
    path: &str,
    envelope: Option<&str>,
    decode: &str,
) -> String {
    format!(
        "Answer {{\n    method: {method:?},\n    host: {host:?},\n    path: {path:?},\n    envelope: {envelope:?},\n    decode: {decode},\n}}"
    )
}

fn host_name(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}

/// What XML says in other words than JSON.
fn xml(api: &Api) -> String {
    let wrappers = api.wrappers.iter().map(|Wrapper { list, item, text }| {
        format!("Wrapper {{\n    list: {list:?},\n    item: {item:?},\n    text: {text},\n}}")
    });
    let aliases = api
        .aliases
        .iter()
        .map(|(element, list)| format!("({element:?}, {list:?})"));
    let mut text = preamble("openapi/");
    text.push_str("//! What XML says in other words than JSON.\n\nuse crate::xml::Wrapper;\n");
    text.push_str("\n/// Lists that have an element of their own around their items.\n");
    text.push_str(&array(
        0,
        "pub(crate) const WRAPPERS: &[Wrapper] = &",
        &Vec::from_iter(wrappers),
        ";",
    ));
    text.push_str(
        "\n/// Elements that stand for an item of a list by another name: the element, the list.\n",
    );
    text.push_str(&array(
        0,
        "pub(crate) const ALIASES: &[(&str, &str)] = &",
        &Vec::from_iter(aliases),
        ";",
    ));
    text
}

fn index(api: &Api) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! The data of the document, one module per file of it.\n\n");
    let mut modules: Vec<(&str, String)> = vec![
        (
            "answers",
            "#[cfg(feature = \"answers\")]\npub(crate) mod answers;\n".to_owned(),
        ),
        ("xml", "pub(crate) mod xml;\n".to_owned()),
    ];
    modules.extend(
        api.modules
            .iter()
            .map(|module| (module.name.as_str(), format!("pub mod {};\n", module.name))),
    );
    modules.sort();
    text.extend(modules.into_iter().map(|(_, line)| line));
    text.push('\n');
    let mut modules: Vec<&Module> = api.modules.iter().collect();
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    for module in modules {
        let names = module.schemas.iter().map(|schema| schema.rust.clone());
        let rare = module.schemas.iter().filter(|schema| has_rare(schema));
        let names = names.chain(rare.map(rare_name));
        text.push_str(&export(&format!("self::{}", module.name), names));
    }
    text
}

fn has_rare(schema: &Schema) -> bool {
    match &schema.shape {
        Shape::Object(fields) => fields.iter().any(|field| field.rare),
        Shape::Enum(_) => false,
    }
}
