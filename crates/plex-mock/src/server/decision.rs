//! How a thing would be played: as it is, or converted, and then which of its streams how.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    items::{IDENTIFIER, MEDIA_TAG_PREFIX, MEDIA_TAG_VERSION},
    paging::in_its_section,
    profile::Profile,
};
use crate::{
    answer::{Refusal, refuse_in_html},
    contents::{Account, uris::Target as Address},
    library::{Detail, Item, Kind},
    look::{member, set},
    requests::Received,
    state::State,
    transcodes::{Codec, Plan, Target},
};

/// Decides by what the request says the player can do.
pub(crate) fn decide(
    state: &State,
    request: &Received,
    path: &str,
    viewer: Account,
) -> Result<Plan, Refusal> {
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let item = Address::read(path)
        .keys()
        .first()
        .and_then(|key| state.contents.item(*key))
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let kind = match item.kind {
        Kind::Movie | Kind::Episode => "video",
        Kind::Track => "music",
        _ => return Err(bad()),
    };
    let extra = request
        .plex("X-Plex-Client-Profile-Extra")
        .unwrap_or_default();
    let profile = Profile::read(extra).map_err(|_| bad())?;
    let whole = state.contents.value(item, Detail::Whole, viewer);
    let (media, item_value) = chosen(request, &item, whole).ok_or_else(bad)?;
    Ok(Wish {
        request,
        profile,
        kind,
    }
    .plan(item.key, item_value, media))
}

/// The version that is asked for, and the entry without the others.
fn chosen(request: &Received, item: &Item, mut whole: Value) -> Option<(Value, Value)> {
    let index = |name| match request.query(name) {
        None | Some("-1" | "") => Some(0),
        Some(text) => text.parse::<usize>().ok(),
    };
    let media = member(&whole, "Media").get(index("mediaIndex")?)?.clone();
    media
        .pointer("/Part")?
        .as_array()?
        .get(index("partIndex")?)?;
    if let Some(members) = whole.as_object_mut() {
        members.remove("Media");
    }
    Some((media, in_its_section(&item.section, whole)))
}

/// What a player wants.
struct Wish<'r> {
    request: &'r Received,
    profile: Profile,
    kind: &'static str,
}

impl Wish<'_> {
    fn is_off(&self, name: &str) -> bool {
        self.request.query(name) == Some("0")
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.request.query(name)?.parse().ok()
    }

    /// The lowest of the bitrates that must not be passed, in kilobits per second.
    fn bitrate(&self) -> Option<u64> {
        [
            "maxVideoBitrate",
            "videoBitrate",
            "peakBitrate",
            "musicBitrate",
        ]
        .into_iter()
        .filter_map(|name| self.number(name))
        .min()
    }

    /// The largest picture, by its height.
    fn height(&self) -> Option<u64> {
        let (_, height) = self.request.query("videoResolution")?.split_once('x')?;
        height.parse().ok()
    }

    fn plan(&self, key: u64, mut item: Value, mut media: Value) -> Plan {
        let text = |name: &str| member(&media, name).as_str().map(str::to_owned);
        let number = |name: &str| member(&media, name).as_u64().unwrap_or_default();
        let container = text("container").unwrap_or_default();
        let (video, audio) = (text("videoCodec"), text("audioCodec"));
        let (height, bitrate) = (number("height"), number("bitrate"));
        let bound = |property| {
            self.profile
                .upper_bound(video.as_deref().unwrap_or_default(), property)
        };
        let highest = [self.height(), bound("video.height")]
            .into_iter()
            .flatten()
            .min();
        let is_too_much = self.bitrate().is_some_and(|limit| bitrate > limit)
            || bound("video.bitrate").is_some_and(|limit| bitrate > limit);
        let is_too_high = highest.is_some_and(|limit| height > limit);
        let direct = if self.is_off("directPlay") {
            (3000, "The app has switched direct play off.")
        } else if is_too_much {
            (3003, "The file needs more bandwidth than there is.")
        } else if is_too_high
            || !self
                .profile
                .plays(self.kind, &container, video.as_deref(), audio.as_deref())
        {
            (3001, "The app does not play this kind of file.")
        } else {
            (1000, "The app plays the file as it is.")
        };
        let direct_play = direct.0 == 1000;
        let target = Target {
            protocol: self.protocol(),
            container: self.container(),
            duration: number("duration"),
            segment: self
                .number("secondsPerSegment")
                .filter(|seconds| *seconds > 0)
                .unwrap_or(5),
            bitrate: self.bitrate().map_or(bitrate, |limit| limit.min(bitrate)),
            height: highest.map_or(height, |limit| limit.min(height)),
            width: highest
                .filter(|limit| *limit < height)
                .map_or(number("width"), |limit| {
                    number("width") * limit / height.max(1) / 2 * 2
                }),
            channels: self
                .number("audioChannelCount")
                .map_or(number("audioChannels"), |limit| {
                    limit.min(number("audioChannels"))
                }),
            video: video.map(|codec| {
                let copies = !self.is_off("directStream")
                    && !is_too_much
                    && !is_too_high
                    && self.profile.keeps("videoCodec", &codec);
                Codec::new(codec, copies, "h264")
            }),
            audio: audio.map(|codec| {
                let copies = !self.is_off("directStreamAudio")
                    && !self.is_off("directStream")
                    && self.profile.keeps("audioCodec", &codec);
                let target = if self.kind == "music" { "mp3" } else { "aac" };
                Codec::new(codec, copies, target)
            }),
            subtitles: match self.request.query("subtitles") {
                Some("burn") => Some("burn"),
                Some("sidecar" | "embedded" | "segmented") => Some("transcode"),
                _ => None,
            },
        };
        let can_convert =
            !(self.is_off("directStream") && self.number("maxVideoBitrate") == Some(0));
        describe(&mut media, direct_play, &target);
        set(&mut item, "Media", json!([media]));
        let converts = (1001, "A conversion will do.");
        let fails = (4000, "There is no bandwidth at all.");
        let transcode = match (direct_play, can_convert) {
            (true, _) => None,
            (false, true) => Some(converts),
            (false, false) => Some(fails),
        };
        Plan {
            key,
            item,
            direct_play,
            general: match (direct_play, can_convert) {
                (true, _) => (1000, "The file is played as it is."),
                (false, true) => (1001, "No direct play, a conversion will do."),
                (false, false) => (2000, "Neither direct play nor a conversion is possible."),
            },
            direct,
            transcode,
            target,
        }
    }

    fn protocol(&self) -> &'static str {
        match self.request.query("protocol") {
            Some("hls") => "hls",
            Some("dash") => "dash",
            _ => "http",
        }
    }

    fn container(&self) -> &'static str {
        match (self.protocol(), self.kind) {
            ("hls", "video") => "mpegts",
            ("dash", _) => "mp4",
            (_, "music") => "mp3",
            _ => "mkv",
        }
    }
}

/// Writes the decision to the version, its part and its streams.
fn describe(media: &mut Value, direct_play: bool, target: &Target) {
    let decision = if direct_play {
        "directplay"
    } else {
        "transcode"
    };
    set(media, "selected", true.into());
    if !direct_play {
        set(media, "protocol", target.protocol.into());
        set(media, "container", target.container.into());
        set(media, "bitrate", target.bitrate.into());
        for (name, codec) in [("videoCodec", &target.video), ("audioCodec", &target.audio)] {
            if let Some(codec) = codec {
                set(media, name, codec.after.as_str().into());
            }
        }
        if target.video.is_some() {
            set(media, "width", target.width.into());
            set(media, "height", target.height.into());
        }
    }
    let Some(part) = media.pointer_mut("/Part/0") else {
        return;
    };
    set(part, "selected", true.into());
    set(part, "decision", decision.into());
    if !direct_play {
        set(part, "container", target.container.into());
        set(part, "protocol", target.protocol.into());
    }
    let Some(Value::Array(streams)) = part.get_mut("Stream") else {
        return;
    };
    if !direct_play {
        // Of several sounds the chosen one is converted; of subtitles those that are asked for.
        let mut has_sound = false;
        streams.retain(|stream| match stream["streamType"].as_u64() {
            Some(2) => !std::mem::replace(&mut has_sound, true),
            Some(3) => target.subtitles.is_some(),
            _ => true,
        });
    }
    for stream in streams {
        let (codec, decided) = match stream["streamType"].as_u64() {
            Some(1) => target.video.as_ref().map_or(("", "copy"), |codec| {
                (codec.after.as_str(), codec.decision())
            }),
            Some(2) => target.audio.as_ref().map_or(("", "copy"), |codec| {
                (codec.after.as_str(), codec.decision())
            }),
            _ => ("srt", target.subtitles.unwrap_or("copy")),
        };
        let location = if direct_play { "direct" } else { "segments-av" };
        set(stream, "location", location.into());
        if !direct_play {
            set(stream, "decision", decided.into());
            set(stream, "codec", codec.into());
        }
    }
}

/// The container of a decision.
pub(crate) fn as_json(plan: &Plan) -> Value {
    let mut answer = json!({
        "size": 1,
        "allowSync": true,
        "identifier": IDENTIFIER,
        "librarySectionID": member(&plan.item, "librarySectionID"),
        "librarySectionTitle": member(&plan.item, "librarySectionTitle"),
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "Metadata": [plan.item],
    });
    for (name, value) in result(plan) {
        set(&mut answer, name, value);
    }
    answer
}

/// The codes and texts of a decision.
pub(crate) fn result(plan: &Plan) -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("generalDecisionCode", plan.general.0.into()),
        ("generalDecisionText", plan.general.1.into()),
        ("directPlayDecisionCode", plan.direct.0.into()),
        ("directPlayDecisionText", plan.direct.1.into()),
    ];
    if let Some((code, text)) = plan.transcode {
        members.push(("transcodeDecisionCode", code.into()));
        members.push(("transcodeDecisionText", text.into()));
    }
    members
}
