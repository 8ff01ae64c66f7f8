//! A conversion that runs.

use std::fmt;

use plex_models::SessionId;
use tokio::sync::{oneshot, watch};
use url::Url;

use super::{Transcode, Verdict};
use crate::{Error, Result, Server, secret_url::SecretUrl};

/// A conversion that runs, kept alive by a task of its own.
///
/// Stop it with [`stop`](Self::stop). Dropping it has the task stop it, if its runtime lives long enough: a program that
/// ends should stop by hand.
pub struct Transcoding {
    request: Transcode,
    verdict: Verdict,
    playlist: String,
    stop: Option<oneshot::Sender<oneshot::Sender<Result<()>>>>,
    ended: watch::Receiver<bool>,
}

impl Transcoding {
    pub(super) fn new(request: Transcode, verdict: Verdict, playlist: String) -> Self {
        let (stop, asked_to_stop) = oneshot::channel();
        let (ends, ended) = watch::channel(false);
        tokio::spawn(keep_alive(request.clone(), asked_to_stop, ends));
        Self {
            request,
            verdict,
            playlist,
            stop: Some(stop),
            ended,
        }
    }

    /// The codes and texts of the decision, and what happens to each stream.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Its name on the server, under which the list of conversions has it.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.request.session
    }

    /// The playlist (HLS) or manifest (DASH) that the server answered with; empty for one file. Addresses in it are
    /// relative to [`address`](Self::address).
    #[must_use]
    pub fn playlist(&self) -> &str {
        &self.playlist
    }

    /// Where a player finds it. Whoever asks there has to send `X-Plex-Token` and the app's other headers.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where no address can be made of what was asked for.
    pub fn address(&self) -> Result<Url> {
        self.request.address()
    }

    /// The same **with the token in it**, for players that can send no headers.
    ///
    /// # Errors
    ///
    /// As [`address`](Self::address).
    pub fn address_with_token(&self) -> Result<SecretUrl> {
        self.request.address_with_token()
    }

    /// Waits until the server no longer has it: it was ended by somebody else, or given up.
    pub async fn ended(&mut self) {
        // The task ends only with the conversion.
        let _ = self.ended.wait_for(|ended| *ended).await;
    }

    /// Ends it. That the server has it no longer is success.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn stop(mut self) -> Result<()> {
        let (reply, outcome) = oneshot::channel();
        let asked = self.stop.take().map(|stop| stop.send(reply));
        match asked {
            Some(Ok(())) => outcome.await.unwrap_or(Ok(())),
            // The task has seen it end.
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Transcoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcoding")
            .field("session", self.session())
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}

async fn keep_alive(
    request: Transcode,
    mut asked_to_stop: oneshot::Receiver<oneshot::Sender<Result<()>>>,
    ends: watch::Sender<bool>,
) {
    let server: &Server = &request.server;
    loop {
        tokio::select! {
            // Dropping the handle ends the channel, which is as good as a word.
            asked = &mut asked_to_stop => {
                let stopped = gone_is_fine(server.transcode().stop(request.kind.clone(), request.session.clone()).await);
                if let (Err(error), Err(_)) = (&stopped, &asked) {
                    tracing::warn!(%error, "a conversion that was dropped could not be stopped");
                }
                if let Ok(reply) = asked {
                    let _ = reply.send(stopped);
                }
                break;
            }
            () = tokio::time::sleep(request.ping_every) => {
                let ping = server.transcode().ping(request.kind.clone(), request.session.clone());
                match ping.await {
                    Err(Error::Status { status: 404, .. }) => break,
                    Err(error) => tracing::debug!(%error, "a conversion could not be kept alive"),
                    Ok(()) => {}
                }
            }
        }
    }
    ends.send_replace(true);
}

/// A server answers 404 for a conversion that has ended, at times also for one that it has just stopped.
fn gone_is_fine(stopped: Result<()>) -> Result<()> {
    match stopped {
        Err(Error::Status { status: 404, .. }) => Ok(()),
        other => other,
    }
}
