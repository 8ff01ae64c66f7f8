//! The index of all pages.

use std::iter;

use super::table::table;
use super::{anchor, model_path};
use crate::dialect::code;
use crate::ir::{Api, Group, Header, Module, Operation, Section};
use crate::operations::{first_sentence, gives};
use crate::types::{TEXT, WIRE_TYPES};

const SECTIONS: [(Section, &str); 3] = [
    (Section::Components, "Components"),
    (Section::Operations, "Operations"),
    (Section::Errors, "Errors"),
];

/// The page that leads to all others, and explains what they have in common.
pub fn page(api: &Api) -> String {
    let (title, docs) = (&api.title, first_sentence(&api.description));
    let mut text = format!(
        "# {title}

{docs}

The [guides](guides/README.md) show how things are done. This page and those it leads to below are generated from
`openapi/` by `cargo xtask gen`: change the document, not the pages.

## Operations
"
    );
    text.extend(api.groups.iter().map(operations));
    text.push_str("\n## Models\n");
    for (section, title) in SECTIONS {
        let modules = api
            .modules
            .iter()
            .filter(|module| module.section == section);
        let modules: String = modules.map(models).collect();
        if !modules.is_empty() {
            text.push_str(&format!("\n### {title}\n{modules}"));
        }
    }
    text.push_str(&types());
    text.push_str(&headers(&api.identity));
    text
}

fn operations(group: &Group) -> String {
    let Group {
        name, title, docs, ..
    } = group;
    let page = format!("sdks/{name}/README.md");
    let rows = group.operations.iter().map(|operation| {
        let Operation {
            method,
            verb,
            path,
            answer,
            summary,
            ..
        } = operation;
        vec![
            format!("[`{method}`]({page}#{})", anchor(method)),
            format!("`{verb} {path}`"),
            code(Some(&gives(answer))),
            summary.clone(),
        ]
    });
    let table = table(&["Operation", "Request", "Gives", "Summary"], rows);
    format!("\n### [{title}]({page})\n\n{docs}\n\n{table}\n")
}

fn models(module: &Module) -> String {
    let Module {
        name,
        docs,
        section,
        ..
    } = module;
    let rows = module.schemas.iter().map(|schema| {
        let link = model_path(*section, &schema.rust);
        vec![format!("[`{}`]({link})", schema.rust), schema.docs.clone()]
    });
    let table = table(&["Model", "Description"], rows);
    format!("\n{docs} Module `{name}`.\n\n{table}\n")
}

fn types() -> String {
    let wire = WIRE_TYPES.iter().map(|known| (known.rust, known.docs));
    let rows = iter::once(TEXT).chain(wire);
    let rows = rows.map(|(rust, docs)| vec![format!("`{rust}`"), docs.to_owned()]);
    let table = table(&["Type", "Description"], rows);
    format!(
        "
## Types

What the tables name and neither a page nor the standard library explains. Every model also has a field `extra`, which
keeps the members that no field names.

{table}
"
    )
}

fn headers(identity: &[Header]) -> String {
    let rows = identity.iter().map(|header| {
        let Header {
            name,
            docs,
            example,
            ..
        } = header;
        vec![format!("`{name}`"), docs.clone(), code(Some(example))]
    });
    let table = table(&["Header", "Description", "Example"], rows);
    format!(
        "
## Headers

What the client says about itself with every request, once it is told when the client is made.

{table}
"
    )
}
