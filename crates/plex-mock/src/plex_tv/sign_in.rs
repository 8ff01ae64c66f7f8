//! Signing in with a password, with a second factor where there is one.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};

use super::{
    account::{account, as_its_format},
    people::VERIFICATION_CODE,
};
use crate::{
    answer::{Answer, data, refuse, refuse_as},
    requests::Ask,
    state::{State, client_of},
};

/// `POST /api/v2/users/signin`
pub(crate) async fn sign_in(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let client = client_of(&request)?;
    let (Some(login), Some(password)) = (request.field("login"), request.field("password")) else {
        return Err(refuse_as(&request, StatusCode::BAD_REQUEST));
    };
    let person = state
        .people
        .with_password(&login, &password)
        .ok_or_else(|| refuse_as(&request, StatusCode::UNAUTHORIZED))?;
    if state.two_factor {
        match request.field("verificationCode").as_deref() {
            Some(VERIFICATION_CODE) => {}
            Some(_) => {
                return Err(refuse(
                    &request,
                    StatusCode::UNAUTHORIZED,
                    1029,
                    "The verification code is not the right one",
                ));
            }
            None => {
                return Err(refuse(
                    &request,
                    StatusCode::UNAUTHORIZED,
                    1029,
                    "Please enter the verification code",
                ));
            }
        }
    }
    let token = state.tokens.issue(state.numbers.next(), person.id, client);
    state
        .devices
        .saw(&request, client, person.id, state.clock.now());
    Ok(data(
        &state,
        &request,
        StatusCode::CREATED,
        "user",
        as_its_format(&request, account(&state, &token)),
    ))
}
