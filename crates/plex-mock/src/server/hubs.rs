//! Hubs: the rows of the home page and of a section, what to continue with, and search.

use std::sync::Arc;

use axum::extract::{Path, State as Of};
use serde_json::json;

use super::{
    lists::{deck, listed, recent},
    paging::{in_its_section, mixed_list},
    sections::{section_for, uuid},
    stations,
};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::Account,
    library::{Detail, Item, Kind, Section},
    look::{member, set},
    managed_hubs::Managed,
    requests::{Ask, Received},
    state::State,
};

/// A row before it is written out.
struct Row {
    identifier: String,
    key: String,
    title: String,
    kind: &'static str,
    keys: Vec<u64>,
}

/// `GET /hubs` and `/hubs/promoted`
pub(crate) async fn home(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let only: Option<Vec<_>> = request
        .query("contentDirectoryID")
        .map(|ids| ids.split(',').map(str::to_owned).collect());
    let wanted = |section: &Section| {
        let only = only.as_ref();
        only.is_none_or(|ids| ids.contains(&section.id.to_string()))
    };
    let mut deck = continuing(&state, viewer, None);
    deck.keys.retain(|key| {
        let item = state.contents.item(*key);
        item.is_some_and(|item| wanted(&item.section))
    });
    let mut rows = vec![deck];
    for section in &state.sections_of(viewer) {
        if !wanted(section) {
            continue;
        }
        for hub in state.managed_hubs.of(section) {
            if !hub.on_own_home {
                continue;
            }
            if let Some(collection) = hub.collection {
                rows.push(of_collection(&state, viewer, section, collection, hub));
            } else if hub.identifier.ends_with(".recentlyadded") {
                rows.push(newly_added(&state, viewer, section, "home"));
            }
        }
    }
    answer(&state, &request, viewer, rows, "hub.home", None)
}

/// A collection as a row.
fn of_collection(
    state: &State,
    viewer: Account,
    section: &Section,
    collection: u64,
    hub: Managed,
) -> Row {
    Row {
        identifier: hub.identifier,
        key: format!("/library/collections/{collection}/items"),
        title: hub.title,
        kind: section.kind.name(),
        keys: state
            .contents
            .items_of_collection(collection, viewer)
            .unwrap_or_default(),
    }
}

/// `GET /hubs/continueWatching`
pub(crate) async fn continue_watching(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let rows = vec![continuing(&state, viewer, None)];
    answer(&state, &request, viewer, rows, "hub.home", None)
}

/// `GET /hubs/sections/{id}`
pub(crate) async fn of_section(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_for(&state, viewer, &id)?;
    let kind = section.kind.name();
    let list = |identifier: &str, title: &str, query: &[(&str, &str)]| {
        let pairs: Vec<_> = query
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let order = listed(&state, viewer, (section, section.kind), &pairs)?;
        let text: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query)
            .finish();
        Ok::<_, Refusal>(Row {
            identifier: format!("{kind}.{identifier}.{}", section.id),
            key: format!("/library/sections/{}/all?{text}", section.id),
            title: title.to_owned(),
            kind,
            keys: order.to_vec(),
        })
    };
    let made = vec![
        continuing(&state, viewer, Some(&section)),
        newly_added(&state, viewer, &section, kind),
        list(
            "recentlyreleased",
            "Recently Released",
            &[("sort", "originallyAvailableAt:desc")],
        )?,
        list(
            "topunwatched",
            "Top Unplayed",
            &[("unwatched", "1"), ("sort", "userRating:desc")],
        )?,
        list("random", "For a Change", &[("sort", "random")])?,
    ];
    let mut made: std::collections::HashMap<_, _> = made
        .into_iter()
        .filter_map(|row| {
            let of_section = format!(".{}", section.id);
            let name = row.identifier.strip_suffix(&of_section)?.to_owned();
            Some((name, row))
        })
        .collect();
    let rows = state
        .managed_hubs
        .of(&section)
        .into_iter()
        .filter(|hub| hub.on_recommended)
        .filter_map(|hub| match hub.collection {
            Some(id) => Some(of_collection(&state, viewer, &section, id, hub)),
            None => made.remove(&hub.identifier),
        })
        .collect();
    let context = match section.kind {
        Kind::Artist => "hub.music".to_owned(),
        _ => format!("hub.{kind}"),
    };
    answer(&state, &request, viewer, rows, &context, Some(&section))
}

/// `GET /hubs/sections/{id}/continueWatching/items`
pub(crate) async fn continue_items_of(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_for(&state, viewer, &id)?;
    let keys = deck(&state, viewer, Some(&section));
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `GET /hubs/home/recentlyAdded`
pub(crate) async fn recently_added(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let kind = request.query("type").and_then(Kind::read);
    let sections: Vec<_> = state
        .sections_of(viewer)
        .iter()
        .filter(|section| kind.is_none_or(|kind| kind.top() == section.kind))
        .filter(|section| {
            request
                .query("sectionID")
                .is_none_or(|id| id == section.id.to_string())
        })
        .copied()
        .collect();
    let keys = recent(&state, viewer, &sections);
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `GET /hubs/metadata/{id}/related` and `GET /library/metadata/{id}/related`
pub(crate) async fn related(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let missing = || refuse_in_html(axum::http::StatusCode::NOT_FOUND);
    let mut rows = Vec::new();
    let Some(item) = state.contents.find(&id) else {
        // Nothing is like a collection.
        let id = id.parse().map_err(|_| missing())?;
        state.contents.collection(id, viewer).ok_or_else(missing)?;
        return answer(&state, &request, viewer, rows, "hub.collection", None);
    };
    if !state.shows(viewer, &item.section) {
        return Err(missing());
    }
    rows.extend(similar(&state, item, viewer)?);
    let section = Some(&item.section);
    let context = format!("hub.{}", item.kind.name());
    answer(&state, &request, viewer, rows, &context, section)
}

/// The thing of a key, if the viewer may see it.
fn shown(state: &State, viewer: Account, id: &str) -> Result<Item, Refusal> {
    let item = state.contents.find(id);
    item.filter(|item| state.shows(viewer, &item.section))
        .ok_or_else(|| refuse_in_html(axum::http::StatusCode::NOT_FOUND))
}

/// `GET /hubs/metadata/{id}`: what the page of a thing shows below it.
pub(crate) async fn of_item(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let item = shown(&state, viewer, &id)?;
    let extras = state.contents.library.extras(item);
    let extras = (!extras.is_empty()).then(|| Row {
        identifier: format!("{}.extras", item.kind.name()),
        key: format!("/library/metadata/{id}/extras"),
        title: "Extras".to_owned(),
        kind: "clip",
        keys: extras.iter().map(|extra| extra.key).collect(),
    });
    let rows = extras
        .into_iter()
        .chain(similar(&state, item, viewer)?)
        .collect();
    let section = Some(&item.section);
    answer(&state, &request, viewer, rows, "hub.metadata", section)
}

/// `GET /hubs/metadata/{id}/postplay`: what follows an episode, and what is like the thing.
pub(crate) async fn after(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let item = shown(&state, viewer, &id)?;
    let around = |item: &Item| state.contents.item(item.parent_key()?);
    let top = std::iter::successors(Some(item), around).last();
    let top = top.unwrap_or(item);
    let all = state.contents.leaves(top);
    let mut later = all.into_iter().skip_while(|key| *key != item.key).skip(1);
    let next = later.next().map(|key| Row {
        identifier: format!("{}.next", item.kind.name()),
        key: format!("/library/metadata/{key}"),
        title: "Next".to_owned(),
        kind: item.kind.name(),
        keys: vec![key],
    });
    let rows = next.into_iter().chain(similar(&state, top, viewer)?);
    let section = Some(&item.section);
    answer(
        &state,
        &request,
        viewer,
        rows.collect(),
        "hub.postplay",
        section,
    )
}

/// `GET /hubs/items?identifier=`: everything on the named rows.
pub(crate) async fn items_of(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let names = request.query("identifier").unwrap_or_default().split(',');
    let mut keys = Vec::new();
    let mut is_known = false;
    for row in names.filter_map(|name| named(&state, viewer, name)) {
        is_known = true;
        keys.extend(row.keys);
    }
    if !is_known {
        return Err(refuse_in_html(axum::http::StatusCode::NOT_FOUND));
    }
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// The row of that name on the home page or on that of a section.
fn named(state: &State, viewer: Account, name: &str) -> Option<Row> {
    if matches!(name, "home.continue" | "home.ondeck") {
        return Some(continuing(state, viewer, None));
    }
    let (name, id) = name.rsplit_once('.')?;
    let section = section_for(state, viewer, id).ok()?;
    match name.rsplit_once('.')?.1 {
        "inprogress" => Some(continuing(state, viewer, Some(&section))),
        "recentlyadded" => Some(newly_added(state, viewer, &section, section.kind.name())),
        _ => None,
    }
}

/// The row of what is like a thing.
fn similar(state: &State, item: Item, viewer: Account) -> Result<Option<Row>, Refusal> {
    let alike = alike(state, item, viewer)?;
    let title = match item.kind {
        Kind::Show => "Related Shows",
        Kind::Artist => "Similar Artists",
        _ => "Related Movies",
    };
    Ok(alike.map(|(_, keys)| Row {
        identifier: format!("{}.similar", item.kind.name()),
        key: format!("/library/metadata/{}/similar", item.key),
        title: title.to_owned(),
        kind: item.kind.name(),
        keys,
    }))
}

/// The first genre of a thing, and the keys of the others of its kind that have it too.
pub(super) fn alike(
    state: &State,
    item: Item,
    viewer: Account,
) -> Result<Option<(String, Vec<u64>)>, Refusal> {
    let whole = state.contents.value(item, Detail::Whole, viewer);
    let genre = member(&whole, "Genre/0/tag").as_str();
    let Some(genre) = genre.filter(|_| item.kind == item.section.kind) else {
        return Ok(None);
    };
    let pairs = [("genre".to_owned(), genre.to_owned())];
    let order = listed(state, viewer, (item.section, item.kind), &pairs)?;
    let others = order.iter().copied().filter(|key| *key != item.key);
    Ok(Some((genre.to_owned(), others.collect())))
}

fn continuing(state: &State, viewer: Account, section: Option<&Section>) -> Row {
    let (identifier, key) = match section {
        None => (
            "home.continue".to_owned(),
            "/hubs/home/continueWatching".to_owned(),
        ),
        Some(section) => (
            format!("{}.inprogress.{}", section.kind.name(), section.id),
            format!("/hubs/sections/{}/continueWatching/items", section.id),
        ),
    };
    Row {
        identifier,
        key,
        title: "Continue Watching".to_owned(),
        kind: "mixed",
        keys: deck(state, viewer, section),
    }
}

fn newly_added(state: &State, viewer: Account, section: &Section, prefix: &str) -> Row {
    Row {
        identifier: format!("{prefix}.recentlyadded.{}", section.id),
        key: format!("/hubs/home/recentlyAdded?sectionID={}", section.id),
        title: format!("Recently Added {}", section.title),
        kind: section.kind.name(),
        keys: recent(state, viewer, std::slice::from_ref(section)),
    }
}

fn answer(
    state: &State,
    request: &Received,
    viewer: Account,
    rows: Vec<Row>,
    context: &str,
    section: Option<&Section>,
) -> Answer {
    let only: Option<Vec<_>> = request
        .query("identifier")
        .map(|names| names.split(',').collect());
    let count = request
        .query("count")
        .and_then(|count| count.parse().ok())
        .unwrap_or(12_usize);
    let mut hubs: Vec<_> = rows
        .into_iter()
        .filter(|row| {
            let only = only.as_ref();
            only.is_none_or(|only| only.contains(&row.identifier.as_str()))
        })
        .map(|row| {
            let items: Vec<_> = row
                .keys
                .iter()
                .take(count)
                .filter_map(|key| state.contents.item(*key))
                .map(|item| {
                    let value = state.contents.value(item, Detail::Listing, viewer);
                    in_its_section(&item.section, value)
                })
                .collect();
            let joined: Vec<_> = row.keys.iter().take(count).map(u64::to_string).collect();
            let mut hub = json!({
                "hubKey": format!("/library/metadata/{}", joined.join(",")),
                "key": row.key,
                "title": row.title,
                "type": row.kind,
                "hubIdentifier": row.identifier,
                "context": format!("{context}.{}", row.identifier.split('.').nth(1).unwrap_or_default()),
                "size": items.len(),
                "more": row.keys.len() > items.len(),
                "style": "shelf",
                "promoted": true,
                "random": row.identifier.contains(".random"),
            });
            if !items.is_empty() {
                set(&mut hub, "Metadata", items.into());
            }
            hub
        })
        .collect();
    if let Some(section) = section.filter(|section| section.kind == Kind::Artist)
        && request.is_on("includeStations")
        && context == "hub.music"
    {
        hubs.push(stations::hub(section));
    }
    let mut answer =
        json!({"size": hubs.len(), "allowSync": true, "identifier": super::items::IDENTIFIER});
    if let Some(section) = section {
        set(&mut answer, "librarySectionID", section.id.into());
        set(&mut answer, "librarySectionTitle", section.title.into());
        let uuid = uuid(state.seed, section);
        set(&mut answer, "librarySectionUUID", uuid.into());
    }
    if !hubs.is_empty() {
        set(&mut answer, "Hub", hubs.into());
    }
    Ok(container(state, request, answer))
}
