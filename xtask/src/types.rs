//! The types that fields and parameters can have, and what each is called.

use crate::ir::TypeRef;

/// A type of the models' `wire` module that `x-rust-type` can name.
#[derive(Debug)]
pub struct WireType {
    pub rust: &'static str,
    /// The adapter that reads and writes it.
    pub adapter: &'static str,
    /// Document types that it may stand for.
    pub documented: &'static [&'static str],
    /// What it is, for the pages.
    pub docs: &'static str,
}

/// The type of texts in answers, and what it is, for the pages.
pub const TEXT: (&str, &str) = (
    "LeanString",
    "A text. It reads like `&str`, and `into()` makes a `String` of it; a short one takes no memory of its own.",
);

/// All of them, in the order of the pages.
pub const WIRE_TYPES: &[WireType] = &[
    text("RatingKey", "Key of an entry of a library."),
    text("SectionId", "Key of a library."),
    text("MachineIdentifier", "Lasting name of a media server."),
    text("ClientIdentifier", "Lasting name of an app's installation."),
    text("ActivityId", "Id of a running job of a media server."),
    text("DeviceId", "Id of a tuner."),
    text("DvrId", "Id of a recorder: a tuner with its guide."),
    text(
        "HubIdentifier",
        "Lasting name of a hub: a row of a home screen.",
    ),
    text("PlaylistId", "Key of a playlist."),
    text("ProviderIdentifier", "Lasting name of a source of media."),
    text("RatingKeys", "Keys of one or several entries."),
    text(
        "SessionId",
        "Id of a session of playback, by which it is ended.",
    ),
    text(
        "SessionKey",
        "Key of a session of playback or transcoding, as lists have it.",
    ),
    text(
        "SubscriptionId",
        "Id of a rule by which programmes are recorded.",
    ),
    text(
        "Uuid",
        "Id of an account, a library or a device that nothing else in the world has.",
    ),
    text("Token", "A secret; never shown when a value is printed."),
    number("PinId", "Number of a PIN."),
    number("UserId", "Number of an account."),
    number("MediaId", "Number of one version of an entry."),
    number("PartId", "Number of one file of a version."),
    number("StreamId", "Number of one stream of a file."),
    number("TagId", "Number of a tag."),
    number(
        "AccountId",
        "Number of an account, as a media server counts them; its owner is 1.",
    ),
    number("DownloadItemId", "Number of an entry of a download queue."),
    number("DownloadQueueId", "Number of a download queue."),
    number("FriendId", "Number of a friendship."),
    number("HistoryId", "Number of one playback in the history."),
    number("PlaylistItemId", "Number of an entry of a playlist."),
    number("PlayQueueId", "Number of a play queue."),
    number("PlayQueueItemId", "Number of an entry of a play queue."),
    number(
        "SharedServerId",
        "Number of the sharing of a server with somebody.",
    ),
    number("Seconds", "A length of time in seconds."),
    number("Milliseconds", "A length of time in milliseconds."),
    WireType {
        rust: "Scalar",
        adapter: "Open",
        documented: &["string", "integer", "number", "boolean"],
        docs: "A text, a number or a truth value, whichever the server sends.",
    },
];

const fn text(rust: &'static str, docs: &'static str) -> WireType {
    WireType {
        rust,
        adapter: "Text",
        documented: &["string"],
        docs,
    }
}

const fn number(rust: &'static str, docs: &'static str) -> WireType {
    WireType {
        rust,
        adapter: "Whole",
        documented: &["integer", "number"],
        docs,
    }
}

/// Plain Rust types that `x-rust-type` can name, for numbers and flags in disguise.
const PLAIN_TYPES: &[(&str, TypeRef)] = &[
    ("bool", TypeRef::Flag),
    ("i64", TypeRef::Whole),
    ("f64", TypeRef::Decimal),
    ("String", TypeRef::Text),
];

/// The type that an `x-rust-type` names, if a value of the document type `documented` may have it.
pub fn named(rust: &str, documented: &str) -> Result<TypeRef, String> {
    if let Some((_, plain)) = PLAIN_TYPES.iter().find(|(name, _)| *name == rust) {
        return Ok(plain.clone());
    }
    match wire_type(rust) {
        Some(known) if known.documented.contains(&documented) => Ok(TypeRef::Wire(rust.to_owned())),
        Some(known) => Err(format!(
            "`{rust}` stands for {}, not for {documented}",
            known.documented.join(" or ")
        )),
        None => Err(format!("unknown `x-rust-type` `{rust}`")),
    }
}

/// Everything that `x-rust-type` can name.
pub fn nameable() -> String {
    let plain = PLAIN_TYPES.iter().map(|(name, _)| *name);
    let wire = WIRE_TYPES.iter().map(|known| known.rust);
    plain.chain(wire).collect::<Vec<_>>().join(", ")
}

pub fn wire_type(rust: &str) -> Option<&'static WireType> {
    WIRE_TYPES.iter().find(|known| known.rust == rust)
}

/// The Rust type of a value that is there.
pub fn rust(kind: &TypeRef) -> String {
    match kind {
        TypeRef::Flag | TypeRef::Bit => "bool".to_owned(),
        TypeRef::Whole => "i64".to_owned(),
        TypeRef::Decimal => "f64".to_owned(),
        TypeRef::Text => TEXT.0.to_owned(),
        TypeRef::UnixSeconds | TypeRef::Rfc3339 => "DateTime<Utc>".to_owned(),
        TypeRef::Day => "NaiveDate".to_owned(),
        TypeRef::Wire(name) | TypeRef::Object(name) | TypeRef::Enum(name) => name.clone(),
        TypeRef::List(item) => format!("Vec<{}>", rust(item)),
        TypeRef::Boxed(inner) => format!("Box<{}>", rust(inner)),
        TypeRef::Map(item) => format!("BTreeMap<String, {}>", rust(item)),
        TypeRef::Raw => "serde_json::Value".to_owned(),
        TypeRef::Upload => "Upload".to_owned(),
        TypeRef::Pair => "(name, value)".to_owned(),
    }
}

/// The Rust type of an argument, whose texts are of any kind.
pub fn rust_argument(kind: &TypeRef) -> String {
    match kind {
        TypeRef::Text => "String".to_owned(),
        TypeRef::List(item) => format!("Vec<{}>", rust_argument(item)),
        kind => rust(kind),
    }
}

/// The Rust type of a field: what may be absent is an `Option`, lists are empty instead.
pub fn rust_field(kind: &TypeRef, required: bool) -> String {
    match kind {
        TypeRef::List(_) => rust(kind),
        _ if required => rust(kind),
        _ => format!("Option<{}>", rust(kind)),
    }
}

/// The `wire` adapter that reads and writes a value.
pub fn adapter(kind: &TypeRef) -> String {
    match kind {
        TypeRef::Flag | TypeRef::Bit => "Flag".to_owned(),
        TypeRef::Whole => "Whole".to_owned(),
        TypeRef::Decimal => "Decimal".to_owned(),
        TypeRef::Text | TypeRef::Enum(_) => "Text".to_owned(),
        TypeRef::UnixSeconds => "UnixSeconds".to_owned(),
        TypeRef::Rfc3339 => "Rfc3339".to_owned(),
        TypeRef::Day => "Day".to_owned(),
        TypeRef::Wire(name) => wire_type(name)
            .map_or("Open", |known| known.adapter)
            .to_owned(),
        TypeRef::Object(_) => "Object".to_owned(),
        TypeRef::List(item) => format!("List<{}>", adapter(item)),
        TypeRef::Boxed(inner) => format!("Boxed<{}>", adapter(inner)),
        TypeRef::Map(item) => format!("Members<{}>", adapter(item)),
        TypeRef::Raw | TypeRef::Upload | TypeRef::Pair => "Raw".to_owned(),
    }
}

/// Whether a value of the type is written as a whole number.
pub fn is_number(kind: &TypeRef) -> bool {
    adapter(kind) == "Whole"
}

/// The schema that a type leads to.
pub fn schema(kind: &TypeRef) -> Option<&str> {
    match kind {
        TypeRef::Object(name) | TypeRef::Enum(name) => Some(name),
        TypeRef::List(inner) | TypeRef::Boxed(inner) | TypeRef::Map(inner) => schema(inner),
        _ => None,
    }
}
