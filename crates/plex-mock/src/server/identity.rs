//! Who the server is and what it can do.

use std::sync::Arc;

use axum::{extract::State as Of, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::VERSION;
use crate::{
    answer::{Answer, container, data, nothing, refuse_in_html},
    plex_tv::USER_EMAIL,
    requests::{Ask, Received},
    state::State,
};

/// `GET /identity`: the only route that asks for no token.
pub(crate) async fn identity(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Response {
    let identity = json!({
        "size": 0,
        "claimed": true,
        "machineIdentifier": state.server.machine_identifier,
        "version": VERSION,
    });
    container(&state, &request, identity)
}

/// `GET /`
pub(crate) async fn capabilities(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let directories: Vec<_> = DIRECTORIES
        .iter()
        .map(|(key, count)| json!({"key": key, "title": key, "count": count}))
        .collect();
    let mut capabilities = about(&state);
    if let Some(members) = capabilities.as_object_mut() {
        members.insert("size".to_owned(), directories.len().into());
        members.insert("Directory".to_owned(), directories.into());
    }
    Ok(container(&state, &request, capabilities))
}

/// What the server says of itself.
pub(super) fn about(state: &State) -> Value {
    let mut about = json!({
        "allowCameraUpload": false,
        "allowChannelAccess": true,
        "allowMediaDeletion": state.preferences.is_on("allowMediaDeletion").then_some(true),
        "allowSharing": true,
        "allowSync": true,
        "allowTuners": false,
        "backgroundProcessing": true,
        "certificate": false,
        "companionProxy": true,
        "countryCode": "prt",
        "diagnostics": "logs,databases",
        "eventStream": true,
        "friendlyName": state.preferences.text("FriendlyName").filter(|name| !name.is_empty()).unwrap_or_else(|| state.server.name.clone()),
        "hubSearch": true,
        "itemClusters": true,
        "livetv": 7,
        "machineIdentifier": state.server.machine_identifier,
        "mediaProviders": true,
        "multiuser": true,
        "musicAnalysis": 2,
        "myPlex": true,
        "myPlexMappingState": "mapped",
        "myPlexSigninState": "ok",
        "myPlexSubscription": true,
        "myPlexUsername": USER_EMAIL,
        "offlineTranscode": 1,
        "ownerFeatures": "collections,dvr,sync,trailers,webhooks",
        "photoAutoTag": true,
        "platform": "Linux",
        "platformVersion": "6.12.57",
        "pluginHost": false,
        "pushNotifications": false,
        "readOnlyLibraries": false,
        "requestParametersInCookie": true,
        "streamingBrainABRVersion": 3,
        "streamingBrainVersion": 2,
        "sync": true,
        "transcoderActiveVideoSessions": 0,
        "transcoderAudio": true,
        "transcoderLyrics": true,
        "transcoderPhoto": true,
        "transcoderSubtitles": true,
        "transcoderVideo": true,
        "transcoderVideoBitrates": "64,96,208,320,720,1500,2000,3000,4000,8000,10000,12000,20000",
        "transcoderVideoQualities": "0,1,2,3,4,5,6,7,8,9,10,11,12",
        "transcoderVideoResolutions": "128,128,160,240,320,480,768,720,720,1080,1080,1080,1080",
        "updatedAt": 1_764_000_000,
        "updater": true,
        "version": VERSION,
        "voiceSearch": true,
    });
    // What a server does not allow it does not speak of.
    if let Some(members) = about.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    about
}

/// `GET /myplex/account`: the account that the server belongs to, as the server has it.
pub(crate) async fn account(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(account_is(&state, &request, true))
}

/// `DELETE /myplex/account`: the server belongs to nobody. The mock server only says so: it goes on to take its tokens.
pub(crate) async fn unclaim(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    state.events.tell("account", json!({}));
    Ok(account_is(&state, &request, false))
}

/// `PUT /myplex/refreshReachability`: what comes of it is told to those who listen.
pub(crate) async fn refresh_reachability(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let found = json!({"ReachabilityNotification": [{"reachability": true}]});
    state.events.tell("reachability", found);
    Ok(nothing(StatusCode::OK))
}

/// `POST /myplex/claim?token=`
pub(crate) async fn claim(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    request
        .field("token")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    state.events.tell("account", json!({}));
    Ok(account_is(&state, &request, true))
}

fn account_is(state: &State, request: &Received, is_claimed: bool) -> Response {
    let account = if is_claimed {
        json!({
            "authToken": state.server.token,
            "username": USER_EMAIL,
            "mappingState": "mapped",
            "signInState": "ok",
            "publicAddress": "203.0.113.20",
            "publicPort": 32_400,
            "privateAddress": "127.0.0.1",
            "privatePort": 32_400,
            "subscriptionFeatures": "collections,hardware_transcoding,lyrics,pass,sync,trailers,webhooks",
            "subscriptionActive": true,
            "subscriptionState": "Active",
        })
    } else {
        json!({
            "authToken": "",
            "username": "",
            "mappingState": "unknown",
            "signInState": "none",
            "publicAddress": "",
            "publicPort": 0,
            "privateAddress": "",
            "privatePort": 0,
            "subscriptionFeatures": "",
            "subscriptionActive": false,
            "subscriptionState": "Unknown",
        })
    };
    data(state, request, StatusCode::OK, "MyPlex", account)
}

const DIRECTORIES: &[(&str, u32)] = &[
    ("hubs", 1),
    ("identity", 1),
    ("library", 1),
    ("playlists", 1),
    ("status", 1),
];
