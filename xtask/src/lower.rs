//! From the document as written to the document as emitted: names everything, follows every reference, merges `allOf`,
//! takes the envelope off the answers, lifts identity headers and paging out of the operations.

mod answers;
mod bodies;
mod kinds;
mod schemas;

use std::collections::BTreeSet;

use crate::findings::Findings;
use crate::ir::{
    Api, Auth, Group, Header, Host, Location, Operation, Param, Place, Side, Style, TypeRef,
    Webhook, Wrapper,
};
use crate::names;
use crate::spec::{self, Document};

/// Most arguments that a method has.
const ARGUMENTS: usize = 6;

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
        webhooks: lower.webhooks(),
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
                handle: names::handle(&tag.name),
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
        params.extend(self.body(operation));
        too_many(&mut params);
        let (status, media_type) = self.head(operation);
        let path = operation.path.split('#').next().unwrap_or_default();
        let events = operation.event.as_ref();
        Operation {
            at: operation.at.clone(),
            id: operation.id.clone().unwrap_or_default(),
            request: names::type_(&method),
            method,
            verb: operation.verb.clone(),
            path: path.to_owned(),
            key: operation.path.clone(),
            host: host.unwrap_or_else(|| default.clone()),
            auth: self.auth(operation),
            origins: operation.origins.clone(),
            summary: operation.summary.clone().unwrap_or_default(),
            docs: operation.description.clone().unwrap_or_default(),
            since: operation.since.clone(),
            deprecated: self.successor(operation),
            params,
            graphql: operation.graphql.clone(),
            paged,
            events: events.and_then(|schema| self.object_name(schema)),
            answer: self.answer(operation),
            status,
            media_type,
            xml_only: answers::xml_only(operation, &self.document.responses),
            refusals: self.refusals(operation),
        }
    }

    /// What to use in place of a deprecated operation.
    fn successor(&mut self, operation: &spec::Operation) -> Option<String> {
        let (what, fix) = match (operation.deprecated, &operation.successor) {
            (true, Some(successor)) => return Some(successor.replace('\n', " ")),
            (false, None) => return None,
            (true, None) => (
                "a deprecated operation without `x-successor`",
                "say in a sentence what to use instead",
            ),
            (false, Some(_)) => (
                "`x-successor` on an operation that is not deprecated",
                "write `deprecated: true` too, or take it out",
            ),
        };
        self.findings.add(&operation.at, what, fix);
        None
    }

    fn webhooks(&mut self) -> Vec<Webhook> {
        let document = self.document;
        let mut webhooks = Vec::new();
        for webhook in &document.webhooks {
            let Some(schema) = &webhook.schema else {
                let what = format!("the webhook `{}` has no type", webhook.name);
                self.findings.add(&webhook.at, what, "add a `schema`");
                continue;
            };
            if let Some(schema) = self.object_name(schema) {
                webhooks.push(Webhook {
                    at: webhook.at.clone(),
                    group: webhook.stem.clone(),
                    name: webhook.name.clone(),
                    docs: webhook.description.clone(),
                    schema,
                });
            }
        }
        webhooks
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
            if let Some(param) = self.param(parameter, operation.graphql.is_some()) {
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

    /// One parameter; those of a GraphQL query are its variables.
    fn param(&mut self, parameter: &spec::Parameter, is_variable: bool) -> Option<Param> {
        let location = match parameter.location.as_str() {
            "query" if is_variable => Location::Variable,
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
        let (kind, style) = match self.pairs(parameter, schema)? {
            Some(style) => (TypeRef::Pair, style),
            None => {
                let rust_type = parameter.rust_type.as_ref().or(schema.rust_type.as_ref());
                let kind = self.param_kind(schema, rust_type);
                let style = match (&kind, parameter.explode) {
                    _ if is_variable => Style::Plain,
                    (TypeRef::List(_), Some(false)) => Style::Commas,
                    (TypeRef::List(_), _) => Style::Repeated { when_empty: None },
                    _ => Style::Plain,
                };
                (kind, style)
            }
        };
        if style == (Style::Repeated { when_empty: None }) && parameter.explode.is_none() {
            let what = "a list as a parameter, and nobody says how it travels";
            let fix = "write `explode: false` for commas between its values, or `explode: true` for the name again with each";
            self.findings.add(&parameter.at, what, fix);
        }
        // What has a default of its own may be left out, and so may each pair of several.
        let default = schema.default.clone().filter(|_| parameter.required);
        let required = parameter.required && default.is_none();
        let argument = required && kind != TypeRef::Pair;
        Some(Param {
            at: parameter.at.clone(),
            wire: parameter.name.clone(),
            rust: rust_value(
                parameter.rust_name.as_ref().or(schema.rust_name.as_ref()),
                &parameter.name,
            ),
            location,
            style,
            required,
            argument,
            default,
            docs: with_limits(parameter.description.clone().unwrap_or_default(), schema),
            example: spoken(&kind, parameter.example.as_ref()),
            deprecated: parameter.deprecated,
            kind,
        })
    }

    /// How names and values travel that the caller is free to choose, if the parameter is for such.
    #[expect(
        clippy::option_option,
        reason = "no parameter at all, or one that is none of these"
    )]
    fn pairs(
        &mut self,
        parameter: &spec::Parameter,
        schema: &spec::Schema,
    ) -> Option<Option<Style>> {
        let style = parameter.style.as_ref().map(|(_, style)| style.as_str());
        match (style, schema.is("object"), parameter.explode) {
            (Some("deepObject"), true, Some(true)) => Some(Some(Style::Bracketed)),
            (Some("form"), true, Some(true)) => Some(Some(Style::Bare)),
            (None | Some("form" | "simple"), false, _) if !self.is_object(schema) => Some(None),
            _ => {
                let what = "a parameter can't be an object";
                let fix = "name each value as a parameter of its own; or write `type: object`, `explode: true` and a `style`: `deepObject` (`prefs[name]=value`) or `form` (`name=value`)";
                self.findings.add(&parameter.at, what, fix);
                None
            }
        }
    }

    fn is_object(&self, schema: &spec::Schema) -> bool {
        let target = schema
            .reference
            .as_ref()
            .and_then(|reference| self.document.schema(reference));
        target.is_some_and(|(_, target)| !is_enum(target))
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
}

/// Makes setters of required values where a method would have so many arguments that nobody can tell them apart.
fn too_many(params: &mut [Param]) {
    if params.iter().filter(|param| param.argument).count() <= ARGUMENTS {
        return;
    }
    for param in params {
        param.argument &= matches!(param.location, Location::Path | Location::Body);
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
