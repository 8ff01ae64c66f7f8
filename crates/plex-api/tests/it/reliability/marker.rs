//! Tokens are searched for wherever they must not be.

use std::error::Error as _;

use plex_api::Error;
use plex_mock::PlexMock;

use super::scene::Scene;
use crate::{
    common,
    heard::{Everything, listen_to_log, old_fashioned},
};

/// Listens to all that is told while it lives, and knows what must not be.
pub(super) struct Marker {
    everything: Everything,
    _listening: (tracing::subscriber::DefaultGuard, tracing::Dispatch),
    /// Twenty letters and digits each, the same for all mock servers: in no text by chance.
    tokens: Vec<String>,
}

impl Marker {
    pub(super) async fn begin() -> Self {
        let mock = common::mock().await;
        let everything = Everything::default();
        listen_to_log();
        Self {
            _listening: everything.listen(),
            everything,
            tokens: vec![mock.token().to_owned(), mock.server_token().to_owned()],
        }
    }

    /// One more secret, such as a token that was given during the test.
    pub(super) fn add(&mut self, secret: impl Into<String>) {
        self.tokens.push(secret.into());
    }

    /// Fails where a text holds a token.
    pub(super) fn is_not_in_text(&self, place: &str, text: &str) {
        for token in &self.tokens {
            let line = text.lines().find(|line| line.contains(token.as_str()));
            assert_eq!(line, None, "a token in {place}");
        }
    }

    /// Fails where an error, in whatever way it is shown, holds a token.
    pub(super) fn is_not_in_error(&self, error: &Error) {
        let mut shown = format!("{error}\n{error:?}\n{error:#?}");
        let mut cause = error.source();
        while let Some(error) = cause {
            shown.push_str(&format!("\n{error}\n{error:?}"));
            cause = error.source();
        }
        self.is_not_in_text("an error", &shown);
    }

    /// Fails where a request holds a token anywhere but in its header, and where the host is a stranger even there.
    pub(super) fn is_not_in_requests(&self, mock: &PlexMock, is_stranger: bool) {
        for request in mock.requests() {
            let place = format!("a request for {}", request.path);
            self.is_not_in_text(&place, &request.path);
            self.is_not_in_text(&place, &String::from_utf8_lossy(&request.body));
            for (_, value) in &request.query {
                self.is_not_in_text(&place, value);
            }
            for (name, value) in &request.headers {
                if is_stranger || name != "x-plex-token" {
                    self.is_not_in_text(&place, value);
                }
            }
        }
    }

    /// Fails where anything that a cell left behind holds a token.
    pub(super) fn is_not_in(&self, scene: &Scene, error: Option<&Error>) {
        assert_eq!(
            self.tokens[..2],
            [scene.mock.token(), scene.mock.server_token()]
        );
        if let Some(error) = error {
            self.is_not_in_error(error);
        }
        self.is_not_in_requests(&scene.mock, false);
        if let Some(abroad) = &scene.abroad {
            self.is_not_in_requests(abroad, true);
        }
        for (name, content) in scene.files() {
            self.is_not_in_text(&name, &String::from_utf8_lossy(&content));
        }
        self.is_not_in_text("a handle", &format!("{:?}", scene.server));
    }

    /// Fails where anything that was logged holds a token.
    pub(super) fn is_nowhere(&self) {
        let told = self.everything.text();
        for library in ["plex request", "plex_api"] {
            assert!(told.contains(library), "nothing was heard of {library}");
        }
        self.is_not_in_text("what tracing told", &told);
        let told = old_fashioned();
        assert!(told.contains("reqwest"), "nothing was heard of reqwest");
        self.is_not_in_text("what log told", &told);
    }
}
