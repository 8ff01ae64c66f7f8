//! Signing in with a password, with a second factor where there is one.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};

use super::{
    account::account,
    people::{PASSWORD, USER_NAME, VERIFICATION_CODE},
};
use crate::{
    answer::{Answer, data, refuse, refuse_as},
    requests::Ask,
    state::{State, client_of},
};

/// `POST /api/v2/users/signin`
pub(crate) async fn sign_in(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    client_of(&request)?;
    let (Some(login), Some(password)) = (request.field("login"), request.field("password")) else {
        return Err(refuse_as(&request, StatusCode::BAD_REQUEST));
    };
    let is_known = [USER_NAME, "mirabel@example.org"].contains(&login.as_str());
    if !is_known || password != PASSWORD {
        return Err(refuse_as(&request, StatusCode::UNAUTHORIZED));
    }
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
    let token = state
        .tokens
        .issue_for(state.seed, state.numbers.next(), state.people.owner);
    Ok(data(
        &state,
        &request,
        StatusCode::CREATED,
        "user",
        account(&state, &token),
    ))
}
