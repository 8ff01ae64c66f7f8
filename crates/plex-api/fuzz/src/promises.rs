//! What holds whatever the bytes are, target by target: the fuzzer looks for bytes for which it does not, and the tests of
//! `plex-api` hold the corpora to it.

use std::{
    convert::Infallible,
    fmt::Debug,
    net::{Ipv6Addr, SocketAddr},
    pin::pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, stream, task::noop_waker_ref};
use plex_api::{
    Event, EventStreamReader, Found, Query, Refusal, Webhook, WebhookError,
    query::{Condition, QueryUri, Value},
    read_timelines,
    transcode::ClientProfile,
};
use plex_models::{
    Account, AccountDevices, AccountErrors, DecodeError, Decoded, Format, GetTokenResponseBody,
    HubContainer, LibrarySections, MetadataContainer, PlayQueue, Resource, WebhookPayload, answers,
    decode, wire::Model,
};
use serde::{Serialize, de::DeserializeOwned};

/// What a target checks.
pub type Promise = fn(&[u8]);

/// The targets by the names of their corpora.
pub const TARGETS: [(&str, Promise); 9] = [
    ("json_models", json_models),
    ("xml_models", xml_models),
    ("media_query", media_query),
    ("profile_grammar", profile_grammar),
    ("notification_frame", notification_frame),
    ("webhook_body", webhook_body),
    ("gdm_datagram", gdm_datagram),
    ("connection_list", connection_list),
    ("pins_and_errors", pins_and_errors),
];

/// Bodies of a media server in JSON.
pub fn json_models(body: &[u8]) {
    library(Format::Json, body);
}

/// Bodies of a media server in XML, and what players tell.
pub fn xml_models(body: &[u8]) {
    library(Format::Xml, body);
    if let Ok(told) = read_timelines(body) {
        is_read_as_it_was_written(&told);
    }
}

/// Media queries, as smart playlists and collections hold them.
pub fn media_query(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    match Query::parse(text) {
        Ok(query) => {
            let written = query.to_string();
            let again = Query::parse(&written).expect("what we wrote can be read");
            assert_eq!(again, query, "{text:?} was written as {written:?}");
            assert_eq!(again.to_string(), written);
            let is_token = |name: &str| name.eq_ignore_ascii_case("X-Plex-Token");
            assert!(!query.pairs().iter().any(|(name, _)| is_token(name)));
            let values = query
                .comparisons()
                .flat_map(|comparison| &comparison.values);
            values.for_each(is_what_it_says);
            let depth = query.filters.iter().map(depth).max();
            assert!(depth.unwrap_or_default() <= 65, "{depth:?} deep");
        }
        Err(error) => assert!(text.is_char_boundary(error.position()), "{error}"),
    }
    if let Ok(address) = QueryUri::parse(text) {
        let written = address.to_string();
        let again = QueryUri::parse(&written).expect("what we wrote can be read");
        assert_eq!(again, address, "{text:?} was written as {written:?}");
        let _ = address.section();
    }
}

/// A value that can be taken for a moment from now on is written as one that means the same.
fn is_what_it_says(value: &Value) {
    let _ = value.as_date();
    if let Some(moment) = value.as_relative() {
        let again = Value::from(moment.to_string()).as_relative();
        assert_eq!(again, Some(moment), "{value:?}");
        assert_eq!(value.as_date(), None);
    }
}

/// How deep groups lie in each other.
fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => {
            1 + inner.iter().map(depth).max().unwrap_or_default()
        }
        _ => 0,
    }
}

/// The directives of client profiles.
pub fn profile_grammar(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    match text.parse::<ClientProfile>() {
        Ok(profile) => {
            let written = profile.to_string();
            // It goes into a header.
            assert!(written.bytes().all(|byte| matches!(byte, b' '..=b'~')));
            let again: ClientProfile = written.parse().expect("what we wrote can be read");
            assert_eq!(again, profile, "{text:?} was written as {written:?}");
            assert_eq!(again.to_string(), written);
        }
        Err(error) => assert!(text.is_char_boundary(error.position()), "{error}"),
    }
}

/// Frames of the WebSocket, and the event stream cut into pieces anywhere.
pub fn notification_frame(bytes: &[u8]) {
    if let Ok(events) = Event::read(bytes) {
        let came = decode::raw(Format::Json, bytes).expect("the frame was JSON a moment ago");
        // The type and the size of the container become no event. Nor do the types of entries in the form of old servers.
        if !contains(bytes, "_elementType") {
            let told: usize = events.iter().map(|event| leaves(&members(event))).sum();
            assert!(told + 2 >= leaves(&came), "{came} became {events:?}");
        }
    }
    let whole = messages(&[bytes]);
    for size in [1, 2, 7] {
        let pieces: Vec<_> = bytes.chunks(size).collect();
        assert_eq!(messages(&pieces), whole, "cut into pieces of {size}");
    }
}

/// The members of what an event is about.
fn members(event: &Event) -> serde_json::Value {
    let members = match event {
        Event::Playing(entry) => serde_json::to_value(entry),
        Event::Timeline(entry) => serde_json::to_value(entry),
        Event::Activity(entry) => serde_json::to_value(entry),
        Event::TranscodeStarted(entry)
        | Event::TranscodeUpdated(entry)
        | Event::TranscodeEnded(entry) => serde_json::to_value(entry),
        Event::Status(entry) => serde_json::to_value(entry),
        Event::Progress(entry) => serde_json::to_value(entry),
        Event::Reachability(entry) => serde_json::to_value(entry),
        Event::Preference(entry) => serde_json::to_value(entry),
        Event::BackgroundQueue(entry) => serde_json::to_value(entry),
        Event::Update(entry) => serde_json::to_value(entry),
        Event::Other { value, .. } => Ok(value.clone()),
        other => panic!("{other:?} comes from no frame"),
    };
    members.expect("an event can be written")
}

/// How many scalars there are.
fn leaves(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Null => 0,
        serde_json::Value::Array(items) => items.iter().map(leaves).sum(),
        serde_json::Value::Object(members) => members.values().map(leaves).sum(),
        _ => 1,
    }
}

fn messages(pieces: &[&[u8]]) -> Vec<(Option<String>, Bytes)> {
    let mut reader = EventStreamReader::default();
    let mut messages = Vec::new();
    for piece in pieces {
        assert!(reader.push(piece), "no input is that long");
        while let Some((name, data)) = reader.next() {
            let _ = Event::read_named(name.as_deref(), &data);
            messages.push((name, data));
        }
    }
    messages
}

/// Bodies that a media server posts to webhooks.
pub fn webhook_body(body: &[u8]) {
    const FORM: &str = "multipart/form-data; boundary=b";
    let whole = Webhook::parse(FORM, body);
    for size in [1, 7] {
        let pieces = body.chunks(size).map(Bytes::copy_from_slice).collect();
        let in_pieces = to_its_end(Webhook::read(FORM, slowly(pieces)));
        assert_eq!(
            in_pieces.is_ok(),
            whole.is_ok(),
            "cut into pieces of {size}"
        );
        assert_eq!(
            in_pieces.ok(),
            whole.clone().ok(),
            "cut into pieces of {size}"
        );
    }
    // What the type says may be as wrong as the body.
    let (head, tail) = body.split_at(body.len() / 4);
    let _ = Webhook::parse(&String::from_utf8_lossy(head), tail);

    // In a form that is whole, whatever there is arrives as it is.
    const BOUNDARY: &str = "7d1f0c5e";
    if contains(body, BOUNDARY) {
        return;
    }
    let part = |name: &str| {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        [head.as_bytes(), body, b"\r\n"].concat()
    };
    let end = format!("--{BOUNDARY}--\r\n").into_bytes();
    let form = [part("thumb"), part("payload"), end].concat();
    let webhook = Webhook::parse(&format!("multipart/form-data; boundary={BOUNDARY}"), &form);
    match decode::object::<WebhookPayload>(Format::Json, body, None) {
        Ok(decoded) => {
            let webhook = webhook.expect("the form is whole, and its payload JSON");
            assert_eq!(webhook.thumb.expect("there is one").bytes, body);
            assert!(webhook.payload.extra().len() >= decoded.extra.len());
            is_read_as_it_was_written(&webhook.payload);
        }
        Err(error) => assert_eq!(webhook, Err(WebhookError::Payload(error))),
    }
}

/// A body of which each piece has to be waited for.
fn slowly(pieces: Vec<Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    let mut pieces = pieces.into_iter();
    let mut ready = false;
    stream::poll_fn(move |_| {
        ready = !ready;
        match ready {
            true => Poll::Ready(pieces.next().map(Ok)),
            false => Poll::Pending,
        }
    })
}

fn to_its_end<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future
            .as_mut()
            .poll(&mut Context::from_waker(noop_waker_ref()))
        {
            return done;
        }
    }
}

/// Answers to local discovery: anybody on the network can send them.
pub fn gdm_datagram(datagram: &[u8]) {
    let froms: [SocketAddr; 2] = [
        ([192, 168, 1, 20], 32414).into(),
        (Ipv6Addr::LOCALHOST, 32414).into(),
    ];
    for from in froms {
        let Some(found) = Found::read(datagram, from) else {
            return;
        };
        // Whatever the answer says, it leads to the host it came from.
        let url = url::Url::parse(&found.url()).expect("an address is an address");
        assert_eq!(url.port_or_known_default(), Some(found.port()));
        let host = url.host_str().unwrap_or_default();
        assert_eq!(host.trim_matches(['[', ']']), from.ip().to_string());

        let lines = ["Name", "Resource-Identifier", "Version"];
        let header = |name| {
            let value = found.header(name)?;
            assert!(!value.contains('\n'), "{value:?}");
            Some(format!("{name}: {value}\r\n"))
        };
        let again: String = lines.into_iter().filter_map(header).collect();
        let again = format!("HTTP/1.0 200 OK\r\n{again}Port: {}\r\n", found.port());
        let again = Found::read(again.as_bytes(), from).expect("an answer");
        assert_eq!(again.url(), found.url());
        for name in lines {
            assert_eq!(again.header(name), found.header(name));
        }
    }
}

/// The devices of an account with their connections, in JSON and in both forms of XML.
pub fn connection_list(body: &[u8]) {
    for format in [Format::Json, Format::Xml] {
        answer(
            "GET https://plex.tv/api/v2/resources",
            format,
            body,
            |body| decode::list::<Resource>(format, body),
        );
        object::<AccountDevices>("GET https://plex.tv/api/resources", format, body);
    }
}

/// The answers to a sign-in: PINs, accounts, and the reasons for a refusal.
pub fn pins_and_errors(body: &[u8]) {
    for format in [Format::Json, Format::Xml] {
        object::<GetTokenResponseBody>("GET https://plex.tv/api/v2/pins/{pinId}", format, body);
        object::<Account>("POST https://plex.tv/api/v2/users/signin", format, body);
        if let Ok(decoded) = decode::object::<AccountErrors>(format, body, None) {
            is_read_as_it_was_written(&decoded.value);
            let errors = decoded.value;
            let said: Vec<_> = errors
                .errors
                .iter()
                .filter_map(|error| error.message.clone())
                .collect();
            let shown = Refusal { errors }.to_string();
            assert!(
                said.iter().all(|message| shown.contains(message.as_str())),
                "{shown}"
            );
        }
    }
}

fn library(format: Format, body: &[u8]) {
    object::<MetadataContainer>("GET /library/sections/{sectionId}/all", format, body);
    object::<LibrarySections>("GET /library/sections", format, body);
    object::<HubContainer>("GET /hubs", format, body);
    object::<PlayQueue>("GET /playQueues/{playQueueId}", format, body);
}

/// An answer that is one object; see [`answer`].
fn object<T: Model + PartialEq + Debug>(operation: &str, format: Format, body: &[u8]) {
    let envelope = answers::find(operation).and_then(|answer| answer.envelope);
    answer(operation, format, body, |body| {
        decode::object::<T>(format, body, envelope)
    });
}

/// A body is either refused as a whole or read without loss. What was read is read the same from what is written of it,
/// and shows no token.
fn answer<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    operation: &str,
    format: Format,
    body: &[u8],
    decode: impl Fn(&[u8]) -> Result<Decoded<T>, DecodeError>,
) {
    let described = answers::find(operation).expect("the document describes the operation");
    match (decode(body), described.check(format, body)) {
        (Ok(decoded), Ok(checked)) => {
            assert!(
                checked.lost.is_empty(),
                "{operation} lost {:?}",
                checked.lost
            );
            is_read_as_it_was_written(&decoded.value);
        }
        (Err(error), Err(other)) => assert_eq!(error, other),
        (decoded, checked) => panic!("{decoded:?}, but {checked:?}"),
    }
    if let Some(body) = with_secrets(format, body) {
        let whole = decode(&body).map(|decoded| format!("{decoded:?}"));
        let cut_off = decode(&body[..body.len() / 2]).map(|decoded| format!("{decoded:?}"));
        for shown in [whole, cut_off] {
            let shown = shown.unwrap_or_else(|error| format!("{error} {error:?}"));
            assert!(!shown.contains(SECRET), "{shown}");
        }
    }
}

fn is_read_as_it_was_written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let written = serde_json::to_value(value).expect("what was read can be written");
    let again: T = serde_json::from_value(written.clone()).expect("what we wrote can be read");
    assert_eq!(&again, value, "written as {written}");
    let again = serde_json::to_value(&again).expect("what was read can be written");
    assert_eq!(again, written);
}

/// What no token may show.
const SECRET: &str = "s3cretMarker";

/// The body with a secret wherever it has a token; none where it has no token.
fn with_secrets(format: Format, body: &[u8]) -> Option<Vec<u8>> {
    if !contains(body, "oken") || contains(body, SECRET) {
        return None;
    }
    match format {
        Format::Json => {
            let mut value = decode::raw(format, body).ok()?;
            hide(&mut value, false);
            Some(value.to_string().into_bytes())
        }
        Format::Xml => {
            const TOKEN: &str = "oken=\"";
            let text = std::str::from_utf8(body).ok()?;
            let mut parts = text.split(TOKEN);
            let mut marked = parts.next()?.to_owned();
            for part in parts {
                let (_, rest) = part.split_once('"')?;
                marked.extend([TOKEN, SECRET, "\"", rest]);
            }
            Some(marked.into_bytes())
        }
    }
}

fn hide(value: &mut serde_json::Value, is_token: bool) {
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| hide(item, is_token)),
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                hide(value, is_token || name.ends_with("oken"));
            }
        }
        scalar if is_token => *scalar = SECRET.into(),
        _ => {}
    }
}

fn contains(body: &[u8], word: &str) -> bool {
    body.windows(word.len())
        .any(|window| window == word.as_bytes())
}
