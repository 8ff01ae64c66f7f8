//! What a server tells on its own: playback, the library, work in the background.
//!
//! A [`Listener`] owns a task that keeps the line: it pings, notices when nobody is there any more, and connects anew for as
//! long as it lives. Between that task and the program lies a queue with bounds, so that a slow program costs no memory but
//! events, and is told so.

mod event;
mod event_stream;
mod line;
mod listener;
mod web_socket;

use std::time::Duration;

use self::line::Line;
pub use self::{event::Event, event_stream::EventStreamReader, listener::Listener};
use crate::{Result, Server, client::Client};

impl Server {
    /// Listens to what the server tells on its own.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::Event;
    ///
    /// let mut listener = server.notifications().filters(["playing", "timeline"]).listen().await?;
    /// while let Some(event) = listener.try_next().await? {
    ///     match event {
    ///         Event::Playing(change) => println!("{:?} is {:?}", change.rating_key, change.state),
    ///         Event::Timeline(entry) => println!("{:?}: {:?}", entry.title, entry.state),
    ///         Event::Reconnected { away, .. } => println!("whatever happened in the last {away:?} was missed"),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn notifications(&self) -> Notifications {
        Notifications {
            client: self.client().clone(),
            filters: Vec::new(),
            transport: Transport::default(),
            ping: Duration::from_secs(15),
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            capacity: 1024,
        }
    }
}

/// How notifications travel. The messages are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// A WebSocket, as the apps of Plex use it.
    #[default]
    WebSocket,
    /// Server-sent events: plain HTTP, which passes every proxy.
    EventStream,
}

/// How to listen to a server. See [`Server::notifications`].
#[derive(Debug, Clone)]
#[must_use = "nothing is heard until listen is called"]
pub struct Notifications {
    client: Client,
    filters: Vec<String>,
    transport: Transport,
    ping: Duration,
    first_pause: Duration,
    longest_pause: Duration,
    capacity: usize,
}

impl Notifications {
    /// Which types of messages to receive, such as `playing` and `transcodeSession.update`; a minus sign before a type leaves
    /// it out. Where this is not set, a server sends all but its log.
    pub fn filters(mut self, filters: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.filters = filters.into_iter().map(Into::into).collect();
        self
    }

    /// How they travel; over a WebSocket where this is not set.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// How often a WebSocket is pinged; 15 s where this is not set. A server from which nothing came between two pings is
    /// taken for gone. An event stream cannot be pinged: the server does it, and the client's
    /// [`idle_timeout`](crate::PlexBuilder::idle_timeout) says how long it may be silent.
    pub fn ping_every(mut self, interval: Duration) -> Self {
        self.ping = interval.max(Duration::from_millis(1));
        self
    }

    /// The pause before the line is made anew, and the longest between two attempts: from the one to the other they double,
    /// with some chance in them so that not all programs come back at once. 1 s and 60 s where this is not set.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest.max(first);
        self
    }

    /// How many messages are kept while the program is busy, besides a bound of 8 MiB; 1024 where this is not set. What
    /// comes beyond that is dropped, and [`Event::Missed`] says how much.
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = messages.max(1);
        self
    }

    /// Connects, and gives the events from now on.
    ///
    /// After this the line is made anew whenever it breaks, for ever: the stream says [`Event::Disconnected`] and
    /// [`Event::Reconnected`]. It ends in one case: a server that has let us in before refuses five times in a row, as it does
    /// with a token that was withdrawn. Once is not enough, because a server that has just started refuses everybody
    /// until it has spoken to plex.tv.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request: the first connection is the one that may fail.
    pub async fn listen(self) -> Result<Listener> {
        let capacity = self.capacity;
        let (line, at) = Line::open(self).await?;
        Ok(Listener::start(line, at, capacity))
    }
}
