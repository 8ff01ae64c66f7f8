//! For scripts and programs without an async runtime: everything that can be awaited can be waited for.
//!
//! The surface is the same. What an async program awaits, [`Wait::wait`] waits for, and [`wait_for`] where it gives no
//! `Result`; what it reads as a stream, [`WaitEach::wait_each`] gives as an iterator. Sessions, listeners and conversions go
//! on while nobody waits, and stop when they are dropped. All of it runs on one runtime that is started at the first call.
//!
//! ```no_run
//! # fn main() -> plex_api::Result<()> {
//! use plex_api::{
//!     Plex,
//!     blocking::{Wait, WaitEach},
//! };
//!
//! let plex = Plex::builder("My Script", "4a1e6b9c").build()?;
//! let server = plex.server_at("http://192.168.1.20:32400", "the server's token")?;
//! for section in server.library().sections().wait()? {
//!     for item in server.library().items(section).items().wait_each() {
//!         println!("{}", item?.title.unwrap_or_default());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Inside of an async runtime, blocking tasks included, to wait would stop the very threads that are waited for; there it is
//! an [`Error::Config`] that says so, and the answer is `.await`.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
};

use futures_util::{Stream, StreamExt};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::{Error, Result};

/// Waits for what an async program would await.
pub trait Wait: IntoFuture<Output = Result<Self::Answer>> + Sized {
    /// What it gives.
    type Answer;

    /// Waits until it is there.
    ///
    /// # Errors
    ///
    /// As awaiting it, and [`Error::Config`] inside of an async runtime.
    fn wait(self) -> Result<Self::Answer>;
}

impl<F, T> Wait for F
where
    F: IntoFuture<Output = Result<T>>,
{
    type Answer = T;

    fn wait(self) -> Result<T> {
        runtime()?.block_on(self.into_future())
    }
}

/// Waits for what an async program would await without a [`Result`]: [`Plex::validate`](crate::Plex::validate),
/// [`PlaySession::terminated`](crate::playback::PlaySession::terminated) and the like.
///
/// ```no_run
/// # fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
/// use plex_api::blocking::wait_for;
///
/// if wait_for(plex.validate())?.is_invalid() {
///     println!("Please sign in again");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Config`] inside of an async runtime.
pub fn wait_for<F: IntoFuture>(what: F) -> Result<F::Output> {
    Ok(runtime()?.block_on(what.into_future()))
}

/// Waits for each item of a stream.
pub trait WaitEach: Stream + Sized {
    /// The items, each waited for when it is asked for.
    fn wait_each(self) -> Each<Self>;
}

impl<S, T> WaitEach for S
where
    S: Stream<Item = Result<T>>,
{
    fn wait_each(self) -> Each<Self> {
        Each {
            stream: Box::pin(self),
            failed: false,
        }
    }
}

/// The items of a stream, one after the other; made by [`WaitEach::wait_each`].
pub struct Each<S> {
    stream: Pin<Box<S>>,
    failed: bool,
}

impl<S, T> Iterator for Each<S>
where
    S: Stream<Item = Result<T>>,
{
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.failed {
            return None;
        }
        match runtime() {
            Ok(runtime) => runtime.block_on(self.stream.next()),
            Err(error) => {
                // Or whoever passes over errors would go on for ever.
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

impl<S> std::fmt::Debug for Each<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Each")
    }
}

/// The runtime that everything runs on. Its own thread keeps connections alive while nobody waits.
pub(crate) fn runtime() -> Result<Handle> {
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

    if Handle::try_current().is_ok() {
        return Err(Error::Config(
            "plex_api::blocking waits, which an async runtime must not; use .await here".into(),
        ));
    }
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(runtime.handle().clone());
    }
    let new = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("plex-api")
        .enable_all()
        .build()
        .map_err(|error| Error::Config(format!("no runtime can be started: {error}")))?;
    Ok(runtime.insert(new).handle().clone())
}
