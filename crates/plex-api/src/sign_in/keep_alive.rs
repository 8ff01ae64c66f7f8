//! Tokens that nobody uses die; a ping now and then keeps one alive.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::{Error, Plex, Result, task};

/// Between two pings.
const PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

/// After a ping that failed.
const AGAIN: Duration = Duration::from_secs(60 * 60);

impl Plex {
    /// Tells plex.tv once a day that the token is in use, as long as what this gives is held: for programs that otherwise
    /// talk to their server alone. The first ping goes out at once; one that fails is repeated every hour.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let _alive = plex.keep_alive()?;
    /// // … days later
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] outside of a tokio runtime, unless the feature `blocking` brings one along.
    pub fn keep_alive(&self) -> Result<KeepAlive> {
        self.keep_alive_every(PERIOD)
    }

    /// The same at another pace.
    ///
    /// # Errors
    ///
    /// As [`keep_alive`](Self::keep_alive).
    pub fn keep_alive_every(&self, period: Duration) -> Result<KeepAlive> {
        let plex = self.clone();
        Ok(KeepAlive {
            pings: task::runtime()?.spawn(async move {
                loop {
                    let pause = match plex.auth().ping().await {
                        Ok(_) => period,
                        Err(error @ (Error::Unauthorized { .. } | Error::TokenExpired { .. })) => {
                            tracing::warn!(%error, "the token cannot be kept alive any more");
                            return error;
                        }
                        Err(error) => {
                            tracing::debug!(%error, "a ping failed; it is repeated");
                            AGAIN.min(period)
                        }
                    };
                    tokio::time::sleep(pause).await;
                }
            }),
        })
    }
}

/// Pings that go out until this is dropped. See [`Plex::keep_alive`].
#[must_use = "the pings end when this is dropped"]
#[derive(Debug)]
pub struct KeepAlive {
    pings: JoinHandle<Error>,
}

impl KeepAlive {
    /// Waits until the token is refused, and says how: a person has to sign in again. As long as it is good, this waits.
    pub async fn ended(&mut self) -> Error {
        match (&mut self.pings).await {
            Ok(error) => error,
            Err(stopped) => Error::Config(format!("the pings stopped: {stopped}")),
        }
    }
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.pings.abort();
    }
}
