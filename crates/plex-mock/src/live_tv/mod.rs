//! Television: receivers, recorders, what is on, what is watched and recorded.

pub(crate) mod guide;
pub(crate) mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use self::{guide::CHANNELS, rules::Rule};
use crate::contents::locked;

/// The state of it.
#[derive(Debug, Default)]
pub(crate) struct LiveTv {
    /// Whether a receiver with a recorder is there from the start.
    pub(crate) is_set_up: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) devices: BTreeMap<u64, Device>,
    pub(crate) recorders: BTreeMap<u64, Recorder>,
    pub(crate) sessions: Vec<Session>,
    /// By rank.
    pub(crate) rules: Vec<Rule>,
    /// Recordings that were called off, by their ids.
    pub(crate) called_off: Vec<String>,
    /// Recordings that came into the library, by their ids.
    pub(crate) taken: BTreeSet<String>,
    /// When somebody last looked which are done.
    pub(crate) looked_at: u64,
    next: u64,
}

/// What receives television.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: u64,
    pub(crate) uri: String,
    pub(crate) title: String,
    pub(crate) is_enabled: bool,
    /// Which channel of the line-up each of its channels is, as it was assigned.
    pub(crate) mappings: Vec<(String, String)>,
    /// The channels that are offered.
    pub(crate) enabled: Vec<String>,
}

/// A guide joined with what receives its channels.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    pub(crate) id: u64,
    pub(crate) language: String,
    pub(crate) lineups: Vec<String>,
    pub(crate) devices: Vec<u64>,
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) refreshed_at: u64,
}

/// A broadcast that is being watched.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) uuid: String,
    pub(crate) recorder: u64,
    pub(crate) channel: usize,
    pub(crate) began: u64,
    /// When a player last asked for it.
    pub(crate) asked: u64,
}

/// How many broadcasts a device can receive at once.
pub(crate) const TUNERS: usize = 2;

/// After so many seconds without a player a receiver is let go.
const PATIENCE: u64 = 60;

/// Where the one device in the network is.
pub(crate) const FOUND_AT: &str = "http://192.0.2.42";

/// The line-up that there is.
pub(crate) const LINEUP: &str =
    "lineup://tv.plex.providers.epg.cloud/5f3a1c2b4d6e7f8091a2b3c4#Saltmouth%20Antenna";

impl LiveTv {
    pub(crate) fn new(is_set_up: bool, now: DateTime<Utc>) -> Self {
        let live_tv = Self {
            is_set_up,
            kept: Mutex::default(),
        };
        live_tv.reset(u64::try_from(now.timestamp()).unwrap_or(0));
        live_tv
    }

    pub(crate) fn kept(&self) -> MutexGuard<'_, Kept> {
        locked(&self.kept)
    }

    pub(crate) fn reset(&self, now: u64) {
        let mut kept = self.kept();
        *kept = Kept::default();
        if self.is_set_up {
            let device = kept.add_device(FOUND_AT);
            kept.add_recorder("en", vec![LINEUP.to_owned()], vec![device], now);
        }
    }
}

impl Kept {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Adds a device, unless it is known; gives its id. Its channels are assigned as they seem to belong.
    pub(crate) fn add_device(&mut self, uri: &str) -> u64 {
        if let Some(known) = self.devices.values().find(|device| device.uri == uri) {
            return known.id;
        }
        let id = self.number();
        let numbers: Vec<_> = CHANNELS
            .iter()
            .map(|channel| channel.number.to_owned())
            .collect();
        let device = Device {
            id,
            uri: uri.to_owned(),
            title: format!("Receiver Duo {id}"),
            is_enabled: true,
            mappings: CHANNELS
                .iter()
                .map(|channel| (channel.number.to_owned(), channel.key.to_owned()))
                .collect(),
            enabled: numbers,
        };
        self.devices.insert(id, device);
        id
    }

    pub(crate) fn add_recorder(
        &mut self,
        language: &str,
        lineups: Vec<String>,
        devices: Vec<u64>,
        now: u64,
    ) -> u64 {
        let id = self.number();
        let recorder = Recorder {
            id,
            language: language.to_owned(),
            lineups,
            devices,
            settings: BTreeMap::new(),
            refreshed_at: now,
        };
        self.recorders.insert(id, recorder);
        id
    }

    pub(crate) fn add_rule(&mut self, rule: Rule) -> u64 {
        let id = self.number();
        self.rules.push(Rule { id, ..rule });
        id
    }

    /// Begins to receive a channel, or goes on with it; nothing when everything that receives is taken.
    pub(crate) fn tune(
        &mut self,
        recorder: u64,
        channel: usize,
        uuid: String,
        now: u64,
    ) -> Option<Session> {
        self.let_go(now);
        let known = self
            .sessions
            .iter_mut()
            .find(|session| session.recorder == recorder && session.channel == channel);
        if let Some(session) = known {
            session.asked = now;
            return Some(session.clone());
        }
        let receivers = self
            .recorders
            .get(&recorder)?
            .devices
            .iter()
            .filter(|id| self.devices.get(id).is_some_and(|device| device.is_enabled));
        if self.sessions.len() >= receivers.count() * TUNERS {
            return None;
        }
        let session = Session {
            uuid,
            recorder,
            channel,
            began: now,
            asked: now,
        };
        self.sessions.push(session.clone());
        Some(session)
    }

    /// Lets go of what nobody watches any more.
    pub(crate) fn let_go(&mut self, now: u64) {
        self.sessions
            .retain(|session| now < session.asked + PATIENCE);
    }
}

impl Device {
    pub(crate) fn as_json(&self, recorder: Option<u64>, now: u64) -> Value {
        let mappings: Vec<_> = self
            .mappings
            .iter()
            .map(|(own, key)| {
                let channel = CHANNELS.iter().find(|channel| channel.key == key);
                json!({
                    "deviceIdentifier": own,
                    "channelKey": key,
                    "lineupIdentifier": channel.map(|channel| channel.identifier),
                    "enabled": self.enabled.contains(own),
                    "favorite": false,
                })
            })
            .collect();
        json!({
            "id": self.id.to_string(),
            "key": self.id.to_string(),
            "parentID": recorder.map(|id| id.to_string()),
            "uuid": format!("device://tv.plex.grabbers.hdhomerun/1053C0{:02X}", self.id),
            "uri": self.uri,
            "deviceAddress": self.uri.trim_start_matches("http://"),
            "protocol": "livetv",
            "title": self.title,
            "make": "Hearthworks",
            "model": "Receiver Duo",
            "modelNumber": "HW-RX2",
            "thumb": format!("/media/grabbers/devices/{}/thumb/1", self.id),
            "tuners": TUNERS,
            "source": "Antenna",
            "sources": "Antenna,Cable",
            "canTranscode": false,
            "status": "alive",
            "state": if self.is_enabled { "enabled" } else { "disabled" },
            "lastSeenAt": now,
            "ChannelMapping": mappings,
        })
    }
}

impl Recorder {
    /// The provider of its guide.
    pub(crate) fn provider(&self) -> String {
        format!("tv.plex.providers.epg.cloud:{}", self.id)
    }

    pub(crate) fn as_json(&self, devices: &BTreeMap<u64, Device>, now: u64) -> Value {
        let devices: Vec<_> = self
            .devices
            .iter()
            .filter_map(|id| devices.get(id))
            .map(|device| device.as_json(Some(self.id), now))
            .collect();
        let lineups: Vec<_> = self
            .lineups
            .iter()
            .map(|uuid| guide::lineup(uuid, false))
            .collect();
        let settings: Vec<_> = self
            .settings
            .iter()
            .map(|(id, value)| {
                json!({"id": id, "label": id, "value": value, "default": "", "type": "text", "hidden": false, "advanced": false, "group": ""})
            })
            .collect();
        json!({
            "key": self.id.to_string(),
            "uuid": format!("811e2e8a-f98f-4d1f-a26a-{:012x}", self.id),
            "language": self.language,
            "lineup": self.lineups.first(),
            "lineupTitle": "Saltmouth Antenna",
            "country": "gbr",
            "epgIdentifier": self.provider(),
            "refreshedAt": self.refreshed_at,
            "Device": devices,
            "Lineup": lineups,
            "Setting": settings,
        })
    }
}
