//! Where commands write, and how it looks there.

use std::io::{self, IsTerminal as _, Stdout, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Color, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const CALL: Style = AnsiColor::Cyan.on_default();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What draws a QR code right on any ground: block characters are its light parts.
pub(crate) const QR: Style = AnsiColor::BrightWhite
    .on_default()
    .bg_color(Some(Color::Ansi(AnsiColor::Black)));

/// Standard output. Styles are taken out where it is no terminal or `NO_COLOR` is set.
pub(crate) struct Console {
    out: AutoStream<Stdout>,
    interactive: bool,
}

impl Console {
    pub(crate) fn stdout() -> Self {
        Self {
            out: anstream::stdout(),
            interactive: io::stdout().is_terminal(),
        }
    }

    /// Whether a person is looking, so that a line may be overwritten.
    pub(crate) fn is_interactive(&self) -> bool {
        self.interactive
    }
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A text from elsewhere as it may be printed: without the control characters that would steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' => character,
            character if character.is_control() => '\u{fffd}',
            character => character,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn no_escape_reaches_the_terminal() {
        assert_eq!(
            printable("Nightfall\u{1b}[2J\r, é 夜\n"),
            "Nightfall\u{fffd}[2J\u{fffd}, é 夜\n"
        );
    }
}
