//! What plex-api costs on top of the HTTP library: small calls through it, and the same through bare reqwest with serde's
//! derive for the same fields, against the same stand-in in the same run, one at a time and 64 at once.
//!
//! `cargo bench -p plex-api`; the lines `times` at the end are the quotients.

#![allow(clippy::unwrap_used, missing_docs)] // a benchmark fails by panicking

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use futures_util::future::join_all;
use plex_api::{Plex, Server};
use plex_mock::PlexMock;
use serde::Deserialize;
use tokio::runtime::Runtime;

#[derive(Deserialize)]
struct Envelope<T> {
    #[serde(rename = "MediaContainer")]
    container: T,
}

#[derive(Deserialize)]
struct Identity {
    #[serde(rename = "machineIdentifier")]
    machine_identifier: String,
}

include!("fields.rs");

/// The same requests by hand.
#[derive(Clone)]
struct Bare {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Bare {
    async fn get<T: for<'de> Deserialize<'de>>(&self, path: &str) -> T {
        let answer = self
            .http
            .get(format!("{}{path}", self.base))
            .header("Accept", "application/json")
            .header("X-Plex-Client-Identifier", "bench")
            .header("X-Plex-Product", "Bench")
            .header("X-Plex-Platform", "Linux")
            .header("X-Plex-Token", &self.token)
            .timeout(Duration::from_secs(60))
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
        let body = answer.bytes().await.unwrap();
        serde_json::from_slice::<Envelope<T>>(&body)
            .unwrap()
            .container
    }

    async fn identity(&self) {
        assert!(
            !self
                .get::<Identity>("/identity")
                .await
                .machine_identifier
                .is_empty()
        );
    }

    async fn item(&self) {
        assert_eq!(
            self.get::<Items>("/library/metadata/1")
                .await
                .metadata
                .len(),
            1
        );
    }
}

async fn identity(server: &Server) {
    assert!(
        !server
            .system()
            .identity()
            .await
            .unwrap()
            .machine_identifier
            .as_str()
            .is_empty()
    );
}

async fn item(server: &Server) {
    assert_eq!(server.metadata().get("1").await.unwrap().len(), 1);
}
