//! From the ir to the operation files of `plex-api`.
//!
//! Per group a handle, per operation a method on it and a small struct that holds the call: required values are arguments
//! of the method, optional ones setters of the struct.

use std::collections::BTreeSet;

use heck::ToShoutySnakeCase;

use crate::Files;
use crate::examples;
use crate::ir::{Answer, Api, Auth, Group, Host, Location, Operation, Param, Side, TypeRef};
use crate::layout::{chain, comment, export, import, preamble, signature};
use crate::types;

/// Where the files go.
pub const FOLDER: &str = "crates/plex-api/src/generated";

/// What every request may end in, whatever the document says.
const TRANSPORT: &str = "Besides, as with every request: the connection fails, the answer takes too long or is too \
    large, or its body is neither JSON nor XML.";

/// Emits all operation files.
pub fn emit(api: &Api) -> Files {
    let mut files = Files::new();
    for group in &api.groups {
        files.insert(format!("{FOLDER}/{}.rs", group.name), file(group));
    }
    files.insert(format!("{FOLDER}/hosts.rs"), hosts(&api.hosts));
    files.insert(format!("{FOLDER}/pages.rs"), pages(&api.groups));
    files.insert(format!("{FOLDER}/mod.rs"), modules(&api.groups));
    files
}

/// All operations, one a line: what is called, by which name, and what comes back.
pub fn index(api: &Api) -> String {
    let mut text = String::new();
    for group in &api.groups {
        for operation in &group.operations {
            let Operation { verb, path, request, .. } = operation;
            let (group, answer) = (&group.name, gives(&operation.answer));
            text.push_str(&format!("{verb} {path} → {group}::{request} → {answer}\n"));
        }
    }
    text
}

/// The Rust type that awaiting an operation gives.
pub fn gives(answer: &Answer) -> String {
    match answer {
        Answer::Nothing => "()".to_owned(),
        Answer::Bytes => "Bytes".to_owned(),
        Answer::List(schema) => format!("Vec<{schema}>"),
        Answer::Envelope { payload: Some(payload), .. } => format!("Vec<{}>", types::rust(&payload.item)),
        Answer::Object(schema) | Answer::Envelope { schema, .. } => schema.clone(),
    }
}

/// Where a request goes, in words.
pub fn destination(host: &Host) -> &str {
    match &host.url {
        Some(url) => url.trim_start_matches("https://"),
        None => "the media server",
    }
}

// A group's file

fn file(group: &Group) -> String {
    let scope = Scope::new(group);
    let mut text = preamble(&group.file);
    text.push_str(&comment("//!", &group.docs));
    text.push('\n');
    text.push_str(&scope.imports());
    text.push_str(&handle(group));
    text.push_str(&methods(group, &scope));
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

fn methods(group: &Group, scope: &Scope) -> String {
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
        text.push_str(&comment("    ///", &method_docs(group, operation)));
        text.push_str(&method(operation, scope));
    }
    text.push_str("}\n");
    text
}

fn method_docs(group: &Group, operation: &Operation) -> String {
    let Operation { verb, path, .. } = operation;
    let mut docs = format!("{}\n\n{}\n\n", operation.summary, operation.docs);
    docs.push_str(&format!("`{verb} {path}` on {}", destination(&operation.host)));
    if !operation.origins.is_empty() {
        docs.push_str(&format!("; known elsewhere as {}", ticked(&operation.origins)));
    }
    docs.push_str(".\n\n");
    if operation.deprecated {
        docs.push_str("Deprecated: newer servers no longer answer.\n\n");
    }
    docs.push_str("# Errors\n\n");
    for refusal in &operation.refusals {
        docs.push_str(&format!("- {}: {}\n", refusal.status, refusal.docs));
    }
    docs.push_str(&format!("\n{TRANSPORT}\n\n# Examples\n\n```no_run\n{}```\n", examples::for_docs(group, operation)));
    docs
}

fn method(operation: &Operation, scope: &Scope) -> String {
    let Operation { method, request, .. } = operation;
    let required: Vec<&Param> = operation.params.iter().filter(|param| param.required).collect();
    let mut arguments = vec!["&self".to_owned()];
    arguments.extend(required.iter().map(|param| format!("{}: {}", param.rust, scope.argument(&param.kind))));

    let calls = required.iter().filter(|param| param.location != Location::Header);
    let calls: Vec<String> = calls
        .map(|param| {
            let slot = match param.location {
                Location::Path => "path",
                Location::Query | Location::Header => "query",
                Location::Form => "form",
            };
            format!(".{slot}({:?}, {})", param.wire, value(param))
        })
        .collect();
    let headers = required.iter().filter(|param| param.location == Location::Header);
    let headers: String = headers
        .map(|param| format!("        call.set_header({:?}, {});\n", param.wire, value(param)))
        .collect();
    let binding = if headers.is_empty() { "let call = " } else { "let mut call = " };
    let head = format!("Call::new(self.client, &{})", constant(operation));

    let mut text = signature(4, method, &arguments, &format!("{request}<'a>"));
    text.push_str(&chain(8, binding, &head, &calls, ";"));
    text.push_str(&headers);
    text.push_str(&format!("        {request} {{ call }}\n    }}\n"));
    text
}

fn endpoint(operation: &Operation) -> String {
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
    let Operation { method, request, .. } = operation;
    let optional: Vec<&Param> = operation.params.iter().filter(|param| !param.required).collect();
    let what = if optional.is_empty() { "await it" } else { "set what is optional, then await it" };
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
        let setters: Vec<String> = optional.iter().map(|param| optional_setter(param, scope)).collect();
        text.push_str(&format!("\nimpl {request}<'_> {{\n{}}}\n", setters.join("\n")));
    }
    text.push_str(&format!("\noperation!({request} => {});\n", answer(operation, scope)));
    text
}

fn optional_setter(param: &Param, scope: &Scope) -> String {
    let Param { rust, wire, .. } = param;
    let mut docs = param.docs.clone();
    if wire != rust {
        docs.push_str(&format!("\n\nSent as `{wire}`."));
    }
    let arguments = ["mut self".to_owned(), format!("{rust}: {}", scope.argument(&param.kind))];
    let mut text = comment("    ///", &docs);
    text.push_str(&signature(4, rust, &arguments, "Self"));
    text.push_str(&chain(8, "", "self.call", &[format!(".{}({wire:?}, {})", setter(param), value(param))], ";"));
    text.push_str("        self\n    }\n");
    text
}

fn answer(operation: &Operation, scope: &Scope) -> String {
    match &operation.answer {
        Answer::Nothing => "nothing".to_owned(),
        Answer::Bytes => "bytes".to_owned(),
        Answer::Object(schema) => scope.name(schema),
        Answer::List(schema) => format!("list {}", scope.name(schema)),
        Answer::Envelope { member, schema, payload } => {
            let verb = if operation.paged { "pages" } else { "gives" };
            let payload = payload.as_ref().map(|payload| {
                format!(", {verb} {}: Vec<{}>", payload.field, scope.qualified(&payload.item))
            });
            format!("{} in {member:?}{}", scope.name(schema), payload.unwrap_or_default())
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

/// `a`, `b` and `c`, each as code.
fn ticked(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn first_sentence(text: &str) -> &str {
    match text.find(". ") {
        Some(end) => text.get(..=end).unwrap_or(text),
        None => text,
    }
}

/// Which names a group's file takes from `plex_models`, and which it has to spell out because it has them itself.
struct Scope {
    own: BTreeSet<String>,
    models: BTreeSet<String>,
    engine: BTreeSet<&'static str>,
    chrono: BTreeSet<&'static str>,
    side: &'static str,
}

impl Scope {
    fn new(group: &Group) -> Self {
        let requests = group.operations.iter().map(|operation| operation.request.clone());
        let own: BTreeSet<String> = requests.chain([group.handle.clone()]).collect();
        let mut scope = Scope {
            own,
            models: BTreeSet::new(),
            engine: BTreeSet::from(["Auth", "Call", "Endpoint", "Method", "operation"]),
            chrono: BTreeSet::new(),
            side: side(group),
        };
        for operation in &group.operations {
            match &operation.answer {
                Answer::Object(schema) | Answer::List(schema) => scope.take(schema),
                Answer::Envelope { schema, payload, .. } => {
                    scope.take(schema);
                    if let Some(payload) = payload {
                        scope.visit(&payload.item);
                    }
                }
                Answer::Nothing | Answer::Bytes => {}
            }
            for param in &operation.params {
                scope.visit(&param.kind);
            }
        }
        scope
    }

    fn visit(&mut self, kind: &TypeRef) {
        match kind {
            TypeRef::Bit => drop(self.engine.insert("Bit")),
            TypeRef::UnixSeconds | TypeRef::Rfc3339 => self.chrono.extend(["DateTime", "Utc"]),
            TypeRef::Day => self.chrono.extend(["NaiveDate"]),
            TypeRef::Wire(name) | TypeRef::Object(name) | TypeRef::Enum(name) => self.take(name),
            TypeRef::List(item) => {
                self.engine.insert("Csv");
                self.visit(item);
            }
            _ => {}
        }
    }

    fn take(&mut self, name: &str) {
        if !self.own.contains(name) {
            self.models.insert(name.to_owned());
        }
    }

    fn imports(&self) -> String {
        let outside = import("chrono", &self.chrono) + &import("plex_models", &self.models);
        let gap = if outside.is_empty() { "" } else { "\n" };
        let engine: Vec<&str> = self.engine.iter().copied().collect();
        format!(
            "{outside}{gap}use crate::{{
    {},
    client::Client,
    engine::{{{}}},
    generated::hosts::Host,
}};
",
            self.side,
            engine.join(", "),
        )
    }

    /// A model by the name it has in this file.
    fn name(&self, model: &str) -> String {
        if self.own.contains(model) { format!("plex_models::{model}") } else { model.to_owned() }
    }

    fn qualified(&self, kind: &TypeRef) -> String {
        match kind {
            TypeRef::Wire(name) | TypeRef::Object(name) | TypeRef::Enum(name) => self.name(name),
            TypeRef::List(item) => format!("Vec<{}>", self.qualified(item)),
            kind => types::rust(kind),
        }
    }

    /// The type of an argument: whatever turns into what travels.
    fn argument(&self, kind: &TypeRef) -> String {
        match kind {
            TypeRef::Text | TypeRef::Wire(_) | TypeRef::Enum(_) => format!("impl Into<{}>", self.qualified(kind)),
            TypeRef::List(item) => format!("impl IntoIterator<Item = impl Into<{}>>", self.qualified(item)),
            kind => self.qualified(kind),
        }
    }
}

// The files beside the groups

fn hosts(hosts: &[Host]) -> String {
    let mut text = preamble("openapi/plex.yaml");
    text.push_str("//! Who answers requests.\n\n");
    text.push_str("/// Who answers a request. Where somebody moves, the document changes and nothing else.\n");
    text.push_str("#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]\n#[non_exhaustive]\npub enum Host {\n");
    for host in hosts {
        text.push_str(&comment("    ///", &host.docs));
        text.push_str(&format!("    {},\n", host.variant));
    }
    text.push_str("}\n\nimpl Host {\n    /// All of them, in the document's order.\n");
    text.push_str("    pub const ALL: &[Self] = &[\n");
    for host in hosts {
        text.push_str(&format!("        Self::{},\n", host.variant));
    }
    text.push_str("    ];\n\n    /// Its address; none for the media server, which is found at run time.\n");
    text.push_str("    #[must_use]\n    pub const fn url(self) -> Option<&'static str> {\n        match self {\n");
    for host in hosts {
        let url = host.url.as_ref().map_or("None".to_owned(), |url| format!("Some({url:?})"));
        text.push_str(&format!("            Self::{} => {url},\n", host.variant));
    }
    text.push_str("        }\n    }\n\n    /// Its name in the document.\n");
    text.push_str("    #[must_use]\n    pub const fn name(self) -> &'static str {\n        match self {\n");
    for host in hosts {
        text.push_str(&format!("            Self::{} => {:?},\n", host.variant, host.name));
    }
    text.push_str("        }\n    }\n}\n");
    text
}

/// Makes the examples of the pages part of the test run.
fn pages(groups: &[Group]) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! The pages, so that the test run compiles their examples.\n");
    for group in groups {
        let name = &group.name;
        text.push_str(&format!("\n#[doc = include_str!(\"../../../../docs/sdks/{name}/README.md\")]\nmod {name} {{}}\n"));
    }
    text
}

fn modules(groups: &[Group]) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! The operations of the document, one module per group.\n\n");
    let mut names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).chain(["hosts"]).collect();
    names.sort_unstable();
    text.extend(names.iter().map(|name| format!("pub mod {name};\n")));
    text.push_str("\n#[cfg(doctest)]\nmod pages;\n\n");
    let mut groups: Vec<&Group> = groups.iter().collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    text.extend(groups.iter().map(|group| export(&format!("self::{}", group.name), [&group.handle])));
    text
}
