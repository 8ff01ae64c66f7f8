//! What of a body was read and let go, and where errors are that come after it.

use memchr::memchr_iter;

use crate::DecodeError;

/// The part of a body that was read and let go.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// How many values of the list, those included that are null.
    pub(super) items: usize,
    pub(super) bytes: usize,
    /// How many line breaks.
    lines: usize,
    /// How many bytes come after the last line break, or all.
    column: usize,
}

impl Gone {
    /// What stands where it was. A list leaves it out.
    pub(super) const PLACE: &[u8] = b"null";

    /// A text with so many values of the list.
    pub(super) fn new(text: &str, items: usize) -> Self {
        // Counted first, because most bodies have none, and to count is faster than to look for the last.
        let lines = memchr_iter(b'\n', text.as_bytes()).count();
        let last_line = match lines {
            0 => text,
            _ => text.rsplit_once('\n').map_or(text, |(_, line)| line),
        };
        Self {
            items,
            bytes: text.len(),
            lines,
            column: last_line.len(),
        }
    }

    /// Adds what followed.
    pub(super) fn add(&mut self, next: &Self) {
        self.items += next.items;
        self.bytes += next.bytes;
        self.lines += next.lines;
        match next.lines {
            0 => self.column += next.column,
            _ => self.column = next.column,
        }
    }

    /// Says where an error is in the whole body, which was found where this is missing.
    pub(super) fn moved(&self, mut error: DecodeError, before: &[u8]) -> DecodeError {
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
