//! From the document's names to Rust's.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToTitleCase, ToUpperCamelCase};

use crate::findings::Findings;
use crate::ir::Place;

/// Deliberate renames: words that the rules of casing would tear apart.
const RENAMES: &[(&str, &str)] = &[("IPv6", "ipv6"), ("IPv4", "ipv4"), ("DVRs", "dvrs"), ("WiFi", "wifi")];

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Name of a field, an argument or a setter: `librarySectionID` → `library_section_id`.
pub fn value(wire: &str) -> String {
    let mut wire = wire.to_owned();
    for (word, rename) in RENAMES {
        wire = wire.replace(word, &format!("_{rename}_"));
    }
    let name = wire.to_snake_case();
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Name of a type or a variant: `photo-album` → `PhotoAlbum`.
pub fn type_(wire: &str) -> String {
    wire.to_upper_camel_case()
}

/// Title for people: `live_tv` → `Live Tv`.
pub fn title(wire: &str) -> String {
    wire.to_title_case()
}

/// Whether Rust takes the name for a value.
pub fn is_value(name: &str) -> bool {
    is_identifier(name) && name == value(name)
}

/// Whether Rust takes the name for a type.
pub fn is_type(name: &str) -> bool {
    is_identifier(name) && name == type_(name)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name that was given out: what it is for, in the document's words, and where.
pub struct Taken {
    pub rust: String,
    pub wire: String,
    pub at: Place,
}

/// Finds names that meet. `what` says in the plural what they name ("fields of `Metadata`").
pub fn meet(taken: Vec<Taken>, what: &str, fix: &str, findings: &mut Findings) {
    let mut by_name: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
    for name in taken {
        by_name.entry(name.rust.clone()).or_default().push(name);
    }
    for (rust, meeting) in by_name.into_iter().filter(|(_, meeting)| meeting.len() > 1) {
        let wires: Vec<String> = meeting.iter().map(|name| format!("`{}`", name.wire)).collect();
        let places = meeting.into_iter().map(|name| name.at).collect();
        findings.add_at(places, format!("{what} meet: {} are all `{rust}` in Rust", wires.join(" and ")), fix);
    }
}
