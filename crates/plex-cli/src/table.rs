//! Tables for people.

use comfy_table::{CellAlignment, Row, Table, presets::UTF8_BORDERS_ONLY};

use crate::console::printable;

/// An empty table with these headings. Columns whose heading begins with `>` are set to the right.
pub(crate) fn table<const N: usize>(headings: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY.with_rounded_corners());
    table.set_header(headings.map(|heading| heading.trim_start_matches('>')));
    for (column, heading) in table.column_iter_mut().zip(headings) {
        if heading.starts_with('>') {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A row; what a server says goes through [`printable`].
pub(crate) fn row<const N: usize>(cells: [String; N]) -> Row {
    Row::from(cells.map(|cell| printable(&cell).replace('\n', " ")))
}

/// What stands where nothing is known.
pub(crate) const NOTHING: &str = "–";
