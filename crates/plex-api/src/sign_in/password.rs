//! Sign-in by name and password.

use std::fmt;

use plex_models::Token;

use crate::{Error, Plex, Result, awaited::awaited};

/// What plex.tv says when the account wants a code as well.
const CODE_WANTED: i64 = 1029;

impl Plex {
    /// Signs in with a name, or a mail address, and a password. An app should rather use [`Plex::link`], so that it never
    /// sees a password; this is for tools without a screen.
    ///
    /// ```no_run
    /// # async fn example(plex: plex_api::Plex, password: &str, code: &str) -> plex_api::Result<()> {
    /// use plex_api::Error;
    ///
    /// let plex = match plex.sign_in("odile@example.com", password).await {
    ///     // The account has a second factor: ask the person, and try again.
    ///     Err(Error::CodeRequired { .. }) => plex.sign_in("odile@example.com", password).code(code).await?,
    ///     outcome => outcome?,
    /// };
    /// # Ok(())
    /// # }
    /// ```
    pub fn sign_in(
        &self,
        login: impl Into<String>,
        password: impl Into<Token>,
    ) -> PasswordSignIn<'_> {
        PasswordSignIn {
            plex: self,
            login: login.into(),
            password: password.into(),
            code: None,
            remember: true,
        }
    }
}

/// Signs in with a password when awaited. See [`Plex::sign_in`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone)]
pub struct PasswordSignIn<'a> {
    plex: &'a Plex,
    login: String,
    password: Token,
    code: Option<String>,
    remember: bool,
}

impl PasswordSignIn<'_> {
    /// The six digits of the second factor, for an account that has one.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Whether the sign-in lasts; true where this is not called.
    pub fn remember(mut self, remember: bool) -> Self {
        self.remember = remember;
        self
    }
}

impl PasswordSignIn<'_> {
    async fn run(self) -> Result<Plex> {
        let auth = self.plex.auth();
        let mut request = auth
            .sign_in(self.login, self.password)
            .remember_me(self.remember);
        let code_was_sent = self.code.is_some();
        if let Some(code) = self.code {
            request = request.verification_code(code);
        }
        let account = match request.await {
            Ok(account) => account,
            Err(Error::Unauthorized { at, refusal })
                if refusal.has_code(CODE_WANTED) || refusal.says("verification code") =>
            {
                let refused = code_was_sent;
                return Err(Error::CodeRequired { at, refused });
            }
            Err(error) => return Err(error),
        };
        let token = account.auth_token.ok_or(Error::Untrusted {
            problem: "there is none in it",
        })?;
        Ok(self.plex.with_token(token))
    }
}

awaited!(PasswordSignIn => Plex);

impl fmt::Debug for PasswordSignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordSignIn").finish_non_exhaustive()
    }
}
