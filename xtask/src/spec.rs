//! The document as it is written: reads `openapi/`, keeps the place of every node, refuses every keyword it does not
//! know and every `$ref` that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::findings::Findings;
use crate::ir::Place;
use crate::reader::{At, Object, Reader};
use crate::yaml::{self, Node};

// The dialect: what may stand where. `openapi/README.md` gives the reasons.
const ROOT: &[&str] = &["openapi", "info", "servers", "x-hosts", "security", "tags", "components"];
const INFO: &[&str] = &["title", "version", "description", "license", "contact", "termsOfService"];
const HOST: &[&str] = &["url", "description"];
const TAG: &[&str] = &["name", "description", "x-host", "x-side"];
const COMPONENTS: &[&str] = &["securitySchemes", "parameters", "responses"];
const SECURITY_SCHEME: &[&str] = &["type", "in", "name", "description"];
const PATHS_FILE: &[&str] = &["paths", "schemas", "description"];
const SCHEMAS_FILE: &[&str] = &["schemas", "description"];
const VERBS: &[&str] = &["get", "put", "post", "delete", "patch", "head", "options"];
const OPERATION: &[&str] = &[
    "operationId", "x-method", "x-origin", "x-payload", "x-host", "tags", "summary", "description", "deprecated",
    "security", "parameters", "requestBody", "responses",
];
const PARAMETER: &[&str] = &[
    "name", "in", "required", "description", "example", "schema", "deprecated", "style", "explode", "x-identity",
    "x-rust-type", "x-rust-name",
];
const REQUEST_BODY: &[&str] = &["required", "content", "description"];
const RESPONSE: &[&str] = &["description", "content"];
const MEDIA_TYPE: &[&str] = &["schema"];
const SCHEMA: &[&str] = &[
    "$ref", "type", "format", "title", "description", "example", "properties", "required", "items", "enum", "allOf",
    "nullable", "deprecated", "default", "minimum", "maximum", "additionalProperties", "xml", "x-rust-type",
    "x-rust-name", "x-description", "x-example", "x-enum-descriptions", "x-enum-names", "x-xml-names",
];
const XML: &[&str] = &["name", "wrapped"];
const REFERENCE: &[&str] = &["$ref"];

/// The files of `openapi/` by path (`paths/pins.yaml`), before anybody has looked into them.
pub type Sources = BTreeMap<String, String>;

#[derive(Debug, Default)]
pub struct Document {
    pub title: String,
    pub description: String,
    pub hosts: Vec<Host>,
    pub tags: Vec<Tag>,
    pub security: Vec<String>,
    pub schemes: Vec<String>,
    pub parameters: Vec<Component<Parameter>>,
    pub responses: Vec<Component<Response>>,
    pub operations: Vec<Operation>,
    /// Files that may hold schemas, in order: `schemas/*`, then `paths/*`.
    pub files: Vec<File>,
    /// The trees as they are written, for the bundle.
    pub trees: BTreeMap<String, Node>,
}

#[derive(Debug)]
pub struct Host {
    pub at: Place,
    pub name: String,
    pub url: Option<String>,
    pub description: String,
}

#[derive(Debug)]
pub struct Tag {
    pub at: Place,
    pub name: String,
    pub description: String,
    pub host: Option<(Place, String)>,
    pub side: Option<(Place, String)>,
}

/// Something under `components`.
#[derive(Debug)]
pub struct Component<T> {
    pub at: Place,
    pub value: T,
}

#[derive(Debug)]
pub struct File {
    /// `openapi/paths/pins.yaml`
    pub path: String,
    /// `pins`
    pub stem: String,
    pub holds_paths: bool,
    pub description: Option<String>,
    pub schemas: Vec<(String, Schema)>,
}

#[derive(Debug)]
pub struct Operation {
    pub at: Place,
    /// Stem of the file that the operation stands in.
    pub stem: String,
    pub path: String,
    pub verb: String,
    pub id: Option<String>,
    pub method: Option<String>,
    pub origins: Vec<String>,
    pub payload: Option<(Place, String)>,
    pub host: Option<(Place, String)>,
    pub tags: Vec<(Place, String)>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub security: Option<Vec<String>>,
    pub parameters: Vec<OrRef<Parameter>>,
    pub body: Option<RequestBody>,
    pub responses: Vec<(String, OrRef<Response>)>,
}

/// A thing by itself, or a reference to it.
#[derive(Debug)]
pub enum OrRef<T> {
    Item(T),
    Ref(Reference),
}

/// Where a `$ref` leads: file and pointer.
#[derive(Debug, Clone)]
pub struct Reference {
    pub at: Place,
    pub file: String,
    pub pointer: String,
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub at: Place,
    pub name: String,
    pub location: String,
    pub required: bool,
    pub description: Option<String>,
    pub example: Option<String>,
    pub schema: Option<Schema>,
    pub deprecated: bool,
    pub explode: Option<bool>,
    pub identity: bool,
    pub rust_type: Option<(Place, String)>,
    pub rust_name: Option<String>,
}

#[derive(Debug)]
pub struct RequestBody {
    pub at: Place,
    pub content: Vec<Content>,
}

#[derive(Debug, Clone)]
pub struct Response {
    pub at: Place,
    pub description: Option<String>,
    pub content: Vec<Content>,
}

#[derive(Debug, Clone)]
pub struct Content {
    pub at: Place,
    pub media_type: String,
    pub schema: Option<Schema>,
}

#[derive(Debug, Clone)]
pub struct Schema {
    pub at: Place,
    pub reference: Option<Reference>,
    pub kind: Option<(Place, String)>,
    pub format: Option<(Place, String)>,
    pub properties: Option<Vec<(String, Schema)>>,
    pub required: Vec<(Place, String)>,
    pub items: Option<Box<Schema>>,
    pub values: Vec<String>,
    pub all_of: Vec<Schema>,
    pub description: Option<String>,
    pub example: Option<String>,
    pub deprecated: bool,
    pub xml_name: Option<String>,
    pub xml_wrapped: bool,
    pub xml_names: Vec<String>,
    pub rust_type: Option<(Place, String)>,
    pub rust_name: Option<String>,
    pub our_description: Option<String>,
    pub our_example: Option<String>,
    pub value_descriptions: Vec<(String, String)>,
    pub value_names: Vec<(String, String)>,
}

/// Reads the files from the folder `openapi/`.
pub fn sources(folder: &Path) -> io::Result<Sources> {
    let mut sources = Sources::new();
    sources.insert("plex.yaml".to_owned(), fs::read_to_string(folder.join("plex.yaml"))?);
    for part in ["paths", "schemas"] {
        for entry in fs::read_dir(folder.join(part))? {
            let path = entry?.path();
            if let (Some(name), Some("yaml")) = (path.file_name(), path.extension().and_then(|e| e.to_str())) {
                sources.insert(format!("{part}/{}", name.to_string_lossy()), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(sources)
}

/// Reads the document out of its files.
pub fn load(sources: &Sources, findings: &mut Findings) -> Document {
    let mut trees = BTreeMap::new();
    let mut broken = BTreeSet::new();
    for (path, text) in sources {
        let file = format!("openapi/{path}");
        let (tree, problems) = yaml::parse(text);
        for problem in problems {
            let at = Place { file: file.clone(), line: problem.line, pointer: String::new() };
            let what = format!("this is not the YAML we write: {}", problem.what);
            findings.add(&at, what, "mend the line; write reuse as `$ref`, every key once, and every file as one document");
        }
        match tree {
            Some(tree) => drop(trees.insert(file, tree)),
            None => drop(broken.insert(file)),
        }
    }

    let mut loader = Loader { read: Reader { findings }, references: Vec::new() };
    let mut document = Document::default();
    for (file, tree) in &trees {
        let at = At::root(file, tree);
        let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".yaml");
        if file.contains("/paths/") {
            loader.paths_file(&at, stem, &mut document);
        } else if file.contains("/schemas/") {
            loader.schemas_file(&at, stem, &mut document);
        } else {
            loader.root(&at, &mut document);
        }
    }
    document.files.sort_by_key(|file| file.holds_paths);

    let targets = document.targets();
    for reference in &loader.references {
        reference.check(&targets, &broken, loader.read.findings);
    }
    document.trees = trees;
    document
}

impl Document {
    /// The named schema that a reference leads to.
    pub fn schema(&self, reference: &Reference) -> Option<(&str, &Schema)> {
        let name = reference.pointer.strip_prefix("/schemas/")?;
        let file = self.files.iter().find(|file| file.path == reference.file)?;
        let (name, schema) = file.schemas.iter().find(|(known, _)| known == name)?;
        Some((name, schema))
    }

    /// Everything that a `$ref` may lead to.
    fn targets(&self) -> BTreeSet<(String, String)> {
        let schemas = self.files.iter().flat_map(|file| file.schemas.iter().map(|(_, schema)| &schema.at));
        let parameters = self.parameters.iter().map(|parameter| &parameter.at);
        let responses = self.responses.iter().map(|response| &response.at);
        schemas.chain(parameters).chain(responses).map(|at| (at.file.clone(), at.pointer.clone())).collect()
    }
}

impl<T> OrRef<T> {
    /// The thing itself, looked up among the components where it is a reference.
    pub fn resolve<'d>(&'d self, components: &'d [Component<T>]) -> Option<&'d T> {
        match self {
            OrRef::Item(item) => Some(item),
            OrRef::Ref(reference) => {
                let found = components.iter().find(|known| reference.leads_to(&known.at))?;
                Some(&found.value)
            }
        }
    }
}

impl Reference {
    pub fn leads_to(&self, place: &Place) -> bool {
        self.file == place.file && self.pointer == place.pointer
    }

    pub fn new(at: Place, text: &str) -> Self {
        let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
        let mut file: Vec<&str> = at.file.split('/').collect();
        if !path.is_empty() {
            file.pop();
            for step in path.split('/') {
                match step {
                    "." => {}
                    ".." => drop(file.pop()),
                    step => file.push(step),
                }
            }
        }
        Reference { file: file.join("/"), pointer: pointer.to_owned(), at }
    }

    fn check(&self, targets: &BTreeSet<(String, String)>, broken: &BTreeSet<String>, findings: &mut Findings) {
        if broken.contains(&self.file) || targets.contains(&(self.file.clone(), self.pointer.clone())) {
            return;
        }
        let in_file: Vec<&str> =
            targets.iter().filter(|(file, _)| *file == self.file).map(|(_, pointer)| pointer.as_str()).collect();
        let fix = if in_file.is_empty() {
            let files: BTreeSet<&str> = targets.iter().map(|(file, _)| file.as_str()).collect();
            format!("name one of the files that hold something: {}", Vec::from_iter(files).join(", "))
        } else {
            format!("name one of the things in that file: {}", in_file.join(", "))
        };
        findings.add(&self.at, format!("this `$ref` leads nowhere: {}#{}", self.file, self.pointer), fix);
    }
}

struct Loader<'f> {
    read: Reader<'f>,
    references: Vec<Reference>,
}

impl Loader<'_> {
    fn root(&mut self, at: &At<'_>, document: &mut Document) {
        let Some(root) = self.read.object(at, "the document", ROOT) else { return };
        for key in ROOT {
            if !root.has(key) {
                self.read.wrong(at, format!("the document lacks `{key}`"), "add it to plex.yaml");
            }
        }
        if let Some(info) = root.get("info").and_then(|at| self.read.object(&at, "the info", INFO)) {
            document.title = self.text(&info, "title").unwrap_or_default();
            document.description = self.text(&info, "description").unwrap_or_default();
        }
        for (name, at) in self.members(&root, "x-hosts") {
            let Some(host) = self.read.object(&at, "a host", HOST) else { continue };
            let url = self.text(&host, "url");
            let description = self.text(&host, "description").unwrap_or_default();
            document.hosts.push(Host { at: at.place, name, url, description });
        }
        for at in self.list(&root, "tags") {
            let Some(tag) = self.read.object(&at, "a tag", TAG) else { continue };
            document.tags.push(Tag {
                name: self.text(&tag, "name").unwrap_or_default(),
                description: self.text(&tag, "description").unwrap_or_default(),
                host: self.placed_text(&tag, "x-host"),
                side: self.placed_text(&tag, "x-side"),
                at: at.place,
            });
        }
        if let Some(components) = root.get("components").and_then(|at| self.read.object(&at, "the components", COMPONENTS)) {
            self.components(&components, document);
        }
        document.security = root.get("security").map(|at| self.security(&at)).unwrap_or_default();
    }

    fn components(&mut self, components: &Object<'_>, document: &mut Document) {
        for (name, at) in self.members(components, "securitySchemes") {
            self.read.object(&at, "a security scheme", SECURITY_SCHEME);
            document.schemes.push(name);
        }
        for (_, at) in self.members(components, "parameters") {
            if let Some(value) = self.parameter(&at) {
                document.parameters.push(Component { at: at.place, value });
            }
        }
        for (_, at) in self.members(components, "responses") {
            if let Some(value) = self.response(&at) {
                document.responses.push(Component { at: at.place, value });
            }
        }
    }

    fn paths_file(&mut self, at: &At<'_>, stem: &str, document: &mut Document) {
        let Some(file) = self.read.object(at, "a file of paths", PATHS_FILE) else { return };
        for (path, at) in self.members(&file, "paths") {
            self.read.object(&at, "a path", VERBS);
            for (verb, at) in self.read.entries(&at) {
                if let Some(operation) = self.operation(&at, stem, &path, &verb) {
                    document.operations.push(operation);
                }
            }
        }
        self.schemas(&file, stem, true, document);
    }

    fn schemas_file(&mut self, at: &At<'_>, stem: &str, document: &mut Document) {
        if let Some(file) = self.read.object(at, "a file of schemas", SCHEMAS_FILE) {
            self.schemas(&file, stem, false, document);
        }
    }

    fn schemas(&mut self, file: &Object<'_>, stem: &str, holds_paths: bool, document: &mut Document) {
        let description = self.text(file, "description");
        let members = self.members(file, "schemas");
        let schemas = members.into_iter().filter_map(|(name, at)| Some((name, self.schema(&at)?))).collect();
        let path = file.at.place.file.clone();
        document.files.push(File { path, stem: stem.to_owned(), holds_paths, description, schemas });
    }

    fn operation(&mut self, at: &At<'_>, stem: &str, path: &str, verb: &str) -> Option<Operation> {
        let operation = self.read.object(at, "an operation", OPERATION)?;
        let tags = self.list(&operation, "tags");
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
            tags: tags.into_iter().filter_map(|at| Some((at.place.clone(), self.read.text(&at)?))).collect(),
            summary: self.text(&operation, "summary"),
            description: self.text(&operation, "description"),
            deprecated: self.flag(&operation, "deprecated"),
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
            explode: parameter.get("explode").map(|at| self.read.flag(&at)),
            identity: self.flag(&parameter, "x-identity"),
            rust_type: self.placed_text(&parameter, "x-rust-type"),
            rust_name: self.text(&parameter, "x-rust-name"),
        })
    }

    fn body(&mut self, at: &At<'_>) -> Option<RequestBody> {
        let body = self.read.object(at, "a request body", REQUEST_BODY)?;
        Some(RequestBody { at: at.place.clone(), content: self.content(&body) })
    }

    fn response(&mut self, at: &At<'_>) -> Option<Response> {
        let response = self.read.object(at, "a response", RESPONSE)?;
        let description = self.text(&response, "description");
        Some(Response { at: at.place.clone(), description, content: self.content(&response) })
    }

    fn content(&mut self, object: &Object<'_>) -> Vec<Content> {
        let mut all = Vec::new();
        for (media_type, at) in self.members(object, "content") {
            let Some(content) = self.read.object(&at, "a media type", MEDIA_TYPE) else { continue };
            let schema = content.get("schema").and_then(|at| self.schema(&at));
            all.push(Content { at: at.place, media_type, schema });
        }
        all
    }

    fn schema(&mut self, at: &At<'_>) -> Option<Schema> {
        let schema = self.read.object(at, "a schema", SCHEMA)?;
        let xml = schema.get("xml").and_then(|at| self.read.object(&at, "the xml of a schema", XML));
        if let Some(at) = schema.get("additionalProperties")
            && !self.read.flag(&at)
        {
            let what = "`additionalProperties: false` would promise that servers never send anything new";
            self.read.wrong(&at, what, "remove it; every object keeps members that no field names");
        }
        let required = self.list(&schema, "required");
        Some(Schema {
            at: at.place.clone(),
            reference: self.reference(&schema),
            kind: self.placed_text(&schema, "type"),
            format: self.placed_text(&schema, "format"),
            properties: schema.get("properties").map(|at| self.properties(&at)),
            required: required.into_iter().filter_map(|at| Some((at.place.clone(), self.read.text(&at)?))).collect(),
            items: schema.get("items").and_then(|at| self.schema(&at)).map(Box::new),
            values: self.texts(&schema, "enum"),
            all_of: self.list(&schema, "allOf").iter().filter_map(|at| self.schema(at)).collect(),
            description: schema.get("description").and_then(|at| self.read.raw_text(&at)),
            example: self.example(&schema, "example"),
            deprecated: self.flag(&schema, "deprecated"),
            xml_name: xml.as_ref().and_then(|xml| self.text(xml, "name")),
            xml_wrapped: xml.as_ref().is_some_and(|xml| self.flag(xml, "wrapped")),
            xml_names: self.texts(&schema, "x-xml-names"),
            rust_type: self.placed_text(&schema, "x-rust-type"),
            rust_name: self.text(&schema, "x-rust-name"),
            our_description: self.text(&schema, "x-description"),
            our_example: self.example(&schema, "x-example"),
            value_descriptions: self.named_texts(&schema, "x-enum-descriptions"),
            value_names: self.named_texts(&schema, "x-enum-names"),
        })
    }

    fn properties(&mut self, at: &At<'_>) -> Vec<(String, Schema)> {
        let entries = self.read.entries(at);
        entries.into_iter().filter_map(|(name, at)| Some((name, self.schema(&at)?))).collect()
    }

    fn or_ref<T>(&mut self, at: &At<'_>, read: fn(&mut Self, &At<'_>) -> Option<T>) -> Option<OrRef<T>> {
        let is_ref = self.read_quietly(at).is_some_and(|object| object.has("$ref"));
        if !is_ref {
            return read(self, at).map(OrRef::Item);
        }
        let object = self.read.object(at, "a reference", REFERENCE)?;
        self.reference(&object).map(OrRef::Ref)
    }

    /// A map without a look at its keys.
    fn read_quietly<'t>(&mut self, at: &At<'t>) -> Option<Object<'t>> {
        let mut ignored = Findings::default();
        Reader { findings: &mut ignored }.object(at, "", &[])
    }

    fn reference(&mut self, object: &Object<'_>) -> Option<Reference> {
        let at = object.get("$ref")?;
        let text = self.read.text(&at)?;
        let reference = Reference::new(at.place, &text);
        self.references.push(reference.clone());
        Some(reference)
    }

    /// The schemes that a security requirement names; alternatives are not ours to choose.
    fn security(&mut self, at: &At<'_>) -> Vec<String> {
        let alternatives = self.read.items(at);
        if alternatives.len() > 1 {
            self.read.wrong(at, "several security requirements to choose from", "keep one: what the client sends");
        }
        let first = alternatives.first();
        first.map(|at| self.read.entries(at)).unwrap_or_default().into_iter().map(|(name, _)| name).collect()
    }

    /// An example as a person would read it: scalars as written, lists with commas.
    fn example(&mut self, object: &Object<'_>, key: &str) -> Option<String> {
        let at = object.get(key)?;
        match at.scalar() {
            Some(scalar) => Some(scalar.text.clone()),
            None => Some(self.read.texts(&at).join(",")),
        }
    }

    fn members<'t>(&mut self, object: &Object<'t>, key: &str) -> Vec<(String, At<'t>)> {
        object.get(key).map(|at| self.read.entries(&at)).unwrap_or_default()
    }

    fn list<'t>(&mut self, object: &Object<'t>, key: &str) -> Vec<At<'t>> {
        object.get(key).map(|at| self.read.items(&at)).unwrap_or_default()
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
        object.get(key).map(|at| self.read.texts(&at)).unwrap_or_default()
    }

    fn named_texts(&mut self, object: &Object<'_>, key: &str) -> Vec<(String, String)> {
        object.get(key).map(|at| self.read.named_texts(&at)).unwrap_or_default()
    }

    fn flag(&mut self, object: &Object<'_>, key: &str) -> bool {
        object.get(key).is_some_and(|at| self.read.flag(&at))
    }
}
