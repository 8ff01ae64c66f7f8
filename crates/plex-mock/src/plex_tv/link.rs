//! The page where a person types the code.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode, response::Response};

use crate::{answer::with_type, requests::Ask, state::State};

/// The page's address with the code already in it.
pub(crate) fn address(state: &State, code: &str) -> String {
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    format!("{}/link/?pin={code}", state.plex_tv_url)
}

/// `GET /link`
pub(crate) async fn page(Ask(request): Ask) -> Response {
    let code = escaped(request.query("pin").unwrap_or_default());
    html(
        StatusCode::OK,
        &format!(
            "<form method=\"post\" action=\"/link\"><label>Code <input name=\"code\" value=\"{code}\" autofocus></label> \
             <button>Link</button></form>"
        ),
    )
}

/// `POST /link`
pub(crate) async fn submit(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Response {
    let code = request.field("code").unwrap_or_default();
    match state.claim(&code) {
        Ok(()) => html(
            StatusCode::OK,
            "<p>The device is linked. You may close this page.</p>",
        ),
        Err(error) => html(
            StatusCode::NOT_FOUND,
            &format!("<p>{}: {error}.</p>", escaped(&code)),
        ),
    }
}

fn html(status: StatusCode, content: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Link a device</title></head>\
         <body><h1>Link a device</h1>{content}</body></html>"
    );
    with_type(status, "text/html; charset=utf-8", page)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
