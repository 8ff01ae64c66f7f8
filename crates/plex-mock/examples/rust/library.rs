//! A program that counts movies, tested against plex-mock in the same process. In a project of your own, this file lies in
//! `tests/`, with `plex-mock`, `reqwest` and `tokio` among the `[dev-dependencies]`.

use std::error::Error;

use plex_mock::{Fault, PlexMock};

/// What is to be tested: in place of your own program.
async fn count_movies(server: &str, token: &str) -> Result<String, reqwest::Error> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client
        .get(format!("{server}/library/sections/1/all"))
        .header("X-Plex-Token", token)
        .header("X-Plex-Container-Start", 0)
        .header("X-Plex-Container-Size", 0);
    let answer = request.send().await?.error_for_status()?;
    let total = answer.headers().get("X-Plex-Container-Total-Size");
    let total = total.and_then(|total| total.to_str().ok());
    Ok(total.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn counts_without_fetching() -> Result<(), Box<dyn Error>> {
    let mock = PlexMock::builder().movies(500).start().await?;
    let counted = count_movies(mock.server_url(), mock.server_token()).await?;
    assert_eq!(counted, "500");
    assert_eq!(mock.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_server_that_starts_is_an_error() -> Result<(), Box<dyn Error>> {
    let mock = PlexMock::builder().start().await?;
    mock.fault(Fault::on("/library/sections/*/all").status(503));
    let failed = count_movies(mock.server_url(), mock.server_token()).await;
    assert!(failed.is_err_and(|error| error.status().is_some_and(|status| status == 503)));
    Ok(())
}
