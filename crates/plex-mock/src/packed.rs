//! Answers packed by gzip, for clients that ask for it.

use std::io::Write as _;

use axum::{
    body::{Body, HttpBody as _},
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use flate2::{Compression, write::GzEncoder};
use http_body_util::BodyExt as _;

use crate::requests::{Face, Received};

/// Packs an answer if the client takes that and it is worth it.
pub(crate) async fn pack(received: &Received, response: Response) -> Response {
    if !takes_gzip(received) || !is_worth_it(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = body.collect().await else {
        return Response::from_parts(parts, Body::empty());
    };
    let plain = plain.to_bytes();
    let packed = gzip(&plain);
    let headers = &mut parts.headers;
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.remove(header::CONTENT_LENGTH);
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if received.face == Face::Server {
        let original = HeaderName::from_static("x-plex-content-original-length");
        let compressed = HeaderName::from_static("x-plex-content-compressed-length");
        headers.insert(original, plain.len().into());
        headers.insert(compressed, packed.len().into());
    }
    Response::from_parts(parts, Body::from(packed))
}

/// Bytes in gzip's format.
pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // Memory takes everything.
    let _ = packer.write_all(plain);
    packer.finish().unwrap_or_default()
}

fn takes_gzip(received: &Received) -> bool {
    let accepted = received.header("accept-encoding").unwrap_or_default();
    received.method != "HEAD"
        && accepted.split(',').any(|coding| {
            let mut words = coding.split(';').map(str::trim);
            let is_gzip = words
                .next()
                .is_some_and(|name| matches!(name, "gzip" | "*"));
            let is_refused = words.any(|word| {
                word.strip_prefix("q=")
                    .and_then(|weight| weight.parse::<f32>().ok())
                    .is_some_and(|weight| weight <= 0.0)
            });
            is_gzip && !is_refused
        })
}

/// Whether an answer is a whole text: no file, no picture, no stream.
fn is_worth_it(response: &Response) -> bool {
    let headers = response.headers();
    let is_text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/") || kind.starts_with("application/"));
    let is_file = headers.contains_key(header::ACCEPT_RANGES);
    let is_whole = response
        .body()
        .size_hint()
        .exact()
        .is_some_and(|length| length > 0);
    is_text && is_whole && !is_file && !headers.contains_key(header::CONTENT_ENCODING)
}

#[cfg(test)]
mod tests {
    use axum::{body::Bytes, http::Request};

    use super::*;

    #[test]
    fn who_takes_gzip() {
        for (accepted, takes) in [
            ("gzip", true),
            ("deflate, gzip;q=0.5", true),
            ("br, *", true),
            ("identity", false),
            ("gzip;q=0", false),
            ("gzip; q=0.0, br", false),
            ("", false),
        ] {
            let request = Request::get("/").header("Accept-Encoding", accepted);
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let received = Received::new(Face::Server, &parts, Bytes::new());
            assert_eq!(takes_gzip(&received), takes, "{accepted}");
        }
    }
}
