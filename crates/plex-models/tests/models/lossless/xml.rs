//! Any XML that is well formed.

use std::fmt;

use proptest::{collection::vec, prelude::*, sample::select};

use crate::leaves::{self, Leaves};

/// An element, as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    content: Vec<Content>,
}

#[derive(Debug, Clone)]
enum Content {
    Element(Element),
    Text(String),
    Cdata(String),
    Space(&'static str),
    Comment,
}

/// Which names there are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Names {
    Library,
    Account,
}

impl Names {
    fn elements(self) -> &'static [&'static str] {
        match self {
            Self::Library => &[
                "Video",
                "Directory",
                "Track",
                "Metadata",
                "Media",
                "Part",
                "Stream",
                "Genre",
                "Guid",
                "Rating",
                "Extras",
                "OnDeck",
                "UltraBlurColors",
                "Meta",
                "title",
                "summary",
                "year",
                "Unheard",
                "p:Unheard",
            ],
            Self::Account => &[
                "roles",
                "role",
                "features",
                "feature",
                "entitlements",
                "entitlement",
                "services",
                "service",
                "settings",
                "setting",
                "connections",
                "connection",
                "subscription",
                "subscriptions",
                "profile",
                "title",
                "Unheard",
            ],
        }
    }

    fn attributes(self) -> &'static [&'static str] {
        &[
            "id",
            "title",
            "year",
            "rating",
            "addedAt",
            "type",
            "Genre",
            "Directory",
            "all",
            "size",
            "unheardOf",
            "p:x",
        ]
    }
}

/// A tree whose root has this name.
pub(crate) fn element(name: &'static str, names: Names) -> impl Strategy<Value = Element> {
    let leaf = (
        select(names.elements()),
        attributes(names),
        vec(text(), 0..3),
    )
        .prop_map(into_element);
    let tree = leaf.prop_recursive(4, 40, 5, move |inner| {
        let content = prop_oneof![4 => inner.prop_map(Content::Element), 1 => text()];
        (
            select(names.elements()),
            attributes(names),
            vec(content, 0..6),
        )
            .prop_map(into_element)
    });
    let content = prop_oneof![4 => tree.prop_map(Content::Element), 1 => text()];
    (Just(name), attributes(names), vec(content, 0..6)).prop_map(into_element)
}

fn into_element(
    (name, mut attributes, content): (&str, Vec<(&str, String)>, Vec<Content>),
) -> Element {
    attributes.sort_by_key(|(name, _)| *name);
    attributes.dedup_by_key(|(name, _)| *name);
    Element {
        name: name.to_owned(),
        attributes: attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        content,
    }
}

fn attributes(names: Names) -> impl Strategy<Value = Vec<(&'static str, String)>> {
    vec((select(names.attributes()), value()), 0..4)
}

fn text() -> impl Strategy<Value = Content> {
    prop_oneof![
        value()
            .prop_filter("white space alone says nothing", |text| !text
                .trim()
                .is_empty())
            .prop_map(Content::Text),
        value()
            .prop_filter("an empty section says nothing", |text| !text.is_empty()
                && !text.contains("]]>"))
            .prop_map(Content::Cdata),
        select(&["", " ", "\n  "][..]).prop_map(Content::Space),
        Just(Content::Comment),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        select(
            &[
                "",
                " ",
                "1",
                "0",
                "007",
                "-0",
                "2.35",
                "1e400",
                "true",
                "movie",
                "2008-04-10",
                "2020-01-01T00:00:00Z",
                "1681318803",
                "<&>\"'",
                "&amp;",
                "]]>",
                "📺",
                "two words",
                " a ",
                "9223372036854775808"
            ][..]
        )
        .prop_map(str::to_owned),
        "[ -~äß📺\n\t]{0,12}",
    ]
}

impl Element {
    /// The leaves, with items of libraries under the one name `Metadata`.
    pub(crate) fn leaves(&self) -> Leaves {
        let mut leaves = Leaves::new();
        self.walk("", &mut leaves);
        under_one_name(&leaves)
    }

    fn walk(&self, path: &str, leaves: &mut Leaves) {
        for (name, value) in &self.attributes {
            leaves::add(leaves, &format!("{path}/{name}"), value);
        }
        let mut text = String::new();
        let mut is_text = false;
        let mut has_children = false;
        for content in &self.content {
            match content {
                Content::Element(child) => {
                    has_children = true;
                    child.walk(&format!("{path}/{}", child.name), leaves);
                }
                Content::Text(more) | Content::Cdata(more) => {
                    is_text = true;
                    text.push_str(more);
                }
                Content::Space(more) => text.push_str(more),
                Content::Comment => {}
            }
        }
        if is_text {
            let is_all = self.attributes.is_empty() && !has_children;
            let path = if is_all {
                path.to_owned()
            } else {
                format!("{path}/$text")
            };
            leaves::add(leaves, &path, &text);
        }
    }
}

/// The same leaves, with items of libraries under the one name that JSON has for them.
pub(crate) fn under_one_name(leaves: &Leaves) -> Leaves {
    let mut renamed = Leaves::new();
    for ((path, meaning), count) in leaves {
        let path: Vec<_> = path
            .split('/')
            .map(|name| {
                if ["Video", "Directory", "Track"].contains(&name) {
                    "Metadata"
                } else {
                    name
                }
            })
            .collect();
        *renamed
            .entry((path.join("/"), meaning.clone()))
            .or_default() += count;
    }
    renamed
}

/// The leaves without their places.
pub(crate) fn values(leaves: &Leaves) -> Leaves {
    let mut values = Leaves::new();
    for ((_, meaning), count) in leaves {
        *values.entry((String::new(), meaning.clone())).or_default() += count;
    }
    values
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, r#" {name}="{}""#, escape(value))?;
        }
        if self.content.is_empty() {
            return f.write_str("/>");
        }
        f.write_str(">")?;
        for content in &self.content {
            match content {
                Content::Element(child) => child.fmt(f)?,
                Content::Text(text) => f.write_str(&escape(text))?,
                Content::Cdata(text) => write!(f, "<![CDATA[{text}]]>")?,
                Content::Space(space) => f.write_str(space)?,
                Content::Comment => f.write_str("<!-- <no/> &data; -->")?,
            }
        }
        write!(f, "</{}>", self.name)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
