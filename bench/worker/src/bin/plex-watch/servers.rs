//! Many mock servers in one process, for `watch`.

use std::{sync::Arc, time::Duration};

use clap::Args;
use plex_mock::PlexMock;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer},
};

#[derive(Args)]
pub(crate) struct Options {
    /// How many there are.
    #[arg(long)]
    count: usize,
    /// Put TLS in front of them.
    #[arg(long)]
    tls: bool,
}

/// Where they are: the one line on standard output.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ready {
    /// Addresses and tokens.
    pub(crate) servers: Vec<(String, String)>,
    /// The authority that issued their certificate, where they have one.
    pub(crate) certificate: Option<String>,
}

/// Serves until standard input ends, and obeys what comes there.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let front = options.tls.then(Front::new).transpose()?;
    let mut fronts = JoinSet::new();
    let (mut mocks, mut servers) = (Vec::new(), Vec::new());
    for seed in 0..options.count as u64 {
        let mock = PlexMock::builder().seed(seed).movies(10).start().await?;
        let url = match &front {
            Some(front) => front.stand_before(mock.server_url(), &mut fronts).await?,
            None => mock.server_url().to_owned(),
        };
        servers.push((url, mock.server_token().to_owned()));
        mocks.push(mock);
    }
    let certificate = front.map(|front| front.authority);
    let ready = Ready {
        servers,
        certificate,
    };
    println!("{}", serde_json::to_string(&ready)?);

    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(order) = orders.next_line().await? {
        let number = order
            .split_once(' ')
            .and_then(|(_, number)| number.parse().ok());
        for turn in 0..number.unwrap_or(0) {
            for mock in &mocks {
                tell(mock, turn);
            }
            // What lags behind by more than a few hundred messages loses some.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if order.starts_with("restart") {
            mocks.iter().for_each(|mock| mock.restart(Duration::ZERO));
        }
    }
    Ok(())
}

fn tell(mock: &PlexMock, turn: u64) {
    let change = json!({
        "sessionKey": "4", "clientIdentifier": "player-in-the-kitchen", "guid": "", "ratingKey": "4711", "url": "",
        "key": "/library/metadata/4711", "viewOffset": 10_000 * turn, "playQueueItemID": 15, "playQueueID": 3,
        "state": "playing",
    });
    mock.notify("playing", json!({"PlaySessionStateNotification": [change]}));
}

/// TLS in front of plain mock servers.
struct Front {
    authority: String,
    acceptor: TlsAcceptor,
}

impl Front {
    fn new() -> anyhow::Result<Self> {
        let mut params = CertificateParams::new([])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(["localhost".to_owned()])?;
        let certificate = params.signed_by(&key, &authority)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())?;
        Ok(Self {
            authority: authority.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// Takes connections for a mock server; gives the address for them.
    async fn stand_before(&self, url: &str, work: &mut JoinSet<()>) -> anyhow::Result<String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url_here = format!("https://localhost:{}", listener.local_addr()?.port());
        let behind: Arc<str> = url.trim_start_matches("http://").into();
        let acceptor = self.acceptor.clone();
        work.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, behind) = (acceptor.clone(), Arc::clone(&behind));
                connections.spawn(async move {
                    let mut inside = TcpStream::connect(&*behind).await?;
                    let mut outside = acceptor.accept(stream).await?;
                    copy_bidirectional(&mut outside, &mut inside).await
                });
            }
        });
        Ok(url_here)
    }
}
