//! What a player and its server have to say to each other, and what followers are told.

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::{
    Player,
    playing::{Entry, Queue, Report, Source},
    timelines,
};
use crate::{contents::locked, look::member, outgoing::Outgoing, state::State};

impl Source {
    fn url(&self, path: &str) -> String {
        format!("{}://{}:{}{path}", self.protocol, self.address, self.port)
    }

    /// The answer of the server, as far as it is data.
    pub(super) async fn ask(&self, player: &Player, method: Method, path: &str) -> Option<Value> {
        let mut request = Outgoing::new(method, self.url(path))
            .header("Accept", "application/json")
            .header("X-Plex-Token", &self.token);
        for (name, value) in player.headers() {
            request = request.header(name, value);
        }
        let (status, body) = request.send().await.ok()?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        status
            .is_success()
            .then(|| member(&answer, "MediaContainer").clone())
    }

    /// The queue, or the one entry, at a path.
    pub(super) async fn queue(self, player: &Player, method: Method, path: &str) -> Option<Queue> {
        let container = self.ask(player, method, path).await?;
        let id = member(&container, "playQueueID").as_u64();
        let entries: Vec<_> = member(&container, "Metadata")
            .as_array()?
            .iter()
            .map(entry)
            .collect();
        (!entries.is_empty()).then(|| Queue {
            source: self,
            container_key: id.map_or_else(|| path.to_owned(), |id| format!("/playQueues/{id}")),
            id,
            version: member(&container, "playQueueVersion").as_u64(),
            entries,
        })
    }
}

fn entry(item: &Value) -> Entry {
    let text = |name| member(item, name).as_str().unwrap_or_default().to_owned();
    Entry {
        id: member(item, "playQueueItemID").as_u64(),
        key: text("key"),
        rating_key: text("ratingKey"),
        kind: text("type"),
        // A picture stays for a while.
        duration: member(item, "duration").as_u64().unwrap_or(5_000),
    }
}

fn path_of(report: &Report) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("ratingKey", &report.entry.rating_key)
        .append_pair("key", &report.entry.key)
        .append_pair("state", report.state)
        .append_pair("time", &report.time.to_string())
        .append_pair("duration", &report.entry.duration.to_string())
        .append_pair("containerKey", &report.container_key);
    if let Some(id) = report.entry.id {
        query.append_pair("playQueueItemID", &id.to_string());
    }
    format!("/:/timeline?{}", query.finish())
}

impl Player {
    /// Reports to the server, and tells the followers that something has changed.
    pub(super) async fn tell(&self, state: &Arc<State>, reports: Vec<Report>) {
        for report in reports {
            let path = path_of(&report);
            let answer = report.source.ask(self, Method::POST, &path).await;
            // The server's owner may want it to end.
            if answer.is_some_and(|answer| answer.get("terminationCode").is_some()) {
                let _ = locked(&self.playing).stop(state.clock.millis());
            }
        }
        self.changes.send_modify(|changes| *changes += 1);
        self.tell_followers(state).await;
    }

    pub(super) async fn tell_followers(&self, state: &Arc<State>) {
        let now = state.seconds();
        let followers = {
            let mut followers = locked(&self.followers);
            followers.retain(|follower| now.saturating_sub(follower.asked) <= FORGOTTEN_AFTER);
            followers.clone()
        };
        for follower in followers {
            let body = timelines::xml(self, state, &follower.command);
            let told = Outgoing::new(Method::POST, follower.url.clone())
                .header("Content-Type", "text/xml;charset=utf-8")
                .header("X-Plex-Client-Identifier", self.identifier)
                .header("X-Plex-Device-Name", self.title)
                .body(body)
                .send()
                .await;
            if told.is_err() {
                locked(&self.followers).retain(|other| other.url != follower.url);
            }
        }
    }
}

/// In seconds.
const FORGOTTEN_AFTER: u64 = 90;
