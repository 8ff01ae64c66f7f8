//! Where the caller is, and the code that claims a server.

use std::{net::IpAddr, sync::Arc};

use axum::{extract::State as Of, http::StatusCode, response::Response};
use serde_json::json;

use crate::{
    answer::{Answer, data, refuse_as, with_type},
    dice::Dice,
    requests::Ask,
    state::State,
};

/// `GET /:/ip`
pub(crate) async fn public_address() -> Response {
    with_type(StatusCode::OK, "text/plain", "203.0.113.20")
}

/// `GET /api/v2/geoip?ip_address=`
pub(crate) async fn locate(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let address: IpAddr = request
        .query("ip_address")
        .unwrap_or("203.0.113.20")
        .parse()
        .map_err(|_| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    // Of addresses that are nowhere, plex.tv says so in words.
    let location = if address.is_loopback() {
        json!({"code": "Unknown", "continent_code": "Unknown", "country": "Unknown", "european_union_member": "Unknown"})
    } else {
        json!({
            "code": "PT",
            "continent_code": "EU",
            "country": "Portugal",
            "city": "Aveiro",
            "coordinates": "40.64, -8.65",
            "postal_code": "3800",
            "subdivisions": "Aveiro",
            "time_zone": "Europe/Lisbon",
            "european_union_member": true,
            "in_privacy_restricted_country": true,
            "in_privacy_restricted_region": true,
        })
    };
    Ok(data(&state, &request, StatusCode::OK, "location", location))
}

/// `GET /api/claim/token.json`
pub(crate) async fn claim_token(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let mut dice = Dice::new(state.seed, "claim token", state.numbers.next());
    let token = format!(
        "claim-{}",
        dice.word(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 20)
    );
    let body = json!({"token": token}).to_string();
    Ok(with_type(
        StatusCode::OK,
        "application/json; charset=utf-8",
        body,
    ))
}
