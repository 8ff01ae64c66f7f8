//! Names that meet where each has to be alone, and names that Rust does not take.

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::{Api, Field, Group, Operation, Place, Schema, Shape, Variant};
use crate::names::{Taken, is_type, is_value, meet};
use crate::spec::Document;
use crate::types::WIRE_TYPES;

/// What every generated file has already.
const TYPES: &[&str] = &["Option", "Vec", "String", "Extra", "DateTime", "Utc", "NaiveDate"];
const MODEL_MODULES: &[&str] = &["answers", "xml", "mod"];
const OPERATION_MODULES: &[&str] = &["hosts", "pages", "mod"];
/// What `operation!` gives to every request.
const REQUEST_METHODS: &[&str] = &[
    "query", "header", "timeout", "send", "into_future", "page_size", "start_at", "pages", "items", "stream",
    "download_to", "call",
];

const RENAME: &str = "give one of them another name with `x-rust-name`";

/// Notes all of them.
pub fn find(document: &Document, api: &Api, findings: &mut Findings) {
    operation_ids(document, findings);
    requests(document, findings);
    schemas(api, findings);
    modules(api, findings);
    for schema in api.modules.iter().flat_map(|module| &module.schemas) {
        match &schema.shape {
            Shape::Object(object) => fields(schema, object, findings),
            Shape::Enum(values) => variants(schema, values, findings),
        }
    }
    groups(api, findings);
    for group in &api.groups {
        methods(group, findings);
        for operation in &group.operations {
            params(operation, findings);
        }
    }
}

fn operation_ids(document: &Document, findings: &mut Findings) {
    let ids = document.operations.iter().filter_map(|operation| Some((operation.id.as_ref()?, &operation.at)));
    twice(ids, |id| format!("two operations have the `operationId` `{id}`"), "rename one of them", findings);
}

fn requests(document: &Document, findings: &mut Findings) {
    let requests: Vec<(String, &Place)> = document
        .operations
        .iter()
        .map(|operation| {
            // The same path on another host is another request.
            let host = operation.host.as_ref().map(|(_, host)| host.as_str());
            (format!("{} {} {}", operation.verb, operation.path, host.unwrap_or_default()), &operation.at)
        })
        .collect();
    let requests = requests.iter().map(|(request, at)| (request, *at));
    twice(requests, |request| format!("two operations are the request `{}`", request.trim_end()), "keep one", findings);
}

fn schemas(api: &Api, findings: &mut Findings) {
    let all = || api.modules.iter().flat_map(|module| &module.schemas);
    let names = all().map(|schema| (&schema.name, &schema.at));
    let fix = "rename one of them; names of schemas are unique over the whole document";
    twice(names, |name| format!("two schemas are called `{name}`"), fix, findings);
    let mut known = BTreeSet::new();
    let different = all().filter(|schema| known.insert(&schema.name));
    meet(different.map(|schema| taken(&schema.rust, &schema.name, &schema.at)).collect(), "schemas", RENAME, findings);
    for schema in all() {
        let is_ours = TYPES.contains(&schema.rust.as_str()) || WIRE_TYPES.iter().any(|known| known.rust == schema.rust);
        if is_ours {
            let what = format!("the schema `{}` has the name of a type that the SDK brings along", schema.name);
            findings.add(&schema.at, what, "give it another name with `x-rust-name`");
        }
        valid(is_type(&schema.rust), &schema.rust, &schema.at, "a type, as `LibraryItems` is", findings);
    }
}

fn modules(api: &Api, findings: &mut Findings) {
    let files = api.modules.iter().filter_map(|module| Some((module, &module.schemas.first()?.at)));
    let names = files.clone().map(|(module, at)| (&module.name, at));
    twice(names, |name| format!("two files of schemas are the module `{name}`"), "rename one of the files", findings);
    for (module, at) in files {
        reserved(&module.name, MODEL_MODULES, at, findings);
    }
    for group in &api.groups {
        reserved(&group.name, OPERATION_MODULES, &group.at, findings);
        valid(is_value(&group.name), &group.name, &group.at, "a module, as `live_tv` is", findings);
    }
}

fn fields(schema: &Schema, fields: &[Field], findings: &mut Findings) {
    let mut names: Vec<Taken> = fields.iter().map(|field| taken(&field.rust, &field.wire, &field.at)).collect();
    for field in fields {
        valid(is_value(&field.rust), &field.rust, &field.at, "a field, as `added_at` is", findings);
    }
    names.push(taken("extra", "the members that no field names", &schema.at));
    meet(names, &format!("fields of `{}`", schema.name), RENAME, findings);
}

fn variants(schema: &Schema, variants: &[Variant], findings: &mut Findings) {
    let mut names: Vec<Taken> =
        variants.iter().map(|variant| taken(&variant.rust, &variant.wire, &schema.at)).collect();
    names.push(taken("Other", "any other value", &schema.at));
    let fix = "give one of them another name in `x-enum-names`";
    meet(names, &format!("values of `{}`", schema.name), fix, findings);
    for variant in variants.iter().filter(|variant| !is_type(&variant.rust)) {
        let what = format!("the value `{}` of `{}` has no name that Rust takes", variant.wire, schema.name);
        findings.add(&schema.at, what, "give it one in `x-enum-names`, as `PhotoAlbum` is");
    }
}

fn groups(api: &Api, findings: &mut Findings) {
    let names = api.groups.iter().map(|group| (&group.handle, &group.at));
    twice(names, |name| format!("two tags are the handle `{name}`"), "rename one of them", findings);
}

fn methods(group: &Group, findings: &mut Findings) {
    let operations = group.operations.iter().filter(|operation| !operation.method.is_empty());
    let methods = operations.clone().map(|operation| taken(&operation.method, &operation.id, &operation.at));
    let fix = "give one of them another `x-method`";
    meet(methods.collect(), &format!("methods of `{}`", group.name), fix, findings);
    let mut seen = BTreeSet::new();
    let requests = operations.clone().filter(|operation| seen.insert(&operation.method));
    let mut requests: Vec<Taken> =
        requests.map(|operation| taken(&operation.request, &operation.id, &operation.at)).collect();
    requests.push(taken(&group.handle, &format!("the group {}", group.name), &group.at));
    meet(requests, &format!("structs of `{}`", group.name), fix, findings);
    for operation in operations {
        valid(is_value(&operation.method), &operation.method, &operation.at, "a method, as `create` is", findings);
        reserved(&operation.method, &["new"], &operation.at, findings);
    }
}

fn params(operation: &Operation, findings: &mut Findings) {
    let params = operation.params.iter();
    let names = params.clone().map(|param| taken(&param.rust, &param.wire, &param.at));
    meet(names.collect(), &format!("parameters of `{}`", operation.id), RENAME, findings);
    for param in params {
        valid(is_value(&param.rust), &param.rust, &param.at, "an argument, as `section_id` is", findings);
        if !param.required {
            reserved(&param.rust, REQUEST_METHODS, &param.at, findings);
        }
    }
}

/// Notes every name that occurs more than once, with all its places.
fn twice<'n>(
    names: impl Iterator<Item = (&'n String, &'n Place)>,
    what: impl Fn(&str) -> String,
    fix: &str,
    findings: &mut Findings,
) {
    let mut seen: Vec<(&String, Vec<Place>)> = Vec::new();
    for (name, at) in names {
        match seen.iter_mut().find(|(known, _)| *known == name) {
            Some((_, places)) => places.push(at.clone()),
            None => seen.push((name, vec![at.clone()])),
        }
    }
    for (name, places) in seen.into_iter().filter(|(_, places)| places.len() > 1) {
        findings.add_at(places, what(name), fix);
    }
}

fn reserved(name: &str, taken: &[&str], at: &Place, findings: &mut Findings) {
    if taken.contains(&name) {
        let what = format!("the name `{name}` is taken: the generated code has a `{name}` of its own there");
        findings.add(at, what, "choose another one, for a parameter with `x-rust-name`");
    }
}

fn valid(is_valid: bool, name: &str, at: &Place, what: &str, findings: &mut Findings) {
    if !is_valid && !name.is_empty() {
        findings.add(at, format!("`{name}` is no name for {what}"), "give it one with `x-rust-name` or `x-method`");
    }
}

fn taken(rust: &str, wire: &str, at: &Place) -> Taken {
    Taken { rust: rust.to_owned(), wire: wire.to_owned(), at: at.clone() }
}
