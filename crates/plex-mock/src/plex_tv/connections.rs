//! The ways to reach the media server, of which not all lead there.

use serde_json::{Value, json};
use url::Url;

/// One way.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) uri: String,
    pub(crate) local: bool,
    pub(crate) relay: bool,
}

impl Connection {
    pub(crate) fn as_json(&self) -> Value {
        let url = Url::parse(&self.uri).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        json!({
            "protocol": url.as_ref().map_or("http", Url::scheme),
            "address": host.trim_matches(['[', ']']),
            "port": url.as_ref().and_then(Url::port_or_known_default),
            "uri": self.uri,
            "local": self.local,
            "relay": self.relay,
            "IPv6": host.starts_with('['),
        })
    }
}
