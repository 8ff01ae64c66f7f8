//! Any JSON, near to what servers send and far from it.

use std::fmt;

use proptest::{collection::vec, prelude::*, sample::select};

use crate::leaves::{self, Leaves};

/// JSON as it is written: members may repeat, and numbers have the notation that they have.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Bare(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) fn leaves(&self) -> Leaves {
        let mut leaves = Leaves::new();
        self.walk("", &mut leaves);
        leaves
    }

    fn walk(&self, path: &str, leaves: &mut Leaves) {
        match self {
            Self::Bare(text) if text == "null" => {}
            Self::Bare(text) | Self::Text(text) => leaves::add(leaves, path, text),
            Self::List(items) => items.iter().for_each(|item| item.walk(path, leaves)),
            Self::Object(members) => {
                members
                    .iter()
                    .for_each(|(name, value)| value.walk(&format!("{path}/{name}"), leaves));
            }
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bare(text) => f.write_str(text),
            Self::Text(text) => write!(f, "{}", serde_json::json!(text)),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{value}", serde_json::json!(name)))
                    .collect();
                write!(f, "{{{}}}", members.join(","))
            }
        }
    }
}

/// An object with members that items have, that others have, and that nobody has.
pub(crate) fn object() -> impl Strategy<Value = Json> {
    vec((name(), value()), 0..12).prop_map(Json::Object)
}

/// Any value.
pub(crate) fn value() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::List),
            vec((name(), inner), 0..6).prop_map(Json::Object),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => select(NAMES).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        2 => select(&["null", "true", "false"][..]).prop_map(|text| Json::Bare(text.into())),
        3 => select(NUMBERS).prop_map(|text| Json::Bare(text.into())),
        1 => any::<i64>().prop_map(|number| Json::Bare(number.to_string())),
        1 => any::<u64>().prop_map(|number| Json::Bare(number.to_string())),
        1 => (-1e9..1e9).prop_map(|number: f64| Json::Bare(format!("{number:?}"))),
        1 => proptest::num::f64::NORMAL.prop_map(|number| Json::Bare(format!("{number:?}"))),
        3 => select(NUMBERS).prop_map(|text| Json::Text(text.into())),
        4 => select(TEXTS).prop_map(|text| Json::Text(text.into())),
        1 => any::<String>().prop_map(Json::Text),
    ]
}

/// Names that select each kind of field and each adapter, their look-alikes, and names that no field has.
const NAMES: &[&str] = &[
    "ratingKey",
    "key",
    "type",
    "title",
    "year",
    "duration",
    "rating",
    "addedAt",
    "lastViewedAt",
    "expiresAt",
    "originallyAvailableAt",
    "skipParent",
    "smart",
    "librarySectionID",
    "librarySectionType",
    "id",
    "tag",
    "Media",
    "Part",
    "Stream",
    "Genre",
    "Role",
    "Guid",
    "Rating",
    "guid",
    "UltraBlurColors",
    "topLeft",
    "Extras",
    "OnDeck",
    "Metadata",
    "Video",
    "Directory",
    "Preferences",
    "Setting",
    "value",
    "default",
    "Marker",
    "Attributes",
    "size",
    "MediaContainer",
    "connections",
    "services",
    "roles",
    "name",
    "uuid",
    "clientIdentifier",
    "createdAt",
    "unheardOf",
    "Title",
    "",
    "$text",
    "a.b",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "-0",
    "-0.0",
    "0.0",
    "279",
    "2.35",
    "2.350",
    "1e3",
    "1E+3",
    "-1.5e-7",
    "1e-7",
    "1e21",
    "1e300",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "-123456789012345678901234567890",
    "1e400",
    "-1e400",
    "1681318803",
    "1681318803.5",
    "253402300800",
    "2.5999999046325685",
    "0.1000000000000000055511151231257827",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "home",
    "movie",
    "hologram",
    "true",
    "false",
    "TRUE",
    "007",
    "+7",
    " 7",
    "0x10",
    "inf",
    "NaN",
    "null",
    "2008-04-10",
    "2008-4-10",
    "2020-01-01T00:00:00Z",
    "2023-04-12T19:00:03+02:00",
    "2023-04-12T17:00:03.5Z",
    "2023-04-12T17:00:03.1234567891Z",
    "0000-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59Z",
    "\u{0}",
    "📺",
    "\u{feff}",
    "\"quoted\"\\",
    "line\nbreak",
];
