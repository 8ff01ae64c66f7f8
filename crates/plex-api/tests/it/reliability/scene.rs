//! What a cell needs: a mock server, a client that meets the harm, and one that does not.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use plex_api::{Plex, PlexBuilder, Retry, Server};
use plex_mock::{Cut, Fault, PlexMock};
use tempfile::TempDir;

use super::{
    calls::Kind,
    faults::{Harm, PATIENCE, on},
};
use crate::{
    common::{CLIENT, closed_port, start},
    tls,
};

/// The length of the file that is downloaded.
pub(super) const FILE: u64 = 200_000;

pub(super) struct Scene {
    pub(super) mock: PlexMock,
    /// The other host, where there is one.
    pub(super) abroad: Option<PlexMock>,
    pub(super) server: Server,
    /// The mock server by a client whose attempts are not counted.
    pub(super) direct: Server,
    pub(super) part: String,
    folder: TempDir,
    attempts: Arc<AtomicUsize>,
    faults: Vec<Fault>,
    /// Whether the harm is there from the first connection on.
    pub(super) is_lasting: bool,
    _tls: Option<tls::Host>,
}

impl Scene {
    pub(super) async fn new(kind: Kind, harm: Harm) -> Self {
        let mock = start(PlexMock::builder().large_file(FILE)).await;
        let attempts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&attempts);
        let mut builder = builder(&mock).after(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let (mut abroad, mut tls, mut faults) = (None, None, Vec::new());
        let mut url = mock.server_url().to_owned();
        match harm {
            Harm::Passing(make) => faults.push(make(kind)),
            Harm::Slow(make) => {
                builder = builder
                    .timeout(PATIENCE * 2)
                    .first_byte_timeout(PATIENCE)
                    .idle_timeout(PATIENCE);
                faults.push(make(kind));
            }
            Harm::Midway(make) => {
                if kind == Kind::Download {
                    faults.push(Fault::on(kind.path()).cut_after(FILE / 2, Cut::Close));
                }
                faults.push(make(kind));
            }
            Harm::Lasting(make) => faults.push(make(kind).always()),
            Harm::Abroad => {
                let other = start(PlexMock::builder()).await;
                let there = format!("{}{}", other.server_url(), kind.path().replace('*', "1"));
                faults.push(on(kind).redirect(there));
                abroad = Some(other);
            }
            Harm::Refused => url = closed_port(),
            Harm::NoSuchName => url = "http://nowhere.invalid:32400".to_owned(),
            Harm::WrongName => {
                let (paper, authority) = tls::issued("elsewhere.example");
                let host = tls::host(&paper, &[]).await;
                builder = builder.root_certificates(authority);
                url.clone_from(&host.url);
                tls = Some(host);
            }
        }
        let direct = server(builder_of(&mock), mock.server_url(), &mock);
        let film = direct.metadata().get("1001").await.unwrap().remove(0);
        mock.clear_requests();
        Self {
            server: server(builder, &url, &mock),
            direct,
            part: film.media[0].parts[0].key.clone().unwrap().into(),
            abroad,
            folder: tempfile::tempdir().unwrap(),
            attempts,
            faults,
            is_lasting: !matches!(
                harm,
                Harm::Passing(_) | Harm::Slow(_) | Harm::Midway(_) | Harm::Abroad
            ),
            _tls: tls,
            mock,
        }
    }

    /// From now on harm is done.
    pub(super) fn harm(&self) {
        self.attempts.store(0, Ordering::SeqCst);
        for fault in &self.faults {
            self.mock.fault(fault.clone());
        }
    }

    /// How many attempts the client has made since then.
    pub(super) fn attempts(&self) -> usize {
        self.attempts.load(Ordering::SeqCst)
    }

    /// Whether the client reaches the mock server at all.
    pub(super) fn is_reached(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Where the file is downloaded to.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("film.mkv")
    }

    /// All that lies in the folder: names and contents.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect()
    }
}

/// A client that is patient with hosts, but does not wait long between attempts.
fn builder(mock: &PlexMock) -> PlexBuilder {
    builder_of(mock)
        .retry(
            Retry::default()
                .first_pause(Duration::from_millis(1))
                .while_starting(),
        )
        .body_limit(64 * 1024)
}

fn builder_of(mock: &PlexMock) -> PlexBuilder {
    Plex::builder("Test App", CLIENT)
        .plex_tv(mock.plex_tv_url())
        .page_size(10)
        .retry(Retry::never())
        // As from another machine.
        .gzip(true)
}

fn server(builder: PlexBuilder, url: &str, mock: &PlexMock) -> Server {
    let plex = builder.token(mock.token()).build().unwrap();
    plex.server_at(url, mock.server_token()).unwrap()
}
