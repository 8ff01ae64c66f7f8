//! What a host says when it refuses.

use std::fmt;

use plex_models::{AccountError, AccountErrors, Extra, Format, decode};
use serde_json::Value;

/// What an answer that is no object is called among what lies beside the object.
const ANSWER: &str = "$answer";

/// The reasons that a host gives for refusing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refusal {
    /// The reasons of plex.tv, each with a code of its own.
    pub errors: AccountErrors,
}

impl Refusal {
    /// Reads an error's body. A media server answers with a page for people, which says no more than the status.
    pub(crate) fn read(format: Format, body: &[u8]) -> Self {
        let Ok(decoded) = decode::object(format, body, None) else {
            return Self::default();
        };
        let mut errors: AccountErrors = decoded.value;
        if errors.errors.is_empty() {
            errors.errors = of_old(&errors.extra, &decoded.extra);
        }
        Self { errors }
    }

    /// Whether one of the reasons has this code.
    #[must_use]
    pub fn has_code(&self, code: i64) -> bool {
        self.errors
            .errors
            .iter()
            .any(|error| error.code == Some(code))
    }

    /// Whether one of the reasons has these words, in any case. Some of plex.tv's routes say in words alone what is wrong.
    pub(crate) fn says(&self, words: &str) -> bool {
        let mut messages = self.errors.errors.iter().filter_map(|e| e.message.as_ref());
        messages.any(|message| message.to_lowercase().contains(words))
    }
}

/// The reasons of the older account API: `<Response code="401" status="…"/>`, or `<errors><error>…</error></errors>`.
fn of_old(members: &Extra, answer: &Extra) -> Vec<AccountError> {
    let text = |name| members.get(name).and_then(Value::as_str);
    let status = text("code").and_then(|code| code.parse().ok());
    let said = text("status").filter(|_| status.is_some());
    let mut messages: Vec<&str> = said.into_iter().collect();
    let texts = ["error", "errors"].map(|name| members.get(name));
    for texts in texts.into_iter().chain([answer.get(ANSWER)]) {
        match texts {
            Some(Value::Array(texts)) => messages.extend(texts.iter().filter_map(Value::as_str)),
            Some(Value::String(text)) => messages.push(text),
            _ => {}
        }
    }
    let reason = |message: &str| {
        let mut error = AccountError::default();
        error.message = Some(message.into());
        error.status = status;
        error
    };
    messages.into_iter().map(reason).collect()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.errors.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            f.write_str(error.message.as_deref().unwrap_or("no message"))?;
            if let Some(code) = error.code {
                write!(f, " ({code})")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_all_ages_are_read() {
        let json = r#"{"errors": [{"code": 1001, "message": "Invalid token", "status": 401}]}"#;
        let table = [
            (Format::Json, json, ": Invalid token (1001)"),
            (
                Format::Xml,
                r#"<errors><error code="1001" message="Invalid token" status="401"/></errors>"#,
                ": Invalid token (1001)",
            ),
            (
                Format::Xml,
                r#"<Response code="422" status="Invalid token"/>"#,
                ": Invalid token",
            ),
            (
                Format::Xml,
                "<?xml version=\"1.0\"?><errors><error>Invalid token</error></errors>",
                ": Invalid token",
            ),
            (
                Format::Json,
                r#"{"error": "Invalid token"}"#,
                ": Invalid token",
            ),
        ];
        for (format, body, shown) in table {
            let refusal = Refusal::read(format, body.as_bytes());
            assert_eq!(refusal.to_string(), shown, "{body}");
            assert!(refusal.says("invalid token"), "{body}");
        }
        let page = "<html><head><title>Unauthorized</title></head><body><h1>401</h1></body></html>";
        for body in [page, "<Response/>", r#"<Response status="OK"/>"#, ""] {
            let refusal = Refusal::read(Format::Xml, body.as_bytes());
            assert_eq!(refusal.to_string(), "", "{body}");
        }
    }
}
