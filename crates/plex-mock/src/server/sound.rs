//! What the server hears in music: what sounds alike, ways from one sound to another, and how loud a track is over time.

use std::{f64::consts::SQRT_2, sync::Arc};

use axum::{
    Router,
    extract::{Path, State as Of},
    http::StatusCode,
    routing::get,
};
use serde_json::{Value, json};

use super::{
    paging::{Page, in_its_section, paged},
    router,
    sections::section_of,
};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html, with_type},
    contents::{Account, OWNER},
    dice::Dice,
    library::{Detail, Item, Kind, key_of_media},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

pub(super) fn routes() -> Router<Arc<State>> {
    router()
        .route("/library/metadata/{id}/nearest", get(near_item))
        .route("/library/sections/{id}/nearest", get(near_point))
        .route("/library/sections/{id}/computePath", get(way))
        .route("/library/streams/{id}/levels", get(levels))
        .route("/library/streams/{id}/loudness", get(loudness))
}

/// How something sounds: a place in a square whose sides are 1. Real servers use fifty dimensions.
#[derive(Debug, Clone, Copy)]
struct Sound([f64; 2]);

impl Sound {
    fn of(state: &State, key: u64) -> Self {
        let mut dice = Dice::new(state.seed, "sound", key);
        Self([(); 2].map(|()| dice.below(10_000) as f64 / 10_000.0))
    }

    /// From 0, the same, to 1, the greatest that there is.
    fn distance(self, other: Self) -> f64 {
        let ([x, y], [other_x, other_y]) = (self.0, other.0);
        (x - other_x).hypot(y - other_y) / SQRT_2
    }

    /// The place between two, `part` of the way along.
    fn between(self, other: Self, part: f64) -> Self {
        let ([x, y], [other_x, other_y]) = (self.0, other.0);
        Self([x + (other_x - x) * part, y + (other_y - y) * part])
    }
}

fn bad() -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}

fn missing() -> Refusal {
    refuse_in_html(StatusCode::NOT_FOUND)
}

/// A number of the query, or what holds without it.
fn number<N: std::str::FromStr>(
    request: &Received,
    name: &str,
    otherwise: N,
) -> Result<N, Refusal> {
    match request.query(name) {
        Some(text) => text.parse().map_err(|_| bad()),
        None => Ok(otherwise),
    }
}

/// `GET /library/metadata/{id}/nearest`: things of the same kind in the same section.
async fn near_item(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let item = state.contents.find(&id).ok_or_else(missing)?;
    if item.section.kind != Kind::Artist {
        return Err(bad());
    }
    let mut keys = state.contents.keys(&item.section, item.kind);
    keys.retain(|key| *key != item.key);
    nearest(&state, &request, viewer, Sound::of(&state, item.key), &keys)
}

/// `GET /library/sections/{id}/nearest?values=…`
async fn near_point(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let values: Option<Vec<f64>> = request.query("values").and_then(|values| {
        values
            .split(',')
            .map(|one| one.trim().parse().ok())
            .collect()
    });
    let (Kind::Artist, Some(values)) = (section.kind, values) else {
        return Err(bad());
    };
    let of = |place: usize| values.get(place).copied().unwrap_or(0.0).rem_euclid(100.0) / 100.0;
    let kind = request
        .query("type")
        .and_then(Kind::read)
        .unwrap_or(Kind::Track);
    let keys = state.contents.keys(&section, kind);
    nearest(&state, &request, viewer, Sound([of(0), of(1)]), &keys)
}

/// Answers with those of some things that sound most like something.
fn nearest(
    state: &State,
    request: &Received,
    viewer: Account,
    sound: Sound,
    keys: &[u64],
) -> Answer {
    let most = number(request, "limit", 50)?;
    let farthest: f64 = number(request, "maxDistance", 0.25)?;
    let mut found: Vec<_> = keys
        .iter()
        .map(|key| (sound.distance(Sound::of(state, *key)), *key))
        .filter(|(distance, _)| *distance <= farthest)
        .collect();
    found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.truncate(most);
    let items = found.into_iter().filter_map(|(distance, key)| {
        let mut value = shown(state, state.contents.item(key)?, viewer);
        set(&mut value, "distance", distance.into());
        Some(value)
    });
    answer(state, request, items.collect())
}

/// `GET /library/sections/{id}/computePath?startID=…&endID=…`
async fn way(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_of(&state, &id)?;
    let end = |name: &str| {
        let item = state.contents.find(request.query(name).ok_or_else(bad)?);
        item.filter(|item| item.kind == Kind::Track && item.section.id == section.id)
            .ok_or_else(missing)
    };
    let (first, last) = (end("startID")?, end("endID")?);
    let count: usize = number(&request, "count", 25)?;
    let mut left = state.contents.keys(&section, Kind::Track);
    left.retain(|key| ![first.key, last.key].contains(key));
    let (from, to) = (Sound::of(&state, first.key), Sound::of(&state, last.key));
    let steps = count.saturating_sub(2).min(left.len()).min(MOST_STEPS);
    let mut keys = vec![first.key];
    for step in 1..=steps {
        let here = from.between(to, step as f64 / (steps + 1) as f64);
        let distance = |key: &u64| here.distance(Sound::of(&state, *key));
        let next = (0..left.len()).min_by(|one, other| {
            let of = |place: &usize| left.get(*place).map_or(f64::MAX, distance);
            of(one).total_cmp(&of(other))
        });
        keys.extend(next.map(|place| left.swap_remove(place)));
    }
    if last.key != first.key {
        keys.push(last.key);
    }
    let items = keys.into_iter().filter_map(|key| state.contents.item(key));
    let items = items.map(|item| shown(&state, item, viewer)).collect();
    answer(&state, &request, items)
}

/// No way is longer, however long one is wanted.
const MOST_STEPS: usize = 100;

fn shown(state: &State, item: Item, viewer: Account) -> Value {
    let value = state.contents.value(item, Detail::Listing, viewer);
    in_its_section(&item.section, value)
}

fn answer(state: &State, request: &Received, items: Vec<Value>) -> Answer {
    let page = Page::of(request)?;
    let (total, part) = page.cut(items.len());
    let items = items
        .into_iter()
        .skip(part.start)
        .take(part.len())
        .collect();
    Ok(paged(state, request, page, total, items, json!({})))
}

/// `GET /library/streams/{id}/levels`
async fn levels(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let levels = levels_of(&state, &request, &id)?;
    let levels: Vec<_> = levels
        .into_iter()
        .map(|level| json!({"v": level}))
        .collect();
    let answer =
        json!({"size": levels.len(), "totalSamples": levels.len().to_string(), "Level": levels});
    Ok(container(&state, &request, answer))
}

/// `GET /library/streams/{id}/loudness`
async fn loudness(Of(state): Of<Arc<State>>, Path(id): Path<String>, Ask(request): Ask) -> Answer {
    let levels = levels_of(&state, &request, &id)?;
    let lines: String = levels.iter().map(|level| format!("{level:.1}\n")).collect();
    Ok(with_type(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        lines,
    ))
}

/// How loud the sound of a track is over time, in decibels: it swells and falls, and fades at both ends.
fn levels_of(state: &State, request: &Received, id: &str) -> Result<Vec<f64>, Refusal> {
    state.check_server_token(request)?;
    let id: u64 = id.parse().map_err(|_| missing())?;
    let item = state.contents.item(key_of_media(id / 10));
    let item = item
        .filter(|item| item.kind == Kind::Track)
        .ok_or_else(missing)?;
    let whole = state.contents.value(item, Detail::Whole, OWNER);
    let streams = member(&whole, "Media/0/Part/0/Stream").as_array();
    let is_sound = |stream: &Value| stream["id"] == id && stream["streamType"] == 2;
    if !streams.into_iter().flatten().any(is_sound) {
        return Err(missing());
    }
    let count = number(request, "subsample", 128_usize)?.min(MOST_LEVELS);
    let mut dice = Dice::new(state.seed, "levels", id);
    let level = |place: usize| {
        let to_end = place.min(count - 1 - place);
        let fade = 24.0 / (1.0 + to_end as f64 * 64.0 / count as f64);
        let drawn = dice.below(90) as f64 / 10.0;
        ((-8.0 - drawn - fade) * 10.0).round() / 10.0
    };
    Ok((0..count).map(level).collect())
}

const MOST_LEVELS: usize = 10_000;
