//! What the server does for itself, over HTTP: nightly tasks, updates, the log, diagnostics, agents.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::{StatusCode, header},
    routing::{get, post, put},
};
use serde_json::{Value, json};

use super::{VERSION, archive, router};
use crate::{
    answer::{Answer, container, data, nothing, refuse_in_html, set_header, with_type},
    housekeeping::{Release, TASKS},
    look::{member, set},
    requests::Ask,
    state::State,
    webhooks::About,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/butler", get(tasks).post(start_due).delete(stop_all))
        .route("/butler/{task}", post(start).delete(stop))
        .route("/updater/status", get(update_status))
        .route("/updater/check", put(check))
        .route("/updater/apply", put(apply))
        .route("/log", get(log_line).put(log_line).post(log_lines))
        .route("/log/networked", get(log_abroad).post(log_abroad))
        .route("/diagnostics/logs", get(logs))
        .route("/diagnostics/databases", get(databases))
        .route("/security/resources", get(resources))
        .route("/:/plugins/{identifier}/prefs", get(agent_settings))
        .route("/system/agents", get(agents))
        .route("/system/agents/{identifier}", get(agent))
        .route("/library/optimize", put(optimize).get(optimize))
        .route("/library/clean/bundles", put(clean).get(clean))
}

/// `GET /butler`
async fn tasks(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let tasks: Vec<Value> = TASKS
        .iter()
        .map(|task| {
            json!({
                "name": task.name,
                "title": task.title,
                "description": task.description,
                "interval": task.interval,
                "enabled": is_on(&state, task.name).unwrap_or(task.is_enabled),
                "scheduleRandomized": task.is_randomized,
            })
        })
        .collect();
    let answer = json!({"ButlerTask": tasks});
    Ok(data(
        &state,
        &request,
        StatusCode::OK,
        "ButlerTasks",
        answer,
    ))
}

/// Whether the settings have a switch for a task, and whether it is on.
fn is_on(state: &State, task: &str) -> Option<bool> {
    let name = task.trim_start_matches("ButlerTask");
    let settings = state
        .preferences
        .all(|id| id.strip_prefix("ButlerTask") == Some(name));
    member(settings.first()?, "value").as_bool()
}

/// `POST /butler`
async fn start_due(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let due = TASKS
        .iter()
        .filter(|task| is_on(&state, task.name).unwrap_or(task.is_enabled));
    for task in due {
        begin(&state, task.name);
    }
    Ok(nothing(StatusCode::OK))
}

fn begin(state: &State, task: &str) -> Option<bool> {
    let is_new = state.housekeeping.start(task, state.seconds())?;
    if is_new {
        state
            .housekeeping
            .write(format!("INFO - Butler: {task} began"));
        tell(state, "started", task);
        // The copy is made at once, or it shows then that there is nothing to copy.
        if task == "BackupDatabase" {
            let event = match state.housekeeping.is_corrupt() {
                true => "admin.database.corrupted",
                false => "admin.database.backup",
            };
            state.webhook(event, About::default());
        }
    }
    Some(is_new)
}

fn tell(state: &State, event: &str, task: &str) {
    let uuid = crate::dice::Dice::new(state.seed, task, 0).uuid();
    let activity = json!({
        "uuid": uuid, "type": "butler", "cancellable": true, "userID": 1, "title": task, "subtitle": "", "progress": 0,
    });
    let told = json!({"event": event, "uuid": uuid, "Activity": activity});
    state
        .events
        .tell("activity", json!({"ActivityNotification": [told]}));
}

/// `DELETE /butler`
async fn stop_all(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    for task in state.housekeeping.stop(None, state.seconds()) {
        tell(&state, "ended", task);
    }
    Ok(nothing(StatusCode::OK))
}

/// `POST /butler/{task}`: 202 when it runs already.
async fn start(Of(state): Of<Arc<State>>, Path(task): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    match begin(&state, &task) {
        Some(true) => Ok(nothing(StatusCode::OK)),
        Some(false) => Ok(nothing(StatusCode::ACCEPTED)),
        None => Err(refuse_in_html(StatusCode::NOT_FOUND)),
    }
}

/// `DELETE /butler/{task}`
async fn stop(Of(state): Of<Arc<State>>, Path(task): Path<String>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    if TASKS.iter().all(|known| known.name != task) {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    for task in state.housekeeping.stop(Some(&task), state.seconds()) {
        tell(&state, "ended", task);
    }
    Ok(nothing(StatusCode::OK))
}

/// `GET /updater/status`
async fn update_status(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(container(&state, &request, update(&state)))
}

/// How far the next version is.
fn update(state: &State) -> Value {
    let (checked_at, release) = state.housekeeping.release();
    let mut answer = json!({
        "size": 0,
        "canInstall": true,
        "autoUpdateVersion": 1,
        "checkedAt": checked_at,
        "downloadURL": format!("{}/downloads", state.plex_tv_url),
        "status": 0,
    });
    let named = match release {
        None | Some(Release::Installed) => None,
        Some(Release::Found) => Some("available"),
        Some(Release::Downloaded) => Some("downloaded"),
        Some(Release::Skipped) => Some("skipped"),
        Some(Release::Tonight) => Some("tonight"),
    };
    if let Some(named) = named {
        set(&mut answer, "size", 1.into());
        let release = json!({
            "key": format!("{}/updater/releases/5120", state.plex_tv_url),
            "version": NEXT_VERSION,
            "added": "A lamp for the stairs.",
            "fixed": "The third step no longer creaks.",
            "downloadURL": format!("{}/downloads/plex-mock-{NEXT_VERSION}.deb", state.plex_tv_url),
            "state": named,
        });
        set(&mut answer, "Release", json!([release]));
    }
    answer
}

/// Tells those who listen how far the next version is.
fn tell_update(state: &State) {
    let mut update = update(state);
    if let Some(members) = update.as_object_mut() {
        members.remove("size");
    }
    let told = json!({"AutoUpdateNotification": [update]});
    state.events.tell("update.statechange", told);
}

const NEXT_VERSION: &str = "1.99.0.10000-standin01";

/// `PUT /updater/check?download=`
async fn check(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    state
        .housekeeping
        .check(state.seconds(), request.is_on("download"));
    tell_update(&state);
    Ok(nothing(StatusCode::OK))
}

/// `PUT /updater/apply?tonight=&skip=`
async fn apply(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let wanted = if request.is_on("skip") {
        Release::Skipped
    } else if request.is_on("tonight") {
        Release::Tonight
    } else {
        Release::Installed
    };
    if state.housekeeping.apply(wanted) {
        tell_update(&state);
        Ok(nothing(StatusCode::OK))
    } else {
        // There is nothing to install.
        Err(refuse_in_html(StatusCode::BAD_REQUEST))
    }
}

/// The levels of lines, by their numbers.
const LEVELS: &[&str] = &["ERROR", "WARN", "INFO", "DEBUG", "VERBOSE"];

fn line(level: Option<&str>, message: &str, source: Option<&str>) -> String {
    let level = level
        .and_then(|level| LEVELS.get(level.parse::<usize>().ok()?))
        .unwrap_or(&"INFO");
    // One line stays one line.
    let message = message.replace(['\r', '\n'], " ");
    format!("{level} - [{}] {message}", source.unwrap_or("client"))
}

/// `PUT` and `GET /log?level=&message=&source=`
async fn log_line(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let message = request
        .query("message")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let (level, source) = (request.query("level"), request.query("source"));
    state.housekeeping.write(line(level, message, source));
    Ok(nothing(StatusCode::OK))
}

/// `POST /log`: a line each, written like a query.
async fn log_lines(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    for written in String::from_utf8_lossy(&request.body).lines() {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(written.as_bytes())
            .into_owned()
            .collect();
        let value = |name: &str| {
            let pair = pairs.iter().find(|(known, _)| known == name);
            pair.map(|(_, value)| value.as_str())
        };
        if let Some(message) = value("message") {
            state
                .housekeeping
                .write(line(value("level"), message, value("source")));
        }
    }
    Ok(nothing(StatusCode::OK))
}

/// `POST` and `GET /log/networked`: the mock server sends nothing anywhere.
async fn log_abroad(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(nothing(StatusCode::OK))
}

/// `GET /diagnostics/logs`: what was asked of the server, and what apps have written.
async fn logs(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut text = format!("INFO - Plex Media Server v{VERSION} (a mock server)\n");
    for request in state.log.all() {
        text.push_str(&format!(
            "DEBUG - Request: {} {}\n",
            request.method, request.path
        ));
    }
    for line in state.housekeeping.lines() {
        text.push_str(&line);
        text.push('\n');
    }
    download("logs", &[("Plex Media Server.log", text.into_bytes())])
}

/// `GET /diagnostics/databases`
async fn databases(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let name = "com.plexapp.plugins.library.db";
    download("databases", &[(name, archive::empty_database())])
}

fn download(what: &str, files: &[(&str, Vec<u8>)]) -> Answer {
    let mut response = with_type(StatusCode::OK, "application/zip", archive::zip(files));
    let name = format!("attachment; filename=\"Plex Media Server {what}.zip\"");
    set_header(&mut response, header::CONTENT_DISPOSITION, &name);
    Ok(response)
}

/// `GET /security/resources?source=server://{machine}`: how to reach a server, and with which token.
async fn resources(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let source = request
        .query("source")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let machine = source.trim_start_matches("server://").split('/').next();
    if machine != Some(state.server.machine_identifier.as_str()) {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    let url = url::Url::parse(&state.server.url).ok();
    let device = json!({
        "name": state.server.name,
        "clientIdentifier": state.server.machine_identifier,
        "accessToken": state.server.token,
        "Connection": [{
            "protocol": "http",
            "address": url.as_ref().and_then(url::Url::host_str),
            "port": url.as_ref().and_then(url::Url::port_or_known_default),
            "uri": state.server.url,
            "local": true,
            "relay": false,
            "IPv6": false,
        }],
    });
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Device": device}),
    ))
}

/// The agents: identifier, name, number and name of what they know about.
const AGENTS: &[(&str, &str, &str, &str)] = &[
    ("tv.plex.agents.movie", "Plex Movie", "1", "Movies"),
    ("tv.plex.agents.series", "Plex Series", "2", "TV Shows"),
    ("tv.plex.agents.music", "Plex Music", "8", "Artists"),
    ("com.plexapp.agents.none", "Personal Media", "1", "Movies"),
    (
        "com.plexapp.agents.localmedia",
        "Local Media Assets",
        "1",
        "Movies",
    ),
    (
        "com.plexapp.agents.imdb",
        "Plex Movie (Legacy)",
        "1",
        "Movies",
    ),
    (
        "com.plexapp.agents.themoviedb",
        "The Movie Database",
        "1",
        "Movies",
    ),
    ("com.plexapp.agents.thetvdb", "TheTVDB", "2", "TV Shows"),
];

fn describe((identifier, name, number, kind): &(&str, &str, &str, &str)) -> Value {
    let short = identifier.rsplit('.').next().unwrap_or_default();
    json!({
        "identifier": identifier,
        "shortIdentifier": short,
        "name": name,
        "primary": identifier.starts_with("tv."),
        "hasPrefs": has_settings(identifier),
        "hasAttribution": identifier.starts_with("tv."),
        "MediaType": [{"mediaType": number, "name": kind}],
        "Language": [{"code": "en-US"}, {"code": "de-DE"}, {"code": "fr-FR"}],
    })
}

/// Whether an agent has settings: all that ask a catalogue.
fn has_settings(identifier: &str) -> bool {
    !matches!(identifier.rsplit('.').next(), Some("none" | "localmedia"))
}

/// `GET /:/plugins/{identifier}/prefs`: the settings of an agent.
async fn agent_settings(
    Of(state): Of<Arc<State>>,
    Path(identifier): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    AGENTS
        .iter()
        .find(|(known, ..)| *known == identifier && has_settings(known))
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let setting = |id: &str, label: &str, kind: &str, default: &str, choices: &str| {
        json!({
            "id": id, "label": label, "type": kind, "default": default, "value": default, "secure": false,
            "values": choices,
        })
    };
    let settings = json!([
        setting(
            "country",
            "Country",
            "enum",
            "3",
            "Brazil|France|Germany|Portugal|United Kingdom|United States"
        ),
        setting("title", "Localized titles", "bool", "false", ""),
        setting("extras", "Find extras", "bool", "true", ""),
    ]);
    Ok(container(
        &state,
        &request,
        json!({"size": 3, "Setting": settings}),
    ))
}

/// `GET /system/agents?mediaType=`
async fn agents(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let wanted = request.query("mediaType");
    let agents: Vec<_> = AGENTS
        .iter()
        .filter(|(_, _, number, _)| wanted.is_none_or(|wanted| wanted == *number))
        .map(describe)
        .collect();
    let answer = json!({"size": agents.len(), "identifier": "com.plexapp.system", "Agent": agents});
    Ok(container(&state, &request, answer))
}

/// `GET /system/agents/{identifier}`
async fn agent(
    Of(state): Of<Arc<State>>,
    Path(identifier): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let known = AGENTS.iter().find(|(known, ..)| *known == identifier);
    let known = known.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let answer = json!({"size": 1, "identifier": "com.plexapp.system", "Agent": [describe(known)]});
    Ok(container(&state, &request, answer))
}

/// `PUT /library/optimize`
async fn optimize(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    begin(&state, "OptimizeDatabase");
    Ok(nothing(StatusCode::OK))
}

/// `PUT /library/clean/bundles`
async fn clean(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    begin(&state, "CleanOldBundles");
    Ok(nothing(StatusCode::OK))
}
