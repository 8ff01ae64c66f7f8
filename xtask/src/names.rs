//! From the document's names to Rust's.

use heck::{ToSnakeCase, ToTitleCase, ToUpperCamelCase};

/// Deliberate renames: words that the rules of casing would tear apart.
const RENAMES: &[(&str, &str)] = &[
    ("IPv6", "ipv6"),
    ("IPv4", "ipv4"),
    ("DVRs", "dvrs"),
    ("WiFi", "wifi"),
];

/// Words that are written in capitals.
const SHORT: &[&str] = &["dvr", "epg", "rss", "tv"];

/// Types that every file of Rust knows, and would know no longer.
const TRAITS: &[&str] = &["Send", "Sync"];

/// Words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Name of a field, an argument or a setter: `librarySectionID` → `library_section_id`.
pub fn value(wire: &str) -> String {
    let mut wire = wire.to_owned();
    for (word, rename) in RENAMES {
        wire = wire.replace(word, &format!("_{rename}_"));
    }
    let name = wire.to_snake_case();
    if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Name of a type or a variant: `photo-album` → `PhotoAlbum`.
pub fn type_(wire: &str) -> String {
    wire.to_upper_camel_case()
}

/// Title for people: `live_tv` → `Live TV`.
pub fn title(wire: &str) -> String {
    let title = wire.to_title_case();
    let words = title.split(' ').map(|word| {
        let short = SHORT.contains(&word.to_lowercase().as_str());
        if short {
            word.to_uppercase()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Name of the type that a group of operations is: `live_tv` → `LiveTv`.
pub fn handle(group: &str) -> String {
    let name = type_(group);
    if TRAITS.contains(&name.as_str()) {
        format!("{name}Group")
    } else {
        name
    }
}

/// Whether Rust takes the name for a value.
pub fn is_value(name: &str) -> bool {
    is_identifier(name) && name == value(name)
}

/// Whether Rust takes the name for a type.
pub fn is_type(name: &str) -> bool {
    is_identifier(name) && name == type_(name) && !KEYWORDS.contains(&name)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_rust_writes_them() {
        let values = [
            ("librarySectionID", "library_section_id"),
            ("has64bitOffsets", "has64bit_offsets"),
            ("includeIPv6", "include_ipv6"),
            ("IPv6", "ipv6"),
            ("X-Plex-Token", "x_plex_token"),
            ("type", "type_"),
        ];
        for (wire, rust) in values {
            assert_eq!(value(wire), rust);
            assert!(is_value(rust), "{rust}");
        }
        assert_eq!(type_("photo-album"), "PhotoAlbum");
        for bad in ["pageCount", "", "1080", "a b"] {
            assert!(!is_value(bad), "{bad}");
        }
        for bad in ["Self", "EPGChannel", "4to", "photo"] {
            assert!(!is_type(bad), "{bad}");
        }
    }
}
