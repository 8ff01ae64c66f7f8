//! Asking for stretches of a file.

use std::{collections::VecDeque, ops::Range, sync::Mutex};

use bytes::Bytes;
use futures_util::{Stream, stream};
use plex_models::DecodeError;
use reqwest::header::{CONTENT_TYPE, HeaderValue};

use super::record::Version;
use crate::{
    ByteStream, Error, Retry,
    engine::{Attempts, Call},
};

/// Why a download does not go on as it is.
#[derive(Debug)]
pub(super) enum Halt {
    /// The file on the server is another by now.
    Changed,
    /// It is no use to ask again.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The answer to a request for a file or a stretch of it.
pub(super) struct Answer {
    pub(super) version: Version,
    /// Whether the server gives stretches.
    pub(super) is_stretch: bool,
    pub(super) body: ByteStream,
}

/// Asks for a stretch; for the whole where there is none.
pub(super) async fn ask(
    call: &Call<'_>,
    stretch: Option<&Range<u64>>,
    version: Option<&Version>,
) -> Result<Answer, Error> {
    let mut call = call.clone();
    // Going on is ours to decide.
    call.retry = Some(Retry::never());
    if let Some(stretch) = stretch {
        let last = match stretch.end {
            u64::MAX => String::new(),
            end => end.saturating_sub(1).to_string(),
        };
        call.set_header("Range", format_args!("bytes={}-{last}", stretch.start));
        if let Some(condition) = version.and_then(Version::condition) {
            call.set_header("If-Range", condition);
        }
    }
    let opened = call.open().await?;
    let content_type = opened.headers().get(CONTENT_TYPE);
    let content_type = content_type.map(HeaderValue::as_bytes);
    // No file of a server is a page for people: something else has answered.
    if content_type.is_some_and(|kind| kind.starts_with(b"text/html")) {
        return Err(Error::Decode {
            at: opened.at().clone(),
            problem: DecodeError::Html { expected: "a file" },
        });
    }
    Ok(Answer {
        version: Version::of(opened.headers()),
        is_stretch: opened.status() == 206,
        body: opened.stream(),
    })
}

/// Fetches stretches one after the other, as long as there are any to do.
pub(super) struct Worker<'w> {
    call: &'w Call<'w>,
    version: &'w Version,
    retry: &'w Retry,
    todo: &'w Mutex<VecDeque<Range<u64>>>,
    attempts: Attempts<'w>,
    left: Range<u64>,
    body: Option<ByteStream>,
}

impl<'w> Worker<'w> {
    /// One that may begin with a stretch that was asked for already.
    pub(super) fn new(
        call: &'w Call<'w>,
        version: &'w Version,
        retry: &'w Retry,
        todo: &'w Mutex<VecDeque<Range<u64>>>,
        begun: Option<(Range<u64>, ByteStream)>,
    ) -> Self {
        let (left, body) = begun.unzip();
        Self {
            call,
            version,
            retry,
            todo,
            attempts: retry.begin(),
            left: left.unwrap_or_default(),
            body,
        }
    }

    /// What it fetches, each piece with its place.
    pub(super) fn pieces(self) -> impl Stream<Item = Result<(u64, Bytes), Halt>> + 'w {
        stream::unfold(self, |mut worker| async move {
            let piece = worker.next().await.transpose()?;
            Some((piece, worker))
        })
    }

    async fn next(&mut self) -> Result<Option<(u64, Bytes)>, Halt> {
        loop {
            if self.left.is_empty() {
                // Read to its end, so that the connection can serve the next stretch.
                if let Some(mut body) = self.body.take() {
                    let _ = body.try_next().await;
                }
                let next = self.todo.lock().ok().and_then(|mut todo| todo.pop_front());
                match next {
                    Some(stretch) => self.left = stretch,
                    None => return Ok(None),
                }
            }
            let failure = match self.piece().await {
                Ok(Some(piece)) => {
                    self.attempts = self.retry.begin();
                    return Ok(Some(piece));
                }
                // Less than was asked for, which a server may give.
                Ok(None) => continue,
                Err(Halt::Failed(error)) => error,
                Err(changed) => return Err(changed),
            };
            self.body = None;
            match self.attempts.pause_after(&failure, self.call.only_reads()) {
                Some(pause) => {
                    tracing::debug!(error = %failure, at = self.left.start, "a download goes on");
                    tokio::time::sleep(pause).await;
                }
                None => return Err(failure.into()),
            }
        }
    }

    /// The next piece of the stretch, asked for where it is not yet; none where the answer ends before it does.
    async fn piece(&mut self) -> Result<Option<(u64, Bytes)>, Halt> {
        let mut is_new = false;
        let body = match &mut self.body {
            Some(body) => body,
            none => {
                let answer = match ask(self.call, Some(&self.left), Some(self.version)).await {
                    Err(Error::Status { status: 416, .. }) => return Err(Halt::Changed),
                    answer => answer?,
                };
                if !answer.is_stretch || !self.version.fits(&answer.version) {
                    return Err(Halt::Changed);
                }
                is_new = true;
                none.insert(answer.body)
            }
        };
        let Some(mut piece) = body.try_next().await? else {
            self.body = None;
            return match is_new {
                // Nothing at all: asking for the same again would lead nowhere.
                true => Err(Halt::Changed),
                false => Ok(None),
            };
        };
        let wanted = self.left.end - self.left.start;
        piece.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let start = self.left.start;
        self.left.start += piece.len() as u64;
        Ok(Some((start, piece)))
    }
}
