//! What a player says it is doing.

use std::time::Instant;

use plex_models::{DecodeError, Format, PlayerTimelines, decode};

use super::Player;
use crate::{Error, Result, client::Client, generated::players::Players};

/// Reads what a player tells of itself: its answer to a question, or the body that it sends to those who
/// [subscribed](Player::subscribe). A bare `OK` and a mere confirmation tell nothing, and are empty.
///
/// ```
/// let body = br#"<MediaContainer commandID="7"><Timeline type="video" state="paused" time="90000"/></MediaContainer>"#;
/// let told = plex_api::read_timelines(body)?;
/// assert_eq!(told.command_id, Some(7));
/// assert_eq!(told.timelines[0].state, Some(plex_api::PlaybackState::Paused));
/// # Ok::<(), plex_api::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] if the body is neither XML nor JSON.
pub fn read_timelines(body: &[u8]) -> Result<PlayerTimelines, DecodeError> {
    let body = body.trim_ascii();
    let tells_nothing = body.is_empty()
        || body.eq_ignore_ascii_case(b"OK")
        || body
            .windows(9)
            .take(200)
            .any(|window| window == b"<Response");
    if tells_nothing {
        return Ok(PlayerTimelines::default());
    }
    let format = match body.first() {
        Some(b'<') => Format::Xml,
        _ => Format::Json,
    };
    Ok(decode::object(format, body, Some("MediaContainer"))?.value)
}

impl Player {
    /// What it is doing, one timeline for each kind of media.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn timelines(&self) -> Result<PlayerTimelines> {
        let client = self.reach.find().await?;
        let numbers = client.settings.numbering.of(&self.identifier);
        let mut last = numbers.lock().await;
        let number = last.next();
        last.asked = Some(Instant::now());
        self.ask(client, number, false).await
    }

    /// What it is doing as soon as that changes, or after about half a minute without a change.
    ///
    /// Commands do not wait for this: it changes nothing, so they may overtake it.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request.
    pub async fn next_timelines(&self) -> Result<PlayerTimelines> {
        let client = self.reach.find().await?;
        let numbers = client.settings.numbering.of(&self.identifier);
        let number = {
            let mut last = numbers.lock().await;
            last.asked = Some(Instant::now());
            last.next()
        };
        match self.ask(client, number, true).await {
            // A player that waits for longer than we do has seen no change either.
            Err(Error::Timeout { .. }) => self.timelines().await,
            answer => answer,
        }
    }

    /// Follows what it is doing: now, and after each change.
    ///
    /// ```no_run
    /// # async fn example(player: plex_api::Player) -> plex_api::Result<()> {
    /// let mut watch = player.watch();
    /// loop {
    ///     for timeline in watch.next().await?.timelines {
    ///         println!("{:?} {:?} {:?}", timeline.media_type, timeline.state, timeline.time);
    ///     }
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch {
            player: self.clone(),
            has_begun: false,
        }
    }

    async fn ask(&self, client: &Client, number: i64, wait: bool) -> Result<PlayerTimelines> {
        let question = Players::new(client).timeline(number).wait(wait);
        let reply = self.addressed(question.call).reply().await?;
        reply.read_as(read_timelines)
    }
}

/// A player that is being followed. See [`Player::watch`].
#[derive(Debug)]
pub struct Watch {
    player: Player,
    has_begun: bool,
}

impl Watch {
    /// What it is doing: at once the first time, after that when it has changed or half a minute has passed.
    ///
    /// # Errors
    ///
    /// [`Error`], as any request; one may go on after it.
    pub async fn next(&mut self) -> Result<PlayerTimelines> {
        let told = if self.has_begun {
            self.player.next_timelines().await?
        } else {
            self.player.timelines().await?
        };
        self.has_begun = true;
        Ok(told)
    }
}
