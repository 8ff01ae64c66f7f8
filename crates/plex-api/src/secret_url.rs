//! Addresses that hold a token.

use std::fmt;

use url::Url;

use crate::{Result, Server, engine::Call};

/// An address that holds the token, for a player or a browser that can send no headers. Whoever has it can do on the server
/// what the token allows, so it belongs in no log and no shared place: `Debug` shows none of it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(Url);

impl SecretUrl {
    /// The address, token and all.
    #[must_use]
    pub fn expose(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretUrl(…)")
    }
}

impl Server {
    /// The address of something that the server has, by the path that an answer gives for it: the `key` of a part, to
    /// play the file as it is, or the `thumb` of an item. It holds no token, so whoever asks there has to send
    /// `X-Plex-Token`.
    ///
    /// ```no_run
    /// # fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let address = server.address("/library/parts/6230/1712000000/file.mkv")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`](crate::Error::Config) when it is no path on a server.
    pub fn address(&self, key: impl AsRef<str>) -> Result<Url> {
        self.file(key.as_ref()).address()
    }

    /// The same **with the token in it**, for players and browsers that can send no headers.
    ///
    /// ```no_run
    /// # fn example(server: plex_api::Server) -> plex_api::Result<()> {
    /// let address = server.address_with_token("/library/parts/6230/1712000000/file.mkv")?;
    /// std::process::Command::new("mpv").arg(address.expose().as_str());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`address`](Self::address).
    pub fn address_with_token(&self, key: impl AsRef<str>) -> Result<SecretUrl> {
        with_token(&self.file(key.as_ref()))
    }

    /// The address of a picture in another size, **with the token in it**: it fits into so many pixels.
    ///
    /// ```no_run
    /// # fn example(server: plex_api::Server, film: plex_api::Metadata) -> plex_api::Result<()> {
    /// if let Some(poster) = film.thumb {
    ///     let address = server.picture_with_token(poster, 320, 480)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`address`](Self::address).
    pub fn picture_with_token(
        &self,
        picture: impl Into<String>,
        width: u32,
        height: u32,
    ) -> Result<SecretUrl> {
        let transcode = self.transcode();
        let request = transcode
            .photo(picture)
            .width(width.into())
            .height(height.into());
        with_token(&request.call)
    }
}

/// The address of a request with all that its headers would say: who asks, and the token.
pub(crate) fn with_token(call: &Call<'_>) -> Result<SecretUrl> {
    let mut url = call.address()?;
    {
        let mut query = url.query_pairs_mut();
        for (name, value) in &call.headers {
            query.append_pair(name, value);
        }
        for (name, value) in &call.client.settings.identity {
            // Names of headers come in small letters; servers take them in either.
            query.append_pair(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
        if let Some(token) = call.client.credentials.at_hand() {
            query.append_pair("X-Plex-Token", token.expose());
        }
    }
    Ok(SecretUrl(url))
}
