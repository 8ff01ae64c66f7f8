//! What a player says it can play: the directives of `X-Plex-Client-Profile-Extra`.

/// What can be played as it is, and within which limits.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    direct_play: Vec<Rule>,
    limits: Vec<Rule>,
    /// The codecs that conversions may leave as they are, by kind of stream.
    targets: Vec<Rule>,
}

/// The arguments of a directive.
type Rule = Vec<(String, String)>;

/// The directives have no such form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Profile {
    /// The directives on top of what every player is taken to play.
    pub(crate) fn read(extra: &str) -> Result<Self, Malformed> {
        let mut profile = Self::default();
        for directive in extra.split('+').filter(|text| !text.trim().is_empty()) {
            let (name, arguments) = directive
                .trim()
                .strip_suffix(')')
                .and_then(|text| text.split_once('('))
                .ok_or(Malformed)?;
            let rule: Rule = arguments
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (key, value) = pair.split_once('=').ok_or(Malformed)?;
                    Ok((key.to_owned(), value.to_owned()))
                })
                .collect::<Result<_, Malformed>>()?;
            match name {
                "add-direct-play-profile" => profile.direct_play.push(rule),
                "add-limitation" => profile.limits.push(rule),
                "add-transcode-target"
                | "add-transcode-target-codec"
                | "append-transcode-target-codec" => profile.targets.push(rule),
                // What is not known is left aside, as settings are.
                _ => {}
            }
        }
        Ok(profile)
    }

    /// Whether a file can be played as it is.
    pub(crate) fn plays(
        &self,
        kind: &str,
        container: &str,
        video: Option<&str>,
        audio: Option<&str>,
    ) -> bool {
        let kind_of_profile = format!("{kind}Profile");
        let by_rule = self.direct_play.iter().any(|rule| {
            value(rule, "type").is_none_or(|kind| kind == kind_of_profile)
                && lists(rule, "container", Some(container))
                && lists(rule, "videoCodec", video)
                && (lists(rule, "audioCodec", audio) || lists(rule, "codec", audio))
        });
        by_rule
            || match kind {
                "music" => matches!(container, "mp3" | "flac" | "m4a" | "wav"),
                _ => {
                    container == "mp4"
                        && video == Some("h264")
                        && matches!(audio, Some("aac" | "mp3") | None)
                }
            }
    }

    /// The upper bound of a property of a codec.
    pub(crate) fn upper_bound(&self, codec: &str, property: &str) -> Option<u64> {
        self.limits
            .iter()
            .filter(|rule| value(rule, "type") == Some("upperBound"))
            .filter(|rule| value(rule, "name") == Some(property))
            .filter(|rule| {
                matches!(value(rule, "scopeName"), None | Some("*"))
                    || value(rule, "scopeName") == Some(codec)
            })
            .filter_map(|rule| value(rule, "value")?.parse().ok())
            .min()
    }

    /// Whether a conversion may leave a codec as it is.
    pub(crate) fn keeps(&self, stream: &str, codec: &str) -> bool {
        let usual = match stream {
            "videoCodec" => codec == "h264",
            _ => matches!(codec, "aac" | "mp3"),
        };
        usual
            || self
                .targets
                .iter()
                .any(|rule| value(rule, stream).is_some() && lists(rule, stream, Some(codec)))
    }
}

fn value<'r>(rule: &'r Rule, name: &str) -> Option<&'r str> {
    rule.iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Whether the list of a rule holds a value. A rule without the list takes all of them.
fn lists(rule: &Rule, name: &str, wanted: Option<&str>) -> bool {
    match (value(rule, name), wanted) {
        (None, _) | (_, None) => true,
        (Some(list), Some(wanted)) => list.split(',').any(|known| known == "*" || known == wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        let extra = "add-direct-play-profile(type=videoProfile&container=mkv,avi&videoCodec=hevc&audioCodec=*)\
                     +add-limitation(scope=videoCodec&scopeName=hevc&type=upperBound&name=video.height&value=1080)";
        let profile = Profile::read(extra).unwrap();
        assert!(profile.plays("video", "mkv", Some("hevc"), Some("dca")));
        assert!(!profile.plays("video", "mkv", Some("mpeg4"), Some("dca")));
        assert_eq!(profile.upper_bound("hevc", "video.height"), Some(1080));
        assert_eq!(profile.upper_bound("h264", "video.height"), None);
        for wrong in ["x", "x(", "x(a)", "(a=b"] {
            assert_eq!(Profile::read(wrong).err(), Some(Malformed), "{wrong}");
        }
    }
}
