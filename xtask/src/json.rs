//! JSON text that keeps the order of its members.

use std::fmt::{self, Write as _};

#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// A number, a truth value, null, or a text with its quotes.
    Plain(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    pub fn text(text: &str) -> Self {
        Json::Plain(serde_json::Value::from(text).to_string())
    }

    /// A number as written, if JSON writes it so too.
    pub fn number(text: &str) -> Self {
        let number = serde_json::from_str::<serde_json::Number>(text);
        number.map_or_else(|_| Json::text(text), |_| Json::Plain(text.to_owned()))
    }

    pub fn map<const N: usize>(members: [(&str, Json); N]) -> Self {
        Json::Map(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Map(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Json::Plain(plain) => serde_json::from_str(plain).ok(),
            _ => None,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        match self {
            Json::Plain(plain) => f.write_str(plain),
            Json::List(items) => block(f, indent, ['[', ']'], items, |f, item, indent| {
                item.write(f, indent)
            }),
            Json::Map(members) => block(
                f,
                indent,
                ['{', '}'],
                members,
                |f, (name, value), indent| {
                    write!(f, "{}: ", serde_json::Value::from(name.as_str()))?;
                    value.write(f, indent)
                },
            ),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)?;
        f.write_char('\n')
    }
}

fn block<T>(
    f: &mut fmt::Formatter<'_>,
    indent: usize,
    [open, close]: [char; 2],
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T, usize) -> fmt::Result,
) -> fmt::Result {
    if items.is_empty() {
        return write!(f, "{open}{close}");
    }
    f.write_char(open)?;
    for (position, item) in items.iter().enumerate() {
        let comma = if position > 0 { "," } else { "" };
        write!(f, "{comma}\n{:width$}", "", width = indent + 2)?;
        write(f, item, indent + 2)?;
    }
    write!(f, "\n{:indent$}{close}", "")
}
