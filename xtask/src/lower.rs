//! From the document as written to the document as emitted: names everything, follows every reference, merges `allOf`,
//! takes the envelope off the answers, lifts identity headers and paging out of the operations.

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::{
    Answer, Api, Auth, Documented, Field, Group, Header, Host, Location, Module, Operation, Param, Payload, Place,
    Refusal, Schema, Section, Shape, Side, TypeRef, Variant, Wrapper,
};
use crate::spec::{self, Document};
use crate::{names, types};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The two headers that ask for one page of a list.
const PAGING: [&str; 2] = ["X-Plex-Container-Start", "X-Plex-Container-Size"];

/// Lowers the whole document. What can't be lowered is left out and noted as a finding.
pub fn lower(document: &Document, findings: &mut Findings) -> Api {
    let mut lower = Lower { document, findings, wrappers: BTreeSet::new(), aliases: BTreeSet::new() };
    let hosts = lower.hosts();
    let groups = lower.groups(&hosts);
    let modules = lower.modules();
    Api {
        title: document.title.clone(),
        description: document.description.clone(),
        hosts,
        identity: lower.identity(),
        groups,
        modules,
        wrappers: lower.wrappers.into_iter().collect(),
        aliases: lower.aliases.into_iter().collect(),
    }
}

struct Lower<'d> {
    document: &'d Document,
    findings: &'d mut Findings,
    wrappers: BTreeSet<Wrapper>,
    aliases: BTreeSet<(String, String)>,
}

/// A schema's property after `allOf` is merged.
struct Property<'d> {
    name: &'d str,
    schema: &'d spec::Schema,
    required: bool,
}

impl<'d> Lower<'d> {
    fn hosts(&mut self) -> Vec<Host> {
        let hosts = self.document.hosts.iter();
        hosts
            .map(|host| Host {
                at: host.at.clone(),
                name: host.name.clone(),
                variant: names::type_(&host.name),
                url: host.url.clone(),
                docs: host.description.clone(),
            })
            .collect()
    }

    fn identity(&self) -> Vec<Header> {
        let identity = self.document.parameters.iter().filter(|parameter| parameter.value.identity);
        identity
            .map(|parameter| Header {
                name: parameter.value.name.clone(),
                docs: parameter.value.description.clone().unwrap_or_default(),
                example: parameter.value.example.clone().unwrap_or_default(),
            })
            .collect()
    }

    // Groups and operations

    fn groups(&mut self, hosts: &[Host]) -> Vec<Group> {
        let document = self.document;
        for operation in &document.operations {
            self.check_tags(operation);
        }
        let mut groups = Vec::new();
        for tag in &document.tags {
            let side = match tag.side.as_ref().map(|(_, side)| side.as_str()) {
                Some("account") => Side::Account,
                Some("server") => Side::Server,
                other => {
                    let at = tag.side.as_ref().map_or(&tag.at, |(at, _)| at);
                    let what = other.map_or("this tag lacks `x-side`".to_owned(), |side| format!("unknown `x-side` `{side}`"));
                    self.findings.add(at, what, "write `account` (methods on `Plex`) or `server` (methods on `Server`)");
                    Side::Account
                }
            };
            let Some(host) = self.host(tag.host.as_ref(), &tag.at, hosts) else { continue };
            let operations = document.operations.iter().filter(|operation| operation.stem == tag.name);
            groups.push(Group {
                at: tag.at.clone(),
                name: tag.name.clone(),
                handle: names::type_(&tag.name),
                title: names::title(&tag.name),
                side,
                docs: tag.description.clone(),
                file: format!("openapi/paths/{}.yaml", tag.name),
                operations: operations.map(|operation| self.operation(operation, &host, hosts)).collect(),
            });
        }
        groups
    }

    fn check_tags(&mut self, operation: &spec::Operation) {
        let fix = format!("write `tags: [{}]`, after the name of the file, and describe that tag in plex.yaml", operation.stem);
        match operation.tags.as_slice() {
            [(at, tag)] if *tag != operation.stem => {
                let what = format!("the tag `{tag}` is not the name of the file, `{}`", operation.stem);
                self.findings.add(at, what, fix);
            }
            [(at, tag)] if !self.document.tags.iter().any(|known| known.name == *tag) => {
                self.findings.add(at, format!("unknown tag `{tag}`"), fix);
            }
            [_] => {}
            _ => self.findings.add(&operation.at, "an operation has exactly one tag", fix),
        }
    }

    fn host(&mut self, named: Option<&(Place, String)>, owner: &Place, hosts: &[Host]) -> Option<Host> {
        let known: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
        let fix = format!("write one of `x-hosts`: {}", known.join(", "));
        let Some((at, name)) = named else {
            self.findings.add(owner, "this tag lacks `x-host`", fix);
            return None;
        };
        let host = hosts.iter().find(|host| host.name == *name).cloned();
        if host.is_none() {
            self.findings.add(at, format!("unknown `x-host` `{name}`"), fix);
        }
        host
    }

    fn operation(&mut self, operation: &'d spec::Operation, default: &Host, hosts: &[Host]) -> Operation {
        let host = match &operation.host {
            Some(named) => self.host(Some(named), &operation.at, hosts),
            None => None,
        };
        let method = operation.method.clone().unwrap_or_default();
        let (mut params, paged) = self.params(operation);
        params.extend(self.form(operation));
        Operation {
            at: operation.at.clone(),
            id: operation.id.clone().unwrap_or_default(),
            request: names::type_(&method),
            method,
            verb: operation.verb.clone(),
            path: operation.path.clone(),
            host: host.unwrap_or_else(|| default.clone()),
            auth: self.auth(operation),
            origins: operation.origins.clone(),
            summary: operation.summary.clone().unwrap_or_default(),
            docs: operation.description.clone().unwrap_or_default(),
            deprecated: operation.deprecated,
            params,
            paged,
            answer: self.answer(operation),
            refusals: self.refusals(operation),
        }
    }

    fn auth(&mut self, operation: &spec::Operation) -> Auth {
        let schemes = operation.security.as_ref().unwrap_or(&self.document.security);
        for scheme in schemes {
            if !self.document.schemes.contains(scheme) {
                let fix = format!("name one of the `securitySchemes`: {}", self.document.schemes.join(", "));
                self.findings.add(&operation.at, format!("unknown security scheme `{scheme}`"), fix);
            }
        }
        let has = |name: &str| schemes.iter().any(|scheme| scheme == name);
        match (has("token"), has("clientIdentifier")) {
            (true, _) => Auth::Token,
            (false, true) => Auth::Identity,
            (false, false) => Auth::None,
        }
    }

    /// The parameters without identity headers and paging, and whether the operation is paged.
    fn params(&mut self, operation: &'d spec::Operation) -> (Vec<Param>, bool) {
        let document = self.document;
        let (mut params, mut paging) = (Vec::new(), 0);
        for parameter in &operation.parameters {
            let Some(parameter) = parameter.resolve(&document.parameters) else { continue };
            if parameter.identity {
                continue;
            }
            if PAGING.contains(&parameter.name.as_str()) {
                paging += 1;
                continue;
            }
            if let Some(param) = self.param(parameter) {
                params.push(param);
            }
        }
        if paging == 1 {
            let what = "only one of the two paging headers is here";
            self.findings.add(&operation.at, what, "refer to both `ContainerStart` and `ContainerSize`, or to neither");
        }
        (params, paging == PAGING.len())
    }

    fn param(&mut self, parameter: &spec::Parameter) -> Option<Param> {
        let location = match parameter.location.as_str() {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            other => {
                let what = format!("unknown place for a parameter: `in: {other}`");
                self.findings.add(&parameter.at, what, "write `path`, `query` or `header`");
                return None;
            }
        };
        let Some(schema) = &parameter.schema else {
            self.findings.add(&parameter.at, format!("the parameter `{}` has no type", parameter.name), "add a `schema`");
            return None;
        };
        let mut kind = self.kind(schema, parameter.rust_type.as_ref().or(schema.rust_type.as_ref()));
        if is_bit(schema) {
            kind = TypeRef::Bit;
        }
        if matches!(kind, TypeRef::Object(_)) {
            self.findings.add(&parameter.at, "a parameter can't be an object", "name each value as a parameter of its own");
            return None;
        }
        if matches!(kind, TypeRef::List(_)) && parameter.explode != Some(false) {
            let what = "a list travels with commas between its values, and OpenAPI assumes otherwise";
            self.findings.add(&parameter.at, what, "say so: `explode: false`");
        }
        Some(Param {
            at: parameter.at.clone(),
            wire: parameter.name.clone(),
            rust: rust_value(parameter.rust_name.as_ref().or(schema.rust_name.as_ref()), &parameter.name),
            location,
            required: parameter.required,
            kind,
            docs: parameter.description.clone().unwrap_or_default(),
            example: parameter.example.clone(),
            deprecated: parameter.deprecated,
        })
    }

    /// The values of a form as parameters.
    fn form(&mut self, operation: &'d spec::Operation) -> Vec<Param> {
        let Some(body) = &operation.body else { return Vec::new() };
        let [content] = body.content.as_slice() else {
            self.findings.add(&body.at, "a request body has exactly one form", format!("keep `{FORM}`"));
            return Vec::new();
        };
        let (FORM, Some(schema)) = (content.media_type.as_str(), &content.schema) else {
            let what = format!("a request body of the type `{}`", content.media_type);
            self.findings.add(&content.at, what, format!("write it as `{FORM}` with a schema"));
            return Vec::new();
        };
        let properties = self.properties(schema, &mut Vec::new());
        properties
            .into_iter()
            .map(|Property { name, schema, required }| Param {
                at: schema.at.clone(),
                wire: name.to_owned(),
                rust: rust_value(schema.rust_name.as_ref(), name),
                location: Location::Form,
                required,
                kind: if is_bit(schema) { TypeRef::Bit } else { self.kind(schema, schema.rust_type.as_ref()) },
                docs: schema.description.clone().unwrap_or_default(),
                example: schema.example.clone(),
                deprecated: schema.deprecated,
            })
            .collect()
    }

    // Answers

    fn answer(&mut self, operation: &'d spec::Operation) -> Answer {
        let document = self.document;
        let mut answers: Vec<(Answer, &Place)> = Vec::new();
        for (status, response) in operation.responses.iter().filter(|(status, _)| status.starts_with('2')) {
            let Some(response) = response.resolve(&document.responses) else { continue };
            if let Some(answer) = self.success(operation, status, response) {
                answers.push((answer, &response.at));
            }
        }
        let Some((answer, first)) = answers.first() else {
            let what = "the operation has no answer for success";
            self.findings.add(&operation.at, what, "describe one under `responses`, such as '200'");
            return Answer::Nothing;
        };
        if let Some((_, other)) = answers.iter().find(|(other, _)| other != answer) {
            let places = vec![(*first).clone(), (*other).clone()];
            let what = "two answers for success differ, and the method can give only one type";
            self.findings.add_at(places, what, "give both the same schema");
        }
        let has_payload = matches!(answer, Answer::Envelope { payload: Some(_), .. });
        if let (Some((at, list)), false) = (&operation.payload, has_payload) {
            self.findings.add(at, format!("`x-payload: {list}`, but no container to take it from"), "remove it");
        }
        answer.clone()
    }

    fn success(&mut self, operation: &spec::Operation, status: &str, response: &'d spec::Response) -> Option<Answer> {
        if response.content.is_empty() {
            return Some(Answer::Nothing);
        }
        let Some(content) = response.content.iter().find(|content| content.media_type == JSON) else {
            let is_bytes = |content: &spec::Content| {
                let format = content.schema.as_ref().and_then(|schema| schema.format.as_ref());
                format.is_some_and(|(_, format)| format == "binary")
            };
            if response.content.iter().all(is_bytes) {
                return Some(Answer::Bytes);
            }
            let what = format!("the answer {status} is neither JSON nor bytes");
            let fix = format!("describe it as `{JSON}`, or as `{{type: string, format: binary}}` of its own type");
            self.findings.add(&response.at, what, fix);
            return None;
        };
        let Some(schema) = &content.schema else {
            self.findings.add(&content.at, "an answer without a schema", "add a `schema`");
            return None;
        };
        if schema.reference.is_some() {
            return self.object_name(schema).map(Answer::Object);
        }
        if let Some(items) = &schema.items {
            let item = self.object_name(items)?;
            self.note_wrapper(schema, "");
            return Some(Answer::List(item));
        }
        self.envelope(operation, schema)
    }

    fn envelope(&mut self, operation: &spec::Operation, schema: &'d spec::Schema) -> Option<Answer> {
        let properties = schema.properties.as_deref().unwrap_or_default();
        let [(member, inner)] = properties else {
            let what = "an answer is a `$ref`, an array of a `$ref`, or an envelope: an object with one member that is a `$ref`";
            self.findings.add(&schema.at, what, "move the schema under `schemas` and refer to it");
            return None;
        };
        let schema = self.object_name(inner)?;
        let payload = operation.payload.as_ref().and_then(|(at, list)| self.payload(inner, at, list));
        Some(Answer::Envelope { member: member.clone(), schema, payload })
    }

    fn payload(&mut self, container: &'d spec::Schema, at: &Place, list: &str) -> Option<Payload> {
        let properties = self.properties(container, &mut Vec::new());
        let property = properties.iter().find(|property| property.name == list && property.schema.items.is_some());
        let Some(Property { name, schema, .. }) = property else {
            let lists = properties.iter().filter(|property| property.schema.items.is_some());
            let lists: Vec<&str> = lists.map(|property| property.name).collect();
            let what = format!("`x-payload: {list}` names no list of the container");
            self.findings.add(at, what, format!("name one of its lists: {}", lists.join(", ")));
            return None;
        };
        match self.kind(schema, None) {
            TypeRef::List(item) => {
                Some(Payload { field: rust_value(schema.rust_name.as_ref(), name), item: *item })
            }
            _ => None,
        }
    }

    /// The Rust name of the object that a schema refers to.
    fn object_name(&mut self, schema: &spec::Schema) -> Option<String> {
        match self.kind(schema, None) {
            TypeRef::Object(name) => Some(name),
            TypeRef::Raw if schema.reference.is_some() => None, // leads nowhere, and that is told already
            _ => {
                let what = "an answer is made of named objects";
                self.findings.add(&schema.at, what, "move the object under `schemas` and refer to it");
                None
            }
        }
    }

    fn refusals(&mut self, operation: &'d spec::Operation) -> Vec<Refusal> {
        let document = self.document;
        let mut refusals = Vec::new();
        for (status, response) in operation.responses.iter().filter(|(status, _)| !status.starts_with('2')) {
            let Some(response) = response.resolve(&document.responses) else { continue };
            let body = response.content.iter().find(|content| content.media_type == JSON);
            let schema = body.and_then(|content| content.schema.as_ref()).and_then(|schema| self.object_name(schema));
            let docs = response.description.clone().unwrap_or_default();
            refusals.push(Refusal { status: status.clone(), docs, schema });
        }
        refusals
    }

    // Schemas

    fn modules(&mut self) -> Vec<Module> {
        let document = self.document;
        let mut modules = Vec::new();
        for file in document.files.iter().filter(|file| !file.schemas.is_empty()) {
            let section = match (file.holds_paths, file.stem.as_str()) {
                (true, _) => Section::Operations,
                (false, "errors") => Section::Errors,
                (false, _) => Section::Components,
            };
            let title = names::title(&file.stem).to_lowercase();
            let docs = match (&file.description, section) {
                (Some(description), _) => description.clone(),
                (None, Section::Operations) => format!("Data of the {title} operations."),
                (None, Section::Errors) => "What servers send along with a refusal.".to_owned(),
                (None, Section::Components) => format!("Shared data: {title}."),
            };
            let schemas = file.schemas.iter().map(|(name, schema)| self.schema(name, schema)).collect();
            modules.push(Module { name: file.stem.clone(), file: file.path.clone(), section, docs, schemas });
        }
        modules
    }

    fn schema(&mut self, name: &str, schema: &'d spec::Schema) -> Schema {
        let shape = if is_enum(schema) {
            Shape::Enum(self.variants(schema))
        } else {
            if schema.properties.is_none() && schema.all_of.is_empty() {
                let what = format!("the schema `{name}` is neither an object with properties nor an enumeration of strings");
                self.findings.add(&schema.at, what, "write such a type where it is used");
            }
            let properties = self.properties(schema, &mut Vec::new());
            Shape::Object(properties.into_iter().map(|property| self.field(&property)).collect())
        };
        Schema {
            at: schema.at.clone(),
            name: name.to_owned(),
            rust: rust_type(name, schema),
            docs: ours(schema).unwrap_or_default(),
            documented: schema.description.clone(),
            shape,
        }
    }

    /// All properties of an object, those of `allOf` first, in document order.
    fn properties(&mut self, schema: &'d spec::Schema, path: &mut Vec<&'d Place>) -> Vec<Property<'d>> {
        let document = self.document;
        if path.contains(&&schema.at) {
            path.push(&schema.at);
            let chain = path.iter().filter_map(|at| at.pointer.strip_prefix("/schemas/"));
            let chain: Vec<&str> = chain.filter(|name| !name.contains('/')).collect();
            path.pop();
            let what = format!("`allOf` goes round in a circle: {}", chain.join(" → "));
            self.findings.add(&schema.at, what, "take one of them out of the other's `allOf`");
            return Vec::new();
        }
        path.push(&schema.at);
        let mut properties = Vec::new();
        if let Some(reference) = &schema.reference
            && let Some((_, target)) = document.schema(reference)
        {
            properties.extend(self.properties(target, path));
        }
        for part in &schema.all_of {
            properties.extend(self.properties(part, path));
        }
        path.pop();
        let own = schema.properties.as_deref().unwrap_or_default();
        properties.extend(own.iter().map(|(name, schema)| Property { name, schema, required: false }));
        for (at, name) in &schema.required {
            match properties.iter_mut().find(|property| property.name == name) {
                Some(property) => property.required = true,
                None => self.findings.add(at, format!("`required` names `{name}`, which is no property"), "describe it, or take it out"),
            }
        }
        properties
    }

    fn field(&mut self, property: &Property<'d>) -> Field {
        let Property { name, schema, required } = property;
        self.aliases.extend(schema.xml_names.iter().map(|alias| (alias.clone(), (*name).to_owned())));
        self.note_wrapper(schema, name);
        Field {
            at: schema.at.clone(),
            wire: (*name).to_owned(),
            xml_names: schema.xml_names.clone(),
            rust: rust_value(schema.rust_name.as_ref(), name),
            required: *required,
            kind: self.kind(schema, schema.rust_type.as_ref()),
            docs: ours(schema).unwrap_or_default(),
            example: schema.our_example.clone().or_else(|| schema.example.clone()),
            deprecated: schema.deprecated,
            documented: Documented {
                kind: self.kind(schema, None),
                docs: schema.description.clone(),
                example: schema.example.clone(),
            },
        }
    }

    fn variants(&mut self, schema: &spec::Schema) -> Vec<Variant> {
        for (value, _) in schema.value_descriptions.iter().chain(&schema.value_names) {
            if !schema.values.contains(value) {
                let what = format!("`{value}` is described or named, but the enumeration has no such value");
                self.findings.add(&schema.at, what, "add it to `enum`, or take it out");
            }
        }
        let find = |pairs: &[(String, String)], value: &str| {
            pairs.iter().find(|(known, _)| known == value).map(|(_, text)| text.clone())
        };
        let values = schema.values.iter();
        values
            .map(|value| Variant {
                wire: value.clone(),
                rust: find(&schema.value_names, value).unwrap_or_else(|| names::type_(value)),
                docs: find(&schema.value_descriptions, value).unwrap_or_default(),
            })
            .collect()
    }

    /// The type of a value; `rust_type` names a better one than the document says.
    fn kind(&mut self, schema: &spec::Schema, rust_type: Option<&(Place, String)>) -> TypeRef {
        if let Some(reference) = &schema.reference {
            return match self.document.schema(reference) {
                Some((name, target)) if is_enum(target) => TypeRef::Enum(self::rust_type(name, target)),
                Some((name, target)) => TypeRef::Object(self::rust_type(name, target)),
                None => TypeRef::Raw,
            };
        }
        let kind = schema.kind.as_ref().map_or("", |(_, kind)| kind.as_str());
        if let Some((at, rust)) = rust_type {
            return types::named(rust, kind).unwrap_or_else(|what| {
                self.findings.add(at, what, format!("write one of: {}", types::nameable()));
                TypeRef::Raw
            });
        }
        let format = schema.format.as_ref().map_or("", |(_, format)| format.as_str());
        match (kind, format) {
            ("boolean", "") => TypeRef::Flag,
            ("integer", "") if is_bit(schema) => TypeRef::Flag,
            ("integer", "") => TypeRef::Whole,
            ("integer", "milliseconds") => TypeRef::Wire("Milliseconds".to_owned()),
            ("integer", "seconds") => TypeRef::Wire("Seconds".to_owned()),
            ("integer", "unix-seconds") => TypeRef::UnixSeconds,
            ("number", "") => TypeRef::Decimal,
            ("string", "") => self.text(schema),
            ("string", "date-time") => TypeRef::Rfc3339,
            ("string", "date") => TypeRef::Day,
            ("string", "password") => TypeRef::Wire("Token".to_owned()),
            ("array", "") => self.list(schema),
            ("" | "object", "") => self.anything(schema),
            _ => self.unknown_type(schema, kind, format),
        }
    }

    fn text(&mut self, schema: &spec::Schema) -> TypeRef {
        if is_enum(schema) {
            let fix = "move it under `schemas`, describe its values, and refer to it";
            self.findings.add(&schema.at, "an enumeration without a name", fix);
        }
        TypeRef::Text
    }

    fn list(&mut self, schema: &spec::Schema) -> TypeRef {
        let Some(items) = &schema.items else {
            self.findings.add(&schema.at, "an array without `items`", "say what its items are");
            return TypeRef::List(Box::new(TypeRef::Raw));
        };
        TypeRef::List(Box::new(self.kind(items, items.rust_type.as_ref())))
    }

    fn anything(&mut self, schema: &spec::Schema) -> TypeRef {
        if schema.properties.is_some() || !schema.all_of.is_empty() {
            let fix = "move it under `schemas` and refer to it";
            self.findings.add(&schema.at, "an object without a name", fix);
        }
        TypeRef::Raw
    }

    fn unknown_type(&mut self, schema: &spec::Schema, kind: &str, format: &str) -> TypeRef {
        let known = ["string", "integer", "number", "boolean", "array", "object"];
        match (known.contains(&kind), &schema.kind, &schema.format) {
            (false, Some((at, _)), _) => {
                let fix = format!("write one of: {}", known.join(", "));
                self.findings.add(at, format!("unknown type `{kind}`"), fix);
            }
            (_, _, Some((at, _))) => {
                let fix = "write one of: milliseconds, seconds, unix-seconds (integer); date-time, date, password (string)";
                self.findings.add(at, format!("unknown format `{format}` of the type `{kind}`"), fix);
            }
            _ => {}
        }
        TypeRef::Raw
    }

    fn note_wrapper(&mut self, list: &spec::Schema, property: &str) {
        let Some(items) = &list.items else { return };
        if !list.xml_wrapped {
            return;
        }
        let target = items.reference.as_ref().and_then(|reference| self.document.schema(reference));
        let item = items.xml_name.as_ref().or(target.and_then(|(_, target)| target.xml_name.as_ref()));
        let (Some(item), true) = (item, list.xml_name.is_some() || !property.is_empty()) else {
            let what = "a wrapped list whose elements have no names";
            self.findings.add(&list.at, what, "give the list and its items an `xml: {name: …}`");
            return;
        };
        self.wrappers.insert(Wrapper {
            list: list.xml_name.clone().unwrap_or_else(|| property.to_owned()),
            item: item.clone(),
            text: items.reference.is_none(),
        });
    }
}

/// Our own words about a schema, else the documented ones.
fn ours(schema: &spec::Schema) -> Option<String> {
    let description = schema.our_description.as_ref().or(schema.description.as_ref())?;
    Some(description.trim_end().to_owned())
}

fn rust_value(given: Option<&String>, wire: &str) -> String {
    given.cloned().unwrap_or_else(|| names::value(wire))
}

fn rust_type(name: &str, schema: &spec::Schema) -> String {
    schema.rust_name.clone().unwrap_or_else(|| names::type_(name))
}

fn is_enum(schema: &spec::Schema) -> bool {
    !schema.values.is_empty() && schema.kind.as_ref().is_some_and(|(_, kind)| kind == "string")
}

/// A flag that travels as a digit.
fn is_bit(schema: &spec::Schema) -> bool {
    schema.values == ["0", "1"] && schema.kind.as_ref().is_some_and(|(_, kind)| kind == "integer")
}
