//! The document as it is written: reads `openapi/`, keeps the place of every node, refuses every keyword it does not
//! know and every `$ref` that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::findings::Findings;
use crate::ir::Place;
use crate::loader;
use crate::yaml::{self, Node};

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
    pub webhooks: Vec<Webhook>,
    pub parameters: Vec<Component<Parameter>>,
    pub responses: Vec<Component<Response>>,
    pub operations: Vec<Operation>,
    /// Files that may hold schemas, in order: `schemas/*`, then `paths/*`.
    pub files: Vec<File>,
    /// Whether something could not be read, so that nobody can say what is missing.
    pub is_torn: bool,
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
pub struct Webhook {
    pub at: Place,
    /// Stem of the file that it stands in.
    pub stem: String,
    pub name: String,
    pub description: String,
    pub schema: Option<Schema>,
}

#[derive(Debug)]
pub struct Operation {
    pub at: Place,
    /// Stem of the file that the operation stands in.
    pub stem: String,
    /// With the fragment that tells it from others with the same path.
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
    pub since: Option<String>,
    pub deprecated: bool,
    pub successor: Option<String>,
    pub graphql: Option<String>,
    pub event: Option<Schema>,
    /// Whether the answer has no end.
    pub is_stream: bool,
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
    pub style: Option<(Place, String)>,
    pub explode: Option<bool>,
    pub identity: bool,
    pub rust_type: Option<(Place, String)>,
    pub rust_name: Option<String>,
}

#[derive(Debug)]
pub struct RequestBody {
    pub at: Place,
    pub required: bool,
    pub description: Option<String>,
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
    /// What an object holds under names that are data.
    pub members: Option<Box<Schema>>,
    /// The values of an `enum`.
    pub values: Vec<(Place, String)>,
    pub all_of: Vec<Schema>,
    pub description: Option<String>,
    pub example: Option<String>,
    pub deprecated: bool,
    pub default: Option<String>,
    pub minimum: Option<String>,
    pub maximum: Option<String>,
    pub xml_name: Option<String>,
    pub xml_wrapped: bool,
    pub xml_names: Vec<String>,
    pub rust_type: Option<(Place, String)>,
    pub rust_name: Option<String>,
    pub our_description: Option<String>,
    pub our_example: Option<String>,
    pub value_descriptions: Vec<(String, String)>,
    pub value_names: Vec<(String, String)>,
    pub when_empty: Option<String>,
    pub rare: bool,
    pub boxed: bool,
}

/// Reads the files from the folder `openapi/`.
pub fn sources(folder: &Path) -> Result<Sources, String> {
    let mut sources = Sources::new();
    let mut read = |name: &str| {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| told(&path, &error))?;
        sources.insert(name.to_owned(), text);
        Ok::<(), String>(())
    };
    read("plex.yaml")?;
    for part in ["paths", "schemas"] {
        let path = folder.join(part);
        for entry in fs::read_dir(&path).map_err(|error| told(&path, &error))? {
            let entry = entry.map_err(|error| told(&path, &error))?;
            read(&format!("{part}/{}", entry.file_name().to_string_lossy()))?;
        }
    }
    Ok(sources)
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// Reads the document out of its files.
pub fn load(sources: &Sources, findings: &mut Findings) -> Document {
    let mut trees = BTreeMap::new();
    let mut broken = BTreeSet::new();
    for (path, text) in sources {
        let file = format!("openapi/{path}");
        match tree(&file, text, findings) {
            Some(tree) => drop(trees.insert(file, tree)),
            None => drop(broken.insert(file)),
        }
    }
    let (mut document, references) = loader::read(&trees, findings);
    document.files.sort_by_key(|file| file.holds_paths);

    let targets = document.targets();
    let dangling = references
        .iter()
        .filter(|reference| !reference.is_sound(&targets));
    for reference in dangling.filter(|reference| !broken.contains(&reference.file)) {
        reference.explain(&targets, findings);
    }
    document.is_torn = !findings.is_empty();
    document.trees = trees;
    document
}

/// The tree of one file, if it is one.
fn tree(file: &str, text: &str, findings: &mut Findings) -> Option<Node> {
    let place = |line, pointer| Place {
        file: file.to_owned(),
        line,
        pointer,
    };
    if !file.ends_with(".yaml") {
        let what = "a file whose name does not end in `.yaml`, so that nobody reads it";
        findings.add(
            &place(1, String::new()),
            what,
            "rename it, or move it elsewhere",
        );
        return None;
    }
    let (tree, problems) = yaml::parse(text);
    for problem in problems {
        findings.add(
            &place(problem.line, problem.pointer),
            problem.what,
            problem.fix,
        );
    }
    tree
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
        let schemas = self
            .files
            .iter()
            .flat_map(|file| file.schemas.iter().map(|(_, schema)| &schema.at));
        let parameters = self.parameters.iter().map(|parameter| &parameter.at);
        let responses = self.responses.iter().map(|response| &response.at);
        schemas
            .chain(parameters)
            .chain(responses)
            .map(|at| (at.file.clone(), at.pointer.clone()))
            .collect()
    }
}

impl Schema {
    /// Whether the document says that it is of this type.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.as_ref().is_some_and(|(_, known)| known == kind)
    }

    /// Whether it stands for the bytes of a file.
    pub fn is_binary(&self) -> bool {
        self.format
            .as_ref()
            .is_some_and(|(_, format)| format == "binary")
    }
}

impl<T> OrRef<T> {
    /// The thing itself, looked up among the components where it is a reference.
    pub fn resolve<'d>(&'d self, components: &'d [Component<T>]) -> Option<&'d T> {
        match self {
            OrRef::Item(item) => Some(item),
            OrRef::Ref(reference) => {
                let found = components
                    .iter()
                    .find(|known| reference.leads_to(&known.at))?;
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
        Reference {
            file: file.join("/"),
            pointer: pointer.to_owned(),
            at,
        }
    }

    fn is_sound(&self, targets: &BTreeSet<(String, String)>) -> bool {
        targets.contains(&(self.file.clone(), self.pointer.clone()))
    }

    /// Says that the reference leads nowhere, and where it could lead.
    fn explain(&self, targets: &BTreeSet<(String, String)>, findings: &mut Findings) {
        let in_file: Vec<&str> = targets
            .iter()
            .filter(|(file, _)| *file == self.file)
            .map(|(_, pointer)| pointer.as_str())
            .collect();
        let fix = if in_file.is_empty() {
            let files: BTreeSet<&str> = targets.iter().map(|(file, _)| file.as_str()).collect();
            format!(
                "name one of the files that hold something: {}",
                Vec::from_iter(files).join(", ")
            )
        } else {
            format!(
                "name one of the things in that file: {}",
                in_file.join(", ")
            )
        };
        findings.add(
            &self.at,
            format!("this `$ref` leads nowhere: {}#{}", self.file, self.pointer),
            fix,
        );
    }
}
