//! Lists of what lies in the sections: one section's, and those of all.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    items::{IDENTIFIER, MEDIA_TAG_PREFIX, MEDIA_TAG_VERSION},
    meta,
    paging::{Page, lines, mixed_list},
    sections::{section_for, uuid},
};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::{Account, Contents, OWNER, lists::Wanted},
    library::{Counts, Detail, Kind, Section},
    look::{member, set},
    query::BadQuery,
    requests::{Ask, Received},
    state::State,
};

/// `GET /library/sections/{id}/all`
pub(crate) async fn list(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let section = section_for(&state, viewer, &id)?;
    let pairs = request.query.as_slice();
    match request.query("type") {
        Some("18" | "collection") => {
            super::collections::of_section(&state, &request, viewer, section)
        }
        Some(wanted) => {
            let kind = section.kind.read_below(wanted);
            answer_list(&state, &request, viewer, section, kind, pairs)
        }
        // Photos are shown one by one or heaped by when they were taken; there are no heaps here.
        None if section.kind == Kind::PhotoAlbum && request.query("clusterZoomLevel").is_some() => {
            answer_list(&state, &request, viewer, section, Some(Kind::Photo), pairs)
        }
        None => answer_list(&state, &request, viewer, section, Some(section.kind), pairs),
    }
}

/// A list of a section's things of a kind; nothing, when there is no such kind in it.
pub(crate) fn answer_list(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
    kind: Option<Kind>,
    pairs: &[(String, String)],
) -> Answer {
    let page = Page::of(request)?;
    let order = match kind.filter(|kind| kind.top() == section.kind) {
        Some(kind) => listed(state, viewer, (section, kind), pairs)?,
        None => Arc::from([]),
    };
    let order = match kind {
        Some(kind) if kind == section.kind && request.is_on("includeCollections") => {
            with_collections(state, viewer, &section, &order)
        }
        _ => order,
    };
    let (total, part) = page.cut(order.len());
    let items = lines(
        &state.contents,
        request,
        order.get(part).unwrap_or_default(),
        viewer,
    );
    let mut answer = list_container(&state.contents, &section, kind, items);
    if request.is_on("includeMeta") {
        let active = kind.unwrap_or(section.kind);
        set(&mut answer, "Meta", meta::meta(&section, Some(active)));
    }
    page.mark(&mut answer, total);
    let mut response = container(state, request, answer);
    page.mark_headers(&mut response, total);
    Ok(response)
}

/// `GET /library/all`: of every section, or of that with things of the type that is asked for.
pub(crate) async fn everything(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let wanted = request.query("type");
    let mut keys = Vec::new();
    let (mut is_known, mut refused) = (false, None);
    for section in &state.sections_of(viewer) {
        let kind = wanted.and_then(|wanted| section.kind.read_below(wanted));
        let kind = kind.unwrap_or(section.kind);
        if kind.top() == section.kind {
            // What a section does not know fits nothing in it, as long as another does.
            let order = listed(&state, viewer, (*section, kind), &request.query);
            match order {
                Ok(order) => {
                    keys.extend(order.iter().copied());
                    is_known = true;
                }
                Err(refusal) => refused = Some(refusal),
            }
        }
    }
    if let (false, Some(refusal)) = (is_known, refused) {
        return Err(refusal);
    }
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `GET /library/onDeck`, `/hubs/continueWatching/items` and `/hubs/home/continueWatching`
pub(crate) async fn on_deck(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    across(&state, &request, |viewer| deck(&state, viewer, None))
}

/// Answers with things from everywhere that somebody is to see.
fn across(state: &State, request: &Received, keys: impl FnOnce(Account) -> Vec<u64>) -> Answer {
    let viewer = state.check_server_token(request)?;
    let about = json!({"mixedParents": true});
    mixed_list(state, request, viewer, &keys(viewer), about)
}

/// The keys of what somebody may continue with, everywhere or in a section.
pub(crate) fn deck(state: &State, viewer: Account, section: Option<&Section>) -> Vec<u64> {
    let mut keys = state.contents.deck(viewer, section);
    if viewer != OWNER {
        let seen = state.sections_of(viewer);
        keys.retain(|key| {
            let item = state.contents.item(*key);
            item.is_some_and(|item| seen.iter().any(|section| section.id == item.section.id))
        });
    }
    keys
}

/// `GET /library/recentlyAdded`
pub(crate) async fn recently_added(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    across(&state, &request, |viewer| {
        recent(&state, viewer, &state.sections_of(viewer))
    })
}

/// The keys of what was added last to some sections, the latest first.
pub(crate) fn recent(state: &State, viewer: Account, sections: &[Section]) -> Vec<u64> {
    let by_age = [("sort".to_owned(), "addedAt:desc".to_owned())];
    let mut dated = Vec::new();
    for section in sections {
        let kind = match section.kind {
            Kind::Show => Kind::Season,
            Kind::Artist => Kind::Album,
            kind => kind,
        };
        let order = listed(state, viewer, (*section, kind), &by_age);
        for key in order.iter().flat_map(|order| order.iter().take(RECENT)) {
            let value = state.contents.value_of(*key, Detail::Listing, viewer);
            dated.push((std::cmp::Reverse(member(&value, "addedAt").as_u64()), *key));
        }
    }
    dated.sort();
    dated.into_iter().map(|(_, key)| key).collect()
}

/// So much of each section counts as recent.
const RECENT: usize = 50;

/// The answer to a request for all movies of a library, without its envelope.
pub(crate) fn listing(movies: usize, seed: u64) -> Value {
    let counts = Counts {
        movies,
        ..Counts::default()
    };
    let contents = Contents::new(seed, counts);
    let items = |section: &Section| {
        let wanted = Wanted {
            section: *section,
            kind: section.kind,
            pairs: &[],
        };
        let order = contents.list(&wanted, OWNER, chrono::DateTime::UNIX_EPOCH);
        let items = order
            .iter()
            .flat_map(|order| order.iter())
            .map(|key| contents.value_of(*key, Detail::Listing, OWNER))
            .collect();
        list_container(&contents, section, Some(section.kind), items)
    };
    contents
        .library
        .sections()
        .first()
        .map(items)
        .unwrap_or_default()
}

/// Puts the collections of a section among its things, by their titles.
fn with_collections(
    state: &State,
    viewer: Account,
    section: &Section,
    order: &[u64],
) -> Arc<[u64]> {
    let contents = &state.contents;
    let collections = contents.collections_of(section.id, &[], viewer, state.clock.now());
    let title = |value: &Value| {
        let title = value.get("titleSort").unwrap_or(&value["title"]);
        title.as_str().unwrap_or_default().to_lowercase()
    };
    let mut all = order.to_vec();
    for id in collections.unwrap_or_default() {
        let of_collection = contents.collection(id, viewer).unwrap_or_default();
        let of_collection = title(&of_collection);
        let place = all.partition_point(|key| {
            let value = match contents.collection(*key, viewer) {
                Some(collection) => collection,
                None => contents.value_of(*key, Detail::Listing, viewer),
            };
            title(&value) < of_collection
        });
        all.insert(place, id);
    }
    all.into()
}

fn list_container(
    contents: &Contents,
    section: &Section,
    kind: Option<Kind>,
    items: Vec<Value>,
) -> Value {
    let top = section.kind.name();
    let kind = kind.unwrap_or(section.kind);
    let mut container = json!({
        "size": items.len(),
        "allowSync": true,
        "art": format!("/:/resources/{top}-fanart.jpg"),
        "content": "secondary",
        "identifier": IDENTIFIER,
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "librarySectionUUID": uuid(contents.library.seed, section),
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "thumb": format!("/:/resources/{top}.png"),
        "title1": section.title,
        "title2": format!("All {}", kind.plural()),
        "viewGroup": kind.name(),
        "viewMode": 65_592,
    });
    // An empty list is no list.
    if !items.is_empty() {
        set(&mut container, "Metadata", items.into());
    }
    container
}

/// The keys of the things of a kind in a section that a query asks for.
pub(crate) fn listed(
    state: &State,
    viewer: Account,
    (section, kind): (Section, Kind),
    pairs: &[(String, String)],
) -> Result<Arc<[u64]>, Refusal> {
    let wanted = Wanted {
        section,
        kind,
        pairs,
    };
    let now = state.clock.now();
    state
        .contents
        .list(&wanted, viewer, now)
        .map_err(unreadable)
}

/// Refuses a query that cannot be read.
pub(crate) fn unreadable(_: BadQuery) -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}
