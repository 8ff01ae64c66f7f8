//! Things one by one: details, what lies in them, and their end.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    chosen_streams, includes, item_preferences, opinions,
    paging::{Page, in_its_section, lines, mixed_list, paged},
    sections::uuid,
};
use crate::{
    answer::{Answer, Refusal, container, nothing, refuse_in_html},
    contents::Account,
    library::{Detail, Item, Kind},
    look::{member, set},
    requests::{Ask, Received},
    state::State,
};

/// `GET /library/metadata/{keys}`: one or more, with commas between them.
pub(crate) async fn details(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let found = all_for(&state, viewer, &keys);
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
    let mut answer = json!({
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
    if request.is_on("asyncAugmentMetadata") {
        // The search in online sources is over as soon as it has begun, and finds nothing.
        let path = format!("/library/metadata/augmentations/{}", first.key);
        set(&mut answer, "augmentationKey", path.into());
    }
    Ok(container(&state, &request, answer))
}

/// `GET /library/metadata/augmentations/{id}`
pub(crate) async fn augmentation(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let known = state
        .contents
        .find(&id)
        .map(|_| nothing(StatusCode::NO_CONTENT));
    known.ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))
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
    let found = all_for(state, viewer, keys);
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
        .flat_map(|(item, kind)| match depth {
            Depth::Children => state.contents.children(item),
            _ => state.contents.keys_within(item, kind),
        })
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

/// The same, as far as somebody sees them.
pub(super) fn all_for(state: &State, viewer: Account, keys: &str) -> Vec<Item> {
    let mut found = all_of(state, keys);
    found.retain(|item| state.shows(viewer, &item.section));
    found
}

/// The same; refused where there is none.
pub(super) fn some_for(state: &State, viewer: Account, keys: &str) -> Result<Vec<Item>, Refusal> {
    let found = all_for(state, viewer, keys);
    if found.is_empty() {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    Ok(found)
}

/// `GET /library/metadata/{keys}/onDeck`
pub(crate) async fn on_deck_of(
    Of(state): Of<Arc<State>>,
    Path(keys): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let next: Vec<_> = all_for(&state, viewer, &keys)
        .into_iter()
        .filter_map(|item| state.contents.next_of(item, viewer))
        .map(|(_, key)| key)
        .collect();
    mixed_list(&state, &request, viewer, &next, json!({}))
}

pub(crate) const IDENTIFIER: &str = "com.plexapp.plugins.library";
pub(crate) const MEDIA_TAG_PREFIX: &str = "/system/bundle/media/flags/";
pub(crate) const MEDIA_TAG_VERSION: u64 = 1_761_000_000;
