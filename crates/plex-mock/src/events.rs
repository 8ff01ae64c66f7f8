//! What the server tells those who listen: notifications, and the activities they are about.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::{
    contents::locked,
    dice::Dice,
    library::{Item, Section},
    state::State,
};

/// Who listens, and what goes on.
#[derive(Debug)]
pub(crate) struct Events {
    sender: broadcast::Sender<Arc<Event>>,
    activities: Mutex<Vec<Activity>>,
}

/// One notification.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) kind: Cow<'static, str>,
    /// What the container holds beside its type and size.
    pub(crate) list: Value,
}

impl Event {
    /// The notification in its container.
    pub(crate) fn container(&self) -> Value {
        let size = self
            .list
            .as_object()
            .and_then(|list| list.values().find_map(Value::as_array))
            .map_or(1, Vec::len);
        let mut container = json!({"type": self.kind, "size": size});
        if let (Some(members), Some(list)) = (container.as_object_mut(), self.list.as_object()) {
            members.extend(list.clone());
        }
        container
    }
}

/// Something that goes on for a while.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    pub(crate) uuid: String,
    section: u32,
    title: String,
    subtitle: String,
    progress: u32,
}

impl Activity {
    /// Whether it is about a section.
    pub(crate) const fn is_of(&self, section: u32) -> bool {
        self.section == section
    }

    pub(crate) fn as_json(&self) -> Value {
        json!({
            "uuid": self.uuid,
            "type": "library.update.section",
            "cancellable": true,
            "userID": 1,
            "title": self.title,
            "subtitle": self.subtitle,
            "progress": self.progress,
            "Context": {"librarySectionID": self.section.to_string()},
        })
    }
}

impl Default for Events {
    fn default() -> Self {
        // Whoever is slower than so many loses the oldest.
        let (sender, _) = broadcast::channel(256);
        Self {
            sender,
            activities: Mutex::default(),
        }
    }
}

impl Events {
    /// Listens from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<Event>> {
        self.sender.subscribe()
    }

    /// Tells everybody.
    pub(crate) fn tell(&self, kind: impl Into<Cow<'static, str>>, list: Value) {
        let kind = kind.into();
        // It is no failure when nobody listens.
        let _ = self.sender.send(Arc::new(Event { kind, list }));
    }

    /// Tells that something became of a thing: `state` is 5 when it is done, 9 when it is deleted.
    pub(crate) fn timeline(&self, item: &Item, state: u32, title: &str, now: u64) {
        let entry = json!({
            "identifier": "com.plexapp.plugins.library",
            "sectionID": item.section.id.to_string(),
            "itemID": item.key.to_string(),
            "type": item.kind.number(),
            "title": title,
            "state": state,
            "updatedAt": now,
        });
        self.tell("timeline", json!({"TimelineEntry": [entry]}));
    }

    /// Tells that a section is gone.
    pub(crate) fn section_deleted(&self, section: &Section, now: u64) {
        let entry = json!({
            "identifier": "com.plexapp.plugins.library",
            "sectionID": section.id.to_string(),
            "itemID": section.id.to_string(),
            "type": section.kind.number(),
            "title": section.title,
            "state": 9,
            "updatedAt": now,
        });
        self.tell("timeline", json!({"TimelineEntry": [entry]}));
    }

    /// What goes on.
    pub(crate) fn activities(&self) -> Vec<Activity> {
        locked(&self.activities).clone()
    }

    /// Whether a section is being scanned.
    pub(crate) fn is_refreshing(&self, section: u32) -> bool {
        locked(&self.activities)
            .iter()
            .any(|activity| activity.section == section)
    }

    fn tell_activity(&self, event: &str, activity: &Activity) {
        let notification =
            json!({"event": event, "uuid": activity.uuid, "Activity": activity.as_json()});
        self.tell("activity", json!({"ActivityNotification": [notification]}));
    }

    /// Ends an activity; says whether there was one.
    pub(crate) fn end(&self, uuid: &str) -> bool {
        let mut activities = locked(&self.activities);
        let Some(place) = activities.iter().position(|activity| activity.uuid == uuid) else {
            return false;
        };
        let mut activity = activities.remove(place);
        drop(activities);
        activity.progress = 100;
        self.tell_activity("ended", &activity);
        true
    }

    /// Ends everything.
    pub(crate) fn reset(&self) {
        locked(&self.activities).clear();
    }
}

impl State {
    /// Begins to scan a section, which takes a moment.
    pub(crate) fn begin_refresh(self: &Arc<Self>, section: u32, subtitle: &str) {
        let number = self.numbers.next();
        let activity = Activity {
            uuid: Dice::new(self.seed, "activity", number).uuid(),
            section,
            title: "Scanning the library".to_owned(),
            subtitle: subtitle.to_owned(),
            progress: 0,
        };
        locked(&self.events.activities).push(activity.clone());
        self.events.tell_activity("started", &activity);
        let told = json!({"message": format!("Scanning {subtitle}")});
        let told = json!({"ProgressNotification": [told]});
        self.events.tell("progress", told);
        let state = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(A_MOMENT).await;
            let halfway = Activity {
                progress: 50,
                ..activity.clone()
            };
            if state.events.is_refreshing(section) {
                state.events.tell_activity("updated", &halfway);
            }
            tokio::time::sleep(A_MOMENT).await;
            if state.events.end(&activity.uuid) {
                let status = json!({
                    "title": "Library scan complete",
                    "description": format!("\"{}\" has been looked through.", activity.subtitle),
                    "notificationName": "LIBRARY_UPDATE",
                });
                state
                    .events
                    .tell("status", json!({"StatusNotification": [status]}));
            }
        });
    }
}

const A_MOMENT: std::time::Duration = std::time::Duration::from_millis(60);
