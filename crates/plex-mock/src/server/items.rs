//! What lies in the sections, as lists and one by one.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

use super::{
    chosen_streams, includes, item_preferences, meta, opinions,
    paging::Page,
    sections::{section_of, uuid},
};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::{Account, Contents, OWNER, lists::Wanted},
    library::{Counts, Detail, Item, Kind, Section},
    look::member,
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
    let section = section_of(&state, &id)?;
    let pairs = request.query.as_slice();
    match request.query("type") {
        Some("18" | "collection") => {
            super::collections::of_section(&state, &request, viewer, section)
        }
        Some(wanted) => answer_list(&state, &request, viewer, section, Kind::read(wanted), pairs),
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
        Some(kind) => {
            let wanted = Wanted {
                section,
                kind,
                pairs,
            };
            state
                .contents
                .list(&wanted, viewer, state.clock.now())
                .map_err(unreadable)?
        }
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

/// Refuses a query that cannot be read.
pub(crate) fn unreadable(_: BadQuery) -> Refusal {
    refuse_in_html(StatusCode::BAD_REQUEST)
}

/// Things as lines of a list.
pub(crate) fn lines(
    contents: &Contents,
    request: &Received,
    keys: &[u64],
    viewer: Account,
) -> Vec<Value> {
    let mut items: Vec<_> = keys
        .iter()
        .filter_map(|key| match contents.item(*key) {
            Some(item) => Some(contents.value(item, Detail::Listing, viewer)),
            None => contents.collection(*key, viewer),
        })
        .collect();
    for item in &mut items {
        if let (Some("0"), Some(members)) = (request.query("includeGuids"), item.as_object_mut()) {
            members.remove("Guid");
        }
        leave_out(request, item);
    }
    items
}

/// Answers with things from any section, each saying in which it lies.
pub(crate) fn mixed_list(
    state: &State,
    request: &Received,
    viewer: Account,
    keys: &[u64],
    about: Value,
) -> Answer {
    let page = Page::of(request)?;
    let (total, part) = page.cut(keys.len());
    let items: Vec<_> = keys
        .get(part)
        .unwrap_or_default()
        .iter()
        .filter_map(|key| state.contents.item(*key))
        .map(|item| {
            let value = state.contents.value(item, Detail::Listing, viewer);
            in_its_section(&item.section, value)
        })
        .collect();
    Ok(paged(state, request, page, total, items, about))
}

/// Answers with a page of items that are made already, and what else there is to say.
pub(crate) fn paged(
    state: &State,
    request: &Received,
    page: Page,
    total: usize,
    items: Vec<Value>,
    about: Value,
) -> Response {
    let mut answer = json!({
        "size": items.len(),
        "allowSync": true,
        "identifier": IDENTIFIER,
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
    });
    if let (Some(members), Value::Object(about)) = (answer.as_object_mut(), about) {
        members.extend(about);
    }
    // An empty list is no list.
    if !items.is_empty() {
        set(&mut answer, "Metadata", items.into());
    }
    page.mark(&mut answer, total);
    let mut response = container(state, request, answer);
    page.mark_headers(&mut response, total);
    response
}

/// `GET /library/metadata/{keys}`: one or more, with commas between them.
pub(crate) async fn details(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let found = all_of(&state, &keys);
    let Some(first) = found.first() else {
        // Collections and playlists are metadata too.
        return super::collections::details(&state, &request, viewer, &keys);
    };
    let section = first.section;
    let items: Vec<_> = found
        .iter()
        .map(|item| {
            let value = state.contents.value(*item, Detail::Whole, viewer);
            let mut value = in_its_section(&item.section, value);
            includes::add(&state, &request, viewer, *item, &mut value);
            opinions::add(&state, &request, *item, &mut value);
            item_preferences::show(&state, *item, &mut value);
            chosen_streams::show(&state, *item, &mut value);
            leave_out(&request, &mut value);
            value
        })
        .collect();
    let answer = json!({
        "size": items.len(),
        "allowSync": true,
        "identifier": IDENTIFIER,
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "librarySectionUUID": uuid(state.seed, &section),
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "Metadata": items,
    });
    Ok(container(&state, &request, answer))
}

/// Takes away what the request wants left out: `excludeElements` for lists and objects, `excludeFields` for the others.
pub(super) fn leave_out(request: &Received, value: &mut Value) {
    let Some(members) = value.as_object_mut() else {
        return;
    };
    for (switch, of_elements) in [("excludeElements", true), ("excludeFields", false)] {
        for name in request.query(switch).unwrap_or_default().split(',') {
            let fits = |value: &Value| (value.is_array() || value.is_object()) == of_elements;
            if members.get(name).is_some_and(fits) {
                members.remove(name);
            }
        }
    }
}

/// `DELETE /library/metadata/{keys}`
pub(crate) async fn delete(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let found = all_of(&state, &keys);
    if found.is_empty() {
        return super::collections::delete(&state, &keys);
    }
    for item in found {
        state.contents.delete(item);
        state.events.timeline(&item, 9, "", state.seconds());
    }
    Ok(nothing(StatusCode::OK))
}

/// `DELETE /library/metadata/{key}/media/{version}`
pub(crate) async fn delete_version(
    Of(state): Of<Arc<State>>,
    Path((key, version)): Path<(String, String)>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let missing = || refuse_in_html(StatusCode::NOT_FOUND);
    let item = state.contents.find(&key).ok_or_else(missing)?;
    let version = version.parse().map_err(|_| missing())?;
    if !state.contents.delete_version(item, version) {
        return Err(missing());
    }
    state.events.timeline(&item, 5, "", state.seconds());
    Ok(nothing(StatusCode::OK))
}

/// `GET /library/metadata/{keys}/children`
pub(crate) async fn children(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    below(&state, &request, &keys, Depth::Children)
}

/// `GET /library/metadata/{keys}/grandchildren`
pub(crate) async fn grandchildren(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    below(&state, &request, &keys, Depth::Grandchildren)
}

/// `GET /library/metadata/{keys}/allLeaves`
pub(crate) async fn all_leaves(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    below(&state, &request, &keys, Depth::Leaves)
}

/// How deep in a thing something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Children,
    Grandchildren,
    Leaves,
}

fn below(state: &State, request: &Received, keys: &str, depth: Depth) -> Answer {
    let viewer = state.check_server_token(request)?;
    let found = all_of(state, keys);
    let Some(first) = found.first().copied() else {
        if depth == Depth::Children {
            return super::collections::items(state, request, viewer, keys);
        }
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    };
    let below = |item: Item| match depth {
        Depth::Children => item.kind.child(),
        Depth::Grandchildren => item.kind.child().and_then(Kind::child),
        Depth::Leaves => item
            .kind
            .levels()
            .last()
            .copied()
            .filter(|kind| *kind != item.kind),
    };
    let keys: Vec<_> = found
        .iter()
        .filter_map(|item| Some((*item, below(*item)?)))
        .flat_map(|(item, kind)| state.contents.keys_within(item, kind))
        .collect();
    let page = Page::of(request)?;
    let (total, part) = page.cut(keys.len());
    let items = lines(
        &state.contents,
        request,
        keys.get(part).unwrap_or_default(),
        viewer,
    );
    let parent = state.contents.value(first, Detail::Listing, viewer);
    let mut about = json!({
        "art": member(&parent, "art"),
        "key": first.key.to_string(),
        "librarySectionID": first.section.id,
        "librarySectionTitle": first.section.title,
        "librarySectionUUID": uuid(state.seed, &first.section),
        "nocache": true,
        "parentIndex": member(&parent, "index"),
        "parentTitle": member(&parent, "title"),
        "parentYear": member(&parent, "year"),
        "summary": member(&parent, "summary"),
        "thumb": member(&parent, "thumb"),
        "title1": parent.get("parentTitle").unwrap_or(&json!(first.section.title)),
        "title2": member(&parent, "title"),
        "viewGroup": below(first).map(Kind::name),
    });
    if first.kind.parent().is_some() {
        set(
            &mut about,
            "grandparentRatingKey",
            member(&parent, "parentRatingKey").clone(),
        );
        set(
            &mut about,
            "grandparentTitle",
            member(&parent, "parentTitle").clone(),
        );
    }
    if let Some(members) = about.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    Ok(paged(state, request, page, total, items, about))
}

/// The things of these keys that there are.
pub(crate) fn all_of(state: &State, keys: &str) -> Vec<Item> {
    keys.split(',')
        .filter_map(|key| state.contents.find(key))
        .collect()
}

/// `GET /library/all`: of every section, or of that with things of the type that is asked for.
pub(crate) async fn everything(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let wanted = request.query("type").and_then(Kind::read);
    let mut keys = Vec::new();
    for section in state.contents.library.sections().iter() {
        let kind = wanted.unwrap_or(section.kind);
        if kind.top() == section.kind {
            let wanted = Wanted {
                section: *section,
                kind,
                pairs: &request.query,
            };
            let order = state
                .contents
                .list(&wanted, viewer, state.clock.now())
                .map_err(unreadable)?;
            keys.extend(order.iter().copied());
        }
    }
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

/// `GET /library/onDeck`
pub(crate) async fn on_deck(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let keys = state.contents.deck(viewer);
    mixed_list(
        &state,
        &request,
        viewer,
        &keys,
        json!({"mixedParents": true}),
    )
}

/// `GET /library/metadata/{keys}/onDeck`
pub(crate) async fn on_deck_of(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let next: Vec<_> = all_of(&state, &keys)
        .into_iter()
        .filter_map(|item| state.contents.next_of(item, viewer))
        .map(|(_, key)| key)
        .collect();
    mixed_list(&state, &request, viewer, &next, json!({}))
}

/// `GET /library/recentlyAdded`
pub(crate) async fn recently_added(Of(state): Of<Arc<State>>, Ask(request): Ask) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let keys = recent(&state, viewer, &state.contents.library.sections());
    mixed_list(
        &state,
        &request,
        viewer,
        &keys,
        json!({"mixedParents": true}),
    )
}

/// The keys of what was added last to some sections, the latest first.
pub(crate) fn recent(state: &State, viewer: Account, sections: &[Section]) -> Vec<u64> {
    let by_age = [("sort".to_owned(), "addedAt:desc".to_owned())];
    let mut dated = Vec::new();
    for section in sections {
        let wanted = Wanted {
            section: *section,
            kind: match section.kind {
                Kind::Show => Kind::Season,
                Kind::Artist => Kind::Album,
                kind => kind,
            },
            pairs: &by_age,
        };
        let order = state.contents.list(&wanted, viewer, state.clock.now());
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

pub(crate) fn in_its_section(section: &Section, mut item: Value) -> Value {
    set(&mut item, "librarySectionID", section.id.into());
    set(
        &mut item,
        "librarySectionKey",
        format!("/library/sections/{}", section.id).into(),
    );
    set(&mut item, "librarySectionTitle", section.title.into());
    item
}

/// Sets a member of an object.
pub(crate) fn set(value: &mut Value, name: &str, member: Value) {
    if let Some(members) = value.as_object_mut() {
        members.insert(name.to_owned(), member);
    }
}

pub(crate) const IDENTIFIER: &str = "com.plexapp.plugins.library";
pub(crate) const MEDIA_TAG_PREFIX: &str = "/system/bundle/media/flags/";
pub(crate) const MEDIA_TAG_VERSION: u64 = 1_761_000_000;
