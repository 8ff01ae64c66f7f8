//! Archives to download.

use std::io::{Cursor, Write};

use ::zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A ZIP archive of files; empty when it cannot be made.
pub(super) fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        if writer.start_file(*name, options).is_err() || writer.write_all(bytes).is_err() {
            return Vec::new();
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A database of SQLite without a table: its header, and one page with nothing on it.
pub(super) fn empty_database() -> Vec<u8> {
    const PAGE: u16 = 4096;
    let mut file = b"SQLite format 3\0".to_vec();
    file.extend(PAGE.to_be_bytes());
    // Versions of the format, no reserved bytes, and fractions that are fixed.
    file.extend([1, 1, 0, 64, 32, 32]);
    // Changes, pages, free pages and the first of them, cookie, schema format, cache, root, encoding, user version,
    // vacuum, application.
    let numbers: [u32; 12] = [1, 1, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0];
    file.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
    file.resize(92, 0);
    for number in [1_u32, 3_045_000] {
        file.extend(number.to_be_bytes());
    }
    // A leaf of a table with no cells, whose content begins at the end of the page.
    file.extend([13, 0, 0, 0, 0]);
    file.extend(PAGE.to_be_bytes());
    file.push(0);
    file.resize(PAGE.into(), 0);
    file
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let packed = zip(&[("a.log", b"one".to_vec()), ("b.db", empty_database())]);
        let mut archive = ::zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        let mut text = String::new();
        archive
            .by_name("a.log")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "one");
        assert_eq!(archive.by_name("b.db").unwrap().size(), 4096);
    }
}
