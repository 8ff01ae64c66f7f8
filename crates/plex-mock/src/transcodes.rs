//! Conversions: what was decided, and what runs.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::{contents::locked, state::State};

/// What was decided and what runs, by session.
#[derive(Debug, Default)]
pub(crate) struct Transcodes(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    decided: HashMap<String, Decided>,
    running: BTreeMap<String, Transcode>,
}

/// A decision, which a start has to repeat.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub(crate) path: String,
    pub(crate) plan: Plan,
}

/// What becomes of a thing that is played.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) key: u64,
    /// The entry with the one version that was chosen, and what happens to its streams.
    pub(crate) item: Value,
    pub(crate) direct_play: bool,
    pub(crate) general: (u32, &'static str),
    pub(crate) direct: (u32, &'static str),
    pub(crate) transcode: Option<(u32, &'static str)>,
    pub(crate) target: Target,
}

/// What a conversion makes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Target {
    pub(crate) protocol: &'static str,
    pub(crate) container: &'static str,
    pub(crate) video: Option<Codec>,
    pub(crate) audio: Option<Codec>,
    pub(crate) subtitles: Option<&'static str>,
    pub(crate) width: u64,
    pub(crate) height: u64,
    pub(crate) channels: u64,
    /// Of the whole, in milliseconds.
    pub(crate) duration: u64,
    /// In kilobits per second.
    pub(crate) bitrate: u64,
    /// In seconds.
    pub(crate) segment: u64,
}

/// What becomes of one kind of stream.
#[derive(Debug, Clone)]
pub(crate) struct Codec {
    before: String,
    pub(crate) after: String,
    copies: bool,
}

impl Codec {
    /// A stream that is left as it is, or converted.
    pub(crate) fn new(before: String, copies: bool, target: &str) -> Self {
        Self {
            after: if copies {
                before.clone()
            } else {
                target.to_owned()
            },
            before,
            copies,
        }
    }

    /// `copy` or `transcode`.
    pub(crate) fn decision(&self) -> &'static str {
        if self.copies { "copy" } else { "transcode" }
    }
}

/// A conversion that runs.
#[derive(Debug, Clone)]
pub(crate) struct Transcode {
    pub(crate) id: String,
    pub(crate) plan: Plan,
    /// The client, or its session where it plays several.
    pub(crate) player: String,
    pub(crate) began: u64,
    heard_of: u64,
}

impl Transcode {
    /// As answers show it at a time.
    pub(crate) fn as_json(&self, now: u64) -> Value {
        let target = &self.plan.target;
        let done = now
            .saturating_sub(self.began)
            .saturating_mul(1000 * SPEED)
            .min(target.duration);
        let progress = if target.duration == 0 {
            100.0
        } else {
            (done as f64 / target.duration as f64 * 1000.0).round() / 10.0
        };
        let complete = done == target.duration;
        let mut value = json!({
            "key": format!("/transcode/sessions/{}", self.id),
            "throttled": false,
            "complete": complete,
            "progress": progress,
            "size": -22,
            "speed": if complete { 0.0 } else { SPEED as f64 },
            "error": false,
            "duration": target.duration,
            "remaining": target.duration.saturating_sub(done) / 1000 / SPEED,
            "context": "streaming",
            "protocol": target.protocol,
            "container": target.container,
            "transcodeHwRequested": false,
            "timeStamp": self.began as f64,
            "minOffsetAvailable": 0.0,
            "maxOffsetAvailable": done as f64 / 1000.0,
        });
        let mut set = |name: &str, member: Value| {
            if let Some(members) = value.as_object_mut() {
                members.insert(name.to_owned(), member);
            }
        };
        if let Some(video) = &target.video {
            set("sourceVideoCodec", video.before.as_str().into());
            set("videoCodec", video.after.as_str().into());
            set("videoDecision", video.decision().into());
            set("width", target.width.into());
            set("height", target.height.into());
        }
        if let Some(audio) = &target.audio {
            set("sourceAudioCodec", audio.before.as_str().into());
            set("audioCodec", audio.after.as_str().into());
            set("audioDecision", audio.decision().into());
            set("audioChannels", target.channels.into());
        }
        if let Some(subtitles) = target.subtitles {
            set("subtitleDecision", subtitles.into());
        }
        value
    }
}

/// How many times faster than playing.
const SPEED: u64 = 8;

impl Transcodes {
    pub(crate) fn decide(&self, session: String, decided: Decided) {
        let mut book = locked(&self.0);
        // Nobody has so many open: they were never started.
        if book.decided.len() >= MOST {
            book.decided.clear();
        }
        book.decided.insert(session, decided);
    }

    pub(crate) fn decided(&self, session: &str) -> Option<Decided> {
        locked(&self.0).decided.get(session).cloned()
    }

    pub(crate) fn reset(&self) {
        *locked(&self.0) = Book::default();
    }
}

const MOST: usize = 10_000;

/// For how many seconds a conversion runs on that nobody asks about.
const GIVEN_UP_AFTER: u64 = 60;

impl State {
    fn tell(&self, what: &'static str, transcode: &Transcode) {
        let told = transcode.as_json(self.seconds());
        self.events.tell(what, json!({"TranscodeSession": [told]}));
    }

    /// Ends conversions that nobody has asked about for long.
    pub(crate) fn give_up_transcodes(&self) {
        let now = self.seconds();
        let mut ended = Vec::new();
        locked(&self.transcodes.0)
            .running
            .retain(|_, transcode: &mut Transcode| {
                let stays = now.saturating_sub(transcode.heard_of) < GIVEN_UP_AFTER;
                if !stays {
                    ended.push(transcode.clone());
                }
                stays
            });
        for transcode in &ended {
            self.tell("transcodeSession.end", transcode);
        }
    }

    /// Begins a conversion, or begins it anew.
    pub(crate) fn begin_transcode(self: &Arc<Self>, id: &str, plan: Plan, player: String) {
        self.give_up_transcodes();
        let now = self.seconds();
        let transcode = Transcode {
            id: id.to_owned(),
            plan,
            player,
            began: now,
            heard_of: now,
        };
        self.tell("transcodeSession.start", &transcode);
        locked(&self.transcodes.0)
            .running
            .insert(id.to_owned(), transcode);
    }

    /// The conversions that run.
    pub(crate) fn transcodes(&self) -> Vec<Transcode> {
        self.give_up_transcodes();
        locked(&self.transcodes.0)
            .running
            .values()
            .cloned()
            .collect()
    }

    /// One of them; asking keeps it alive.
    pub(crate) fn touch_transcode(&self, id: &str) -> Option<Transcode> {
        self.give_up_transcodes();
        let now = self.seconds();
        let mut book = locked(&self.transcodes.0);
        let transcode = book.running.get_mut(id)?;
        transcode.heard_of = now;
        Some(transcode.clone())
    }

    /// The same, and tells everybody how far it is.
    pub(crate) fn ping_transcode(&self, id: &str) -> Option<Transcode> {
        let transcode = self.touch_transcode(id)?;
        self.tell("transcodeSession.update", &transcode);
        Some(transcode)
    }

    /// Ends one; says whether it ran.
    pub(crate) fn end_transcode(&self, id: &str) -> bool {
        self.give_up_transcodes();
        let mut book = locked(&self.transcodes.0);
        book.decided.remove(id);
        let ended = book.running.remove(id);
        drop(book);
        if let Some(transcode) = &ended {
            self.tell("transcodeSession.end", transcode);
        }
        ended.is_some()
    }

    /// The conversion that feeds a player.
    pub(crate) fn transcode_of(&self, player: &str, key: u64) -> Option<Transcode> {
        self.transcodes()
            .into_iter()
            .find(|transcode| transcode.player == player && transcode.plan.key == key)
    }
}
