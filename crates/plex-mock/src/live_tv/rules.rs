//! Rules by which programmes are recorded, and the recordings that follow from them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Kept, TUNERS, guide};
use crate::dice::Dice;

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    /// The number of its type: 1 a film, 2 a series, 4 an episode.
    pub(crate) kind: u64,
    pub(crate) title: String,
    /// What it records: a film or an episode by its guid, a series by its own.
    pub(crate) guid: String,
    pub(crate) section: String,
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) created: u64,
}

/// A recording: planned, running or done.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) id: String,
    pub(crate) rule: u64,
    pub(crate) airing: guide::Airing,
    pub(crate) status: Status,
}

/// What has become of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Scheduled,
    /// How many of a hundred parts are there.
    Running(u64),
    Complete,
    CalledOff,
    /// Everything that receives was taken by rules of a higher rank.
    Failed,
}

/// How far ahead recordings are planned, in seconds: two weeks.
pub(crate) const AHEAD: u64 = 14 * 86_400;

impl Kept {
    /// The recordings of all rules, by time. What is over stays until its rule goes.
    pub(crate) fn recordings(&self, seed: u64, now: u64) -> Vec<Recording> {
        let mut recordings: Vec<Recording> = Vec::new();
        for rule in &self.rules {
            let mut taken: Vec<String> = Vec::new();
            for airing in guide::everything(seed, rule.created, now + AHEAD) {
                let is_meant = match rule.kind {
                    2 => !airing.is_film && airing.series_guid(seed) == rule.guid,
                    _ => airing.guid == rule.guid,
                };
                // Each is recorded once, however often it is on.
                if !is_meant || taken.contains(&airing.guid) {
                    continue;
                }
                taken.push(airing.guid.clone());
                let id = Dice::new(airing.id(), "recording", rule.id).hex(12);
                let beside = recordings.iter().filter(|other| {
                    other.airing.begin < airing.end
                        && airing.begin < other.airing.end
                        && !matches!(other.status, Status::CalledOff | Status::Failed)
                });
                let status = if self.called_off.contains(&id) {
                    Status::CalledOff
                } else if beside.count() >= TUNERS * self.devices.len() {
                    Status::Failed
                } else if now < airing.begin {
                    Status::Scheduled
                } else if now < airing.end {
                    Status::Running((now - airing.begin) * 100 / (airing.end - airing.begin))
                } else {
                    Status::Complete
                };
                recordings.push(Recording {
                    id,
                    rule: rule.id,
                    airing,
                    status,
                });
            }
        }
        recordings.sort_by_key(|recording| (recording.airing.begin, recording.rule));
        recordings
    }
}

impl Rule {
    pub(crate) fn as_json(
        &self,
        recordings: Option<&[Recording]>,
        seed: u64,
        provider: &str,
        now: u64,
    ) -> Value {
        let settings: Vec<_> = SETTINGS
            .iter()
            .map(|(id, label, default, choices)| {
                let value = self.settings.get(*id).map_or(*default, String::as_str);
                json!({
                    "id": id, "label": label, "summary": label, "type": "int", "default": default, "value": value,
                    "hidden": false, "advanced": false, "group": "", "enumValues": choices,
                })
            })
            .collect();
        let mut rule = json!({
            "key": self.id.to_string(),
            "type": self.kind,
            "title": self.title,
            "airingsType": "New and Repeat Airings",
            "createdAt": self.created,
            "targetLibrarySectionID": self.section,
            "targetSectionLocationID": 1,
            "parameters": parameters(self.kind, &self.title, &self.guid),
            "Setting": settings,
        });
        let name = if self.kind == 2 { "Directory" } else { "Video" };
        let kind = match self.kind {
            1 => "movie",
            2 => "show",
            _ => "episode",
        };
        if let Some(members) = rule.as_object_mut() {
            members.insert(
                name.to_owned(),
                json!({"guid": self.guid, "title": self.title, "type": kind}),
            );
            if let Some(recordings) = recordings {
                let own = recordings
                    .iter()
                    .filter(|recording| recording.rule == self.id);
                let own = own.map(|recording| recording.as_json(seed, provider, now));
                members.insert("MediaGrabOperation".to_owned(), own.collect());
            }
        }
        rule
    }
}

/// The query that makes a rule.
pub(crate) fn parameters(kind: u64, title: &str, guid: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("hints[title]", title)
        .append_pair("hints[guid]", guid)
        .append_pair("params[mediaProviderID]", "1")
        .append_pair("type", &kind.to_string())
        .finish()
}

/// The settings of rules: id, label, what holds at first, choices.
const SETTINGS: &[(&str, &str, &str, &str)] = &[
    ("minVideoQuality", "Resolution", "0", "0:Any|720:HD only"),
    (
        "replaceLowerQuality",
        "Replace lower resolutions",
        "false",
        "",
    ),
    ("startOffsetMinutes", "Minutes before", "0", ""),
    ("endOffsetMinutes", "Minutes after", "0", ""),
    (
        "onlyNewAirings",
        "Airings",
        "0",
        "0:New and repeat|1:New only",
    ),
    (
        "autoDeletionItemPolicyUnwatchedLibrary",
        "Keep",
        "0",
        "0:All|5:5 latest",
    ),
];

impl Recording {
    pub(crate) fn as_json(&self, seed: u64, provider: &str, now: u64) -> Value {
        let (status, percent) = match self.status {
            Status::Scheduled => ("scheduled", 0),
            Status::Running(percent) => ("inprogress", percent),
            Status::Complete => ("complete", 100),
            Status::CalledOff => ("cancelled", 0),
            Status::Failed => ("error", 0),
        };
        let seconds = (self.airing.end - self.airing.begin) * percent / 100;
        json!({
            "id": self.id,
            "key": format!("/media/grabbers/operations/{}", self.id),
            "status": status,
            "percent": percent,
            "currentSize": seconds * 1_000_000,
            "mediaSubscriptionID": self.rule.to_string(),
            "mediaIndex": 0,
            "grabberIdentifier": "tv.plex.grabbers.hdhomerun",
            "grabberProtocol": "livetv",
            "provider": provider,
            "Metadata": self.airing.as_json(seed, provider, now),
        })
    }
}
