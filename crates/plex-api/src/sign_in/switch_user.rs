//! From one member of the home to another.

use std::fmt;

use plex_models::{HomeUser, LeanString, Token};

use crate::{Error, Plex, Result, awaited::awaited};

impl Plex {
    /// Changes to another member of the home, named by title, name, mail address, number or UUID. Gives a client of its own
    /// for them, which shares the connections with this one; this one stays who it is.
    ///
    /// `plex.home().members()` lists who there is.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let otto = plex.switch_user("Otto").pin("1234").await?;
    /// let server = otto.servers().await?.named("Attic")?.connect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn switch_user(&self, user: impl Into<String>) -> SwitchUser<'_> {
        SwitchUser {
            plex: self,
            user: user.into(),
            pin: None,
        }
    }
}

/// Changes to another member of the home when awaited. See [`Plex::switch_user`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone)]
pub struct SwitchUser<'a> {
    plex: &'a Plex,
    user: String,
    pin: Option<Token>,
}

impl SwitchUser<'_> {
    /// The PIN of the member, who may have one.
    pub fn pin(mut self, pin: impl Into<Token>) -> Self {
        self.pin = Some(pin.into());
        self
    }
}

impl SwitchUser<'_> {
    async fn run(self) -> Result<Plex> {
        let home = self.plex.home();
        let members = home.members().await?;
        let Some(member) = members.iter().find(|member| is_called(member, &self.user)) else {
            return Err(Error::NotFound {
                what: "member of the home",
                name: self.user,
                known: members.into_iter().map(name).collect(),
            });
        };
        let wrong_pin = |given| Error::WrongPin {
            user: name(member.clone()),
            given,
        };
        let given = self.pin.is_some();
        if member.protected == Some(true) && !given {
            return Err(wrong_pin(false));
        }
        let id = member
            .uuid
            .as_deref()
            .map_or_else(|| member.id.to_string(), str::to_owned);
        let mut request = home.switch(id);
        if let Some(pin) = self.pin {
            request = request.pin(pin);
        }
        let account = match request.await {
            Ok(account) => account,
            // The account's own token was good a moment ago.
            Err(error) if matches!(error.status(), Some(401 | 403)) => {
                return Err(wrong_pin(given));
            }
            Err(error) => return Err(error),
        };
        let token = account.auth_token.ok_or(Error::Untrusted {
            problem: "there is none in it",
        })?;
        Ok(self.plex.with_token(token))
    }
}

awaited!(SwitchUser => Plex);

fn is_called(member: &HomeUser, wanted: &str) -> bool {
    let names = [
        &member.title,
        &member.username,
        &member.email,
        &member.friendly_name,
    ];
    let is_name = |name: &&Option<LeanString>| {
        name.as_ref()
            .is_some_and(|name| name.to_lowercase() == wanted.to_lowercase())
    };
    names.iter().any(is_name)
        || member.id.to_string() == wanted
        || member.uuid.as_deref() == Some(wanted)
}

fn name(member: HomeUser) -> String {
    member
        .title
        .or(member.username)
        .map_or_else(|| member.id.to_string(), Into::into)
}

impl fmt::Debug for SwitchUser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SwitchUser")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
