//! Taking out of a text what a person would not send to strangers: tokens, addresses, names.
//!
//! It takes out too much rather than too little. What it cannot know is a name that looks like any other word; texts that
//! come from answers are in quotes, and quotes are emptied.

use std::net::{IpAddr, SocketAddr};

/// A message, or an operation such as `GET https://plex.tv/api/v2/user`.
pub(crate) fn text(message: &str) -> String {
    let mut out = String::new();
    // Every second piece is in quotes; an open quote has everything to the end.
    for (index, piece) in message.split('"').enumerate() {
        if index % 2 == 0 {
            words(piece, &mut out);
        } else {
            out.push_str("\"…\"");
        }
    }
    out
}

/// The path of a leaf. Its members are those of the API, unless somebody used data as names.
pub(crate) fn path(path: &str) -> String {
    let members: Vec<&str> = path.split('.').map(member).collect();
    members.join(".")
}

fn member(member: &str) -> &str {
    let (name, place) = member.split_at(member.find('[').unwrap_or(member.len()));
    let is_place = place
        .chars()
        .all(|character| character.is_ascii_digit() || "[]".contains(character));
    let starts_well = name
        .starts_with(|character: char| character.is_ascii_alphabetic() || "_$".contains(character));
    let goes_on_well = name
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || "_$-:".contains(character));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    // Long names are usual here, long names with several digits are not.
    let is_id = kind_of(name).is_some_and(|kind| kind != TOKEN) || name.len() >= 12 && digits >= 3;
    let is_name = name.is_empty() && !place.is_empty() || starts_well && goes_on_well && !is_id;
    if is_name && is_place { member } else { HIDDEN }
}

const HIDDEN: &str = "…";
const TOKEN: &str = "<token>";
const ADDRESS: &str = "<address>";
const HOST: &str = "<host>";
const MAIL: &str = "<mail>";

/// Characters that no token, address or host has in it.
const BETWEEN: &[char] = &[
    ' ', '\t', '\n', '<', '>', '(', ')', ',', ';', '|', '`', '\'',
];

fn words(piece: &str, out: &mut String) {
    for word in piece.split_inclusive(BETWEEN) {
        let (word, after) = match word.char_indices().next_back() {
            Some((at, last)) if BETWEEN.contains(&last) => word.split_at(at),
            _ => (word, ""),
        };
        let bare = word.trim_end_matches(['.', ':', '?', '!']);
        let rest = word.strip_prefix(bare).unwrap_or_default();
        out.push_str(&redact_word(bare));
        out.push_str(rest);
        out.push_str(after);
    }
}

fn redact_word(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://") {
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = if is_plex(host) { host } else { HOST };
        return format!("{scheme}://{host}{}", redact_path(path));
    }
    if word.starts_with('/') {
        return redact_path(word);
    }
    if let Some((name, value)) = word.split_once('=') {
        return format!("{name}={}", redact_word(value));
    }
    kind_of(word).unwrap_or(word).to_owned()
}

fn redact_path(path: &str) -> String {
    let (path, query) = match path.split_once('?') {
        Some((path, _)) => (path, "?…"),
        None => (path, ""),
    };
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| match kind_of(segment) {
            // Segments have dots in them that are none of a host.
            Some(kind) if kind != HOST && !segment.contains('{') => kind,
            _ => segment,
        })
        .collect();
    segments.join("/") + query
}

/// What a word gives away, if anything.
fn kind_of(word: &str) -> Option<&'static str> {
    let bracketless = word.trim_matches(['[', ']']);
    if bracketless.parse::<IpAddr>().is_ok()
        || word.parse::<SocketAddr>().is_ok()
        || is_hardware_address(word)
    {
        Some(ADDRESS)
    } else if word.contains('@') {
        Some(MAIL)
    } else if is_host(word) {
        (!is_plex(word)).then_some(HOST)
    } else if is_token(word) {
        Some(TOKEN)
    } else {
        None
    }
}

/// Plex's own hosts are no secret.
fn is_plex(host: &str) -> bool {
    host == "plex.tv" || host.ends_with(".plex.tv")
}

/// Six pairs of hexadecimal digits.
fn is_hardware_address(word: &str) -> bool {
    [':', '-'].into_iter().any(|between| {
        let pairs = word.split(between);
        pairs.clone().count() == 6 && pairs.clone().all(|pair| pair.len() == 2 && is_hex(pair))
    })
}

fn is_host(word: &str) -> bool {
    let name = match word.split_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return false,
        None => word,
    };
    let mut labels = name.split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let ends_like_one = labels
        .next_back()
        .is_some_and(|last| last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    name == "localhost" || name.contains('.') && ends_like_one && labels.all(is_label)
}

/// Long, and of the characters that tokens, identifiers and keys are made of.
fn is_token(word: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.+/=~".contains(&byte);
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    word.bytes().all(is_one) && (word.len() >= 20 || has_digit && word.len() >= 12)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        for (message, redacted) in [
            (
                "the answer is no JSON: expected value at line 1, column 1",
                "the answer is no JSON: expected value at line 1, column 1",
            ),
            (
                "invalid type: string \"Bob's Attic\", expected a map",
                "invalid type: string \"…\", expected a map",
            ),
            ("an open quote \"has the rest", "an open quote \"…\""),
            (
                "192.168.1.20 and [fe80::1]:32400, ::1",
                "<address> and <address>, <address>",
            ),
            ("at 10.0.0.7:32400.", "at <address>."),
            (
                "from aa:bb:cc:0d:0e:0f or AA-BB-CC-0D-0E-0F",
                "from <address> or <address>",
            ),
            ("ask odile@example.org!", "ask <mail>!"),
            ("attic.example.org:32400 refused", "<host> refused"),
            (
                "http://attic:32400/library?X-Plex-Token=abc",
                "http://<host>/library?…",
            ),
            ("X-Plex-Token=x9KqLm2PvT7wZr4Ncs1d", "X-Plex-Token=<token>"),
            ("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "<token>"),
            (
                "ends with `</MediaContainer>`",
                "ends with `</MediaContainer>`",
            ),
        ] {
            assert_eq!(text(message), redacted);
        }
    }

    #[test]
    fn operations() {
        for (known, redacted) in [
            (
                "GET /library/sections/{sectionId}/all",
                "GET /library/sections/{sectionId}/all",
            ),
            (
                "GET https://clients.plex.tv/api/v2/resources",
                "GET https://clients.plex.tv/api/v2/resources",
            ),
            (
                "GET /library/sections/1/all?title=Bob",
                "GET /library/sections/1/all?…",
            ),
            (
                "GET /tv.plex.providers.epg.{identifier}:{deviceId}/lineups",
                "GET /tv.plex.providers.epg.{identifier}:{deviceId}/lineups",
            ),
            (
                "GET https://10-0-0-7.0a1b.plex.direct:32400/identity",
                "GET https://<host>/identity",
            ),
            ("GET /devices/0a1b2c3d4e5f60718293", "GET /devices/<token>"),
            ("WEBHOOK", "WEBHOOK"),
        ] {
            assert_eq!(text(known), redacted);
        }
    }

    #[test]
    fn paths() {
        for (known, redacted) in [
            (
                "MediaContainer.Metadata[].Media[].has64bitOffsets",
                "MediaContainer.Metadata[].Media[].has64bitOffsets",
            ),
            ("[3].hasPremiumPrimaryExtra", "[3].hasPremiumPrimaryExtra"),
            ("MediaContainer.$text", "MediaContainer.$text"),
            ("a.192.168.1.20.b", "a.….….….….b"),
            ("byUser.odile@example.org", "byUser.….org"),
            (
                "byDevice.0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9[0]",
                "byDevice.…",
            ),
            ("byMac.aa:bb:cc:0d:0e:0f", "byMac.…"),
            ("byToken.x9KqLm2PvT7wZr4Ncs1d", "byToken.…"),
            ("byName.Odile Marchetti", "byName.…"),
            ("byPlace.x[Odile]", "byPlace.…"),
        ] {
            assert_eq!(path(known), redacted);
        }
    }
}
