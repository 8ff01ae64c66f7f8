//! Examples of calls, for the documentation in the code and for the pages. All of them are compiled in the test run.

use crate::layout::import;
use crate::ir::{Answer, Group, Operation, Param, Side, TypeRef};

/// How many setters an example shows.
const SETTERS: usize = 2;

/// The example of an operation as a doctest, with the lines around it hidden.
pub fn for_docs(group: &Group, operation: &Operation) -> String {
    let (variable, handle) = handle(group.side);
    let body: String = body(group, operation).iter().map(|line| format!("{line}\n")).collect();
    let uses = import("plex_api", enums(operation));
    let gap = if uses.is_empty() { "" } else { "\n" };
    format!("{uses}{gap}# async fn example({variable}: &plex_api::{handle}) -> plex_api::Result<()> {{\n{body}# Ok(())\n# }}\n")
}

/// The example of an operation as a program that a page can show whole.
pub fn for_page(group: &Group, operation: &Operation) -> String {
    let (variable, handle) = handle(group.side);
    let name = &operation.method;
    let mut text = import("plex_api", enums(operation).chain([handle]));
    text.push_str(&format!("\nasync fn {name}({variable}: &{handle}) -> plex_api::Result<()> {{\n"));
    for line in body(group, operation).iter().chain(&print(group, operation)) {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str("    Ok(())\n}\n");
    text
}

fn handle(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Account => ("plex", "Plex"),
        Side::Server => ("server", "Server"),
    }
}

/// The enumerations whose variants an example names.
fn enums(operation: &Operation) -> impl Iterator<Item = &str> {
    shown(operation).filter_map(|param| match &param.kind {
        TypeRef::Enum(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The parameters that an example gives: all required ones, and the first few of the others.
fn shown(operation: &Operation) -> impl Iterator<Item = &Param> {
    let required = operation.params.iter().filter(|param| param.required);
    let optional = operation.params.iter().filter(|param| !param.required && !param.deprecated && is_simple(param));
    required.chain(optional.take(SETTERS))
}

fn is_simple(param: &Param) -> bool {
    let plain = matches!(
        param.kind,
        TypeRef::Flag | TypeRef::Bit | TypeRef::Whole | TypeRef::Decimal | TypeRef::Text | TypeRef::Enum(_)
    );
    plain && param.example.is_some()
}

fn body(group: &Group, operation: &Operation) -> Vec<String> {
    let call = call(group, operation);
    let name = noun(group, operation);
    if operation.paged {
        let mut lines = statement(&format!("let mut {name} = "), &call, &[".items()"], ";");
        let item = name.strip_suffix('s').filter(|item| !item.is_empty()).unwrap_or("item");
        lines.push(format!("while let Some({item}) = {name}.try_next().await? {{"));
        lines.push(format!("    println!(\"{{{item}:?}}\");"));
        lines.push("}".to_owned());
        return lines;
    }
    match operation.answer {
        Answer::Nothing => statement("", &call, &[".await?"], ";"),
        _ => statement(&format!("let {name} = "), &call, &[".await?"], ";"),
    }
}

/// What a page's example does with the answer.
fn print(group: &Group, operation: &Operation) -> Vec<String> {
    let name = noun(group, operation);
    match operation.answer {
        _ if operation.paged => Vec::new(),
        Answer::Nothing => Vec::new(),
        Answer::Bytes => vec![format!("println!(\"{{}} bytes\", {name}.len());")],
        Answer::List(_) | Answer::Envelope { payload: Some(_), .. } => {
            let item = name.strip_suffix('s').filter(|item| !item.is_empty()).unwrap_or("item");
            vec![
                format!("for {item} in {name} {{"),
                format!("    println!(\"{{{item}:?}}\");"),
                "}".to_owned(),
            ]
        }
        Answer::Object(_) | Answer::Envelope { .. } => vec![format!("println!(\"{{{name}:?}}\");")],
    }
}

/// What the answer of an operation is called in an example.
fn noun(group: &Group, operation: &Operation) -> String {
    match (&operation.answer, group.name.strip_suffix('s')) {
        (Answer::Bytes, _) => "bytes".to_owned(),
        (Answer::Object(_), Some(singular)) => singular.to_owned(),
        _ => operation.method.clone(),
    }
}

/// The calls that make the request.
fn call(group: &Group, operation: &Operation) -> Vec<String> {
    let (variable, _) = handle(group.side);
    let arguments: Vec<String> = shown(operation).filter(|param| param.required).map(literal).collect();
    let mut calls = vec![
        variable.to_owned(),
        format!(".{}()", group.name),
        format!(".{}({})", operation.method, arguments.join(", ")),
    ];
    let setters = shown(operation).filter(|param| !param.required);
    calls.extend(setters.map(|param| format!(".{}({})", param.rust, literal(param))));
    calls
}

fn statement(before: &str, calls: &[String], last: &[&str], after: &str) -> Vec<String> {
    let calls: Vec<&str> = calls.iter().map(String::as_str).chain(last.iter().copied()).collect();
    let line = format!("{before}{}{after}", calls.concat());
    if line.len() <= 80 {
        return vec![line];
    }
    let mut lines: Vec<String> = Vec::new();
    for (position, call) in calls.iter().enumerate() {
        match position {
            0 => lines.push(format!("{before}{call}")),
            _ => lines.push(format!("    {call}")),
        }
    }
    if let Some(last) = lines.last_mut() {
        last.push_str(after);
    }
    lines
}

/// A parameter's example as Rust.
fn literal(param: &Param) -> String {
    let example = param.example.as_deref().unwrap_or_default();
    match &param.kind {
        TypeRef::Flag | TypeRef::Bit => (example == "true" || example == "1").to_string(),
        TypeRef::Whole | TypeRef::Decimal => example.to_owned(),
        TypeRef::Wire(name) if crate::types::wire_type(name).is_some_and(|known| known.adapter == "Whole") => {
            example.to_owned()
        }
        TypeRef::Enum(name) => format!("{name}::from({example:?})"),
        TypeRef::List(_) => {
            let items: Vec<String> = example.split(',').map(|item| format!("{item:?}")).collect();
            format!("[{}]", items.join(", "))
        }
        _ => format!("{example:?}"),
    }
}
