//! Everything the stand-ins know.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use crate::{
    answer::{Refusal, refuse, refuse_as},
    clock::Clock,
    dice::Dice,
    faults::Faults,
    library::Library,
    plex_tv::{connections::Connection, pins::Pins},
    requests::{Log, Received},
};
use axum::http::StatusCode;

/// The state that both faces share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) library: Library,
    pub(crate) log: Log,
    pub(crate) pins: Pins,
    pub(crate) server: Server,
    pub(crate) tokens: Tokens,
    /// The address of the plex.tv face, without a slash at its end.
    pub(crate) plex_tv_url: String,
    pub(crate) connections: Vec<Connection>,
    pub(crate) seed: u64,
    pub(crate) with_quirks: bool,
}

impl State {
    /// The seed of the quirks, if answers are to have any.
    pub(crate) fn quirks(&self) -> Option<u64> {
        self.with_quirks.then_some(self.seed)
    }

    /// The token of a signed-in caller of plex.tv, who has also said which client it is.
    pub(crate) fn account_of<'a>(&self, request: &'a Received) -> Result<&'a str, Refusal> {
        let token = request
            .plex("X-Plex-Token")
            .filter(|token| self.tokens.is_valid(token))
            .ok_or_else(|| refuse_as(request, StatusCode::UNAUTHORIZED))?;
        client_of(request)?;
        Ok(token)
    }

    /// Lets a caller of the media server in, or not.
    pub(crate) fn check_server_token(&self, request: &Received) -> Result<(), Refusal> {
        let is_welcome = request.plex("X-Plex-Token").is_some_and(|token| {
            token == self.server.token
                || (token == self.tokens.ready_made && self.tokens.is_valid(token))
        });
        if is_welcome {
            Ok(())
        } else {
            Err(refuse_as(request, StatusCode::UNAUTHORIZED))
        }
    }
}

/// The client identifier, which plex.tv insists on.
pub(crate) fn client_of(request: &Received) -> Result<&str, Refusal> {
    request.plex("X-Plex-Client-Identifier").ok_or_else(|| {
        refuse(
            request,
            StatusCode::BAD_REQUEST,
            1000,
            "X-Plex-Client-Identifier is missing",
        )
    })
}

/// Who the media server is.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) name: String,
    pub(crate) machine_identifier: String,
    pub(crate) token: String,
    /// The address of the server, without a slash at its end.
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn new(seed: u64, name: String, url: String) -> Self {
        let mut dice = Dice::new(seed, "server", 0);
        Self {
            name,
            machine_identifier: dice.hex(40),
            token: dice.word(TOKEN, 20),
            url,
        }
    }
}

/// The account's tokens that are good.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The one that is there from the start.
    pub(crate) ready_made: String,
    valid: Mutex<HashSet<String>>,
}

impl Tokens {
    pub(crate) fn new(seed: u64) -> Self {
        let ready_made = Dice::new(seed, "account token", 0).word(TOKEN, 20);
        Self {
            valid: Mutex::new(HashSet::from([ready_made.clone()])),
            ready_made,
        }
    }

    /// Makes one for a client that has just been let in.
    pub(crate) fn issue(&self, seed: u64, pin: u64) -> String {
        let token = Dice::new(seed, "pin token", pin).word(TOKEN, 20);
        self.valid
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(token.clone());
        token
    }

    pub(crate) fn is_valid(&self, token: &str) -> bool {
        self.valid
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(token)
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.valid
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
    }
}

const TOKEN: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
