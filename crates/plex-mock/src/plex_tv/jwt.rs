//! JSON Web Tokens with Ed25519, as RFC 7515 and RFC 8037 have them.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::look::member;

/// A token taken apart, its signature not checked yet.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    pub(super) header: Value,
    pub(super) claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Opened<'a> {
    pub(super) fn read(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)?).ok();
        Some(Self {
            header: json(header)?,
            claims: json(claims)?,
            signed,
            signature: decode(signature)?,
        })
    }

    pub(super) fn is_signed_by(&self, public_key: &[u8]) -> bool {
        *member(&self.header, "alg") == "EdDSA"
            && UnparsedPublicKey::new(&ED25519, public_key)
                .verify(self.signed.as_bytes(), &self.signature)
                .is_ok()
    }

    /// Whether it is meant for somebody; a token may name several.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        match member(&self.claims, "aud") {
            Value::Array(audiences) => audiences.iter().any(|one| one == audience),
            one => one == audience,
        }
    }
}

pub(super) fn sign(key: &Ed25519KeyPair, key_id: &str, claims: &Value) -> String {
    let header = json!({"kid": key_id, "alg": "EdDSA", "typ": "JWT"});
    let signed = format!(
        "{}.{}",
        encode(header.to_string()),
        encode(claims.to_string())
    );
    let signature = encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
