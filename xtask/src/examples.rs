//! Examples of calls, for the documentation in the code and for the pages. All of them are compiled in the test run.

use std::collections::BTreeMap;

use crate::ir::{Answer, Api, Group, Operation, Param, Shape, Side, TypeRef};
use crate::layout::import;
use crate::types;

/// How many setters an example shows.
const SETTERS: usize = 2;

/// Widest line of an example.
const WIDTH: usize = 80;

/// Makes the examples, knowing the names of all values of enumerations.
pub struct Examples<'a> {
    variants: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> Examples<'a> {
    pub fn new(api: &'a Api) -> Self {
        let mut variants = BTreeMap::new();
        for schema in api.modules.iter().flat_map(|module| &module.schemas) {
            if let Shape::Enum(values) = &schema.shape {
                let values = values
                    .iter()
                    .map(|value| (value.wire.as_str(), value.rust.as_str()));
                variants.extend(values.map(|(wire, rust)| ((schema.rust.as_str(), wire), rust)));
            }
        }
        Examples { variants }
    }

    /// The example of an operation as a doctest, with the lines around it hidden.
    pub fn for_docs(&self, group: &Group, operation: &Operation) -> String {
        let (variable, handle) = handle(group.side);
        let uses = import("plex_api", enums(operation));
        let gap = if uses.is_empty() { "" } else { "\n" };
        let body: String = self
            .body(group, operation)
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        format!(
            "{uses}{gap}# async fn example({variable}: &plex_api::{handle}) -> plex_api::Result<()> {{\n{body}# Ok(())\n# }}\n"
        )
    }

    /// The example of an operation as a program that a page can show whole.
    pub fn for_page(&self, group: &Group, operation: &Operation) -> String {
        let (variable, handle) = handle(group.side);
        let uses = import("plex_api", enums(operation).chain([handle]));
        let name = &operation.method;
        let mut text =
            format!("{uses}\nasync fn {name}({variable}: &{handle}) -> plex_api::Result<()> {{\n");
        for line in self
            .body(group, operation)
            .iter()
            .chain(&print(group, operation))
        {
            text.push_str(&format!("    {line}\n"));
        }
        text.push_str("    Ok(())\n}\n");
        text
    }

    fn body(&self, group: &Group, operation: &Operation) -> Vec<String> {
        let mut calls = self.calls(group, operation);
        let name = noun(group, operation);
        if operation.paged {
            calls.push(".items()".to_owned());
            let mut lines = statement(&format!("let mut {name} = "), &calls);
            let item = item(&name);
            lines.push(format!(
                "while let Some({item}) = {name}.try_next().await? {{"
            ));
            lines.push(format!("    println!(\"{{{item}:?}}\");"));
            lines.push("}".to_owned());
            return lines;
        }
        calls.push(".await?".to_owned());
        match operation.answer {
            Answer::Nothing => statement("", &calls),
            _ => statement(&format!("let {name} = "), &calls),
        }
    }

    /// The calls that make the request.
    fn calls(&self, group: &Group, operation: &Operation) -> Vec<String> {
        let (variable, _) = handle(group.side);
        let required = shown(operation).filter(|param| param.required);
        let arguments: Vec<String> = required.map(|param| self.literal(param)).collect();
        let mut calls = vec![
            variable.to_owned(),
            format!(".{}()", group.name),
            format!(".{}({})", operation.method, arguments.join(", ")),
        ];
        let optional = shown(operation).filter(|param| !param.required);
        calls.extend(optional.map(|param| format!(".{}({})", param.rust, self.literal(param))));
        calls
    }

    /// A parameter's example as Rust.
    fn literal(&self, param: &Param) -> String {
        let example = param.example.as_deref().unwrap_or_default();
        match &param.kind {
            TypeRef::Flag | TypeRef::Bit | TypeRef::Whole | TypeRef::Decimal => example.to_owned(),
            TypeRef::Wire(_) if types::is_number(&param.kind) => example.to_owned(),
            TypeRef::Enum(name) => match self.variants.get(&(name.as_str(), example)) {
                Some(variant) => format!("{name}::{variant}"),
                None => format!("{example:?}"),
            },
            TypeRef::List(_) => {
                let items: Vec<String> =
                    example.split(',').map(|item| format!("{item:?}")).collect();
                format!("[{}]", items.join(", "))
            }
            _ => format!("{example:?}"),
        }
    }
}

fn handle(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Account => ("plex", "Plex"),
        Side::Server => ("server", "Server"),
    }
}

/// The enumerations whose values an example names.
fn enums(operation: &Operation) -> impl Iterator<Item = &str> {
    shown(operation).filter_map(|param| match &param.kind {
        TypeRef::Enum(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The parameters that an example gives: all required ones, and the first few of the others.
fn shown(operation: &Operation) -> impl Iterator<Item = &Param> {
    let required = operation.params.iter().filter(|param| param.required);
    let optional = operation
        .params
        .iter()
        .filter(|param| !param.required && !param.deprecated && is_plain(param));
    required.chain(optional.take(SETTERS))
}

fn is_plain(param: &Param) -> bool {
    let is_plain = matches!(
        param.kind,
        TypeRef::Flag
            | TypeRef::Bit
            | TypeRef::Whole
            | TypeRef::Decimal
            | TypeRef::Text
            | TypeRef::Enum(_)
    );
    is_plain && param.example.is_some()
}

/// What a page's example does with the answer.
fn print(group: &Group, operation: &Operation) -> Vec<String> {
    let name = noun(group, operation);
    match operation.answer {
        _ if operation.paged => Vec::new(),
        Answer::Nothing => Vec::new(),
        Answer::Bytes => vec![format!("println!(\"{{}} bytes\", {name}.len());")],
        Answer::List(_)
        | Answer::Envelope {
            payload: Some(_), ..
        } => {
            let item = item(&name);
            vec![
                format!("for {item} in {name} {{"),
                format!("    println!(\"{{{item}:?}}\");"),
                "}".to_owned(),
            ]
        }
        Answer::Text | Answer::Object(_) | Answer::Envelope { .. } => {
            vec![format!("println!(\"{{{name}:?}}\");")]
        }
    }
}

/// What the answer of an operation is called in an example: a list by its plural, a thing by its singular.
fn noun(group: &Group, operation: &Operation) -> String {
    let method = &operation.method;
    let is_list = matches!(
        operation.answer,
        Answer::List(_)
            | Answer::Envelope {
                payload: Some(_),
                ..
            }
    );
    match &operation.answer {
        Answer::Bytes => "bytes".to_owned(),
        Answer::Object(_) => singular(&group.name).unwrap_or_else(|| method.clone()),
        _ if is_list && singular(method).is_none() && singular(&group.name).is_some() => {
            group.name.clone()
        }
        _ => method.clone(),
    }
}

/// What one of a list is called.
fn item(list: &str) -> String {
    singular(list).unwrap_or_else(|| "item".to_owned())
}

fn singular(plural: &str) -> Option<String> {
    let endings = [
        ("ies", "y"),
        ("lves", "lf"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ss", "ss"),
        ("s", ""),
    ];
    let (stem, ending) = endings
        .iter()
        .find_map(|(from, to)| Some((plural.strip_suffix(from)?, *to)))?;
    Some(format!("{stem}{ending}")).filter(|singular| singular != plural)
}

/// A statement on one line, or one call a line.
fn statement(before: &str, calls: &[String]) -> Vec<String> {
    let line = format!("{before}{};", calls.concat());
    if line.len() <= WIDTH {
        return vec![line];
    }
    let mut lines: Vec<String> = Vec::new();
    for (position, call) in calls.iter().enumerate() {
        let start = if position == 0 { before } else { "    " };
        lines.push(format!("{start}{call}"));
    }
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_have_a_singular() {
        let pairs = [
            ("pins", "pin"),
            ("shelves", "shelf"),
            ("activities", "activity"),
            ("classes", "class"),
        ];
        for (plural, expected) in pairs {
            assert_eq!(singular(plural).as_deref(), Some(expected));
        }
        assert_eq!(singular("access"), None);
        assert_eq!(singular("library"), None);
    }
}
