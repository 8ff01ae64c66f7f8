//! Notifications over a WebSocket and as an event stream, and the list of activities.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{
        FromRequestParts as _, Path, Request, State as Of,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderName, StatusCode},
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use serde_json::json;
use tokio::{sync::broadcast::error::RecvError, time};

use crate::{
    answer::{Answer, container, nothing, refuse_in_html, set_header, with_type},
    events::Event,
    look::set,
    requests::{Ask, Received},
    restarts::Restart,
    state::State,
};

/// Which notifications somebody wants: `filters=playing,timeline`, or `filters=-log` for all but those.
#[derive(Debug, Clone)]
struct Wanted(Vec<String>);

impl Wanted {
    fn of(request: &Received) -> Self {
        let text = request
            .query("filters")
            .or_else(|| request.query("filter"))
            .unwrap_or_default();
        Self(
            text.split(',')
                .filter(|kind| !kind.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    fn takes(&self, kind: &str) -> bool {
        let named = |sign: &str| {
            self.0
                .iter()
                .any(|wanted| wanted.strip_prefix(sign) == Some(kind))
        };
        let only_without = self.0.iter().all(|wanted| wanted.starts_with('-'));
        !named("-") && (only_without || named(""))
    }
}

/// `GET /:/websockets/notifications`
pub(crate) async fn web_socket(
    Of(state): Of<Arc<State>>,
    Ask(request): Ask,
    http: Request,
) -> Answer {
    state.check_server_token(&request)?;
    let (mut parts, _) = http.into_parts();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &())
        .await
        .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let wanted = Wanted::of(&request);
    let events = state.events.listen();
    let restart = state.restarts.next();
    Ok(upgrade.on_upgrade(move |socket| talk(socket, events, wanted, restart)))
}

async fn talk(
    mut socket: WebSocket,
    mut events: tokio::sync::broadcast::Receiver<Arc<Event>>,
    wanted: Wanted,
    mut restart: Restart,
) {
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) if wanted.takes(&event.kind) => {
                    let frame = json!({"NotificationContainer": event.container()}).to_string();
                    if socket.send(Message::Text(frame.into())).await.is_err() {
                        return;
                    }
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            () = restart.comes() => return,
            // Pings are answered on the way; what clients say beside is of no concern.
            said = socket.recv() => match said {
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}

/// `GET /:/eventsource/notifications`
pub(crate) async fn event_source(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let wanted = Wanted::of(&request);
    let events = state.events.listen();
    let pieces = stream::unfold((events, wanted), |(mut events, wanted)| async move {
        let piece = loop {
            match time::timeout(BETWEEN_PINGS, events.recv()).await {
                Ok(Ok(event)) if wanted.takes(&event.kind) => {
                    break format!("event: {}\ndata: {}\n\n", event.kind, event.container());
                }
                Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => return None,
                Err(_) => break "event: ping\ndata: {}\n\n".to_owned(),
            }
        };
        Some((Ok::<_, Infallible>(piece), (events, wanted)))
    });
    let mut response: Response = with_type(
        StatusCode::OK,
        "text/event-stream",
        Body::from_stream(pieces),
    );
    set_header(
        &mut response,
        HeaderName::from_static("x-accel-buffering"),
        "no",
    );
    Ok(response.into_response())
}

const BETWEEN_PINGS: Duration = Duration::from_secs(10);

/// `GET /activities`
pub(crate) async fn activities(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let activities: Vec<_> = state
        .events
        .activities()
        .iter()
        .map(crate::events::Activity::as_json)
        .collect();
    let mut answer = json!({"size": activities.len()});
    if !activities.is_empty() {
        set(&mut answer, "Activity", activities.into());
    }
    Ok(container(&state, &request, answer))
}

/// `DELETE /activities/{uuid}`
pub(crate) async fn cancel(
    Of(state): Of<Arc<State>>,
    Path(uuid): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    if state.events.end(&uuid) {
        Ok(nothing(StatusCode::OK))
    } else {
        Err(refuse_in_html(StatusCode::NOT_FOUND))
    }
}
