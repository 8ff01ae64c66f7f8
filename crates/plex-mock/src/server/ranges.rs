//! Files over HTTP: whole, in one stretch or in several, and only if they have changed or not.

use std::ops::Range;

use axum::{
    body::Body,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};

use crate::{
    answer::{set_header, with_type},
    files::File,
    requests::Received,
};

/// The file, or what of it is asked for.
pub(crate) fn send(request: &Received, file: &File) -> Response {
    let mut response = if is_known(request, file) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let range = request
            .header("range")
            .filter(|_| is_the_same(request, file));
        match range.map(|range| read(range, file.length)) {
            None | Some(Wanted::Whole) => {
                sized(StatusCode::OK, file, file.body(0..file.length), file.length)
            }
            Some(Wanted::One(range)) => {
                let length = range.end - range.start;
                let mut response = sized(
                    StatusCode::PARTIAL_CONTENT,
                    file,
                    file.body(range.clone()),
                    length,
                );
                let place = place(&range, file.length);
                set_header(&mut response, header::CONTENT_RANGE, &place);
                response
            }
            Some(Wanted::Several(ranges)) => several(file, &ranges),
            Some(Wanted::Beyond) => {
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let mut response = with_type(status, "text/html", Body::empty());
                let place = format!("bytes */{}", file.length);
                set_header(&mut response, header::CONTENT_RANGE, &place);
                response
            }
        }
    };
    set_header(&mut response, header::ACCEPT_RANGES, "bytes");
    set_header(&mut response, header::ETAG, &file.tag);
    set_header(
        &mut response,
        header::LAST_MODIFIED,
        &http_date(file.modified),
    );
    set_header(
        &mut response,
        HeaderName::from_static("x-plex-content-original-length"),
        &file.length.to_string(),
    );
    response
}

fn sized(status: StatusCode, file: &File, body: Body, length: u64) -> Response {
    let mut response = with_type(status, file.content_type, body);
    set_header(&mut response, header::CONTENT_LENGTH, &length.to_string());
    response
}

/// Several stretches, each with a head of its own.
fn several(file: &File, ranges: &[Range<u64>]) -> Response {
    const BOUNDARY: &str = "plex-mock-stretch";
    let mut body = Vec::new();
    for range in ranges {
        let place = place(range, file.length);
        let head = format!(
            "\r\n--{BOUNDARY}\r\nContent-Type: {}\r\nContent-Range: {place}\r\n\r\n",
            file.content_type
        );
        body.extend(head.into_bytes());
        body.extend(file.bytes(range.clone()));
    }
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    let kind = format!("multipart/byteranges; boundary={BOUNDARY}");
    with_type(StatusCode::PARTIAL_CONTENT, &kind, body)
}

fn place(range: &Range<u64>, length: u64) -> String {
    format!(
        "bytes {}-{}/{length}",
        range.start,
        range.end.saturating_sub(1)
    )
}

fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Whether the client has it already.
fn is_known(request: &Received, file: &File) -> bool {
    match request.header("if-none-match") {
        Some(tags) => tags
            .split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == file.tag || tag.trim() == "*"),
        None => request
            .header("if-modified-since")
            .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
            .is_some_and(|date| file.modified <= date),
    }
}

/// Whether a stretch belongs to what the client has of it.
fn is_the_same(request: &Received, file: &File) -> bool {
    request
        .header("if-range")
        .is_none_or(|known| known == file.tag || known == http_date(file.modified))
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    One(Range<u64>),
    Several(Vec<Range<u64>>),
    Beyond,
}

/// Reads the stretches that are asked for. What cannot be read is the whole, and so are very many of them.
fn read(header: &str, length: u64) -> Wanted {
    let Some(specs) = header.trim().strip_prefix("bytes=") else {
        return Wanted::Whole;
    };
    let read: Option<Vec<_>> = specs
        .split(',')
        .map(|spec| read_one(spec.trim(), length))
        .collect();
    let Some(read) = read.filter(|read| read.len() <= MOST) else {
        return Wanted::Whole;
    };
    let mut ranges: Vec<_> = read.into_iter().flatten().collect();
    match ranges.len() {
        0 => Wanted::Beyond,
        1 => ranges.pop().map_or(Wanted::Beyond, Wanted::One),
        // So much at once is made in memory.
        _ if ranges
            .iter()
            .map(|range| range.end - range.start)
            .sum::<u64>()
            > LONGEST =>
        {
            Wanted::Whole
        }
        _ => Wanted::Several(ranges),
    }
}

const MOST: usize = 16;
const LONGEST: u64 = 16 * 1024 * 1024;

/// One stretch; an inner none is one that lies beyond the end, an outer none no stretch at all.
fn read_one(spec: &str, length: u64) -> Option<Option<Range<u64>>> {
    let (first, last) = spec.split_once('-')?;
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.is_empty() => first..length,
        (Err(_), Ok(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return None,
    };
    Some(Some(range).filter(|range| range.start < range.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_as_they_are_asked_for() {
        let one = |start, end| Wanted::One(start..end);
        for (text, expected) in [
            ("bytes=0-9", one(0, 10)),
            ("bytes=90-", one(90, 100)),
            ("bytes=90-500", one(90, 100)),
            ("bytes=-10", one(90, 100)),
            ("bytes=-500", one(0, 100)),
            ("bytes=100-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=9-0", Wanted::Whole),
            ("bytes=0-1, 5-6", Wanted::Several(vec![0..2, 5..7])),
            ("bytes=0-1,500-", one(0, 2)),
            ("bytes=0-1,x", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(read(text, 100), expected, "{text}");
        }
        let many = vec!["1-2"; MOST + 1].join(",");
        assert_eq!(read(&format!("bytes={many}"), 100), Wanted::Whole);
    }
}
