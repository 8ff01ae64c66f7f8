//! Offers of libraries that nobody has answered yet.

use std::fmt;

use plex_models::{Friend, PendingShares, SharedServer};

use crate::{Plex, Result};

impl Plex {
    /// The offers that are open: those of others, and one's own.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) -> plex_api::Result<()> {
    /// let invitations = plex.invitations().await?;
    /// for invitation in invitations.received {
    ///     println!("{} shares {}", invitation.person_name(), invitation.server_name());
    ///     invitation.accept().await?;
    /// }
    /// for invitation in invitations.sent {
    ///     invitation.cancel().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn invitations(&self) -> Result<Invitations> {
        let sharing = self.sharing();
        let received = sharing.received().await?;
        let sent = sharing.pending().await?;
        Ok(Invitations {
            received: self.each(received, |pending| pending.owner.clone()),
            sent: self.each(sent, |pending| pending.invited.clone()),
        })
    }

    fn each(
        &self,
        pending: Vec<PendingShares>,
        person: impl Fn(&PendingShares) -> Option<Friend>,
    ) -> Vec<Invitation> {
        let invitations = pending.into_iter().flat_map(|pending| {
            let person = person(&pending);
            let shares = pending.shared_servers.into_iter();
            shares.map(move |share| (person.clone(), share))
        });
        invitations
            .map(|(person, share)| Invitation {
                plex: self.clone(),
                person,
                share,
            })
            .collect()
    }
}

/// Offers that are open. See [`Plex::invitations`].
#[derive(Debug, Clone)]
pub struct Invitations {
    /// What others offer to the account.
    pub received: Vec<Invitation>,
    /// What the account offers to others.
    pub sent: Vec<Invitation>,
}

/// An offer of libraries of one server.
#[derive(Clone)]
pub struct Invitation {
    plex: Plex,
    person: Option<Friend>,
    share: SharedServer,
}

impl Invitation {
    /// Who is on the other side, where plex.tv says so.
    #[must_use]
    pub fn person(&self) -> Option<&Friend> {
        self.person.as_ref()
    }

    /// The other side's name or mail address.
    #[must_use]
    pub fn person_name(&self) -> &str {
        let person = self.person.as_ref();
        person
            .and_then(|person| person.title.as_deref().or(person.email.as_deref()))
            .or(self.share.invited_email.as_deref())
            .unwrap_or_default()
    }

    /// The name of the server.
    #[must_use]
    pub fn server_name(&self) -> &str {
        self.share.name.as_deref().unwrap_or_default()
    }

    /// Everything that plex.tv says of the offer.
    #[must_use]
    pub fn share(&self) -> &SharedServer {
        &self.share
    }

    /// Says yes to an offer of somebody else: from then on the server is among the account's.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn accept(&self) -> Result<()> {
        self.plex.sharing().accept(self.share.id).await
    }

    /// Says no to an offer of somebody else.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn decline(&self) -> Result<()> {
        self.plex.sharing().remove(self.share.id).await
    }

    /// Takes back an offer of one's own.
    ///
    /// # Errors
    ///
    /// [`Error`](crate::Error), as any request.
    pub async fn cancel(&self) -> Result<()> {
        self.plex.sharing().remove(self.share.id).await
    }
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("person", &self.person_name())
            .field("server", &self.server_name())
            .finish_non_exhaustive()
    }
}
