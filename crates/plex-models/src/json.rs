//! Numbers of JSON that no number type of ours can hold.
//!
//! The parser refuses `1e400`, and rounds a whole number of more than 64 bits. Both are good JSON, and an answer should
//! neither fail for them nor lose their digits: they are read as texts.

use serde::de::IgnoredAny;

/// The digits of the shortest whole number that may not fit 64 bits.
const DIGITS: usize = 19;

/// Whether there may be a whole number of more than 64 bits. A run of so many digits has one at the end of a chunk, and
/// another half a chunk before or after it.
pub(crate) fn may_hold_huge_numbers(body: &[u8]) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    body.chunks_exact(DIGITS).enumerate().any(|(index, chunk)| {
        let end = (index + 1) * DIGITS;
        is_digit(chunk.last())
            && (is_digit(chunk.get(DIGITS / 2)) || is_digit(body.get(end + DIGITS / 2 - 1)))
            && is_in_long_number(body, end)
    })
}

/// Whether the byte before `end` is in a run of many digits that is not part of a longer text. A run is looked at once: where
/// it is so long that an earlier chunk ended in it too, that one was asked. Otherwise a long run in a text would take time by
/// the square of its length.
#[inline(never)]
fn is_in_long_number(body: &[u8], end: usize) -> bool {
    let Some((before, after)) = body.split_at_checked(end) else {
        return false;
    };
    let digits_before = before
        .iter()
        .rev()
        .take(2 * DIGITS)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let digits_after = after
        .iter()
        .take(DIGITS)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let before = before.iter().rev().nth(digits_before);
    // Most long runs of digits are part of an id in quotes.
    digits_before < 2 * DIGITS
        && digits_before + digits_after >= DIGITS
        && before.is_none_or(|byte| b":,[- \t\r\n".contains(byte))
}

/// The body with such numbers in quotes; none if it has no such number.
pub(crate) fn quote_huge_numbers(body: &[u8]) -> Option<Vec<u8>> {
    let mut quoted = Vec::new();
    let mut rest = body;
    let mut found = false;
    while let Some(&first) = rest.first() {
        let (length, is_huge) = match first {
            b'"' => (string_length(rest), false),
            b'-' | b'0'..=b'9' => {
                let length = rest
                    .iter()
                    .take_while(|byte| {
                        matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                    })
                    .count();
                (length, rest.get(..length).is_some_and(is_huge))
            }
            _ => (1, false),
        };
        let (token, after) = rest.split_at_checked(length)?;
        if is_huge {
            found = true;
            quoted.push(b'"');
        }
        quoted.extend_from_slice(token);
        if is_huge {
            quoted.push(b'"');
        }
        rest = after;
    }
    found.then_some(quoted)
}

/// How long the string is that `text` begins with, quotes included: at least one, as that is what it begins with.
pub(crate) fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().skip(1).position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

fn is_huge(number: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(number) else {
        return false;
    };
    let is_json = || serde_json::from_str::<IgnoredAny>(text).is_ok();
    if text.contains(['.', 'e', 'E']) {
        text.parse().is_ok_and(|number: f64| number.is_infinite()) && is_json()
    } else {
        text.parse::<i64>().is_err() && text.parse::<u64>().is_err() && is_json()
    }
}

#[cfg(test)]
mod tests {
    use super::{may_hold_huge_numbers, quote_huge_numbers};

    #[test]
    fn only_huge_numbers_are_quoted() {
        let cases = [
            (
                r#"{"a":1e400,"b":[-1E999,1e308]}"#,
                Some(r#"{"a":"1e400","b":["-1E999",1e308]}"#),
            ),
            ("18446744073709551616", Some(r#""18446744073709551616""#)),
            (
                "[-9223372036854775809]",
                Some(r#"["-9223372036854775809"]"#),
            ),
            ("[18446744073709551615, -9223372036854775808]", None),
            (r#"{"1e400":"1e400 \" 1e400 \\","b":"\\\"1e400"}"#, None),
            ("[01e400, 1e400e, --1e400, 1.e400]", None),
            ("", None),
            (r#"{"cut off": "1e400"#, None),
            ("1e400", Some(r#""1e400""#)),
        ];
        for (body, expected) in cases {
            let quoted =
                quote_huge_numbers(body.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(quoted.as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_long_run_of_digits_is_seen_wherever_it_lies() {
        for before in 0..60 {
            for digits in 0..60 {
                let body = format!(
                    "{}{}{}",
                    ",".repeat(before),
                    "7".repeat(digits),
                    ",".repeat(45)
                );
                assert_eq!(
                    may_hold_huge_numbers(body.as_bytes()),
                    digits >= 19,
                    "{body}"
                );
                let body = format!(
                    "{}{}{}",
                    "f".repeat(before + 1),
                    "7".repeat(digits),
                    "f".repeat(45)
                );
                assert!(!may_hold_huge_numbers(body.as_bytes()), "{body}");
            }
        }
    }
}
