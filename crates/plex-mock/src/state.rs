//! Everything the stand-ins know.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{
    answer::{Refusal, refuse, refuse_as},
    clock::Clock,
    conditions::Prevailing,
    contents::{Account, Contents, OWNER},
    dice::Dice,
    download_queues::DownloadQueues,
    events::Events,
    faults::Faults,
    gate::Gate,
    play_queues::PlayQueues,
    playback::Playback,
    plex_tv::{connections::Connection, people::People, pins::Pins, watchlist::Watchlist},
    preferences::Preferences,
    requests::{Face, Log, Received},
    transcodes::Transcodes,
};
use axum::http::StatusCode;

/// The state that both faces share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) conditions: Prevailing,
    pub(crate) faults: Faults,
    pub(crate) contents: Contents,
    pub(crate) download_queues: DownloadQueues,
    /// How often the files have been replaced.
    pub(crate) edition: AtomicU64,
    pub(crate) events: Events,
    /// Of the media server and of plex.tv.
    pub(crate) gates: [Gate; 2],
    pub(crate) playback: Playback,
    pub(crate) play_queues: PlayQueues,
    pub(crate) preferences: Preferences,
    pub(crate) log: Log,
    pub(crate) numbers: Numbers,
    pub(crate) people: People,
    pub(crate) pins: Pins,
    pub(crate) server: Server,
    pub(crate) tokens: Tokens,
    pub(crate) transcodes: Transcodes,
    /// The address of the plex.tv face, without a slash at its end.
    pub(crate) plex_tv_url: String,
    pub(crate) connections: Vec<Connection>,
    pub(crate) seed: u64,
    pub(crate) two_factor: bool,
    pub(crate) watchlist: Watchlist,
    /// The addresses that are told of what happens.
    pub(crate) webhooks: Mutex<Vec<String>>,
}

impl State {
    /// The seed of the quirks, if answers are to have any.
    pub(crate) fn quirks(&self) -> Option<u64> {
        self.conditions.now().quirks.then_some(self.seed)
    }

    /// Whether a face takes connections.
    pub(crate) const fn gate(&self, face: Face) -> &Gate {
        let [server, plex_tv] = &self.gates;
        match face {
            Face::Server => server,
            Face::PlexTv => plex_tv,
        }
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

    /// The number of the signed-in caller of plex.tv.
    pub(crate) fn user_of(&self, request: &Received) -> Result<u64, Refusal> {
        let token = self.account_of(request)?;
        Ok(self.tokens.user(token).unwrap_or(self.people.owner))
    }

    /// Brings everything back to how it was at the start. Only the clock stays where it is.
    pub(crate) fn reset(&self) {
        self.contents.reset();
        self.download_queues.reset();
        self.edition.store(0, Ordering::SeqCst);
        self.events.reset();
        self.faults.clear();
        self.conditions.reset();
        for gate in &self.gates {
            gate.set(true);
        }
        self.people.reset();
        self.pins.reset();
        self.play_queues.reset();
        self.playback.reset();
        self.preferences.reset();
        self.tokens.reset();
        self.transcodes.reset();
        self.watchlist.reset();
        self.webhooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.log.clear();
    }

    /// Lets a caller of the media server in, or not; and says who it is.
    pub(crate) fn check_server_token(&self, request: &Received) -> Result<Account, Refusal> {
        request
            .plex("X-Plex-Token")
            .filter(|token| !self.tokens.is_expired(token))
            .and_then(|token| {
                let is_owner = token == self.server.token
                    || (token == self.tokens.ready_made && self.tokens.is_valid(token));
                if is_owner {
                    return Some(OWNER);
                }
                self.people.account_on_server(token)
            })
            .ok_or_else(|| refuse_as(request, StatusCode::UNAUTHORIZED))
    }

    /// The seconds since 1970 of the clock.
    pub(crate) fn seconds(&self) -> u64 {
        u64::try_from(self.clock.now().timestamp()).unwrap_or(0)
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

/// Numbers that are given out once.
#[derive(Debug, Default)]
pub(crate) struct Numbers(AtomicU64);

impl Numbers {
    pub(crate) fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// The accounts' tokens that are good, and whose they are.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The one that is there from the start.
    pub(crate) ready_made: String,
    owner: u64,
    valid: Mutex<HashMap<String, u64>>,
    /// Those that were good once, of the account or of the server.
    expired: Mutex<HashSet<String>>,
}

impl Tokens {
    pub(crate) fn new(seed: u64, owner: u64) -> Self {
        let ready_made = Dice::new(seed, "account token", 0).word(TOKEN, 20);
        Self {
            valid: Mutex::new(HashMap::from([(ready_made.clone(), owner)])),
            ready_made,
            owner,
            expired: Mutex::default(),
        }
    }

    fn expired(&self) -> MutexGuard<'_, HashSet<String>> {
        self.expired.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.valid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes one for a client that has just been let in.
    pub(crate) fn issue(&self, seed: u64, pin: u64) -> String {
        let token = Dice::new(seed, "pin token", pin).word(TOKEN, 20);
        self.lock().insert(token.clone(), self.owner);
        token
    }

    /// Makes one for somebody.
    pub(crate) fn issue_for(&self, seed: u64, number: u64, user: u64) -> String {
        let token = Dice::new(seed, "user token", number).word(TOKEN, 20);
        self.lock().insert(token.clone(), user);
        token
    }

    pub(crate) fn is_valid(&self, token: &str) -> bool {
        self.lock().contains_key(token)
    }

    /// Whose it is.
    pub(crate) fn user(&self, token: &str) -> Option<u64> {
        self.lock().get(token).copied()
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.lock().remove(token);
    }

    /// Ends a token before anybody has signed out.
    pub(crate) fn expire(&self, token: &str) {
        self.revoke(token);
        self.expired().insert(token.to_owned());
    }

    pub(crate) fn is_expired(&self, token: &str) -> bool {
        self.expired().contains(token)
    }

    /// Leaves only the one from the start.
    pub(crate) fn reset(&self) {
        self.expired().clear();
        let mut valid = self.lock();
        valid.clear();
        valid.insert(self.ready_made.clone(), self.owner);
    }
}

const TOKEN: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
