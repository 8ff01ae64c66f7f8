//! Players that obey: made-up apps that play from the server, and are steered at their own address or through the server.
//!
//! A player is a client of the server like any other: it fetches its queue and reports its timeline over HTTP, so that its
//! sessions, notifications and webhooks come about as they do in a living room. Time is that of the mocks' clock.

mod commands;
mod playing;
mod timelines;
mod upstream;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::watch;

pub(crate) use self::commands::{face, relay, sonos_list};
use self::playing::Playing;
use crate::{contents::locked, look::set, playback::Player as Reported, state::State};

/// All of them.
#[derive(Debug)]
pub(crate) struct Players(Vec<Arc<Player>>);

/// One player.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) identifier: &'static str,
    pub(crate) title: &'static str,
    pub(crate) product: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) device: &'static str,
    pub(crate) device_class: &'static str,
    pub(crate) version: &'static str,
    pub(crate) capabilities: &'static str,
    /// Its own address, without a slash at its end; empty for one that is only reached through the cloud.
    pub(crate) url: String,
    /// Whether it says no more than `OK`.
    is_terse: bool,
    playing: Mutex<Playing>,
    followers: Mutex<Vec<Follower>>,
    /// Changes with every change.
    changes: watch::Sender<u64>,
    /// Held while it does something: commands are obeyed one after the other.
    turn: tokio::sync::Mutex<()>,
}

/// Somebody who is told of every change.
#[derive(Debug, Clone)]
struct Follower {
    controller: String,
    url: String,
    command: String,
    /// In seconds; who has not asked again for 90 is forgotten.
    asked: u64,
}

/// How many players have an address of their own.
pub(crate) const WITH_ADDRESS: usize = 2;

impl Players {
    /// The players, of which the first have these addresses.
    pub(crate) fn new(urls: &[String]) -> Self {
        let mut urls = urls.iter().cloned();
        let mut player = |made: Made| {
            let url = if made.is_near {
                urls.next().unwrap_or_default()
            } else {
                String::new()
            };
            Arc::new(Player::new(made, url))
        };
        Self(MADE_UP.map(&mut player).into_iter().collect())
    }

    /// All that have an address of their own.
    pub(crate) fn nearby(&self) -> impl Iterator<Item = &Arc<Player>> {
        self.0.iter().filter(|player| !player.url.is_empty())
    }

    /// All that are only reached through the cloud.
    fn far(&self) -> impl Iterator<Item = &Arc<Player>> {
        self.0.iter().filter(|player| player.url.is_empty())
    }

    pub(crate) fn reset(&self) {
        for player in &self.0 {
            *locked(&player.playing) = Playing::default();
            locked(&player.followers).clear();
        }
    }
}

/// What a player is made from.
#[derive(Clone, Copy)]
struct Made {
    identifier: &'static str,
    title: &'static str,
    product: &'static str,
    platform: &'static str,
    device: &'static str,
    device_class: &'static str,
    version: &'static str,
    capabilities: &'static str,
    is_near: bool,
    is_terse: bool,
}

const MADE_UP: [Made; 3] = [
    Made {
        identifier: "mock-television",
        title: "Living Room",
        product: "Plex for Mocks",
        platform: "Android",
        device: "Television",
        device_class: "stb",
        version: "4.2.0",
        capabilities: "timeline,playback,navigation,mirror,playqueues",
        is_near: true,
        is_terse: false,
    },
    Made {
        identifier: "mock-radio",
        title: "Kitchen",
        // This one really answers with two letters.
        product: "Plexamp",
        platform: "Linux",
        device: "Radio",
        device_class: "pc",
        version: "4.11.2",
        capabilities: "timeline,playback,playqueues,playqueues-creation",
        is_near: true,
        is_terse: true,
    },
    Made {
        identifier: "RINCON_STANDIN0000001400:1",
        title: "Terrace",
        product: "Sonos",
        platform: "Sonos",
        device: "Speaker",
        device_class: "speaker",
        version: "79.1",
        capabilities: "timeline,playback,playqueues,provider-playback",
        is_near: false,
        is_terse: false,
    },
];

impl Player {
    fn new(made: Made, url: String) -> Self {
        Self {
            identifier: made.identifier,
            title: made.title,
            product: made.product,
            platform: made.platform,
            device: made.device,
            device_class: made.device_class,
            version: made.version,
            capabilities: made.capabilities,
            url,
            is_terse: made.is_terse,
            playing: Mutex::default(),
            followers: Mutex::default(),
            changes: watch::Sender::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    fn port(&self) -> Option<u16> {
        self.url.rsplit(':').next()?.parse().ok()
    }

    /// What it says of itself.
    fn as_json(&self) -> Value {
        let mut value = json!({
            "title": self.title,
            "protocol": "plex",
            "protocolVersion": "1",
            "protocolCapabilities": self.capabilities,
            "machineIdentifier": self.identifier,
            "product": self.product,
            "platform": self.platform,
            "platformVersion": "14",
            "version": self.version,
            "deviceClass": self.device_class,
            "device": self.device,
        });
        if self.url.is_empty() {
            set(&mut value, "lanIP", "192.0.2.40".into());
        }
        value
    }

    /// How the server lists it.
    pub(crate) fn as_neighbour(&self) -> Value {
        json!({
            "name": self.title,
            "host": "127.0.0.1",
            "address": "127.0.0.1",
            "port": self.port(),
            "machineIdentifier": self.identifier,
            "version": self.version,
            "protocol": "plex",
            "product": self.product,
            "deviceClass": self.device_class,
            "protocolVersion": "1",
            "protocolCapabilities": self.capabilities,
        })
    }

    /// What the server notes of it in sessions.
    fn headers(&self) -> [(&'static str, String); 6] {
        let reported = Reported {
            identifier: self.identifier.to_owned(),
            title: self.title.to_owned(),
            product: self.product.to_owned(),
            platform: self.platform.to_owned(),
            device: self.device.to_owned(),
            version: self.version.to_owned(),
        };
        [
            ("X-Plex-Client-Identifier", reported.identifier),
            ("X-Plex-Device-Name", reported.title),
            ("X-Plex-Product", reported.product),
            ("X-Plex-Platform", reported.platform),
            ("X-Plex-Device", reported.device),
            ("X-Plex-Version", reported.version),
        ]
    }
}

/// Lets every player do what it would have done by now: report, go on to the next entry, stop at the end.
pub(crate) async fn catch_up(state: &Arc<State>) {
    for player in &state.players.0 {
        if !locked(&player.playing).is_due(state.clock.millis()) {
            continue;
        }
        // Who has the turn does it anyway.
        let Ok(_turn) = player.turn.try_lock() else {
            continue;
        };
        let reports = locked(&player.playing).catch_up(state.clock.millis());
        player.tell(state, reports).await;
    }
}
