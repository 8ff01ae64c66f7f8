//! The story: load → lower → lint → emit → sync.

use std::path::Path;

use crate::findings::Findings;
use crate::ir::Api;
use crate::spec::Document;
use crate::{Failure, Files, lint, lower, markdown, mock, models, operations, schemas, spec, sync};

/// Brings the generated files in step with the document; with `check` it only says which are not.
pub fn generate(root: &Path, check: bool) -> Result<(), Failure> {
    let (document, api) = understand(root)?;
    let files = emit(&document, &api)?;
    let conservation = lint::conserved(&document, &api, &files)?;

    let differences = sync::compare(root, &files)?;
    if check && !differences.is_empty() {
        let differences: String = differences
            .iter()
            .map(|difference| format!("{difference}\n"))
            .collect();
        return Err(Failure(format!(
            "{differences}\nmend it with: cargo xtask gen"
        )));
    }
    sync::write(root, &files, &differences)?;
    print!("{conservation}");
    println!(
        "{} files, {} of them changed",
        files.len(),
        differences.len()
    );
    Ok(())
}

/// Reads the document and makes sure that nothing is wrong with it.
pub fn understand(root: &Path) -> Result<(Document, Api), Failure> {
    let mut findings = Findings::default();
    let document = spec::load(&spec::sources(&root.join("openapi"))?, &mut findings);
    let api = lower::lower(&document, &mut findings);
    lint::lint(&document, &api, &mut findings);
    if findings.is_empty() {
        Ok((document, api))
    } else {
        Err(Failure(findings.to_string()))
    }
}

/// All generated files.
pub fn emit(document: &Document, api: &Api) -> Result<Files, Failure> {
    let mut files = models::emit(api)?;
    files.extend(operations::emit(api));
    files.extend(mock::emit(api));
    files.extend(schemas::emit(document, api));
    files.extend(markdown::emit(api));
    Ok(files)
}
