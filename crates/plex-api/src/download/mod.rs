//! Files fetched to the disk: in ranges, resumed after a cut and by a later process, never half under their own name.

mod covered;
mod fetch;
mod partial;
mod progress;
mod queue;
mod record;
mod run;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use futures_util::future::BoxFuture;

pub use self::{
    progress::{Event, Events},
    queue::{DownloadQueue, QueuedDownload},
};
use crate::{
    Result, Retry, Server,
    engine::{Accept, Auth, Call, Endpoint, Method},
    generated::hosts::Host,
};

/// A file of a server by its path, whatever it is.
const FILE: Endpoint = Endpoint {
    id: "download",
    method: Method::GET,
    host: Host::Server,
    path: "{+path}",
    auth: Auth::Token,
    accept: Accept::Anything,
};

/// So many ranges at once where nothing else is said: one connection rarely fills a line.
const PARALLEL: usize = 4;

impl Server {
    /// Fetches a file of the server to the disk, by the path that an answer gives for it: the `key` of a part or of
    /// subtitles, the `thumb` of an item.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server, film: plex_api::Metadata) -> plex_api::Result<()> {
    /// let part = film.media.first().and_then(|version| version.parts.first());
    /// if let Some(key) = part.and_then(|part| part.key.as_deref()) {
    ///     let done = server
    ///         .download(key, "film.mkv")
    ///         .on_progress(|progress| println!("{} of {:?}", progress.received, progress.total))
    ///         .sha256()
    ///         .await?;
    ///     println!("{} bytes, {:?}", done.bytes, done.sha256);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, key: impl AsRef<str>, path: impl AsRef<Path>) -> Download<'_> {
        Download::new(self.file(key.as_ref()), path.as_ref())
    }

    /// The request for a file by its path, which may have a query.
    pub(crate) fn file(&self, key: &str) -> Call<'_> {
        let (path, query) = key.split_once('?').unwrap_or((key, ""));
        let mut call = Call::new(self.client(), &FILE).path("+path", path);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            call.add_query(&name, value);
        }
        call
    }
}

/// A file to be fetched; await it. Made by [`Server::download`], and by `download_to` of every request whose answer is a
/// file.
///
/// What has come lies beside the path, in a file that ends in `.part`, with a small `.part.json` that says what of it is
/// there. It is moved to its own name once it is whole. After a cut only the rest is asked for; awaiting the same download
/// later, even in another process, goes on where this one stopped. If the file on the server is another by then, it begins
/// anew. Two processes must not fetch to the same path at once.
///
/// How patiently it goes on after cuts is the client's [`Retry`]; attempts are counted afresh whenever something came.
#[must_use = "a download does nothing until it is awaited"]
pub struct Download<'a> {
    call: Call<'a>,
    path: PathBuf,
    parallel: usize,
    sha256: bool,
    progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
}

impl<'a> Download<'a> {
    pub(crate) fn new(call: Call<'a>, path: &Path) -> Self {
        Self {
            call,
            path: path.to_owned(),
            parallel: PARALLEL,
            sha256: false,
            progress: None,
        }
    }

    /// How many ranges of a large file are fetched at once: 4 unless told otherwise. Files below 32 MiB, and servers that
    /// know no ranges, get one request.
    pub fn parallel(mut self, ranges: usize) -> Self {
        self.parallel = ranges.max(1);
        self
    }

    /// Works out the SHA-256 of the whole file when it has come.
    pub fn sha256(mut self) -> Self {
        self.sha256 = true;
        self
    }

    /// How patiently it goes on after cuts, in place of the client's setting.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.call.retry = Some(retry);
        self
    }

    /// Is told after each piece how much has come. It is called often, so it should be quick.
    pub fn on_progress(mut self, told: impl FnMut(Progress) + Send + 'a) -> Self {
        self.progress = Some(Box::new(told));
        self
    }

    /// The same as a stream: progress, and at the end what came of it.
    ///
    /// ```no_run
    /// # async fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// use plex_api::download::Event;
    ///
    /// let mut events = server.download("/library/parts/6230/1712000000/file.mkv", "film.mkv").events();
    /// while let Some(event) = events.try_next().await? {
    ///     match event {
    ///         Event::Progress(progress) => println!("{} bytes", progress.received),
    ///         Event::Done(done) => println!("whole: {} bytes", done.bytes),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(self) -> Events<'a> {
        Events::new(self)
    }
}

impl<'a> IntoFuture for Download<'a> {
    type Output = Result<Downloaded>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run::run(self))
    }
}

impl fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("call", &self.call)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// How far a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes that are on the disk, those of earlier attempts included.
    pub received: u64,
    /// The bytes that there will be, where the server says so.
    pub total: Option<u64>,
}

/// A file that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// Where it lies.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// How much of it an earlier, interrupted download had left, in bytes.
    pub resumed: u64,
    /// Its SHA-256 in hexadecimal digits, where [`Download::sha256`] asked for it.
    pub sha256: Option<String>,
}
