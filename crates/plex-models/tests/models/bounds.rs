//! Bodies that are too deep, cut off, hostile or no bodies at all: each gives a value or an error, never a panic.

use plex_models::{DecodeError, Format, Metadata, MetadataContainer, Resource, answers, decode};
use proptest::prelude::*;

const OPERATIONS: &[&str] = &[
    "GET /library/sections/1/all",
    "GET /library/sections",
    "GET /identity",
    "GET https://plex.tv/api/v2/user",
    "GET https://plex.tv/api/v2/pins/1",
    "GET https://clients.plex.tv/api/v2/resources",
];

/// Decodes a body as each answer that there is.
fn decode_all(format: Format, body: &[u8]) {
    for operation in OPERATIONS {
        let _ = answers::find(operation)
            .expect("it is described")
            .check(format, body);
    }
    let _ = decode::raw(format, body);
}

/// Ways to lie in each other: what opens a level, and what closes it.
const JSON_LEVELS: &[(&str, &str)] = &[
    ("[", "]"),
    (r#"{"a":"#, "}"),
    (r#"{"Metadata":"#, "}"),
    (r#"{"Metadata":[{"Extras":"#, "}]}"),
    (r#"{"Media":{"Part":{"Stream":"#, "}}}"),
    (r#"{"connections":[["#, "]]}"),
];

const XML_LEVELS: &[(&str, &str)] = &[
    ("<a>", "</a>"),
    (r#"<a x="1">"#, "</a>"),
    (r#"<Video><Extras size="1">"#, "</Extras></Video>"),
    ("<connections><connection>", "</connection></connections>"),
];

fn nested((open, close): (&str, &str), times: usize, inside: &str) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn too_deep_is_an_error() {
    for levels in JSON_LEVELS {
        let items = nested(*levels, 10_000, "1");
        for body in [format!(r#"{{"MediaContainer":{items}}}"#), items] {
            decode_all(Format::Json, body.as_bytes());
            let error = decode::object::<MetadataContainer>(
                Format::Json,
                body.as_bytes(),
                Some("MediaContainer"),
            );
            assert!(
                error
                    .unwrap_err()
                    .to_string()
                    .contains("recursion limit exceeded"),
                "{levels:?}"
            );
        }
    }
    for levels in XML_LEVELS {
        let body = format!(
            "<MediaContainer>{}</MediaContainer>",
            nested(*levels, 10_000, "1")
        );
        decode_all(Format::Xml, body.as_bytes());
        let error = decode::object::<MetadataContainer>(
            Format::Xml,
            body.as_bytes(),
            Some("MediaContainer"),
        );
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("more than 127 deep"),
            "{levels:?}"
        );
    }
}

/// As deep as it may be, on a thread with the small stack that tests and async runtimes give.
#[test]
fn deep_enough_is_no_error() {
    for levels in JSON_LEVELS {
        let depth = levels.0.matches(['[', '{']).count();
        let body = nested(*levels, 120 / depth, "1");
        let item: Metadata = decode::object(Format::Json, body.as_bytes(), None)
            .unwrap()
            .value;
        let again: Metadata = serde_json::from_value(serde_json::to_value(&item).unwrap()).unwrap();
        assert_eq!(again.clone(), item);
        decode_all(Format::Json, body.as_bytes());
    }
    for levels in XML_LEVELS {
        let depth = levels.0.matches('<').count();
        let body = nested(*levels, 120 / depth, "1");
        decode::object::<Metadata>(Format::Xml, body.as_bytes(), None).unwrap();
        decode_all(Format::Xml, body.as_bytes());
    }
}

/// Entities that a document defines are not expanded, and no file is read for them.
#[test]
fn entities_do_not_expand() {
    let body = br#"<?xml version="1.0"?>
<!DOCTYPE MediaContainer [
  <!ENTITY a "aaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
  <!ENTITY file SYSTEM "file:///etc/passwd">
]>
<MediaContainer title1="&c;" title2="&file;"><summary>&c; and &file;</summary></MediaContainer>"#;
    let items = decode::object::<MetadataContainer>(Format::Xml, body, Some("MediaContainer"))
        .unwrap()
        .value;
    assert_eq!(items.title1.as_deref(), Some("&c;"));
    assert_eq!(items.title2.as_deref(), Some("&file;"));
    assert_eq!(items.summary.as_deref(), Some("&c; and &file;"));
}

/// What a connection that breaks leaves of a body.
#[test]
fn cut_off_anywhere() {
    let json = format!("\u{feff}{} ", plex_mock::listing(1, 7));
    let end = json.trim_end().len();
    for length in 0..json.len() {
        let decoded = decode::object::<MetadataContainer>(
            Format::Json,
            &json.as_bytes()[..length],
            Some("MediaContainer"),
        );
        assert_eq!(
            decoded.is_ok(),
            length >= end,
            "{length} bytes: {decoded:?}"
        );
    }
    let xml = format!("{}\n", plex_mock::listing_xml(1, 7));
    let end = xml.trim_end().len();
    for length in 0..xml.len() {
        let decoded = decode::object::<MetadataContainer>(
            Format::Xml,
            &xml.as_bytes()[..length],
            Some("MediaContainer"),
        );
        assert_eq!(
            decoded.is_ok(),
            length >= end,
            "{length} bytes: {decoded:?}"
        );
        decode_all(Format::Xml, &xml.as_bytes()[..length]);
    }
}

/// Long lists of what does not fit take no more time than their length asks for.
#[test]
fn many_misfits_are_read_in_time() {
    let json = format!(
        r#"{{{}"title":"b"}}"#,
        r#""title":"a","Guid":5,"Guid":{"id":"x"},"x":1,"#.repeat(50_000)
    );
    let item: Metadata = decode::object(Format::Json, json.as_bytes(), None)
        .unwrap()
        .value;
    assert_eq!(
        item.extra
            .get("title")
            .and_then(|titles| titles.as_array())
            .map(Vec::len),
        Some(50_001)
    );
    let xml = format!(
        "<Video>{}</Video>",
        r#"<title>a</title><Guid>5</Guid><Guid id="x"/><x/>"#.repeat(50_000)
    );
    let item: Metadata = decode::object(Format::Xml, xml.as_bytes(), None)
        .unwrap()
        .value;
    assert_eq!(
        item.extra
            .get("Guid")
            .and_then(|guids| guids.as_array())
            .map(Vec::len),
        Some(100_000)
    );
}

/// A text of millions of digits is no number, and is looked at once.
#[test]
fn a_long_text_of_digits_is_read_in_time() {
    let digits = "7".repeat(8_000_000);
    let json = format!(r#"{{"title":"{digits}","year":{digits}}}"#);
    let item: Metadata = decode::object(Format::Json, json.as_bytes(), None)
        .unwrap()
        .value;
    assert_eq!(item.title.as_deref(), Some(digits.as_str()));
    assert_eq!(
        item.extra.get("year").and_then(|year| year.as_str()),
        Some(&*digits)
    );
}

#[test]
fn what_follows_the_answer_is_an_error() {
    for body in [
        "<a/><b/>",
        "<a/>text",
        "<a/></a>",
        "<a/>&amp;",
        "<a/><![CDATA[x]]>",
    ] {
        let error = decode::object::<Resource>(Format::Xml, body.as_bytes(), None).unwrap_err();
        assert!(matches!(error, DecodeError::Xml { .. }), "{body}: {error}");
    }
    for body in ["{}{}", "{} x", "{}]"] {
        let error = decode::object::<Resource>(Format::Json, body.as_bytes(), None).unwrap_err();
        assert!(matches!(error, DecodeError::Json { .. }), "{body}: {error}");
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn any_bytes(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        decode_all(Format::Json, &body);
        decode_all(Format::Xml, &body);
    }

    #[test]
    fn any_text_of_markup(body in r#"([<>/!?&;="' \n\[\]{}:,0-9a-z\\-]|<a|</a>|CDATA|<!--|-->|<\?|&#){0,60}"#) {
        decode_all(Format::Json, body.as_bytes());
        decode_all(Format::Xml, body.as_bytes());
    }

    #[test]
    fn a_body_with_bytes_changed(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        for (format, body) in [(Format::Json, plex_mock::listing(1, 7)), (Format::Xml, plex_mock::listing_xml(1, 7))] {
            let mut body = body.into_bytes();
            for (index, byte) in &changes {
                *index.get_mut(&mut body) = *byte;
            }
            decode_all(format, &body);
        }
    }
}
