//! Whom TLS trusts, and which HTTP is spoken over it.

use std::{convert::Infallible, sync::Arc};

use http_body_util::Full;
use hyper::{Request, Response, StatusCode, Version, body::Incoming, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use plex_api::{Error, Plex, PlexBuilder, Retry, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

const IDENTITY: &str =
    r#"{"MediaContainer":{"size":0,"machineIdentifier":"behind-tls","version":"1.0"}}"#;

/// A certificate with its key.
pub(crate) struct Paper {
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Paper {
    fn fingerprint(&self) -> String {
        let digest = sha256(&self.certificate);
        digest.map(|byte| format!("{byte:02X}")).join(":")
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    aws_lc_rs::cipher_suite::TLS13_AES_128_GCM_SHA256
        .tls13()
        .unwrap()
        .common
        .hash_provider
        .hash(bytes)
        .as_ref()
        .try_into()
        .unwrap()
}

fn self_signed(name: &str) -> Paper {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Paper {
        certificate: certificate.der().clone(),
        key,
    }
}

/// A certificate for a name, and the PEM of the authority that issued it.
pub(crate) fn issued(name: &str) -> (Paper, String) {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let paper = Paper {
        certificate: certificate.der().clone(),
        key,
    };
    (paper, authority.pem())
}

/// A server that says who it is and which HTTP it was asked in.
pub(crate) struct Host {
    pub(crate) url: String,
    _work: JoinSet<()>,
}

pub(crate) async fn host(paper: &Paper, alpn: &[&str]) -> Host {
    let key = PrivatePkcs8KeyDer::from(paper.key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![paper.certificate.clone()], key.into())
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let mut work = JoinSet::new();
    work.spawn(async move {
        let mut streams = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            streams.spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                let io = TokioIo::new(stream);
                let _ = if is_h2 {
                    hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                        .serve_connection(io, service_fn(answer))
                        .await
                } else {
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(io, service_fn(answer))
                        .await
                };
            });
        }
    });
    Host { url, _work: work }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<&'static [u8]>>, Infallible> {
    let version = match request.version() {
        Version::HTTP_2 => "2",
        _ => "1.1",
    };
    let mut response = Response::new(Full::new(IDENTITY.as_bytes()));
    if request.uri().path() == "/:/websockets/notifications" {
        // HTTP/2 knows no upgrade: who asks for one there has not looked.
        *response.status_mut() = match request.headers().get("upgrade") {
            Some(upgrade) if upgrade == "websocket" => StatusCode::UPGRADE_REQUIRED,
            _ => StatusCode::BAD_REQUEST,
        };
    }
    let headers = response.headers_mut();
    headers.insert("content-type", "application/json".parse().unwrap());
    headers.insert("x-asked-in", version.parse().unwrap());
    Ok(response)
}

fn client() -> PlexBuilder {
    Plex::builder("Test App", crate::common::CLIENT).retry(Retry::default())
}

fn server(builder: PlexBuilder, host: &Host) -> Server {
    let plex = builder.build().unwrap();
    plex.server_at(&host.url, "secret").unwrap()
}

async fn refusal(builder: PlexBuilder, host: &Host) -> String {
    let error = server(builder, host).identity().await.unwrap_err();
    assert!(matches!(error, Error::Certificate { .. }), "{error:?}");
    assert!(error.never_arrived() && !error.is_transient());
    error.to_string().replace(&host.url, "https://host")
}

#[tokio::test]
async fn a_strangers_certificate_is_refused_and_told() {
    let paper = self_signed("localhost");
    let host = host(&paper, &[]).await;
    let text = refusal(client(), &host).await;
    assert!(text.starts_with("GET https://host/identity: "), "{text}");
    assert!(
        text.ends_with(&paper.fingerprint().replace(':', "")),
        "{text}"
    );
    assert!(text.contains("PlexBuilder::accept_fingerprint"), "{text}");
}

#[tokio::test]
async fn one_certificate_is_taken_by_its_fingerprint() {
    let (ours, other) = (self_signed("elsewhere.example"), self_signed("localhost"));
    let builder = || client().accept_fingerprint(&ours.fingerprint());
    let (right, wrong) = (host(&ours, &[]).await, host(&other, &[]).await);
    let identity = server(builder(), &right).identity().await.unwrap();
    assert_eq!(identity.machine_identifier, "behind-tls");
    refusal(builder(), &wrong).await;
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_for_its_names_only() {
    let (right, authority) = issued("localhost");
    let (wrong, other_authority) = issued("elsewhere.example");
    let (right, wrong) = (host(&right, &[]).await, host(&wrong, &[]).await);
    let both = format!("{authority}\n{other_authority}");
    let der = der_of(&authority);
    for roots in [both.clone().into_bytes(), der] {
        let server = server(client().root_certificates(roots), &right);
        assert!(server.identity().await.is_ok());
    }
    let text = refusal(client().root_certificates(both), &wrong).await;
    assert!(
        text.contains(
            "the certificate is made out to another name; use the name that it is made out to"
        ),
        "{text}"
    );
    let text = refusal(client().root_certificates(other_authority), &right).await;
    assert!(
        text.contains("nobody who is trusted vouches for the certificate"),
        "{text}"
    );
}

fn der_of(pem: &str) -> Vec<u8> {
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    CertificateDer::from_pem_slice(pem.as_bytes())
        .unwrap()
        .to_vec()
}

/// Where no resolver answers, the address is read from the name; who is there is still proven by the name.
#[tokio::test]
async fn a_name_that_says_its_address_is_still_checked() {
    let name = |hash: &str| format!("127-0-0-1.{}.plex.direct", hash.repeat(8));
    let (paper, authority) = issued(&name("0a1b"));
    let mut host = host(&paper, &[]).await;
    let there = host.url.clone();
    let client = || client().root_certificates(authority.clone()).no_proxy();
    host.url = there.replace("localhost", &name("0a1b"));
    let identity = server(client(), &host).identity().await.unwrap();
    assert_eq!(identity.machine_identifier, "behind-tls");
    host.url = there.replace("localhost", &name("ffff"));
    let text = refusal(client(), &host).await;
    let remedy = "a Plex server's certificate is for its plex.direct name";
    assert!(text.contains(remedy), "{text}");
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    let paper = self_signed("localhost");
    for (alpn, expected) in [
        (&["h2", "http/1.1"][..], "2"),
        (&["http/1.1"], "1.1"),
        (&[], "1.1"),
    ] {
        let host = host(&paper, alpn).await;
        let server = server(client().accept_fingerprint(&paper.fingerprint()), &host);
        let response = server.system().identity().send().await.unwrap();
        assert_eq!(response.headers()["x-asked-in"], expected, "{alpn:?}");
        // A WebSocket begins in HTTP/1.1, whatever else the host offers.
        let refused = server.notifications().listen().await.unwrap_err();
        assert_eq!(refused.status(), Some(426), "{alpn:?}: {refused}");
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_told() {
    for builder in [
        client().root_certificates("-----BEGIN CERTIFICATE-----\nnonsense"),
        client().root_certificates("nonsense"),
        client().accept_fingerprint("nonsense"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
    }
}
