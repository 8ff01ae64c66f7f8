//! Being told what a player is doing.

use std::time::Duration;

use super::Player;
use crate::Result;

impl Player {
    /// Asks the player to send its timelines to `http://this-machine:port/:/timeline` whenever they change.
    ///
    /// The port is the caller's: whatever web server listens there hands the bodies to
    /// [`read_timelines`](crate::read_timelines). A player forgets who does not ask again in time, see
    /// [`Subscription::renew`]. Where no port can be opened, [`watch`](Player::watch) tells the same.
    ///
    /// ```no_run
    /// # async fn example(player: plex_api::Player) -> plex_api::Result<()> {
    /// use plex_api::Subscription;
    ///
    /// let subscription = player.subscribe(32500).await?;
    /// loop {
    ///     tokio::time::sleep(Subscription::RENEW_EVERY).await;
    ///     subscription.renew().await?;
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn subscribe(&self, port: u16) -> Result<Subscription> {
        let subscription = Subscription {
            player: self.clone(),
            port,
        };
        subscription.renew().await?;
        Ok(subscription)
    }
}

/// A player's promise to tell what it is doing. See [`Player::subscribe`].
#[derive(Debug, Clone)]
pub struct Subscription {
    player: Player,
    port: u16,
}

impl Subscription {
    /// How often to renew: three times before the player forgets us, which it does after 90 s.
    pub const RENEW_EVERY: Duration = Duration::from_secs(30);

    /// Asks again.
    ///
    /// # Errors
    ///
    /// As [`Player::pause`].
    pub async fn renew(&self) -> Result<()> {
        let port = self.port.into();
        self.player
            .command(Box::new(move |players, number| {
                players.subscribe(number, port).protocol("http").call
            }))
            .await
    }

    /// Ends it. Without this the player finds out by itself.
    ///
    /// # Errors
    ///
    /// As [`Player::pause`].
    pub async fn end(self) -> Result<()> {
        self.player
            .command(Box::new(|players, number| players.unsubscribe(number).call))
            .await
    }
}
