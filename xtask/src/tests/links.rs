//! Every link of the pages leads somewhere, anchors included.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::repository;

/// Pages written by hand that link to others.
const BY_HAND: [&str; 5] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "openapi/README.md",
];

#[test]
fn links_lead_somewhere() {
    let root = repository();
    let mut pages = markdown_files(&root.join("docs")).unwrap();
    pages.extend(
        BY_HAND
            .iter()
            .map(|page| root.join(page))
            .filter(|page| page.exists()),
    );
    let mut dead = Vec::new();
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        for link in links(&text) {
            if !leads_somewhere(page, &text, &link) {
                dead.push(format!(
                    "{}: {link}",
                    page.strip_prefix(&root).unwrap().display()
                ));
            }
        }
    }
    assert!(
        dead.is_empty(),
        "links that lead nowhere:\n{}",
        dead.join("\n")
    );
}

#[test]
fn dead_links_are_noticed() {
    let page = repository().join("docs/README.md");
    let text =
        "# One\n## Two words\n## Two words\n[a](nowhere.md) [b](README.md#nothing) `[c](code)`\n";
    assert_eq!(links(text), ["nowhere.md", "README.md#nothing"]);
    assert!(!leads_somewhere(&page, text, "nowhere.md"));
    assert!(!leads_somewhere(&page, text, "#three"));
    assert!(leads_somewhere(&page, text, "#two-words-1"));
    assert!(leads_somewhere(&page, text, "https://example.com"));
}

fn leads_somewhere(page: &Path, text: &str, link: &str) -> bool {
    if link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    let (path, anchor) = link
        .split_once('#')
        .map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = page.parent().unwrap().join(path);
    let target_text = match path {
        "" => text.to_owned(),
        _ if target.is_dir() => return anchor.is_none(),
        _ => match fs::read_to_string(&target) {
            Ok(text) => text,
            Err(_) => return target.exists() && anchor.is_none(),
        },
    };
    anchor.is_none_or(|anchor| anchors(&target_text).iter().any(|known| known == anchor))
}

/// Targets of the links of a text, without those in code.
fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(text) {
        // In a link, code may be the text; elsewhere, what looks like a link in code is none.
        let line = line.replace("[`", "[").replace("`]", "]");
        for (position, part) in line.split('`').enumerate() {
            if position % 2 == 0 {
                links.extend(
                    part.split("](")
                        .skip(1)
                        .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())),
                );
            }
        }
    }
    links
}

/// The anchors that headings get, as GitHub names them.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = prose(text).filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let title = heading.trim_start_matches('#').trim().to_lowercase();
            let title = title
                .split("](")
                .next()
                .unwrap_or_default()
                .replace(' ', "-");
            let anchor: String = title
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
                .collect();
            let count = seen
                .entry(anchor.clone())
                .and_modify(|count| *count += 1)
                .or_insert(0);
            if *count == 0 {
                anchor
            } else {
                format!("{anchor}-{count}")
            }
        })
        .collect()
}

/// The lines of a text that are not in a block of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

fn markdown_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(markdown_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(files)
}
