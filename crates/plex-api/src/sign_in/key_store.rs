//! Where the key of a device is kept.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{
    device_key::DeviceKey,
    jwt::{decode, encode},
};
use crate::{Error, Result};

/// Keeps the key of this device: in a file, in the operating system's keyring, wherever secrets belong.
///
/// Both methods may block, as keyrings do: they are called on a thread for that.
///
/// ```
/// use std::io;
/// use plex_api::{DeviceKey, KeyStore};
///
/// /// Keeps the key in a program's own database.
/// struct InDatabase;
///
/// impl KeyStore for InDatabase {
///     fn load(&self) -> io::Result<Option<DeviceKey>> {
///         // the 32 bytes, if there are any: DeviceKey::from_bytes(&bytes)
///         Ok(None)
///     }
///
///     fn save(&self, key: &DeviceKey) -> io::Result<()> {
///         let _secret = key.expose();
///         Ok(())
///     }
/// }
/// ```
pub trait KeyStore: Send + Sync + 'static {
    /// The key, if there is one.
    ///
    /// # Errors
    ///
    /// What the store says; a key that is missing is no error.
    fn load(&self) -> io::Result<Option<DeviceKey>>;

    /// Keeps the key in place of the one before.
    ///
    /// # Errors
    ///
    /// What the store says.
    fn save(&self, key: &DeviceKey) -> io::Result<()>;
}

/// Keeps the key in a file, as the JSON of RFC 8037. Only the owner may read it, and it is written whole or not at all.
///
/// ```
/// use plex_api::{DeviceKey, FileKeyStore, KeyStore};
///
/// # let folder = std::env::temp_dir();
/// let store = FileKeyStore::new(folder.join("plex-api-doc-device.key"));
/// let key = DeviceKey::generate()?;
/// store.save(&key)?;
/// assert_eq!(store.load()?.map(|key| key.thumbprint()), Some(key.thumbprint()));
/// # std::fs::remove_file(folder.join("plex-api-doc-device.key"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileKeyStore {
    path: PathBuf,
}

impl FileKeyStore {
    /// Keeps the key in the file at this path. Its folder has to be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl KeyStore for FileKeyStore {
    fn load(&self) -> io::Result<Option<DeviceKey>> {
        let text = match fs::read(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&self.path, error)),
        };
        let key: Option<Value> = serde_json::from_slice(&text).ok();
        let secret = key.as_ref().and_then(|key| decode(key.get("d")?.as_str()?));
        let secret = Zeroizing::new(secret.unwrap_or_default());
        match DeviceKey::from_bytes(&secret) {
            Some(key) => Ok(Some(key)),
            // Not taken for missing: a key that plex.tv knows would be written over.
            None => Err(named(
                &self.path,
                io::Error::new(io::ErrorKind::InvalidData, "this is no Ed25519 key"),
            )),
        }
    }

    fn save(&self, key: &DeviceKey) -> io::Result<()> {
        let jwk = json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "kid": key.thumbprint(),
            "x": encode(key.public()),
            "d": encode(key.expose()),
        });
        let text = Zeroizing::new(jwk.to_string());
        let write = || {
            let folder = self
                .path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            // Made with mode 0600.
            let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        };
        write().map_err(|error| named(&self.path, error))
    }
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Keeps the key until the program ends: for tests. After that the device has to be let in again.
#[derive(Debug, Default)]
pub struct MemoryKeyStore(Mutex<Option<DeviceKey>>);

impl MemoryKeyStore {
    /// A store that holds a key already.
    #[must_use]
    pub fn with(key: DeviceKey) -> Self {
        Self(Mutex::new(Some(key)))
    }
}

impl KeyStore for MemoryKeyStore {
    fn load(&self) -> io::Result<Option<DeviceKey>> {
        Ok(self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone())
    }

    fn save(&self, key: &DeviceKey) -> io::Result<()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(key.clone());
        Ok(())
    }
}

impl<T: KeyStore + ?Sized> KeyStore for Arc<T> {
    fn load(&self) -> io::Result<Option<DeviceKey>> {
        (**self).load()
    }

    fn save(&self, key: &DeviceKey) -> io::Result<()> {
        (**self).save(key)
    }
}

/// The key that is kept, if any.
pub(super) async fn load(store: &Arc<dyn KeyStore>) -> Result<Option<DeviceKey>> {
    let store = Arc::clone(store);
    blocking(move || store.load()).await
}

/// The key that is kept; a new one, kept from now on, where there is none.
pub(super) async fn load_or_make(store: &Arc<dyn KeyStore>) -> Result<DeviceKey> {
    if let Some(key) = load(store).await? {
        return Ok(key);
    }
    let key = DeviceKey::generate()?;
    let (store, kept) = (Arc::clone(store), key.clone());
    blocking(move || store.save(&kept)).await?;
    Ok(key)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
        .map_err(|source| Error::KeyStore { source })
}
