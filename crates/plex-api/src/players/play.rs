//! Making a player play.

use futures_util::future::BoxFuture;
use plex_models::{
    ControlledMedia, MachineIdentifier, MediaType, Milliseconds, PlayQueue, PlayQueueId,
    PlaylistType, RatingKey, Token,
};
use url::Url;

use super::Player;
use crate::{Error, Result, Server, builder::address};

impl Player {
    /// Plays something of a server: a film, a season, an album …
    ///
    /// The server makes a play queue of it and a token that carries the rights of the caller for a short while; the player
    /// is told both, never the token of the account or of the server. Awaiting it sends the command.
    ///
    /// ```no_run
    /// # async fn example(player: plex_api::Player, server: plex_api::Server) -> plex_api::Result<()> {
    /// use std::time::Duration;
    ///
    /// player.play_item(&server, "4711").offset(Duration::from_secs(90)).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "a request does nothing until it is awaited"]
    pub fn play_item<'a>(
        &'a self,
        server: &'a Server,
        item: impl Into<RatingKey>,
    ) -> PlayRequest<'a> {
        PlayRequest {
            player: self,
            server,
            what: What::Item(item.into()),
            offset: Milliseconds::default(),
            shuffle: false,
            continuous: false,
            address: None,
        }
    }

    /// Plays a queue that exists already, from its selected entry on. See [`play_item`](Self::play_item).
    #[must_use = "a request does nothing until it is awaited"]
    pub fn play_queue<'a>(&'a self, server: &'a Server, queue: PlayQueue) -> PlayRequest<'a> {
        PlayRequest {
            what: What::Queue(Box::new(queue)),
            ..self.play_item(server, RatingKey::default())
        }
    }

    /// Shows the page of an entry, without playing it.
    ///
    /// # Errors
    ///
    /// As [`pause`](Self::pause), and as any request to the server.
    pub async fn show_details(&self, server: &Server, item: impl Into<RatingKey>) -> Result<()> {
        let key = format!("/library/metadata/{}", item.into());
        let source = Source::of(server, None).await?;
        self.command(Box::new(move |players, number| {
            players
                .show_details(
                    number,
                    key,
                    source.machine_identifier,
                    source.host,
                    source.port,
                )
                .protocol(source.scheme)
                .token(source.token.expose())
                .call
        }))
        .await
    }
}

/// What [`Player::play_item`] sends; set what is optional, then await it.
#[must_use = "a request does nothing until it is awaited"]
#[derive(Debug, Clone)]
pub struct PlayRequest<'a> {
    player: &'a Player,
    server: &'a Server,
    what: What,
    offset: Milliseconds,
    shuffle: bool,
    continuous: bool,
    address: Option<String>,
}

#[derive(Debug, Clone)]
enum What {
    Item(RatingKey),
    Queue(Box<PlayQueue>),
}

impl PlayRequest<'_> {
    /// Where in the first entry to begin.
    pub fn offset(mut self, offset: impl Into<Milliseconds>) -> Self {
        self.offset = offset.into();
        self
    }

    /// Plays in random order.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// Goes on after an episode with the next ones of its show.
    pub fn continuous(mut self, continuous: bool) -> Self {
        self.continuous = continuous;
        self
    }

    /// The address at which the player reaches the server, where that is another than ours.
    pub fn server_address(mut self, url: impl Into<String>) -> Self {
        self.address = Some(url.into());
        self
    }

    async fn send(self) -> Result<()> {
        let source = Source::of(self.server, self.address.as_deref()).await?;
        let queue = match &self.what {
            What::Queue(queue) => (**queue).clone(),
            What::Item(item) => self.make_queue(item, &source).await?,
        };
        let (id, key, media) = first_of(&queue)?;
        let offset = self.offset;
        self.player
            .command(Box::new(move |players, number| {
                players
                    .play_media(
                        number,
                        key,
                        source.machine_identifier,
                        source.host,
                        source.port,
                    )
                    .protocol(source.scheme)
                    .container_key(format!("/playQueues/{id}?window=100&own=1"))
                    .token(source.token.expose())
                    .offset(offset)
                    .provider_identifier("com.plexapp.plugins.library")
                    .media_type(media)
                    .call
            }))
            .await
    }

    async fn make_queue(&self, item: &RatingKey, source: &Source) -> Result<PlayQueue> {
        let found = self.server.metadata().get(item.clone()).await?;
        let kind = found.first().and_then(|item| item.media_type.clone());
        let list = match kind {
            Some(MediaType::Artist | MediaType::Album | MediaType::Track) => PlaylistType::Audio,
            Some(MediaType::Photo | MediaType::PhotoAlbum) => PlaylistType::Photo,
            _ => PlaylistType::Video,
        };
        let machine = &source.machine_identifier;
        let key = format!("/library/metadata/{item}");
        self.server
            .play_queues()
            .create(list)
            .uri(format!(
                "server://{machine}/com.plexapp.plugins.library{key}"
            ))
            .shuffle(self.shuffle)
            .continuous(self.continuous)
            .await
    }
}

impl<'a> IntoFuture for PlayRequest<'a> {
    type Output = Result<()>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The queue's number, and path and kind of the entry that comes first.
fn first_of(queue: &PlayQueue) -> Result<(PlayQueueId, String, ControlledMedia)> {
    let empty = || Error::Config("the play queue is empty; there is nothing to play".into());
    let id = queue.play_queue_id.ok_or_else(empty)?;
    let selected = queue.play_queue_selected_item_id;
    let entry = queue
        .metadata
        .iter()
        .find(|entry| selected.is_some() && entry.rare().play_queue_item_id == selected)
        .or_else(|| queue.metadata.first())
        .ok_or_else(empty)?;
    let media = match entry.media_type {
        Some(MediaType::Track) => ControlledMedia::Music,
        Some(MediaType::Photo) => ControlledMedia::Photo,
        _ => ControlledMedia::Video,
    };
    let key = entry.key.clone().map(String::from).or_else(|| {
        let key = entry.rating_key.as_ref()?;
        Some(format!("/library/metadata/{key}"))
    });
    Ok((id, key.ok_or_else(empty)?, media))
}

/// What a player is told of a server.
struct Source {
    machine_identifier: MachineIdentifier,
    scheme: String,
    host: String,
    port: i64,
    /// Lent, and soon worth nothing.
    token: Token,
}

impl Source {
    async fn of(server: &Server, elsewhere: Option<&str>) -> Result<Self> {
        let url: Url = match elsewhere {
            Some(url) => address("the server's address for the player", url)?,
            None => server.url(),
        };
        let identity = server.identity().await?;
        let token = match server.system().create_token().await {
            Ok(lent) => lent.token,
            // Older servers want another method.
            Err(Error::Status {
                status: 404 | 405, ..
            }) => server.system().create_token_legacy().await?.token,
            Err(error) => return Err(error),
        };
        Ok(Self {
            machine_identifier: identity.machine_identifier,
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or(32400).into(),
            token: token.ok_or_else(|| {
                Error::Config("the server lends no token, and no other may go to a player".into())
            })?,
        })
    }
}
