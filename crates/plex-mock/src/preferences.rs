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

    /// Whether a setting is on.
    pub(crate) fn is_on(&self, id: &str) -> bool {
        self.all(|one| one == id)
            .iter()
            .any(|setting| setting["value"] == true)
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

/// The settings as the real server has them, by the pages of its web client.
#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    new("FriendlyName", "Friendly name", "general", Text(""), ""),
    new("sendCrashReports", "Send crash reports to Plex", "general", Flag(false), ""),
    new("PushNotificationsEnabled", "Enable push notifications", "general", Flag(true), ""),
    new("ButlerUpdateChannel", "Server update channel", "general", Text("16"), "16:Public|8:Beta"),
    new("autoUpdateServer", "Update the server", "general", Number(1), "0:Ask me|1:Automatically|2:Never"),
    new("logDebug", "Enable debug logging", "general", Flag(true), ""),
    new("LogVerbose", "Enable verbose logging", "general", Flag(false), ""),
    new("logTokens", "Allow tokens in logs", "general", Flag(false), ""),
    new("logNumFiles", "Number of log files", "general", Number(5), ""),
    new("watchMusicSections", "Include music libraries in automatic updates", "general", Flag(false), ""),
    new("FSEventLibraryUpdatesEnabled", "Scan my library automatically", "library", Flag(false), ""),
    new("FSEventLibraryPartialScanEnabled", "Run a partial scan when changes are detected", "library", Flag(false), ""),
    new("ScheduledLibraryUpdatesEnabled", "Scan my library periodically", "library", Flag(false), ""),
    new("ScheduledLibraryUpdateInterval", "Library scan interval", "library", Number(3600), "900:every 15 minutes|1800:every 30 minutes|3600:hourly|7200:every 2 hours|21600:every 6 hours|43200:every 12 hours|86400:daily"),
    new("autoEmptyTrash", "Empty trash automatically after every scan", "library", Flag(true), ""),
    new("allowMediaDeletion", "Allow media deletion", "library", Flag(true), ""),
    new("OnDeckWindow", "Weeks to consider for Continue Watching", "library", Number(16), ""),
    new("OnDeckLimit", "Maximum number of Continue Watching items", "library", Number(40), ""),
    new("OnDeckIncludePremieres", "Include season premieres in Continue Watching", "library", Flag(true), ""),
    new("ScannerLowPriority", "Run scanner tasks at a lower priority", "library", Flag(false), ""),
    new("MarkerSource", "Marker source", "library", Text(""), ""),
    new("GenerateBIFBehavior", "Generate video preview thumbnails", "library", Text("never"), "never:never|scheduled:as a scheduled task|asap:as a scheduled task and when media is added"),
    new("GenerateIntroMarkerBehavior", "Generate intro video markers", "library", Text("asap"), "never:never|scheduled:as a scheduled task|asap:as a scheduled task and when media is added"),
    new("GenerateCreditsMarkerBehavior", "Generate credits video markers", "library", Text("asap"), "never:never|scheduled:as a scheduled task|asap:as a scheduled task and when media is added"),
    new("GenerateChapterThumbBehavior", "Generate chapter thumbnails", "library", Text("scheduled"), "never:never|scheduled:as a scheduled task|asap:as a scheduled task and when media is added"),
    new("LoudnessAnalysisBehavior", "Analyze audio tracks for loudness", "library", Text("scheduled"), "never:never|scheduled:as a scheduled task|asap:as a scheduled task and when media is added"),
    new("DatabaseCacheSize", "Database cache size (MB)", "library", Number(40), ""),
    new("EnableIPv6", "Enable server support for IPv6", "network", Flag(false), ""),
    new("secureConnections", "Secure connections", "network", Number(1), "0:Required|1:Preferred|2:Disabled"),
    new("customCertificatePath", "Custom certificate location", "network", Text(""), ""),
    new("customCertificateDomain", "Custom certificate domain", "network", Text(""), ""),
    new("PreferredNetworkInterface", "Preferred network interface", "network", Text(""), ":Any"),
    new("DisableTLSv1_0", "Strict TLS configuration", "network", Flag(false), ""),
    new("GdmEnabled", "Enable local network discovery", "network", Flag(true), ""),
    new("WanPerUserStreamCount", "Remote streams allowed per user", "network", Number(0), "0:Unlimited|1:1|2:2|3:3|4:4|5:5|10:10"),
    new("LanNetworksBandwidth", "LAN networks", "network", Text(""), ""),
    new("RelayEnabled", "Enable relay", "network", Flag(true), ""),
    new("customConnections", "Custom server access URLs", "network", Text(""), ""),
    new("allowedNetworks", "List of IP addresses and networks that are allowed without auth", "network", Text(""), ""),
    new("WebHooksEnabled", "Webhooks", "network", Flag(true), ""),
    new("ManualPortMappingMode", "Manually specify public port", "network", Flag(false), ""),
    new("ManualPortMappingPort", "Public port", "network", Number(32_400), ""),
    new("PublishServerOnPlexOnlineKey", "Remote access", "network", Flag(true), ""),
    new("WanTotalMaxUploadRate", "Internet upload speed", "network", Number(0), ""),
    new("TranscoderQuality", "Transcoder quality", "transcoder", Number(0), "0:Automatic|1:Prefer higher speed encoding|2:Prefer higher quality encoding|3:Make my CPU hurt"),
    new("TranscoderTempDirectory", "Transcoder temporary directory", "transcoder", Text(""), ""),
    new("TranscoderDefaultDuration", "Default duration", "transcoder", Number(120), ""),
    new("TranscoderThrottleBuffer", "Transcoder default throttle buffer", "transcoder", Number(60), ""),
    new("TranscoderH264BackgroundPreset", "Background transcoding x264 preset", "transcoder", Text("veryfast"), "ultrafast:Ultra fast|superfast:Super fast|veryfast:Very fast|faster:Faster|fast:Fast|medium:Medium|slow:Slow|slower:Slower|veryslow:Very slow"),
    new("TranscoderToneMapping", "Enable HDR tone mapping", "transcoder", Flag(true), ""),
    new("TranscoderCanOnlyRemuxVideo", "Disable video stream transcoding", "transcoder", Flag(false), ""),
    new("HardwareAcceleratedCodecs", "Use hardware acceleration when available", "transcoder", Flag(false), ""),
    new("HardwareAcceleratedEncoders", "Use hardware-accelerated video encoding", "transcoder", Flag(true), ""),
    new("TranscodeCountLimit", "Maximum simultaneous video transcodes", "transcoder", Number(0), "0:Unlimited|1:1|2:2|3:3|4:4|5:5|10:10"),
    new("BackgroundQueueIdlePaused", "Pause background conversions", "transcoder", Flag(false), ""),
    new("LanguageInCloud", "Use language preferences from the account", "languages", Flag(true), ""),
    new("DlnaEnabled", "Enable the DLNA server", "dlna", Flag(false), ""),
    new("DlnaClientPreferences", "DLNA client preferences", "dlna", Text(""), ""),
    new("DlnaReportTimeline", "DLNA server timeline reporting", "dlna", Flag(true), ""),
    new("ButlerStartHour", "Time at which tasks start to run", "butler", Number(2), ""),
    new("ButlerEndHour", "Time at which tasks stop running", "butler", Number(5), ""),
    new("ButlerTaskBackupDatabase", "Backup database every three days", "butler", Flag(true), ""),
    new("ButlerDatabaseBackupPath", "Backup directory", "butler", Text("/config/Databases"), ""),
    new("ButlerTaskOptimizeDatabase", "Optimize database every week", "butler", Flag(true), ""),
    new("ButlerTaskCleanOldBundles", "Remove old bundles every week", "butler", Flag(true), ""),
    new("ButlerTaskCleanOldCacheFiles", "Remove old cache files every week", "butler", Flag(true), ""),
    new("ButlerTaskRefreshLocalMedia", "Refresh local metadata every three days", "butler", Flag(true), ""),
    new("ButlerTaskRefreshLibraries", "Update all libraries during maintenance", "butler", Flag(false), ""),
    new("ButlerTaskRefreshPeriodicMetadata", "Refresh library metadata periodically", "butler", Flag(true), ""),
    new("ButlerTaskUpgradeMediaAnalysis", "Upgrade media analysis during maintenance", "butler", Flag(true), ""),
    new("CinemaTrailersType", "Choose Cinema Trailers from", "extras", Number(1), "0:All movies|1:Only unwatched movies"),
    new("CinemaTrailersFromLibrary", "Include Cinema Trailers from movies in my library", "extras", Flag(true), ""),
    new("CinemaTrailersPrerollID", "Movie pre-roll video", "extras", Text(""), ""),
];
