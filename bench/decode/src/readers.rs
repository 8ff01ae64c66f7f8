//! Who reads the bodies.

use std::hint::black_box;

use plex_models::{Format, HubContainer, MetadataContainer, decode, wire::Model};
use quick_xml::events::Event;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{Body, Kind, strict};

/// Who reads a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Our types.
    Ours,
    /// serde's derive of the same fields.
    Strict,
    /// A parser that keeps nothing.
    Skip,
}

/// Reads a body as serde's derive does; JSON has an envelope that is the root element in XML.
macro_rules! strict {
    ($kind:ident, $body:expr) => {
        match $body.format {
            Format::Json => json::<strict::$kind::Answer>(&$body.text),
            Format::Xml => xml::<strict::$kind::MediaContainer>(&$body.text),
        }
    };
}

impl Reader {
    /// All that there are.
    pub const ALL: [Self; 3] = [Self::Ours, Self::Strict, Self::Skip];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Strict => "strict",
            Self::Skip => "skip",
        }
    }

    /// Reads a body once and lets go of what came of it.
    ///
    /// # Errors
    ///
    /// The body is not what this reader expects.
    pub fn read(self, body: &Body) -> anyhow::Result<()> {
        match self {
            Self::Ours if body.kind == Kind::Hubs => ours::<HubContainer>(body),
            Self::Ours => ours::<MetadataContainer>(body),
            Self::Strict => match body.kind {
                Kind::Listing => strict!(listing, body),
                Kind::Details => strict!(details, body),
                Kind::Hubs => strict!(hubs, body),
                Kind::Sessions => strict!(sessions, body),
            },
            Self::Skip => match body.format {
                Format::Json => json::<IgnoredAny>(&body.text),
                Format::Xml => skip_xml(body.text.as_bytes()),
            },
        }
    }
}

fn ours<T: Model>(body: &Body) -> anyhow::Result<()> {
    let text = body.text.as_bytes();
    keep(decode::object::<T>(
        body.format,
        text,
        Some("MediaContainer"),
    )?);
    Ok(())
}

fn json<T: DeserializeOwned>(text: &str) -> anyhow::Result<()> {
    keep(serde_json::from_slice::<T>(text.as_bytes())?);
    Ok(())
}

fn xml<T: DeserializeOwned>(text: &str) -> anyhow::Result<()> {
    keep(quick_xml::de::from_str::<T>(text)?);
    Ok(())
}

fn keep<T>(value: T) {
    drop(black_box(value));
}

/// Reads all elements and attributes of an XML document and keeps none.
///
/// # Errors
///
/// It is not XML.
pub fn skip_xml(body: &[u8]) -> anyhow::Result<()> {
    let mut reader = quick_xml::Reader::from_reader(body);
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    black_box(attribute?);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
