//! The sign-in that is kept from one command to the next.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow};
use etcetera::BaseStrategy as _;
use plex_api::Token;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The folder in which the sign-in lies.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    /// Names this installation at plex.tv. It outlives sign-ins, or each would add a device to the account.
    pub(crate) client_identifier: String,
    /// Where the token is good, if not at plex.tv.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) plex_tv: Option<String>,
    #[serde(default, with = "token", skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Token>,
}

impl Store {
    /// The store in this folder, or in the platform's folder for it. Nothing is made yet.
    pub(crate) fn open(folder: Option<PathBuf>) -> Result<Self> {
        let folder = match folder {
            Some(folder) => folder,
            None => etcetera::choose_base_strategy()
                .context("the config folder cannot be found: say which one with --config")?
                .config_dir()
                .join("plex-cli"),
        };
        Ok(Self { folder })
    }

    /// The file that is written.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("session.json")
    }

    /// What is kept, or a new installation where nothing is.
    pub(crate) fn load(&self) -> Result<Session> {
        let path = self.path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Session::new()),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        serde_json::from_str(&text).map_err(|error| {
            // Its message may quote a value, and the value may be the token.
            anyhow!(
                "{}: line {}, column {}: this is not what plex login writes; remove the file and sign in again",
                path.display(),
                error.line(),
                error.column()
            )
        })
    }

    /// Keeps a session in place of the one before. The file is there whole or not at all, and only its owner can read it.
    pub(crate) fn save(&self, session: &Session) -> Result<()> {
        let write = || -> io::Result<()> {
            make_folder(&self.folder)?;
            let text = Zeroizing::new(serde_json::to_vec_pretty(session)?);
            // Made with mode 0600 where there are modes.
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(&text)?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()?;
            file.persist(self.path())?;
            Ok(())
        };
        write().with_context(|| format!("{}: the sign-in cannot be stored", self.path().display()))
    }
}

impl Session {
    fn new() -> Self {
        Self {
            client_identifier: uuid::Uuid::new_v4().to_string(),
            plex_tv: None,
            token: None,
        }
    }
}

/// Makes the folder for its owner only. A folder that is there already stays as it is.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// How a token is written: in full, which only this file may do.
mod token {
    use plex_api::Token;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(
        token: &Option<Token>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        token.as_ref().map(Token::expose).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Token>, D::Error> {
        let token = Option::<String>::deserialize(deserializer)?;
        Ok(token.filter(|token| !token.is_empty()).map(Token::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Some(folder.path().join("deep/plex"))).unwrap();
        let mut session = store.load().unwrap();
        assert!(session.token.is_none());
        session.token = Some("s3cret".into());
        session.plex_tv = Some("http://127.0.0.1:1".into());
        store.save(&session).unwrap();
        store.save(&session).unwrap();
        let again = store.load().unwrap();
        assert_eq!(again.client_identifier, session.client_identifier);
        assert_eq!(again.plex_tv, session.plex_tv);
        assert_eq!(again.token.unwrap().expose(), "s3cret");
        let left = fs::read_dir(folder.path().join("deep/plex"))
            .unwrap()
            .count();
        assert_eq!(left, 1, "no temporary file stays");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Some(folder.path().join("plex"))).unwrap();
        store.save(&Session::new()).unwrap();
        assert_eq!(mode(&folder.path().join("plex")), 0o700);
        assert_eq!(mode(&store.path()), 0o600);
        fs::set_permissions(store.path(), fs::Permissions::from_mode(0o644)).unwrap();
        store.save(&Session::new()).unwrap();
        assert_eq!(mode(&store.path()), 0o600);
    }

    #[test]
    fn a_broken_file_is_named_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Some(folder.path().to_owned())).unwrap();
        fs::write(store.path(), "\"s3cret\"").unwrap();
        let error = format!("{:#}", store.load().unwrap_err());
        assert!(
            error.contains("session.json: line 1") && !error.contains("s3cret"),
            "{error}"
        );
    }
}
