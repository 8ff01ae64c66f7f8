//! What an app can play, in the directives of `X-Plex-Client-Profile-Extra`.

use std::{fmt, str::FromStr};

/// What an app can play beside what its profile on the server says: directives, in their order.
///
/// ```
/// use plex_api::transcode::{ClientProfile, Directive, MediaKind};
///
/// let profile = ClientProfile::default()
///     .with(Directive::direct_play(MediaKind::Video).set("container", "mkv").set("videoCodec", "h264,hevc").set("audioCodec", "*"))
///     .with(Directive::upper_bound("videoCodec", "hevc", "video.height", 1080));
/// assert_eq!(
///     profile.to_string(),
///     "add-direct-play-profile(type=videoProfile&container=mkv&videoCodec=h264,hevc&audioCodec=*)\
///      +add-limitation(scope=videoCodec&scopeName=hevc&type=upperBound&name=video.height&value=1080)",
/// );
/// assert_eq!(profile.to_string().parse(), Ok(profile));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientProfile {
    directives: Vec<Directive>,
}

impl ClientProfile {
    /// Adds a directive.
    #[must_use]
    pub fn with(mut self, directive: Directive) -> Self {
        self.directives.push(directive);
        self
    }

    /// The directives.
    #[must_use]
    pub fn directives(&self) -> &[Directive] {
        &self.directives
    }
}

/// One directive: what it does, and its arguments in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    kind: DirectiveKind,
    arguments: Vec<(String, String)>,
}

/// What a directive does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirectiveKind {
    /// `add-direct-play-profile`: such files can be played as they are.
    DirectPlayProfile,
    /// `add-limitation`: a codec can be played only within a limit.
    Limitation,
    /// `add-transcode-target`: a form in which conversions may arrive.
    TranscodeTarget,
    /// `add-transcode-target-codec`: a codec of such a form, in place of those that it had.
    TranscodeTargetCodec,
    /// `append-transcode-target-codec`: a codec of such a form, beside those that it has.
    AppendTranscodeTargetCodec,
    /// `add-settings`: settings of the player.
    Settings,
    /// A directive that has no name here.
    Other(String),
}

/// Every name that has a variant.
const KINDS: [(&str, DirectiveKind); 6] = [
    ("add-direct-play-profile", DirectiveKind::DirectPlayProfile),
    ("add-limitation", DirectiveKind::Limitation),
    ("add-transcode-target", DirectiveKind::TranscodeTarget),
    (
        "add-transcode-target-codec",
        DirectiveKind::TranscodeTargetCodec,
    ),
    (
        "append-transcode-target-codec",
        DirectiveKind::AppendTranscodeTargetCodec,
    ),
    ("add-settings", DirectiveKind::Settings),
];

impl DirectiveKind {
    /// The name as it goes over the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(name) => name,
            known => KINDS
                .iter()
                .find(|(_, kind)| kind == known)
                .map_or("", |(name, _)| name),
        }
    }
}

impl From<&str> for DirectiveKind {
    fn from(name: &str) -> Self {
        KINDS
            .into_iter()
            .find(|(known, _)| *known == name)
            .map_or_else(|| Self::Other(name.to_owned()), |(_, kind)| kind)
    }
}

/// What kind of media a profile is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaKind {
    /// Films, episodes, clips.
    Video,
    /// Music.
    Music,
    /// Photos.
    Photo,
    /// Subtitles.
    Subtitles,
}

impl MediaKind {
    const fn profile(self) -> &'static str {
        match self {
            Self::Video => "videoProfile",
            Self::Music => "musicProfile",
            Self::Photo => "photoProfile",
            Self::Subtitles => "subtitleProfile",
        }
    }
}

impl Directive {
    /// A directive without arguments yet.
    #[must_use]
    pub fn new(kind: DirectiveKind) -> Self {
        Self {
            kind,
            arguments: Vec::new(),
        }
    }

    /// Files that can be played as they are; say which by `container`, `videoCodec`, `audioCodec`, `subtitleCodec`, each a
    /// list with commas, or `*`.
    #[must_use]
    pub fn direct_play(media: MediaKind) -> Self {
        Self::new(DirectiveKind::DirectPlayProfile).set("type", media.profile())
    }

    /// A form in which conversions may arrive: `context` is `streaming` or `static`, `protocol` `hls`, `dash` or `http`.
    #[must_use]
    pub fn target(media: MediaKind, context: &str, protocol: &str, container: &str) -> Self {
        Self::new(DirectiveKind::TranscodeTarget)
            .set("type", media.profile())
            .set("context", context)
            .set("protocol", protocol)
            .set("container", container)
    }

    /// A codec can be played up to a limit: `Directive::upper_bound("videoCodec", "h264", "video.bitrate", 8000)`. The name
    /// `*` stands for all codecs.
    #[must_use]
    pub fn upper_bound(scope: &str, codec: &str, property: &str, value: impl fmt::Display) -> Self {
        Self::limitation(scope, codec, "upperBound", property).set("value", value)
    }

    /// A codec can be played from a limit on.
    #[must_use]
    pub fn lower_bound(scope: &str, codec: &str, property: &str, value: impl fmt::Display) -> Self {
        Self::limitation(scope, codec, "lowerBound", property).set("value", value)
    }

    /// A codec can be played where a property has one of these values: `Directive::matches("videoCodec", "h264",
    /// "video.profile", ["main", "high"])`.
    #[must_use]
    pub fn matches<V: fmt::Display>(
        scope: &str,
        codec: &str,
        property: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
        Self::limitation(scope, codec, "match", property).set("list", values.join("|"))
    }

    fn limitation(scope: &str, codec: &str, kind: &str, property: &str) -> Self {
        Self::new(DirectiveKind::Limitation)
            .set("scope", scope)
            .set("scopeName", codec)
            .set("type", kind)
            .set("name", property)
    }

    /// Sets an argument; setting it again replaces the value.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        match self.arguments.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.arguments.push((name.to_owned(), value)),
        }
        self
    }

    /// What it does.
    #[must_use]
    pub fn kind(&self) -> &DirectiveKind {
        &self.kind
    }

    /// An argument.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let argument = self.arguments.iter().find(|(known, _)| known == name);
        argument.map(|(_, value)| value.as_str())
    }

    /// The arguments, in their order.
    #[must_use]
    pub fn arguments(&self) -> &[(String, String)] {
        &self.arguments
    }
}

/// What has a meaning in the grammar, and is written with its number in hexadecimal digits where it is meant as itself.
const MARKS: &str = "%+&=()";

fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for character in text.chars() {
        // What a header cannot hold as it is goes the same way.
        if MARKS.contains(character) || !matches!(character, ' '..='~') {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                write!(f, "%{byte:02X}")?;
            }
        } else {
            write!(f, "{character}")?;
        }
    }
    Ok(())
}

/// As it goes over the wire, before the query or the header is encoded.
impl fmt::Display for ClientProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, directive) in self.directives.iter().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            directive.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escaped(self.kind.as_str(), f)?;
        f.write_str("(")?;
        for (index, (name, value)) in self.arguments.iter().enumerate() {
            if index > 0 {
                f.write_str("&")?;
            }
            escaped(name, f)?;
            f.write_str("=")?;
            escaped(value, f)?;
        }
        f.write_str(")")
    }
}

/// A text that is no client profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {position} of the client profile: {problem}")]
pub struct ProfileError {
    position: usize,
    problem: &'static str,
}

impl ProfileError {
    /// Where, in bytes from the start.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }
}

impl FromStr for ClientProfile {
    type Err = ProfileError;

    /// Reads directives as they go over the wire. The empty text is the empty profile.
    fn from_str(text: &str) -> Result<Self, ProfileError> {
        let mut reader = Reader { text, position: 0 };
        let mut profile = Self::default();
        if text.is_empty() {
            return Ok(profile);
        }
        loop {
            profile.directives.push(reader.directive()?);
            if reader.rest().is_empty() {
                return Ok(profile);
            }
            reader.expect('+', "a plus sign has to stand between directives")?;
        }
    }
}

/// Reads a text from its start.
struct Reader<'t> {
    text: &'t str,
    position: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn wrong<T>(&self, problem: &'static str) -> Result<T, ProfileError> {
        Err(ProfileError {
            position: self.position,
            problem,
        })
    }

    fn takes(&mut self, mark: char) -> bool {
        let takes = self.rest().starts_with(mark);
        if takes {
            self.position += mark.len_utf8();
        }
        takes
    }

    fn expect(&mut self, mark: char, problem: &'static str) -> Result<(), ProfileError> {
        if self.takes(mark) {
            return Ok(());
        }
        self.wrong(problem)
    }

    fn directive(&mut self) -> Result<Directive, ProfileError> {
        let name = self.word()?;
        if name.is_empty() {
            return self.wrong("the name of a directive is missing");
        }
        self.expect('(', "an opening parenthesis has to follow the name")?;
        let mut directive = Directive::new(DirectiveKind::from(name.as_str()));
        if self.takes(')') {
            return Ok(directive);
        }
        loop {
            let name = self.word()?;
            self.expect('=', "an equals sign has to follow the name of an argument")?;
            let value = self.word()?;
            directive.arguments.push((name, value));
            if self.takes(')') {
                return Ok(directive);
            }
            self.expect(
                '&',
                "an argument ends with an ampersand or a closing parenthesis",
            )?;
        }
    }

    /// What stands up to the next mark.
    fn word(&mut self) -> Result<String, ProfileError> {
        let mut bytes = Vec::new();
        let start = self.position;
        while let Some(character) = self.rest().chars().next() {
            if character == '%' {
                // The parser of numbers takes a sign as well.
                let digits = self.rest().get(1..3);
                let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
                let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                match byte {
                    Some(byte) => bytes.push(byte),
                    None => {
                        return self.wrong("two hexadecimal digits have to follow a percent sign");
                    }
                }
                self.position += 3;
            } else if MARKS.contains(character) {
                break;
            } else {
                let mut buffer = [0; 4];
                bytes.extend(character.encode_utf8(&mut buffer).bytes());
                self.position += character.len_utf8();
            }
        }
        String::from_utf8(bytes).or_else(|_| {
            self.position = start;
            self.wrong("the escaped bytes are no UTF-8")
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn directive() -> impl Strategy<Value = Directive> {
        let name = prop_oneof![
            proptest::sample::select(KINDS.map(|(name, _)| name.to_owned()).to_vec()),
            ".{1,12}",
        ];
        let arguments = proptest::collection::vec((".{0,8}", ".{0,12}"), 0..5);
        (name, arguments).prop_map(|(name, arguments)| Directive {
            kind: DirectiveKind::from(name.as_str()),
            arguments,
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(directives in proptest::collection::vec(directive(), 0..5)) {
            let profile = ClientProfile { directives };
            let text = profile.to_string();
            prop_assert!(text.chars().all(|character| matches!(character, ' '..='~')));
            prop_assert_eq!(text.parse(), Ok(profile));
        }

        #[test]
        fn any_text_is_read_or_refused_with_its_place(text in "[a-z%+&=()é0-9]{0,30}") {
            match text.parse::<ClientProfile>() {
                Ok(profile) => prop_assert_eq!(profile.to_string().parse(), Ok(profile)),
                Err(error) => prop_assert!(error.position() <= text.len()),
            }
        }
    }

    #[test]
    fn errors_say_where() {
        for (text, position, problem) in [
            ("add-limitation", 14, "parenthesis"),
            ("add-limitation(", 15, "equals sign"),
            ("add-limitation(a", 16, "equals sign"),
            ("a(b=c", 5, "ampersand"),
            ("a(b=c)x", 6, "plus sign"),
            ("a(b=c)+", 7, "name of a directive"),
            ("(b=c)", 0, "name of a directive"),
            ("a(b=%zz)", 4, "hexadecimal"),
            ("a(b=%+F)", 4, "hexadecimal"),
            ("a(b=%F", 4, "hexadecimal"),
            ("a(b=%C3%28)", 4, "UTF-8"),
        ] {
            let error = text.parse::<ClientProfile>().unwrap_err();
            let shown = error.to_string();
            assert!(shown.contains(problem), "{text}: {shown}");
            assert_eq!(error.position(), position, "{text}: {shown}");
        }
    }
}
