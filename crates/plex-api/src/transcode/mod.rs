//! Playing what a device may not be able to play as it is: ask, start, keep alive, stop. Each step has a type of its own,
//! so that none can be left out.
//!
//! ```no_run
//! # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
//! use plex_api::transcode::Decision;
//!
//! let decision = server.stream("4711").max_video_bitrate(4000).decide().await?;
//! match decision {
//!     Decision::DirectPlay(file) => println!("plays as it is: {}", file.address()?),
//!     Decision::Convert(conversion) => {
//!         let running = conversion.start().await?;
//!         println!("{}", running.playlist());
//!         running.stop().await?;
//!     }
//!     Decision::Refused(verdict) => println!("cannot be played: {:?}", verdict.general()),
//! }
//! # Ok(())
//! # }
//! ```

mod decision;
mod profile;
mod running;

use std::{
    fmt::{self, Display},
    time::Duration,
};

use plex_models::{
    Milliseconds, RatingKey, SessionId, SessionLocation, StreamExtension, StreamProtocol,
    SubtitleMode, TranscodeType,
};
use uuid::Uuid;

pub use self::{
    decision::{Conversion, Decision, DecisionCode, DirectPlay, StreamDecision, Verdict},
    profile::{ClientProfile, Directive, DirectiveKind, MediaKind, ProfileError},
    running::Transcoding,
};
use crate::{Result, Server, engine::Call};

impl Server {
    /// Begins to ask how a film, an episode or a clip can be streamed.
    pub fn stream(&self, key: impl Into<RatingKey>) -> Transcode {
        Transcode::new(self, TranscodeType::Video, &key.into())
    }

    /// Begins to ask how a piece of music can be streamed.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let decision = server.stream_music("815").music_bitrate(192).decide().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream_music(&self, key: impl Into<RatingKey>) -> Transcode {
        Transcode::new(self, TranscodeType::Music, &key.into())
    }
}

/// What an app wishes for a stream; [`decide`](Self::decide) asks the server. Made by [`Server::stream`] and
/// [`Server::stream_music`].
#[derive(Clone)]
#[must_use = "nothing is asked before decide() is awaited"]
pub struct Transcode {
    server: Server,
    kind: TranscodeType,
    session: SessionId,
    protocol: StreamProtocol,
    extension: StreamExtension,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    ping_every: Duration,
    /// How long a conversion may keep us waiting, where that is longer than other answers may.
    patience: Option<Duration>,
}

/// How often a server is told that a stream is still wanted.
const PING_EVERY: Duration = Duration::from_secs(10);

/// How long nothing may come of a conversion that is made to be kept: a small server takes its time, and may have others to
/// finish before.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

impl Transcode {
    fn new(server: &Server, kind: TranscodeType, key: &RatingKey) -> Self {
        let session = Uuid::new_v4().to_string();
        Self {
            server: server.clone(),
            kind,
            // Servers want one value under both names.
            query: vec![
                ("path".into(), format!("/library/metadata/{key}")),
                ("session".into(), session.clone()),
                ("transcodeSessionId".into(), session.clone()),
            ],
            session: session.into(),
            protocol: StreamProtocol::Hls,
            extension: StreamExtension::Hls,
            headers: Vec::new(),
            ping_every: PING_EVERY,
            patience: None,
        }
    }

    /// HLS, as unless told otherwise: a playlist of segments.
    pub fn hls(mut self) -> Self {
        (self.protocol, self.extension) = (StreamProtocol::Hls, StreamExtension::Hls);
        self
    }

    /// DASH: a manifest of segments.
    pub fn dash(mut self) -> Self {
        (self.protocol, self.extension) = (StreamProtocol::Dash, StreamExtension::Dash);
        self
    }

    /// One file, sent while it is converted, in a container such as [`StreamExtension::Matroska`]; for music usually
    /// [`StreamExtension::Mp3`].
    pub fn file(mut self, container: StreamExtension) -> Self {
        (self.protocol, self.extension) = (StreamProtocol::Http, container);
        self
    }

    /// One file to be kept instead of played: made as fast as the server can, and waited for however slow that is, up to an
    /// hour without a byte. Newer servers have a queue for this, which survives both ends:
    /// [`Server::download_queue`](crate::Server::download_queue).
    pub fn offline(mut self, container: StreamExtension) -> Self {
        self.patience = Some(PATIENCE);
        self.file(container)
            .query("offlineTranscode", 1)
            .query("context", "static")
    }

    /// Whether the file may be played as it is.
    pub fn direct_play(self, allowed: bool) -> Self {
        self.query("directPlay", u8::from(allowed))
    }

    /// Whether streams may be left as they are and only put into another container.
    pub fn direct_stream(self, allowed: bool) -> Self {
        self.query("directStream", u8::from(allowed))
    }

    /// Whether the sound may be left as it is.
    pub fn direct_stream_audio(self, allowed: bool) -> Self {
        self.query("directStreamAudio", u8::from(allowed))
    }

    /// The highest bitrate for picture and sound together, in kilobits per second.
    pub fn max_video_bitrate(self, kilobits: u32) -> Self {
        self.query("maxVideoBitrate", kilobits)
    }

    /// The highest bitrate for music, in kilobits per second.
    pub fn music_bitrate(self, kilobits: u32) -> Self {
        self.query("musicBitrate", kilobits)
    }

    /// The largest picture, in pixels.
    pub fn resolution(self, width: u32, height: u32) -> Self {
        self.query("videoResolution", format_args!("{width}x{height}"))
    }

    /// How subtitles reach the viewer.
    pub fn subtitles(self, mode: impl Into<SubtitleMode>) -> Self {
        self.query("subtitles", mode.into())
    }

    /// Where to begin.
    pub fn offset(self, offset: impl Into<Milliseconds>) -> Self {
        // The wire counts in seconds here.
        let seconds = offset.into().to_duration().as_secs_f64();
        self.query("offset", seconds)
    }

    /// Over which line the stream goes.
    pub fn location(self, location: impl Into<SessionLocation>) -> Self {
        self.query("location", location.into())
    }

    /// Which version of the item, counted from 0; the server chooses where nothing is said.
    pub fn version(self, index: u32) -> Self {
        self.query("mediaIndex", index)
    }

    /// Which part of the version, counted from 0; all of them where nothing is said.
    pub fn part(self, index: u32) -> Self {
        self.query("partIndex", index)
    }

    /// What the app can play beside what its profile on the server says.
    pub fn profile(self, profile: &ClientProfile) -> Self {
        self.header("X-Plex-Client-Profile-Extra", profile)
    }

    /// The name of a profile on the server that says what the app can play.
    pub fn profile_name(self, name: impl Display) -> Self {
        self.header("X-Plex-Client-Profile-Name", name)
    }

    /// Tells apart what one installation plays at the same time; the same as for
    /// [`Play`](crate::playback::Play::session_identifier).
    pub fn session_identifier(self, session: impl Into<SessionId>) -> Self {
        self.header("X-Plex-Session-Identifier", session.into())
    }

    /// How often the server is told that the stream is still wanted: every ten seconds unless told otherwise.
    pub fn ping_every(mut self, interval: Duration) -> Self {
        self.ping_every = interval;
        self
    }

    /// Sets any other parameter, for the decision and the start alike; setting it again replaces the value.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.query, name, value);
        self
    }

    fn header(mut self, name: &str, value: impl Display) -> Self {
        set(&mut self.headers, name, value);
        self
    }

    /// Asks the server how it would be played.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request; status 404 where there is no such item, 400 where it cannot be played or
    /// the profile cannot be read. A refusal that the server explains is no error, but [`Decision::Refused`].
    pub async fn decide(self) -> Result<Decision> {
        let mut request = self.server.transcode().decide(self.kind.clone(), "");
        self.apply(&mut request.call);
        let answer = request.await?;
        Ok(Decision::of(self, answer))
    }

    /// The request that starts it. Everything in it is as it was for the decision.
    fn start_call(&self) -> Call<'_> {
        let transcode = self.server.transcode();
        let mut request = transcode.start(self.kind.clone(), self.extension.clone(), "");
        self.apply(&mut request.call);
        request.call.timeout = self.patience;
        request.call.idle_timeout = self.patience;
        request.call
    }

    fn apply(&self, call: &mut Call<'_>) {
        for (name, value) in &self.query {
            call.set_query(name, value);
        }
        call.set_query("protocol", &self.protocol);
        for (name, value) in &self.headers {
            call.set_header(name, value);
        }
    }
}

fn set(values: &mut Vec<(String, String)>, name: &str, value: impl Display) {
    let value = value.to_string();
    match values.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => values.push((name.to_owned(), value)),
    }
}

impl fmt::Debug for Transcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcode")
            .field("kind", &self.kind)
            .field("session", &self.session)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}
