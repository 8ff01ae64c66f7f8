//! Puts the emitted files where they belong, or says how what lies there differs.

use std::path::Path;
use std::{fs, io};

use crate::{Files, markdown, mock, models, operations, schemas};

/// Folders that hold generated files and nothing else.
const FOLDERS: [&str; 6] = [
    models::FOLDER,
    operations::FOLDER,
    mock::FOLDER,
    schemas::FOLDER,
    markdown::GENERATED[0],
    markdown::GENERATED[1],
];

/// A file that is not as the document wants it.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    Missing(String),
    Stale(String),
    LeftOver(String),
}

/// What differs between the files under `root` and those that were emitted.
pub fn compare(root: &Path, files: &Files) -> io::Result<Vec<Difference>> {
    let mut differences = Vec::new();
    for (path, text) in files {
        match fs::read_to_string(root.join(path)) {
            Ok(known) if known == *text => {}
            Ok(_) => differences.push(Difference::Stale(path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.push(Difference::Missing(path.clone()))
            }
            Err(error) => return Err(error),
        }
    }
    for folder in FOLDERS {
        let known = existing(root, folder)?;
        differences.extend(
            known
                .into_iter()
                .filter(|path| !files.contains_key(path))
                .map(Difference::LeftOver),
        );
    }
    Ok(differences)
}

/// Mends the differences.
pub fn write(root: &Path, files: &Files, differences: &[Difference]) -> io::Result<()> {
    for difference in differences {
        match difference {
            Difference::LeftOver(path) => fs::remove_file(root.join(path))?,
            Difference::Missing(path) | Difference::Stale(path) => {
                let target = root.join(path);
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(target, files.get(path).map_or("", String::as_str))?;
            }
        }
    }
    Ok(())
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Difference::Missing(path) => write!(f, "missing: {path}"),
            Difference::Stale(path) => write!(f, "stale: {path}"),
            Difference::LeftOver(path) => write!(f, "left over: {path}"),
        }
    }
}

/// All files below a folder, by their path in the repository.
fn existing(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(root.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files.extend(existing(root, &path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
