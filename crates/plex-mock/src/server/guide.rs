//! What is on: countries, line-ups and channels, and the guide of a recorder.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::get,
};
use serde_json::{Value, json};

use super::{paging::Page, router, unknown};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    live_tv::{
        LINEUP,
        guide::{self, Airing, CHANNELS, Channel},
    },
    look::set,
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/livetv/epg/countries", get(countries))
        .route("/livetv/epg/languages", get(languages))
        .route(
            "/livetv/epg/countries/{country}/{epg}/regions",
            get(regions),
        )
        .route(
            "/livetv/epg/countries/{country}/{epg}/lineups",
            get(lineups),
        )
        .route(
            "/livetv/epg/countries/{country}/{epg}/regions/{region}/lineups",
            get(lineups),
        )
        .route("/livetv/epg/lineup", get(guess))
        .route("/livetv/epg/lineupchannels", get(lineup_channels))
        .route("/livetv/epg/channels", get(channels))
        .route("/livetv/epg/channelmap", get(channel_map))
        .route("/{provider}/lineups/dvr/channels", get(of_recorder))
        .route("/{provider}/grid", get(of_recorder))
        .route("/{provider}/watchnow", get(of_recorder))
        .route("/{provider}/watchnow/all", get(of_recorder))
        .route("/{provider}/hubs/discover", get(of_recorder))
        .route("/{provider}/metadata/{key}", get(programme))
}

fn tell(state: &State, request: &Received, name: &str, list: Vec<Value>) -> Answer {
    state.check_server_token(request)?;
    let mut answer = json!({"size": list.len()});
    if !list.is_empty() {
        set(&mut answer, name, list.into());
    }
    Ok(container(state, request, answer))
}

/// `GET /livetv/epg/countries`
async fn countries(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let country = |code: &str, title: &str, language: &str, flavor: u64| {
        json!({
            "key": format!("{code}/tv.plex.providers.epg.cloud"), "code": code, "title": title, "type": "country",
            "language": language, "languageTitle": "English", "flavor": flavor, "example": "AB1 2CD",
        })
    };
    let list = vec![
        country("gbr", "United Kingdom", "eng", 1),
        country("dnk", "Denmark", "eng", 0),
    ];
    tell(&state, &request, "Country", list)
}

/// `GET /livetv/epg/languages`
async fn languages(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let list = [("eng", "English"), ("dan", "Dansk"), ("deu", "Deutsch")]
        .map(|(code, title)| json!({"code": code, "title": title}));
    tell(&state, &request, "Language", list.to_vec())
}

/// `GET /livetv/epg/countries/{country}/{epg}/regions`
async fn regions(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let list = vec![
        json!({"key": "134535", "title": "Northern Coast", "type": "region", "national": false}),
        json!({"key": "134536", "title": "Everywhere", "type": "region", "national": true}),
    ];
    tell(&state, &request, "Country", list)
}

/// `GET /livetv/epg/countries/{country}/{epg}/lineups` and those of a region
async fn lineups(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    tell(
        &state,
        &request,
        "Lineup",
        vec![guide::lineup(LINEUP, false)],
    )
}

/// `GET /livetv/epg/lineup?device=&lineupGroup=`
async fn guess(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    state.check_server_token(&request)?;
    Ok(super::dvr::in_background(&state, nothing(StatusCode::OK)))
}

/// `GET /livetv/epg/lineupchannels?lineup=`
async fn lineup_channels(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let wanted = request.query.iter().filter(|(name, _)| name == "lineup");
    let list: Vec<_> = wanted.map(|(_, uuid)| guide::lineup(uuid, true)).collect();
    tell(&state, &request, "Lineup", list)
}

/// `GET /livetv/epg/channels?lineup=`
async fn channels(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    tell(
        &state,
        &request,
        "Channel",
        CHANNELS.iter().map(Channel::as_json).collect(),
    )
}

/// `GET /livetv/epg/channelmap?device=&lineup=`
async fn channel_map(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let list = CHANNELS
        .iter()
        .map(|channel| {
            json!({
                "channelKey": channel.key, "deviceIdentifier": channel.number, "lineupIdentifier": channel.identifier,
                "enabled": true, "favorite": false,
            })
        })
        .collect();
    tell(&state, &request, "ChannelMapping", list)
}

/// Whether a path belongs to the guide of a recorder that there is.
fn is_provider(state: &State, provider: &str) -> bool {
    let provider = provider.replace("%3A", ":");
    let kept = state.live_tv.kept();
    kept.recorders
        .values()
        .any(|recorder| recorder.provider() == provider)
}

/// `GET /{provider}/…`: all that a guide has under a fixed name.
async fn of_recorder(
    state: Of<Arc<State>>,
    Path(provider): Path<String>,
    Ask(request): Ask,
) -> Answer {
    if !is_provider(&state, &provider) {
        return unknown(state, Ask(request)).await;
    }
    state.check_server_token(&request)?;
    let now = state.seconds();
    let path = request.path.trim_end_matches('/');
    if path.ends_with("/channels") {
        return tell(
            &state,
            &request,
            "Channel",
            CHANNELS.iter().map(Channel::as_json).collect(),
        );
    }
    if path.ends_with("/grid") {
        return grid(&state, &request, &provider);
    }
    if path.ends_with("/watchnow") {
        let views = [
            ("", "All", "all"),
            ("?type=1", "Films", "movie"),
            ("?type=4", "Series", "show"),
        ];
        let list = views.map(|(query, title, kind)| {
            json!({
                "key": format!("/{provider}/watchnow/all{query}"), "title": title, "type": kind,
                "active": query.is_empty(),
            })
        });
        return tell(&state, &request, "Type", list.to_vec());
    }
    let on_now: Vec<Airing> = (0..CHANNELS.len())
        .filter_map(|channel| guide::at(state.seed, channel, now))
        .collect();
    if path.ends_with("/hubs/discover") {
        let later = on_now
            .iter()
            .filter_map(|airing| guide::at(state.seed, airing.channel, airing.end));
        let later: Vec<_> = later.collect();
        let hub = |id: &str, title: &str, airings: &[Airing]| {
            json!({
                "hubIdentifier": format!("grid.{id}"), "key": format!("/{provider}/watchnow/all"), "title": title,
                "type": "mixed", "context": "hub.livetv", "style": "shelf", "more": false, "size": airings.len(),
                "Metadata": shown(&state, &provider, airings, now),
            })
        };
        let list = vec![
            hub("whatson", "On Now", &on_now),
            hub("startingsoon", "Starting Soon", &later),
        ];
        return tell(&state, &request, "Hub", list);
    }
    let wanted = request.query("type");
    let on_now: Vec<_> = on_now
        .into_iter()
        .filter(|airing| match wanted {
            Some("1") => airing.is_film,
            Some("2" | "4") => !airing.is_film,
            _ => true,
        })
        .collect();
    let page = Page::of(&request)?;
    let (total, part) = page.cut(on_now.len());
    let items = shown(&state, &provider, on_now.get(part).unwrap_or_default(), now);
    Ok(super::paging::paged(
        &state,
        &request,
        page,
        total,
        items,
        json!({}),
    ))
}

fn shown(state: &State, provider: &str, airings: &[Airing], now: u64) -> Vec<Value> {
    airings
        .iter()
        .map(|airing| airing.as_json(state.seed, provider, now))
        .collect()
}

/// `GET /{provider}/grid?channelGridKey=&date=`, or `beginsAt<=` and `endsAt>=`: what is on a channel, or on all, for a day.
fn grid(state: &State, request: &Received, provider: &str) -> Answer {
    const DAY: u64 = 86_400;
    let bad = || refuse_in_html(StatusCode::BAD_REQUEST);
    let now = state.seconds();
    let number = |name: &str| {
        request
            .query(name)
            .and_then(|text| text.parse::<u64>().ok())
    };
    let (from, to) = match request.query("date") {
        Some(date) => {
            let date = chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|_| bad())?;
            let begin = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
            let begin = u64::try_from(begin).map_err(|_| bad())?;
            (begin, begin + DAY)
        }
        None => (
            number("endsAt>").unwrap_or(now),
            number("beginsAt<").unwrap_or(now + DAY),
        ),
    };
    // A guide knows two weeks, and nobody may ask for centuries.
    let to = to.min(from + 14 * DAY);
    let airings = match request.query("channelGridKey") {
        Some(key) => {
            let channel = CHANNELS.iter().position(|channel| channel.key == key);
            let channel = channel.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
            guide::between(state.seed, channel, from, to)
        }
        None => guide::everything(state.seed, from, to),
    };
    tell(
        state,
        request,
        "Metadata",
        shown(state, provider, &airings, now),
    )
}

/// `GET /{provider}/metadata/{guid}`: a programme with all its broadcasts of the next days, or a series.
async fn programme(
    state: Of<Arc<State>>,
    Path((provider, guid)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    if !is_provider(&state, &provider) {
        return unknown(state, Ask(request)).await;
    }
    state.check_server_token(&request)?;
    let now = state.seconds();
    let found = airings_of(&state, &guid, now)?;
    let first = found
        .first()
        .ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))?;
    let mut value = first.as_json(state.seed, &provider, now);
    if first.guid == guid {
        let media = found.iter().map(|airing| airing.media(now)).collect();
        set(&mut value, "Media", media);
    } else {
        let key = guide::escaped(&guid);
        value = json!({
            "ratingKey": key, "key": format!("/{provider}/metadata/{key}/children"), "guid": guid, "type": "show",
            "title": first.title, "leafCount": found.len(),
        });
    }
    tell(&state, &request, "Metadata", vec![value])
}

/// The broadcasts of the next two weeks of what has a guid: a film, an episode, a series.
pub(super) fn airings_of(state: &State, guid: &str, now: u64) -> Result<Vec<Airing>, Refusal> {
    let airings = guide::everything(state.seed, now, now + crate::live_tv::rules::AHEAD);
    let found: Vec<_> = airings
        .into_iter()
        .filter(|airing| {
            airing.guid == guid || (!airing.is_film && airing.series_guid(state.seed) == guid)
        })
        .collect();
    if found.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    Ok(found)
}
