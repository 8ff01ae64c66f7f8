//! The stand-ins as a client meets them: over real sockets.

// clippy.toml lets tests unwrap, but takes the helpers of this crate of tests for library code.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod faults;
mod garbage;
mod plex_tv;
mod program;
mod quirks;
mod server;

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

/// Stand-ins with a library of a handy size.
async fn mock() -> PlexMock {
    PlexMock::builder()
        .movies(45)
        .shows(6)
        .start()
        .await
        .unwrap()
}
