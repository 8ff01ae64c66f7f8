//! Nothing is lost on the way: whatever the document holds is found again in the emitted text.

use std::{collections::HashSet, fmt};

use crate::ir::{Api, Shape};
use crate::spec::Document;
use crate::{Failure, Files, markdown, models, operations};

/// What went in and what came out.
#[derive(Debug)]
pub struct Conservation {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    what: &'static str,
    before: usize,
    after: usize,
}

/// Counts what the document holds and what the files hold of it.
pub fn conserved(document: &Document, api: &Api, files: &Files) -> Result<Conservation, Failure> {
    let operations = document.operations.len();
    let schemas = document.files.iter().map(|file| file.schemas.len()).sum();
    let conservation = Conservation {
        rows: vec![
            Row {
                what: "operations as methods",
                before: operations,
                after: methods(document, files),
            },
            Row {
                what: "operations on pages",
                before: operations,
                after: sections(api, files),
            },
            Row {
                what: "schemas as types",
                before: schemas,
                after: types(api, files),
            },
            Row {
                what: "schemas on pages",
                before: schemas,
                after: pages(files),
            },
            Row {
                what: "fields with an adapter",
                before: fields(api),
                after: adapters(files),
            },
        ],
    };
    match conservation.rows.iter().all(|row| row.before == row.after) {
        true => Ok(conservation),
        false => Err(Failure(format!(
            "the generator lost something, nothing written\n{conservation}"
        ))),
    }
}

impl fmt::Display for Conservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Row {
            what,
            before,
            after,
        } in &self.rows
        {
            writeln!(f, "{what:24} {before:5} in {after:5} out")?;
        }
        Ok(())
    }
}

fn methods(document: &Document, files: &Files) -> usize {
    let code = under(files, operations::FOLDER);
    let ids = document
        .operations
        .iter()
        .filter_map(|operation| operation.id.as_ref());
    ids.filter(|id| code.contains(format!("    id: {id:?},").as_str()))
        .count()
}

fn sections(api: &Api, files: &Files) -> usize {
    let mut found = 0;
    for group in &api.groups {
        let page = under(files, &format!("{}/sdks/{}/", markdown::FOLDER, group.name));
        let headings = group
            .operations
            .iter()
            .map(|operation| format!("## {}", operation.method));
        found += headings
            .filter(|heading| page.contains(heading.as_str()))
            .count();
    }
    found
}

fn types(api: &Api, files: &Files) -> usize {
    let code = under(files, models::FOLDER);
    let schemas = api.modules.iter().flat_map(|module| &module.schemas);
    let declarations = schemas.map(|schema| match schema.shape {
        Shape::Object(_) => format!("pub struct {} {{", schema.rust),
        Shape::Enum(_) => format!("pub enum {} {{", schema.rust),
    });
    declarations
        .filter(|declaration| code.contains(declaration.as_str()))
        .count()
}

fn pages(files: &Files) -> usize {
    let folder = format!("{}/models/", markdown::FOLDER);
    files
        .keys()
        .filter(|path| path.starts_with(&folder))
        .count()
}

fn fields(api: &Api) -> usize {
    let schemas = api.modules.iter().flat_map(|module| &module.schemas);
    let fields = schemas.map(|schema| match &schema.shape {
        Shape::Object(fields) => fields.len(),
        Shape::Enum(_) => 0,
    });
    fields.sum()
}

fn adapters(files: &Files) -> usize {
    let slots = ["        optional ", "        required ", "        list "];
    lines(files, models::FOLDER)
        .filter(|line| slots.iter().any(|slot| line.starts_with(slot)))
        .count()
}

/// The lines of all files below a folder, to look for many of them.
fn under<'f>(files: &'f Files, folder: &str) -> HashSet<&'f str> {
    lines(files, folder).collect()
}

fn lines<'f>(files: &'f Files, folder: &str) -> impl Iterator<Item = &'f str> {
    let files = files
        .iter()
        .filter(move |(path, _)| path.starts_with(folder));
    files.flat_map(|(_, text)| text.lines())
}
