//! Examples of calls, for the documentation in the code and for the pages. All of them are compiled in the test run.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Answer, Api, Field, Group, Operation, Param, Schema, Shape, Side, TypeRef};
use crate::layout::import;
use crate::types;

/// How many setters an example shows.
const SETTERS: usize = 2;

/// Types that hold a number, and that no number turns into: the unit has to be told.
const UNITS: [&str; 2] = ["Milliseconds", "Seconds"];

/// Widest line of an example.
const WIDTH: usize = 80;

/// Makes the examples, knowing all schemas.
pub struct Examples<'a> {
    schemas: BTreeMap<&'a str, &'a Schema>,
}

/// The names that examples take from elsewhere.
#[derive(Debug, Default)]
pub struct Uses {
    pub models: BTreeSet<String>,
    pub chrono: BTreeSet<&'static str>,
}

impl<'a> Examples<'a> {
    pub fn new(api: &'a Api) -> Self {
        let schemas = api.modules.iter().flat_map(|module| &module.schemas);
        Examples {
            schemas: schemas
                .map(|schema| (schema.rust.as_str(), schema))
                .collect(),
        }
    }

    /// The example of an operation as a doctest, with the lines around it hidden.
    pub fn for_docs(&self, group: &Group, operation: &Operation) -> String {
        let (variable, handle) = handle(group.side);
        let mut uses = Uses::default();
        let body = self.body(group, operation, &mut uses);
        let body: String = body.iter().map(|line| format!("{line}\n")).collect();
        let uses = import("chrono", &uses.chrono) + &import("plex_api", &uses.models);
        let gap = if uses.is_empty() { "" } else { "\n" };
        let allow = match operation.deprecated {
            Some(_) => "# #[allow(deprecated)]\n",
            None => "",
        };
        format!(
            "{uses}{gap}{allow}# async fn example({variable}: &plex_api::{handle}) -> plex_api::Result<()> {{\n{body}# Ok(())\n# }}\n"
        )
    }

    /// The example of an operation as a program that a page can show whole.
    pub fn for_page(&self, group: &Group, operation: &Operation) -> String {
        let (variable, handle) = handle(group.side);
        let mut uses = Uses::default();
        let mut body = self.body(group, operation, &mut uses);
        body.extend(print(group, operation));
        uses.models.insert(handle.to_owned());
        let uses = import("chrono", &uses.chrono) + &import("plex_api", &uses.models);
        let allow = match operation.deprecated {
            Some(_) => "#[allow(deprecated)]\n",
            None => "",
        };
        let name = &operation.method;
        let mut text = format!(
            "{uses}\n{allow}async fn {name}({variable}: &{handle}) -> plex_api::Result<()> {{\n"
        );
        text.extend(body.iter().map(|line| format!("    {line}\n")));
        text.push_str("    Ok(())\n}\n");
        text
    }

    /// A request with every value that it can have, as an expression.
    pub fn sample(&self, group: &Group, operation: &Operation, uses: &mut Uses) -> String {
        let params: Vec<&Param> = operation.params.iter().collect();
        let call = self.calls(group, operation, &params, uses).concat();
        match self.prepare(operation, usize::MAX, uses).as_slice() {
            [] => call,
            lines => format!("{{ {} {call} }}", lines.join(" ")),
        }
    }

    /// The name that an example has for the handle of a group's side.
    pub fn variable(&self, group: &Group) -> &'static str {
        handle(group.side).0
    }

    fn body(&self, group: &Group, operation: &Operation, uses: &mut Uses) -> Vec<String> {
        let shown: Vec<&Param> = shown(operation).collect();
        let mut lines = self.prepare(operation, SETTERS, uses);
        let mut calls = self.calls(group, operation, &shown, uses);
        let name = noun(group, operation);
        if operation.paged {
            calls.push(".items()".to_owned());
            lines.extend(statement(&format!("let mut {name} = "), &calls));
            let item = item(&name);
            lines.push(format!(
                "while let Some({item}) = {name}.try_next().await? {{"
            ));
            lines.push(format!("    println!(\"{{{item}:?}}\");"));
            lines.push("}".to_owned());
            return lines;
        }
        calls.push(".await?".to_owned());
        lines.extend(match operation.answer {
            Answer::Nothing => statement("", &calls),
            _ => statement(&format!("let {name} = "), &calls),
        });
        lines
    }

    /// The lines that make the body which a request takes whole, with so many fields of each object.
    fn prepare(&self, operation: &Operation, fields: usize, uses: &mut Uses) -> Vec<String> {
        let mut lines = Vec::new();
        for param in operation.params.iter().filter(|param| param.argument) {
            if let TypeRef::Object(name) = &param.kind {
                self.object("body", name, fields, &mut lines, uses);
            }
        }
        lines
    }

    /// The lines that make one object, with the objects in it before it.
    fn object(
        &self,
        variable: &str,
        name: &str,
        fields: usize,
        lines: &mut Vec<String>,
        uses: &mut Uses,
    ) {
        let Some(Shape::Object(members)) = self.schemas.get(name).map(|schema| &schema.shape)
        else {
            return;
        };
        let mut values = Vec::new();
        for field in members.iter().filter(|field| !field.rare) {
            if values.len() == fields {
                break;
            }
            if let TypeRef::Object(inner) = &field.kind {
                self.object(&field.rust, inner, fields, lines, uses);
                values.push(match field.required {
                    true => format!("{variable}.{0} = {0};", field.rust),
                    false => format!("{variable}.{0} = Some({0});", field.rust),
                });
            } else if field.example.is_some() {
                let value = self.field(field, uses);
                values.push(format!("{variable}.{} = {value};", field.rust));
            }
        }
        uses.models.insert(name.to_owned());
        lines.push(format!("let mut {variable} = {name}::default();"));
        lines.append(&mut values);
    }

    /// A field's example as Rust.
    fn field(&self, field: &Field, uses: &mut Uses) -> String {
        let example = field.example.as_deref().unwrap_or_default();
        let value = |kind: &TypeRef, example: &str, uses: &mut Uses| {
            let literal = self.literal(kind, example, uses);
            match kind {
                TypeRef::Text | TypeRef::Wire(_) if !literal.contains('(') => {
                    format!("{literal}.into()")
                }
                _ => literal,
            }
        };
        match &field.kind {
            TypeRef::List(item) => {
                let items = example.split(',').map(|part| value(item, part, uses));
                format!("vec![{}]", items.collect::<Vec<_>>().join(", "))
            }
            kind if field.required => value(kind, example, uses),
            kind => format!("Some({})", value(kind, example, uses)),
        }
    }

    /// The calls that make the request.
    fn calls(
        &self,
        group: &Group,
        operation: &Operation,
        params: &[&Param],
        uses: &mut Uses,
    ) -> Vec<String> {
        let (variable, _) = handle(group.side);
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for param in params {
            let value = self.argument(param, uses);
            if param.argument {
                arguments.push(value);
            } else {
                setters.push(format!(".{}({value})", param.rust));
            }
        }
        let mut calls = vec![
            variable.to_owned(),
            format!(".{}()", group.name),
            format!(".{}({})", operation.method, arguments.join(", ")),
        ];
        calls.extend(setters);
        calls
    }

    /// What a parameter is given, as Rust.
    fn argument(&self, param: &Param, uses: &mut Uses) -> String {
        let example = param.example.as_deref().unwrap_or_default();
        match &param.kind {
            TypeRef::Object(_) => "&body".to_owned(),
            TypeRef::Pair => {
                let first = example.split(',').next().unwrap_or_default();
                let (name, value) = first.split_once('=').unwrap_or((first, ""));
                format!("{name:?}, {value:?}")
            }
            kind => self.literal(kind, example, uses),
        }
    }

    /// An example as Rust.
    fn literal(&self, kind: &TypeRef, example: &str, uses: &mut Uses) -> String {
        match kind {
            TypeRef::Flag | TypeRef::Bit | TypeRef::Whole => example.to_owned(),
            TypeRef::Decimal if example.contains('.') => example.to_owned(),
            TypeRef::Decimal => format!("{example}.0"),
            TypeRef::Wire(name) if UNITS.contains(&name.as_str()) => {
                uses.models.insert(name.clone());
                format!("{name}({example})")
            }
            TypeRef::Wire(_) if types::is_number(kind) => example.to_owned(),
            TypeRef::Enum(name) => match self.variant(name, example) {
                Some(variant) => {
                    uses.models.insert(name.clone());
                    format!("{name}::{variant}")
                }
                None => format!("{example:?}"),
            },
            TypeRef::UnixSeconds => {
                uses.chrono.insert("DateTime");
                format!("DateTime::from_timestamp({example}, 0).unwrap_or_default()")
            }
            TypeRef::Rfc3339 => {
                uses.chrono.extend(["DateTime", "Utc"]);
                format!("{example:?}.parse::<DateTime<Utc>>().unwrap_or_default()")
            }
            TypeRef::Day => {
                uses.chrono.insert("NaiveDate");
                format!("{example:?}.parse::<NaiveDate>().unwrap_or_default()")
            }
            TypeRef::List(item) => {
                let items = example
                    .split(',')
                    .map(|part| self.literal(item, part, uses));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            TypeRef::Upload => "\"the bytes of a file\"".to_owned(),
            _ => format!("{example:?}"),
        }
    }

    /// The variant that stands for a value of an enumeration.
    fn variant(&self, schema: &str, value: &str) -> Option<&'a str> {
        let Shape::Enum(variants) = &self.schemas.get(schema)?.shape else {
            return None;
        };
        let variant = variants.iter().find(|variant| variant.wire == value)?;
        Some(&variant.rust)
    }
}

fn handle(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Account => ("plex", "Plex"),
        Side::Server => ("server", "Server"),
    }
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
            | TypeRef::Pair
    );
    is_plain && param.example.is_some() && param.default.is_none()
}

/// What a page's example does with the answer.
fn print(group: &Group, operation: &Operation) -> Vec<String> {
    let name = noun(group, operation);
    match operation.answer {
        _ if operation.paged => Vec::new(),
        Answer::Nothing => Vec::new(),
        Answer::Bytes => vec![format!("println!(\"{{}} bytes\", {name}.len());")],
        Answer::List(..)
        | Answer::Object {
            payload: Some(_), ..
        } => {
            let item = item(&name);
            vec![
                format!("for {item} in {name} {{"),
                format!("    println!(\"{{{item}:?}}\");"),
                "}".to_owned(),
            ]
        }
        Answer::Text | Answer::Raw | Answer::Object { .. } => {
            vec![format!("println!(\"{{{name}:?}}\");")]
        }
    }
}

/// What the answer of an operation is called in an example: a list by its plural, a thing by its singular.
fn noun(group: &Group, operation: &Operation) -> String {
    let method = &operation.method;
    let is_list = matches!(
        operation.answer,
        Answer::List(..)
            | Answer::Object {
                payload: Some(_),
                ..
            }
    );
    match &operation.answer {
        Answer::Bytes => "bytes".to_owned(),
        Answer::Object {
            envelope: None,
            payload: None,
            ..
        } => singular(&group.name).unwrap_or_else(|| method.clone()),
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
