//! What XML says, as JSON.

use plex_models::{
    Account, Format, LibrarySections, Metadata, MetadataContainer, Resource, decode,
};
use serde_json::{Value, json};

fn raw(body: &str) -> Value {
    decode::raw(Format::Xml, body.as_bytes()).unwrap()
}

#[test]
fn elements_as_json() {
    let rows = [
        // Attributes, children, text.
        (r#"<a x="1" y="two"/>"#, json!({"x": "1", "y": "two"})),
        ("<a></a>", json!(null)),
        ("<a/>", json!(null)),
        ("<a> \n </a>", json!(null)),
        ("<a>text</a>", json!("text")),
        ("<a> text </a>", json!(" text ")),
        (r#"<a x="1">text</a>"#, json!({"x": "1", "$text": "text"})),
        (r#"<a x="1"> </a>"#, json!({"x": "1"})),
        (r#"<a><b x="1"/></a>"#, json!({"b": {"x": "1"}})),
        (
            r#"<a><b x="1"/><b x="2"/></a>"#,
            json!({"b": [{"x": "1"}, {"x": "2"}]}),
        ),
        (
            r#"<a><b>1</b><b>2</b><b>3</b></a>"#,
            json!({"b": ["1", "2", "3"]}),
        ),
        (r#"<a b="0"><b>1</b></a>"#, json!({"b": ["0", "1"]})),
        (r#"<a x=""/>"#, json!({"x": ""})),
        (r#"<a x=" "/>"#, json!({"x": " "})),
        // Text and elements in one.
        (
            r#"<a>one<b x="1"/>two</a>"#,
            json!({"b": {"x": "1"}, "$text": "onetwo"}),
        ),
        (r#"<a> <b x="1"/> </a>"#, json!({"b": {"x": "1"}})),
        (r#"<a><!-- c --><b x="1"/></a>"#, json!({"b": {"x": "1"}})),
        (
            r#"<a>&amp;<b x="1"/></a>"#,
            json!({"b": {"x": "1"}, "$text": "&"}),
        ),
        (
            r#"<a><![CDATA[<x>]]><b x="1"/></a>"#,
            json!({"b": {"x": "1"}, "$text": "<x>"}),
        ),
        ("<a>one<!-- c -->two</a>", json!("onetwo")),
        // Entities.
        (
            r#"<a x="&lt;&amp;&quot;&apos;&gt;&#65;&#x1F4FA;"/>"#,
            json!({"x": "<&\"'>A📺"}),
        ),
        ("<a>Fish &amp; Chips</a>", json!("Fish & Chips")),
        ("<a>&lt; &gt;</a>", json!("< >")),
        ("<a>&#32;</a>", json!(" ")),
        ("<a>&unheard;</a>", json!("&unheard;")),
        (r#"<a x="&unheard;"/>"#, json!({"x": "&unheard;"})),
        ("<a><![CDATA[a < b & c]]></a>", json!("a < b & c")),
        ("<a><![CDATA[ ]]></a>", json!(" ")),
        ("<a><![CDATA[]]></a>", json!(null)),
        // Namespaces are no data, prefixes are part of the name.
        (
            r#"<a xmlns="urn:x" xmlns:p="urn:y" p:x="1"><p:b y="2"/></a>"#,
            json!({"p:x": "1", "p:b": {"y": "2"}}),
        ),
        // What stands around the root.
        (
            "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE a>\n<!-- c -->\n<?p i?><a>1</a>\n<!-- c -->\n",
            json!("1"),
        ),
        // Attributes may be in single quotes; twice is not XML, but nothing to fail for.
        ("<a x='1'/>", json!({"x": "1"})),
        (r#"<a x="1" x="2"/>"#, json!({"x": ["1", "2"]})),
    ];
    for (body, expected) in rows {
        assert_eq!(raw(body), expected, "{body}");
    }
}

/// Lists that have an element of their own, and what else may be in it.
#[test]
fn lists_in_an_element() {
    let rows = [
        (
            r#"<user><roles><role id="plexpass"/><role id="b"/></roles></user>"#,
            json!({"roles": ["plexpass", "b"]}),
        ),
        (
            r#"<user><roles><role id="plexpass"></role></roles></user>"#,
            json!({"roles": ["plexpass"]}),
        ),
        ("<user><roles/></user>", json!({})),
        ("<user><roles> </roles></user>", json!({})),
        // An item that is more than its id.
        (
            r#"<user><roles><role id="a" since="2019"/></roles></user>"#,
            json!({"roles": [{"id": "a", "since": "2019"}]}),
        ),
        (
            r#"<user><roles><role name="a"/></roles></user>"#,
            json!({"roles": [{"name": "a"}]}),
        ),
        (
            r#"<user><roles><role id="a">x</role></roles></user>"#,
            json!({"roles": [{"id": "a", "$text": "x"}]}),
        ),
        (
            r#"<user><roles><role>a</role></roles></user>"#,
            json!({"roles": ["a"]}),
        ),
        // What the list's own element says.
        (
            r#"<user><entitlements all="0"><entitlement id="ios"/></entitlements></user>"#,
            json!({"entitlements": ["ios"], "entitlements.all": "0"}),
        ),
        (
            r#"<user><entitlements all="1"/></user>"#,
            json!({"entitlements": {"all": "1"}}),
        ),
        (
            r#"<user><roles><role id="a"/>text<other x="1"/></roles></user>"#,
            json!({"roles": ["a"], "roles.other": {"x": "1"}, "roles.$text": "text"}),
        ),
        // An element of that name that is no list.
        (
            r#"<user><settings><theme x="1"/></settings></user>"#,
            json!({"settings": [{"theme": {"x": "1"}}]}),
        ),
        (
            "<user><settings>none</settings></user>",
            json!({"settings": "none"}),
        ),
        // Twice.
        (
            r#"<user><roles><role id="a"/></roles><roles><role id="b"/></roles></user>"#,
            json!({"roles": ["a", "b"]}),
        ),
    ];
    for (body, expected) in rows {
        let account: Account = decode::object(Format::Xml, body.as_bytes(), None)
            .unwrap()
            .value;
        let mut written = serde_json::to_value(&account).unwrap();
        let written = written.as_object_mut().unwrap();
        // Members that every account has, and that are written even when the answer lacks them.
        written.retain(|name, value| {
            !["id", "title", "uuid"].contains(&name.as_str()) || !(value == "" || value == 0)
        });
        assert_eq!(json!(written), expected, "{body}");
    }
}

#[test]
fn a_list_as_the_whole_answer() {
    let body = br#"<resources size="2"><resource name="Home"/><resource name="Attic"><connections><connection uri="http://a"/></connections></resource></resources>"#;
    let decoded = decode::list::<Resource>(Format::Xml, body).unwrap();
    let names: Vec<_> = decoded
        .value
        .iter()
        .map(|resource| resource.name.as_str())
        .collect();
    assert_eq!(names, ["Home", "Attic"]);
    assert_eq!(decoded.value[1].connections[0].uri, "http://a");
    assert_eq!(decoded.extra.get("resources.size"), Some(&json!("2")));

    assert_eq!(
        decode::list::<Resource>(Format::Xml, b"<resources/>")
            .unwrap()
            .value,
        []
    );
    let one = decode::list::<Resource>(Format::Xml, br#"<resource name="Home"/>"#)
        .unwrap()
        .value;
    assert_eq!(one[0].name, "Home");
}

/// Items are named by what they are, in any order, and stand in one list.
#[test]
fn items_have_many_names() {
    let body = br#"<MediaContainer size="6"><Video title="a"/><Directory title="b"/><Video title="c"/><Track title="d"/><Photo title="e"/><Metadata title="f"/><Playlist title="g"/></MediaContainer>"#;
    let items: MetadataContainer = decode::object(Format::Xml, body, Some("MediaContainer"))
        .unwrap()
        .value;
    let titles: Vec<_> = items
        .metadata
        .iter()
        .map(|item| item.title.as_deref().unwrap())
        .collect();
    assert_eq!(titles, ["a", "b", "c", "d", "e", "f", "g"]);

    // Where `Directory` is a member of its own, it stays one.
    let body = br#"<MediaContainer><Directory title="Films"/></MediaContainer>"#;
    let sections: LibrarySections = decode::object(Format::Xml, body, Some("MediaContainer"))
        .unwrap()
        .value;
    assert_eq!(sections.directories[0].title, "Films");

    // An attribute is no element, and JSON has just the one name.
    let items: MetadataContainer =
        decode::object(Format::Xml, br#"<MediaContainer Video="1"/>"#, None)
            .unwrap()
            .value;
    assert_eq!(items.extra.get("Video"), Some(&json!("1")));
    let body =
        br#"{"MediaContainer": {"Metadata": [{"title": "a"}], "Directory": [{"title": "b"}]}}"#;
    let items: MetadataContainer = decode::object(Format::Json, body, Some("MediaContainer"))
        .unwrap()
        .value;
    assert_eq!(items.metadata.len(), 1);
    assert_eq!(items.extra.get("Directory"), Some(&json!([{"title": "b"}])));
}

/// What is written as XML is read as the same.
#[test]
fn written_and_read_again() {
    let came = json!({
        "ratingKey": "55",
        "type": "movie",
        "title": "Fish & \"Chips\" <'n'> 📺\n\ttabs\r\n",
        "year": 2019,
        "rating": 7.4,
        "smart": true,
        "Media": [{"id": 1, "Part": [{"id": 2, "file": "/a & b"}]}, {"id": 3}],
        "UltraBlurColors": {"topLeft": "000000"},
        "unheardOf": "x",
        "Unheard": [{"of": "it", "$text": "a < b"}, "text & more"],
        "roles": ["not a list in an element of its own here"],
    });
    let item: Metadata = serde_json::from_value(came).unwrap();
    let written = serde_json::to_value(&item).unwrap();
    let text = plex_models::xml::write("Video", &written);
    let mut again: Metadata = decode::object(Format::Xml, text.as_bytes(), None)
        .unwrap()
        .value;
    assert_eq!(again, item, "{text}");
    again.extra.clear();
    assert_ne!(again, item);
}

#[test]
fn a_directory_with_a_rating_key_is_an_item_beside_directories() {
    let hub = r#"<Hub title="Both"><Directory key="/genre/5" title="Drama"/><Directory ratingKey="7" title="Harbour Lights" type="show"/><Video ratingKey="8" title="Tidewater" type="movie"/></Hub>"#;
    let hub = plex_models::decode::object::<plex_models::Hub>(
        plex_models::Format::Xml,
        hub.as_bytes(),
        None,
    )
    .unwrap()
    .value;
    let titles: Vec<_> = hub
        .metadata
        .iter()
        .map(|item| item.title.as_deref())
        .collect();
    assert_eq!(titles, [Some("Harbour Lights"), Some("Tidewater")]);
    assert_eq!(hub.directories.len(), 1);
    assert!(hub.extra.is_empty());
}
