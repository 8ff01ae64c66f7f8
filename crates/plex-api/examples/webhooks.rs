//! Says what is going on in your home as your server's webhooks tell it:
//! `cargo run --example webhooks -- 0.0.0.0:4711`, and then add `http://this-machine:4711/` to the webhooks of your account.

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use plex_api::{Webhook, WebhookError};
use tokio::{net::TcpListener, sync::mpsc};

type Lines = mpsc::UnboundedSender<String>;

/// Takes webhooks and gives a line for each.
pub(crate) async fn serve(listener: TcpListener, lines: Lines) -> std::io::Result<()> {
    let app = Router::new().route("/", post(receive)).with_state(lines);
    axum::serve(listener, app).await
}

async fn receive(
    State(lines): State<Lines>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, (StatusCode, String)> {
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok());
    let refuse = |error: WebhookError| (StatusCode::BAD_REQUEST, error.to_string());
    let webhook = Webhook::parse(kind.unwrap_or_default(), &body).map_err(refuse)?;
    let _ = lines.send(line(&webhook));
    Ok(StatusCode::NO_CONTENT)
}

fn line(webhook: &Webhook) -> String {
    let payload = &webhook.payload;
    let mut line = payload.event.to_string();
    if let Some(item) = &payload.metadata {
        line += &format!(": {}", item.full_title());
    }
    if let Some(who) = payload.account.as_ref().and_then(|who| who.title.as_ref()) {
        line += &format!(", by {who}");
    }
    if let Some(thumb) = &webhook.thumb {
        line += &format!(" ({}, {} bytes)", thumb.content_type, thumb.bytes.len());
    }
    line
}

#[tokio::main]
#[allow(dead_code)] // the tests call serve
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:4711".into());
    let (sender, mut lines) = mpsc::unbounded_channel();
    tokio::spawn(serve(TcpListener::bind(address).await?, sender));
    while let Some(line) = lines.recv().await {
        println!("{line}");
    }
    Ok(())
}
