//! Long lists, decoded while they arrive.

use std::mem;

use serde::de::IgnoredAny;

use super::{DecodeError, Decoded, Format, object, opening::list_opening};
use crate::{
    json::may_hold_huge_numbers,
    wire::{Adapter, Fit, Model, Object},
};

/// How much of a body there must be before its items are read one by one. Shorter ones are read at once, at the end.
const LONG: usize = 64 * 1024;

/// How much is read at a time after that. Whoever brings the pieces would otherwise wait for the items of each, and the
/// two would wake each other at every one.
const PORTION: usize = 512 * 1024;

/// Decodes an answer in JSON whose bulk is one list, such as the entries of a library, while it arrives.
///
/// Its items are read as soon as they are there, and their text is let go, so that a long answer is never held whole. What
/// comes of it is the same as [`decode::object`](super::object) makes of the whole body, also where that is broken.
///
/// ```
/// use plex_models::{Metadata, MetadataContainer, decode::Arriving};
///
/// let mut arriving = Arriving::new("MediaContainer", "Metadata", |container: &mut MetadataContainer| &mut container.metadata);
/// for piece in [r#"{"MediaContainer": {"size": 2, "Metadata": [{"title": "Tid"#, r#"ewater"}, {"title": "Ebb"}]}}"#] {
///     arriving.push(piece.as_bytes());
/// }
/// let container = arriving.finish()?.value;
/// assert_eq!(container.size, Some(2));
/// assert_eq!(container.metadata.len(), 2);
/// # Ok::<(), plex_models::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Arriving<C, T> {
    envelope: &'static str,
    member: &'static str,
    list: fn(&mut C) -> &mut Vec<T>,
    state: State,
    /// What comes before the items, once they are read one by one.
    before: Vec<u8>,
    items: Vec<T>,
    /// What was read of the list, whose text is gone.
    gone: Gone,
    /// What is not read yet.
    rest: Vec<u8>,
    /// How long `rest` must be for another look at it. It doubles where an item did not end, so that no body, however it is
    /// made, is looked at again and again.
    look_at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// It may be a short body.
    Begun,
    /// Items are read as they come.
    InList,
    /// All else is read at the end: the list is over, or there is something in it that is no item.
    Waiting,
}

impl<C: Model, T: Model> Arriving<C, T> {
    /// For an object in the member `envelope` of the body, whose member `member` is the list.
    #[must_use]
    pub fn new(
        envelope: &'static str,
        member: &'static str,
        list: fn(&mut C) -> &mut Vec<T>,
    ) -> Self {
        Self {
            envelope,
            member,
            list,
            state: State::Begun,
            before: Vec::new(),
            items: Vec::new(),
            gone: Gone::default(),
            rest: Vec::new(),
            look_at: LONG,
        }
    }

    /// Forgets what came, for a body that is sent anew.
    pub fn begin_again(&mut self) {
        *self = Self::new(self.envelope, self.member, self.list);
    }

    /// Takes the next piece of the body and reads the items that it completes.
    pub fn push(&mut self, piece: &[u8]) {
        self.rest.extend_from_slice(piece);
        if self.rest.len() < self.look_at {
            return;
        }
        if self.state == State::Begun {
            self.state = State::Waiting;
            if let Some(opening) = list_opening(&self.rest, self.envelope, self.member) {
                self.before = self.rest.drain(..opening).collect();
                self.state = State::InList;
            }
        }
        if self.state == State::InList {
            self.read_items();
            self.look_at = PORTION.max(2 * self.rest.len());
        }
    }

    /// Reads what is left, at the end of the body.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is no JSON.
    pub fn finish(mut self) -> Result<Decoded<C>, DecodeError> {
        if self.items.is_empty() && self.gone.items == 0 {
            self.before.append(&mut self.rest);
            return object(Format::Json, &self.before, Some(self.envelope));
        }
        // The items that are read leave a place behind, as what follows would not be JSON without.
        let text = [&self.before, Gone::PLACE, &self.rest].concat();
        let mut decoded = object::<C>(Format::Json, &text, Some(self.envelope))
            .map_err(|error| self.gone.moved(error, &self.before))?;
        if decoded.value.extra().contains(self.member) || decoded.extra.contains(self.envelope) {
            // Not all of it is a list of items, and so none of it is; or there is more than one of what the list is in.
            self.put_back();
            return object(Format::Json, &self.before, Some(self.envelope));
        }
        let list = (self.list)(&mut decoded.value);
        self.items.append(list);
        self.items.shrink_to_fit();
        *list = self.items;
        Ok(decoded)
    }

    /// Reads the items that are whole.
    fn read_items(&mut self) {
        let rest = mem::take(&mut self.rest);
        let text = match str::from_utf8(&rest) {
            Ok(text) => text,
            // A letter may be cut in two. What is no text at all shows at the end.
            Err(error) => rest
                .get(..error.valid_up_to())
                .and_then(|text| str::from_utf8(text).ok())
                .unwrap_or_default(),
        };
        let mut read = 0;
        while let Some(unread) = text.get(read..) {
            match self.read_item(unread) {
                Next::Item(end) => {
                    read += end;
                    self.gone.items += 1;
                }
                Next::Cut => break,
                Next::Other => {
                    self.state = State::Waiting;
                    break;
                }
            }
        }
        self.gone.pass(text.get(..read).unwrap_or_default());
        self.rest = rest;
        self.rest.drain(..read);
    }

    /// Reads the item that a text begins with, after the comma before it.
    fn read_item(&mut self, text: &str) -> Next {
        let mut item = text.trim_ascii_start();
        if self.gone.items > 0 {
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
                match item.get(..end) {
                    Some(item) if !may_hold_huge_numbers(item.as_bytes()) => {
                        return Next::Item(before + end);
                    }
                    _ => Next::Other,
                }
            }
            Err(error) if error.is_eof() => Next::Cut,
            Ok(Fit::Misfit(_)) | Err(_) => Next::Other,
        };
        self.items.truncate(known);
        next
    }

    /// Writes the items that were read, so that all is as if none had been.
    fn put_back(&mut self) {
        if self.items.is_empty() {
            self.before.extend(Gone::PLACE);
        }
        for (index, item) in self.items.drain(..).enumerate() {
            if index > 0 {
                self.before.push(b',');
            }
            // The models write what JSON can hold.
            self.before
                .extend(serde_json::to_vec(&item).unwrap_or_default());
        }
        self.before.append(&mut self.rest);
    }
}

/// What a text begins with.
enum Next {
    /// An item, or null, and where it ends.
    Item(usize),
    /// The beginning of something.
    Cut,
    /// What is for the reader of whole bodies: the end of the list, no item, or no JSON.
    Other,
}

/// The part of a body that was read and let go.
#[derive(Debug, Default)]
struct Gone {
    /// How many values of the list, those included that are null.
    items: usize,
    bytes: usize,
    /// How many line breaks.
    lines: usize,
    /// How many bytes come after the last line break, or all.
    column: usize,
}

impl Gone {
    /// What stands where it was. A list leaves it out.
    const PLACE: &[u8] = b"null";

    /// Lets go of the text that follows.
    fn pass(&mut self, text: &str) {
        self.bytes += text.len();
        match text.rsplit_once('\n') {
            Some((_, after)) => {
                self.lines += text.bytes().filter(|byte| *byte == b'\n').count();
                self.column = after.len();
            }
            None => self.column += text.len(),
        }
    }

    /// Says where an error is in the whole body, which was found where this is missing.
    fn moved(&self, mut error: DecodeError, before: &[u8]) -> DecodeError {
        let last = before.split(|byte| *byte == b'\n').next_back();
        let place = Position {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            column: last.map_or(0, <[u8]>::len),
        };
        match &mut error {
            DecodeError::Json { line, column, .. } => {
                let found = Position {
                    line: *line,
                    column: *column,
                };
                if found > place {
                    if found.line == place.line {
                        let removed = match self.lines {
                            0 => Self::PLACE.len(),
                            _ => Self::PLACE.len() + place.column,
                        };
                        *column = (*column + self.column).saturating_sub(removed);
                    }
                    *line += self.lines;
                }
            }
            DecodeError::NotText { position } if *position >= before.len() => {
                *position = (*position + self.bytes).saturating_sub(Self::PLACE.len());
            }
            _ => {}
        }
        error
    }
}

/// A place in a text, as people count: in lines, and in bytes of the line.
#[derive(PartialEq, PartialOrd)]
struct Position {
    line: usize,
    column: usize,
}
