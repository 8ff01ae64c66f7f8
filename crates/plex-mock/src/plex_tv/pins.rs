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

use super::device_keys::{self, DeviceKey};
use crate::{
    answer::{Answer, Refusal, data, nothing, refuse, refuse_as},
    clock::iso,
    dice::Dice,
    look::member,
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
    /// The key of the device, which then gets a token that it has to renew.
    key: Option<DeviceKey>,
    claimed_by: Option<u64>,
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
            .any(|pin| pin.answers_to(code) && now < pin.expires && pin.claimed_by.is_none())
    }
}

impl Pin {
    /// People type codes in either case.
    fn answers_to(&self, code: &str) -> bool {
        self.code.eq_ignore_ascii_case(code.trim())
    }
}

impl State {
    /// Plays the owner who types the code.
    pub(crate) fn claim(&self, code: &str) -> Result<(), ClaimError> {
        self.claim_for(self.people.owner, code)
    }

    fn claim_for(&self, user: u64, code: &str) -> Result<(), ClaimError> {
        let now = self.clock.now();
        let mut book = self.pins.lock();
        let pin = book
            .pins
            .values_mut()
            .find(|pin| pin.answers_to(code) && now < pin.expires)
            .ok_or(ClaimError::Unknown)?;
        if pin.claimed_by.is_some() {
            return Err(ClaimError::AlreadyClaimed);
        }
        pin.claimed_by = Some(user);
        Ok(())
    }

    fn new_pin(
        &self,
        client_identifier: &str,
        product: &str,
        strong: bool,
        key: Option<DeviceKey>,
    ) -> Pin {
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
            key,
            claimed_by: None,
            token: None,
        };
        book.pins.insert(id, pin.clone());
        pin
    }

    /// The token that whoever claimed the PIN lets the device have. A device with a key has to sign for it.
    fn token_for(
        &self,
        pin: &Pin,
        user: u64,
        request: &Received,
    ) -> Result<Option<String>, Refusal> {
        let now = self.clock.now();
        let client = &pin.client_identifier;
        let Some(key) = &pin.key else {
            self.devices.saw(request, client, user, now);
            return Ok(Some(self.tokens.issue(self.numbers.next(), user, client)));
        };
        let Some(signed) = request.query("deviceJWT") else {
            return Ok(None);
        };
        if !device_keys::is_from(signed, client, key, now) {
            let message = "The signature is not that of the device";
            return Err(refuse(
                request,
                StatusCode::UNPROCESSABLE_ENTITY,
                1022,
                message,
            ));
        }
        self.devices.saw(request, client, user, now);
        Ok(self.token_by_pin(client, key, user))
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
    let body = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    let key = match member(&body, "jwk") {
        Value::Null => None,
        jwk => {
            Some(DeviceKey::read(jwk).ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?)
        }
    };
    let strong = request.is_on("strong")
        || *member(&body, "strong") == true
        || *member(&body, "strong") == 1;
    let pin = state.new_pin(client, product, strong, key);
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
    let mut pin = pin.ok_or_else(|| no_such_code(&request))?;
    if let (Some(user), None) = (pin.claimed_by, &pin.token) {
        pin.token = state.token_for(&pin, user, &request)?;
        if let Some(known) = state.pins.lock().pins.get_mut(&pin.id) {
            known.token.clone_from(&pin.token);
        }
    }
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
    let user = state.user_of(&request)?;
    let code = request
        .field("code")
        .ok_or_else(|| refuse(&request, StatusCode::BAD_REQUEST, 1000, "code is missing"))?;
    state
        .claim_for(user, &code)
        .map_err(|_| no_such_code(&request))?;
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
