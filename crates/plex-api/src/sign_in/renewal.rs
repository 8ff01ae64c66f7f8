//! Tokens that last a week, replaced in time by what the key of the device signs.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use plex_models::{DeviceKeyRegistration, JsonWebKey, Token};

use super::{
    device_key::DeviceKey,
    jwt::{self, Claims},
    key_store::{self, KeyStore},
    server_clock::ServerClock,
};
use crate::{
    Error, Plex, Result, Retry,
    client::{Client, Site},
    engine::{Credentials, TokenSource},
};

/// A token is replaced this long before it ends, in seconds; one that never lasted a week, in its last seventh.
const AHEAD: i64 = 24 * 60 * 60;

/// After a renewal failed, the next is not tried before so much time has passed: plex.tv gives out few nonces.
const PAUSE: Duration = Duration::from_secs(10);

/// However long plex.tv asks to wait, the token may be tried again the next day.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

impl Plex {
    /// Trades the account's lasting token for tokens that end after a week and are renewed by this device's key.
    ///
    /// The key is that of [`PlexBuilder::key_store`](crate::PlexBuilder::key_store); one is made where there is none. From
    /// then on the lasting token is good for nothing.
    ///
    /// ```no_run
    /// # async fn example(stored: &str) -> plex_api::Result<()> {
    /// use plex_api::{FileKeyStore, Plex};
    ///
    /// let plex = Plex::builder("My App", "4a1e6b9c")
    ///     .key_store(FileKeyStore::new("device.key"))
    ///     .token(stored)
    ///     .build()?;
    /// let plex = plex.upgrade_token().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] without a key store, [`Error::KeyStore`] if it fails, [`Error::Untrusted`] if the answer is not
    /// plex.tv's; others as any request.
    pub async fn upgrade_token(&self) -> Result<Plex> {
        let store = self.key_store()?;
        let key = key_store::load_or_make(store).await?;
        let mut body = DeviceKeyRegistration::default();
        body.jwk = key.jwk();
        match self.auth().register_key(&body).await {
            Ok(()) => {}
            // plex.tv knows it from an earlier attempt.
            Err(error) if error.status() == Some(422) => {}
            Err(error) => return Err(error),
        }
        self.sign_in_with_key().await
    }

    /// Signs in with the key of this device alone, which plex.tv knows from before: no person is asked and no token needed.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthorized`] if plex.tv does not know the key; [`Error::Config`] without a key store or a key in it;
    /// [`Error::KeyStore`], [`Error::Untrusted`], others as any request.
    pub async fn sign_in_with_key(&self) -> Result<Plex> {
        let source = Renewal::new(self.client(), Arc::clone(self.key_store()?), None);
        source.fetch().await?;
        Ok(self.with_credentials(Credentials::renewing(source)))
    }

    pub(super) fn key_store(&self) -> Result<&Arc<dyn KeyStore>> {
        let store = self.client().settings.key_store.as_ref();
        store.ok_or_else(|| {
            Error::Config("signing in by key takes a store for it: PlexBuilder::key_store".into())
        })
    }

    fn with_credentials(&self, credentials: Credentials) -> Self {
        Self::from_client(self.client().at(Site::Account, credentials))
    }

    /// The client of a device whose key a person let in.
    pub(super) async fn with_first_token(
        &self,
        token: Token,
        key: &DeviceKey,
        clock: &ServerClock,
    ) -> Result<Plex> {
        let mut source = Renewal::new(self.client(), Arc::clone(self.key_store()?), None);
        source.clock = clock.clone();
        source.take(token, key).await?;
        Ok(self.with_credentials(Credentials::renewing(source)))
    }
}

/// What a token makes of a client: one that plex.tv gave to a device with a key is renewed, any other stays.
pub(crate) fn credentials(client: &Client, token: Token) -> Credentials {
    match (&client.settings.key_store, Claims::read(&token)) {
        (Some(store), Some(claims)) => {
            let held = Held { token, claims };
            Credentials::renewing(Renewal::new(client, Arc::clone(store), Some(held)))
        }
        _ => Some(token).into(),
    }
}

/// Where the tokens of a device with a key come from.
struct Renewal {
    /// A client without a token, to ask for one.
    plex: Plex,
    store: Arc<dyn KeyStore>,
    clock: ServerClock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// The keys that plex.tv signs with.
    signing_keys: Vec<JsonWebKey>,
    /// Not to be asked again before, and why.
    resting: Option<Instant>,
}

struct Held {
    token: Token,
    claims: Claims,
}

impl Renewal {
    fn new(client: &Client, store: Arc<dyn KeyStore>, held: Option<Held>) -> Self {
        Self {
            plex: Plex::from_client(client.at(Site::Account, None)),
            store,
            clock: ServerClock::default(),
            state: Mutex::new(State {
                held,
                ..State::default()
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client_identifier(&self) -> &str {
        &self.plex.client().settings.client_identifier
    }

    /// Gets a new token for a signature.
    async fn fetch(&self) -> Result<Token> {
        let key = key_store::load(&self.store).await?.ok_or_else(|| {
            Error::Config("the key store is empty; sign in by PIN or upgrade a token".into())
        })?;
        let auth = self.plex.auth();
        let answer = auth.nonce().retry(Retry::never()).send().await?;
        self.clock.learn(answer.headers());
        let nonce = answer.into_body().nonce;
        let now = self.clock.now();
        let signed = jwt::sign(&key, self.client_identifier(), now, nonce.as_deref())?;
        let renewed = match auth.renew_token(signed).await {
            Ok(renewed) => renewed,
            Err(error) => return Err(unknown_key(error)),
        };
        let token = renewed.auth_token.ok_or(Error::Untrusted {
            problem: "there is none in it",
        })?;
        self.take(token, &key).await
    }

    /// Takes a token that is proven to be plex.tv's.
    async fn take(&self, token: Token, key: &DeviceKey) -> Result<Token> {
        let mut keys = self.state().signing_keys.clone();
        let check = |keys: &[JsonWebKey]| {
            jwt::verify(
                &token,
                keys,
                key,
                self.client_identifier(),
                self.clock.now(),
            )
        };
        let mut checked = check(&keys);
        if checked.is_err() {
            // They change now and then.
            keys = self.plex.auth().keys().await?.keys;
            checked = check(&keys);
        }
        let claims = checked.map_err(|problem| Error::Untrusted { problem })?;
        let mut state = self.state();
        state.signing_keys = keys;
        state.resting = None;
        state.held = Some(Held {
            token: token.clone(),
            claims,
        });
        Ok(token)
    }

    /// How long plex.tv is to be left alone.
    fn rest(&self) -> Option<Duration> {
        let until = self.state().resting?;
        Some(until.saturating_duration_since(Instant::now())).filter(|rest| !rest.is_zero())
    }
}

impl TokenSource for Renewal {
    fn current(&self) -> Option<Token> {
        self.state().held.as_ref().map(|held| held.token.clone())
    }

    fn is_due(&self) -> bool {
        let ends_soon = self.state().held.as_ref().is_some_and(|held| {
            let Claims { iat, exp, .. } = held.claims;
            exp.saturating_sub(self.clock.now()) < AHEAD.min(exp.saturating_sub(iat) / 7)
        });
        ends_soon && self.rest().is_none()
    }

    fn renew<'s>(&'s self, _stale: &'s Token) -> BoxFuture<'s, Result<Token>> {
        Box::pin(async move {
            if let Some(rest) = self.rest() {
                return Err(Error::RenewalRests { rest });
            }
            let fetched = self.fetch().await;
            if let Err(error) = &fetched {
                let pause = match error {
                    Error::RateLimited {
                        retry_after: Some(wait),
                        ..
                    } => (*wait).clamp(PAUSE, LONGEST_PAUSE),
                    _ => PAUSE,
                };
                self.state().resting = Some(Instant::now() + pause);
            }
            fetched
        })
    }
}

/// plex.tv refuses what a key signs that it does not know: then a person has to let the device in again.
fn unknown_key(error: Error) -> Error {
    match error {
        Error::Status {
            at,
            status: 422,
            refusal,
            ..
        } => Error::Unauthorized { at, refusal },
        error => error,
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::MemoryKeyStore;

    /// Whether a token that says so of itself is replaced before it is used.
    fn is_due(iat: i64, exp: i64) -> bool {
        let plex = Plex::builder("Test App", "test-client-0001");
        let plex = plex.build().unwrap();
        let claims = serde_json::from_value(json!({"iat": iat, "exp": exp})).unwrap();
        let token = Token::new("header.claims.signature");
        let store = Arc::new(MemoryKeyStore::default());
        Renewal::new(plex.client(), store, Some(Held { token, claims })).is_due()
    }

    #[test]
    fn a_token_is_due_in_its_last_seventh_or_day_whatever_it_says() {
        const DAY: i64 = 24 * 60 * 60;
        let now = ServerClock::default().now();
        let table = [
            (now, now + 7 * DAY, false),
            (now - 6 * DAY - 60, now + DAY - 60, true),
            (now - 30 * DAY, now + DAY + 60, false),
            (now - 60, now + 660, false),
            (now - 660, now + 60, true),
            (now, i64::MAX, false),
            (i64::MIN, i64::MAX, false),
            (i64::MIN, now, true),
            (0, i64::MIN, true),
            (i64::MAX, i64::MIN, true),
            (i64::MAX, i64::MAX, false),
        ];
        for (iat, exp, due) in table {
            assert_eq!(is_due(iat, exp), due, "{iat} to {exp}");
        }
    }
}
