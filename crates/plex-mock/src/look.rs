//! Looking into values.

use serde_json::Value;

/// What lies in a value behind some names: `member(item, "Media/0/bitrate")`. Null, when nothing does.
pub(crate) fn member<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/')
        .try_fold(value, |value, name| match value {
            Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            value => value.get(name),
        })
        .unwrap_or(&Value::Null)
}

/// A text without its percent-encoding. A plus is a plus: this is no form.
pub(crate) fn percent_decoded(text: &str) -> String {
    let pair = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Sets a member of an object; of anything else it sets nothing.
pub(crate) fn set(value: &mut Value, name: &str, member: Value) {
    if let Some(members) = value.as_object_mut() {
        members.insert(name.to_owned(), member);
    }
}
