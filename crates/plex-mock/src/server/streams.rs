//! Subtitles that lie beside a video, and pictures of chapters.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::Value;

use super::media::drawn;
use crate::{
    answer::{Answer, refuse_in_html, with_type},
    containers,
    contents::{OWNER, locked},
    library::{Detail, key_of_media},
    look::member,
    pictures::Format,
    requests::{Ask, Received},
    state::State,
};

/// `GET /library/streams/{id}` and `/library/streams/{id}.{extension}`
pub(super) async fn text(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let (id, extension) = name.split_once('.').unwrap_or((&name, ""));
    let id: u64 = id.parse().map_err(|_| missing())?;
    // What somebody brought, or had fetched, is kept apart.
    let brought = || {
        let attached = locked(&state.contents.attached);
        attached.subtitles.get(id).map(|found| found.text.clone())
    };
    if let Some(brought) = brought() {
        return converted(&request, "srt", extension, brought);
    }
    let item = state
        .contents
        .item(key_of_media(id / 10))
        .ok_or_else(missing)?;
    let whole = state.contents.value(item, Detail::Whole, OWNER);
    let stream = stream_of(&whole, id).ok_or_else(missing)?;
    // What is inside a video comes with the video.
    if stream.get("key").is_none() {
        return Err(missing());
    }
    let text = match state.contents.library.file(item, &format!("stream {id}")) {
        Some(file) => tokio::task::spawn_blocking(move || std::fs::read(file))
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or_else(missing)?,
        None => containers::bytes(stream["codec"].as_str().unwrap_or("srt")).to_vec(),
    };
    let own = stream["codec"].as_str().unwrap_or_default();
    converted(&request, own, extension, text)
}

fn converted(request: &Received, own: &str, extension: &str, text: Vec<u8>) -> Answer {
    let wanted = request.query("format").unwrap_or(extension);
    match (own, wanted) {
        (_, "") => Ok(with_type(StatusCode::OK, "text/plain; charset=utf-8", text)),
        (own, wanted) if own == wanted => {
            Ok(with_type(StatusCode::OK, "text/plain; charset=utf-8", text))
        }
        ("srt", "webvtt" | "vtt") => {
            let text = String::from_utf8_lossy(&text);
            Ok(with_type(
                StatusCode::OK,
                "text/vtt; charset=utf-8",
                as_web_vtt(&text),
            ))
        }
        _ => Err(refuse_in_html(StatusCode::NOT_IMPLEMENTED)),
    }
}

/// The same cues with points in their times, under the head of the other format.
fn as_web_vtt(text: &str) -> String {
    let lines = text.lines().map(|line| match line.contains(" --> ") {
        true => line.replace(',', "."),
        false => line.to_owned(),
    });
    let mut converted = "WEBVTT\n\n".to_owned();
    for line in lines {
        converted.push_str(&line);
        converted.push('\n');
    }
    converted
}

fn stream_of(whole: &Value, id: u64) -> Option<&Value> {
    let versions = member(whole, "Media").as_array()?.iter();
    let parts = versions
        .filter_map(|version| version["Part"].as_array())
        .flatten();
    let mut streams = parts.filter_map(|part| part["Stream"].as_array()).flatten();
    streams.find(|stream| stream["id"] == id)
}

/// `GET /library/media/{id}/chapterImages/{number}`
pub(crate) async fn chapter(
    Of(state): Of<Arc<State>>,
    Path((id, number)): Path<(u64, u64)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    state
        .contents
        .item(key_of_media(id))
        .filter(|_| number > 0)
        .ok_or_else(missing)?;
    drawn(
        &state,
        &format!("{id} chapter {number}"),
        Format::Jpeg,
        320,
        180,
    )
}

#[cfg(test)]
mod tests {
    use super::as_web_vtt;

    #[test]
    fn times_change_and_words_stay() {
        let text = "1\n00:00:00,500 --> 00:00:01,000\nYes, nothing.\n";
        let expected = "WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.000\nYes, nothing.\n";
        assert_eq!(as_web_vtt(text), expected);
    }
}
