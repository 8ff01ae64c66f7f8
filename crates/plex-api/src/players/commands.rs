//! What a player can be told to do.

use std::time::{Duration, Instant};

use plex_models::{
    ControlledMedia, Milliseconds, NavigationCommand, PlayQueueId, RepeatMode, StreamId,
};

use super::{Player, Way, numbers::Last};
use crate::{
    Result, Retry,
    client::Client,
    engine::Call,
    generated::players::{Players, SetParameters, SetStreams},
};

/// How long some older players remember a controller that has not asked what they are doing.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(80);

/// A command in the making.
pub(super) type Build<'b> = dyn for<'p> FnOnce(Players<'p>, i64) -> Call<'p> + Send + 'b;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident ( $($argument:ident: $kind:ty),* ) = $method:ident;)*) => {
        impl Player {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// [`Error::Status`](crate::Error::Status) with 406 if the player cannot do it now, with 404 if it does not know the
                /// command or nobody knows the player; others as any request.
                pub async fn $name(&self $(, $argument: impl Into<$kind>)*) -> Result<()> {
                    $(let $argument = $argument.into();)*
                    self.command(Box::new(move |players, number| {
                        players.$method(number $(, $argument)*).call
                    })).await
                }
            )*
        }
    };
}

commands! {
    /// Goes on after a pause. To begin something, see [`play_item`](Player::play_item).
    resume() = play;
    /// Pauses; the entry and its place are kept.
    pause() = pause;
    /// Ends playback.
    stop() = stop;
    /// Moves within the entry, to so long after its beginning.
    seek_to(offset: Milliseconds) = seek_to;
    /// Goes on with the next entry. At the end of the queue some players stop, and some ignore it.
    skip_next() = skip_next;
    /// Goes back to the entry before, or to the beginning of this one if it has played for some seconds.
    skip_previous() = skip_previous;
    /// Goes to another entry of the queue, by its path, such as `/library/metadata/4711`.
    skip_to(key: String) = skip_to;
    /// Jumps ahead a little, often 30 seconds.
    step_forward() = step_forward;
    /// Jumps back a little, often 10 seconds.
    step_back() = step_back;
    /// Fetches the queue anew after somebody has changed it.
    refresh_play_queue(queue: PlayQueueId) = refresh_queue;
    /// Types into the text field that waits for input.
    set_text(text: String) = set_text;
}

impl Player {
    /// Sets the loudness, from 0 to 100.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_volume(&self, volume: u8) -> Result<()> {
        self.set_parameters(|parameters| parameters.volume(volume.min(100).into()))
            .await
    }

    /// Plays in random order or not.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_shuffle(&self, shuffle: bool) -> Result<()> {
        self.set_parameters(|parameters| parameters.shuffle(shuffle))
            .await
    }

    /// Says what happens at the end.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_repeat(&self, repeat: impl Into<RepeatMode> + Send) -> Result<()> {
        let repeat = repeat.into();
        self.set_parameters(|parameters| parameters.repeat(repeat))
            .await
    }

    /// Sets volume, order and repetition at once: what is not set stays.
    ///
    /// ```no_run
    /// # async fn example(player: plex_api::Player) -> plex_api::Result<()> {
    /// player.set_parameters(|parameters| parameters.volume(40).shuffle(true)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_parameters(
        &self,
        set: impl for<'p> FnOnce(SetParameters<'p>) -> SetParameters<'p> + Send,
    ) -> Result<()> {
        self.command(Box::new(|players, number| {
            set(players.set_parameters(number)).call
        }))
        .await
    }

    /// Chooses the audio stream by its id.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_audio_stream(&self, stream: impl Into<StreamId> + Send) -> Result<()> {
        let stream = stream.into();
        self.set_streams(|streams| streams.audio_stream_id(stream))
            .await
    }

    /// Chooses the subtitles by the id of their stream; 0 for none.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_subtitle_stream(&self, stream: impl Into<StreamId> + Send) -> Result<()> {
        let stream = stream.into();
        self.set_streams(|streams| streams.subtitle_stream_id(stream))
            .await
    }

    /// Chooses several streams at once: what is not chosen stays.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn set_streams(
        &self,
        set: impl for<'p> FnOnce(SetStreams<'p>) -> SetStreams<'p> + Send,
    ) -> Result<()> {
        self.command(Box::new(|players, number| {
            set(players.set_streams(number)).call
        }))
        .await
    }

    /// Presses a key of the remote control.
    ///
    /// ```no_run
    /// # async fn example(player: plex_api::Player) -> plex_api::Result<()> {
    /// use plex_api::NavigationCommand;
    ///
    /// player.navigate(NavigationCommand::Home).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause).
    pub async fn navigate(&self, key: impl Into<NavigationCommand> + Send) -> Result<()> {
        let key = key.into();
        self.command(Box::new(|players, number| {
            players.navigate(key, number).call
        }))
        .await
    }

    /// Sends a command when those before it are done.
    pub(super) async fn command(&self, build: Box<Build<'_>>) -> Result<()> {
        let client = self.reach.find().await?;
        let numbers = client.settings.numbering.of(&self.identifier);
        let mut last = numbers.lock().await;
        self.remind(client, &mut last).await?;
        let call = build(Players::new(client), last.next());
        // What it says with its status of success is of no consequence, be it `OK` or half an XML.
        self.addressed(call).reply().await?;
        Ok(())
    }

    /// Names the player as the target, and the kind of media.
    pub(super) fn addressed<'c>(&self, mut call: Call<'c>) -> Call<'c> {
        call.set_header("X-Plex-Target-Client-Identifier", &self.identifier);
        let media = match self.way {
            Way::Cloud => Some(&ControlledMedia::Music),
            _ => self.media.as_ref(),
        };
        if let (Some(media), true) = (media, call.endpoint.path.starts_with("/player/playback/")) {
            call.set_query("type", media);
        }
        call.retry = Some(Retry::never());
        call
    }

    /// Old players obey only who asked a short while ago.
    async fn remind(&self, client: &Client, last: &mut Last) -> Result<()> {
        let is_forgetful = matches!(self.product(), Some("ptp" | "Plex Media Player"));
        let is_forgotten = last
            .asked
            .is_none_or(|asked| asked.elapsed() >= FORGOTTEN_AFTER);
        if is_forgetful && is_forgotten {
            let question = Players::new(client).timeline(last.next()).wait(false);
            self.addressed(question.call).reply().await?;
            last.asked = Some(Instant::now());
        }
        Ok(())
    }
}
