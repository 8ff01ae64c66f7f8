//! The line to a server, made anew whenever it breaks.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use bytes::Bytes;
use tokio::sync::{
    OwnedSemaphorePermit, Semaphore,
    mpsc::{Sender, error::TrySendError},
};

use super::{Event, Notifications, Transport, event_stream::EventStream, web_socket::WebSocket};
use crate::{Error, Result, Retry, error::At};

/// How often in a row a server may refuse before it is believed.
const REFUSALS: u32 = 5;

/// How many bytes of messages are kept for a program that is busy.
const KEPT: usize = 8 * 1024 * 1024;

/// What comes over the line.
pub(super) enum Heard {
    /// A message, with its name where the transport has one.
    Message { name: Option<String>, data: Bytes },
    /// Nothing but that somebody is there.
    Life,
}

/// What the listener gets from the line.
pub(super) enum Told {
    Message {
        name: Option<String>,
        data: Bytes,
        /// Given back when the message has been taken out.
        _room: Option<OwnedSemaphorePermit>,
    },
    Event(Event),
    /// The last thing it gets.
    Failed(Error),
}

enum Connection {
    WebSocket(Box<WebSocket>),
    EventStream(Box<EventStream>),
}

impl Connection {
    async fn open(how: &Notifications, retry: Option<Retry>) -> Result<(Self, At)> {
        let events = crate::generated::events::Events::new(&how.client);
        // Without a choice of ours the server makes its own.
        let filters = (!how.filters.is_empty()).then_some(&how.filters);
        match how.transport {
            Transport::WebSocket => {
                let mut request = events.web_socket();
                if let Some(filters) = filters {
                    request = request.filters(filters);
                }
                request.call.retry = retry;
                let (socket, at) = WebSocket::open(request.call, how.ping).await?;
                Ok((Self::WebSocket(Box::new(socket)), at))
            }
            Transport::EventStream => {
                let mut request = events.stream();
                if let Some(filters) = filters {
                    request = request.filters(filters);
                }
                request.call.retry = retry;
                let (stream, at) = EventStream::open(request.call).await?;
                Ok((Self::EventStream(Box::new(stream)), at))
            }
        }
    }

    async fn next(&mut self) -> Result<Heard> {
        match self {
            Self::WebSocket(socket) => socket.next().await,
            Self::EventStream(stream) => stream.next().await,
        }
    }
}

/// The line.
pub(super) struct Line {
    how: Notifications,
    connection: Connection,
    pauses: ExponentialBackoff,
    last_heard: Instant,
    room: Arc<Semaphore>,
    missed: u64,
}

impl Line {
    pub(super) async fn open(how: Notifications) -> Result<(Self, At)> {
        let (connection, at) = Connection::open(&how, None).await?;
        let line = Self {
            pauses: pauses(&how),
            how,
            connection,
            last_heard: Instant::now(),
            room: Arc::new(Semaphore::new(KEPT)),
            missed: 0,
        };
        Ok((line, at))
    }

    /// Keeps the line until nobody listens any more, or the server is done with us.
    pub(super) async fn keep(mut self, listener: Sender<Told>) {
        loop {
            let Some(cause) = self.follow(&listener).await else {
                return;
            };
            tracing::debug!(%cause, "the line for notifications broke");
            let cause = Arc::new(cause);
            let broken = Event::Disconnected { cause };
            if listener.send(Told::Event(broken)).await.is_err() {
                return;
            }
            let restored = match self.restore().await {
                Ok(attempts) => Told::Event(Event::Reconnected {
                    away: self.last_heard.elapsed(),
                    attempts,
                }),
                Err(error) => Told::Failed(error),
            };
            self.last_heard = Instant::now();
            let over = matches!(restored, Told::Failed(_));
            if listener.send(restored).await.is_err() || over {
                return;
            }
        }
    }

    /// Hands on what comes until the connection breaks; gives nothing when nobody listens any more.
    async fn follow(&mut self, listener: &Sender<Told>) -> Option<Error> {
        loop {
            let heard = tokio::select! {
                heard = self.connection.next() => heard,
                place = listener.reserve(), if self.missed > 0 => {
                    let messages = std::mem::take(&mut self.missed);
                    place.ok()?.send(Told::Event(Event::Missed { messages }));
                    continue;
                }
                () = listener.closed() => return None,
            };
            match heard {
                Ok(heard) => {
                    self.last_heard = Instant::now();
                    // It works: the next break begins with short pauses again.
                    self.pauses = pauses(&self.how);
                    if let Heard::Message { name, data } = heard {
                        self.hand_on(listener, name, data)?;
                    }
                }
                Err(error) => return Some(error),
            }
        }
    }

    /// Hands on a message if there is room for it. After one that was dropped the next ones are, too, until the gap has been
    /// told, so that it is told where it is.
    fn hand_on(
        &mut self,
        listener: &Sender<Told>,
        name: Option<String>,
        data: Bytes,
    ) -> Option<()> {
        let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(size).ok();
        if room.is_none() || self.missed > 0 {
            self.missed += 1;
            return Some(());
        }
        let told = Told::Message {
            name,
            data,
            _room: room,
        };
        match listener.try_send(told) {
            Ok(()) => Some(()),
            Err(TrySendError::Full(_)) => {
                self.missed += 1;
                Some(())
            }
            Err(TrySendError::Closed(_)) => None,
        }
    }

    /// Connects anew, however long it takes; gives the number of attempts.
    async fn restore(&mut self) -> Result<u32> {
        let mut refusals = 0;
        let mut asked_for = Duration::ZERO;
        for attempt in 1.. {
            let pause = self.pauses.next().unwrap_or(self.how.longest_pause);
            tokio::time::sleep(pause.max(asked_for)).await;
            match Connection::open(&self.how, Some(Retry::never())).await {
                Ok((connection, _)) => {
                    self.connection = connection;
                    return Ok(attempt);
                }
                Err(error) => {
                    tracing::debug!(attempt, %error, "the line for notifications is still broken");
                    refusals = if is_refusal(&error) { refusals + 1 } else { 0 };
                    if refusals == REFUSALS {
                        return Err(error);
                    }
                    asked_for = match error {
                        Error::RateLimited { retry_after, .. } => retry_after.unwrap_or_default(),
                        _ => Duration::ZERO,
                    };
                }
            }
        }
        Ok(u32::MAX) // not before the heat death
    }
}

/// Whether waiting changes nothing.
fn is_refusal(error: &Error) -> bool {
    match error {
        Error::Unauthorized { .. }
        | Error::TokenExpired { .. }
        | Error::Redirect { .. }
        | Error::Config(_) => true,
        Error::Status { status, .. } => (400..500).contains(status),
        _ => false,
    }
}

fn pauses(how: &Notifications) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(how.first_pause)
        .with_max_delay(how.longest_pause)
        .without_max_times()
        .build()
}
