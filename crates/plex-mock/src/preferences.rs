//! The settings of the server.

use std::{collections::BTreeMap, sync::Mutex};

use serde_json::{Value, json};

use crate::contents::locked;

/// What somebody has changed, by the setting's id.
#[derive(Debug, Default)]
pub(crate) struct Preferences(Mutex<BTreeMap<&'static str, Value>>);

struct Setting {
    id: &'static str,
    label: &'static str,
    group: &'static str,
    default: Default,
    choices: &'static str,
}

enum Default {
    Flag(bool),
    Number(i64),
    Text(&'static str),
}

impl Setting {
    fn default(&self) -> Value {
        match self.default {
            Default::Flag(flag) => flag.into(),
            Default::Number(number) => number.into(),
            Default::Text(text) => text.into(),
        }
    }

    fn read(&self, text: &str) -> Option<Value> {
        match self.default {
            Default::Flag(_) => match text {
                "1" | "true" => Some(true.into()),
                "0" | "false" => Some(false.into()),
                _ => None,
            },
            Default::Number(_) => text.parse::<i64>().ok().map(Value::from),
            Default::Text(_) => Some(text.into()),
        }
    }
}

impl Preferences {
    /// All settings, or those of which `wanted` gives true.
    pub(crate) fn all(&self, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
        let changed = locked(&self.0);
        SETTINGS
            .iter()
            .filter(|setting| wanted(setting.id))
            .map(|setting| {
                let default = setting.default();
                let value = changed.get(setting.id).unwrap_or(&default).clone();
                let mut json = json!({
                    "id": setting.id,
                    "label": setting.label,
                    "summary": "",
                    "type": match setting.default {
                        Default::Flag(_) => "bool",
                        Default::Number(_) => "int",
                        Default::Text(_) => "text",
                    },
                    "default": default,
                    "value": value,
                    "hidden": false,
                    "advanced": false,
                    "group": setting.group,
                });
                if let (false, Some(members)) = (setting.choices.is_empty(), json.as_object_mut()) {
                    members.insert("enumValues".to_owned(), setting.choices.into());
                }
                json
            })
            .collect()
    }

    /// Changes settings; changes none of them when one does not exist or cannot be that.
    pub(crate) fn change(&self, changes: &[(String, String)]) -> Option<()> {
        let read: Vec<_> = changes
            .iter()
            .map(|(id, text)| {
                let setting = SETTINGS.iter().find(|setting| setting.id == id)?;
                Some((setting.id, setting.read(text)?))
            })
            .collect::<Option<_>>()?;
        locked(&self.0).extend(read);
        Some(())
    }

    /// A setting as text.
    pub(crate) fn text(&self, id: &str) -> Option<String> {
        locked(&self.0).get(id)?.as_str().map(str::to_owned)
    }

    pub(crate) fn reset(&self) {
        locked(&self.0).clear();
    }
}

const fn new(
    id: &'static str,
    label: &'static str,
    group: &'static str,
    default: Default,
    choices: &'static str,
) -> Setting {
    Setting {
        id,
        label,
        group,
        default,
        choices,
    }
}

use Default::{Flag, Number, Text};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    new("FriendlyName", "Friendly name", "general", Text(""), ""),
    new("sendCrashReports", "Send crash reports to Plex", "general", Flag(false), ""),
    new("ButlerUpdateChannel", "Server update channel", "general", Text("16"), "16:Public|8:Beta"),
    new("logDebug", "Enable debug logging", "general", Flag(true), ""),
    new("FSEventLibraryUpdatesEnabled", "Scan my library automatically", "library", Flag(false), ""),
    new("ScheduledLibraryUpdatesEnabled", "Scan my library periodically", "library", Flag(false), ""),
    new("ScheduledLibraryUpdateInterval", "Library scan interval", "library", Number(3600), "900:every 15 minutes|1800:every 30 minutes|3600:hourly|86400:daily"),
    new("autoEmptyTrash", "Empty trash automatically after every scan", "library", Flag(true), ""),
    new("allowMediaDeletion", "Allow media deletion", "library", Flag(true), ""),
    new("OnDeckWindow", "Weeks to consider for Continue Watching", "library", Number(16), ""),
    new("secureConnections", "Secure connections", "network", Number(1), "0:Required|1:Preferred|2:Disabled"),
    new("GdmEnabled", "Enable local network discovery", "network", Flag(true), ""),
    new("WebHooksEnabled", "Webhooks", "network", Flag(true), ""),
    new("TranscoderQuality", "Transcoder quality", "transcoder", Number(0), "0:Automatic|1:Prefer higher speed encoding|2:Prefer higher quality encoding|3:Make my CPU hurt"),
    new("TranscoderTempDirectory", "Transcoder temporary directory", "transcoder", Text(""), ""),
    new("ButlerStartHour", "Time at which tasks start to run", "butler", Number(2), ""),
    new("ButlerEndHour", "Time at which tasks stop running", "butler", Number(5), ""),
    new("ButlerTaskBackupDatabase", "Backup database every three days", "butler", Flag(true), ""),
];
