//! Decoding and encoding loses nothing, whatever a server sends.

mod json;
mod xml;

use plex_models::{Format, Metadata, MetadataContainer, answers, decode};
use proptest::prelude::*;

use crate::leaves::{self, missing};

const ITEMS: &str = "GET /library/sections/{sectionId}/all";
const ACCOUNT: &str = "GET https://plex.tv/api/v2/user";

/// The body as the checker of recorded answers sees it.
fn check(operation: &str, format: Format, body: &str) -> answers::Checked {
    let answer = answers::find(operation).expect("it is described");
    answer
        .check(format, body.as_bytes())
        .unwrap_or_else(|error| panic!("{error}: {body}"))
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn json_objects(item in json::object()) {
        let text = item.to_string();
        let decoded = decode::object::<Metadata>(Format::Json, text.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        let encoded = serde_json::to_value(&decoded.value).unwrap();
        prop_assert_eq!(missing(&item.leaves(), &leaves::of_json(&encoded)), Vec::<String>::new(), "{} became {}", text, encoded);

        // What was written reads as the same value, and is written the same.
        let again: Metadata = serde_json::from_str(&encoded.to_string()).unwrap();
        prop_assert_eq!(&again, &decoded.value, "{} became {}", text, encoded);
        prop_assert_eq!(serde_json::to_value(&again).unwrap(), encoded);
    }

    #[test]
    fn json_answers(items in proptest::collection::vec(json::value(), 0..4)) {
        let items: Vec<_> = items.iter().map(ToString::to_string).collect();
        let body = format!(r#"{{"MediaContainer":{{"size":"{}","Metadata":[{}]}}}}"#, items.len(), items.join(","));
        let checked = check(ITEMS, Format::Json, &body);
        prop_assert_eq!(checked.lost, Vec::<String>::new(), "{}", body);
    }

    #[test]
    fn json_that_is_no_answer(body in json::value()) {
        let body = body.to_string();
        for operation in [ITEMS, ACCOUNT, "GET https://clients.plex.tv/api/v2/resources", "GET /identity"] {
            prop_assert_eq!(check(operation, Format::Json, &body).lost, Vec::<String>::new(), "{}", body);
        }
    }

    #[test]
    fn xml_elements(root in xml::element("MediaContainer", xml::Names::Library)) {
        let text = root.to_string();
        let decoded = decode::object::<MetadataContainer>(Format::Xml, text.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        prop_assert!(decoded.extra.is_empty() || decoded.extra.contains("$answer"), "{}", text);
        let mut encoded = serde_json::to_value(&decoded.value).unwrap();
        if let Some(answer) = decoded.extra.get("$answer") {
            encoded = answer.clone();
        }
        let found = xml::under_one_name(&leaves::of_json(&encoded));
        prop_assert_eq!(missing(&root.leaves(), &found), Vec::<String>::new(), "{} became {}", text, encoded);

        let again: MetadataContainer = serde_json::from_str(&serde_json::to_string(&decoded.value).unwrap()).unwrap();
        prop_assert_eq!(&again, &decoded.value, "{} became {}", text, encoded);
        prop_assert_eq!(check(ITEMS, Format::Xml, &text).lost, Vec::<String>::new(), "{} became {}", text, encoded);
    }

    /// Lists in elements of their own: here the names alone don't tell where a leaf ends up, so values are counted.
    #[test]
    fn xml_with_wrapped_lists(root in xml::element("user", xml::Names::Account)) {
        let text = root.to_string();
        let decoded = decode::object::<plex_models::Account>(Format::Xml, text.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        let mut encoded = serde_json::to_value(&decoded.value).unwrap();
        if let Some(answer) = decoded.extra.get("$answer") {
            encoded = answer.clone();
        }
        let found = xml::values(&leaves::of_json(&encoded));
        prop_assert_eq!(missing(&xml::values(&root.leaves()), &found), Vec::<String>::new(), "{} became {}", text, encoded);

        let again: plex_models::Account = serde_json::from_str(&serde_json::to_string(&decoded.value).unwrap()).unwrap();
        prop_assert_eq!(&again, &decoded.value, "{} became {}", text, encoded);
        prop_assert_eq!(check(ACCOUNT, Format::Xml, &text).lost, Vec::<String>::new(), "{} became {}", text, encoded);
    }
}
