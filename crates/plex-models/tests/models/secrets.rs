//! No secret shows in `Debug`, nor in an error: both end up in logs.

use plex_models::{
    Account, DecodeError, Extra, Format, GetTokenResponseBody, Resource, Token, decode, wire::Model,
};

/// What must not show.
const SECRET: &str = "s3cretMarker";

fn decoded<T: Model + std::fmt::Debug>(body: &str) -> T {
    let body = body.replace("SECRET", SECRET);
    let value: T = decode::object(Format::Json, body.as_bytes(), None)
        .unwrap()
        .value;
    let encoded = serde_json::to_string(&value).unwrap();
    assert_eq!(
        encoded.matches(SECRET).count(),
        body.matches(SECRET).count(),
        "{encoded}"
    );
    value
}

#[track_caller]
fn assert_hidden(value: &impl std::fmt::Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
fn tokens() {
    assert_hidden(&Token::new(SECRET));
    assert_hidden(&Some(Token::new(SECRET)));
    assert_eq!(
        format!("{:?}", Token::default()),
        format!("{:?}", Token::new(SECRET)),
        "not even whether there is one"
    );
}

#[test]
fn whatever_no_field_names() {
    let mut extra = Extra::default();
    extra.push("X-Plex-Token", SECRET.into());
    extra.push("deep", serde_json::json!({"list": [SECRET]}));
    assert_hidden(&extra);
    assert_eq!(format!("{extra:?}"), r#"{"X-Plex-Token", "deep"}"#);
}

#[test]
fn accounts() {
    let account: Account = decoded(
        r#"{
            "id": 1, "authToken": "SECRET", "authentication_token": "SECRET", "pin": "SECRET",
            "services": [{"identifier": "x", "token": "SECRET", "secret": "SECRET", "password": "SECRET"}],
            "subscriptions": [{"id": 1, "billing": {"paymentMethodId": 1, "apiToken": "SECRET"}}],
            "profile": {"token": "SECRET"}
        }"#,
    );
    assert_eq!(account.auth_token.as_ref().map(Token::expose), Some(SECRET));
    assert_hidden(&account);
    assert_hidden(&account.services[0]);
}

#[test]
fn resources() {
    let resource: Resource = decoded(
        r#"{"name": "Home", "accessToken": "SECRET", "token": "SECRET", "connections": [{"uri": "x", "token": "SECRET"}]}"#,
    );
    assert_eq!(
        resource.access_token.as_ref().map(Token::expose),
        Some(SECRET)
    );
    assert_hidden(&resource);
}

#[test]
fn pins() {
    let pin: GetTokenResponseBody = decoded(
        r#"{"id": 1, "authToken": "SECRET", "auth_token": "SECRET", "location": {"token": "SECRET"}}"#,
    );
    assert_hidden(&pin);
    // A token of another shape is no token, but it is no less secret.
    let pin: GetTokenResponseBody = decoded(r#"{"authToken": ["SECRET"]}"#);
    assert!(pin.auth_token.is_none());
    assert_hidden(&pin);
    let pin: GetTokenResponseBody = decoded(r#"{"authToken": "SECRET", "authToken": "SECRET"}"#);
    assert_hidden(&pin);
}

#[test]
fn whole_answers() {
    let body = format!(r#"{{"MediaContainer": {{}}, "token": "{SECRET}"}}"#);
    assert_hidden(
        &decode::object::<Account>(Format::Json, body.as_bytes(), Some("MediaContainer")).unwrap(),
    );
    let body = format!(r#"["{SECRET}"]"#);
    assert_hidden(&decode::list::<Resource>(Format::Json, body.as_bytes()).unwrap());
}

/// What is no XML may have secrets where names belong.
#[test]
fn errors_of_garbled_xml() {
    for body in [
        "<user><roles></roles x=\"><a token=\"SECRET\"/></user>",
        "<userauthToken=\"SECRET\"></user>",
        "<user></a/token=\"SECRET\">",
        "<user><authToken=\"SECRET\" id=\"1\"/></user>",
        "<user/></token=\"SECRET\">",
        "<user id=\"1\"b\"SECRET\"c=\"2\"/>",
        "<user stan accessToken=\"SECRET\" id=\"1\"/>",
        "<user stan\"SECRET=\"1\"/>",
    ] {
        let body = body.replace("SECRET", SECRET);
        let error = decode::object::<Account>(Format::Xml, body.as_bytes(), None).unwrap_err();
        assert_hidden(&error);
        assert!(!error.to_string().contains(SECRET), "{error}");
    }
}

/// A body that breaks off after a token, or goes wrong there.
#[test]
fn errors() {
    let json = format!(r#"{{"authToken": "{SECRET}", "services": [{{"token": "{SECRET}"}}]}}"#);
    let xml = format!(
        r#"<user authToken="{SECRET}"><token>{SECRET}</token><services><service secret="{SECRET}"/></services></user>"#
    );
    for (format, body) in [(Format::Json, json), (Format::Xml, xml)] {
        for length in 0..body.len() {
            for tail in ["", "\"", "<", "&", "}", "x", "\0"] {
                let body = format!("{}{tail}", &body[..length]);
                if let Err(error) = decode::object::<Account>(format, body.as_bytes(), None) {
                    assert_hidden(&error);
                    assert!(!error.to_string().contains(SECRET), "{error}");
                    let _: DecodeError = error;
                }
            }
        }
    }
}
