//! Everything the mock servers know.

use std::collections::HashMap;
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    answer::{Refusal, refuse, refuse_as},
    clock::Clock,
    conditions::Prevailing,
    contents::{Account, Contents, OWNER, locked},
    dice::Dice,
    download_queues::DownloadQueues,
    events::Events,
    faults::Faults,
    gate::Gate,
    housekeeping::Housekeeping,
    kept::Kept,
    live_tv::LiveTv,
    managed_hubs::ManagedHubs,
    play_queues::PlayQueues,
    playback::Playback,
    players::Players,
    plex_tv::{
        connections::Connection, device_keys::DeviceKeys, devices::Devices,
        mobile_sync::SyncOrders, people::People, pins::Pins, settings::Choices, tokens::Tokens,
        watchlist::Watchlist,
    },
    preferences::Preferences,
    requests::{Face, Log, Received},
    restarts::Restarts,
    transcodes::Transcodes,
    webhooks::{Outbox, Seen},
};
use axum::http::StatusCode;

/// The state that both faces share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) choices: Choices,
    pub(crate) clock: Clock,
    pub(crate) conditions: Prevailing,
    pub(crate) device_keys: DeviceKeys,
    pub(crate) devices: Devices,
    pub(crate) faults: Faults,
    pub(crate) contents: Contents,
    pub(crate) download_queues: DownloadQueues,
    /// How often the files have been replaced.
    pub(crate) edition: AtomicU64,
    pub(crate) events: Events,
    pub(crate) managed_hubs: ManagedHubs,
    /// Of the media server, of plex.tv and of the players.
    pub(crate) gates: [Gate; 3],
    pub(crate) playback: Playback,
    pub(crate) play_queues: PlayQueues,
    pub(crate) preferences: Preferences,
    pub(crate) housekeeping: Housekeeping,
    pub(crate) kept: Kept,
    pub(crate) live_tv: LiveTv,
    pub(crate) log: Log,
    pub(crate) numbers: Numbers,
    pub(crate) people: People,
    pub(crate) pins: Pins,
    pub(crate) server: Server,
    pub(crate) tokens: Tokens,
    pub(crate) sync_orders: SyncOrders,
    pub(crate) transcodes: Transcodes,
    /// The address of the plex.tv face, without a slash at its end.
    pub(crate) plex_tv_url: String,
    pub(crate) connections: Vec<Connection>,
    pub(crate) seed: u64,
    pub(crate) two_factor: bool,
    pub(crate) watchlist: Watchlist,
    pub(crate) restarts: Restarts,
    pub(crate) players: Players,
    /// The tokens that are lent to players, whose rights they carry, and until when.
    pub(crate) delegations: Mutex<HashMap<String, (Account, u64)>>,
    pub(crate) outbox: Outbox,
    /// The clients that the media server has met.
    pub(crate) seen: Seen,
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
        let [server, plex_tv, players] = &self.gates;
        match face {
            Face::Server => server,
            Face::PlexTv => plex_tv,
            Face::Player => players,
        }
    }

    /// The token of a signed-in caller of plex.tv, who has also said which client it is.
    pub(crate) fn account_of<'a>(&self, request: &'a Received) -> Result<&'a str, Refusal> {
        let token = request
            .plex("X-Plex-Token")
            .ok_or_else(|| refuse_as(request, StatusCode::UNAUTHORIZED))?;
        // What the owner's resources call the token of the owner's server is one of the owner's own.
        if token == self.server.token {
            client_of(request)?;
            return Ok(token);
        }
        let holder = self
            .tokens
            .holder(token)
            .ok_or_else(|| refuse_as(request, StatusCode::UNAUTHORIZED))?;
        if holder.expires.is_some_and(|at| at <= self.clock.now()) {
            let expired = StatusCode::from_u16(498).unwrap_or(StatusCode::UNAUTHORIZED);
            return Err(refuse(request, expired, 1001, "The token has expired"));
        }
        client_of(request)?;
        Ok(token)
    }

    /// The number of the signed-in caller of plex.tv.
    pub(crate) fn user_of(&self, request: &Received) -> Result<u64, Refusal> {
        let token = self.account_of(request)?;
        let holder = self.tokens.holder(token);
        Ok(holder.map_or(self.people.owner, |holder| holder.user))
    }

    /// Brings everything back to how it was at the start. Only the clock stays where it is.
    pub(crate) fn reset(&self) {
        self.choices.reset();
        self.contents.reset();
        self.download_queues.reset();
        self.edition.store(0, Ordering::SeqCst);
        self.device_keys.reset();
        self.devices.reset();
        self.events.reset();
        self.managed_hubs.reset();
        self.faults.clear();
        self.conditions.reset();
        for gate in &self.gates {
            gate.set(true);
        }
        self.housekeeping.reset();
        self.live_tv.reset(self.seconds());
        self.people.reset();
        self.pins.reset();
        self.play_queues.reset();
        self.players.reset();
        self.restarts.reset();
        self.seen.reset();
        locked(&self.delegations).clear();
        self.playback.reset();
        self.preferences.reset();
        self.sync_orders.reset();
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
                locked(&self.delegations)
                    .get(token)
                    .filter(|(_, until)| self.seconds() < *until)
                    .map(|(account, _)| *account)
                    .or_else(|| self.people.account_on_server(token))
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

const TOKEN: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
