//! Ways into a section by its folders, its age, and what its things have in common.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    items::{IDENTIFIER, MEDIA_TAG_PREFIX, MEDIA_TAG_VERSION},
    lists::{answer_list, listed},
    paging::Page,
};
use crate::{
    answer::{Answer, Format, container, refuse_in_html},
    contents::Account,
    dice::Dice,
    library::{Detail, Kind, Section},
    look::member,
    requests::Received,
    state::State,
};

/// What every answer about a section begins with.
fn head(section: &Section) -> Value {
    json!({
        "size": 0,
        "allowSync": false,
        "art": format!("/:/resources/{}-fanart.jpg", section.kind.name()),
        "identifier": IDENTIFIER,
        "librarySectionID": section.id,
        "librarySectionTitle": section.title,
        "mediaTagPrefix": MEDIA_TAG_PREFIX,
        "mediaTagVersion": MEDIA_TAG_VERSION,
        "thumb": format!("/:/resources/{}.png", section.kind.name()),
        "title1": section.title,
    })
}

fn extend<const N: usize>(container: &mut Value, members: [(&str, Value); N]) {
    if let Some(container) = container.as_object_mut() {
        let members = members.into_iter().filter(|(_, value)| !value.is_null());
        container.extend(members.map(|(name, value)| (name.to_owned(), value)));
    }
}

/// `GET /library/sections/{id}/timeline`
pub(super) fn timeline(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
) -> Answer {
    let pairs = [("sort".to_owned(), "updatedAt:desc".to_owned())];
    let order = listed(state, viewer, (section, section.kind), &pairs)?;
    let latest = order
        .first()
        .map(|key| state.contents.value_of(*key, Detail::Listing, viewer));
    let latest = latest
        .as_ref()
        .map_or(&Value::Null, |item| member(item, "updatedAt"));
    let mut answer = head(&section);
    extend(
        &mut answer,
        [
            ("size", order.len().into()),
            ("content", "secondary".into()),
            ("latestEntryTime", latest.as_u64().unwrap_or(0).into()),
            (
                "updateQueueSize",
                u8::from(state.events.is_refreshing(section.id)).into(),
            ),
            ("viewGroup", "secondary".into()),
        ],
    );
    Ok(container(state, request, answer))
}

/// `GET /library/sections/{id}/location`
pub(super) fn locations(state: &State, request: &Received, section: Section) -> Answer {
    let about = state.contents.library.about(section.id);
    let folders: Vec<_> = about
        .paths
        .iter()
        .map(|path| {
            let number = number_of(path);
            json!({
                "key": number.to_string(),
                "title": path.rsplit('/').next().unwrap_or(path),
                "fastKey": format!("/library/sections/{}/folder?parent={number}", section.id),
            })
        })
        .collect();
    let mut answer = head(&section);
    extend(
        &mut answer,
        [
            ("size", folders.len().into()),
            ("Directory", folders.into()),
        ],
    );
    Ok(container(state, request, answer))
}

/// The number of a folder is made from its path: the same wherever it is met.
fn number_of(path: &str) -> u64 {
    Dice::new(0, path, 0).below(1_000_000_000) + 1
}

/// `GET /library/sections/{id}/folder?parent=`: the files as they lie on the disk.
pub(super) fn folder(
    state: &State,
    request: &Received,
    viewer: Account,
    section: Section,
) -> Answer {
    let page = Page::of(request)?;
    let parent: Option<u64> = match request.query("parent") {
        Some(parent) => Some(
            parent
                .parse()
                .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))?,
        ),
        None => None,
    };
    let about = state.contents.library.about(section.id);
    let leaf = section
        .kind
        .levels()
        .last()
        .copied()
        .unwrap_or(section.kind);
    // Above all folders of the section lie the folders that it is made from.
    let mut is_known = parent.is_none();
    let roots: Vec<_> = about
        .paths
        .iter()
        .map(|root| (root, parent.is_none() || parent == Some(number_of(root))))
        .collect();
    // The folders that lie here, by their names, with where they lie.
    let mut folders: Vec<(String, String)> = Vec::new();
    let mut here = Vec::new();
    state.contents.each_file(&section, leaf, &mut |key, file| {
        let inside = roots.iter().find_map(|(root, is_open)| {
            let rest = file.strip_prefix(root.as_str())?.strip_prefix('/')?;
            Some((root.len(), rest, *is_open))
        });
        let Some((mut end, rest, mut is_open)) = inside else {
            return;
        };
        is_known |= is_open;
        for name in rest.split('/') {
            let path = file.get(..end).unwrap_or_default();
            end += 1 + name.len();
            if end == file.len() {
                if is_open {
                    here.push(key);
                }
                return;
            }
            if is_open {
                folders.push((name.to_owned(), path.to_owned()));
                return;
            }
            is_open = parent == file.get(..end).map(number_of);
            is_known |= is_open;
        }
    });
    // Of folders of the same name, the last stands for all.
    folders.sort_by(|(name, _), (other, _)| name.cmp(other));
    folders.reverse();
    folders.dedup_by(|(name, _), (other, _)| name == other);
    folders.reverse();
    if !is_known {
        return Err(refuse_in_html(StatusCode::NOT_FOUND));
    }
    let (total, part) = page.cut(folders.len() + here.len());
    let entries: Vec<_> = folders
        .into_iter()
        .map(Ok)
        .chain(here.into_iter().map(Err))
        .collect();
    let (mut directories, mut items) = (Vec::new(), Vec::new());
    for entry in entries.into_iter().skip(part.start).take(part.len()) {
        match entry {
            Ok((title, path)) => {
                let number = number_of(&format!("{path}/{title}"));
                directories.push(json!({
                    "key": format!("/library/sections/{}/folder?parent={number}", section.id),
                    "title": title,
                }));
            }
            Err(key) => items.push(state.contents.value_of(key, Detail::Listing, viewer)),
        }
    }
    let mut answer = head(&section);
    let some = |list: Vec<Value>| {
        if list.is_empty() {
            Value::Null
        } else {
            list.into()
        }
    };
    extend(
        &mut answer,
        [
            ("size", (directories.len() + items.len()).into()),
            ("content", "secondary".into()),
            ("title2", "By Folder".into()),
            ("viewGroup", "secondary".into()),
            ("Directory", some(directories)),
            ("Metadata", some(items)),
        ],
    );
    page.mark(&mut answer, total);
    let mut response = container(state, request, answer);
    page.mark_headers(&mut response, total);
    Ok(response)
}

/// `GET /library/sections/{id}/common?id=1,2`: one entry of what they all agree on.
pub(super) fn common(
    state: &State,
    request: &Received,
    viewer: Account,
    (section, kind): (Section, Kind),
) -> Answer {
    let order = listed(state, viewer, (section, kind), &request.query)?;
    let mut shared: Option<Map<String, Value>> = None;
    let mut mixed: Vec<String> = Vec::new();
    // More would only take time: things that agree in nothing after a thousand agree in nothing.
    for key in order.iter().take(1000) {
        let value = state.contents.value_of(*key, Detail::Whole, viewer);
        let Value::Object(mut members) = value else {
            continue;
        };
        members.retain(|name, _| COMMON.contains(&name.as_str()));
        let Some(known) = &mut shared else {
            shared = Some(members);
            continue;
        };
        for name in COMMON {
            if known.get(*name) != members.get(*name) {
                known.remove(*name);
                if !mixed.iter().any(|mixed| mixed == name) {
                    mixed.push((*name).to_owned());
                }
            }
        }
    }
    let mut entry = shared.unwrap_or_default();
    entry.retain(|name, _| !mixed.contains(name));
    entry.insert("type".to_owned(), "common".into());
    if !mixed.is_empty() {
        entry.insert("mixedFields".to_owned(), mixed.join(",").into());
    }
    let mut answer = head(&section);
    // In XML the element says what it is; the type is then told once more.
    let name = match Format::of(request) {
        Format::Xml => "Common",
        Format::Json => "Metadata",
    };
    extend(&mut answer, [("size", 1.into()), (name, json!([entry]))]);
    Ok(container(state, request, answer))
}

/// What a form that edits many things at once shows.
const COMMON: &[&str] = &[
    "title",
    "titleSort",
    "originalTitle",
    "originallyAvailableAt",
    "contentRating",
    "studio",
    "tagline",
    "summary",
    "year",
    "index",
    "editionTitle",
    "Genre",
    "Country",
    "Director",
    "Writer",
    "Producer",
    "Collection",
    "Label",
    "Mood",
    "Style",
];

/// `GET /library/sections/{id}/autocomplete?title.query=`
pub(super) fn autocomplete(
    state: &State,
    request: &Received,
    viewer: Account,
    (section, kind): (Section, Kind),
) -> Answer {
    let typed = request.query("title.query").unwrap_or_default();
    // Begins with.
    let pairs = [("title<".to_owned(), typed.to_owned())];
    answer_list(state, request, viewer, section, Some(kind), &pairs)
}
