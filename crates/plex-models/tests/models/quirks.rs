//! One test for each way in which real servers are known to deviate, in JSON and in XML.

use plex_models::{
    Account, Format, GetTokenResponseBody, LibrarySections, Media, Metadata, MetadataContainer,
    Part, Resource, Scalar, Setting, Tag, decode, wire::Model,
};
use serde_json::json;

fn json<T: Model>(body: &str) -> T {
    decode::object(Format::Json, body.as_bytes(), None)
        .unwrap()
        .value
}

fn xml<T: Model>(body: &str) -> T {
    decode::object(Format::Xml, body.as_bytes(), None)
        .unwrap()
        .value
}

#[test]
fn ids_are_numbers_or_quoted() {
    for body in [r#"{"id": 279}"#, r#"{"id": "279"}"#] {
        assert_eq!(json::<Media>(body).id, Some(279.into()));
        assert_eq!(json::<Part>(body).id, Some(279.into()));
        assert_eq!(json::<Tag>(body).id, Some(279.into()));
    }
    assert_eq!(xml::<Media>(r#"<Media id="279"/>"#).id, Some(279.into()));
}

#[test]
fn flags_have_three_notations() {
    for value in ["true", "1", r#""1""#, r#""true""#] {
        let media: Media = json(&format!(
            r#"{{"optimizedForStreaming": {value}, "has64bitOffsets": {value}}}"#
        ));
        assert_eq!(
            (media.optimized_for_streaming, media.has_64bit_offsets),
            (Some(true), Some(true)),
            "{value}"
        );
        assert!(media.extra.is_empty());
    }
    let part: Part =
        xml(r#"<Part optimizedForStreaming="1" has64bitOffsets="0" hasThumbnail="1"/>"#);
    assert_eq!(
        (
            part.optimized_for_streaming,
            part.has_64bit_offsets,
            part.has_thumbnail
        ),
        (Some(true), Some(false), Some(true))
    );
}

#[test]
fn containers_quote_as_they_like() {
    for body in [
        r#"{"allowSync": true, "librarySectionID": 1, "mediaTagVersion": 1712}"#,
        r#"{"allowSync": "1", "librarySectionID": "1", "mediaTagVersion": "1712"}"#,
    ] {
        let items: MetadataContainer = json(body);
        assert_eq!(items.allow_sync, Some(true));
        assert_eq!(items.library_section_id, Some("1".into()));
        assert_eq!(items.media_tag_version, Some(1712));
    }
}

#[test]
fn ratings_are_numbers_in_any_notation() {
    for value in ["10", "10.0", r#""10""#, r#""10.0""#] {
        let item: Metadata = json(&format!(
            r#"{{"rating": {value}, "Rating": [{{"value": {value}}}]}}"#
        ));
        assert_eq!(
            (item.rating, item.ratings[0].value),
            (Some(10.0), Some(10.0)),
            "{value}"
        );
        let media: Media = json(&format!(r#"{{"aspectRatio": {value}}}"#));
        assert_eq!(media.aspect_ratio, Some(10.0), "{value}");
    }
}

/// `rating` and `Rating`, `guid` and `Guid`, `media` and `Media`: names that differ only in case.
#[test]
fn names_that_differ_in_case_are_two_fields() {
    let item: Metadata = json(
        r#"{"rating": 7.4, "Rating": [{"value": 8}], "guid": "plex://movie/1", "Guid": [{"id": "imdb://tt1"}]}"#,
    );
    assert_eq!((item.rating, item.ratings.len()), (Some(7.4), 1));
    assert_eq!(
        (item.guid.as_deref(), item.guids[0].id.as_deref()),
        (Some("plex://movie/1"), Some("imdb://tt1"))
    );

    let item: Metadata = xml(
        r#"<Video rating="7.4" guid="plex://movie/1"><Rating value="8"/><Guid id="imdb://tt1"/></Video>"#,
    );
    assert_eq!((item.rating, item.ratings.len()), (Some(7.4), 1));
    assert_eq!(
        (item.guid.as_deref(), item.guids[0].id.as_deref()),
        (Some("plex://movie/1"), Some("imdb://tt1"))
    );
}

#[test]
fn settings_have_the_type_that_they_name() {
    for (value, scalar) in [
        (json!(true), Scalar::Bool(true)),
        (json!(32400), Scalar::Whole(32400)),
        (json!(0.5), Scalar::Decimal(0.5)),
        (json!("always"), Scalar::Text("always".into())),
    ] {
        let setting: Setting = json(&json!({"value": value, "default": value}).to_string());
        assert_eq!(
            (setting.value, setting.default),
            (Some(scalar.clone()), Some(scalar))
        );
    }
    assert_eq!(
        xml::<Setting>(r#"<Setting value="1"/>"#).value,
        Some(Scalar::Text("1".into()))
    );
}

#[test]
fn moments_come_as_numbers_and_as_texts() {
    let moment: chrono::DateTime<chrono::Utc> = "2023-04-12T17:00:03Z".parse().unwrap();
    for value in ["1681318803", r#""1681318803""#, r#""2023-04-12T17:00:03Z""#] {
        assert_eq!(
            json::<Metadata>(&format!(r#"{{"addedAt": {value}}}"#)).added_at,
            Some(moment),
            "{value}"
        );
        assert_eq!(
            json::<Resource>(&format!(r#"{{"createdAt": {value}}}"#)).created_at,
            Some(moment),
            "{value}"
        );
        assert_eq!(
            json::<GetTokenResponseBody>(&format!(r#"{{"createdAt": {value}}}"#)).created_at,
            Some(moment)
        );
    }
    assert_eq!(
        xml::<Metadata>(r#"<Video addedAt="1681318803"/>"#).added_at,
        Some(moment)
    );
    assert_eq!(
        xml::<Resource>(r#"<resource createdAt="2023-04-12T17:00:03Z"/>"#).created_at,
        Some(moment)
    );
}

#[test]
fn new_registration_is_whatever_it_is() {
    for (value, scalar) in [
        ("null", None),
        ("false", Some(Scalar::Bool(false))),
        (r#""true""#, Some(Scalar::Text("true".into()))),
    ] {
        let pin: GetTokenResponseBody = json(&format!(r#"{{"newRegistration": {value}}}"#));
        assert_eq!(pin.new_registration, scalar, "{value}");
    }
    assert_eq!(
        xml::<GetTokenResponseBody>(r#"<pin newRegistration=""/>"#).new_registration,
        Some(Scalar::Text("".into()))
    );
}

#[test]
fn text_ids_may_be_digits() {
    for value in ["197429", r#""197429""#] {
        assert_eq!(
            json::<Metadata>(&format!(r#"{{"ratingKey": {value}}}"#)).rating_key,
            Some("197429".into())
        );
    }
    assert_eq!(
        json::<Metadata>(r#"{"ratingKey": "5d776be8"}"#).rating_key,
        Some("5d776be8".into())
    );
}

#[test]
fn quoted_digits_are_numbers_and_flags() {
    let item: Metadata = json(r#"{"minYear": "1998", "maxYear": "2019"}"#);
    let rare = item.rare.unwrap();
    assert_eq!((rare.min_year, rare.max_year), (Some(1998), Some(2019)));
    let part: Part = json(r#"{"deepAnalysisVersion": "6", "hasThumbnail": "1"}"#);
    assert_eq!(
        (part.deep_analysis_version, part.has_thumbnail),
        (Some(6), Some(true))
    );
}

#[test]
fn a_list_of_one_may_be_its_item() {
    let sections: LibrarySections =
        json(r#"{"Directory": {"key": "1", "type": "movie", "title": "Films"}}"#);
    assert_eq!(
        (
            sections.directories.len(),
            sections.directories[0].title.as_str()
        ),
        (1, "Films")
    );
    let sections: LibrarySections =
        xml(r#"<MediaContainer><Directory key="1" title="Films"/></MediaContainer>"#);
    assert_eq!(
        (
            sections.directories.len(),
            sections.directories[0].title.as_str()
        ),
        (1, "Films")
    );
    let account: Account = json(r#"{"entitlements": "all", "roles": ["plexpass"]}"#);
    assert_eq!(
        (account.entitlements, account.roles),
        (vec!["all".into()], vec!["plexpass".into()])
    );
}

#[test]
fn an_empty_list_may_be_absent() {
    for body in ["{}", r#"{"Media": []}"#, r#"{"Media": null}"#] {
        assert!(json::<Metadata>(body).media.is_empty());
        assert_eq!(
            serde_json::to_string(&json::<Metadata>(body)).unwrap(),
            "{}"
        );
    }
}

#[test]
fn what_no_field_names_is_kept() {
    let item: Metadata = json(r#"{"title": "Tidewater", "brandNew": {"a": [1, {"b": "c"}]}}"#);
    assert_eq!(
        item.extra.get("brandNew"),
        Some(&json!({"a": [1, {"b": "c"}]}))
    );
    let item: Metadata = xml(r#"<Video title="Tidewater" brandNew="1"><Unheard of="it"/></Video>"#);
    assert_eq!(item.extra.get("brandNew"), Some(&json!("1")));
    assert_eq!(item.extra.get("Unheard"), Some(&json!({"of": "it"})));
}
