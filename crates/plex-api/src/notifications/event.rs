//! What a server tells, entry by entry.

use std::{sync::Arc, time::Duration};

use plex_models::{
    ActivityNotification, BackgroundQueueNotification, DecodeError, Format, Notification,
    NotificationContainer, NotificationType, PlaySessionStateNotification, ProgressNotification,
    ReachabilityNotification, ServerUpdate, Setting, StatusNotification, TimelineEntry,
    TranscodeSession, decode,
};
use serde_json::{Map, Value};

use crate::Error;

/// Something that a server tells on its own, or that became of the line to it.
///
/// A message of a server may have several entries; each is an event of its own.
///
/// ```
/// use plex_api::Event;
///
/// let frame = br#"{"NotificationContainer": {"type": "playing", "size": 1, "PlaySessionStateNotification": [
///     {"sessionKey": "4", "ratingKey": "4711", "viewOffset": 1830000, "state": "paused"}]}}"#;
/// for event in Event::read(frame)? {
///     if let Event::Playing(change) = event {
///         assert_eq!(change.rating_key, Some("4711".into()));
///     }
/// }
/// # Ok::<(), plex_api::DecodeError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// Somebody plays, pauses, seeks or stops.
    Playing(Box<PlaySessionStateNotification>),
    /// An entry of the library was added, is being worked on, or is gone.
    Timeline(Box<TimelineEntry>),
    /// Work in the background began, moved on or ended.
    Activity(Box<ActivityNotification>),
    /// A conversion began.
    TranscodeStarted(Box<TranscodeSession>),
    /// A conversion moved on.
    TranscodeUpdated(Box<TranscodeSession>),
    /// A conversion ended.
    TranscodeEnded(Box<TranscodeSession>),
    /// What the server is at, in words.
    Status(StatusNotification),
    /// How far the server is, in words.
    Progress(ProgressNotification),
    /// The way in from outside opened or closed.
    Reachability(ReachabilityNotification),
    /// Somebody changed a setting.
    Preference(Box<Setting>),
    /// The queue of conversions changed.
    BackgroundQueue(BackgroundQueueNotification),
    /// A new version of the server moved on.
    Update(Box<ServerUpdate>),
    /// A message of another type, or what a message holds besides the above: its members as they came.
    Other {
        /// The type of the message.
        kind: NotificationType,
        /// The container without its type and size.
        value: Value,
    },
    /// The line to the server broke, and is being made anew.
    Disconnected {
        /// Why, as far as it is known.
        cause: Arc<Error>,
    },
    /// The line is there again. What happened meanwhile was not told and never will be: look at what you show again.
    Reconnected {
        /// How long nothing was heard, counted from the last sign of life before the line broke.
        away: Duration,
        /// How many attempts it took.
        attempts: u32,
    },
    /// More came than was taken out of the stream, and these were dropped.
    Missed {
        /// How many messages.
        messages: u64,
    },
}

impl Event {
    /// Reads a text frame of the WebSocket: any number of events, and never an error for what is new or odd inside.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the frame is no JSON.
    pub fn read(frame: &[u8]) -> Result<Vec<Self>, DecodeError> {
        Self::read_named(None, frame)
    }

    /// Reads an event of the event stream, of which the name is the type of the message. Keep-alives give nothing.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the data are no JSON.
    pub fn read_named(name: Option<&str>, data: &[u8]) -> Result<Vec<Self>, DecodeError> {
        if name == Some("ping") {
            return Ok(Vec::new());
        }
        let mut container = container(data)?;
        if let (true, Some(name)) = (container.kind.is_none(), name) {
            container.kind = Some(name.into());
        }
        Ok(entries(container))
    }
}

/// The container of a message: in its envelope, or bare as in the event stream, or in the form of old servers.
fn container(data: &[u8]) -> Result<NotificationContainer, DecodeError> {
    if contains(data, b"_children") {
        let value = of_old(decode::raw(Format::Json, data)?).to_string();
        return bare(value.as_bytes());
    }
    if !contains(data, b"NotificationContainer") {
        return bare(data);
    }
    let decoded = decode::object::<Notification>(Format::Json, data, None)?;
    let container = decoded.value.container.unwrap_or_default();
    let beside = decoded.value.extra.iter().chain(decoded.extra.iter());
    Ok(with(container, beside))
}

fn bare(data: &[u8]) -> Result<NotificationContainer, DecodeError> {
    let decoded = decode::object::<NotificationContainer>(Format::Json, data, None)?;
    Ok(with(decoded.value, decoded.extra.iter()))
}

/// A container with what lay beside it.
fn with<'v>(
    mut container: NotificationContainer,
    beside: impl Iterator<Item = (&'v str, &'v Value)>,
) -> NotificationContainer {
    for (name, value) in beside {
        container.extra.push(name, value.clone());
    }
    container
}

fn contains(data: &[u8], word: &[u8]) -> bool {
    data.windows(word.len()).any(|window| window == word)
}

/// Very old servers have one list of everything and name the kind in each entry.
fn of_old(mut message: Value) -> Value {
    if let Value::Object(members) = &mut message
        && let Some(inner) = members.get_mut("NotificationContainer")
        && let Some(inner) = inner.as_object_mut().map(std::mem::take)
    {
        members.remove("NotificationContainer");
        for (name, value) in inner {
            put(members, name, value);
        }
    }
    let Value::Object(mut members) = message else {
        return message;
    };
    members.remove("_elementType");
    let children = members.get_mut("_children").and_then(Value::as_array_mut);
    let children = children.map(std::mem::take).unwrap_or_default();
    if !children.is_empty() {
        members.remove("_children");
    }
    for mut child in children {
        let kind = child.get("_elementType").and_then(Value::as_str);
        let name = kind.unwrap_or("_children").to_owned();
        if let (true, Some(child)) = (kind.is_some(), child.as_object_mut()) {
            child.remove("_elementType");
        }
        put(&mut members, name, vec![child].into());
    }
    members.into()
}

/// Adds a member; to what has its name already, as the items of one list.
fn put(members: &mut Map<String, Value>, name: String, value: Value) {
    let Some(known) = members.get_mut(&name) else {
        members.insert(name, value);
        return;
    };
    if !known.is_array() {
        *known = vec![known.take()].into();
    }
    match (known, value) {
        (Value::Array(known), Value::Array(mut items)) => known.append(&mut items),
        (Value::Array(known), single) => known.push(single),
        _ => {} // it is a list by now
    }
}

/// Takes a message apart.
fn entries(mut container: NotificationContainer) -> Vec<Event> {
    let kind = container.kind.take().unwrap_or_default();
    let transcode: Option<fn(Box<TranscodeSession>) -> Event> = match kind {
        NotificationType::TranscodeStarted => Some(Event::TranscodeStarted),
        NotificationType::TranscodeUpdated => Some(Event::TranscodeUpdated),
        NotificationType::TranscodeEnded | NotificationType::LegacyTranscodeEnded => {
            Some(Event::TranscodeEnded)
        }
        _ => None,
    };
    let mut events = Vec::new();
    let mut take = |event: Event| events.push(event);
    for entry in std::mem::take(&mut container.playing) {
        take(Event::Playing(Box::new(entry)));
    }
    for entry in std::mem::take(&mut container.timeline) {
        take(Event::Timeline(Box::new(entry)));
    }
    for entry in std::mem::take(&mut container.activities) {
        take(Event::Activity(Box::new(entry)));
    }
    if let Some(transcode) = transcode {
        for entry in std::mem::take(&mut container.transcode_sessions) {
            take(transcode(Box::new(entry)));
        }
    }
    for entry in std::mem::take(&mut container.status) {
        take(Event::Status(entry));
    }
    for entry in std::mem::take(&mut container.progress) {
        take(Event::Progress(entry));
    }
    for entry in std::mem::take(&mut container.reachability) {
        take(Event::Reachability(entry));
    }
    for entry in std::mem::take(&mut container.settings) {
        take(Event::Preference(Box::new(entry)));
    }
    for entry in std::mem::take(&mut container.background_queue) {
        take(Event::BackgroundQueue(entry));
    }
    for entry in std::mem::take(&mut container.updates) {
        take(Event::Update(Box::new(entry)));
    }
    container.size = None;
    let rest = rest(&container);
    // A message without a single entry is news as well: that is how types without a known list come.
    if events.is_empty() || !rest.is_empty() {
        let value = rest.into();
        events.push(Event::Other { kind, value });
    }
    events
}

/// What nobody has taken out of a container.
fn rest(container: &NotificationContainer) -> Map<String, Value> {
    if *container == NotificationContainer::default() {
        return Map::new();
    }
    match serde_json::to_value(container) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
