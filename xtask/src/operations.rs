//! From the ir to the operation files of `plex-api`.
//!
//! Per group a handle, per operation a method on it and a small struct that holds the call: required values are arguments
//! of the method, optional ones setters of the struct.

mod scope;

use heck::ToShoutySnakeCase;

use scope::Scope;

use crate::Files;
use crate::examples::Examples;
use crate::ir::{Answer, Api, Auth, Group, Host, Location, Operation, Param, Side, TypeRef};
use crate::layout::{array, chain, comment, export, preamble, signature};
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
    }
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
        Answer::List(schema) => format!("Vec<{schema}>"),
        Answer::Envelope {
            payload: Some(payload),
            ..
        } => format!("Vec<{}>", types::rust(&payload.item)),
        Answer::Object(schema) | Answer::Envelope { schema, .. } => schema.clone(),
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
        text.push_str(&endpoint(operation));
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
fn side(group: &Group) -> &'static str {
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
        text.push_str(&method(operation, scope));
    }
    text.push_str("}\n");
    text
}

fn method_docs(group: &Group, operation: &Operation, examples: &Examples<'_>) -> String {
    let Operation { summary, docs, .. } = operation;
    let mut docs = format!("{summary}\n\n{docs}\n\n{}\n\n", in_words(operation));
    if operation.deprecated {
        docs.push_str("Deprecated: newer servers no longer answer.\n\n");
    }
    docs.push_str("# Errors\n\n");
    for refusal in &operation.refusals {
        docs.push_str(&format!("- {}: {}\n", refusal.status, refusal.docs));
    }
    let transport = match operation.answer {
        Answer::Nothing | Answer::Bytes | Answer::Text => format!("{TRANSPORT}."),
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
        .filter(|param| param.required)
        .collect();
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(
        required
            .iter()
            .map(|param| format!("{}: {}", param.rust, scope.argument(&param.kind))),
    );

    let calls: Vec<String> = required
        .iter()
        .map(|param| {
            let slot = match param.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
                Location::Form => "form",
            };
            format!(".{slot}({:?}, {})", param.wire, value(param))
        })
        .collect();
    let head = format!("Call::new(self.client, &{})", constant(operation));

    let mut text = signature(4, method, &arguments, &format!("{request}<'a>"));
    text.push_str(&chain(8, "let call = ", &head, &calls, ";"));
    text.push_str(&format!("        {request} {{ call }}\n    }}\n"));
    text
}

fn endpoint(operation: &Operation) -> String {
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
    auth: Auth::{auth},
    accept: Accept::{accept},
}};
",
        constant(operation),
        operation.id,
        operation.verb,
        operation.host.variant,
        operation.path,
    )
}

fn request(group: &Group, operation: &Operation, scope: &Scope) -> String {
    let Operation {
        method, request, ..
    } = operation;
    let optional: Vec<&Param> = operation
        .params
        .iter()
        .filter(|param| !param.required)
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
    call: Call<'a>,
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
    let Param { rust, wire, .. } = param;
    let mut docs = param.docs.clone();
    if wire != rust {
        docs.push_str(&format!("\n\nSent as `{wire}`."));
    }
    let arguments = [
        "mut self".to_owned(),
        format!("{rust}: {}", scope.argument(&param.kind)),
    ];
    let mut text = comment("    ///", &docs);
    text.push_str(&signature(4, rust, &arguments, "Self"));
    text.push_str(&chain(
        8,
        "",
        "self.call",
        &[format!(".{}({wire:?}, {})", setter(param), value(param))],
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
        Answer::Object(schema) => scope.name(schema),
        Answer::List(schema) => format!("list {}", scope.name(schema)),
        Answer::Envelope {
            member,
            schema,
            payload,
        } => {
            let verb = if operation.paged { "pages" } else { "gives" };
            let payload = payload.as_ref().map(|payload| {
                format!(
                    ", {verb} {}: Vec<{}>",
                    payload.field,
                    scope.type_of(&payload.item)
                )
            });
            format!(
                "{} in {member:?}{}",
                scope.name(schema),
                payload.unwrap_or_default()
            )
        }
    }
}

fn setter(param: &Param) -> &'static str {
    match param.location {
        Location::Query | Location::Path => "set_query",
        Location::Header => "set_header",
        Location::Form => "set_form",
    }
}

/// The expression that turns an argument into what travels.
fn value(param: &Param) -> String {
    let name = &param.rust;
    match &param.kind {
        TypeRef::Bit => format!("Bit({name})"),
        TypeRef::Text | TypeRef::Wire(_) | TypeRef::Enum(_) => format!("{name}.into()"),
        TypeRef::UnixSeconds => format!("{name}.timestamp()"),
        TypeRef::List(_) => format!("Csv({name}.into_iter().map(Into::into).collect())"),
        _ => name.clone(),
    }
}

fn constant(operation: &Operation) -> String {
    operation.method.to_shouty_snake_case()
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> &str {
    let end = [". ", ".\n"].iter().filter_map(|end| text.find(end)).min();
    end.and_then(|end| text.get(..=end)).unwrap_or(text)
}

// The files beside the groups

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
    let mut names: Vec<&str> = groups
        .iter()
        .map(|group| group.name.as_str())
        .chain(["hosts"])
        .collect();
    names.sort_unstable();
    text.extend(names.iter().map(|name| format!("pub mod {name};\n")));
    text.push_str("\n#[cfg(doctest)]\nmod pages;\n\n");
    let mut groups: Vec<&Group> = groups.iter().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    text.extend(
        groups
            .iter()
            .map(|group| export(&format!("self::{}", group.name), [&group.handle])),
    );
    text
}
