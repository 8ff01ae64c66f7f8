//! The list of what lies in a folder of recorded answers.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use plex_models::Format;

const NAME: &str = "MANIFEST.tsv";
const COLUMNS: [&str; 4] = ["file", "operation", "format", "source"];

/// A recorded answer.
#[derive(Debug, PartialEq)]
pub(crate) struct Capture {
    /// As the manifest has it.
    pub(crate) file: String,
    /// `GET /library/sections`; with the host where it is not the media server.
    pub(crate) operation: String,
    pub(crate) format: Format,
    line: usize,
    path: PathBuf,
}

impl Capture {
    /// The answer.
    pub(crate) fn body(&self) -> Result<Vec<u8>> {
        fs::read(&self.path).with_context(|| {
            format!(
                "{NAME} line {}: {} cannot be read",
                self.line,
                self.path.display()
            )
        })
    }
}

/// Reads the manifest of a folder.
pub(crate) fn read(folder: &Path) -> Result<Vec<Capture>> {
    let path = folder.join(NAME);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes)
            .with_context(|| format!("{} is no UTF-8 text", path.display()))?,
        Err(error) => return Err(explain(folder, &path, error)),
    };
    let captures = parse(folder, &text);
    captures.with_context(|| format!("{} cannot be used", path.display()))
}

fn explain(folder: &Path, path: &Path, error: io::Error) -> anyhow::Error {
    let what = if !folder.exists() {
        format!("there is no folder {}", folder.display())
    } else if !folder.is_dir() {
        format!("{} is no folder", folder.display())
    } else if error.kind() == io::ErrorKind::NotFound {
        format!(
            "{} has no {NAME}: a table with tabs between the columns {}",
            folder.display(),
            COLUMNS.join(", ")
        )
    } else {
        format!("{} cannot be read", path.display())
    };
    anyhow::Error::new(error).context(what)
}

/// All rows, or everything that is wrong with them.
fn parse(folder: &Path, text: &str) -> Result<Vec<Capture>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end_matches('\r')));
    let header: Vec<&str> = lines
        .next()
        .map(|(_, line)| line.split('\t').collect())
        .unwrap_or_default();
    if header != COLUMNS {
        bail!(
            "line 1: the columns are {:?}, not {:?}",
            header.join(", "),
            COLUMNS.join(", ")
        );
    }
    let mut captures = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match row(folder, number, line) {
            Ok(capture) => captures.push(capture),
            Err(problem) => problems.push(format!("line {number}: {problem}")),
        }
    }
    if problems.is_empty() {
        Ok(captures)
    } else {
        bail!(problems.join("\n"))
    }
}

fn row(folder: &Path, line: usize, text: &str) -> Result<Capture, String> {
    let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    // Where an answer comes from helps people only, so it may be left out.
    let (&[file, operation, format] | &[file, operation, format, _]) = cells.as_slice() else {
        return Err(format!(
            "{} columns instead of {}",
            cells.len(),
            COLUMNS.len()
        ));
    };
    for (column, cell) in COLUMNS.into_iter().zip([file, operation]) {
        if cell.is_empty() {
            return Err(format!("the column {column} is empty"));
        }
    }
    let stays = Path::new(file)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !stays {
        return Err(format!("the path {file:?} leads out of the folder"));
    }
    Ok(Capture {
        file: file.to_owned(),
        operation: operation.to_owned(),
        format: match format.to_ascii_lowercase().as_str() {
            "json" => Format::Json,
            "xml" => Format::Xml,
            _ => return Err(format!("the format is {format:?}, and can be json or xml")),
        },
        line,
        path: folder.join(file),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(rows: &str) -> Result<Vec<Capture>> {
        parse(
            Path::new("here"),
            &format!("file\toperation\tformat\tsource\n{rows}"),
        )
    }

    #[test]
    fn rows_are_read() {
        let captures =
            parsed("a.json\tGET /identity\tjson\tours\r\n\nb/c.xml\tGET /\tXML\n").unwrap();
        let [first, second] = captures.as_slice() else {
            panic!("{captures:?}")
        };
        assert_eq!(
            (first.file.as_str(), first.operation.as_str(), first.format),
            ("a.json", "GET /identity", Format::Json)
        );
        assert_eq!(
            (second.line, second.format, &second.path),
            (4, Format::Xml, &Path::new("here").join("b/c.xml"))
        );
    }

    #[test]
    fn every_bad_row_is_named() {
        let rows = "a.json\tGET /\tyaml\tx\nGET /\nok.json\tGET /\tjson\tx\n\tGET /\tjson\tx\na.json\t\tjson\tx\n\
                    ../a.json\tGET /\tjson\tx\n/etc/passwd\tGET /\tjson\tx\n";
        let error = parsed(rows).unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert_eq!(
            lines,
            [
                "line 2: the format is \"yaml\", and can be json or xml",
                "line 3: 1 columns instead of 4",
                "line 5: the column file is empty",
                "line 6: the column operation is empty",
                "line 7: the path \"../a.json\" leads out of the folder",
                "line 8: the path \"/etc/passwd\" leads out of the folder",
            ]
        );
    }

    #[test]
    fn another_table_is_refused() {
        let error = parse(Path::new("here"), "name\tpath\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("line 1: the columns are \"name, path\""),
            "{error}"
        );
        assert!(parse(Path::new("here"), "").is_err());
    }
}
