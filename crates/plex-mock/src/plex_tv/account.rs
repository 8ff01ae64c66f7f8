//! The account.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode};
use serde_json::{Value, json};

use super::{
    old_xml,
    people::{USER_EMAIL, USER_NAME},
};
use crate::{
    answer::{Answer, Format, data, nothing, with_type},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// `GET /api/v2/user`
pub(crate) async fn user(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let token = state.account_of(&request)?;
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "user",
        as_its_format(&request, account(&state, token)),
    ))
}

/// Times of a subscription look different in XML.
pub(super) fn as_its_format(request: &Received, mut account: Value) -> Value {
    if Format::of(request) == Format::Xml {
        let at = member(&account, "subscription/subscribedAt").as_str();
        let at = at.map(|at| at.replace('T', " ").replace('Z', " UTC"));
        if let Some(subscription) = account.get_mut("subscription") {
            set(subscription, "subscribedAt", at.into());
        }
    }
    account
}

/// `GET /api/v2/ping`
pub(crate) async fn ping(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.account_of(&request)?;
    let pong = match Format::of(&request) {
        Format::Json => json!({"pong": true}),
        Format::Xml => json!(true),
    };
    Ok(data(&state, &request, StatusCode::OK, "pong", pong))
}

/// `DELETE /api/v2/users/signout`
pub(crate) async fn sign_out(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let token = state.account_of(&request)?;
    state.tokens.revoke(token);
    Ok(nothing(StatusCode::NO_CONTENT))
}

/// `GET /users/account` and `GET /users/account.json`, of old
pub(crate) async fn user_of_old(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let token = state.account_of(&request)?;
    let account = account(&state, token);
    let mut user = json!({});
    for name in [
        "id",
        "uuid",
        "email",
        "username",
        "title",
        "thumb",
        "home",
        "restricted",
        "authToken",
        "subscription",
        "entitlements",
    ] {
        set(&mut user, name, member(&account, name).clone());
    }
    set(
        &mut user,
        "roles",
        json!({"roles": member(&account, "roles")}),
    );
    if request.path.trim_end_matches('/').ends_with(".json") {
        let body = json!({"user": user}).to_string();
        return Ok(with_type(
            StatusCode::OK,
            "application/json; charset=utf-8",
            body,
        ));
    }
    set(&mut user, "roles", Value::Null);
    Ok(old_xml(StatusCode::OK, "user", &user))
}

/// The account that a token belongs to.
pub(crate) fn account(state: &State, token: &str) -> Value {
    let holder = state.tokens.holder(token);
    let user = holder.map_or(state.people.owner, |holder| holder.user);
    let mut account = account_of_the_owner(state, token);
    let person = state.people.person(user);
    if let (true, Some(person), Some(members)) =
        (user != state.people.owner, person, account.as_object_mut())
    {
        let shown = state.people.as_member(&state.plex_tv_url, &person);
        for name in [
            "id",
            "uuid",
            "title",
            "username",
            "email",
            "friendlyName",
            "thumb",
            "hasPassword",
            "restricted",
            "protected",
        ] {
            members.insert(name.to_owned(), member(&shown, name).clone());
        }
        members.insert("home".to_owned(), person.is_home.into());
        members.insert("homeAdmin".to_owned(), false.into());
    }
    account
}

fn account_of_the_owner(state: &State, token: &str) -> Value {
    let uuid = state.people.uuid(state.people.owner);
    json!({
        "id": state.people.owner,
        "uuid": uuid,
        "username": USER_NAME,
        "title": USER_NAME,
        "email": USER_EMAIL,
        "friendlyName": "Mirabel Ashdown",
        "locale": null,
        "confirmed": true,
        "emailOnlyAuth": false,
        "hasPassword": true,
        "protected": state.people.person(state.people.owner).is_some_and(|owner| owner.pin.is_some()),
        "thumb": format!("{}/users/{uuid}/avatar?c=1709294400", state.plex_tv_url),
        "authToken": token,
        "mailingListStatus": "unsubscribed",
        "mailingListActive": false,
        "scrobbleTypes": "",
        "country": "PT",
        "subscription": {
            "active": true,
            "subscribedAt": "2021-11-02T09:30:00Z",
            "status": "Active",
            "paymentService": "mock",
            "plan": "lifetime",
            "features": FEATURES,
        },
        "subscriptionDescription": "Lifetime Plex Pass",
        "pastSubscriptions": [],
        "trials": [],
        "restricted": false,
        "anonymous": null,
        "restrictionProfile": null,
        "home": true,
        "guest": false,
        "homeSize": state.people.home().len(),
        "homeAdmin": true,
        "maxHomeSize": 15,
        "rememberExpiresAt": null,
        "profile": {
            "autoSelectAudio": true,
            "defaultAudioAccessibility": 0,
            "defaultAudioLanguage": "pt",
            "defaultAudioLanguages": null,
            "defaultSubtitleLanguage": "en",
            "defaultSubtitleLanguages": null,
            "autoSelectSubtitle": 1,
            "defaultSubtitleAccessibility": 0,
            "defaultSubtitleForced": 1,
            "watchedIndicator": 1,
            "mediaReviewsVisibility": 0,
            "mediaReviewsLanguages": null,
        },
        "entitlements": ["all", "android", "ios", "roku", "windows", "windows_phone", "xbox_360", "xbox_one"],
        "roles": ["plexpass"],
        "services": [
            {"identifier": "metadata-dev", "endpoint": "https://metadata.example.org", "token": null, "secret": null, "status": "online"},
        ],
        "adsConsent": null,
        "adsConsentSetAt": null,
        "adsConsentReminderAt": null,
        "experimentalFeatures": false,
        "twoFactorEnabled": state.two_factor,
        "backupCodesCreated": false,
        "attributionPartner": null,
        "joinedAt": 1_446_112_800,
    })
}

/// What the subscription allows, in the words of plex.tv.
const FEATURES: [&str; 16] = [
    "camera_upload",
    "collections",
    "companions_sonos",
    "content_filter",
    "dvr",
    "hardware_transcoding",
    "home",
    "livetv",
    "lyrics",
    "music-analysis",
    "pass",
    "premium_music_metadata",
    "session_bandwidth_restrictions",
    "sync",
    "trailers",
    "webhooks",
];
