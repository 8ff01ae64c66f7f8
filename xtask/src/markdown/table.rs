//! Tables.

/// A table whose columns are all as wide as its widest cell. Cells are measured before their line breaks become `<br/>`.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut lines: Vec<Vec<String>> = vec![header.iter().map(|&cell| cell.to_owned()).collect()];
    for row in rows {
        lines.push(
            row.into_iter()
                .map(|cell| cell.replace('|', "\\|"))
                .collect(),
        );
    }
    let width = lines
        .iter()
        .flatten()
        .map(|cell| cell.chars().count())
        .max()
        .unwrap_or_default();
    let rule = vec!["-".repeat(width); header.len()];
    lines.insert(1, rule);
    let lines = lines.iter().map(|line| {
        let cells = line
            .iter()
            .map(|cell| format!(" {cell:width$} |").replace('\n', "<br/>"));
        format!("|{}", cells.collect::<String>())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_the_widest_cell() {
        let rows = [
            vec!["a".to_owned(), "one\ntwo".to_owned()],
            vec!["b|c".to_owned(), String::new()],
        ];
        let expected = "\
| A       | B       |
| ------- | ------- |
| a       | one<br/>two |
| b\\|c    |         |";
        assert_eq!(table(&["A", "B"], rows), expected);
    }
}
