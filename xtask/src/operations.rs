//! From the ir to the operation files of `plex-api`.
//!
//! Per group a handle, per operation a method on it and a small struct that holds the call: required values are arguments
//! of the method, optional ones setters of the struct.

mod samples;
mod scope;

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;

use scope::Scope;

use crate::Files;
use crate::examples::Examples;
use crate::ir::{
    Answer, Api, Auth, Group, Host, Location, Operation, Param, Payload, Side, Style, TypeRef,
};
use crate::layout::{WIDTH, array, chain, comment, export, import, preamble, signature};
use crate::types;

/// Where the files go.
pub const FOLDER: &str = "crates/plex-api/src/generated";

/// What every request may end in, whatever the document says.
const TRANSPORT: &str =
    "Besides, as with every request: the connection fails, or the answer takes too long";

/// Emits all operation files.
pub fn emit(api: &Api) -> Files {
    let mut files = Files::new();
    let examples = Examples::new(api);
    for group in &api.groups {
        files.insert(
            format!("{FOLDER}/{}.rs", group.name),
            file(group, &examples),
        );
        files.insert(
            format!("{FOLDER}/samples/{}.rs", group.name),
            samples::file(group, &examples),
        );
    }
    files.insert(
        format!("{FOLDER}/samples/mod.rs"),
        samples::modules(&api.groups),
    );
    files.insert(format!("{FOLDER}/containers.rs"), containers(&api.groups));
    files.insert(format!("{FOLDER}/hosts.rs"), hosts(&api.hosts));
    files.insert(format!("{FOLDER}/pages.rs"), pages(&api.groups));
    files.insert(format!("{FOLDER}/mod.rs"), modules(&api.groups));
    files
}

/// The Rust type that awaiting an operation gives.
pub fn gives(answer: &Answer) -> String {
    match answer {
        Answer::Nothing => "()".to_owned(),
        Answer::Bytes => "Bytes".to_owned(),
        Answer::Text => "String".to_owned(),
        Answer::Raw => "serde_json::Value".to_owned(),
        Answer::List(schema) => format!("Vec<{schema}>"),
        Answer::Object {
            payload: Some(payload),
            ..
        } => format!("Vec<{}>", types::rust(&payload.item)),
        Answer::Object { schema, .. } => schema.clone(),
    }
}

/// What is requested of whom, and by which names others know it.
pub fn in_words(operation: &Operation) -> String {
    let Operation {
        verb,
        path,
        host,
        origins,
        ..
    } = operation;
    let host = match &host.url {
        Some(url) => url.trim_start_matches("https://"),
        None => "the media server",
    };
    let origins: Vec<String> = origins.iter().map(|origin| format!("`{origin}`")).collect();
    let known = if origins.is_empty() {
        ""
    } else {
        "; known elsewhere as "
    };
    format!("`{verb} {path}` on {host}{known}{}.", origins.join(", "))
}

// A group's file

fn file(group: &Group, examples: &Examples<'_>) -> String {
    let scope = Scope::new(group);
    let mut text = preamble(&group.file);
    text.push_str(&comment("//!", &group.docs));
    text.push('\n');
    text.push_str(&scope.imports());
    text.push_str(&handle(group));
    text.push_str(&methods(group, &scope, examples));
    for operation in &group.operations {
        text.push('\n');
        text.push_str(&endpoint(operation, &scope));
        if let Some(query) = &operation.graphql {
            let name = query_constant(operation);
            text.push_str(&format!("\nconst {name}: &str = r#\"{query}\"#;\n"));
        }
        text.push('\n');
        text.push_str(&request(group, operation, &scope));
    }
    text
}

fn handle(group: &Group) -> String {
    let Group { name, handle, .. } = group;
    let side = side(group);
    let door = comment("    ///", first_sentence(&group.docs));
    let docs = comment("///", &group.docs);
    format!(
        "
impl {side} {{
{door}    pub fn {name}(&self) -> {handle}<'_> {{
        {handle}::new(self.client())
    }}
}}

{docs}#[derive(Debug, Clone, Copy)]
pub struct {handle}<'a> {{
    client: &'a Client,
}}
"
    )
}

/// The handle of the SDK that offers a group.
pub fn side(group: &Group) -> &'static str {
    match group.side {
        Side::Account => "Plex",
        Side::Server => "Server",
    }
}

fn methods(group: &Group, scope: &Scope, examples: &Examples<'_>) -> String {
    let mut text = format!(
        "
impl<'a> {}<'a> {{
    pub(crate) fn new(client: &'a Client) -> Self {{
        Self {{ client }}
    }}
",
        group.handle
    );
    for operation in &group.operations {
        text.push('\n');
        text.push_str(&comment(
            "    ///",
            &method_docs(group, operation, examples),
        ));
        if let Some(successor) = &operation.deprecated {
            text.push_str(&deprecated(successor));
        }
        text.push_str(&method(operation, scope));
    }
    text.push_str("}\n");
    text
}

fn method_docs(group: &Group, operation: &Operation, examples: &Examples<'_>) -> String {
    let Operation { summary, docs, .. } = operation;
    let mut docs = format!("{summary}\n\n{docs}\n\n{}", in_words(operation));
    for sentence in facts(operation) {
        docs.push_str(&format!(" {sentence}"));
    }
    docs.push_str("\n\n# Errors\n\n");
    for refusal in &operation.refusals {
        docs.push_str(&format!("- {}: {}\n", refusal.status, refusal.docs));
    }
    let transport = match operation.answer {
        Answer::Nothing | Answer::Bytes | Answer::Text => format!("{TRANSPORT}."),
        _ if operation.graphql.is_some() => {
            format!("{TRANSPORT}, is too large, is no JSON, or complains of the query.")
        }
        _ => format!(
            "{TRANSPORT}, is too large, or is no {}.",
            if operation.xml_only {
                "XML"
            } else {
                "JSON or XML"
            }
        ),
    };
    docs.push_str(&format!(
        "\n{transport}\n\n# Examples\n\n```no_run\n{}```\n",
        examples.for_docs(group, operation)
    ));
    docs
}

fn method(operation: &Operation, scope: &Scope) -> String {
    let Operation {
        method, request, ..
    } = operation;
    let required: Vec<&Param> = operation
        .params
        .iter()
        .filter(|param| param.argument)
        .collect();
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(
        required
            .iter()
            .map(|param| format!("{}: {}", param.rust, scope.argument(&param.kind))),
    );

    let query = operation.graphql.as_ref();
    let query = query.map(|_| format!(".graphql({})", query_constant(operation)));
    let values =
        operation
            .params
            .iter()
            .filter_map(|param| match (&param.default, param.argument) {
                (Some(default), _) => {
                    Some(format!(".{}({:?}, {default:?})", slot(param), param.wire))
                }
                (None, true) => Some(format!(".{}", sending(param, scope))),
                (None, false) => None,
            });
    let calls: Vec<String> = query
        .into_iter()
        .chain(values)
        .chain(content_type(operation))
        .collect();
    let head = format!("Call::new(self.client, &{})", constant(operation));

    let mut text = signature(4, method, &arguments, &format!("{request}<'a>"));
    text.push_str(&chain(8, "let call = ", &head, &calls, ";"));
    text.push_str(&format!("        {request} {{ call }}\n    }}\n"));
    text
}

/// What the bytes of a body are, where that is no question.
fn content_type(operation: &Operation) -> Option<String> {
    let mut uploads = operation
        .params
        .iter()
        .filter(|param| param.kind == TypeRef::Upload && !param.wire.contains('*'));
    let media_type = &uploads.next()?.wire;
    Some(format!(".header(\"Content-Type\", {media_type:?})"))
}

fn endpoint(operation: &Operation, scope: &Scope) -> String {
    let accept = match operation.answer {
        Answer::Nothing | Answer::Bytes | Answer::Text => "Anything",
        _ if operation.xml_only => "Xml",
        _ => "Data",
    };
    let auth = match operation.auth {
        Auth::Token => "Token",
        Auth::Identity => "Identity",
        Auth::None => "None",
    };
    format!(
        "const {}: Endpoint = Endpoint {{
    id: {:?},
    method: Method::{},
    host: Host::{},
    path: {:?},
    auth: {}::{auth},
    accept: {}::{accept},
}};
",
        constant(operation),
        operation.id,
        operation.verb,
        operation.host.variant,
        operation.path,
        scope.engine("Auth"),
        scope.engine("Accept"),
    )
}

fn request(group: &Group, operation: &Operation, scope: &Scope) -> String {
    let Operation {
        method, request, ..
    } = operation;
    let optional: Vec<&Param> = operation
        .params
        .iter()
        .filter(|param| !param.argument)
        .collect();
    let what = if optional.is_empty() {
        "await it"
    } else {
        "set what is optional, then await it"
    };
    let docs = format!("What [`{}::{method}`] sends; {what}.", group.handle);
    let mut text = comment("///", &docs);
    text.push_str(&format!(
        "#[must_use = \"a request does nothing until it is awaited\"]
#[derive(Debug, Clone)]
pub struct {request}<'a> {{
    pub(crate) call: Call<'a>,
}}
"
    ));
    if !optional.is_empty() {
        let setters: Vec<String> = optional
            .iter()
            .map(|param| optional_setter(param, scope))
            .collect();
        text.push_str(&format!(
            "\nimpl {request}<'_> {{\n{}}}\n",
            setters.join("\n")
        ));
    }
    text.push_str(&format!(
        "\noperation!({request} => {});\n",
        answer(operation, scope)
    ));
    text
}

fn optional_setter(param: &Param, scope: &Scope) -> String {
    let Param { rust, .. } = param;
    let mut docs = param.docs.clone();
    if param.required {
        docs.push_str(" Required.");
    }
    if let Some(sent) = sent_as(param) {
        docs.push_str(&format!("\n\n{sent}"));
    }
    let mut arguments = vec!["mut self".to_owned()];
    match param.kind {
        TypeRef::Pair => arguments
            .extend(["name", "value"].map(|name| format!("{name}: impl std::fmt::Display"))),
        _ => arguments.push(format!("{rust}: {}", scope.argument(&param.kind))),
    }
    let mut text = comment("    ///", &docs);
    text.push_str(&signature(4, rust, &arguments, "Self"));
    text.push_str(&chain(
        8,
        "",
        "self.call",
        &[format!(".set_{}", sending(param, scope))],
        ";",
    ));
    text.push_str("        self\n    }\n");
    text
}

fn answer(operation: &Operation, scope: &Scope) -> String {
    match &operation.answer {
        Answer::Nothing => "nothing".to_owned(),
        Answer::Bytes => "bytes".to_owned(),
        Answer::Text => "text".to_owned(),
        Answer::Raw => "raw".to_owned(),
        Answer::List(schema) => format!("list {}", scope.name(schema)),
        Answer::Object {
            schema,
            envelope,
            payload,
        } => {
            let graphql = if operation.graphql.is_some() {
                "graphql "
            } else {
                ""
            };
            let envelope = envelope.as_ref().map(|name| format!(" in {name:?}"));
            let verb = if operation.paged { "pages" } else { "gives" };
            let payload = payload.as_ref().map(|Payload { field, item, .. }| {
                format!(", {verb} {field}: Vec<{}>", scope.type_of(item))
            });
            format!(
                "{graphql}{}{}{}",
                scope.name(schema),
                envelope.unwrap_or_default(),
                payload.unwrap_or_default()
            )
        }
    }
}

/// What else there is to say about an operation.
pub fn facts(operation: &Operation) -> Vec<String> {
    let since = operation.since.as_ref();
    let since = since.map(|since| format!("Since {since}."));
    let events = operation.events.as_ref();
    let events = events.map(|events| format!("Each message is a `{events}`."));
    since.into_iter().chain(events).collect()
}

/// How a value is called where it travels, unless the name says so.
pub fn sent_as(param: &Param) -> Option<String> {
    let Param { wire, rust, .. } = param;
    match (&param.style, param.location) {
        (Style::Bracketed, _) => Some(format!("Sent as `{wire}[name]=value`, once for each call.")),
        (Style::Bare, _) => Some("Sent as `name=value`, once for each call.".to_owned()),
        (_, Location::Body) => None,
        _ => (wire != rust).then(|| format!("Sent as `{wire}`.")),
    }
}

fn deprecated(successor: &str) -> String {
    let line = format!("    #[deprecated(note = {successor:?})]\n");
    if line.trim_end().chars().count() <= WIDTH {
        return line;
    }
    format!("    #[deprecated(\n        note = {successor:?}\n    )]\n")
}

/// The part of a request that a value goes to, by the name of the method that takes it there.
fn slot(param: &Param) -> &'static str {
    match (param.location, &param.kind) {
        (Location::Path, _) => "path",
        (Location::Query, _) => "query",
        (Location::Header, _) => "header",
        (Location::Form, _) => "form",
        (Location::Json, _) => "json_member",
        (Location::Variable, _) => "variable",
        (Location::Body, TypeRef::Upload) => "upload",
        (Location::Body, _) => "json",
    }
}

/// The call that takes an argument to where it travels; `set_` before it makes it that of a setter.
fn sending(param: &Param, scope: &Scope) -> String {
    let Param { rust, wire, .. } = param;
    let slot = slot(param);
    let texts = |item: &TypeRef| format!("texts::<{}>({rust})", scope.type_of(item));
    match (&param.style, &param.kind, param.location) {
        (Style::Bracketed, ..) => format!("{slot}(&format!(\"{wire}[{{name}}]\"), value)"),
        (Style::Bare, ..) => format!("{slot}(&name.to_string(), value)"),
        (_, _, Location::Body) => format!("{slot}({rust})"),
        (Style::Repeated { when_empty: None }, TypeRef::List(item), _) => {
            format!("{slot}_each({wire:?}, {})", texts(item))
        }
        (
            Style::Repeated {
                when_empty: Some(empty),
            },
            TypeRef::List(item),
            _,
        ) => {
            format!("{slot}_each({wire:?}, {empty:?}, {})", texts(item))
        }
        (Style::Commas, TypeRef::List(item), _) => {
            format!(
                "{slot}({wire:?}, Csv::of::<{}>({rust}))",
                scope.type_of(item)
            )
        }
        (_, TypeRef::List(item), _) => format!("{slot}({wire:?}, {})", texts(item)),
        (_, kind, Location::Json | Location::Variable) => {
            format!("{slot}({wire:?}, {})", member(rust, kind))
        }
        (_, kind, _) => format!("{slot}({wire:?}, {})", text(rust, kind)),
    }
}

/// The expression that turns an argument into text.
fn text(name: &str, kind: &TypeRef) -> String {
    match kind {
        TypeRef::Bit => format!("Bit({name})"),
        TypeRef::Wire(wire) if wire == "Token" => format!("{name}.into().expose()"),
        TypeRef::Text | TypeRef::Wire(_) | TypeRef::Enum(_) => format!("{name}.into()"),
        TypeRef::UnixSeconds => format!("{name}.timestamp()"),
        TypeRef::Rfc3339 => format!("{name}.to_rfc3339()"),
        _ => name.to_owned(),
    }
}

/// The expression that turns an argument into a value of JSON.
fn member(name: &str, kind: &TypeRef) -> String {
    match kind {
        TypeRef::Text => format!("{name}.into()"),
        TypeRef::Wire(wire) if wire == "Token" => format!("{name}.into().expose()"),
        TypeRef::Wire(_) if types::is_number(kind) => format!("{name}.into().0"),
        TypeRef::Wire(_) | TypeRef::Enum(_) => format!("{name}.into().as_str()"),
        TypeRef::UnixSeconds => format!("{name}.timestamp()"),
        TypeRef::Rfc3339 => format!("{name}.to_rfc3339()"),
        _ => name.to_owned(),
    }
}

fn constant(operation: &Operation) -> String {
    operation.method.to_shouty_snake_case()
}

fn query_constant(operation: &Operation) -> String {
    format!("{}_QUERY", constant(operation))
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> &str {
    let end = [". ", ".\n"].iter().filter_map(|end| text.find(end)).min();
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}

// The files beside the groups

/// Which list the pages of a container consist of. Several operations may page through the same.
fn containers(groups: &[Group]) -> String {
    let mut paged = BTreeMap::new();
    for operation in groups.iter().flat_map(|group| &group.operations) {
        if let (
            true,
            Answer::Object {
                schema,
                payload: Some(payload),
                ..
            },
        ) = (operation.paged, &operation.answer)
        {
            paged.insert(schema.as_str(), payload);
        }
    }
    let mut models: Vec<String> = paged.keys().map(|&name| name.to_owned()).collect();
    models.extend(paged.values().map(|payload| types::rust(&payload.item)));
    let mut text = preamble("openapi/");
    text.push_str("//! Containers that come in pages.\n\n");
    text.push_str(&import("plex_models", models));
    text.push_str("\nuse crate::engine::container;\n\n");
    for (
        name,
        Payload {
            field,
            member,
            item,
        },
    ) in paged
    {
        let item = types::rust(item);
        text.push_str(&format!(
            "container!({name}, {field}: {member:?} of {item});\n"
        ));
    }
    text
}

fn hosts(hosts: &[Host]) -> String {
    let preamble = preamble("openapi/plex.yaml");
    let variants = hosts.iter().map(|host| {
        let docs = comment("    ///", &host.docs);
        format!("{docs}    {},\n", host.variant)
    });
    let all: Vec<String> = hosts
        .iter()
        .map(|host| format!("Self::{}", host.variant))
        .collect();
    let all = array(4, "pub const ALL: &[Self] = &", &all, ";");
    let arm =
        |host: &Host, value: &str| format!("            Self::{} => {value},\n", host.variant);
    let urls = hosts.iter().map(|host| match &host.url {
        Some(url) => arm(host, &format!("Some({url:?})")),
        None => arm(host, "None"),
    });
    let names = hosts
        .iter()
        .map(|host| arm(host, &format!("{:?}", host.name)));
    let (variants, urls) = (variants.collect::<String>(), urls.collect::<String>());
    let names: String = names.collect();
    format!(
        "{preamble}//! Who answers requests.

/// Who answers a request. Where somebody moves, the document changes and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host {{
{variants}}}

impl Host {{
    /// All of them, in the document's order.
{all}
    /// Its address; none for the media server, which is found at run time.
    #[must_use]
    pub const fn url(self) -> Option<&'static str> {{
        match self {{
{urls}        }}
    }}

    /// Its name in the document.
    #[must_use]
    pub const fn name(self) -> &'static str {{
        match self {{
{names}        }}
    }}
}}
"
    )
}

/// Makes the examples of the pages part of the test run.
fn pages(groups: &[Group]) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! The pages, so that the test run compiles their examples.\n");
    for group in groups {
        let name = &group.name;
        text.push_str(&format!(
            "\n#[doc = include_str!(\"../../../../docs/sdks/{name}/README.md\")]\nmod {name} {{}}\n"
        ));
    }
    text
}

fn modules(groups: &[Group]) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! The operations of the document, one module per group.\n\n");
    let groups_by_name = groups.iter().map(|group| group.name.as_str());
    let mut names: Vec<&str> = groups_by_name.chain(["containers", "hosts"]).collect();
    names.sort_unstable();
    text.extend(names.iter().map(|&name| match name {
        "containers" => "mod containers;\n".to_owned(),
        name => format!("pub mod {name};\n"),
    }));
    text.push_str("\n#[cfg(doctest)]\nmod pages;\n");
    text.push_str("#[cfg(test)]\n#[rustfmt::skip]\npub(crate) mod samples;\n\n");
    let mut groups: Vec<&Group> = groups.iter().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    text.extend(
        groups
            .iter()
            .map(|group| export(&format!("self::{}", group.name), [&group.handle])),
    );
    text
}
