//! The key of a device.

use std::fmt;

use aws_lc_rs::{
    digest, rand,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use plex_models::JsonWebKey;
use zeroize::Zeroizing;

use super::jwt::encode;
use crate::{Error, Result};

/// How many bytes the secret half has.
const LENGTH: usize = 32;

/// The Ed25519 key with which a device signs for its tokens.
///
/// Whoever has the secret half can sign in as the device. It is wiped when this is dropped, and `Debug` shows the
/// thumbprint alone.
///
/// ```
/// use plex_api::DeviceKey;
///
/// let key = DeviceKey::generate()?;
/// let again = DeviceKey::from_bytes(key.expose()).expect("32 bytes");
/// assert_eq!(key.thumbprint(), again.thumbprint());
/// # Ok::<(), plex_api::Error>(())
/// ```
#[derive(Clone)]
pub struct DeviceKey {
    secret: Zeroizing<[u8; LENGTH]>,
    public: [u8; LENGTH],
}

impl DeviceKey {
    /// Makes a new one.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the operating system has no randomness to give.
    pub fn generate() -> Result<Self> {
        let mut secret = Zeroizing::new([0; LENGTH]);
        rand::fill(secret.as_mut())
            .ok()
            .and_then(|()| Self::from_bytes(secret.as_ref()))
            .ok_or_else(|| {
                Error::Config("no key can be made: the system gives no randomness".into())
            })
    }

    /// A key that was kept, from the 32 bytes of its secret half; none if they are not 32.
    #[must_use]
    pub fn from_bytes(secret: &[u8]) -> Option<Self> {
        let secret = Zeroizing::new(<[u8; LENGTH]>::try_from(secret).ok()?);
        let pair = Ed25519KeyPair::from_seed_unchecked(secret.as_ref()).ok()?;
        let public = pair.public_key().as_ref().try_into().ok()?;
        Some(Self { secret, public })
    }

    /// The secret half, to be kept where only the owner of the device can read it.
    #[must_use]
    pub fn expose(&self) -> &[u8; LENGTH] {
        &self.secret
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &[u8; LENGTH] {
        &self.public
    }

    /// The name of the key: the thumbprint of RFC 7638, in base64url.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let members = format!(
            r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
            encode(self.public)
        );
        encode(digest::digest(&digest::SHA256, members.as_bytes()))
    }

    /// The public half as plex.tv takes it.
    pub(super) fn jwk(&self) -> JsonWebKey {
        let mut jwk = JsonWebKey::default();
        jwk.key_type = Some("OKP".into());
        jwk.curve = Some("Ed25519".into());
        jwk.x = Some(encode(self.public).into());
        jwk.key_id = Some(self.thumbprint().into());
        jwk.purpose = Some("sig".into());
        jwk.algorithm = Some("EdDSA".into());
        jwk
    }

    /// Signs bytes.
    pub(super) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let pair = Ed25519KeyPair::from_seed_unchecked(self.secret.as_ref())
            .map_err(|_| Error::Config("the key of the device cannot sign".into()))?;
        Ok(pair.sign(bytes).as_ref().to_vec())
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.thumbprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037, appendix A: key, thumbprint and signature of a known secret.
    #[test]
    fn the_standards_own_example() {
        let secret =
            super::super::jwt::decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = DeviceKey::from_bytes(&secret).unwrap();
        assert_eq!(
            key.jwk().x.unwrap(),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        let signature = key
            .sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")
            .unwrap();
        assert_eq!(
            encode(signature),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        );
        assert!(DeviceKey::from_bytes(&secret[1..]).is_none());
        assert!(!format!("{key:?}").contains("nWGxne"));
    }
}
