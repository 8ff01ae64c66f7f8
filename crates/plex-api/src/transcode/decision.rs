//! What a server decided.

use std::fmt;

use bytes::Bytes;
use plex_models::{self as models, DecisionContainer, Metadata, Part, Stream, StreamProtocol};
use url::Url;

use super::{Transcode, Transcoding};
use crate::{
    ByteStream, Error, Result,
    download::Download,
    secret_url::{SecretUrl, with_token},
};

/// How something can be played.
#[derive(Debug, Clone)]
#[must_use]
pub enum Decision {
    /// The file as it is.
    DirectPlay(DirectPlay),
    /// A conversion, which is to be started.
    Convert(Conversion),
    /// Not at all, and the verdict says why.
    Refused(Verdict),
}

impl Decision {
    pub(super) fn of(request: Transcode, answer: DecisionContainer) -> Self {
        let verdict = Verdict {
            answer: Box::new(answer),
        };
        let part = verdict.part().cloned().map(Box::new);
        match (part, verdict.direct_play(), verdict.transcode()) {
            (Some(part), Some(code), _) if code.is_yes() && verdict.general().is_yes() => {
                Self::DirectPlay(DirectPlay {
                    request,
                    part,
                    verdict,
                })
            }
            (_, _, Some(code)) if code.is_yes() => Self::Convert(Conversion { request, verdict }),
            (_, _, None) if verdict.general().is_yes() => {
                Self::Convert(Conversion { request, verdict })
            }
            _ => Self::Refused(verdict),
        }
    }

    /// The codes and texts, and what happens to each stream.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        match self {
            Self::DirectPlay(file) => &file.verdict,
            Self::Convert(conversion) => &conversion.verdict,
            Self::Refused(verdict) => verdict,
        }
    }
}

/// A code of a decision. The first digit says which kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecisionCode {
    /// 1000: the file is played as it is.
    DirectPlay,
    /// 1001: a conversion is played.
    Conversion,
    /// Another from 1000 on: it can be played.
    Playable(i64),
    /// 2011: this may not be downloaded.
    DownloadsNotAllowed,
    /// Another from 2000 on: it cannot be played at all.
    Refused(i64),
    /// From 3000 on: why the file cannot be played as it is.
    NoDirectPlay(i64),
    /// From 4000 on: why it cannot be converted.
    NoConversion(i64),
    /// Any other.
    Other(i64),
}

impl DecisionCode {
    /// Whether it can be played.
    #[must_use]
    pub fn is_yes(self) -> bool {
        matches!(
            self,
            Self::DirectPlay | Self::Conversion | Self::Playable(_)
        )
    }
}

impl From<i64> for DecisionCode {
    fn from(code: i64) -> Self {
        match code {
            1000 => Self::DirectPlay,
            1001 => Self::Conversion,
            1002..2000 => Self::Playable(code),
            2011 => Self::DownloadsNotAllowed,
            2000..3000 => Self::Refused(code),
            3000..4000 => Self::NoDirectPlay(code),
            4000..5000 => Self::NoConversion(code),
            _ => Self::Other(code),
        }
    }
}

impl From<DecisionCode> for i64 {
    fn from(code: DecisionCode) -> Self {
        match code {
            DecisionCode::DirectPlay => 1000,
            DecisionCode::Conversion => 1001,
            DecisionCode::DownloadsNotAllowed => 2011,
            DecisionCode::Playable(code)
            | DecisionCode::Refused(code)
            | DecisionCode::NoDirectPlay(code)
            | DecisionCode::NoConversion(code)
            | DecisionCode::Other(code) => code,
        }
    }
}

/// What a server says of how something can be played.
#[derive(Clone, PartialEq)]
pub struct Verdict {
    answer: Box<DecisionContainer>,
}

/// What happens to a stream.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct StreamDecision<'v> {
    /// The stream, in the form in which it will arrive.
    pub stream: &'v Stream,
    /// What happens to it: copied, transcoded, burned into the picture. None where the file is played as it is.
    pub decision: Option<&'v models::Decision>,
}

impl Verdict {
    /// The result as a whole.
    #[must_use]
    pub fn general(&self) -> DecisionCode {
        self.answer.general_decision_code.unwrap_or_default().into()
    }

    /// The result as a whole in words of the server.
    #[must_use]
    pub fn general_text(&self) -> Option<&str> {
        self.answer.general_decision_text.as_deref()
    }

    /// Whether the file can be played as it is, and if not, why.
    #[must_use]
    pub fn direct_play(&self) -> Option<DecisionCode> {
        self.answer.direct_play_decision_code.map(Into::into)
    }

    /// The same in words of the server.
    #[must_use]
    pub fn direct_play_text(&self) -> Option<&str> {
        self.answer.direct_play_decision_text.as_deref()
    }

    /// Whether it can be converted, and if not, why; none where that was not considered.
    #[must_use]
    pub fn transcode(&self) -> Option<DecisionCode> {
        self.answer.transcode_decision_code.map(Into::into)
    }

    /// The same in words of the server.
    #[must_use]
    pub fn transcode_text(&self) -> Option<&str> {
        self.answer.transcode_decision_text.as_deref()
    }

    /// The item, with the version that was chosen.
    #[must_use]
    pub fn item(&self) -> Option<&Metadata> {
        self.answer.metadata.first()
    }

    /// The part that was chosen; the first where the server marks none.
    #[must_use]
    pub fn part(&self) -> Option<&Part> {
        let versions = &self.item()?.media;
        let version = versions
            .iter()
            .find(|version| version.selected == Some(true));
        let parts = &version.or(versions.first())?.parts;
        let part = parts.iter().find(|part| part.selected == Some(true));
        part.or(parts.first())
    }

    /// What happens to each stream of the part.
    pub fn streams(&self) -> impl Iterator<Item = StreamDecision<'_>> {
        let streams = self.part().map_or(&[][..], |part| &part.streams);
        streams.iter().map(|stream| StreamDecision {
            stream,
            decision: stream.decision.as_ref(),
        })
    }

    /// All that the server answered.
    #[must_use]
    pub fn answer(&self) -> &DecisionContainer {
        &self.answer
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verdict")
            .field("general", &self.general())
            .field("general_text", &self.general_text())
            .field("direct_play", &self.direct_play())
            .field("transcode", &self.transcode())
            .finish_non_exhaustive()
    }
}

/// A file that can be played as it is.
#[derive(Debug, Clone)]
pub struct DirectPlay {
    request: Transcode,
    part: Box<Part>,
    verdict: Verdict,
}

impl DirectPlay {
    /// The part that is the file.
    #[must_use]
    pub fn part(&self) -> &Part {
        &self.part
    }

    /// The codes and texts.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    fn key(&self) -> Result<&str> {
        self.part.key.as_deref().ok_or_else(|| {
            Error::Config("the server chose a part without a path to its file".into())
        })
    }

    /// Where the file is. Whoever asks there has to send `X-Plex-Token`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where the server did not say.
    pub fn address(&self) -> Result<Url> {
        self.request.server.address(self.key()?)
    }

    /// The same **with the token in it**, for players that can send no headers.
    ///
    /// # Errors
    ///
    /// As [`address`](Self::address).
    pub fn address_with_token(&self) -> Result<SecretUrl> {
        self.request.server.address_with_token(self.key()?)
    }

    /// Fetches the file.
    ///
    /// # Errors
    ///
    /// As [`address`](Self::address).
    pub fn download_to(&self, path: impl AsRef<std::path::Path>) -> Result<Download<'_>> {
        Ok(self.request.server.download(self.key()?, path))
    }
}

/// A conversion that is decided and not started.
#[derive(Debug, Clone)]
pub struct Conversion {
    request: Transcode,
    verdict: Verdict,
}

impl Conversion {
    /// The codes and texts, and what happens to each stream.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Starts it and fetches its playlist (HLS) or manifest (DASH). From now on it is kept alive, until it is stopped or
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request, and [`Error::Config`] where one file was asked for: that has no playlist, so
    /// [`open`](Self::open) it.
    pub async fn start(self) -> Result<Transcoding> {
        if self.request.protocol == StreamProtocol::Http {
            return Err(Error::Config(
                "a conversion to one file has no playlist; open() gives the file".into(),
            ));
        }
        let reply = self.request.start_call().reply().await?;
        let playlist: Bytes = reply.bytes().into_body();
        let playlist = String::from_utf8_lossy(&playlist).into_owned();
        Ok(Transcoding::new(self.request, self.verdict, playlist))
    }

    /// Starts it and gives the file that it makes, while it is made.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn open(self) -> Result<(Transcoding, ByteStream)> {
        let body = self.request.start_call().open().await?.stream();
        Ok((
            Transcoding::new(self.request, self.verdict, String::new()),
            body,
        ))
    }
}

impl Transcode {
    /// Where a player finds the stream.
    pub(super) fn address(&self) -> Result<Url> {
        self.start_call().address()
    }

    /// The same with the token in it.
    pub(super) fn address_with_token(&self) -> Result<SecretUrl> {
        with_token(&self.start_call())
    }
}
