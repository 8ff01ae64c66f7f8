//! Receivers and recorders.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::{HeaderName, StatusCode},
    response::Response,
    routing::{delete, get, post, put},
};
use serde_json::{Value, json};

use super::{admin::pairs, media, router};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html, set_header, with_type},
    dice::Dice,
    live_tv::{Device, FOUND_AT, Kept, LINEUP, Recorder, guide::CHANNELS},
    look::{member, set},
    pictures::Format,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/livetv/dvrs", get(recorders).post(create))
        .route("/livetv/dvrs/{dvr}", get(recorder).delete(remove))
        .route(
            "/livetv/dvrs/{dvr}/lineups",
            put(add_lineup).delete(remove_lineup),
        )
        .route("/livetv/dvrs/{dvr}/prefs", put(change_settings))
        .route(
            "/livetv/dvrs/{dvr}/devices/{device}",
            put(add_device).delete(remove_device),
        )
        .route(
            "/livetv/dvrs/{dvr}/reloadGuide",
            post(reload).delete(stop_reload),
        )
        .route("/media/grabbers", get(grabbers))
        .route("/media/grabbers/devices", get(devices).post(add))
        .route("/media/grabbers/devices/discover", post(discover))
        .route(
            "/media/grabbers/devices/{device}",
            get(device).put(switch).delete(forget),
        )
        .route("/media/grabbers/devices/{device}/channelmap", put(assign))
        .route("/media/grabbers/devices/{device}/channels", get(channels))
        .route("/media/grabbers/devices/{device}/prefs", put(set_device))
        .route(
            "/media/grabbers/devices/{device}/scan",
            post(scan).delete(device),
        )
        .route(
            "/media/grabbers/devices/{device}/thumb/{version}",
            get(thumb),
        )
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

fn bad() -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}

/// An answer about what runs in the background from now on.
pub(super) fn in_background(state: &State, mut response: Response) -> Response {
    let uuid = Dice::new(state.seed, "background", state.numbers.next()).uuid();
    set_header(
        &mut response,
        HeaderName::from_static("x-plex-activity"),
        &uuid,
    );
    response
}

fn tell(state: &State, request: &Received, name: &str, list: Vec<Value>) -> Response {
    let mut answer = json!({"size": list.len(), "status": 0, "message": ""});
    if !list.is_empty() {
        set(&mut answer, name, list.into());
    }
    container(state, request, answer)
}

fn tell_recorders<'a>(
    state: &State,
    request: &Received,
    kept: &Kept,
    recorders: impl Iterator<Item = &'a Recorder>,
) -> Response {
    let now = state.seconds();
    let list = recorders
        .map(|recorder| recorder.as_json(&kept.devices, now))
        .collect();
    tell(state, request, "Dvr", list)
}

/// `GET /livetv/dvrs`
async fn recorders(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let kept = state.live_tv.kept();
    Ok(tell_recorders(
        &state,
        &request,
        &kept,
        kept.recorders.values(),
    ))
}

/// `GET /livetv/dvrs/{id}`
async fn recorder(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change(&state, &request, id, |_| Ok(()))
}

/// Changes a recorder, and answers with it.
fn change(
    state: &State,
    request: &Received,
    id: u64,
    change: impl FnOnce(&mut Recorder) -> Result<(), Refusal>,
) -> Answer {
    state.check_server_token(request)?;
    let mut kept = state.live_tv.kept();
    change(kept.recorders.get_mut(&id).ok_or_else(missing)?)?;
    let changed = kept.recorders.get(&id).into_iter();
    Ok(tell_recorders(state, request, &kept, changed))
}

/// `POST /livetv/dvrs?language=&lineup=&device=`
async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let all = pairs(&request);
    let of = |name: &str| {
        let plural = format!("{name}[]");
        let values = all.iter().filter(|(key, _)| key == name || *key == plural);
        values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let mut kept = state.live_tv.kept();
    let now = state.seconds();
    let devices: Vec<u64> = of("device")
        .iter()
        .filter_map(|wanted| {
            let mut known = kept.devices.values();
            let device = known.find(|device| {
                let uuid = device.as_json(None, now);
                wanted.parse() == Ok(device.id) || member(&uuid, "uuid") == wanted.as_str()
            });
            device.map(|device| device.id)
        })
        .collect();
    let lineups = of("lineup");
    if devices.is_empty() || lineups.is_empty() {
        return Err(bad());
    }
    let language = of("language").pop().unwrap_or_else(|| "en".to_owned());
    let id = kept.add_recorder(&language, lineups, devices, now);
    Ok(tell_recorders(
        &state,
        &request,
        &kept,
        kept.recorders.get(&id).into_iter(),
    ))
}

/// `DELETE /livetv/dvrs/{id}`
async fn remove(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    kept.recorders.remove(&id).ok_or_else(missing)?;
    kept.sessions.retain(|session| session.recorder != id);
    Ok(nothing(StatusCode::OK))
}

/// `PUT /livetv/dvrs/{id}/lineups?lineup=`
async fn add_lineup(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change(&state, &request, id, |recorder| {
        let lineup = request.field("lineup").ok_or_else(bad)?;
        if !recorder.lineups.contains(&lineup) {
            recorder.lineups.push(lineup);
        }
        Ok(())
    })
}

/// `DELETE /livetv/dvrs/{id}/lineups?lineup=`
async fn remove_lineup(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    change(&state, &request, id, |recorder| {
        let lineup = request.field("lineup").ok_or_else(bad)?;
        recorder.lineups.retain(|known| *known != lineup);
        Ok(())
    })
}

/// `PUT /livetv/dvrs/{id}/prefs?{setting}={value}`
async fn change_settings(
    Of(state): Of<Arc<State>>,
    Path(id): Path<u64>,
    Ask(request): Ask,
) -> Answer {
    change(&state, &request, id, |recorder| {
        let wanted = pairs(&request).into_iter();
        let settings = wanted.filter(|(name, _)| !name.to_ascii_lowercase().starts_with("x-plex-"));
        recorder.settings.extend(settings);
        Ok(())
    })
}

/// `PUT /livetv/dvrs/{id}/devices/{device}`
async fn add_device(
    Of(state): Of<Arc<State>>,
    Path((id, device)): Path<(u64, u64)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    if !state.live_tv.kept().devices.contains_key(&device) {
        return Err(missing());
    }
    change(&state, &request, id, |recorder| {
        if !recorder.devices.contains(&device) {
            recorder.devices.push(device);
        }
        Ok(())
    })
}

/// `DELETE /livetv/dvrs/{id}/devices/{device}`
async fn remove_device(
    Of(state): Of<Arc<State>>,
    Path((id, device)): Path<(u64, u64)>,
    Ask(request): Ask,
) -> Answer {
    change(&state, &request, id, |recorder| {
        recorder.devices.retain(|known| *known != device);
        Ok(())
    })
}

/// `POST /livetv/dvrs/{id}/reloadGuide`
async fn reload(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    let now = state.seconds();
    change(&state, &request, id, |recorder| {
        recorder.refreshed_at = now;
        Ok(())
    })?;
    // Only the name of this notification is known.
    state.events.tell("provider.content.change", json!({}));
    Ok(in_background(&state, nothing(StatusCode::OK)))
}

/// `DELETE /livetv/dvrs/{id}/reloadGuide`
async fn stop_reload(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change(&state, &request, id, |_| Ok(()))?;
    Ok(nothing(StatusCode::OK))
}

/// `GET /media/grabbers`
async fn grabbers(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let grabber = json!({
        "identifier": "tv.plex.grabbers.hdhomerun", "protocol": "livetv", "title": "HDHomeRun",
    });
    let answer = json!({"size": 1, "MediaGrabber": [grabber]});
    Ok(container(&state, &request, answer))
}

fn tell_devices<'a>(
    state: &State,
    request: &Received,
    kept: &Kept,
    devices: impl Iterator<Item = &'a Device>,
) -> Response {
    let now = state.seconds();
    let of = |device: &Device| {
        let mut recorders = kept.recorders.values();
        let recorder = recorders.find(|recorder| recorder.devices.contains(&device.id));
        recorder.map(|recorder| recorder.id)
    };
    let list = devices
        .map(|device| device.as_json(of(device), now))
        .collect();
    tell(state, request, "Device", list)
}

/// `GET /media/grabbers/devices`
async fn devices(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let kept = state.live_tv.kept();
    Ok(tell_devices(&state, &request, &kept, kept.devices.values()))
}

/// `POST /media/grabbers/devices?uri=`
async fn add(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let uri = request.field("uri").ok_or_else(bad)?;
    if url::Url::parse(&uri).is_err() {
        return Err(bad());
    }
    let mut kept = state.live_tv.kept();
    let id = kept.add_device(&uri);
    Ok(tell_devices(
        &state,
        &request,
        &kept,
        kept.devices.get(&id).into_iter(),
    ))
}

/// `POST /media/grabbers/devices/discover`: there is one in the network.
async fn discover(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    kept.add_device(FOUND_AT);
    Ok(tell_devices(&state, &request, &kept, kept.devices.values()))
}

/// Changes a device, and answers with it.
fn change_device(
    state: &State,
    request: &Received,
    id: u64,
    change: impl FnOnce(&mut Device) -> Result<(), Refusal>,
) -> Answer {
    state.check_server_token(request)?;
    let mut kept = state.live_tv.kept();
    change(kept.devices.get_mut(&id).ok_or_else(missing)?)?;
    Ok(tell_devices(
        state,
        request,
        &kept,
        kept.devices.get(&id).into_iter(),
    ))
}

/// `GET /media/grabbers/devices/{id}`
async fn device(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change_device(&state, &request, id, |_| Ok(()))
}

/// `PUT /media/grabbers/devices/{id}?enabled=`
async fn switch(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change_device(&state, &request, id, |device| {
        device.is_enabled = request.is_on("enabled");
        Ok(())
    })?;
    Ok(tell(&state, &request, "Device", Vec::new()))
}

/// `DELETE /media/grabbers/devices/{id}`
async fn forget(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    kept.devices.remove(&id).ok_or_else(missing)?;
    for recorder in kept.recorders.values_mut() {
        recorder.devices.retain(|device| *device != id);
    }
    Ok(tell(&state, &request, "Device", Vec::new()))
}

/// `PUT /media/grabbers/devices/{id}/channelmap?channelMappingByKey[46.1]=…&channelsEnabled=46.1,46.2`
async fn assign(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change_device(&state, &request, id, |device| {
        let all = pairs(&request);
        device.mappings = all
            .iter()
            .filter_map(|(name, key)| {
                let own = name
                    .strip_prefix("channelMappingByKey[")?
                    .strip_suffix(']')?;
                Some((own.to_owned(), key.clone()))
            })
            .collect();
        let enabled = request.field("channelsEnabled").unwrap_or_default();
        device.enabled = enabled.split(',').map(str::to_owned).collect();
        Ok(())
    })
}

/// `GET /media/grabbers/devices/{id}/channels`
async fn channels(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change_device(&state, &request, id, |_| Ok(()))?;
    let list = CHANNELS
        .iter()
        .map(|channel| {
            json!({
                "identifier": channel.number, "key": channel.number, "name": channel.title, "hd": true, "drm": false,
                "favorite": false, "signalStrength": 92, "signalQuality": 100,
            })
        })
        .collect();
    Ok(tell(&state, &request, "DeviceChannel", list))
}

/// `PUT /media/grabbers/devices/{id}/prefs?{setting}={value}`
async fn set_device(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    change_device(&state, &request, id, |device| {
        device.title = request
            .field("title")
            .unwrap_or_else(|| device.title.clone());
        Ok(())
    })?;
    Ok(nothing(StatusCode::OK))
}

/// `POST /media/grabbers/devices/{id}/scan`
async fn scan(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    let response = change_device(&state, &request, id, |_| Ok(()))?;
    Ok(in_background(&state, response))
}

/// `GET /media/grabbers/devices/{id}/thumb/{version}`
async fn thumb(
    Of(state): Of<Arc<State>>,
    Path((id, _)): Path<(u64, String)>,
    Ask(request): Ask,
) -> Answer {
    change_device(&state, &request, id, |_| Ok(()))?;
    let picture =
        media::picture_of(state.seed, LINEUP, Format::Jpeg, 96, 96).ok_or_else(missing)?;
    Ok(with_type(
        StatusCode::OK,
        Format::Jpeg.content_type(),
        picture,
    ))
}

/// `DELETE /media/grabbers/operations/{id}`: calls a recording off.
pub(super) fn operations() -> Router<Arc<State>> {
    router().route("/media/grabbers/operations/{id}", delete(call_off))
}

async fn call_off(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    let recordings = kept.recordings(state.seed, state.seconds());
    if recordings.iter().all(|recording| recording.id != id) {
        return Err(missing());
    }
    kept.called_off.push(id);
    Ok(nothing(StatusCode::OK))
}
