//! A stretch of a list, which can be read by itself.

use std::{fmt, sync::Arc};

use memchr::memchr_iter;
use serde::de::IgnoredAny;

use super::gone::Gone;
use crate::{
    json::{may_hold_huge_numbers, string_length},
    wire::{Adapter, Fit, Model, Object},
};

/// Some of the items of a list that [arrives](super::Arriving), to be read on any thread.
pub struct Portion<T> {
    pub(super) text: Arc<Vec<u8>>,
    /// Whether the list begins here; a comma comes first elsewhere.
    is_first: bool,
    pub(super) items: Vec<T>,
    /// How much of the text was read.
    pub(super) gone: Gone,
    /// Whether something follows there that is for the reader of whole bodies: the end of the list, no item, or no JSON.
    pub(super) is_odd: bool,
}

impl<T: Model> Portion<T> {
    pub(super) fn new(text: Arc<Vec<u8>>, is_first: bool) -> Self {
        Self {
            text,
            is_first,
            items: Vec::new(),
            gone: Gone::default(),
            is_odd: false,
        }
    }

    /// Reads the items.
    #[must_use]
    pub fn read(mut self) -> Self {
        let bytes = Arc::clone(&self.text);
        let text = match str::from_utf8(&bytes) {
            Ok(text) => text,
            // A letter may be cut in two. What is no text at all shows at the end of the body.
            Err(error) => bytes
                .get(..error.valid_up_to())
                .and_then(|text| str::from_utf8(text).ok())
                .unwrap_or_default(),
        };
        let (mut end, mut values) = (0, 0);
        while let Some(unread) = text.get(end..) {
            match self.read_item(unread, self.is_first && values == 0) {
                Next::Item(length) => {
                    end += length;
                    values += 1;
                }
                Next::Cut => break,
                Next::Other => {
                    self.is_odd = true;
                    break;
                }
            }
        }
        self.gone = Gone::new(text.get(..end).unwrap_or_default(), values);
        self
    }

    pub(super) fn is_whole(&self) -> bool {
        self.gone.bytes == self.text.len()
    }

    /// Reads the item that a text begins with, after a comma unless it is the first of the list.
    fn read_item(&mut self, text: &str, is_first: bool) -> Next {
        let mut item = text.trim_ascii_start();
        if !is_first {
            item = match item.strip_prefix(',') {
                Some(after) => after,
                None if item.is_empty() => return Next::Cut,
                None => return Next::Other,
            };
        }
        let (before, known) = (text.len() - item.len(), self.items.len());
        let mut json = serde_json::Deserializer::from_str(item);
        let next = match Object::push_onto(&mut self.items, &mut json) {
            Ok(Fit::Value(()) | Fit::Null) => {
                let end = json.into_iter::<IgnoredAny>().byte_offset();
                let item = item.get(..end).unwrap_or_default().as_bytes();
                if !may_hold_huge_numbers(item) && !is_deep(item) {
                    return Next::Item(before + end);
                }
                Next::Other
            }
            Err(error) if error.is_eof() => Next::Cut,
            Ok(Fit::Misfit(_)) | Err(_) => Next::Other,
        };
        self.items.truncate(known);
        next
    }
}

/// Whether objects and lists are within each other to more levels than the parser takes inside of a list that is a member of
/// the answer's envelope.
fn is_deep(mut text: &[u8]) -> bool {
    const LEVELS: usize = 124;
    // Most have fewer than could be too deep, and to count is fast.
    let opened = memchr_iter(b'{', text).count() + memchr_iter(b'[', text).count();
    if opened <= LEVELS {
        return false;
    }
    let mut depth = 0_usize;
    while let Some(byte) = text.first() {
        let length = match byte {
            b'"' => string_length(text),
            _ => 1,
        };
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > LEVELS {
            return true;
        }
        text = text.get(length..).unwrap_or_default();
    }
    false
}

/// What a text begins with.
enum Next {
    /// An item, or null, and where it ends.
    Item(usize),
    /// The beginning of something.
    Cut,
    /// What is for the reader of whole bodies.
    Other,
}

/// Says how much there is.
impl<T> fmt::Debug for Portion<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portion")
            .field("bytes", &self.text.len())
            .field("items", &self.items.len())
            .finish_non_exhaustive()
    }
}
