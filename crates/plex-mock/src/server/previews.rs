//! The small pictures that players show while somebody moves through a video.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::get,
};

use super::{media::picture_of, router};
use crate::{
    answer::{Answer, Refusal, refuse_in_html, with_type},
    contents::OWNER,
    library::{Detail, key_of_media},
    look::member,
    pictures::Format,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/library/parts/{id}/indexes/{index}", get(all))
        .route("/library/parts/{id}/indexes/{index}/{offset}", get(one))
}

/// So many milliseconds lie between two pictures.
const EVERY: u64 = 10_000;

/// No video has more: who wants to see them all fetches them at once.
const MOST: u64 = 2_000;

/// How long the video of a part is; refused where it has no such pictures.
fn length(state: &State, request: &Received, id: &str, index: &str) -> Result<u64, Refusal> {
    state.check_server_token(request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let number: u64 = id.parse().map_err(|_| missing())?;
    let item = state
        .contents
        .item(key_of_media(number))
        .ok_or_else(missing)?;
    let whole = state.contents.value(item, Detail::Whole, OWNER);
    let versions = member(&whole, "Media").as_array().into_iter().flatten();
    let mut parts = versions
        .filter_map(|version| version.get("Part")?.as_array())
        .flatten();
    let part = parts
        .find(|part| member(part, "id") == number && member(part, "indexes") == index)
        .ok_or_else(missing)?;
    let length = member(part, "duration")
        .as_u64()
        .or(member(&whole, "duration").as_u64());
    Ok(length.unwrap_or_default())
}

fn frame(state: &State, id: &str, at: u64) -> Result<Vec<u8>, Refusal> {
    let name = format!("frame {id} {at}");
    let picture = picture_of(state.seed, &name, Format::Jpeg, 64, 36);
    picture.ok_or_else(|| refuse_in_html(StatusCode::INTERNAL_SERVER_ERROR))
}

/// `GET /library/parts/{id}/indexes/{index}?interval=`: all of them, in the format BIF.
async fn all(
    Of(state): Of<Arc<State>>,
    Path((id, index)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    let length = length(&state, &request, &id, &index)?;
    let asked = request.query("interval").and_then(|text| text.parse().ok());
    let every = asked.unwrap_or(EVERY).max(EVERY);
    let frames = (0..(length / every + 1).min(MOST))
        .map(|number| frame(&state, &id, number * every / EVERY * EVERY))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(with_type(
        StatusCode::OK,
        "application/octet-stream",
        bif(&frames, every),
    ))
}

/// `GET /library/parts/{id}/indexes/{index}/{offset}`: the one that is next to that moment.
async fn one(
    Of(state): Of<Arc<State>>,
    Path((id, index, offset)): Path<(String, String, String)>,
    Ask(request): Ask,
) -> Answer {
    let length = length(&state, &request, &id, &index)?;
    let offset: u64 = offset
        .parse()
        .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let at = offset.min(length) / EVERY * EVERY;
    let picture = frame(&state, &id, at)?;
    Ok(with_type(StatusCode::OK, "image/jpeg", picture))
}

/// Pictures in a row: a head, where each of them begins, and the pictures. All numbers are little-endian.
fn bif(frames: &[Vec<u8>], every: u64) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut file = b"\x89BIF\r\n\x1a\n".to_vec();
    file.extend(0_u32.to_le_bytes());
    file.extend(number(frames.len()));
    file.extend(u32::try_from(every).unwrap_or(u32::MAX).to_le_bytes());
    file.resize(HEAD, 0);
    let mut begins = HEAD + (frames.len() + 1) * 8;
    for (place, frame) in frames.iter().enumerate() {
        file.extend(number(place));
        file.extend(number(begins));
        begins += frame.len();
    }
    file.extend(u32::MAX.to_le_bytes());
    file.extend(number(begins));
    frames.iter().for_each(|frame| file.extend(frame));
    file
}

const HEAD: usize = 64;
