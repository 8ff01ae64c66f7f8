//! PINs: a device asks for one, a person claims it, the device fetches its token.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Refusal, data, nothing, refuse},
    clock::iso,
    dice::Dice,
    requests::{Ask, Received},
    state::{State, client_of},
};

/// The PINs that have not been forgotten yet.
#[derive(Debug, Default)]
pub(crate) struct Pins(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    pins: BTreeMap<u64, Pin>,
    so_far: u64,
}

#[derive(Debug, Clone)]
struct Pin {
    id: u64,
    code: String,
    product: String,
    client_identifier: String,
    created: DateTime<Utc>,
    expires: DateTime<Utc>,
    token: Option<String>,
}

/// Why a PIN could not be claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimError {
    /// No PIN has this code, or it has expired.
    Unknown,
    /// Somebody has claimed it before.
    AlreadyClaimed,
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "no PIN has this code, or it has expired",
            Self::AlreadyClaimed => "the PIN has been claimed before",
        })
    }
}

impl Error for ClaimError {}

impl Pins {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all of them.
    pub(crate) fn reset(&self) {
        *self.lock() = Book::default();
    }

    /// Whether somebody can still claim this code.
    pub(crate) fn is_open(&self, code: &str, now: DateTime<Utc>) -> bool {
        self.lock()
            .pins
            .values()
            .any(|pin| pin.answers_to(code) && now < pin.expires && pin.token.is_none())
    }
}

impl Pin {
    /// People type codes in either case.
    fn answers_to(&self, code: &str) -> bool {
        self.code.eq_ignore_ascii_case(code.trim())
    }
}

impl State {
    /// Plays the person who types the code.
    pub(crate) fn claim(&self, code: &str) -> Result<(), ClaimError> {
        let now = self.clock.now();
        let mut book = self.pins.lock();
        let pin = book
            .pins
            .values_mut()
            .find(|pin| pin.answers_to(code) && now < pin.expires)
            .ok_or(ClaimError::Unknown)?;
        if pin.token.is_some() {
            return Err(ClaimError::AlreadyClaimed);
        }
        pin.token = Some(self.tokens.issue(self.seed, pin.id));
        Ok(())
    }

    fn new_pin(&self, client_identifier: &str, product: &str, strong: bool) -> Pin {
        let now = self.clock.now();
        let mut book = self.pins.lock();
        book.pins.retain(|_, pin| now < pin.expires);
        book.so_far += 1;
        let id = FIRST_ID + self.seed % FIRST_ID + book.so_far;
        let mut dice = Dice::new(self.seed, "pin", id);
        let (alphabet, length, seconds) = if strong {
            (STRONG, 25, 1800)
        } else {
            (WEAK, 4, 900)
        };
        let mut code = dice.word(alphabet, length);
        // With a million codes to draw from, two open PINs can meet; a few draws are enough to part them.
        for _ in 0..64 {
            if book.pins.values().any(|pin| pin.answers_to(&code)) {
                code = dice.word(alphabet, length);
            }
        }
        let pin = Pin {
            id,
            code,
            product: product.to_owned(),
            client_identifier: client_identifier.to_owned(),
            created: now,
            expires: now + TimeDelta::seconds(seconds),
            token: None,
        };
        book.pins.insert(id, pin.clone());
        pin
    }

    fn pin_as_json(&self, pin: &Pin) -> Value {
        json!({
            "id": pin.id,
            "code": pin.code,
            "product": pin.product,
            "trusted": false,
            "qr": format!("{}/api/v2/pins/qr/{}", self.plex_tv_url, pin.code),
            "clientIdentifier": pin.client_identifier,
            "location": {
                "code": "PT",
                "european_union_member": true,
                "continent_code": "EU",
                "country": "Portugal",
                "city": "Aveiro",
                "time_zone": "Europe/Lisbon",
                "postal_code": "3800",
                "in_privacy_restricted_country": true,
                "in_privacy_restricted_region": true,
                "subdivisions": "Aveiro",
                "coordinates": "40.64, -8.65",
            },
            "expiresIn": (pin.expires - self.clock.now()).num_seconds().max(0),
            "createdAt": iso(pin.created),
            "expiresAt": iso(pin.expires),
            "authToken": pin.token,
            "newRegistration": null,
        })
    }
}

/// `POST /api/v2/pins`
pub(crate) async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let client = client_of(&request)?;
    let product = request.plex("X-Plex-Product").unwrap_or("0");
    let pin = state.new_pin(client, product, request.is_on("strong"));
    Ok(data(
        &state,
        &request,
        StatusCode::CREATED,
        "pin",
        state.pin_as_json(&pin),
    ))
}

/// `GET /api/v2/pins/{id}`
pub(crate) async fn check(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let client = client_of(&request)?;
    let now = state.clock.now();
    let pin = id
        .parse()
        .ok()
        .and_then(|id: u64| state.pins.lock().pins.get(&id).cloned());
    // Whether it expired, never was or is somebody else's: plex.tv says the same to all.
    let pin = pin.filter(|pin| pin.client_identifier == client && now < pin.expires);
    let pin = pin.ok_or_else(|| no_such_code(&request))?;
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "pin",
        state.pin_as_json(&pin),
    ))
}

/// `PUT /api/v2/pins/link`
pub(crate) async fn link(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let code = request
        .field("code")
        .ok_or_else(|| refuse(&request, StatusCode::BAD_REQUEST, 1000, "code is missing"))?;
    state.claim(&code).map_err(|_| no_such_code(&request))?;
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// What plex.tv says to a code or an id that it does not know.
pub(crate) fn no_such_code(request: &Received) -> Refusal {
    refuse(
        request,
        StatusCode::NOT_FOUND,
        1020,
        "Code not found or expired",
    )
}

const FIRST_ID: u64 = 300_000_000;

/// Letters and digits that nobody takes for another.
const WEAK: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const STRONG: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
