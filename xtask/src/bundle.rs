//! The whole document as one OpenAPI 3.0.3 file that other tools understand: every `$ref` leads into the file itself,
//! every host is a list of `servers`. The other extensions stay, as OpenAPI lets them.

use std::collections::BTreeMap;

use crate::ir::{Api, Place};
use crate::json::Json;
use crate::spec::{Document, Reference};
use crate::yaml::{Node, Scalar, Value};

/// Parts of the document that only our own tools understand.
const DROPPED: [&str; 2] = ["x-hosts", "x-host"];

/// The document as JSON text.
pub fn bundle(document: &Document, api: &Api) -> String {
    let mut bundler = Bundler {
        file: String::new(),
        servers: servers(api),
        paths: Vec::new(),
        schemas: Vec::new(),
    };
    let mut root = Vec::new();
    for (file, tree) in &document.trees {
        bundler.file.clone_from(file);
        match bundler.copy(tree) {
            Json::Map(members) if file.ends_with("/plex.yaml") => root = members,
            Json::Map(members) => bundler.take(members),
            _ => {}
        }
    }
    for (name, part) in &mut root {
        if let ("components", Json::Map(components)) = (name.as_str(), part) {
            components.push((
                "schemas".to_owned(),
                Json::Map(std::mem::take(&mut bundler.schemas)),
            ));
        }
    }
    root.push(("paths".to_owned(), Json::Map(bundler.paths)));
    Json::Map(root).to_string()
}

/// The `servers` of each operation that does not go to the document's own, by operationId.
fn servers(api: &Api) -> BTreeMap<&str, Json> {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let fixed = operations.filter_map(|operation| {
        let url = operation.host.url.as_ref()?;
        let server = [
            ("url", Json::text(url)),
            ("description", Json::text(&operation.host.docs)),
        ];
        Some((operation.id.as_str(), Json::List(vec![Json::map(server)])))
    });
    fixed.collect()
}

struct Bundler<'a> {
    /// The file whose tree is being copied.
    file: String,
    servers: BTreeMap<&'a str, Json>,
    paths: Vec<(String, Json)>,
    schemas: Vec<(String, Json)>,
}

impl Bundler<'_> {
    /// Takes the paths and schemas out of a file.
    fn take(&mut self, members: Vec<(String, Json)>) {
        for (name, part) in members {
            match (name.as_str(), part) {
                ("paths", Json::Map(paths)) => paths
                    .into_iter()
                    .for_each(|(path, item)| self.take_path(path, item)),
                ("schemas", Json::Map(schemas)) => self.schemas.extend(schemas),
                _ => {}
            }
        }
    }

    /// Several files may know a path: one by this verb, one by another.
    fn take_path(&mut self, path: String, item: Json) {
        let Json::Map(verbs) = item else { return };
        for (verb, mut operation) in verbs {
            let host = self.add_servers(&mut operation);
            write_out_query(&mut operation);
            let is_taken = |known: &(String, Json)| known.0 == path && known.1.get(&verb).is_some();
            // One path on two hosts is two paths; a fragment tells them apart and is never sent.
            let path = if self.paths.iter().any(is_taken) {
                format!("{path}#{host}")
            } else {
                path.clone()
            };
            match self.paths.iter_mut().find(|(known, _)| *known == path) {
                Some((_, Json::Map(verbs))) => verbs.push((verb, operation)),
                _ => self.paths.push((path, Json::Map(vec![(verb, operation)]))),
            }
        }
    }

    /// Says which servers an operation goes to; gives back how its id tells it from others.
    fn add_servers(&self, operation: &mut Json) -> String {
        let id = operation
            .get("operationId")
            .and_then(Json::as_text)
            .unwrap_or_default();
        if let (Some(servers), Json::Map(members)) = (self.servers.get(id.as_str()), operation) {
            members.push(("servers".to_owned(), servers.clone()));
        }
        id
    }

    fn copy(&self, node: &Node) -> Json {
        match &node.value {
            Value::Scalar(scalar) => self.scalar(scalar),
            Value::List(items) => Json::List(items.iter().map(|item| self.copy(item)).collect()),
            Value::Map(pairs) => {
                let members = pairs
                    .iter()
                    .filter(|(key, _)| !DROPPED.contains(&key.text.as_str()));
                let members = members.map(|(key, node)| match &node.value {
                    Value::Scalar(scalar) if key.text == "$ref" => {
                        (key.text.clone(), self.reference(scalar))
                    }
                    _ => (key.text.clone(), self.copy(node)),
                });
                alone(members.collect())
            }
        }
    }

    fn scalar(&self, scalar: &Scalar) -> Json {
        match scalar.as_bool() {
            _ if scalar.is_null() => Json::Plain("null".to_owned()),
            Some(flag) => Json::Plain(flag.to_string()),
            None if scalar.is_number() => Json::number(&scalar.text),
            None => Json::text(&scalar.text),
        }
    }

    fn reference(&self, scalar: &Scalar) -> Json {
        let at = Place {
            file: self.file.clone(),
            line: 0,
            pointer: String::new(),
        };
        let pointer = Reference::new(at, &scalar.text).pointer;
        let is_component = pointer.starts_with("/components/");
        Json::text(&format!(
            "#{}{pointer}",
            if is_component { "" } else { "/components" }
        ))
    }
}

/// A query of GraphQL travels in the body, and its variables with it: so says OpenAPI what `x-graphql` says in short.
fn write_out_query(operation: &mut Json) {
    let query = operation.get("x-graphql").cloned();
    let (Some(query), Json::Map(members)) = (query, operation) else {
        return;
    };
    let mut variables = Vec::new();
    members.retain(|(name, part)| {
        if let ("parameters", Json::List(parameters)) = (name.as_str(), part) {
            variables = parameters.iter().filter_map(variable).collect();
        }
        name != "parameters"
    });
    let text = [("type", Json::text("string")), ("example", query)];
    let properties = [("query", Json::map(text)), ("variables", object(variables))];
    let schema = [
        ("type", Json::text("object")),
        ("properties", Json::map(properties)),
    ];
    let content = Json::map([("schema", Json::map(schema))]);
    let body = [
        ("required", Json::Plain("true".to_owned())),
        ("content", Json::map([("application/json", content)])),
    ];
    members.push(("requestBody".to_owned(), Json::map(body)));
}

/// A variable and its schema; a dot in the name leads into an object.
fn variable(parameter: &Json) -> Option<(String, Json)> {
    let name = parameter.get("name").and_then(Json::as_text)?;
    let schema = parameter.get("schema")?.clone();
    let (first, schema) = match name.split_once('.') {
        Some((outer, inner)) => (outer.to_owned(), object(vec![(inner.to_owned(), schema)])),
        None => (name, schema),
    };
    Some((first, schema))
}

/// The schema of an object with these properties; those of one name are one object with the properties of all.
fn object(properties: Vec<(String, Json)>) -> Json {
    let mut merged: Vec<(String, Json)> = Vec::new();
    for (name, schema) in properties {
        match (merged.iter_mut().find(|(known, _)| *known == name), schema) {
            (Some((_, Json::Map(known))), Json::Map(more)) => join(known, more),
            (_, schema) => merged.push((name, schema)),
        }
    }
    let members = [
        ("type", Json::text("object")),
        ("properties", Json::Map(merged)),
    ];
    Json::map(members)
}

/// Adds the properties of one schema of an object to those of another.
fn join(known: &mut [(String, Json)], more: Vec<(String, Json)>) {
    let properties = known.iter_mut().find(|(name, _)| name == "properties");
    if let Some((_, Json::Map(properties))) = properties {
        for (name, part) in more {
            if let ("properties", Json::Map(more)) = (name.as_str(), part) {
                properties.extend(more);
            }
        }
    }
}

/// A reference may have nothing beside it: what stands there goes around an `allOf`.
fn alone(members: Vec<(String, Json)>) -> Json {
    if members.len() < 2 {
        return Json::Map(members);
    }
    let (reference, mut rest): (Vec<_>, Vec<_>) =
        members.into_iter().partition(|(name, _)| name == "$ref");
    if !reference.is_empty() {
        rest.insert(
            0,
            ("allOf".to_owned(), Json::List(vec![Json::Map(reference)])),
        );
    }
    Json::Map(rest)
}
