//! Bytes: the files of parts, with ranges, and pictures.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    extract::{Path, State as Of},
    http::{StatusCode, header},
    response::Response,
};

use super::ranges;
use crate::{
    answer::{Answer, refuse_in_html, set_header, with_type},
    containers,
    contents::{OWNER, uris::Target},
    dice::Dice,
    files::File,
    library::{Detail, Item, Kind, key_of_media},
    look::member,
    pictures::{self, Format},
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
    let (file, name) = file_of(&state, number).ok_or_else(missing)?;
    let mut response = ranges::send(&request, &file);
    if request.is_on("download") {
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
        let encoded = percent_encoded(&name);
        set_header(
            &mut response,
            header::CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
        );
    }
    Ok(response)
}

/// The file of a part, and what it is called on the disk.
pub(crate) fn file_of(state: &State, part: u64) -> Option<(File, String)> {
    let item = state.contents.item(key_of_media(part))?;
    let whole = state.contents.value(item, Detail::Whole, OWNER);
    let found = member(&whole, "Media")
        .as_array()?
        .iter()
        .filter_map(|media| media.get("Part")?.as_array())
        .flatten()
        .find(|found| found["id"] == part)?;
    let container = found["container"].as_str().unwrap_or_default();
    let path = found["file"].as_str().unwrap_or_default();
    let on_disk = state.contents.library.file(item, &format!("part {part}"));
    let on_disk = on_disk.and_then(|path| File::on_disk(path, container));
    let made = || {
        File::new(
            &format!("{part:x}"),
            container,
            found["size"].as_u64().unwrap_or_default(),
            state.edition.load(Ordering::SeqCst),
            member(&whole, "addedAt").as_i64().unwrap_or_default(),
        )
    };
    let file = on_disk.unwrap_or_else(made);
    let name = path.rsplit('/').next().unwrap_or_default();
    Some((file, name.to_owned()))
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
    let (width, height) = (size.0.unwrap_or(200), size.1.unwrap_or(200));
    drawn(&state, &id, Format::Jpeg, width, height)
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
    let format = match request.query("format") {
        Some("png") => Format::Png,
        _ => Format::Jpeg,
    };
    let shape = key.and_then(|key| state.contents.item(key)).map(|item| {
        shape_of(
            item.kind,
            target.path.rsplit('/').nth(1).unwrap_or_default(),
        )
    });
    let may_grow = request.query("upscale").is_none_or(|value| value != "0");
    let (width, height) = match shape.flatten() {
        Some(shape) => scaled(shape, (width, height), request.is_on("minSize"), may_grow),
        // What lies elsewhere is as large as what `posters?url=` takes over.
        None if !may_grow => scaled(ELSEWHERE, (width, height), false, false),
        None => (width, height),
    };
    let colors = super::filters::applied(&request, colors_of(state.seed, &name));
    let picture = pictures::picture(format, width, height, colors)
        .ok_or_else(|| refuse_in_html(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(with_type(StatusCode::OK, format.content_type(), picture))
}

/// How large pictures are that lie on other machines.
pub(super) const ELSEWHERE: (u32, u32) = (100, 150);

/// The size of a picture of that shape in a box, or around it.
fn scaled(shape: (u32, u32), within: (u32, u32), around: bool, may_grow: bool) -> (u32, u32) {
    let (width, height) = (f64::from(shape.0), f64::from(shape.1));
    let (by_width, by_height) = (f64::from(within.0) / width, f64::from(within.1) / height);
    let scale = if around {
        by_width.max(by_height)
    } else {
        by_width.min(by_height)
    };
    let scale = if may_grow { scale } else { scale.min(1.0) };
    let side = |length: f64| (length * scale).round().clamp(1.0, f64::from(u32::MAX)) as u32;
    (side(width), side(height))
}

/// `GET /:/resources/{name}`: the pictures that the server brings along.
pub(crate) async fn resource(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let (form, width, height) = match name.rsplit_once('.') {
        Some((art, "jpg")) if art.ends_with("-fanart") => (Format::Jpeg, 192, 108),
        Some((_, "jpg")) => (Format::Jpeg, 120, 120),
        Some((_, "png")) => (Format::Png, 120, 120),
        _ => return Err(refuse_in_html(StatusCode::NOT_FOUND)),
    };
    drawn(&state, &name, form, width, height)
}

fn number(request: &Received, name: &str) -> Option<u32> {
    request
        .query(name)
        .and_then(|text| text.parse().ok())
        .filter(|number| *number > 0)
}

pub(super) fn element_of(
    state: &State,
    id: &str,
    element: &str,
    size: Option<(u32, u32)>,
) -> Answer {
    if let Some(chosen) = super::pictures::chosen(state, id, element) {
        return chosen;
    }
    let item = state
        .contents
        .find(id)
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    if let Some(described) = described(state, item, element).filter(|_| size.is_none()) {
        return Ok(described);
    }
    if element == "theme" {
        let sound = containers::bytes("mp3");
        return Ok(with_type(StatusCode::OK, "audio/mpeg", sound));
    }
    let (width, height) =
        shape_of(item.kind, element).ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let (width, height) = size.unwrap_or((width, height));
    drawn(
        state,
        &format!("{id}{element}"),
        Format::Jpeg,
        width,
        height,
    )
}

/// A picture or music on the disk, as it was described.
fn described(state: &State, item: Item, element: &str) -> Option<Response> {
    let name = match element {
        "poster" => "thumb",
        "background" => "art",
        name => name,
    };
    let library = &state.contents.library;
    let file = library.file(item, &format!("{name} {}", item.key))?;
    let kind = match file.extension()?.to_str()?.to_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    };
    Some(with_type(StatusCode::OK, kind, std::fs::read(file).ok()?))
}

/// The width and the height of the pictures of a thing, as they are without being scaled.
fn shape_of(kind: Kind, element: &str) -> Option<(u32, u32)> {
    Some(match element {
        "thumb" | "poster" | "composite" if kind.is_wide() => (160, 90),
        "thumb" | "poster" if kind.is_square() => (120, 120),
        "thumb" | "poster" | "composite" => (100, 150),
        "art" | "background" => (192, 108),
        "banner" => (190, 35),
        "squareArt" | "clearLogo" => (120, 120),
        _ => return None,
    })
}

pub(super) fn drawn(state: &State, name: &str, format: Format, width: u32, height: u32) -> Answer {
    let picture = picture_of(state.seed, name, format, width, height)
        .ok_or_else(|| refuse_in_html(StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(with_type(StatusCode::OK, format.content_type(), picture))
}

/// The picture of that name, which is always the same.
pub(super) fn picture_of(
    seed: u64,
    name: &str,
    format: Format,
    width: u32,
    height: u32,
) -> Option<Vec<u8>> {
    pictures::picture(format, width, height, colors_of(seed, name))
}

/// The two colours of the picture of that name.
fn colors_of(seed: u64, name: &str) -> [[u8; 3]; 2] {
    let mut dice = Dice::new(seed, name, 0);
    let mut color = || [0; 3].map(|_: u8| dice.between(30, 220) as u8);
    [color(), color()]
}
