//! The document and the mock say the same: answers to realistic requests, held against the schemas of `openapi/`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{LazyLock, Mutex},
};

use jsonschema::{Registry, Validator};
use plex_mock::PlexMock;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::Client;

/// What the generator wrote of the document.
pub(super) static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::read);

pub(super) struct Document {
    operations: Vec<Operation>,
    registry: Registry<'static>,
    validators: Mutex<BTreeMap<String, &'static Validator>>,
}

struct Operation {
    id: String,
    method: String,
    on_server: bool,
    path: String,
    /// By status, whether a body in JSON is described.
    answers: BTreeMap<u16, bool>,
}

const SCHEMAS: &str = "https://example.org/schemas";

impl Document {
    fn read() -> Self {
        let text = include_str!("../generated/schemas.json");
        let schemas: &'static Value = Box::leak(Box::new(serde_json::from_str(text).unwrap()));
        let operations = schemas["operations"].as_array().unwrap().iter();
        let text = |operation: &Value, name: &str| operation[name].as_str().unwrap().to_owned();
        let operations = operations.map(|operation| Operation {
            id: text(operation, "id"),
            method: text(operation, "method"),
            on_server: operation["host"] == "server",
            // What comes behind `#` only tells apart what the document says twice of one path.
            path: text(operation, "path")
                .split('#')
                .next()
                .unwrap()
                .to_owned(),
            answers: operation["answers"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(status, schema)| (status.parse().unwrap(), !schema.is_null()))
                .collect(),
        });
        Self {
            operations: operations.collect(),
            registry: Registry::new()
                .add(SCHEMAS, schemas)
                .unwrap()
                .prepare()
                .unwrap(),
            validators: Mutex::default(),
        }
    }

    /// The operation that a request is, the one with the most literal path first.
    fn operation(&self, on_server: bool, method: &str, path: &str) -> Option<usize> {
        let path = match path.trim_end_matches('/') {
            "" => "/",
            path => path,
        };
        let fitting = self.operations.iter().enumerate().filter(|(_, operation)| {
            operation.on_server == on_server
                && operation.method == method
                && fits(&operation.path, path)
        });
        fitting
            .min_by_key(|(_, operation)| operation.path.matches('{').count())
            .map(|(number, _)| number)
    }

    fn validator(&'static self, number: usize, status: u16) -> &'static Validator {
        let schema = format!("{SCHEMAS}#/operations/{number}/answers/{status}");
        let mut validators = self.validators.lock().unwrap();
        validators.entry(schema.clone()).or_insert_with(|| {
            let validator = jsonschema::options()
                .with_registry(&self.registry)
                .build(&json!({"$ref": schema}))
                .unwrap();
            Box::leak(Box::new(validator))
        })
    }

    /// A refusal is a list of reasons from plex.tv, or a page where the document describes one.
    async fn check_refusal(&'static self, response: Response) {
        let (status, url) = (response.status().as_u16(), response.url().clone());
        let kind = response.headers().get("content-type").cloned();
        let kind = kind.and_then(|kind| Some(kind.to_str().ok()?.to_owned()));
        let body = response.text().await.unwrap();
        if !kind.unwrap_or_default().starts_with("application/json") {
            let is_page = body.is_empty() || body.starts_with("<html") || body.starts_with('<');
            assert!(is_page, "{url}: {body}");
            return;
        }
        let body: Value = serde_json::from_str(&body).unwrap();
        let name = match url.path() {
            "/api" => "GraphqlErrors",
            _ => "AccountErrors",
        };
        let validator = jsonschema::options()
            .with_registry(&self.registry)
            .build(&json!({"$ref": format!("{SCHEMAS}#/$defs/{name}"), "unevaluatedProperties": false}))
            .unwrap();
        let complaints: Vec<_> = validator
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect();
        assert!(complaints.is_empty(), "{url}: {complaints:?}");
        if name == "AccountErrors" {
            assert_eq!(body["errors"][0]["status"], status, "{url}: {body}");
        }
    }

    /// What the document says against an answer of success.
    pub(super) fn check(&'static self, answer: &Answer) -> Vec<String> {
        let Some(number) = self.operation(answer.on_server, &answer.method, &answer.path) else {
            return vec![format!(
                "{} {}: no such operation",
                answer.method, answer.path
            )];
        };
        let operation = &self.operations[number];
        let complaint = |text: String| format!("{} {}: {text}", operation.id, answer.path);
        match (operation.answers.get(&answer.status), &answer.body) {
            (None, _) => vec![complaint(format!("{} is not described", answer.status))],
            (Some(true), Some(body)) => {
                let errors = self.validator(number, answer.status).iter_errors(body);
                let told = errors.map(|error| {
                    let what: String = error.to_string().chars().take(300).collect();
                    // Which item of a list it is tells nothing.
                    let place: Vec<_> = error
                        .instance_path()
                        .to_string()
                        .split('/')
                        .map(|part| {
                            if part.parse::<u32>().is_ok() {
                                "*"
                            } else {
                                part
                            }
                            .to_owned()
                        })
                        .collect();
                    complaint(format!("{}: {what}", place.join("/")))
                });
                told.collect::<BTreeSet<_>>().into_iter().collect()
            }
            (Some(true), None) => vec![complaint("a body in JSON is missing".to_owned())],
            (Some(false), Some(_)) => vec![complaint("no body in JSON is described".to_owned())],
            (Some(false), None) => Vec::new(),
        }
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(path)
            .all(|(pattern, part)| match pattern.split_once('{') {
                None => *pattern == part,
                Some((before, rest)) => {
                    let after = rest.rsplit_once('}').map_or("", |(_, after)| after);
                    part.len() > before.len() + after.len()
                        && part.starts_with(before)
                        && part.ends_with(after)
                }
            })
}

/// An answer of success, as far as the document says anything about it.
pub(super) struct Answer {
    on_server: bool,
    method: String,
    path: String,
    status: u16,
    body: Option<Value>,
}

impl Answer {
    /// Takes an answer that the mock server models; nothing, if it refused or made the answer up from the document.
    async fn of(mock: &PlexMock, method: &Method, response: Response) -> Result<Option<Self>, u16> {
        let status = response.status().as_u16();
        if response.headers().contains_key("x-plex-mock") {
            return Ok(None);
        }
        if !(200..300).contains(&status) {
            DOCUMENT.check_refusal(response).await;
            return Err(status);
        }
        let url = response.url().clone();
        let kind = response.headers().get("content-type");
        let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        let body = match is_json {
            true => {
                let mut body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
                without_nulls(&mut body);
                Some(body)
            }
            false => None,
        };
        Ok(Some(Self {
            on_server: url.as_str().starts_with(mock.server_url()),
            method: method.to_string(),
            path: url.path().to_owned(),
            status,
            body,
        }))
    }
}

/// A member that is null is as good as none.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// What stands for the placeholders of a path, in a library of every kind.
fn fillings(name: &str, path: &str) -> &'static [&'static str] {
    match name {
        "sectionId" => &["1", "2", "3", "4", "5"],
        "ids" | "id" if path.starts_with("/library/metadata") => KEYS,
        "collectionId" => &["8000000000"],
        "playlistId" => &["9000000000"],
        "personId" => &["10000"],
        "accountId" => &["1"],
        "filter" => &["genre", "year", "contentRating"],
        "pivot" | "letter" | "character" => &["T"],
        "mediaId" => &["4004"],
        "chapter" => &["1"],
        "id" if path.starts_with("/api/v2/home") => &["1"],
        _ => &[],
    }
}

/// A movie, a show, an artist, an album of photos, a video, and one of each that lies in them.
const KEYS: &[&str] = &[
    "1001",
    "1041",
    "1045",
    "1050",
    "1053",
    "10000",
    "10001",
    "11152",
    "11153",
    "11712",
    "20000016016",
];

/// What operations insist on.
fn query(id: &str) -> &'static str {
    match id {
        "searchHubs" | "search" | "searchFlat" | "searchHubsByVoice" | "searchDiscover"
        | "searchLibrary" | "searchSection" => "?query=the&limit=4",
        "getDefaultSectionPreferences" | "listLibraryItems" => "?type=1",
        "transcodePhoto" => "?url=/library/metadata/1001/thumb/1&width=20&height=30",
        "getMetadata" | "getMetadataItem" | "listMetadata" => {
            "?includeChapters=1&includeMarkers=1&includeExtras=1&includePreferences=1&includeChildren=1&includeOnDeck=1"
        }
        "getPreference" => "?id=FriendlyName",
        "listSectionItems" => "?includeMeta=1&X-Plex-Container-Start=0&X-Plex-Container-Size=30",
        "getSectionDetails" => "?includeDetails=1",
        _ => "",
    }
}

async fn wide() -> (PlexMock, Client) {
    let builder = PlexMock::builder()
        .movies(40)
        .shows(4)
        .artists(5)
        .photos(45)
        .videos(3);
    let mock = builder.start().await.unwrap();
    let client = Client::new("device-1").token(mock.token());
    (mock, client)
}

/// Every path of an operation with realistic fillings; none, where one of its placeholders has no filling.
fn paths(pattern: &str, path: &str) -> Vec<String> {
    let Some((before, (name, after))) = path
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return vec![path.to_owned()];
    };
    let filled = fillings(name, pattern).iter();
    filled
        .flat_map(|filling| paths(pattern, &format!("{before}{filling}{after}")))
        .collect()
}

/// Sends one request to one of the mock servers, and says what the document has against the answer.
async fn ask(
    mock: &PlexMock,
    client: &Client,
    method: &Method,
    url: String,
) -> Result<Vec<String>, u16> {
    let response = client.send(method.clone(), url).await;
    let answer = Answer::of(mock, method, response).await?;
    Ok(answer.map_or_else(Vec::new, |answer| DOCUMENT.check(&answer)))
}

#[tokio::test]
async fn every_answer_to_a_look_is_as_the_document_says() {
    let (mock, client) = wide().await;
    let mut complaints = BTreeSet::new();
    let mut refused: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    let mut answered = 0;
    for operation in &DOCUMENT.operations {
        // Streams of events never end.
        if operation.method != "GET" || operation.path.contains("notifications") {
            continue;
        }
        let host = if operation.on_server {
            mock.server_url()
        } else {
            mock.plex_tv_url()
        };
        let mut statuses = BTreeSet::new();
        for path in paths(&operation.path, &operation.path) {
            let url = format!("{host}{path}{}", query(&operation.id));
            match ask(&mock, &client, &Method::GET, url).await {
                Ok(found) => {
                    statuses.insert(200);
                    complaints.extend(found);
                }
                Err(status) => {
                    statuses.insert(status);
                }
            }
        }
        answered += usize::from(statuses.contains(&200));
        refused.insert(&operation.id, statuses);
    }
    // Some change something, or insist on what they look at; all others are to be answered.
    refused.retain(|_, statuses| statuses.iter().any(|status| *status >= 500));
    assert_eq!(refused, BTreeMap::new());
    assert!(answered >= 180, "only {answered} operations were answered");
    let complaints: Vec<_> = complaints.into_iter().collect();
    assert!(
        complaints.is_empty(),
        "{} complaints:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[tokio::test]
async fn every_answer_to_a_change_is_as_the_document_says() {
    let (mock, client) = wide().await;
    let machine = mock.machine_identifier();
    let uri = format!("server://{machine}/com.plexapp.plugins.library/library/metadata/1001,1002");
    let show = format!("server://{machine}/com.plexapp.plugins.library/library/metadata/1041");
    let mut complaints = BTreeSet::new();
    let requests: &[(Method, &str)] = &[
        (
            Method::POST,
            "/library/sections?name=More&type=movie&agent=tv.plex.agents.movie&scanner=Plex%20Movie&language=en-US&location=/srv/a",
        ),
        (
            Method::POST,
            "/library/sections/all?name=More&type=1&agent=tv.plex.agents.movie&language=en-US&locations=/srv/b",
        ),
        (
            Method::PUT,
            "/library/sections/6?agent=tv.plex.agents.movie&name=Fewer",
        ),
        (Method::PUT, "/library/sections/6/prefs?prefs%5Bhidden%5D=1"),
        (Method::GET, "/library/sections/6/refresh"),
        (Method::POST, "/library/sections/6/refresh"),
        (Method::GET, "/activities"),
        (Method::DELETE, "/library/sections/6/refresh"),
        (Method::PUT, "/library/sections/6/emptyTrash"),
        (Method::PUT, "/library/sections/6/analyze"),
        (Method::DELETE, "/library/sections/6"),
        (Method::GET, "/library/sections/all/refresh"),
        (Method::DELETE, "/library/sections/all/refresh"),
        (
            Method::PUT,
            "/library/sections/1/all?type=1&id=1001,1002&title.value=Same&title.locked=1&genre%5B0%5D.tag.tag=New",
        ),
        (Method::GET, "/library/metadata/1001"),
        (Method::GET, "/library/sections/1/all?genre=New"),
        (
            Method::POST,
            "/library/collections?type=1&title=Both&smart=0&sectionId=1&uri={uri}",
        ),
        (Method::GET, "/library/sections/1/collections"),
        (Method::GET, "/library/sections/1/all?type=18"),
        (
            Method::PUT,
            "/library/collections/8000000000/items?uri={uri}",
        ),
        (Method::GET, "/library/collections/8000000000/items"),
        (
            Method::POST,
            "/playlists?type=video&title=Both&smart=0&uri={uri}",
        ),
        (Method::PUT, "/playlists/9000000000/items?uri={uri}"),
        (Method::GET, "/playlists"),
        (Method::GET, "/playlists/9000000000/items"),
        (
            Method::POST,
            "/playQueues?type=video&uri={show}&shuffle=1&continuous=1",
        ),
        (Method::GET, "/playQueues/2"),
        (Method::PUT, "/playQueues/2/shuffle"),
        (
            Method::PUT,
            "/:/scrobble?identifier=com.plexapp.plugins.library&key=1003",
        ),
        (
            Method::PUT,
            "/:/rate?identifier=com.plexapp.plugins.library&key=1003&rating=8",
        ),
        (
            Method::POST,
            "/:/timeline?ratingKey=1004&key=/library/metadata/1004&state=playing&time=90000&duration=5000000",
        ),
        (Method::GET, "/status/sessions"),
        (
            Method::POST,
            "/:/timeline?ratingKey=1004&key=/library/metadata/1004&state=stopped&time=95000&duration=5000000",
        ),
        (Method::GET, "/status/sessions/history/all"),
        (Method::GET, "/library/onDeck"),
        (
            Method::GET,
            "/library/search?query=the&limit=5&includeCollections=1",
        ),
        (Method::GET, "/library/metadata/1001/prefs"),
        (
            Method::GET,
            "/hubs/items?identifier=home.continue,movie.recentlyadded.1",
        ),
        (Method::GET, "/hubs/metadata/1001/postplay"),
        (Method::GET, "/library/sections/4/all?type=12"),
        (Method::GET, "/library/sections/4/all?clusterZoomLevel=1"),
        (Method::GET, "/hubs/continueWatching"),
        (
            Method::PUT,
            "/actions/removeFromContinueWatching?ratingKey=1004",
        ),
        (Method::PUT, "/:/prefs?FriendlyName=Cellar"),
        (Method::GET, "/:/prefs"),
        (Method::DELETE, "/playlists/9000000000"),
        (Method::DELETE, "/library/sections/1/collection/8000000000"),
        (Method::DELETE, "/library/collections/8000000001"),
        (Method::DELETE, "/library/metadata/1005"),
    ];
    for (method, path) in requests {
        let path = path.replace("{uri}", &uri).replace("{show}", &show);
        match ask(
            &mock,
            &client,
            method,
            format!("{}{path}", mock.server_url()),
        )
        .await
        {
            Ok(found) => complaints.extend(found),
            Err(status) => {
                complaints.insert(format!("{method} {path}: {status}"));
            }
        }
    }
    let complaints: Vec<_> = complaints.into_iter().collect();
    assert!(
        complaints.is_empty(),
        "{} complaints:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}
