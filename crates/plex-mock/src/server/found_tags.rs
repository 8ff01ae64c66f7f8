//! People, genres and other tags that a search finds.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::paging::Page;
use crate::{
    answer::{Answer, container, refuse_in_html},
    contents::{OWNER, lists::find_in_any_case, tags::Tag},
    library::{Kind, Section, tag_id},
    look::set,
    query::fields,
    requests::Received,
    state::State,
};

/// A row for each sort of tags. A tag is found in each section that has it.
pub(super) fn hubs(state: &State, sections: &[Section], query: &str, limit: usize) -> Vec<Value> {
    let fits = |sort: &str, text: &str| {
        let is_shown = SORTS.iter().any(|(filter, _)| *filter == sort);
        is_shown && find_in_any_case(text, query).is_some()
    };
    let found: Vec<_> = sections
        .iter()
        .flat_map(|section| {
            let tags = state.contents.count_tags(section, &fits);
            tags.map(|tag| (*section, tag))
        })
        .collect();
    SORTS
        .iter()
        .map(|(filter, title)| {
            let mut of_sort: Vec<_> = found
                .iter()
                .filter(|(_, tag)| tag.filter == *filter)
                .collect();
            of_sort.sort_by_key(|(_, tag)| {
                let begins = tag.text.to_lowercase().starts_with(query);
                (!begins, std::cmp::Reverse(tag.count), tag.text.clone())
            });
            let lines: Vec<_> = of_sort
                .iter()
                .take(limit)
                .map(|(section, tag)| line(section, tag))
                .collect();
            let mut hub = json!({
                "title": title,
                "type": filter,
                "hubIdentifier": filter,
                "context": "hub.search",
                "size": lines.len(),
                "more": of_sort.len() > lines.len(),
                "style": "shelf",
            });
            if !lines.is_empty() {
                set(&mut hub, "Directory", lines.into());
            }
            hub
        })
        .collect()
}

/// `GET /library/tags?type=`: the tags of that sort, or of all sorts, in all sections, each once.
pub(super) fn list(state: &State, request: &Received) -> Answer {
    let sort: Option<u32> = request
        .query("type")
        .map(|sort| sort.parse())
        .transpose()
        .map_err(|_| refuse_in_html(StatusCode::BAD_REQUEST))?;
    let of_field = OF_FIELDS.iter().find(|(number, ..)| sort == Some(*number));
    if let Some((number, name, kind)) = of_field {
        return told_by(state, request, *number, name, *kind);
    }
    let mut found: BTreeMap<(String, String), Tag> = BTreeMap::new();
    for section in state.contents.library.sections().iter() {
        for tag in state.contents.tags_of(section).iter() {
            if sort.is_none_or(|sort| sort == tag.number()) {
                let name = (
                    tag.text.to_lowercase(),
                    format!("{} {}", tag.filter, tag.id),
                );
                found
                    .entry(name)
                    .and_modify(|known| known.count += tag.count)
                    .or_insert_with(|| tag.clone());
            }
        }
    }
    let page = Page::of(request)?;
    let (total, part) = page.cut(found.len());
    let tags: Vec<_> = found
        .values()
        .skip(part.start)
        .take(part.len())
        .map(|tag| {
            // Most have a number.
            let id = tag.id.parse::<u64>().map(Value::from);
            let mut line = json!({
                "id": id.unwrap_or_else(|_| (*tag.id).into()),
                "filter": format!("{}={}", tag.filter, tag.id),
                "tag": *tag.text,
                "tagType": tag.number(),
                "count": tag.count,
            });
            for (name, text) in [("tagKey", &tag.tag_key), ("thumb", &tag.thumb)] {
                if let Some(text) = text {
                    set(&mut line, name, text.as_ref().into());
                }
            }
            line
        })
        .collect();
    let mut answer = json!({"size": tags.len(), "identifier": super::items::IDENTIFIER});
    if !tags.is_empty() {
        set(&mut answer, "Directory", tags.into());
    }
    page.mark(&mut answer, total);
    Ok(container(state, request, answer))
}

/// The values of a field of all things of a kind, as tags.
fn told_by(state: &State, request: &Received, number: u32, name: &str, kind: Kind) -> Answer {
    let mut found = BTreeMap::new();
    for section in state.contents.library.sections().iter() {
        if let (true, Some(field)) = (section.kind == kind.top(), fields::field(name, kind)) {
            let values = state.contents.values(section, kind, field, OWNER);
            found.extend(
                values
                    .iter()
                    .map(|(title, key)| (title.clone(), key.clone())),
            );
        }
    }
    let page = Page::of(request)?;
    let (total, part) = page.cut(found.len());
    let shown = found.into_iter().skip(part.start).take(part.len());
    let tags: Vec<_> = shown
        .map(|(title, key)| {
            json!({"id": tag_id(&title), "filter": format!("{name}={key}"), "tag": title, "tagType": number})
        })
        .collect();
    let mut answer = json!({"size": tags.len(), "identifier": super::items::IDENTIFIER});
    if !tags.is_empty() {
        set(&mut answer, "Directory", tags.into());
    }
    page.mark(&mut answer, total);
    Ok(container(state, request, answer))
}

/// What is no tag of a thing, but listed among the tags: by which number, and the field that tells it.
const OF_FIELDS: &[(u32, &str, Kind)] = &[
    (200, "make", Kind::Photo),
    (201, "device", Kind::Photo),
    (202, "aperture", Kind::Photo),
    (203, "exposure", Kind::Photo),
    (204, "iso", Kind::Photo),
    (205, "lens", Kind::Photo),
    (206, "device", Kind::Photo),
    (318, "studio", Kind::Movie),
    (319, "network", Kind::Show),
];

fn line(section: &Section, tag: &Tag) -> Value {
    let path = format!("/library/sections/{}", section.id);
    let filter = format!("{}={}", tag.filter, tag.id);
    let mut line = json!({
        "key": format!("{path}/all?{filter}"),
        "librarySectionID": section.id,
        "librarySectionKey": path,
        "librarySectionTitle": section.title,
        "librarySectionType": section.kind.number(),
        "type": "tag",
        "reason": "section",
        "reasonID": section.id,
        "reasonTitle": section.title,
        "score": "0.75",
        "id": *tag.id,
        "filter": filter,
        "tag": *tag.text,
        "tagType": tag.number(),
        "count": tag.count,
    });
    if let Some(tag_key) = &tag.tag_key {
        set(&mut line, "tagKey", tag_key.as_ref().into());
    }
    if let Some(thumb) = &tag.thumb {
        set(&mut line, "thumb", thumb.as_ref().into());
    }
    line
}

const SORTS: &[(&str, &str)] = &[
    ("actor", "Actors"),
    ("director", "Directors"),
    ("genre", "Genres"),
    ("mood", "Moods"),
    ("style", "Styles"),
    ("tag", "Tags"),
];
