//! JSON Web Tokens, as far as plex.tv has them: Ed25519 and nothing else.
//!
//! A library for them would bring every algorithm along, and with it the question which one a token may choose. Here there is
//! no choice.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use plex_models::{JsonWebKey, Token};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use super::device_key::DeviceKey;
use crate::Result;

/// How far clocks may be apart, in seconds.
const LEEWAY: i64 = 60;

/// How long what a device signs is good for, in seconds. A new one is signed for each use.
const SIGNED_FOR: i64 = 300;

/// Signs for a device: `nonce` and `scope` are for renewing a token.
pub(super) fn sign(
    key: &DeviceKey,
    client_identifier: &str,
    now: i64,
    nonce: Option<&str>,
) -> Result<Token> {
    let header = json!({"alg": "EdDSA", "kid": key.thumbprint(), "typ": "JWT"});
    let mut claims = json!({
        "aud": "plex.tv",
        "iss": client_identifier,
        "iat": now,
        "exp": now + SIGNED_FOR,
    });
    if let (Some(nonce), Some(claims)) = (nonce, claims.as_object_mut()) {
        claims.insert("nonce".to_owned(), nonce.into());
        let scope = "username,email,friendly_name,restricted,anonymous,joinedAt";
        claims.insert("scope".to_owned(), scope.into());
    }
    let signed = format!(
        "{}.{}",
        encode(header.to_string()),
        encode(claims.to_string())
    );
    let signature = encode(key.sign(signed.as_bytes())?);
    Ok(Token::new(format!("{signed}.{signature}")))
}

/// What a token of plex.tv says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    aud: Value,
    /// When it was made and when it runs out, in seconds since 1970 by plex.tv's clock.
    pub(super) iat: i64,
    pub(super) exp: i64,
    #[serde(default)]
    thumbprint: String,
}

impl Claims {
    /// Reads what a token says, unproven. None for tokens of the older sort, which say nothing.
    pub(super) fn read(token: &Token) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let _: IgnoredAny = serde_json::from_slice(&decode(header)?).ok()?;
        decode(signature)?;
        serde_json::from_slice(&decode(claims)?).ok()
    }

    fn names(&self, audience: &str) -> bool {
        match &self.aud {
            Value::Array(all) => all.iter().any(|one| one == audience),
            one => one == audience,
        }
    }
}

/// Checks that a token is plex.tv's, for this device, and in force; gives what it says.
pub(super) fn verify(
    token: &Token,
    keys: &[JsonWebKey],
    key: &DeviceKey,
    client_identifier: &str,
    now: i64,
) -> Result<Claims, &'static str> {
    let claims = Claims::read(token).ok_or("it is no JSON Web Token")?;
    let (signed, signature) = token.expose().rsplit_once('.').unwrap_or_default();
    let signature = decode(signature).unwrap_or_default();
    // The newest is the last.
    let is_signed = keys.iter().rev().any(|key| {
        let public = key.x.as_deref().and_then(decode).unwrap_or_default();
        key.curve.as_deref() == Some("Ed25519")
            && UnparsedPublicKey::new(&ED25519, public)
                .verify(signed.as_bytes(), &signature)
                .is_ok()
    });
    if !is_signed {
        return Err("none of plex.tv's keys has signed it");
    }
    if claims.iss != "plex.tv" {
        return Err("it is not from plex.tv");
    }
    if !claims.names("plex.tv") && !claims.names(client_identifier) {
        return Err("it is meant for somebody else");
    }
    if claims.thumbprint != key.thumbprint() {
        return Err("it is for the key of another device");
    }
    if claims.exp <= now - LEEWAY || claims.iat > now + LEEWAY {
        return Err("it is not in force at this time");
    }
    Ok(claims)
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
