//! What browsers are allowed.
//!
//! A media server lets any page ask in advance, and then names only Plex's own app in the answer, unless the owner's token
//! came along: so a page of somebody else reads nothing with a guest's token. plex.tv lets every page read.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    answer::set_header,
    contents::OWNER,
    requests::{Face, Received},
    state::State,
};

const APP: &str = "https://app.plex.tv";

/// The answer to a browser that asks in advance.
pub(crate) fn preflight(received: &Received) -> Option<Response> {
    if received.method != "OPTIONS" {
        return None;
    }
    let mut response = StatusCode::OK.into_response();
    set_header(&mut response, header::CONTENT_TYPE, "text/plain");
    if let Some(origin) = received.header("origin") {
        let headers = received.header("access-control-request-headers");
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, Some(origin)),
            (header::ACCESS_CONTROL_ALLOW_METHODS, Some(METHODS)),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, headers),
            // Two weeks.
            (header::ACCESS_CONTROL_MAX_AGE, Some("1209600")),
        ] {
            if let Some(value) = value {
                set_header(&mut response, name, value);
            }
        }
    }
    Some(response)
}

const METHODS: &str = "POST, GET, OPTIONS, DELETE, PUT, HEAD";

/// Says in an answer which pages may read it.
pub(crate) fn allow(state: &State, received: &Received, response: &mut Response) {
    let Some(origin) = received.header("origin") else {
        return;
    };
    let is_owner = || {
        state
            .check_server_token(received)
            .is_ok_and(|account| account == OWNER)
    };
    let allowed = match received.face {
        Face::PlexTv | Face::Player => "*",
        Face::Server if is_owner() => origin,
        Face::Server => APP,
    };
    set_header(response, header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    let exposed = "Location, X-Plex-Container-Start, X-Plex-Container-Total-Size";
    set_header(response, header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    if received.face == Face::Server {
        let by = HeaderValue::from_static("Origin, X-Plex-Token");
        response
            .headers_mut()
            .append(HeaderName::from_static("vary"), by);
    }
}
