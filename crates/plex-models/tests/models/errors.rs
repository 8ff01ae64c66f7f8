//! What a person reads when a body is no answer.

use plex_models::{Format, ServerIdentity, decode};

/// Every message, beside the body that leads to it.
#[test]
fn messages() {
    let bodies: &[(Format, &[u8])] = &[
        (Format::Json, b""),
        (Format::Json, b" \r\n"),
        (Format::Xml, b""),
        (
            Format::Json,
            b"<!DOCTYPE html><html><title>Login</title></html>",
        ),
        (Format::Json, b"\n <HTML><head>"),
        (Format::Xml, b"<!doctype html><html><body><p>Bad gateway"),
        (
            Format::Json,
            b"<?xml version=\"1.0\"?><MediaContainer size=\"0\"/>",
        ),
        (Format::Json, b"{\"MediaContainer\":\n  {\"size\": 1,}}"),
        (Format::Json, b"{\"MediaContainer\": {\"size\": 1"),
        (Format::Json, b"{\"MediaContainer\": {}} and more"),
        (Format::Json, b"{\"a\": \"\xff\"}"),
        (Format::Json, b"{\"a\": \"\xe4"),
        (Format::Json, b"Unauthorized"),
        (Format::Xml, b"{\"MediaContainer\": {}}"),
        (Format::Xml, b"<MediaContainer size=\"1\"><Video"),
        (Format::Xml, b"<MediaContainer size=\"1\"><Video/>"),
        (Format::Xml, b"<MediaContainer size=\"1></MediaContainer>"),
        (Format::Xml, b"<MediaContainer></Video>"),
        (Format::Xml, b"<MediaContainer size=1/>"),
        (Format::Xml, b"<MediaContainersize=\"1\"/>"),
        (Format::Xml, b"<MediaContainer si\0ze=\"1\"/>"),
        (Format::Xml, b"<Media\0Container/>"),
        (Format::Xml, b"<MediaContainer size/>"),
        (
            Format::Xml,
            b"<MediaContainer>Fish & Chips</MediaContainer>",
        ),
        (Format::Xml, b"<MediaContainer/><MediaContainer/>"),
        (Format::Xml, b"<!-- nothing -->"),
        (Format::Xml, b"<MediaContainer title=\"\xc3\x28\"/>"),
    ];
    let mut text = String::new();
    for (format, body) in bodies {
        let error =
            decode::object::<ServerIdentity>(*format, body, Some("MediaContainer")).unwrap_err();
        text.push_str(&format!(
            "{format:?} {}\n    {error}\n",
            body.escape_ascii()
        ));
    }
    insta::assert_snapshot!(text);
}

/// Deep bodies have long texts, so they are not in the snapshot.
#[test]
fn messages_of_deep_bodies() {
    let json = "[".repeat(200);
    let error = decode::raw(Format::Json, json.as_bytes()).unwrap_err();
    insta::assert_snapshot!(error, @"the answer is no JSON: recursion limit exceeded at line 1, column 128");
    let xml = "<a>".repeat(200);
    let error = decode::raw(Format::Xml, xml.as_bytes()).unwrap_err();
    insta::assert_snapshot!(error, @"the answer is no XML: elements lie in each other more than 127 deep at byte 384");
}
