//! Rules for recordings, and what follows from them.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::{get, post, put},
};
use serde_json::{Value, json};

use super::{admin::pairs, guide::airings_of, router};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    live_tv::{
        Kept,
        rules::{Rule, parameters},
    },
    look::set,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/media/subscriptions", get(list).post(create))
        .route("/media/subscriptions/template", get(template))
        .route("/media/subscriptions/process", post(process))
        .route("/media/subscriptions/scheduled", get(scheduled))
        .route(
            "/media/subscriptions/{id}",
            get(one).put(change).delete(remove),
        )
        .route("/media/subscriptions/{id}/move", put(move_rule))
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

fn tell(state: &State, request: &Received, name: &str, list: Vec<Value>) -> Answer {
    let mut answer = json!({"size": list.len()});
    if !list.is_empty() {
        set(&mut answer, name, list.into());
    }
    Ok(container(state, request, answer))
}

/// The provider of the first recorder, whose guide rules are about.
fn provider(kept: &Kept) -> String {
    let recorder = kept.recorders.values().next();
    recorder.map_or_else(String::new, |recorder| recorder.provider())
}

fn tell_rules(
    state: &State,
    request: &Received,
    kept: &Kept,
    wanted: impl Fn(&Rule) -> bool,
) -> Answer {
    let (seed, now) = (state.seed, state.seconds());
    let provider = provider(kept);
    let recordings = request
        .is_on("includeGrabs")
        .then(|| kept.recordings(seed, now));
    let rules: Vec<_> = kept
        .rules
        .iter()
        .filter(|rule| wanted(rule))
        .map(|rule| rule.as_json(recordings.as_deref(), seed, &provider, now))
        .collect();
    tell(state, request, "MediaSubscription", rules)
}

/// `GET /media/subscriptions`
async fn list(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    tell_rules(&state, &request, &state.live_tv.kept(), |_| true)
}

/// `POST /media/subscriptions?type=&targetLibrarySectionID=&hints[guid]=&hints[title]=&prefs[…]=`
async fn create(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let kind = request.field("type").and_then(|kind| kind.parse().ok());
    let kind = kind
        .filter(|kind| [1, 2, 4].contains(kind))
        .ok_or_else(bad)?;
    let guid = request.field("hints[guid]").ok_or_else(bad)?;
    let mut kept = state.live_tv.kept();
    if kept.recorders.is_empty() {
        return Err(bad());
    }
    let id = kept.add_rule(Rule {
        id: 0,
        kind,
        title: request.field("hints[title]").unwrap_or_default(),
        guid,
        section: request
            .field("targetLibrarySectionID")
            .unwrap_or_else(|| "1".to_owned()),
        settings: settings(&request),
        created: state.seconds(),
    });
    tell_rules(&state, &request, &kept, |rule| rule.id == id)
}

/// The settings in a request: `prefs[minVideoQuality]=720`.
fn settings(request: &Received) -> std::collections::BTreeMap<String, String> {
    pairs(request)
        .into_iter()
        .filter_map(|(name, value)| {
            let id = name.strip_prefix("prefs[")?.strip_suffix(']')?;
            Some((id.to_owned(), value))
        })
        .collect()
}

/// `GET /media/subscriptions/template?guid=`
async fn template(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let guid = request
        .query("guid")
        .ok_or_else(|| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let found = airings_of(&state, guid, state.seconds())?;
    let airing = found.first().ok_or_else(missing)?;
    let choice = |kind: u64, title: &str, of: &str, selected: bool| {
        json!({
            "type": kind, "title": title, "selected": selected, "targetLibrarySectionID": if kind == 1 { "1" } else { "2" },
            "targetSectionLocationID": 1, "airingsType": "New and Repeat Airings",
            "parameters": parameters(kind, airing.title, of),
        })
    };
    let series = airing.series_guid(state.seed);
    let choices = if airing.is_film {
        vec![choice(1, "This Movie", &airing.guid, true)]
    } else if airing.guid == guid {
        vec![
            choice(4, "This Episode", &airing.guid, false),
            choice(2, "All Episodes", &series, true),
        ]
    } else {
        vec![choice(2, "All Episodes", &series, true)]
    };
    let template = json!({"MediaSubscription": choices});
    tell(&state, &request, "SubscriptionTemplate", vec![template])
}

/// `POST /media/subscriptions/process`: rules are always planned here, so that nothing is left to do.
async fn process(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(super::dvr::in_background(&state, nothing(StatusCode::OK)))
}

/// `GET /media/subscriptions/scheduled`
async fn scheduled(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let kept = state.live_tv.kept();
    let (now, provider) = (state.seconds(), provider(&kept));
    let list = kept
        .recordings(state.seed, now)
        .iter()
        .map(|recording| recording.as_json(state.seed, &provider, now))
        .collect();
    tell(&state, &request, "MediaGrabOperation", list)
}

/// `GET /media/subscriptions/{id}`
async fn one(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let kept = state.live_tv.kept();
    if kept.rules.iter().all(|rule| rule.id != id) {
        return Err(missing());
    }
    tell_rules(&state, &request, &kept, |rule| rule.id == id)
}

/// `PUT /media/subscriptions/{id}?prefs[…]=`
async fn change(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    let rule = kept.rules.iter_mut().find(|rule| rule.id == id);
    rule.ok_or_else(missing)?
        .settings
        .extend(settings(&request));
    tell_rules(&state, &request, &kept, |rule| rule.id == id)
}

/// `DELETE /media/subscriptions/{id}`
async fn remove(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let mut kept = state.live_tv.kept();
    let before = kept.rules.len();
    kept.rules.retain(|rule| rule.id != id);
    if kept.rules.len() == before {
        return Err(missing());
    }
    Ok(nothing(StatusCode::OK))
}

/// `PUT /media/subscriptions/{id}/move?after=`
async fn move_rule(Of(state): Of<Arc<State>>, Path(id): Path<u64>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    let after = request.field("after").and_then(|after| after.parse().ok());
    let mut kept = state.live_tv.kept();
    super::collections::move_after(&mut kept.rules, |rule| rule.id, id, after);
    tell_rules(&state, &request, &kept, |_| true)
}
