//! Long lists, decoded while they arrive.

mod gone;
mod opening;
mod portion;

use std::{collections::VecDeque, fmt, mem, sync::Arc};

use memchr::memmem;

use self::{
    gone::Gone,
    opening::{item_opening, list_opening},
};
use super::{DecodeError, Decoded, Format, object};
use crate::wire::Model;

pub use self::portion::Portion;

/// How much of a body there must be before its items are read one by one. Shorter ones are read at once, at the end.
const LONG: usize = 64 * 1024;

/// How much is read at a time after that. Whoever brings the pieces and whoever reads them would otherwise wake each other
/// at every one.
const PORTION: usize = 256 * 1024;

/// Decodes an answer in JSON whose bulk is one list, such as the entries of a library, while it arrives.
///
/// Its items are read as soon as they are there, and their text is let go, so that a long answer is never held whole. What
/// comes of it is the same as [`decode::object`](super::object) makes of the whole body, also where that is broken.
///
/// [`push`](Self::push) reads them here; [`gather`](Self::gather) hands them out, so that several threads read at a time.
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
pub struct Arriving<C, T> {
    envelope: &'static str,
    member: &'static str,
    list: fn(&mut C) -> &mut Vec<T>,
    state: State,
    /// What comes before the items, once they are read one by one.
    before: Vec<u8>,
    /// How an item begins, with the comma before it: where that is found, the text is cut.
    mark: Option<Vec<u8>>,
    /// Whether that was found within an item, which shows when what was cut off is read. Nothing more is cut then.
    is_misled: bool,
    items: Vec<T>,
    /// What was read of the list, whose text is gone.
    gone: Gone,
    /// The texts that were handed out.
    out: VecDeque<Arc<Vec<u8>>>,
    /// What comes after those.
    rest: Vec<u8>,
    /// How long `rest` must be for another look at it. It doubles where nothing could be read, so that no body, however it is
    /// made, is looked at again and again.
    look_at: usize,
    /// Room for the next text, which an earlier one had.
    spare: Vec<u8>,
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
            mark: None,
            is_misled: false,
            items: Vec::new(),
            gone: Gone::default(),
            out: VecDeque::new(),
            rest: Vec::new(),
            look_at: LONG,
            spare: Vec::new(),
        }
    }

    /// Forgets what came, for a body that is sent anew.
    pub fn begin_again(&mut self) {
        *self = Self::new(self.envelope, self.member, self.list);
    }

    /// Takes the next piece of the body and reads the items that it completes.
    pub fn push(&mut self, piece: &[u8]) {
        if let Some(portion) = self.gather(piece) {
            self.join(portion.read());
        }
    }

    /// Takes the next piece of the body. Where it completes a good number of items, hands them out: they are to be
    /// [read](Portion::read), wherever that may be, and [joined](Self::join) again.
    pub fn gather(&mut self, piece: &[u8]) -> Option<Portion<T>> {
        self.rest.extend_from_slice(piece);
        if self.rest.len() < self.look_at {
            return None;
        }
        if self.state == State::Begun {
            self.state = State::Waiting;
            if let Some(opening) = list_opening(&self.rest, self.envelope, self.member) {
                self.before = self.rest.drain(..opening).collect();
                self.mark = item_opening(&self.rest);
                self.state = State::InList;
            }
        }
        if self.state != State::InList {
            return None;
        }
        let end = self
            .mark
            .as_deref()
            .and_then(|mark| last_place(&self.rest, mark));
        let portion = end.map(|end| self.cut_off(end));
        if portion.is_none() && self.out.is_empty() {
            // Where its last item ends shows when it is read.
            let portion = self.cut_off(self.rest.len());
            self.take_in(portion.read());
            if !self.is_misled {
                self.mark = item_opening(&self.rest);
            }
        }
        self.look_at = PORTION.max(2 * self.rest.len());
        portion
    }

    /// Takes what was handed out and has been read, in the order in which it was handed out. What does not come back is read
    /// here, at the latest at the end.
    pub fn join(&mut self, portion: Portion<T>) {
        let is_next = |text| Arc::ptr_eq(text, &portion.text);
        if !self.out.front().is_some_and(is_next) {
            // One before it was cut in the wrong place, or is missing.
            return self.take_back(0);
        }
        if !self.take_in(portion) {
            self.mark = None;
            self.is_misled = true;
        }
    }

    /// Reads what is left, at the end of the body.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is no JSON.
    pub fn finish(mut self) -> Result<Decoded<C>, DecodeError> {
        self.take_back(0);
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

    /// Cuts off the text up to `end`, to be handed out.
    fn cut_off(&mut self, end: usize) -> Portion<T> {
        let is_first = self.gone.items == 0 && self.out.is_empty();
        let mut text = mem::replace(&mut self.rest, mem::take(&mut self.spare));
        self.rest
            .extend_from_slice(text.get(end..).unwrap_or_default());
        text.truncate(end);
        let text = Arc::new(text);
        self.out.push_back(Arc::clone(&text));
        Portion::new(text, is_first)
    }

    /// Takes the items of the portion that is next, and says whether it held nothing else.
    fn take_in(&mut self, mut portion: Portion<T>) -> bool {
        self.gone.add(&portion.gone);
        self.items.append(&mut portion.items);
        if portion.is_whole() {
            self.out.pop_front();
            self.spare = Arc::try_unwrap(portion.text).unwrap_or_default();
            self.spare.clear();
            return true;
        }
        if portion.is_odd {
            self.state = State::Waiting;
        }
        self.take_back(portion.gone.bytes);
        false
    }

    /// Takes the texts back that were handed out, of which so many bytes are read.
    fn take_back(&mut self, read: usize) {
        if self.out.is_empty() {
            return;
        }
        let mut texts = Vec::new();
        for text in self.out.drain(..) {
            texts.extend_from_slice(&text);
        }
        texts.drain(..read);
        texts.append(&mut self.rest);
        self.rest = texts;
        self.look_at = 0;
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

/// Says how much there is.
impl<C, T> fmt::Debug for Arriving<C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arriving")
            .field("member", &self.member)
            .field("items", &self.items.len())
            .field("unread", &self.rest.len())
            .finish_non_exhaustive()
    }
}

/// Where `mark` stands last in a text that has something before it.
fn last_place(text: &[u8], mark: &[u8]) -> Option<usize> {
    memmem::rfind(text, mark).filter(|place| *place > 0)
}
