//! What the mock servers send on their own: webhooks, and what players ask their server and tell those who follow them.

use std::{io, time::Duration};

use axum::http::{Method, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet, time};

/// A request to somebody else.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Outgoing {
    pub(crate) fn new(method: Method, url: String) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it over a connection of its own. There is no TLS here: who wants to be told listens in plain HTTP.
    pub(crate) async fn send(self) -> io::Result<(StatusCode, Bytes)> {
        match time::timeout(PATIENCE, self.exchange()).await {
            Ok(answer) => answer,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    async fn exchange(self) -> io::Result<(StatusCode, Bytes)> {
        let uri: Uri = self.url.parse().map_err(io::Error::other)?;
        let authority = uri
            .authority()
            .filter(|_| uri.scheme_str() == Some("http"))
            .ok_or_else(|| io::Error::other("no http address"))?;
        let port = authority.port_u16().unwrap_or(80);
        let host = authority.host().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port)).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(io::Error::other)?;
        // It ends with this future.
        let mut tasks = JoinSet::new();
        tasks.spawn(connection);
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::builder()
            .method(&self.method)
            .uri(path)
            .header(header::HOST, authority.as_str());
        for (name, value) in &self.headers {
            request = request.header(*name, value.as_bytes());
        }
        let request = request
            .body(Full::new(self.body))
            .map_err(io::Error::other)?;
        let answer = sender
            .send_request(request)
            .await
            .map_err(io::Error::other)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LONGEST)
            .collect()
            .await
            .map_err(io::Error::other)?;
        Ok((status, body.to_bytes()))
    }
}

const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST: usize = 64 * 1024 * 1024;
