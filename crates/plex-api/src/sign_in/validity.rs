//! Whether a token is still good.

use plex_models::Account;

use crate::{Error, Plex};

/// What is known of a token. See [`Plex::validate`].
#[derive(Debug)]
pub enum Validity {
    /// It is good, and belongs to this account.
    Valid(Box<Account>),
    /// plex.tv does not take it: it was withdrawn, or never was one. A person has to sign in again.
    Invalid,
    /// Nothing is known, because plex.tv could not be asked. Keep the token, and ask again later.
    Unknown(Error),
}

impl Validity {
    /// Whether it is certain that the token is good.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid(_))
    }

    /// Whether it is certain that the token is not: only then may it be thrown away.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        matches!(self, Self::Invalid)
    }
}

impl Plex {
    /// Asks whether the account's token is still good. An outage never makes a token invalid.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex) {
    /// use plex_api::Validity;
    ///
    /// match plex.validate().await {
    ///     Validity::Valid(account) => println!("Hello {}", account.title),
    ///     Validity::Invalid => println!("Please sign in again"),
    ///     Validity::Unknown(error) => println!("Nobody knows: {error}"),
    /// }
    /// # }
    /// ```
    pub async fn validate(&self) -> Validity {
        match self.account().current().await {
            Ok(account) => Validity::Valid(Box::new(account)),
            // Expired, and no key to renew it with: as good as withdrawn.
            Err(Error::Unauthorized { .. } | Error::TokenExpired { .. }) => Validity::Invalid,
            Err(error) => Validity::Unknown(error),
        }
    }
}
