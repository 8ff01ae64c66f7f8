//! Where a list begins.

use crate::json::string_length;

/// The place after the `[` of the list that is the member `member` of the object in the member `envelope`; none if it is not
/// in `text`, or if the member is there before with another value, or names are written with escapes. What is no JSON is
/// nobody's fault here: whoever reads the text will find it.
pub(super) fn list_opening(text: &[u8], envelope: &str, member: &str) -> Option<usize> {
    let mut depth = 0_usize;
    // The last name on the level of the body, and of the object in it.
    let (mut outer, mut inner) = (&b""[..], &b""[..]);
    let mut place = text
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    while let Some(byte) = text.get(place) {
        place += 1;
        match byte {
            b'"' => {
                let string = text.get(place - 1..)?;
                let length = string_length(string);
                place += length - 1;
                let is_name = text.get(place..)?.trim_ascii_start().starts_with(b":");
                let string = string.get(1..length - 1).unwrap_or_default();
                if is_name && depth <= 2 && string.contains(&b'\\') {
                    return None;
                }
                match depth {
                    1 if is_name => (outer, inner) = (string, b""),
                    2 if is_name => inner = string,
                    _ => {}
                }
            }
            _ if byte.is_ascii_whitespace() || matches!(byte, b':' | b',') => {}
            _ if depth == 2 && outer == envelope.as_bytes() && inner == member.as_bytes() => {
                return (*byte == b'[').then_some(place);
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            // A byte order mark, or another format.
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// How the items of a list begin if all do as the one with which `text` begins: a comma, and all up to their first name. The
/// first of the list has no comma before it.
pub(super) fn item_opening(text: &[u8]) -> Option<Vec<u8>> {
    let item = text.trim_ascii_start();
    let after_comma = item.strip_prefix(b",");
    let item = after_comma.unwrap_or(item).trim_ascii_start();
    let name = item.strip_prefix(b"{")?.trim_ascii_start();
    if !name.starts_with(b"\"") {
        return None;
    }
    let end = text.len() - name.len() + string_length(name);
    let (opening, after) = text.split_at_checked(end)?;
    if !after.trim_ascii_start().starts_with(b":") {
        return None;
    }
    let comma = if after_comma.is_none() {
        &b","[..]
    } else {
        b""
    };
    Some([comma, opening].concat())
}

#[cfg(test)]
mod tests {
    use super::{item_opening, list_opening};

    #[test]
    fn an_item_begins_with_its_first_name() {
        let table = [
            (r#"{"a":1}"#, Some(r#",{"a""#)),
            (r#" , {"a":1}"#, Some(r#" , {"a""#)),
            (" \n{ \"a\\\"{\" : {}}", Some(", \n{ \"a\\\"{\"")),
            ("", None),
            ("7", None),
            ("{}", None),
            (r#"{"a"#, None),
            (r#"{"a""#, None),
            (r#"[{"a":1}]"#, None),
            ("]", None),
        ];
        for (text, opening) in table {
            let expected = opening.map(|opening| opening.as_bytes().to_vec());
            assert_eq!(item_opening(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn only_the_list_of_that_name_in_that_place_is_found() {
        let found = [
            r#"{"E":{"M":["#,
            " {\n\"E\" : { \"M\"\t:\r[",
            r#"{"a":[{"M":[1]}],"E":{"x":{"M":[]},"y":["M",["M"]],"z":"\"M\":[","M":["#,
            r#"{"M":[],"E":{"n":"M","M":["#,
        ];
        for text in found {
            assert_eq!(
                list_opening(format!("{text} 1").as_bytes(), "E", "M"),
                Some(text.len()),
                "{text}"
            );
        }
        let not_found = [
            "",
            "[",
            "\u{feff}{\"E\":{\"M\":[",
            "<E><M>[",
            r#"{"M":["#,
            r#"{"E":["M",["#,
            r#"{"E":{"x":{"M":[1]}}}"#,
            r#"{"E":{"M":{"x":[1]}}}"#,
            r#"{"E":{"M":1,"x":[1]}}"#,
            r#"{"E":{"M":{}},"F":{"x":[1]}}"#,
            r#"{"E":{},"F":{"M":[1]}}"#,
            r#"{"E":{"M":1,"M":["#,
            r#"{"E":{"M":{},"M":["#,
            r#"{"E":{"\u004d":{},"M":["#,
            r#"{"E":{"M"#,
            r#"}}}{"E":{"M":["#,
        ];
        for text in not_found {
            assert_eq!(list_opening(text.as_bytes(), "E", "M"), None, "{text}");
        }
    }
}
