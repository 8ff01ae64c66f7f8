//! Sentences that say nothing: one that only repeats the name, and one that stands twice.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use crate::findings::Findings;
use crate::ir::{Api, Field, Place, Shape};

/// Words that say nothing by themselves.
const EMPTY: &str =
    "a an the of this that its it is are to for in on by with and or which what value";

/// Notes the sentences about fields and parameters that say nothing.
pub fn find(api: &Api, findings: &mut Findings) {
    for schema in api.modules.iter().flat_map(|module| &module.schemas) {
        let Shape::Object(fields) = &schema.shape else {
            continue;
        };
        twice(&schema.name, fields, findings);
        for field in fields {
            let what = format!("the field `{}` of `{}`", field.wire, schema.name);
            repeated(&what, &field.wire, &field.docs, &field.at, findings);
        }
    }
    for operation in api.groups.iter().flat_map(|group| &group.operations) {
        for param in &operation.params {
            let what = format!("the parameter `{}`", param.wire);
            repeated(&what, &param.wire, &param.docs, &param.at, findings);
        }
    }
}

fn repeated(what: &str, name: &str, docs: &str, at: &Place, findings: &mut Findings) {
    let told = words(docs);
    let name = words(&name.to_snake_case());
    if !told.is_empty() && told.iter().all(|word| is_told_by(word, &name)) {
        let what = format!("the sentence about {what} only repeats its name: {docs}");
        let fix = "say what it is for, or what is known of it";
        findings.add(at, what, fix);
    }
}

fn twice(schema: &str, fields: &[Field], findings: &mut Findings) {
    let mut sentences: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for field in fields.iter().filter(|field| !field.docs.is_empty()) {
        sentences.entry(&field.docs).or_default().push(field);
    }
    for (sentence, fields) in sentences.into_iter().filter(|(_, fields)| fields.len() > 1) {
        let names = fields.iter().map(|field| format!("`{}`", field.wire));
        let names = names.collect::<Vec<_>>().join(" and ");
        let places = fields.iter().map(|field| field.at.clone()).collect();
        let what = format!("{names} of `{schema}` have the same sentence: {sentence}");
        findings.add_at(places, what, "say what tells them apart");
    }
}

/// Whether a word is one of the name's, in the singular or in the plural.
fn is_told_by(word: &str, name: &BTreeSet<String>) -> bool {
    let singular = |word: &str| word.trim_end_matches('s').to_owned();
    name.iter().any(|known| singular(known) == singular(word))
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase);
    words
        .filter(|word| !word.is_empty() && !EMPTY.split(' ').any(|empty| empty == word))
        .collect()
}
