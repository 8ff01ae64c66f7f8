//! Lists so long that several threads read them while they arrive.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use plex_api::{Metadata, Server};
use plex_mock::{Cut, Fault, PlexMock};
use tokio::runtime;

use crate::common::{quick, retrying, server};

const MOVIES: usize = 600;

async fn mock() -> PlexMock {
    let mock = PlexMock::builder().movies(MOVIES).start().await;
    mock.expect("the mock server starts")
}

/// All movies in one answer, of about a megabyte.
async fn list(server: &Server) -> plex_api::Result<Vec<Metadata>> {
    let items = server.library().items("1").page_size(MOVIES as u64);
    items.items().try_collect().await
}

fn keys(movies: &[Metadata]) -> BTreeSet<&str> {
    let keys = movies.iter().filter_map(|movie| movie.rating_key.as_ref());
    keys.map(|key| key.as_str()).collect()
}

#[tokio::test]
async fn what_breaks_off_in_the_middle_comes_once() {
    let mock = mock().await;
    let server = retrying(&mock, quick());
    for after in [1_000, 300_000, 700_000] {
        mock.clear_requests();
        mock.fault(Fault::on("/library/sections/1/all").cut_after(after, Cut::Close));
        let movies = list(&server).await.unwrap();
        assert_eq!((movies.len(), keys(&movies).len()), (MOVIES, MOVIES));
        assert_eq!(mock.requests().len(), 2, "cut after {after} bytes");
    }
}

/// The one thread for blocking work waits for the list, and so reads nothing of it.
#[test]
fn no_thread_needs_to_be_free() {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mock = mock().await;
        let server = server(&mock).await;
        let handle = runtime::Handle::current();
        let listing = move || handle.block_on(list(&server));
        let movies = tokio::task::spawn_blocking(listing).await.unwrap();
        assert_eq!(movies.unwrap().len(), MOVIES);
    });
}
