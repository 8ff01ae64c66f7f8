//! Device keys: a device registers its public key and trades signatures for tokens that last a week.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::{extract::State as Of, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{
    jwt::{self, Opened},
    tokens::Holder,
};
use crate::{
    answer::{Answer, Refusal, data, nothing, refuse, refuse_as, set_header},
    contents::locked,
    dice::Dice,
    look::{member, set},
    requests::{Ask, Received},
    state::{State, client_of},
};

/// The keys of devices, and those that plex.tv signs with.
#[derive(Debug)]
pub(crate) struct DeviceKeys {
    /// The last is in use; the others were.
    signing: Vec<(String, Ed25519KeyPair)>,
    /// How long the tokens last.
    pub(crate) lifetime: Duration,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    /// By client identifier.
    devices: BTreeMap<String, Registered>,
    nonces: HashMap<String, Nonce>,
    /// Who asked for a nonce, and when.
    asked: VecDeque<(String, DateTime<Utc>)>,
}

#[derive(Debug, Clone)]
struct Registered {
    key: DeviceKey,
    user: u64,
    /// The token with which the device came, which dies when the first of the short ones is given out.
    former: Option<String>,
}

#[derive(Debug)]
struct Nonce {
    client: String,
    made: DateTime<Utc>,
}

/// The public key of a device.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceKey {
    id: String,
    public: Vec<u8>,
}

impl DeviceKey {
    /// Reads the `jwk` of a body: public, Ed25519, with a name.
    pub(crate) fn read(jwk: &Value) -> Option<Self> {
        let is_ed25519 = *member(jwk, "kty") == "OKP"
            && *member(jwk, "crv") == "Ed25519"
            && jwk.get("d").is_none();
        let public = jwt::decode(member(jwk, "x").as_str()?)?;
        let id = member(jwk, "kid").as_str().filter(|id| !id.is_empty())?;
        (is_ed25519 && public.len() == 32).then(|| Self {
            id: id.to_owned(),
            public,
        })
    }
}

/// So many nonces a minute may a device ask for.
const NONCES: usize = 10;
const NONCE_LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// How far the clock of a device may be off.
const LEEWAY: i64 = 60;

impl DeviceKeys {
    pub(crate) fn new(seed: u64, lifetime: Duration) -> Self {
        let signing = (0..2).filter_map(|number| {
            let mut dice = Dice::new(seed, "signing key", number);
            let secret: Vec<u8> = (0..4).flat_map(|_| dice.next().to_le_bytes()).collect();
            let key = Ed25519KeyPair::from_seed_unchecked(&secret).ok()?;
            Some((dice.hex(16), key))
        });
        Self {
            signing: signing.collect(),
            lifetime,
            book: Mutex::default(),
        }
    }

    pub(crate) fn reset(&self) {
        *locked(&self.book) = Book::default();
    }

    /// Registers the key of a device. Not one that is known, whoever has it.
    fn register(&self, client: &str, registered: Registered) -> bool {
        let mut book = locked(&self.book);
        let is_taken = book
            .devices
            .values()
            .any(|known| known.key.id == registered.key.id);
        if !is_taken {
            book.devices.insert(client.to_owned(), registered);
        }
        !is_taken
    }

    /// A number to sign, unless the device asks too often: then the seconds to wait.
    fn nonce(
        &self,
        seed: u64,
        number: u64,
        client: &str,
        now: DateTime<Utc>,
    ) -> Result<String, i64> {
        let mut book = locked(&self.book);
        book.asked
            .retain(|(_, at)| now - *at < TimeDelta::minutes(1));
        book.nonces
            .retain(|_, nonce| now - nonce.made < NONCE_LIFETIME);
        let own: Vec<_> = book.asked.iter().filter(|(who, _)| who == client).collect();
        if let (true, Some((_, oldest))) = (own.len() >= NONCES, own.first()) {
            return Err(60 - (now - *oldest).num_seconds());
        }
        book.asked.push_back((client.to_owned(), now));
        let nonce = Dice::new(seed, "nonce", number).uuid();
        let entry = Nonce {
            client: client.to_owned(),
            made: now,
        };
        book.nonces.insert(nonce.clone(), entry);
        Ok(nonce)
    }

    /// Whether a nonce was given to the device and is unused; from now on it is used.
    fn spend(&self, nonce: &str, client: &str, now: DateTime<Utc>) -> bool {
        let spent = locked(&self.book).nonces.remove(nonce);
        spent.is_some_and(|nonce| nonce.client == client && now - nonce.made < NONCE_LIFETIME)
    }
}

/// Whether a device signed this for plex.tv, and lately.
pub(crate) fn is_from(token: &str, client: &str, key: &DeviceKey, now: DateTime<Utc>) -> bool {
    Opened::read(token).is_some_and(|opened| speaks_for(&opened, client, key, now))
}

fn speaks_for(opened: &Opened<'_>, client: &str, key: &DeviceKey, now: DateTime<Utc>) -> bool {
    let time = |claim: &str| member(&opened.claims, claim).as_i64();
    let now = now.timestamp();
    *member(&opened.header, "kid") == key.id.as_str()
        && *member(&opened.claims, "iss") == client
        && opened.is_for("plex.tv")
        && time("iat").is_some_and(|at| at <= now + LEEWAY)
        && time("exp").is_some_and(|at| at > now - LEEWAY)
        && opened.is_signed_by(&key.public)
}

impl State {
    /// A token for a device whose key is known.
    fn short_token(&self, client: &str, key: &DeviceKey, user: u64, scope: &str) -> Option<String> {
        let now = self.clock.now();
        let expires = now + TimeDelta::from_std(self.device_keys.lifetime).ok()?;
        let person = self.people.person(user)?;
        let mut about = json!({"id": user, "uuid": self.people.uuid(user)});
        for name in scope.split(',').map(str::trim) {
            let value = match name {
                "username" => person.name.clone().into(),
                "email" => person.email.clone().into(),
                "friendly_name" => person.name.clone().into(),
                "restricted" => person.is_managed.into(),
                "anonymous" => false.into(),
                "joinedAt" => 1_446_112_800.into(),
                _ => continue,
            };
            set(&mut about, name, value);
        }
        let claims = json!({
            "iss": "plex.tv",
            "aud": ["plex.tv", client],
            "iat": now.timestamp(),
            "exp": expires.timestamp(),
            "jti": self.numbers.next().to_string(),
            "thumbprint": key.id,
            "user": about,
        });
        let (id, signing) = self.device_keys.signing.last()?;
        let token = jwt::sign(signing, id, &claims);
        let holder = Holder {
            user,
            client: client.to_owned(),
            expires: Some(expires),
        };
        self.tokens.add(&token, holder);
        Some(token)
    }

    /// Registers the key that a PIN carried, and gives the device its first token.
    pub(crate) fn token_by_pin(&self, client: &str, key: &DeviceKey, user: u64) -> Option<String> {
        let registered = Registered {
            key: key.clone(),
            user,
            former: None,
        };
        locked(&self.device_keys.book)
            .devices
            .insert(client.to_owned(), registered);
        self.short_token(client, key, user, "username,email")
    }
}

fn body(request: &Received) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body).map_err(|_| refuse_as(request, StatusCode::BAD_REQUEST))
}

fn unprocessable(request: &Received, message: &str) -> Refusal {
    refuse(request, StatusCode::UNPROCESSABLE_ENTITY, 1022, message)
}

/// `POST /api/v2/auth/jwk`
pub(crate) async fn register(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let token = state.account_of(&request)?;
    let user = state.user_of(&request)?;
    let key = DeviceKey::read(member(&body(&request)?, "jwk"))
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    let registered = Registered {
        key,
        user,
        former: Some(token.to_owned()),
    };
    if !state.device_keys.register(client_of(&request)?, registered) {
        return Err(unprocessable(&request, "The key is registered already"));
    }
    Ok(nothing(StatusCode::CREATED))
}

/// `GET /api/v2/auth/nonce`
pub(crate) async fn nonce(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let client = request
        .plex("X-Plex-Client-Identifier")
        .ok_or_else(|| unprocessable(&request, "X-Plex-Client-Identifier is missing"))?;
    let nonce =
        state
            .device_keys
            .nonce(state.seed, state.numbers.next(), client, state.clock.now());
    match nonce {
        Ok(nonce) => Ok(data(
            &state,
            &request,
            StatusCode::OK,
            "nonce",
            json!({"nonce": nonce}),
        )),
        Err(seconds) => {
            use axum::response::IntoResponse as _;
            let mut response = refuse_as(&request, StatusCode::TOO_MANY_REQUESTS).into_response();
            let name = axum::http::header::RETRY_AFTER;
            set_header(&mut response, name, &seconds.to_string());
            Err(response.into())
        }
    }
}

/// `POST /api/v2/auth/token`
pub(crate) async fn token(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let body = body(&request)?;
    let signed = member(&body, "jwt")
        .as_str()
        .and_then(Opened::read)
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    let now = state.clock.now();
    let client = member(&signed.claims, "iss").as_str().unwrap_or_default();
    let known = locked(&state.device_keys.book).devices.get(client).cloned();
    let registered = known
        .filter(|known| speaks_for(&signed, client, &known.key, now))
        .ok_or_else(|| unprocessable(&request, "The signature is not that of a known device"))?;
    let nonce = member(&signed.claims, "nonce").as_str().unwrap_or_default();
    if !state.device_keys.spend(nonce, client, now) {
        return Err(unprocessable(
            &request,
            "The nonce is unknown, used or too old",
        ));
    }
    let scope = member(&signed.claims, "scope").as_str().unwrap_or_default();
    let token = state
        .short_token(client, &registered.key, registered.user, scope)
        .ok_or_else(|| unprocessable(&request, "There is no such account any more"))?;
    // The token that the device came with has done its work.
    if let Some(device) = locked(&state.device_keys.book).devices.get_mut(client)
        && let Some(former) = device.former.take()
    {
        state.tokens.revoke(&former);
    }
    state.devices.saw(&request, client, registered.user, now);
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "token",
        json!({"auth_token": token}),
    ))
}

/// `GET /api/v2/auth/keys`
pub(crate) async fn keys(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    client_of(&request)?;
    let keys: Vec<_> = state
        .device_keys
        .signing
        .iter()
        .map(|(id, key)| {
            json!({
                "kty": "OKP",
                "crv": "Ed25519",
                "x": jwt::encode(key.public_key()),
                "use": "sig",
                "alg": "EdDSA",
                "kid": id,
            })
        })
        .collect();
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "keys",
        json!({"keys": keys}),
    ))
}
