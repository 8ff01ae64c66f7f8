//! Elements as a tree, to compare an answer with what was read of it.

use super::{
    elements::{Broken, Element, whole},
    to_json::{ITEM_DIRECTORY, is_item},
};

/// An element by name, attributes and children, for whoever needs the order that serde maps do not keep.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
}

impl Node {
    /// What the document calls a directory that is an item; none for everything else.
    pub(crate) fn item_name(&self) -> Option<&'static str> {
        let attributes = self.attributes.iter().map(|(name, _)| name.as_str());
        is_item(&self.name, attributes).then_some(ITEM_DIRECTORY)
    }

    /// Reads a whole text as a tree.
    pub(crate) fn parse(text: &str) -> Result<Self, Broken> {
        whole(text, Self::from_element)
    }

    fn from_element(element: Element<'_, '_>) -> Result<Self, Broken> {
        let Element {
            start, mut content, ..
        } = element;
        let attributes = start
            .attributes()
            .map(|attribute| attribute.map(|(name, value)| (name.to_owned(), value.into_owned())))
            .collect::<Result<_, _>>()?;
        let mut children = Vec::new();
        while let Some(child) = content.child()? {
            children.push(Self::from_element(child)?);
        }
        Ok(Self {
            name: start.name.to_owned(),
            attributes,
            children,
            text: content.text(),
        })
    }
}
