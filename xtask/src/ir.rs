//! The document as the emitters see it: named, resolved, flattened. Data only.

/// Everything that is emitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    pub title: String,
    pub description: String,
    pub hosts: Vec<Host>,
    /// Headers that the client sends with every request, lifted out of the operations.
    pub identity: Vec<Header>,
    pub groups: Vec<Group>,
    pub modules: Vec<Module>,
    pub webhooks: Vec<Webhook>,
    pub wrappers: Vec<Wrapper>,
    /// XML elements that mean an item of a list by another name: (element, list).
    pub aliases: Vec<(String, String)>,
}

/// A message that a server sends by itself to an address that somebody has registered.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    pub at: Place,
    /// Group that it is described with.
    pub group: String,
    pub name: String,
    pub docs: String,
    /// Rust name of its schema.
    pub schema: String,
}

/// Where something stands in the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// `openapi/paths/pins.yaml`
    pub file: String,
    pub line: usize,
    /// JSON pointer into the file.
    pub pointer: String,
}

/// Somebody who answers requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    pub at: Place,
    /// `plex_tv`
    pub name: String,
    /// `PlexTv`
    pub variant: String,
    /// Absent for the media server, which is found at run time.
    pub url: Option<String>,
    pub docs: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    pub at: Place,
    pub name: String,
    pub docs: String,
    pub example: String,
}

/// A list that has an element of its own in XML.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrapper {
    /// Element of the list.
    pub list: String,
    /// Element of one item.
    pub item: String,
    /// Whether the items are scalars rather than objects.
    pub text: bool,
}

/// Operations that belong together: one file on every floor.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub at: Place,
    /// Name of file, module and page: `live_tv`
    pub name: String,
    /// `LiveTv`
    pub handle: String,
    /// `Live TV`
    pub title: String,
    pub side: Side,
    pub docs: String,
    /// `openapi/paths/live_tv.yaml`
    pub file: String,
    pub operations: Vec<Operation>,
}

/// Which handle of the SDK offers a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Account,
    Server,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub at: Place,
    pub id: String,
    /// Rust method: `create`
    pub method: String,
    /// Rust type of the request: `Create`
    pub request: String,
    /// `POST`
    pub verb: String,
    pub path: String,
    /// The path as the document has it: a fragment may tell it from others with the same path.
    pub key: String,
    pub host: Host,
    pub auth: Auth,
    /// Ids that the operation is known by elsewhere.
    pub origins: Vec<String>,
    pub summary: String,
    pub docs: String,
    /// From which version on it is there.
    pub since: Option<String>,
    /// What to use instead, where it is deprecated.
    pub deprecated: Option<String>,
    /// In document order, without identity headers and paging; the values of a body follow.
    pub params: Vec<Param>,
    /// The query that is sent, where it is one of GraphQL.
    pub graphql: Option<String>,
    pub paged: bool,
    /// Rust name of the schema of the messages that the answer consists of.
    pub events: Option<String>,
    pub answer: Answer,
    /// Status of that answer.
    pub status: String,
    /// Media type of that answer, where it has a body.
    pub media_type: Option<String>,
    /// Whether the answer comes as XML, whatever is asked for.
    pub xml_only: bool,
    pub refusals: Vec<Refusal>,
}

/// What an operation has to send about its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Client identifier and token.
    Token,
    /// Client identifier only.
    Identity,
    /// Nothing.
    None,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    pub at: Place,
    /// Its name; of a body its media type.
    pub wire: String,
    pub rust: String,
    pub location: Location,
    pub style: Style,
    /// Whether the host insists on it.
    pub required: bool,
    /// Whether it is an argument of the method. Where it is none, there is a setter.
    pub argument: bool,
    /// What is sent, as it travels, unless the caller says otherwise.
    pub default: Option<String>,
    pub kind: TypeRef,
    pub docs: String,
    pub example: Option<String>,
    pub deprecated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    Header,
    Form,
    /// A member of a JSON body.
    Json,
    /// A variable of a GraphQL query.
    Variable,
    /// The body itself: an object, or the bytes of a file.
    Body,
}

/// How a value travels that is more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Style {
    /// It is one.
    Plain,
    /// Commas between the items of a list.
    Commas,
    /// Each item of a list by itself; an empty list is told by an empty value of the name `when_empty`.
    Repeated { when_empty: Option<String> },
    /// Names and values: `prefs[name]=value`.
    Bracketed,
    /// Names and values: `name=value`.
    Bare,
}

/// What comes back when all is well.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Nothing,
    Bytes,
    Text,
    /// Data that has no schema.
    Raw,
    /// A root array of objects.
    List(String),
    Object {
        schema: String,
        /// The member that it comes in: `{"MediaContainer": {…}}`.
        envelope: Option<String>,
        payload: Option<Payload>,
    },
}

/// The list of a container that awaiting the operation gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// Rust field of the container.
    pub field: String,
    /// Its name on the wire.
    pub member: String,
    pub item: TypeRef,
}

/// An answer that says no.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub at: Place,
    pub status: String,
    pub docs: String,
    /// Schema of the body, where it has one.
    pub schema: Option<String>,
}

/// The schemas of one document file.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// `media`
    pub name: String,
    /// `openapi/schemas/media.yaml`
    pub file: String,
    pub section: Section,
    pub docs: String,
    pub schemas: Vec<Schema>,
}

/// Folder of the pages about a module's schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Components,
    Operations,
    Errors,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    pub at: Place,
    /// Name in the document.
    pub name: String,
    pub rust: String,
    pub docs: String,
    /// Description as documented elsewhere, where ours differs.
    pub documented: Option<String>,
    /// Its element in XML.
    pub xml_name: Option<String>,
    pub shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Object(Vec<Field>),
    /// An open enumeration of strings.
    Enum(Vec<Variant>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub at: Place,
    pub wire: String,
    /// Other element names of the same list in XML.
    pub xml_names: Vec<String>,
    pub rust: String,
    pub required: bool,
    pub kind: TypeRef,
    pub docs: String,
    pub example: Option<String>,
    pub deprecated: bool,
    /// Whether it lies in the box of rare fields.
    pub rare: bool,
    pub documented: Documented,
}

/// A field as it is documented elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Documented {
    pub kind: TypeRef,
    pub docs: Option<String>,
    pub example: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    pub at: Place,
    pub wire: String,
    pub rust: String,
    pub docs: String,
}

/// The type of a field or parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeRef {
    /// A truth value.
    Flag,
    /// A truth value that is sent as 0 or 1.
    Bit,
    Whole,
    Decimal,
    Text,
    /// Seconds since 1970.
    UnixSeconds,
    /// A time in RFC 3339.
    Rfc3339,
    /// A date without a time.
    Day,
    /// A type of the models' `wire` module, by name.
    Wire(String),
    /// A struct, by its Rust name.
    Object(String),
    /// An open enumeration, by its Rust name.
    Enum(String),
    List(Box<TypeRef>),
    /// A value in a box, because it is large or holds its own kind.
    Boxed(Box<TypeRef>),
    /// Values under names that are data.
    Map(Box<TypeRef>),
    /// Anything at all.
    Raw,
    /// The bytes of a file on their way to a server.
    Upload,
    /// A name and a value, both as the caller likes.
    Pair,
}
