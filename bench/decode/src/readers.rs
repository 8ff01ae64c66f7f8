//! Who reads the bodies.

use std::{any::Any, hint::black_box, str::FromStr};

use anyhow::{Context as _, bail};
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
    /// serde's derive of the same fields, by sonic-rs; JSON alone.
    #[cfg(feature = "parsers")]
    StrictBySonicRs,
    /// serde's derive of the same fields, by simd-json, which changes the text that it reads and so gets a copy; JSON alone.
    #[cfg(feature = "parsers")]
    StrictBySimdJson,
    /// Our types, by sonic-rs; JSON alone.
    #[cfg(feature = "parsers")]
    OursBySonicRs,
}

/// What a reader made of a body: to let go of it takes time too.
pub type Value = Box<dyn Any>;

impl Reader {
    /// All that there are.
    pub const ALL: &[Self] = &[
        Self::Ours,
        Self::Strict,
        Self::Skip,
        #[cfg(feature = "parsers")]
        Self::StrictBySonicRs,
        #[cfg(feature = "parsers")]
        Self::StrictBySimdJson,
        #[cfg(feature = "parsers")]
        Self::OursBySonicRs,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Strict => "strict",
            Self::Skip => "skip",
            #[cfg(feature = "parsers")]
            Self::StrictBySonicRs => "strict-sonic-rs",
            #[cfg(feature = "parsers")]
            Self::StrictBySimdJson => "strict-simd-json",
            #[cfg(feature = "parsers")]
            Self::OursBySonicRs => "ours-sonic-rs",
        }
    }

    /// Whether it reads this format.
    #[must_use]
    pub fn reads(self, format: Format) -> bool {
        matches!(self, Self::Ours | Self::Strict | Self::Skip) || format == Format::Json
    }

    /// Reads a body once.
    ///
    /// # Errors
    ///
    /// The body is not what this reader expects.
    pub fn read(self, body: &Body) -> anyhow::Result<Value> {
        match self {
            Self::Ours if body.kind == Kind::Hubs => ours::<HubContainer>(body),
            Self::Ours => ours::<MetadataContainer>(body),
            Self::Strict => strict::<Usual>(body),
            Self::Skip => match body.format {
                Format::Json => Usual::json::<IgnoredAny>(&body.text),
                Format::Xml => skip_xml(&body.text),
            },
            #[cfg(feature = "parsers")]
            Self::StrictBySonicRs => strict::<parsers::SonicRs>(body),
            #[cfg(feature = "parsers")]
            Self::StrictBySimdJson => strict::<parsers::SimdJson>(body),
            #[cfg(feature = "parsers")]
            Self::OursBySonicRs if body.kind == Kind::Hubs => {
                parsers::SonicRs::json::<parsers::Answer<HubContainer>>(&body.text)
            }
            #[cfg(feature = "parsers")]
            Self::OursBySonicRs => {
                parsers::SonicRs::json::<parsers::Answer<MetadataContainer>>(&body.text)
            }
        }
    }
}

impl FromStr for Reader {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        let reader = Self::ALL.iter().find(|reader| reader.name() == name);
        reader
            .copied()
            .with_context(|| format!("no reader is called {name}"))
    }
}

fn ours<T: Model + 'static>(body: &Body) -> anyhow::Result<Value> {
    let text = body.text.as_bytes();
    keep(decode::object::<T>(
        body.format,
        text,
        Some("MediaContainer"),
    )?)
}

/// Reads a body as serde's derive does; JSON has an envelope that is the root element in XML.
fn strict<P: Parser>(body: &Body) -> anyhow::Result<Value> {
    macro_rules! read {
        ($kind:ident) => {
            match body.format {
                Format::Json => P::json::<strict::$kind::Answer>(&body.text),
                Format::Xml => P::xml::<strict::$kind::MediaContainer>(&body.text),
            }
        };
    }
    match body.kind {
        Kind::Listing => read!(listing),
        Kind::Details => read!(details),
        Kind::Hubs => read!(hubs),
        Kind::Sessions => read!(sessions),
    }
}

/// Reads texts by way of serde.
trait Parser {
    fn json<T: DeserializeOwned + 'static>(text: &str) -> anyhow::Result<Value>;

    fn xml<T: DeserializeOwned + 'static>(_: &str) -> anyhow::Result<Value> {
        bail!("it reads JSON alone")
    }
}

/// serde_json and quick-xml.
struct Usual;

impl Parser for Usual {
    fn json<T: DeserializeOwned + 'static>(text: &str) -> anyhow::Result<Value> {
        keep(serde_json::from_slice::<T>(text.as_bytes())?)
    }

    fn xml<T: DeserializeOwned + 'static>(text: &str) -> anyhow::Result<Value> {
        keep(quick_xml::de::from_str::<T>(text)?)
    }
}

fn keep<T: 'static>(value: T) -> anyhow::Result<Value> {
    Ok(black_box(Box::new(value)))
}

/// Reads all elements and attributes of an XML document and keeps none.
fn skip_xml(text: &str) -> anyhow::Result<Value> {
    let mut reader = quick_xml::Reader::from_reader(text.as_bytes());
    loop {
        match reader.read_event()? {
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    black_box(attribute?);
                }
            }
            Event::Eof => return keep(()),
            _ => {}
        }
    }
}

/// Other parsers of JSON.
#[cfg(feature = "parsers")]
mod parsers {
    use serde::{Deserialize, de::DeserializeOwned};

    use super::{Parser, Value, keep};

    /// An answer in its envelope.
    #[derive(Deserialize)]
    pub(super) struct Answer<T> {
        #[serde(rename = "MediaContainer")]
        _media_container: T,
    }

    pub(super) struct SonicRs;

    impl Parser for SonicRs {
        fn json<T: DeserializeOwned + 'static>(text: &str) -> anyhow::Result<Value> {
            keep(sonic_rs::from_slice::<T>(text.as_bytes())?)
        }
    }

    pub(super) struct SimdJson;

    impl Parser for SimdJson {
        fn json<T: DeserializeOwned + 'static>(text: &str) -> anyhow::Result<Value> {
            let mut text = text.as_bytes().to_vec();
            keep(simd_json::serde::from_slice::<T>(&mut text)?)
        }
    }
}
