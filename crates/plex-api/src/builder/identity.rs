//! Options: which app, version and device asks. All of it goes along in headers, and the account's owner sees it in the list
//! of their devices.

use reqwest::header::{HeaderMap, HeaderName};

use super::PlexBuilder;
use crate::{Error, Result, engine::header_value};

/// The interface of the media server that this crate was written for. A server that is told none takes an app for one of
/// the oldest, and reads some parameters, such as `includeFields`, in another way.
const SERVER_INTERFACE: &str = "1.2.0";

impl PlexBuilder {
    /// The app's version.
    pub fn version(self, version: impl Into<String>) -> Self {
        self.identify("X-Plex-Version", version)
    }

    /// The operating system or runtime; the one this was compiled for where it is not set.
    pub fn platform(self, platform: impl Into<String>) -> Self {
        self.identify("X-Plex-Platform", platform)
    }

    /// The version of the platform.
    pub fn platform_version(self, version: impl Into<String>) -> Self {
        self.identify("X-Plex-Platform-Version", version)
    }

    /// The kind of device, such as `iPad` or `Linux`.
    pub fn device(self, device: impl Into<String>) -> Self {
        self.identify("X-Plex-Device", device)
    }

    /// The device's name as its owner knows it, such as `Kitchen`. Any script will do.
    pub fn device_name(self, name: impl Into<String>) -> Self {
        self.identify("X-Plex-Device-Name", name)
    }

    /// Who made the device.
    pub fn device_vendor(self, vendor: impl Into<String>) -> Self {
        self.identify("X-Plex-Device-Vendor", vendor)
    }

    /// The device's model in its maker's terms.
    pub fn model(self, model: impl Into<String>) -> Self {
        self.identify("X-Plex-Model", model)
    }

    /// The store that the app was installed from, such as `fdroid`.
    pub fn marketplace(self, store: impl Into<String>) -> Self {
        self.identify("X-Plex-Marketplace", store)
    }

    /// The language of answers, such as `de`.
    pub fn language(self, language: impl Into<String>) -> Self {
        self.identify("X-Plex-Language", language)
    }

    /// The version of the media server's interface that the app was written for; the one that this crate knows, 1.2.0,
    /// where it is not set. Servers answer as they did at that time.
    pub fn server_interface(self, version: impl Into<String>) -> Self {
        self.identify("X-Plex-Pms-Api-Version", version)
    }

    fn identify(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.identity.push((header, value.into()));
        self
    }

    pub(super) fn identity_headers(&self) -> Result<HeaderMap> {
        let once = ": make it once (a UUID will do), keep it, and send the same ever after";
        for (what, value, how) in [
            ("product", &self.product, ""),
            ("client identifier", &self.client_identifier, once),
        ] {
            if value.trim().is_empty() {
                return Err(Error::Config(format!(
                    "the {what} is empty, and plex.tv requires one{how}"
                )));
            }
        }
        let known = [
            ("X-Plex-Platform", std::env::consts::OS),
            ("X-Plex-Pms-Api-Version", SERVER_INTERFACE),
            ("X-Plex-Product", self.product.as_str()),
            ("X-Plex-Client-Identifier", self.client_identifier.as_str()),
        ];
        let given = self.identity.iter();
        let given = given.map(|(name, value)| (*name, value.as_str()));
        let mut headers = HeaderMap::new();
        for (name, value) in known.into_iter().chain(given) {
            let key = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Error::Config(format!("{name:?} is no name of a header")))?;
            headers.insert(key, header_value(name, value)?);
        }
        Ok(headers)
    }
}
