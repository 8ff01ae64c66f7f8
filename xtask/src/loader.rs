//! Reads the objects of the document, one function for each kind, and refuses every keyword that it does not know.

use std::collections::BTreeMap;

use crate::findings::Findings;
use crate::ir::Place;
use crate::reader::{At, Object, Reader};
use crate::spec::{
    Component, Content, Document, File, Host, Operation, OrRef, Parameter, Reference, RequestBody,
    Response, Schema, Tag, Webhook,
};
use crate::yaml::{Node, Value};

// The dialect: the keys that may stand where. `openapi/README.md` gives the reasons.
const ROOT: &str = "openapi info servers x-hosts security tags components";
const INFO: &str = "title version description license contact termsOfService";
const HOST: &str = "url description";
const TAG: &str = "name description x-host x-side";
const COMPONENTS: &str = "securitySchemes parameters responses";
const SECURITY_SCHEME: &str = "type in name description";
const PATHS_FILE: &str = "paths schemas description x-webhooks";
const WEBHOOK: &str = "description schema";
const SCHEMAS_FILE: &str = "schemas description";
const PATH: &str = "get put post delete patch head options";
const OPERATION: &str = "operationId x-method x-origin x-payload x-host x-since tags summary \
    description deprecated x-successor security x-graphql x-stream x-event parameters requestBody \
    responses";
const PARAMETER: &str = "name in required description example schema deprecated style explode \
    x-identity x-rust-type x-rust-name";
const REQUEST_BODY: &str = "required content description";
const RESPONSE: &str = "description content";
const MEDIA_TYPE: &str = "schema";
const SCHEMA: &str = "$ref type format title description example properties required items enum \
    allOf nullable deprecated default minimum maximum additionalProperties xml x-rust-type \
    x-rust-name x-description x-example x-enum-descriptions x-enum-names x-xml-names x-when-empty \
    x-rare x-boxed";
const XML: &str = "name wrapped";
const REFERENCE: &str = "$ref";

/// Reads the document out of the trees of its files, and gives all references that it came by.
pub fn read(trees: &BTreeMap<String, Node>, findings: &mut Findings) -> (Document, Vec<Reference>) {
    let mut loader = Loader {
        read: Reader { findings },
        references: Vec::new(),
    };
    let mut document = Document::default();
    for (file, tree) in trees {
        let at = At::root(file, tree);
        let stem = file
            .rsplit('/')
            .next()
            .unwrap_or(file)
            .trim_end_matches(".yaml");
        if file.contains("/paths/") {
            loader.paths_file(&at, stem, &mut document);
        } else if file.contains("/schemas/") {
            loader.schemas_file(&at, stem, &mut document);
        } else {
            loader.root(&at, &mut document);
        }
    }
    (document, loader.references)
}

struct Loader<'f> {
    read: Reader<'f>,
    references: Vec<Reference>,
}

impl Loader<'_> {
    fn root(&mut self, at: &At<'_>, document: &mut Document) {
        let Some(root) = self.read.object(at, "the document", ROOT) else {
            return;
        };
        for key in ROOT.split(' ') {
            if !root.has(key) {
                self.read.wrong(
                    at,
                    format!("the document lacks `{key}`"),
                    "add it to plex.yaml",
                );
            }
        }
        if let Some(info) = root
            .get("info")
            .and_then(|at| self.read.object(&at, "the info", INFO))
        {
            document.title = self.text(&info, "title").unwrap_or_default();
            document.description = self.text(&info, "description").unwrap_or_default();
        }
        for (name, at) in self.members(&root, "x-hosts") {
            let Some(host) = self.read.object(&at, "a host", HOST) else {
                continue;
            };
            let url = self.text(&host, "url");
            let description = self.text(&host, "description").unwrap_or_default();
            document.hosts.push(Host {
                at: at.place,
                name,
                url,
                description,
            });
        }
        for at in self.list(&root, "tags") {
            let Some(tag) = self.read.object(&at, "a tag", TAG) else {
                continue;
            };
            document.tags.push(Tag {
                name: self.text(&tag, "name").unwrap_or_default(),
                description: self.text(&tag, "description").unwrap_or_default(),
                host: self.placed_text(&tag, "x-host"),
                side: self.placed_text(&tag, "x-side"),
                at: at.place,
            });
        }
        if let Some(components) = root
            .get("components")
            .and_then(|at| self.read.object(&at, "the components", COMPONENTS))
        {
            self.components(&components, document);
        }
        document.security = root
            .get("security")
            .map(|at| self.security(&at))
            .unwrap_or_default();
    }

    fn components(&mut self, components: &Object<'_>, document: &mut Document) {
        for (name, at) in self.members(components, "securitySchemes") {
            self.read.object(&at, "a security scheme", SECURITY_SCHEME);
            document.schemes.push(name);
        }
        for (_, at) in self.members(components, "parameters") {
            if let Some(value) = self.parameter(&at) {
                document.parameters.push(Component {
                    at: at.place,
                    value,
                });
            }
        }
        for (_, at) in self.members(components, "responses") {
            if let Some(value) = self.response(&at) {
                document.responses.push(Component {
                    at: at.place,
                    value,
                });
            }
        }
    }

    fn paths_file(&mut self, at: &At<'_>, stem: &str, document: &mut Document) {
        let Some(file) = self.read.object(at, "a file of paths", PATHS_FILE) else {
            return;
        };
        for (path, at) in self.members(&file, "paths") {
            self.read.object(&at, "a path", PATH);
            for (verb, at) in self.read.entries(&at) {
                if let Some(operation) = self.operation(&at, stem, &path, &verb) {
                    document.operations.push(operation);
                }
            }
        }
        for (name, at) in self.members(&file, "x-webhooks") {
            if let Some(webhook) = self.webhook(&at, stem, &name) {
                document.webhooks.push(webhook);
            }
        }
        self.schemas(&file, stem, true, document);
    }

    fn webhook(&mut self, at: &At<'_>, stem: &str, name: &str) -> Option<Webhook> {
        let webhook = self.read.object(at, "a webhook", WEBHOOK)?;
        Some(Webhook {
            at: at.place.clone(),
            stem: stem.to_owned(),
            name: name.to_owned(),
            description: self.text(&webhook, "description").unwrap_or_default(),
            schema: webhook.get("schema").and_then(|at| self.schema(&at)),
        })
    }

    fn schemas_file(&mut self, at: &At<'_>, stem: &str, document: &mut Document) {
        if let Some(file) = self.read.object(at, "a file of schemas", SCHEMAS_FILE) {
            self.schemas(&file, stem, false, document);
        }
    }

    fn schemas(
        &mut self,
        file: &Object<'_>,
        stem: &str,
        holds_paths: bool,
        document: &mut Document,
    ) {
        let description = self.text(file, "description");
        let members = self.members(file, "schemas");
        let schemas = members
            .into_iter()
            .filter_map(|(name, at)| Some((name, self.schema(&at)?)))
            .collect();
        let path = file.at.place.file.clone();
        document.files.push(File {
            path,
            stem: stem.to_owned(),
            holds_paths,
            description,
            schemas,
        });
    }

    fn operation(&mut self, at: &At<'_>, stem: &str, path: &str, verb: &str) -> Option<Operation> {
        let operation = self.read.object(at, "an operation", OPERATION)?;
        let parameters = self.list(&operation, "parameters");
        let responses = self.members(&operation, "responses");
        Some(Operation {
            at: at.place.clone(),
            stem: stem.to_owned(),
            path: path.to_owned(),
            verb: verb.to_uppercase(),
            id: self.text(&operation, "operationId"),
            method: self.text(&operation, "x-method"),
            origins: self.texts(&operation, "x-origin"),
            payload: self.placed_text(&operation, "x-payload"),
            host: self.placed_text(&operation, "x-host"),
            tags: self.placed_texts(&operation, "tags"),
            summary: self.text(&operation, "summary"),
            description: self.text(&operation, "description"),
            since: self.text(&operation, "x-since"),
            deprecated: self.flag(&operation, "deprecated"),
            successor: self.text(&operation, "x-successor"),
            graphql: self.text(&operation, "x-graphql"),
            event: operation.get("x-event").and_then(|at| self.schema(&at)),
            is_stream: self.stream(&operation),
            security: operation.get("security").map(|at| self.security(&at)),
            parameters: parameters
                .into_iter()
                .filter_map(|at| self.or_ref(&at, Self::parameter))
                .collect(),
            body: operation.get("requestBody").and_then(|at| self.body(&at)),
            responses: responses
                .into_iter()
                .filter_map(|(status, at)| Some((status, self.or_ref(&at, Self::response)?)))
                .collect(),
        })
    }

    fn parameter(&mut self, at: &At<'_>) -> Option<Parameter> {
        let parameter = self.read.object(at, "a parameter", PARAMETER)?;
        Some(Parameter {
            at: at.place.clone(),
            name: self.text(&parameter, "name").unwrap_or_default(),
            location: self.text(&parameter, "in").unwrap_or_default(),
            required: self.flag(&parameter, "required"),
            description: self.text(&parameter, "description"),
            example: self.example(&parameter, "example"),
            schema: parameter.get("schema").and_then(|at| self.schema(&at)),
            deprecated: self.flag(&parameter, "deprecated"),
            style: self.placed_text(&parameter, "style"),
            explode: parameter.get("explode").map(|at| self.read.flag(&at)),
            identity: self.flag(&parameter, "x-identity"),
            rust_type: self.placed_text(&parameter, "x-rust-type"),
            rust_name: self.text(&parameter, "x-rust-name"),
        })
    }

    fn body(&mut self, at: &At<'_>) -> Option<RequestBody> {
        let body = self.read.object(at, "a request body", REQUEST_BODY)?;
        Some(RequestBody {
            at: at.place.clone(),
            required: self.flag(&body, "required"),
            description: self.text(&body, "description"),
            content: self.content(&body),
        })
    }

    fn response(&mut self, at: &At<'_>) -> Option<Response> {
        let response = self.read.object(at, "a response", RESPONSE)?;
        let description = self.text(&response, "description");
        Some(Response {
            at: at.place.clone(),
            description,
            content: self.content(&response),
        })
    }

    fn content(&mut self, object: &Object<'_>) -> Vec<Content> {
        let mut all = Vec::new();
        for (media_type, at) in self.members(object, "content") {
            let Some(content) = self.read.object(&at, "a media type", MEDIA_TYPE) else {
                continue;
            };
            let schema = content.get("schema").and_then(|at| self.schema(&at));
            all.push(Content {
                at: at.place,
                media_type,
                schema,
            });
        }
        all
    }

    fn schema(&mut self, at: &At<'_>) -> Option<Schema> {
        let schema = self.read.object(at, "a schema", SCHEMA)?;
        let xml = schema
            .get("xml")
            .and_then(|at| self.read.object(&at, "the xml of a schema", XML));
        let members = schema
            .get("additionalProperties")
            .and_then(|at| self.further_members(&at));
        Some(Schema {
            at: at.place.clone(),
            reference: self.reference(&schema),
            kind: self.placed_text(&schema, "type"),
            format: self.placed_text(&schema, "format"),
            properties: schema.get("properties").map(|at| self.properties(&at)),
            required: self.placed_texts(&schema, "required"),
            items: schema
                .get("items")
                .and_then(|at| self.schema(&at))
                .map(Box::new),
            members: members.map(Box::new),
            values: self.placed_texts(&schema, "enum"),
            all_of: self
                .list(&schema, "allOf")
                .iter()
                .filter_map(|at| self.schema(at))
                .collect(),
            description: schema
                .get("description")
                .and_then(|at| self.read.raw_text(&at)),
            example: self.example(&schema, "example"),
            deprecated: self.flag(&schema, "deprecated"),
            default: self.example(&schema, "default"),
            minimum: self.example(&schema, "minimum"),
            maximum: self.example(&schema, "maximum"),
            xml_name: xml.as_ref().and_then(|xml| self.text(xml, "name")),
            xml_wrapped: xml.as_ref().is_some_and(|xml| self.flag(xml, "wrapped")),
            xml_names: self.texts(&schema, "x-xml-names"),
            rust_type: self.placed_text(&schema, "x-rust-type"),
            rust_name: self.text(&schema, "x-rust-name"),
            our_description: self.text(&schema, "x-description"),
            our_example: self.example(&schema, "x-example"),
            value_descriptions: self.named_texts(&schema, "x-enum-descriptions"),
            value_names: self.named_texts(&schema, "x-enum-names"),
            when_empty: self.text(&schema, "x-when-empty"),
            rare: self.flag(&schema, "x-rare"),
            boxed: self.flag(&schema, "x-boxed"),
        })
    }

    /// The schema of what an object holds beside its properties, where it has one.
    fn further_members(&mut self, at: &At<'_>) -> Option<Schema> {
        if at.scalar().is_none() {
            return self.schema(at);
        }
        if !self.read.flag(at) {
            let what =
                "`additionalProperties: false` would promise that servers never send anything new";
            self.read.wrong(
                at,
                what,
                "remove it; every object keeps members that no field names",
            );
        }
        None
    }

    /// Whether the answer of an operation has no end.
    fn stream(&mut self, operation: &Object<'_>) -> bool {
        let Some(at) = operation.get("x-stream") else {
            return false;
        };
        let is_known = at.scalar().is_some_and(|scalar| scalar.text == "events");
        if !is_known {
            self.read
                .wrong(&at, "unknown kind of stream", "write `x-stream: events`");
        }
        is_known
    }

    fn properties(&mut self, at: &At<'_>) -> Vec<(String, Schema)> {
        let entries = self.read.entries(at);
        entries
            .into_iter()
            .filter_map(|(name, at)| Some((name, self.schema(&at)?)))
            .collect()
    }

    fn or_ref<T>(
        &mut self,
        at: &At<'_>,
        read: fn(&mut Self, &At<'_>) -> Option<T>,
    ) -> Option<OrRef<T>> {
        let is_ref = self
            .read_quietly(at)
            .is_some_and(|object| object.has("$ref"));
        if !is_ref {
            return read(self, at).map(OrRef::Item);
        }
        let object = self.read.object(at, "a reference", REFERENCE)?;
        self.reference(&object).map(OrRef::Ref)
    }

    /// A map without a look at its keys.
    fn read_quietly<'t>(&mut self, at: &At<'t>) -> Option<Object<'t>> {
        let mut ignored = Findings::default();
        Reader {
            findings: &mut ignored,
        }
        .object(at, "", "")
    }

    fn reference(&mut self, object: &Object<'_>) -> Option<Reference> {
        let at = object.get("$ref")?;
        let text = self.read.text(&at)?;
        let reference = Reference::new(at.place, &text);
        self.references.push(reference.clone());
        Some(reference)
    }

    /// The schemes that a security requirement names. Of several alternatives the client sends all that it has.
    fn security(&mut self, at: &At<'_>) -> Vec<String> {
        let alternatives = self.read.items(at);
        let schemes = alternatives.iter().flat_map(|at| self.read.entries(at));
        schemes.map(|(name, _)| name).collect()
    }

    /// An example as a person would read it: scalars as written, lists with commas, names and values as `name=value`.
    fn example(&mut self, object: &Object<'_>, key: &str) -> Option<String> {
        let at = object.get(key)?;
        match &at.node.value {
            Value::Scalar(scalar) => Some(scalar.text.clone()),
            Value::List(_) => Some(self.read.texts(&at).join(",")),
            Value::Map(_) => {
                let pairs = self.read.named_texts(&at);
                let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
                Some(pairs.collect::<Vec<_>>().join(","))
            }
        }
    }

    fn members<'t>(&mut self, object: &Object<'t>, key: &str) -> Vec<(String, At<'t>)> {
        object
            .get(key)
            .map(|at| self.read.entries(&at))
            .unwrap_or_default()
    }

    fn list<'t>(&mut self, object: &Object<'t>, key: &str) -> Vec<At<'t>> {
        object
            .get(key)
            .map(|at| self.read.items(&at))
            .unwrap_or_default()
    }

    fn text(&mut self, object: &Object<'_>, key: &str) -> Option<String> {
        object.get(key).and_then(|at| self.read.text(&at))
    }

    fn placed_text(&mut self, object: &Object<'_>, key: &str) -> Option<(Place, String)> {
        let at = object.get(key)?;
        let text = self.read.text(&at)?;
        Some((at.place, text))
    }

    fn texts(&mut self, object: &Object<'_>, key: &str) -> Vec<String> {
        object
            .get(key)
            .map(|at| self.read.texts(&at))
            .unwrap_or_default()
    }

    fn placed_texts(&mut self, object: &Object<'_>, key: &str) -> Vec<(Place, String)> {
        object
            .get(key)
            .map(|at| self.read.placed_texts(&at))
            .unwrap_or_default()
    }

    fn named_texts(&mut self, object: &Object<'_>, key: &str) -> Vec<(String, String)> {
        object
            .get(key)
            .map(|at| self.read.named_texts(&at))
            .unwrap_or_default()
    }

    fn flag(&mut self, object: &Object<'_>, key: &str) -> bool {
        object.get(key).is_some_and(|at| self.read.flag(&at))
    }
}
