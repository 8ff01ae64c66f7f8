//! What a player says it is doing.

use plex_models::xml;
use serde_json::{Value, json};

use super::{Player, playing::Playing};
use crate::{contents::locked, look::set, state::State};

/// The timelines of all kinds of media, in XML: players speak nothing else.
pub(super) fn xml(player: &Player, state: &State, command: &str) -> String {
    let playing = locked(&player.playing).clone();
    let now = state.clock.millis();
    let timelines: Vec<_> = ["music", "photo", "video"]
        .iter()
        .map(|media| timeline(&playing, media, now))
        .collect();
    let mut container = json!({
        "size": timelines.len(),
        "commandID": command,
        "location": playing.location,
        "machineIdentifier": player.identifier,
        "Timeline": timelines,
    });
    if let Some(text) = &playing.text {
        set(&mut container, "textFieldFocused", text.as_str().into());
    }
    xml::write("MediaContainer", &container)
}

fn timeline(playing: &Playing, media: &str, now: u64) -> Value {
    let entry = playing.entry().filter(|entry| entry.media() == media);
    let (Some(entry), Some(queue)) = (entry, &playing.queue) else {
        return json!({"type": media, "state": "stopped"});
    };
    let source = &queue.source;
    let mut timeline = json!({
        "type": media,
        "itemType": entry.kind,
        "state": playing.how.name(),
        "time": playing.position(now),
        "duration": entry.duration,
        "seekRange": format!("0-{}", entry.duration),
        "controllable":
            "playPause,stop,seekTo,skipPrevious,skipNext,stepBack,stepForward,volume,shuffle,repeat,audioStream,subtitleStream",
        "volume": playing.volume,
        "shuffle": u8::from(playing.shuffle),
        "repeat": playing.repeat,
        "key": entry.key,
        "ratingKey": entry.rating_key,
        "containerKey": queue.container_key,
        "providerIdentifier": "com.plexapp.plugins.library",
        "partIndex": 0,
        "partCount": 1,
        "autoPlay": false,
        "machineIdentifier": source.machine_identifier,
        "address": source.address,
        "port": source.port,
        "protocol": source.protocol,
        "location": playing.location,
    });
    for (name, number) in [
        ("playQueueID", queue.id),
        ("playQueueItemID", entry.id),
        ("playQueueVersion", queue.version),
        ("audioStreamId", playing.streams.audio),
        ("subtitleStreamId", playing.streams.subtitle),
        ("videoStreamId", playing.streams.video),
    ] {
        if let Some(number) = number {
            set(&mut timeline, name, number.into());
        }
    }
    timeline
}
