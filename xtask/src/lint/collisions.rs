//! Names that meet where each has to be alone, and names that Rust does not take.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::Findings;
use crate::ir::{Answer, Api, Field, Group, Location, Operation, Place, Schema, Shape, Variant};
use crate::names::{is_type, is_value};
use crate::operations;
use crate::spec::Document;
use crate::types::WIRE_TYPES;

// What the generated code has already, words apart by spaces.
const TYPES: &str = "Option Vec String LeanString Box BTreeMap Extra DateTime Utc NaiveDate";
/// Those of the client too, which passes the models on.
const MODEL_MODULES: &str = "answers xml mod client engine error generated plex qr query response \
    server servers sign_in";
const OPERATION_MODULES: &str = "containers hosts pages samples mod";
const HANDLE_METHODS: &str = "new";
/// What `operation!` gives to every request, to those that page, and to those for files.
const REQUEST_METHODS: &str = "query header timeout retry send into_future call";
const PAGED_METHODS: &str = "page_size start_at count pages items";
const FILE_METHODS: &str = "stream download_to";

/// Requests that would hide a type which every file needs.
const REQUESTS: &str = "Bit Box Call Client Clone Copy Csv Default Endpoint Host Method Option Result \
    Send String Sync Vec";

const RENAME: &str = "give one of them another name with `x-rust-name`";

/// Notes all of them.
pub fn find(document: &Document, api: &Api, findings: &mut Findings) {
    let mut names = Names { findings };
    names.operation_ids(document);
    names.requests(api);
    names.schemas(api);
    names.modules(api);
    for schema in api.modules.iter().flat_map(|module| &module.schemas) {
        match &schema.shape {
            Shape::Object(fields) => names.fields(schema, fields),
            Shape::Enum(variants) => names.variants(schema, variants),
        }
    }
    names.handles(api);
    for group in &api.groups {
        names.methods(group);
        for operation in &group.operations {
            names.params(operation);
        }
    }
}

struct Names<'f> {
    findings: &'f mut Findings,
}

/// A name that was given out: what for, in words, and where.
struct Taken {
    name: String,
    what: String,
    at: Place,
}

impl Names<'_> {
    // In the document

    fn operation_ids(&mut self, document: &Document) {
        let operations = document.operations.iter();
        let ids =
            operations.filter_map(|operation| Some(once(operation.id.as_ref()?, &operation.at)));
        self.twice(ids, "rename one of them", |id| {
            format!("two operations have the `operationId` `{id}`")
        });
    }

    fn requests(&mut self, api: &Api) {
        let operations = api.groups.iter().flat_map(|group| &group.operations);
        let requests = operations.map(|operation| {
            let Operation {
                verb,
                key,
                host,
                at,
                ..
            } = operation;
            once(&format!("{verb} {key}` on the host `{}", host.name), at)
        });
        self.twice(requests, "keep one", |request| {
            format!("two operations are the request `{request}`")
        });
    }

    // In the models

    fn schemas(&mut self, api: &Api) {
        let all = || api.modules.iter().flat_map(|module| &module.schemas);
        let names = all().map(|schema| once(&schema.name, &schema.at));
        let fix = "rename one of them; names of schemas are unique over the whole document";
        self.twice(names, fix, |name| {
            format!("two schemas are called `{name}`")
        });
        let mut told = BTreeSet::new();
        let different = all().filter(|schema| told.insert(&schema.name));
        let names = different.map(|schema| taken(&schema.rust, &schema.name, &schema.at));
        self.meet("schemas", names, RENAME);
        for Schema { at, name, rust, .. } in all() {
            if has(TYPES, rust) || WIRE_TYPES.iter().any(|known| known.rust == rust) {
                let what =
                    format!("the schema `{name}` has the name of a type of the SDK: `{rust}`");
                self.findings
                    .add(at, what, "give it another name with `x-rust-name`");
            }
            self.valid(is_type(rust), rust, at, "a type, as `LibraryItems` is");
        }
    }

    fn modules(&mut self, api: &Api) {
        let modules = api.modules.iter();
        let modules: Vec<Taken> = modules
            .filter_map(|module| Some(once(&module.name, &module.schemas.first()?.at)))
            .collect();
        for Taken { name, at, .. } in &modules {
            self.reserved(MODEL_MODULES, name, at);
        }
        self.twice(modules.into_iter(), "rename one of the files", |name| {
            format!("two files of schemas are the module `{name}`")
        });
    }

    fn fields(&mut self, schema: &Schema, fields: &[Field]) {
        let names = fields
            .iter()
            .map(|field| taken(&field.rust, &field.wire, &field.at));
        let extra = ours("extra", "the members that no field names", &schema.at);
        let has_rare = fields.iter().any(|field| field.rare);
        let rare = has_rare.then(|| ours("rare", "the box of rare fields", &schema.at));
        self.meet(
            &format!("fields of `{}`", schema.name),
            names.chain([extra]).chain(rare),
            RENAME,
        );
        for Field { rust, at, .. } in fields {
            self.valid(is_value(rust), rust, at, "a field, as `added_at` is");
        }
    }

    fn variants(&mut self, schema: &Schema, variants: &[Variant]) {
        let names = variants
            .iter()
            .map(|variant| taken(&variant.rust, &variant.wire, &variant.at));
        let other = ours("Other", "any other value", &schema.at);
        let fix = "give one of them another name in `x-enum-names`";
        self.meet(
            &format!("values of `{}`", schema.name),
            names.chain([other]),
            fix,
        );
        for Variant { at, wire, .. } in variants.iter().filter(|variant| !is_type(&variant.rust)) {
            let what = format!(
                "the value `{wire}` of `{}` has no name that Rust takes",
                schema.name
            );
            let fix = "give it one in `x-enum-names`, as `PhotoAlbum` is";
            self.findings.add(at, what, fix);
        }
    }

    // In the operations

    fn handles(&mut self, api: &Api) {
        let handles = api
            .groups
            .iter()
            .map(|group| once(&group.handle, &group.at));
        self.twice(handles, "rename one of them", |name| {
            format!("two tags are the handle `{name}`")
        });
        for Group { name, at, .. } in &api.groups {
            self.reserved(OPERATION_MODULES, name, at);
            self.valid(is_value(name), name, at, "a module, as `live_tv` is");
        }
    }

    fn methods(&mut self, group: &Group) {
        let fix = "give one of them another `x-method`";
        // Whoever has no name at all has been told already.
        let named = || {
            group
                .operations
                .iter()
                .filter(|operation| !operation.method.is_empty())
        };
        let methods =
            named().map(|operation| taken(&operation.method, &operation.id, &operation.at));
        self.meet(&format!("methods of `{}`", group.name), methods, fix);
        let mut told = BTreeSet::new();
        let different = named().filter(|operation| told.insert(&operation.method));
        let requests =
            different.map(|operation| taken(&operation.request, &operation.id, &operation.at));
        let handle = ours(
            &group.handle,
            &format!("the group {}", group.name),
            &group.at,
        );
        self.meet(
            &format!("structs of `{}`", group.name),
            requests.chain([handle]),
            fix,
        );
        for Operation {
            method,
            request,
            at,
            ..
        } in named()
        {
            self.valid(is_value(method), method, at, "a method, as `create` is");
            self.reserved(HANDLE_METHODS, method, at);
            self.reserved(REQUESTS, request, at);
            self.reserved(operations::side(group), request, at);
        }
    }

    fn params(&mut self, operation: &Operation) {
        let names = operation
            .params
            .iter()
            .map(|param| taken(&param.rust, &param.wire, &param.at));
        self.meet(&format!("parameters of `{}`", operation.id), names, RENAME);
        for param in &operation.params {
            self.valid(
                is_value(&param.rust),
                &param.rust,
                &param.at,
                "an argument, as `section_id` is",
            );
            if param.argument || param.location == Location::Body {
                continue;
            }
            self.reserved(REQUEST_METHODS, &param.rust, &param.at);
            if operation.paged {
                self.reserved(PAGED_METHODS, &param.rust, &param.at);
            }
            if operation.answer == Answer::Bytes {
                self.reserved(FILE_METHODS, &param.rust, &param.at);
            }
        }
    }

    // What is told

    /// Different things that get the same name in Rust.
    fn meet(&mut self, what: &str, names: impl Iterator<Item = Taken>, fix: &str) {
        for (rust, meeting) in shared(names) {
            let all = if meeting.len() == 2 { "both" } else { "all" };
            let names: Vec<&str> = meeting.iter().map(|taken| taken.what.as_str()).collect();
            let names = names.join(" and ");
            let places = meeting.iter().map(|taken| taken.at.clone()).collect();
            self.findings.add_at(
                places,
                format!("{what} meet: {names} are {all} `{rust}` in Rust"),
                fix,
            );
        }
    }

    /// Things that have the same name in the document.
    fn twice(
        &mut self,
        names: impl Iterator<Item = Taken>,
        fix: &str,
        what: impl Fn(&str) -> String,
    ) {
        for (name, meeting) in shared(names) {
            let places = meeting.into_iter().map(|taken| taken.at).collect();
            self.findings.add_at(places, what(&name), fix);
        }
    }

    fn reserved(&mut self, words: &str, name: &str, at: &Place) {
        if has(words, name) {
            let what = format!(
                "the name `{name}` is taken: the generated code has a `{name}` of its own there"
            );
            let fix = "choose another one; `x-rust-name` gives it to a parameter";
            self.findings.add(at, what, fix);
        }
    }

    fn valid(&mut self, is_valid: bool, name: &str, at: &Place, what: &str) {
        if !is_valid && !name.is_empty() {
            let what = format!("`{name}` is no name for {what}");
            self.findings.add(at, what, "give it one that Rust takes");
        }
    }
}

/// The names that were given out more than once.
fn shared(names: impl Iterator<Item = Taken>) -> impl Iterator<Item = (String, Vec<Taken>)> {
    let mut by_name: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
    for taken in names {
        by_name.entry(taken.name.clone()).or_default().push(taken);
    }
    by_name.into_iter().filter(|(_, meeting)| meeting.len() > 1)
}

/// A name that is the document's own.
fn once(name: &str, at: &Place) -> Taken {
    ours(name, "", at)
}

/// A name in Rust of something in the document.
fn taken(rust: &str, wire: &str, at: &Place) -> Taken {
    ours(rust, &format!("`{wire}`"), at)
}

/// A name in Rust of something that the generated code has by itself.
fn ours(rust: &str, what: &str, at: &Place) -> Taken {
    Taken {
        name: rust.to_owned(),
        what: what.to_owned(),
        at: at.clone(),
    }
}

fn has(words: &str, name: &str) -> bool {
    words.split_whitespace().any(|word| word == name)
}
