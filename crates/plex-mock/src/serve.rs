//! The front door: every request to either face comes through here.

use std::{convert::Infallible, io, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderName, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{self, JoinSet},
    time,
};
use tower::ServiceExt as _;

use crate::{
    answer::{refuse_as, set_header, with_type},
    control,
    faults::Kind,
    from_document,
    requests::{Face, Received},
    state::State,
};

/// Takes connections until it is dropped; dropping it ends them too.
pub(crate) async fn serve(listener: TcpListener, door: Arc<Door>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(talk(stream, Arc::clone(&door)));
                }
                // Too many open files, or a connection that went away before it was taken: others may still come.
                Err(_) => time::sleep(time::Duration::from_millis(5)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn talk(stream: TcpStream, door: Arc<Door>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let door = Arc::clone(&door);
        async move { door.answer(request).await }
    });
    // What goes wrong on a connection is the client's affair; the others go on.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

/// One face with the routes behind it.
pub(crate) struct Door {
    pub(crate) face: Face,
    pub(crate) state: Arc<State>,
    pub(crate) routes: Router,
}

impl Door {
    /// An error closes the connection without an answer.
    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response> {
        let (mut parts, body) = request.into_parts();
        let body = match Limited::new(body, LONGEST_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                let received = Received::new(self.face, &parts, Bytes::new());
                let too_long = error.downcast_ref::<LengthLimitError>().is_some();
                let status = if too_long {
                    StatusCode::PAYLOAD_TOO_LARGE
                } else {
                    StatusCode::BAD_REQUEST
                };
                return Ok(refuse_as(&received, status).into_response());
            }
        };
        let received = Arc::new(Received::new(self.face, &parts, body.clone()));
        if control::is_for(&received.path) {
            return Ok(control::answer(&self.state, &received));
        }
        self.state.log.add(Arc::clone(&received));
        parts.extensions.insert(Arc::clone(&received));
        let Some(fault) = self.state.faults.take(&received) else {
            return Ok(self.route(parts, body, &received).await);
        };
        self.go_wrong(fault, parts, body, &received).await
    }

    /// The usual answer.
    async fn route(&self, mut parts: Parts, body: Bytes, received: &Received) -> Response {
        // With or without a slash at its end, a path means the same to both of the real ones.
        if let Some(uri) = without_slash(&parts.uri) {
            parts.uri = uri;
        }
        let request = Request::from_parts(parts, Body::from(body));
        let answered: Result<Response, Infallible> = self.routes.clone().oneshot(request).await;
        let Ok(mut response) = answered;
        if let Some(described) = self.described(&response, received) {
            response = described;
        } else if is_the_routers_own(&response) {
            let allow = response.headers_mut().remove(header::ALLOW);
            response = refuse_as(received, response.status()).into_response();
            response
                .headers_mut()
                .extend(allow.map(|allow| (header::ALLOW, allow)));
        }
        if self.face == Face::Server {
            let name = HeaderName::from_static("x-plex-protocol");
            set_header(&mut response, name, "1.0");
        }
        set_header(&mut response, header::CACHE_CONTROL, "no-cache");
        response
    }

    /// What the document says to a method that a path which is modelled does not have here.
    fn described(&self, response: &Response, received: &Received) -> Option<Response> {
        if response.status() != StatusCode::METHOD_NOT_ALLOWED {
            return None;
        }
        let described = from_document::answer(received)?;
        let is_welcome =
            self.face == Face::PlexTv || self.state.check_server_token(received).is_ok();
        is_welcome.then_some(described)
    }

    async fn go_wrong(
        &self,
        fault: Kind,
        parts: Parts,
        body: Bytes,
        received: &Received,
    ) -> io::Result<Response> {
        Ok(match fault {
            Kind::Drop => return Err(closed()),
            Kind::Hang => std::future::pending().await,
            Kind::Delay(delay) => {
                time::sleep(delay).await;
                self.route(parts, body, received).await
            }
            Kind::Truncate => truncated(self.route(parts, body, received).await).await,
            Kind::Status { code, retry_after } => {
                let status =
                    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let mut response = refuse_as(received, status).into_response();
                if let Some(seconds) = retry_after {
                    set_header(&mut response, header::RETRY_AFTER, &seconds.to_string());
                }
                response
            }
            Kind::Huge(bytes) => with_type(StatusCode::OK, "application/json", huge(bytes)),
            Kind::Redirect(location) => {
                let mut response = StatusCode::FOUND.into_response();
                set_header(&mut response, header::LOCATION, &location);
                response
            }
            Kind::Body { content_type, body } => with_type(StatusCode::OK, &content_type, body),
        })
    }
}

const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// Whether the router refused, which it does in plain text or without a word. We never do.
fn is_the_routers_own(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_plain = content_type.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    response.status().is_client_error() && is_plain
}

fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri
        .path()
        .strip_suffix('/')
        .filter(|path| !path.is_empty())?;
    let path = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    path.parse().ok()
}

/// The first half of the body under the length of the whole.
async fn truncated(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let whole = body.len();
    let half = body.slice(..whole / 2);
    parts.headers.insert(header::CONTENT_LENGTH, whole.into());
    let pieces = stream::once(async { Ok(half) }).chain(stream::once(async {
        // What is written so far only leaves when the body makes it wait.
        task::yield_now().await;
        Err(closed())
    }));
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// A JSON text of so many bytes, without keeping it in memory.
fn huge(bytes: u64) -> Body {
    const OPEN: &[u8] = b"{\"MediaContainer\":{\"summary\":\"";
    const CLOSE: &[u8] = b"\"}}";
    const PIECE: &[u8] = &[b'x'; 64 * 1024];
    let filling = bytes.saturating_sub((OPEN.len() + CLOSE.len()) as u64);
    let whole_pieces = filling / PIECE.len() as u64;
    let rest = PIECE
        .get(..(filling % PIECE.len() as u64) as usize)
        .unwrap_or_default();
    let pieces = stream::once(async { OPEN })
        .chain(stream::iter((0..whole_pieces).map(|_| PIECE)))
        .chain(stream::iter([rest, CLOSE]))
        .map(|piece| Ok::<_, io::Error>(Bytes::from_static(piece)));
    Body::from_stream(pieces)
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed on request")
}
