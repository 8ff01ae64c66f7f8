//! Answers to GraphQL queries, which say with a status of success what went wrong.

use plex_models::{Format, GraphqlErrors, decode, wire::Model};

use super::{call::Call, reply::Reply};
use crate::{Error, Response, Result, error::Refusal};

/// What a service says that has had enough for a while.
const TOO_MANY: &str = "RATE_LIMITED";

/// Sends a query, again where the service asks to wait.
pub(crate) async fn graphql<T: Model>(
    call: &Call<'_>,
    envelope: &'static str,
) -> Result<Response<T>> {
    let retry = call.retry.as_ref().unwrap_or(&call.client.settings.retry);
    let mut pauses = retry.begin();
    loop {
        let error = match read(call.reply().await?, envelope) {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        match pauses.pause_after(&error, call.only_reads()) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return Err(error),
        }
    }
}

/// Decodes the data that a query gives, unless there are complaints.
fn read<T: Model>(reply: Reply, envelope: &'static str) -> Result<Response<T>> {
    let (at, status) = (reply.at.clone(), reply.status.as_u16());
    let response = reply.object::<T>(Some(envelope))?;
    let Some(errors) = response.extra().get("errors") else {
        return Ok(response);
    };
    let errors = serde_json::json!({ "errors": errors }).to_string();
    let complaints = decode::object::<GraphqlErrors>(Format::Json, errors.as_bytes(), None);
    let complaints = complaints.map(|decoded| decoded.value.errors);
    let mut details = complaints
        .into_iter()
        .flatten()
        .filter_map(|complaint| complaint.extensions);
    if let Some(details) = details.find(|details| details.code.as_deref() == Some(TOO_MANY)) {
        let retry_after = details.retry_after.map(|wait| wait.to_duration());
        return Err(Error::RateLimited { at, retry_after });
    }
    Err(Error::Status {
        at,
        status,
        retry_after: None,
        refusal: Refusal::read(Format::Json, errors.as_bytes()),
    })
}
