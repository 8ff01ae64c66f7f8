//! From the document as written to the document as emitted: names everything, follows every reference, merges `allOf`,
//! takes the envelope off the answers, lifts identity headers and paging out of the operations.

mod answers;
mod kinds;
mod schemas;

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::{
    Api, Auth, Group, Header, Host, Location, Operation, Param, Place, Side, TypeRef, Wrapper,
};
use crate::names;
use crate::spec::{self, Document};
use schemas::Property;

const FORM: &str = "application/x-www-form-urlencoded";

/// The two headers that ask for one page of a list.
const PAGING: [&str; 2] = ["X-Plex-Container-Start", "X-Plex-Container-Size"];

/// Lowers the whole document. What can't be lowered is left out and noted as a finding.
pub fn lower(document: &Document, findings: &mut Findings) -> Api {
    let mut lower = Lower {
        document,
        findings,
        wrappers: BTreeSet::new(),
        aliases: BTreeSet::new(),
    };
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
        let identity = self
            .document
            .parameters
            .iter()
            .filter(|parameter| parameter.value.identity);
        identity
            .map(|parameter| Header {
                at: parameter.at.clone(),
                name: parameter.value.name.clone(),
                docs: parameter.value.description.clone().unwrap_or_default(),
                example: parameter.value.example.clone().unwrap_or_default(),
            })
            .collect()
    }

    fn groups(&mut self, hosts: &[Host]) -> Vec<Group> {
        let document = self.document;
        for operation in &document.operations {
            self.check_tags(operation);
        }
        let mut groups = Vec::new();
        for tag in &document.tags {
            let (side, host) = (self.side(tag), self.host(tag.host.as_ref(), &tag.at, hosts));
            let (Some(side), Some(host)) = (side, host) else {
                continue;
            };
            let operations = document
                .operations
                .iter()
                .filter(|operation| operation.stem == tag.name);
            groups.push(Group {
                at: tag.at.clone(),
                name: tag.name.clone(),
                handle: names::type_(&tag.name),
                title: names::title(&tag.name),
                side,
                docs: tag.description.clone(),
                file: format!("openapi/paths/{}.yaml", tag.name),
                operations: operations
                    .map(|operation| self.operation(operation, &host, hosts))
                    .collect(),
            });
        }
        groups
    }

    fn side(&mut self, tag: &spec::Tag) -> Option<Side> {
        let fix = "write `account` (methods on `Plex`) or `server` (methods on `Server`)";
        match &tag.side {
            Some((_, side)) if side == "account" => return Some(Side::Account),
            Some((_, side)) if side == "server" => return Some(Side::Server),
            Some((at, side)) => self
                .findings
                .add(at, format!("unknown `x-side` `{side}`"), fix),
            None => self.findings.add(&tag.at, "this tag lacks `x-side`", fix),
        }
        None
    }

    fn check_tags(&mut self, operation: &spec::Operation) {
        let fix = format!(
            "write `tags: [{}]`, after the name of the file, and describe that tag in plex.yaml",
            operation.stem
        );
        match operation.tags.as_slice() {
            [(at, tag)] if *tag != operation.stem => {
                let what = format!(
                    "the tag `{tag}` is not the name of the file, `{}`",
                    operation.stem
                );
                self.findings.add(at, what, fix);
            }
            [(at, tag)] if !self.document.tags.iter().any(|known| known.name == *tag) => {
                self.findings.add(at, format!("unknown tag `{tag}`"), fix);
            }
            [_] => {}
            _ => self
                .findings
                .add(&operation.at, "an operation has exactly one tag", fix),
        }
    }

    fn host(
        &mut self,
        named: Option<&(Place, String)>,
        owner: &Place,
        hosts: &[Host],
    ) -> Option<Host> {
        let known: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
        let fix = format!("write one of `x-hosts`: {}", known.join(", "));
        let Some((at, name)) = named else {
            self.findings.add(owner, "this tag lacks `x-host`", fix);
            return None;
        };
        let host = hosts.iter().find(|host| host.name == *name).cloned();
        if host.is_none() {
            self.findings
                .add(at, format!("unknown `x-host` `{name}`"), fix);
        }
        host
    }

    fn operation(
        &mut self,
        operation: &'d spec::Operation,
        default: &Host,
        hosts: &[Host],
    ) -> Operation {
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
            xml_only: answers::xml_only(operation, &self.document.responses),
            refusals: self.refusals(operation),
        }
    }

    fn auth(&mut self, operation: &spec::Operation) -> Auth {
        let schemes = operation
            .security
            .as_ref()
            .unwrap_or(&self.document.security);
        for scheme in schemes {
            if !self.document.schemes.contains(scheme) {
                let fix = format!(
                    "name one of the `securitySchemes`: {}",
                    self.document.schemes.join(", ")
                );
                self.findings.add(
                    &operation.at,
                    format!("unknown security scheme `{scheme}`"),
                    fix,
                );
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
            let Some(parameter) = parameter.resolve(&document.parameters) else {
                continue;
            };
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
            self.findings.add(
                &operation.at,
                what,
                "refer to both `ContainerStart` and `ContainerSize`, or to neither",
            );
        }
        let paged = paging == PAGING.len();
        if paged && operation.payload.is_none() {
            let what = "a paged operation needs a list to page through";
            self.findings
                .add(&operation.at, what, "name it with `x-payload`");
        }
        (params, paged)
    }

    fn param(&mut self, parameter: &spec::Parameter) -> Option<Param> {
        let location = match parameter.location.as_str() {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            other => {
                let what = format!("unknown place for a parameter: `in: {other}`");
                self.findings
                    .add(&parameter.at, what, "write `path`, `query` or `header`");
                return None;
            }
        };
        let Some(schema) = &parameter.schema else {
            self.findings.add(
                &parameter.at,
                format!("the parameter `{}` has no type", parameter.name),
                "add a `schema`",
            );
            return None;
        };
        let kind = self.param_kind(
            schema,
            parameter.rust_type.as_ref().or(schema.rust_type.as_ref()),
        );
        if matches!(kind, TypeRef::Object(_)) {
            self.findings.add(
                &parameter.at,
                "a parameter can't be an object",
                "name each value as a parameter of its own",
            );
            return None;
        }
        if matches!(kind, TypeRef::List(_)) && parameter.explode != Some(false) {
            let what =
                "a list travels with commas between its values, and OpenAPI assumes otherwise";
            self.findings
                .add(&parameter.at, what, "say so: `explode: false`");
        }
        Some(Param {
            at: parameter.at.clone(),
            wire: parameter.name.clone(),
            rust: rust_value(
                parameter.rust_name.as_ref().or(schema.rust_name.as_ref()),
                &parameter.name,
            ),
            location,
            required: parameter.required,
            docs: with_limits(parameter.description.clone().unwrap_or_default(), schema),
            example: spoken(&kind, parameter.example.as_ref()),
            deprecated: parameter.deprecated,
            kind,
        })
    }

    /// The type of a parameter, which tells flags that travel as digits from the others.
    fn param_kind(
        &mut self,
        schema: &spec::Schema,
        rust_type: Option<&(Place, String)>,
    ) -> TypeRef {
        if is_bit(schema) {
            TypeRef::Bit
        } else {
            self.kind(schema, rust_type)
        }
    }

    /// The values of a form as parameters.
    fn form(&mut self, operation: &'d spec::Operation) -> Vec<Param> {
        let Some(body) = &operation.body else {
            return Vec::new();
        };
        let [content] = body.content.as_slice() else {
            self.findings.add(
                &body.at,
                "a request body has exactly one form",
                format!("keep `{FORM}`"),
            );
            return Vec::new();
        };
        let (FORM, Some(schema)) = (content.media_type.as_str(), &content.schema) else {
            let what = format!("a request body of the type `{}`", content.media_type);
            self.findings.add(
                &content.at,
                what,
                format!("write it as `{FORM}` with a schema"),
            );
            return Vec::new();
        };
        let properties = self.properties(schema, &mut Vec::new());
        properties
            .into_iter()
            .map(|property| self.form_value(&property))
            .collect()
    }

    fn form_value(&mut self, property: &Property<'d>) -> Param {
        let Property {
            name,
            schema,
            required,
        } = *property;
        let kind = self.param_kind(schema, schema.rust_type.as_ref());
        Param {
            at: schema.at.clone(),
            wire: name.to_owned(),
            rust: rust_value(schema.rust_name.as_ref(), name),
            location: Location::Form,
            required,
            docs: with_limits(ours(schema).unwrap_or_default(), schema),
            example: spoken(&kind, our_example(schema)),
            deprecated: schema.deprecated,
            kind,
        }
    }
}

/// Our own words about a schema, else the documented ones.
fn ours(schema: &spec::Schema) -> Option<String> {
    let description = schema
        .our_description
        .as_ref()
        .or(schema.description.as_ref())?;
    Some(description.trim_end().to_owned())
}

fn our_example(schema: &spec::Schema) -> Option<&String> {
    schema.our_example.as_ref().or(schema.example.as_ref())
}

/// A sentence about a value, and what the document says besides of what it may be.
fn with_limits(mut docs: String, schema: &spec::Schema) -> String {
    for (word, limit) in [
        ("Default", &schema.default),
        ("At least", &schema.minimum),
        ("At most", &schema.maximum),
    ] {
        if let (Some(limit), false) = (limit, docs.is_empty()) {
            docs.push_str(&format!(" {word} `{limit}`."));
        }
    }
    docs
}

/// An example as Rust says it: a flag is true or false, however it travels.
fn spoken(kind: &TypeRef, example: Option<&String>) -> Option<String> {
    let example = example?.as_str();
    let spoken = match (kind, example) {
        (TypeRef::Flag | TypeRef::Bit, "1") => "true",
        (TypeRef::Flag | TypeRef::Bit, "0") => "false",
        _ => example,
    };
    Some(spoken.to_owned())
}

fn rust_value(given: Option<&String>, wire: &str) -> String {
    given.cloned().unwrap_or_else(|| names::value(wire))
}

fn is_enum(schema: &spec::Schema) -> bool {
    schema.is("string") && !schema.values.is_empty()
}

/// A flag that travels as a digit.
fn is_bit(schema: &spec::Schema) -> bool {
    let values = schema.values.iter().map(|(_, value)| value.as_str());
    schema.is("integer") && values.eq(["0", "1"])
}
