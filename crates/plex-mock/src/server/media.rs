//! Bytes: the files of parts, with ranges, and pictures.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    answer::{Answer, refuse_in_html, set_header, with_type},
    containers,
    contents::{OWNER, uris::Target},
    dice::Dice,
    library::{Detail, key_of_media},
    look::member,
    pictures,
    requests::{Ask, Received},
    state::State,
};

/// `GET` and `HEAD /library/parts/{id}/{stamp}/{file}`
pub(crate) async fn part(
    Of(state): Of<Arc<State>>,
    Path((id, _, _)): Path<(String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let number: u64 = id.parse().map_err(|_| missing())?;
    let item = state
        .contents
        .item(key_of_media(number))
        .ok_or_else(missing)?;
    let whole = state.contents.value(item, Detail::Whole, OWNER);
    let parts = member(&whole, "Media")
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let part = parts
        .iter()
        .filter_map(|media| media.pointer("/Part/0"))
        .find(|part| part["id"] == number)
        .ok_or_else(missing)?;
    let container = part["container"].as_str().unwrap_or_default();
    let name = part["file"].as_str().unwrap_or_default();
    let tag = format!("\"{number:x}-{}\"", member(&whole, "addedAt"));
    let mut response = ranged(&request, containers::bytes(container), &tag);
    set_header(
        &mut response,
        header::CONTENT_TYPE,
        containers::content_type(container),
    );
    if request.is_on("download") {
        let name = name.rsplit('/').next().unwrap_or_default();
        // Names with other letters than those of ASCII are sent twice, the plain way and encoded.
        let plain: String = name
            .chars()
            .map(|letter| {
                if letter.is_ascii() && letter != '"' {
                    letter
                } else {
                    '_'
                }
            })
            .collect();
        let encoded = percent_encoded(name);
        set_header(
            &mut response,
            header::CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
        );
    }
    Ok(response)
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// The bytes, or the range of them that is asked for.
fn ranged(request: &Received, bytes: &'static [u8], tag: &str) -> Response {
    let length = bytes.len();
    let is_same = request.header("if-range").is_none_or(|known| known == tag);
    let range = request.header("range").filter(|_| is_same);
    let mut response = match range.map(|range| read_range(range, length)) {
        None | Some(Range::Whole) => with_type(StatusCode::OK, "", bytes),
        Some(Range::Part(start, end)) => {
            let part = bytes.get(start..=end).unwrap_or_default();
            let mut response = with_type(StatusCode::PARTIAL_CONTENT, "", part);
            set_header(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes {start}-{end}/{length}"),
            );
            response
        }
        Some(Range::Beyond) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set_header(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes */{length}"),
            );
            response
        }
    };
    if request.header("if-none-match") == Some(tag) {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    set_header(&mut response, header::ACCEPT_RANGES, "bytes");
    set_header(&mut response, header::ETAG, tag);
    set_header(
        &mut response,
        HeaderName::from_static("x-plex-content-original-length"),
        &length.to_string(),
    );
    response
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    Part(usize, usize),
    Beyond,
}

/// Reads one range; several, and what cannot be read, are the whole.
fn read_range(range: &str, length: usize) -> Range {
    let Some((first, last)) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Range::Whole;
    };
    let parsed = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.min(length.saturating_sub(1))),
        (Ok(first), Err(_)) if last.is_empty() => (first, length.saturating_sub(1)),
        (Err(_), Ok(0)) if first.is_empty() => return Range::Beyond,
        (Err(_), Ok(count)) if first.is_empty() => {
            (length.saturating_sub(count), length.saturating_sub(1))
        }
        _ => return Range::Whole,
    };
    if parsed.0 >= length {
        return Range::Beyond;
    }
    Range::Part(parsed.0, parsed.1)
}

/// `GET /library/metadata/{id}/{element}/{stamp}`: posters, backgrounds and so on.
pub(crate) async fn picture(
    Of(state): Of<Arc<State>>,
    Path((id, element, _)): Path<(String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    element_of(&state, &id, &element, None)
}

/// `GET /{library/collections,playlists}/{id}/composite/{stamp}`
pub(crate) async fn composite(
    Of(state): Of<Arc<State>>,
    Path((id, _)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let size = (number(&request, "width"), number(&request, "height"));
    drawn(&state, &id, size.0.unwrap_or(200), size.1.unwrap_or(200))
}

/// `GET /photo/:/transcode?url=…&width=&height=`
pub(crate) async fn transcoded(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let url = request.query("url").ok_or_else(bad)?;
    let width = number(&request, "width").ok_or_else(bad)?;
    let height = number(&request, "height").ok_or_else(bad)?;
    let target = Target::read(url);
    let key = target.keys().first().copied();
    // Pictures of people and the like are somewhere else; they are drawn all the same.
    let name = key.map_or_else(|| url.to_owned(), |key| key.to_string());
    if key.is_some_and(|key| key < 1_000_000_000 && state.contents.item(key).is_none()) {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    drawn(&state, &name, width, height)
}

fn number(request: &Received, name: &str) -> Option<u32> {
    request
        .query(name)
        .and_then(|text| text.parse().ok())
        .filter(|number| *number > 0)
}

fn element_of(state: &State, id: &str, element: &str, size: Option<(u32, u32)>) -> Answer {
    let item = state
        .contents
        .find(id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let (width, height) = match element {
        "thumb" | "poster" | "composite" if item.kind.is_wide() => (160, 90),
        "thumb" | "poster" if item.kind.is_square() => (120, 120),
        "thumb" | "poster" | "composite" => (100, 150),
        "art" | "background" => (192, 108),
        "banner" => (190, 35),
        "squareArt" | "clearLogo" => (120, 120),
        "theme" => {
            return Ok(with_type(
                StatusCode::OK,
                "audio/mpeg",
                containers::bytes("mp3"),
            ));
        }
        _ => return Err(refuse_in_html(StatusCode::NOT_FOUND)),
    };
    let (width, height) = size.unwrap_or((width, height));
    drawn(state, &format!("{id}{element}"), width, height)
}

fn drawn(state: &State, name: &str, width: u32, height: u32) -> Answer {
    let mut dice = Dice::new(state.seed, name, 0);
    let mut color = || [0; 3].map(|_: u8| dice.between(30, 220) as u8);
    let picture = pictures::png(width, height, [color(), color()])
        .ok_or_else(|| refuse_in_html(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(with_type(StatusCode::OK, "image/png", picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("bytes=0-9", Range::Part(0, 9)),
            ("bytes=90-", Range::Part(90, 99)),
            ("bytes=90-500", Range::Part(90, 99)),
            ("bytes=-10", Range::Part(90, 99)),
            ("bytes=-500", Range::Part(0, 99)),
            ("bytes=100-", Range::Beyond),
            ("bytes=-0", Range::Beyond),
            ("bytes=9-0", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("lines=1-2", Range::Whole),
            ("bytes=-", Range::Whole),
            ("", Range::Whole),
        ] {
            assert_eq!(read_range(text, 100), expected, "{text}");
        }
    }
}
