//! QR codes for terminals and pictures.

use std::fmt;

use qrcode::{EcLevel, types::Color};

use crate::{Error, Result};

/// A QR code. Printing it draws it with block characters, two rows to a line, light on the terminal's dark.
///
/// ```
/// let code = plex_api::QrCode::new("https://plex.tv/link?pin=K7QF")?;
/// println!("{code}");
/// assert_eq!(code.width() % 4, 1); // 21, 25, 29 … modules
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone)]
pub struct QrCode(qrcode::QrCode);

/// How many modules of quiet the standard asks for around the code; two are enough for every reader we know of.
const QUIET: usize = 2;

impl QrCode {
    /// The QR code of a text.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the text is longer than a QR code can be.
    pub fn new(text: &str) -> Result<Self> {
        qrcode::QrCode::with_error_correction_level(text, EcLevel::L)
            .map(Self)
            .map_err(|error| {
                Error::Config(format!(
                    "no QR code for a text of {} bytes: {error}",
                    text.len()
                ))
            })
    }

    /// How many modules it has in a row, without the quiet around it.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// Whether the module in this column and row is dark, from 0; outside it is light.
    #[must_use]
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.width() && row < self.width() && self.0[(column, row)] == Color::Dark
    }
}

impl fmt::Debug for QrCode {
    /// Without the modules: whoever can read them has the link.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode")
            .field("width", &self.width())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = self.width() + 2 * QUIET;
        let is_light = |column: usize, row: usize| {
            let inside = column.checked_sub(QUIET).zip(row.checked_sub(QUIET));
            row < side && !inside.is_some_and(|(column, row)| self.is_dark(column, row))
        };
        for row in (0..side).step_by(2) {
            for column in 0..side {
                f.write_str(match (is_light(column, row), is_light(column, row + 1)) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => " ",
                })?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}
