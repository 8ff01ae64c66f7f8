//! An account at plex.tv, signed in or about to.

use std::{fmt, sync::Arc};

use plex_models::Token;

use crate::{
    Error, PlexBuilder, Result, Server, Servers,
    builder::address,
    client::{Client, Site},
    engine::Addresses,
    generated::hosts::Host,
    sign_in::credentials,
};

/// The account's side of Plex: sign-in, the account, its servers. Cheap to clone.
///
/// ```no_run
/// # async fn example() -> plex_api::Result<()> {
/// use plex_api::Plex;
///
/// let plex = Plex::builder("My App", "4a1e6b9c-made-once-per-install").build()?;
/// let link = plex.link().await?;
/// println!("Enter {} at {}", link.code(), link.url());
/// let plex = link.wait().await?;
/// println!("Hello {}", plex.account().current().await?.title);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Plex {
    client: Client,
}

impl Plex {
    /// Begins a client.
    ///
    /// `product` is the app's name as people see it in their list of devices. `client_identifier` names this installation:
    /// make it once (a UUID will do), keep it, and always send the same, or plex.tv takes each start for a new device.
    pub fn builder(
        product: impl Into<String>,
        client_identifier: impl Into<String>,
    ) -> PlexBuilder {
        PlexBuilder::new(product.into(), client_identifier.into())
    }

    pub(crate) fn from_client(client: Client) -> Self {
        Self { client }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same client with a token, for instance one that was stored. Where there is a
    /// [key store](PlexBuilder::key_store), a token that plex.tv gave for its key is renewed before it ends.
    #[must_use]
    pub fn with_token(&self, token: impl Into<Token>) -> Self {
        let credentials = credentials(&self.client, token.into());
        Self::from_client(self.client.at(Site::Account, credentials))
    }

    /// The account's token as it is at present, to be stored where only its owner can read it.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        self.client.credentials.at_hand()
    }

    /// The account's media servers, its own and those shared with it.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthorized`] without a valid token; others as any request.
    pub async fn servers(&self) -> Result<Servers> {
        Servers::list(self).await
    }

    /// A media server at a known address, without asking plex.tv.
    ///
    /// ```no_run
    /// # async fn example() -> plex_api::Result<()> {
    /// # use plex_api::Plex;
    /// let plex = Plex::builder("My App", "4a1e6b9c").build()?;
    /// let server = plex.server_at("http://192.168.1.20:32400", "the server's token")?;
    /// println!("{}", server.identity().await?.version.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `url` is no http address.
    pub fn server_at(&self, url: &str, token: impl Into<Token>) -> Result<Server> {
        let url = address("the server's address", url)?;
        let name = url.host_str().unwrap_or_default().to_owned();
        let known = &self.client.settings.known;
        let gate = known.gate(Host::Server, &url.origin().ascii_serialization());
        let addresses = Addresses::fixed(url, Arc::clone(&gate));
        let token = Some(token.into());
        Ok(Server::new(&self.client, addresses, token.into(), name))
    }

    /// The media server that the environment names: its address in `PLEX_URL`, its token in `PLEX_TOKEN`. For scripts.
    ///
    /// ```no_run
    /// # fn example() -> plex_api::Result<()> {
    /// # use plex_api::Plex;
    /// let server = Plex::builder("My Script", "4a1e6b9c").build()?.server_from_env()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] that names the variable which is missing or no http address.
    pub fn server_from_env(&self) -> Result<Server> {
        self.server_from(|name| std::env::var(name).ok())
    }

    fn server_from(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Server> {
        let get = |name, example| {
            variable(name)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    Error::Config(format!(
                        "the environment variable {name} is not set; it holds {example}"
                    ))
                })
        };
        let url = get(
            "PLEX_URL",
            "the server's address, such as http://192.168.1.20:32400",
        )?;
        self.server_at(&url, get("PLEX_TOKEN", "the server's token")?)
    }
}

impl fmt::Debug for Plex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plex").field(&self.client).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_a_server_or_the_error_says_what_is_missing() {
        let plex = Plex::builder("Test App", "test-client-0001")
            .build()
            .unwrap();
        let set = |name: &str| (name == "PLEX_URL").then(|| "http://192.0.2.7:32400".to_owned());
        let error = plex.server_from(set).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable PLEX_TOKEN is not set; it holds the server's token"
        );
        let error = plex.server_from(|_| Some(String::new())).unwrap_err();
        assert!(error.to_string().contains("PLEX_URL is not set"));
        let both = |name: &str| set(name).or_else(|| Some("t0ken".to_owned()));
        assert_eq!(plex.server_from(both).unwrap().name(), "192.0.2.7");
    }
}
