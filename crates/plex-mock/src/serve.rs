//! The front door: every request to either face comes through here.

use std::{
    convert::Infallible,
    io,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody as _},
    http::{HeaderName, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt as _, Collected, LengthLimitError, Limited};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
    time,
};
use tower::ServiceExt as _;

use crate::{
    answer::{refuse_as, set_header},
    control, cors,
    faults::{self, Fault, Instead},
    from_document, packed, players,
    requests::{Face, Received},
    socket::Socket,
    state::State,
    webhooks,
};

/// Takes connections until it is dropped; dropping it ends them too.
pub(crate) async fn serve(mut listener: TcpListener, door: Arc<Door>) {
    let mut connections = JoinSet::new();
    let mut gate = door.state.gate(door.face).watch();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(talk(stream, Arc::clone(&door)));
                }
                // Too many open files, or a connection that went away before it was taken: others may still come.
                Err(_) => time::sleep(Duration::from_millis(5)).await,
            },
            () = gate.closed() => {
                let Ok(port) = close(listener) else {
                    return;
                };
                gate.opened().await;
                listener = match port.listen(1024) {
                    Ok(listener) => listener,
                    Err(_) => return,
                };
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Refuses connections but keeps the port, so that nobody else begins to answer there.
fn close(listener: TcpListener) -> io::Result<TcpSocket> {
    let address = listener.local_addr()?;
    drop(listener);
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // Connections that have just ended still hold the address.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn talk(stream: TcpStream, door: Arc<Door>) {
    let _ = stream.set_nodelay(true);
    let mut gate = door.state.gate(door.face).watch();
    let restarts = (door.face == Face::Server).then(|| door.state.restarts.next());
    // The order to restart is answered over a connection that it would cut.
    let spared = Arc::new(AtomicBool::new(false));
    let is_spared = Arc::clone(&spared);
    let socket = Socket::new(stream);
    let io = TokioIo::new(socket.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let (door, socket) = (Arc::clone(&door), socket.clone());
        spared.store(control::is_for(request.uri().path()), Ordering::SeqCst);
        async move { door.answer(request, &socket).await }
    });
    let restart = async {
        match restarts {
            Some(mut restart) => restart.comes_unless(&is_spared).await,
            None => std::future::pending().await,
        }
    };
    // What goes wrong on a connection is the client's affair; the others go on.
    let mut connection = pin!(
        http1::Builder::new()
            .serve_connection(io, service)
            .with_upgrades()
    );
    tokio::select! {
        _ = connection.as_mut() => return,
        () = restart => return,
        () = gate.closed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// One face with the routes behind it.
pub(crate) struct Door {
    pub(crate) face: Face,
    pub(crate) state: Arc<State>,
    pub(crate) routes: Router,
}

/// The body of a request. One that says that it is too long is not waited for.
async fn read(body: Incoming) -> Result<Bytes, StatusCode> {
    if body.size_hint().lower() > LONGEST_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let read = Limited::new(body, LONGEST_BODY).collect().await;
    read.map(Collected::to_bytes)
        .map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => StatusCode::PAYLOAD_TOO_LARGE,
            None => StatusCode::BAD_REQUEST,
        })
}

impl Door {
    /// An error closes the connection without an answer.
    async fn answer(&self, request: Request<Incoming>, socket: &Socket) -> io::Result<Response> {
        let (mut parts, body) = request.into_parts();
        let mut question = self.state.kept.question(self.face, &parts);
        if let Some(kept) = question.as_ref().and_then(|it| self.state.kept.answer(it)) {
            return Ok(kept);
        }
        let body = match read(body).await {
            Ok(body) => body,
            Err(status) => {
                let received = Received::new(self.face, &parts, Bytes::new());
                return Ok(refuse_as(&received, status).into_response());
            }
        };
        let received = Arc::new(Received::new(self.face, &parts, body.clone()));
        if control::is_for(&received.path) {
            return Ok(control::answer(&self.state, &received));
        }
        self.state.log.add(Arc::clone(&received));
        if self.face == Face::Server {
            if self.state.restarts.is_starting() {
                return Ok(refuse_as(&received, StatusCode::SERVICE_UNAVAILABLE).into_response());
            }
            self.state.take_recordings();
            webhooks::meet(&self.state, &received);
            players::catch_up(&self.state).await;
        }

        let conditions = self.state.conditions.now();
        let second = self.state.seconds();
        let limit = conditions.rate_limit;
        let is_too_many = self.state.conditions.is_too_many(limit, &received, second);
        let plan = if is_too_many {
            Some(Fault::too_many())
        } else {
            self.state.faults.take(&received)
        };
        if plan.is_some() {
            question = None;
        }
        let (instead, delay, mut wire) = match plan {
            Some(plan) => (plan.instead(), plan.delay, plan.wire),
            None => Default::default(),
        };
        wire.drip = wire.drip.or(conditions.drip());
        let delay = delay.saturating_add(conditions.latency());
        if !delay.is_zero() {
            time::sleep(delay).await;
        }
        let is_head = received.method == "HEAD";
        if wire.is_silent() {
            let nothing = StatusCode::OK.into_response();
            return Err(faults::send(socket, nothing, is_head, wire).await);
        }

        let asked = instead
            .as_ref()
            .and_then(|instead| instead.request(&received))
            .map_or_else(|| Arc::clone(&received), Arc::new);
        parts.extensions.insert(Arc::clone(&asked));
        let usual = self.route(parts, body, &asked);
        let response = self.respond(instead, &received, usual).await;
        if wire.is_honest() {
            return Ok(match question {
                Some(question) => self.state.kept.keep(question, response).await,
                None => response,
            });
        }
        Err(faults::send(socket, response, is_head, wire).await)
    }

    /// The answer, whether the usual one or another.
    async fn respond(
        &self,
        instead: Option<Instead>,
        received: &Received,
        usual: impl Future<Output = Response>,
    ) -> Response {
        let mut response = if let Some(instead) = instead {
            instead.answer(&self.state, received, usual).await
        } else if let Some(allowed) = cors::preflight(received) {
            allowed
        } else {
            usual.await
        };
        if !response
            .headers()
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        {
            cors::allow(&self.state, received, &mut response);
        }
        packed::pack(received, response).await
    }

    /// The usual answer.
    async fn route(&self, mut parts: Parts, body: Bytes, received: &Received) -> Response {
        if let Some(uri) = plain(self.face, &parts.uri) {
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
            if !response.status().is_informational() {
                let name = HeaderName::from_static("keep-alive");
                set_header(&mut response, name, "timeout=20");
            }
        }
        set_header(&mut response, header::CACHE_CONTROL, "no-cache");
        let date = self.state.clock.now();
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        set_header(&mut response, header::DATE, &date);
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
}

const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// Whether the router refused, which it does in plain text or without a word. We never do.
fn is_the_routers_own(response: &Response) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_plain = content_type.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    response.status().is_client_error() && is_plain
}

/// A path by the name that it is known by here, if it was called otherwise.
///
/// With or without a slash at its end, a path means the same to both of the real ones; to the newer routes of plex.tv, so it
/// does with `.json` there.
fn plain(face: Face, uri: &Uri) -> Option<Uri> {
    let given = uri.path();
    let mut path = given.strip_suffix('/').unwrap_or(given);
    if face == Face::PlexTv && path.starts_with("/api/v2/") {
        path = path.strip_suffix(".json").unwrap_or(path);
    }
    if path == given || path.is_empty() {
        return None;
    }
    let path = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    path.parse().ok()
}
