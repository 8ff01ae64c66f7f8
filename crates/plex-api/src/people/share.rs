//! Sharing libraries with people.

use std::fmt;

use plex_models::{
    CloudLibrary, MachineIdentifier, ShareChange, ShareRequest, SharedServer, SharingSettings,
};

use crate::{AvailableServer, Error, Plex, Result, awaited::awaited};

impl Plex {
    /// Offers libraries of one's own server to somebody. They have to accept, unless they live in the same home.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let servers = plex.servers().await?;
    /// let share = plex
    ///     .share(servers.named("Attic")?)
    ///     .with("jonas@example.com")
    ///     .sections(["Movies", "Shows"])
    ///     .allow_sync(true)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn share(&self, server: &AvailableServer) -> Share<'_> {
        Share {
            plex: self,
            machine_identifier: server.resource().client_identifier.as_str().into(),
            with: String::new(),
            sections: Vec::new(),
            settings: SharingSettings::default(),
        }
    }

    /// Changes a share that exists: what is not named stays as it is.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// for share in plex.sharing().accepted().await? {
    ///     plex.update_share(&share).sections(["Movies"]).allow_sync(false).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_share<'a>(&'a self, share: &'a SharedServer) -> UpdateShare<'a> {
        UpdateShare {
            plex: self,
            share,
            sections: None,
            change: Vec::new(),
        }
    }
}

/// Offers libraries to somebody when awaited. See [`Plex::share`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone)]
pub struct Share<'a> {
    plex: &'a Plex,
    machine_identifier: MachineIdentifier,
    with: String,
    sections: Vec<String>,
    settings: SharingSettings,
}

impl Share<'_> {
    /// With whom: a name or a mail address.
    pub fn with(mut self, person: impl Into<String>) -> Self {
        self.with = person.into();
        self
    }

    /// Which libraries, by title in any case of letters or by the key that the server gives them; all of them where this is
    /// not called.
    pub fn sections<S: Into<String>>(mut self, sections: impl IntoIterator<Item = S>) -> Self {
        self.sections = sections.into_iter().map(Into::into).collect();
        self
    }

    /// Whether the person may download.
    pub fn allow_sync(mut self, allow: bool) -> Self {
        self.settings.allow_sync = Some(allow);
        self
    }

    /// Everything that the person may do. What is left out is not allowed.
    pub fn settings(mut self, settings: SharingSettings) -> Self {
        self.settings = settings;
        self
    }
}

impl Share<'_> {
    async fn run(self) -> Result<SharedServer> {
        if self.with.trim().is_empty() {
            return Err(Error::Config("share with whom? Call with(…)".into()));
        }
        let library_ids = ids(self.plex, &self.machine_identifier, &self.sections).await?;
        let mut request = ShareRequest::default();
        request.machine_identifier = Some(self.machine_identifier);
        request.library_ids = library_ids;
        request.invited_email = Some(self.with.into());
        request.settings = Some(self.settings);
        // Friendship is a question of its own.
        request.skip_friendship = Some(true);
        self.plex.sharing().share(&request).await
    }
}

awaited!(Share => SharedServer);

/// Changes a share when awaited. See [`Plex::update_share`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone)]
pub struct UpdateShare<'a> {
    plex: &'a Plex,
    share: &'a SharedServer,
    sections: Option<Vec<String>>,
    change: Vec<fn(&mut SharingSettings)>,
}

impl UpdateShare<'_> {
    /// Which libraries, in place of those before; named as for a new share.
    pub fn sections<S: Into<String>>(mut self, sections: impl IntoIterator<Item = S>) -> Self {
        self.sections = Some(sections.into_iter().map(Into::into).collect());
        self
    }

    /// Whether the person may download.
    pub fn allow_sync(self, allow: bool) -> Self {
        self.settings(match allow {
            true => |settings| settings.allow_sync = Some(true),
            false => |settings| settings.allow_sync = Some(false),
        })
    }

    /// Changes what the person may do, starting from what holds.
    pub fn settings(mut self, change: fn(&mut SharingSettings)) -> Self {
        self.change.push(change);
        self
    }
}

impl UpdateShare<'_> {
    async fn run(self) -> Result<SharedServer> {
        // plex.tv replaces everything by what is sent, so that is read first.
        let sharing = self.plex.sharing();
        let current = sharing.get(self.share.id).await?;
        let machine = current.machine_identifier.clone().unwrap_or_default();
        let library_ids = match self.sections {
            Some(sections) => ids(self.plex, &machine, &sections).await?,
            None => current
                .libraries
                .iter()
                .filter_map(|library| library.id)
                .collect(),
        };
        let mut settings = current.sharing_settings.unwrap_or_default();
        self.change.iter().for_each(|change| change(&mut settings));
        let mut request = ShareChange::default();
        request.settings = Some(settings);
        request.library_ids = library_ids;
        sharing.update(self.share.id, &request).await
    }
}

awaited!(UpdateShare => SharedServer);

/// The ids that plex.tv gives the libraries of a server; of all where none is named.
async fn ids(plex: &Plex, machine: &MachineIdentifier, names: &[String]) -> Result<Vec<i64>> {
    let server = plex.published_servers().get(machine.clone()).await?;
    let libraries = match server.libraries.is_empty() {
        true => server.sections,
        false => server.libraries,
    };
    if names.is_empty() {
        return Ok(libraries.iter().filter_map(|library| library.id).collect());
    }
    let id = |name: &String| {
        let found = libraries.iter().find(|library| is_called(library, name));
        found
            .and_then(|library| library.id)
            .ok_or_else(|| Error::NotFound {
                what: "library",
                name: name.clone(),
                known: libraries
                    .iter()
                    .filter_map(|library| library.title.as_deref().map(str::to_owned))
                    .collect(),
            })
    };
    names.iter().map(id).collect()
}

fn is_called(library: &CloudLibrary, name: &str) -> bool {
    let title = library.title.as_ref();
    title.is_some_and(|title| title.to_lowercase() == name.to_lowercase())
        || library.key.as_ref().is_some_and(|key| key.as_str() == name)
}

impl fmt::Debug for Share<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share")
            .field("with", &self.with)
            .field("sections", &self.sections)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UpdateShare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateShare")
            .field("share", &self.share.id)
            .field("sections", &self.sections)
            .finish_non_exhaustive()
    }
}
