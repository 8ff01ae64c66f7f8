//! Every request with every value that it can have, for the snapshots of what is sent.

use super::side;
use crate::examples::Examples;
use crate::ir::{Group, Side};
use crate::layout::{import, preamble};

/// The samples of one group.
pub fn file(group: &Group, examples: &Examples<'_>) -> String {
    let (side, handle) = (side(group), examples.variable(group));
    let mut uses = crate::examples::Uses::default();
    let mut rows = String::new();
    for operation in &group.operations {
        let call = examples.sample(group, operation, &mut uses);
        rows.push_str(&format!(
            "        ({:?}, {call}.call.wire()),\n",
            operation.id
        ));
    }
    let mut text = preamble(&group.file);
    text.push_str(&format!(
        "//! Samples of the {} operations.\n\n",
        group.name
    ));
    text.push_str(&import("chrono", &uses.chrono));
    text.push_str(&import("plex_models", &uses.models));
    text.push_str(&format!("use crate::{{Result, {side}}};\n\n"));
    text.push_str(&format!(
        "/// What each operation of the group sends.
#[allow(deprecated)]
pub(crate) fn {}({handle}: &{side}) -> Vec<(&'static str, Result<String>)> {{
    vec![
{rows}    ]
}}
",
        group.name
    ));
    text
}

/// The samples of all groups.
pub fn modules(groups: &[Group]) -> String {
    let mut text = preamble("openapi/");
    text.push_str("//! Every request with every value that it can have.\n\n");
    text.push_str("use crate::{Plex, Result, Server};\n\n");
    text.extend(groups.iter().map(|group| format!("mod {};\n", group.name)));
    text.push_str("\n/// What one group sends: the ids of its operations, and each request.\n");
    text.push_str("pub(crate) type Samples = Vec<(&'static str, Result<String>)>;\n");
    text.push_str("\n/// All groups by name.\n");
    text.push_str("pub(crate) fn all(plex: &Plex, server: &Server) -> Vec<(&'static str, Samples)> {\n    vec![\n");
    for group in groups {
        let name = &group.name;
        let handle = match group.side {
            Side::Account => "plex",
            Side::Server => "server",
        };
        text.push_str(&format!("        ({name:?}, {name}::{name}({handle})),\n"));
    }
    text.push_str("    ]\n}\n");
    text
}
