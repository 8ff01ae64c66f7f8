//! The catalogue that plex.tv searches, and the list of what somebody means to watch.
//!
//! The catalogue is the library's movies and shows under the names that Plex gives them: the end of `plex://movie/…`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, OnceLock},
};

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    advice as parents,
    answer::{Answer, Format, data, nothing, refuse_as},
    contents::locked,
    library::{Detail, Item, Kind},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// Everybody's list, and the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Watchlist {
    /// By the account's number: the name of a thing, and when it was put there.
    lists: Mutex<BTreeMap<u64, Vec<(String, u64)>>>,
    /// What was marked as seen, by whom, and when.
    seen: Mutex<BTreeMap<(u64, String), u64>>,
    catalogue: OnceLock<HashMap<String, u64>>,
}

impl Watchlist {
    pub(crate) fn reset(&self) {
        locked(&self.lists).clear();
        locked(&self.seen).clear();
    }
}

/// What only a server knows of its things.
const PRIVATE: [&str; 5] = [
    "Media",
    "viewCount",
    "viewOffset",
    "lastViewedAt",
    "addedAt",
];

/// So many of each section are in the catalogue.
const CATALOGUE: usize = 20_000;

impl State {
    fn catalogue(&self) -> &HashMap<String, u64> {
        self.watchlist.catalogue.get_or_init(|| {
            let library = &self.contents.library;
            let sections = library.sections();
            let sections = sections.iter().filter(|section| section.matched);
            sections
                .filter(|section| matches!(section.kind, Kind::Movie | Kind::Show))
                .flat_map(|section| {
                    library
                        .keys(section, section.kind)
                        .into_iter()
                        .take(CATALOGUE)
                })
                .filter_map(|key| {
                    let value = library.value(library.item(key)?, Detail::Listing);
                    let name = member(&value, "guid")
                        .as_str()?
                        .rsplit('/')
                        .next()?
                        .to_owned();
                    Some((name, key))
                })
                .collect()
        })
    }

    /// Some films of the catalogue, the first of the library before all others.
    pub(super) fn films_of_catalogue(&self, most: usize, user: u64) -> Vec<Value> {
        let mut films: Vec<_> = self
            .catalogue()
            .iter()
            .map(|(name, key)| (*key, name))
            .filter(|(key, _)| {
                let item = self.contents.library.item(*key);
                item.is_some_and(|item| item.kind == Kind::Movie)
            })
            .collect();
        films.sort_unstable();
        films.truncate(most);
        let names = films.into_iter().map(|(_, name)| name);
        names
            .filter_map(|name| self.in_catalogue(name, user))
            .collect()
    }

    /// A thing as the catalogue shows it.
    fn in_catalogue(&self, name: &str, user: u64) -> Option<Value> {
        let item = self.contents.library.item(*self.catalogue().get(name)?)?;
        let mut value = self.contents.library.value(item, Detail::Whole);
        let members = value.as_object_mut()?;
        for private in PRIVATE {
            members.remove(private);
        }
        members.insert("ratingKey".to_owned(), name.into());
        let path = match item.kind {
            Kind::Show => format!("/library/metadata/{name}/children"),
            _ => format!("/library/metadata/{name}"),
        };
        members.insert("key".to_owned(), path.into());
        let lists = locked(&self.watchlist.lists);
        let added = lists
            .get(&user)
            .and_then(|list| list.iter().find(|(entry, _)| entry == name));
        if let Some((_, at)) = added {
            members.insert("watchlistedAt".to_owned(), (*at).into());
        }
        Some(value)
    }
}

/// An answer of a provider: in a container, in either format.
pub(super) fn container(state: &State, request: &Received, value: Value) -> Response {
    let value = match Format::of(request) {
        Format::Json => json!({"MediaContainer": value}),
        Format::Xml => value,
    };
    data(state, request, StatusCode::OK, "MediaContainer", value)
}

/// `GET /library/sections/watchlist/{filter}`
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(_filter): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let mut entries = locked(&state.watchlist.lists)
        .get(&user)
        .cloned()
        .unwrap_or_default();
    let (field, direction) = request
        .query("sort")
        .unwrap_or("watchlistedAt:desc")
        .split_once(':')
        .unwrap_or(("watchlistedAt", "asc"));
    entries.reverse();
    let mut items: Vec<_> = entries
        .iter()
        .filter_map(|(name, _)| state.in_catalogue(name, user))
        .filter(|item| {
            let kind = member(item, "type").as_str().and_then(Kind::read);
            request
                .query("type")
                .is_none_or(|wanted| Kind::read(wanted) == kind)
        })
        .collect();
    let key = |item: &Value| match field {
        "titleSort" => (
            0,
            member(item, "title")
                .as_str()
                .unwrap_or_default()
                .to_lowercase(),
        ),
        "originallyAvailableAt" => (0, item[field].as_str().unwrap_or_default().to_owned()),
        "rating" => (
            (item[field].as_f64().unwrap_or(0.0) * 10.0) as u64,
            String::new(),
        ),
        _ => (
            member(item, "watchlistedAt").as_u64().unwrap_or(0),
            String::new(),
        ),
    };
    items.sort_by_key(key);
    if direction == "desc" {
        items.reverse();
    }
    let total = items.len();
    let number = |name| request.plex(name).and_then(|text| text.parse().ok());
    let start: usize = number("X-Plex-Container-Start").unwrap_or(0);
    let size: usize = number("X-Plex-Container-Size").unwrap_or(total);
    let items: Vec<_> = items.into_iter().skip(start).take(size).collect();
    let mut answer = json!({
        "librarySectionID": "watchlist",
        "librarySectionTitle": "Watchlist",
        "identifier": "tv.plex.provider.discover",
        "offset": start,
        "totalSize": total,
        "size": items.len(),
    });
    if let (false, Some(members)) = (items.is_empty(), answer.as_object_mut()) {
        members.insert("Metadata".to_owned(), items.into());
    }
    Ok(container(&state, &request, answer))
}

/// `PUT /actions/addToWatchlist?ratingKey=` and `/actions/removeFromWatchlist`
pub(crate) async fn change(
    Of(state): Of<Arc<State>>,
    Path(action): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let name = request
        .field("ratingKey")
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    if !state.catalogue().contains_key(&name) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let mut lists = locked(&state.watchlist.lists);
    let list = lists.entry(user).or_default();
    list.retain(|(entry, _)| *entry != name);
    match action.as_str() {
        "addToWatchlist" => list.push((name, state.seconds())),
        "removeFromWatchlist" => {}
        _ => return Err(refuse_as(&request, StatusCode::NOT_FOUND)),
    }
    Ok(nothing(StatusCode::OK))
}

/// `GET /actions/scrobble?key=` and `/actions/unscrobble`: seen, or not, wherever it was watched.
pub(crate) async fn mark(
    Of(state): Of<Arc<State>>,
    Path(action): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let name = request
        .field("key")
        .ok_or_else(|| refuse_as(&request, StatusCode::BAD_REQUEST))?;
    if !state.catalogue().contains_key(&name) {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let mut seen = locked(&state.watchlist.seen);
    match action.as_str() {
        "scrobble" => seen.insert((user, name), state.seconds()),
        "unscrobble" => seen.remove(&(user, name)),
        _ => return Err(refuse_as(&request, StatusCode::NOT_FOUND)),
    };
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/metadata/{name}`, several with commas between them
pub(crate) async fn details(
    Of(state): Of<Arc<State>>,
    Path(names): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let items: Vec<_> = names
        .split(',')
        .filter_map(|name| state.in_catalogue(name, user))
        .collect();
    if items.is_empty() {
        return Err(refuse_as(&request, StatusCode::NOT_FOUND));
    }
    let answer =
        json!({"size": items.len(), "identifier": "tv.plex.provider.discover", "Metadata": items});
    Ok(container(&state, &request, answer))
}

/// `GET /library/metadata/{name}/children`
pub(crate) async fn seasons(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    parts(&state, &request, &name, Kind::Season)
}

/// `GET /library/metadata/{name}/allLeaves`
pub(crate) async fn episodes(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    parts(&state, &request, &name, Kind::Episode)
}

/// What a show, or a season of one, is made of.
fn parts(state: &State, request: &Received, name: &str, kind: Kind) -> Answer {
    state.user_of(request)?;
    let library = &state.contents.library;
    let owner = state.catalogue().get(name).copied().or_else(|| {
        // Seasons go by the name of their show and their number.
        let (show, season) = name.split_once('-')?;
        let show = library.item(*state.catalogue().get(show)?)?;
        let place: usize = season.parse().ok()?;
        let seasons = library.keys_within(show, Kind::Season);
        seasons.get(place.checked_sub(1)?).copied()
    });
    let owner = owner.and_then(|key| library.item(key));
    let owner = owner.ok_or_else(|| refuse_as(request, StatusCode::NOT_FOUND))?;
    let kind = match owner.kind {
        Kind::Season => Kind::Episode,
        _ => kind,
    };
    let show = name.split('-').next().unwrap_or_default();
    let keys = match owner.kind {
        Kind::Show | Kind::Season => library.keys_within(owner, kind),
        _ => Vec::new(),
    };
    let items: Vec<_> = keys
        .into_iter()
        .filter_map(|key| library.item(key))
        .map(|item| part(state, item, show))
        .collect();
    let mut answer = json!({"size": items.len(), "identifier": "tv.plex.provider.discover"});
    if !items.is_empty() {
        set(&mut answer, "Metadata", items.into());
    }
    Ok(container(state, request, answer))
}

/// A season or an episode as the catalogue shows it.
fn part(state: &State, item: Item, show: &str) -> Value {
    let mut value = state.contents.library.value(item, Detail::Listing);
    let season = match item.kind {
        Kind::Season => member(&value, "index"),
        _ => member(&value, "parentIndex"),
    };
    let season = format!("{show}-{}", season.as_u64().unwrap_or(1));
    let path = |name: &str| format!("/library/metadata/{name}");
    if let Some(members) = value.as_object_mut() {
        for private in PRIVATE {
            members.remove(private);
        }
    }
    let of_episode = member(&value, "index").as_u64().unwrap_or(1);
    let names = match item.kind {
        Kind::Season => [
            ("ratingKey", season.clone()),
            ("key", format!("{}/children", path(&season))),
            ("parentRatingKey", show.to_owned()),
            ("parentKey", path(show)),
        ],
        _ => [
            ("ratingKey", format!("{season}-{of_episode}")),
            ("key", path(&format!("{season}-{of_episode}"))),
            ("grandparentRatingKey", show.to_owned()),
            ("parentRatingKey", season),
        ],
    };
    for (name, text) in names {
        set(&mut value, name, text.into());
    }
    value
}

/// `GET /library/metadata/{name}/userState`
pub(crate) async fn user_state(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let user = state.user_of(&request)?;
    let item = state
        .in_catalogue(&name, user)
        .ok_or_else(|| refuse_as(&request, StatusCode::NOT_FOUND))?;
    let seen = locked(&state.watchlist.seen)
        .get(&(user, name.clone()))
        .copied();
    let mut user_state = json!({
        "ratingKey": name,
        "type": member(&item, "type"),
        "viewCount": u8::from(seen.is_some()),
        "viewOffset": 0,
        "viewState": if seen.is_some() { "complete" } else { "" },
        "lastViewedAt": seen,
    });
    if let (Some(at), Some(members)) = (item.get("watchlistedAt"), user_state.as_object_mut()) {
        members.insert("watchlistedAt".to_owned(), at.clone());
    }
    let answer = json!({"size": 1, "UserState": [user_state]});
    Ok(container(&state, &request, answer))
}

/// `GET /library/metadata/{name}/commonsensemedia`
pub(crate) async fn advice(
    Of(state): Of<Arc<State>>,
    Path(name): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.user_of(&request)?;
    let missing = || refuse_as(&request, StatusCode::NOT_FOUND);
    let key = *state.catalogue().get(&name).ok_or_else(missing)?;
    let item = state.contents.library.item(key).ok_or_else(missing)?;
    // A described library says what servers show; a drawn one has it drawn.
    let shown = state.contents.library.value(item, Detail::Whole);
    let short = match member(&shown, "CommonSenseMedia/0") {
        Value::Null => parents::short(state.seed, item).ok_or_else(missing)?,
        described => described.clone(),
    };
    let path = format!("/library/metadata/{name}/commonsensemedia");
    let whole = parents::whole(state.seed, item, path, &short);
    let answer = json!({
        "size": 1, "identifier": "tv.plex.provider.metadata", "CommonSenseMedia": [whole],
    });
    Ok(container(&state, &request, answer))
}

/// `GET /library/search`
pub(crate) async fn search(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let user = state.user_of(&request)?;
    let query = request.query("query").unwrap_or_default().to_lowercase();
    if query.trim().is_empty() {
        return Err(refuse_as(&request, StatusCode::BAD_REQUEST));
    }
    let limit = request
        .query("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(10_usize);
    let types = request.query("searchTypes").unwrap_or("movies,tv");
    let is_wanted = |item: &Value| {
        let name = match member(item, "type").as_str() {
            Some("movie") => "movies",
            _ => "tv",
        };
        types.split(',').any(|kind| kind.trim() == name)
    };
    let mut found: Vec<_> = state
        .catalogue()
        .iter()
        .filter_map(|(name, key)| {
            let title = state.contents.title(*key)?.to_lowercase();
            Some((title.find(&query)? > 0, title, name))
        })
        .collect();
    found.sort();
    let results: Vec<_> = found
        .into_iter()
        .filter_map(|(later, _, name)| Some((later, state.in_catalogue(name, user)?)))
        .filter(|(_, item)| is_wanted(item))
        .take(limit)
        .map(|(later, item)| {
            let score = if later { 0.6 } else { 0.9 };
            json!({"score": score, "Metadata": item})
        })
        .collect();
    let external = json!({"id": "external", "title": "More Ways To Watch", "size": results.len(), "SearchResult": results});
    let answer = json!({"size": 1, "identifier": "tv.plex.provider.discover", "suggestedTerms": [], "SearchResults": [external]});
    Ok(container(&state, &request, answer))
}
