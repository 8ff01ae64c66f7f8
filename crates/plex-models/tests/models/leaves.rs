//! What a body says, leaf by leaf, found without any of the code under test.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

/// Where a leaf stands, without the numbers of list items, and what it says in one notation; and how often.
pub(crate) type Leaves = BTreeMap<(String, String), usize>;

/// The leaves of JSON.
pub(crate) fn of_json(value: &Value) -> Leaves {
    let mut leaves = Leaves::new();
    walk(value, "", &mut leaves);
    leaves
}

fn walk(value: &Value, path: &str, leaves: &mut Leaves) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => add(leaves, path, &flag.to_string()),
        Value::Number(number) => add(leaves, path, &number.to_string()),
        Value::String(text) => add(leaves, path, text),
        Value::Array(items) => items.iter().for_each(|item| walk(item, path, leaves)),
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| walk(value, &format!("{path}/{name}"), leaves));
        }
    }
}

/// Adds the leaf that is written as `text`, quoted or not.
pub(crate) fn add(leaves: &mut Leaves, path: &str, text: &str) {
    *leaves.entry((path.to_owned(), meaning(text))).or_default() += 1;
}

/// The leaves that `found` lacks.
pub(crate) fn missing(expected: &Leaves, found: &Leaves) -> Vec<String> {
    expected
        .iter()
        .filter(|(leaf, count)| found.get(*leaf).is_none_or(|found| found < *count))
        .map(|((path, meaning), count)| format!("{path} = {meaning} ({count} times)"))
        .collect()
}

/// One notation for each meaning: `true` is `1`, `2.50` is `2.5`, a moment is its seconds. `007` is a text.
fn meaning(text: &str) -> String {
    match text {
        "true" => return "1".into(),
        "false" => return "0".into(),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole && text != "-0" {
        return text.to_owned();
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        && let Ok(number) = text.parse::<f64>()
    {
        return match number {
            _ if !number.is_finite() => text.to_owned(),
            _ if number == 0.0 => if number.is_sign_negative() { "-0" } else { "0" }.to_owned(),
            _ if number.fract() == 0.0 && number.abs() < 2_f64.powi(53) => format!("{number:.0}"),
            _ => format!("{number:e}"),
        };
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return match moment.timestamp_subsec_nanos() {
            0 => moment.timestamp().to_string(),
            nanoseconds => format!("{}+{nanoseconds}ns", moment.timestamp()),
        };
    }
    text.to_owned()
}
