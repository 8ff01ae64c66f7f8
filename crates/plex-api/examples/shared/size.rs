//! How large something is, for people.

/// Such as 4 GB.
pub(crate) fn human(bytes: i64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let unit = units.into_iter().find(|(_, size)| bytes >= *size);
    let (unit, size) = unit.unwrap_or(("B", 1));
    format!("{} {unit}", bytes / size)
}
