//! The mock servers as a client meets them: over real sockets.

// clippy.toml lets tests unwrap, but takes the helpers of this crate of tests for library code.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod account;
mod additions;
mod browse;
mod collections;
mod described;
mod device_keys;
mod document;
mod downloads;
mod edits;
mod faults;
mod files;
mod garbage;
mod home;
mod housekeeping;
mod http;
mod hubs;
mod live_tv;
mod mobile_sync;
mod notifications;
mod on_demand;
mod optimized;
mod photos;
mod play_queues;
mod play_state;
mod players;
mod plex_tv;
mod plex_tv_described;
mod previews;
mod program;
mod queries;
mod quirks;
mod sections;
mod server;
mod sharing;
mod sound;
mod transcode;
mod webhooks;

use plex_mock::PlexMock;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

/// A client with an identity, asking for JSON unless told otherwise.
struct Client {
    http: reqwest::Client,
    identifier: &'static str,
    accept: Option<&'static str>,
    token: Option<String>,
}

impl Client {
    fn new(identifier: &'static str) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            // Bodies as they came, whatever another crate of the workspace lets the library do.
            .no_gzip()
            .redirect(reqwest::redirect::Policy::none());
        Self {
            http: http.build().unwrap(),
            identifier,
            accept: Some("application/json"),
            token: None,
        }
    }

    fn xml(mut self) -> Self {
        self.accept = None;
        self
    }

    fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    fn request(&self, method: Method, url: String) -> RequestBuilder {
        let mut request = self.http.request(method, url);
        if !self.identifier.is_empty() {
            request = request.header("X-Plex-Client-Identifier", self.identifier);
        }
        if let Some(accept) = self.accept {
            request = request.header("Accept", accept);
        }
        if let Some(token) = &self.token {
            request = request.header("X-Plex-Token", token);
        }
        request
    }

    async fn send(&self, method: Method, url: String) -> Response {
        self.request(method, url).send().await.unwrap()
    }

    async fn get(&self, url: String) -> Response {
        self.send(Method::GET, url).await
    }

    async fn json(&self, url: String) -> Value {
        json(self.get(url).await).await
    }

    async fn text(&self, url: String) -> String {
        self.get(url).await.text().await.unwrap()
    }
}

async fn json(response: Response) -> Value {
    assert!(
        content_type(&response).starts_with("application/json"),
        "{response:?}"
    );
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

fn content_type(response: &Response) -> &str {
    response.headers()["content-type"].to_str().unwrap()
}

/// Mock servers with a library of a handy size.
async fn mock() -> PlexMock {
    PlexMock::builder()
        .movies(45)
        .shows(6)
        .start()
        .await
        .unwrap()
}

/// A mock server with something of every kind, and a client of its server.
struct Wide {
    mock: PlexMock,
    client: Client,
}

impl Wide {
    async fn start() -> Self {
        Self::of(PlexMock::builder()).await
    }

    async fn of(builder: plex_mock::Builder) -> Self {
        let mock = builder
            .movies(40)
            .shows(4)
            .artists(5)
            .photos(45)
            .videos(3)
            .start()
            .await
            .unwrap();
        let client = Client::new("device-1").token(mock.server_token());
        Self { mock, client }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.mock.server_url())
    }

    /// The container of an answer.
    async fn get(&self, path: &str) -> Value {
        self.client.json(self.url(path)).await["MediaContainer"].clone()
    }

    async fn xml(&self, path: &str) -> String {
        let client = Client::new("device-1")
            .token(self.mock.server_token())
            .xml();
        client.text(self.url(path)).await
    }

    async fn status(&self, method: Method, path: &str) -> u16 {
        let response = self.client.send(method, self.url(path)).await;
        response.status().as_u16()
    }

    /// Sends what has to be answered with success.
    async fn send(&self, method: Method, path: &str) {
        let status = self.status(method, path).await;
        assert!((200..300).contains(&status), "{path}: {status}");
    }

    /// The container of the answer to what is no GET.
    async fn ask(&self, method: Method, path: &str) -> Value {
        let response = self.client.send(method, self.url(path)).await;
        assert!(response.status().is_success(), "{path}: {response:?}");
        json(response).await["MediaContainer"].clone()
    }

    /// The key of the first thing in a list.
    async fn first(&self, path: &str) -> String {
        self.get(path).await["Metadata"][0]["ratingKey"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// The entries of a container.
fn items(container: &Value) -> &[Value] {
    container["Metadata"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// One member of every entry, as text.
fn each(container: &Value, name: &str) -> Vec<String> {
    items(container)
        .iter()
        .map(|item| match &item[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}
