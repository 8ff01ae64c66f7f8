//! What lists of a section can be filtered and sorted by, as clients are told.

use serde_json::{Value, json};

use crate::{
    library::{Kind, Section},
    query::fields::{self, Field, Type},
};

/// The types of a section with their filters, sorts and fields. `active` is the one that is listed.
pub(crate) fn meta(section: &Section, active: Option<Kind>) -> Value {
    let folder = json!({
        "key": format!("/library/sections/{}/folder", section.id),
        "type": "folder",
        "title": "Folders",
        "active": false,
    });
    let types: Vec<_> = section
        .kind
        .levels()
        .into_iter()
        .map(|kind| {
            json!({
                "key": format!("/library/sections/{}/all?type={}", section.id, kind.number()),
                "type": kind.query_name(),
                "title": kind.plural(),
                "active": active == Some(kind),
                "Filter": filters(section, kind),
                "Sort": sorts(section, kind),
                "Field": known(kind),
            })
        })
        .chain([folder])
        .collect();
    json!({"Type": types, "FieldType": field_types()})
}

/// The same for collections, which are told of by themselves.
pub(crate) fn of_collections(section: &Section) -> Value {
    let of = |what: &str| format!("/library/sections/{}/{what}?type=18", section.id);
    let kind = json!({
        "key": format!("/library/sections/{}/collections?type=18", section.id),
        "type": "collection",
        "title": "Collections",
        "active": true,
        "Filter": [
            {"filter": "contentRating", "filterType": "string", "key": of("contentRating"), "title": "Content Rating", "type": "filter"},
            {"filter": "smart", "filterType": "boolean", "key": of("smart"), "title": "Smart", "type": "filter"},
        ],
        "Sort": [
            {"key": "titleSort", "descKey": "titleSort:desc", "defaultDirection": "asc", "default": "asc", "title": "Name"},
            {"key": "userRating", "descKey": "userRating:desc", "defaultDirection": "desc", "title": "Rating"},
            {"key": "random", "descKey": "random:desc", "defaultDirection": "desc", "title": "Randomly"},
        ],
        "Field": [
            {"key": "collection.title", "title": "Collection Title", "type": "string"},
            {"key": "collection.contentRating", "title": "Content Rating", "type": "tag"},
            {"key": "collection.userRating", "title": "Rating", "type": "integer", "subType": "rating"},
        ],
    });
    json!({"Type": [kind], "FieldType": field_types()})
}

/// The types of values, and how they can be compared.
fn field_types() -> Value {
    Type::ALL
        .into_iter()
        .map(|kind| {
            let operators: Vec<_> = kind
                .operators()
                .iter()
                .map(|(key, title)| json!({"key": key, "title": title}))
                .collect();
            json!({"type": kind.name(), "Operator": operators})
        })
        .collect()
}

/// The filters that clients offer for things of a kind.
pub(crate) fn filters(section: &Section, kind: Kind) -> Value {
    fields::of_kind(kind)
        .filter(|field| field.is_filter && field.is_told_of(kind))
        .map(|field| {
            let kind_of_values = match field.kind {
                kind if kind.is_chosen() => "string",
                other => other.name(),
            };
            json!({
                "filter": field.name,
                "filterType": kind_of_values,
                "key": format!("/library/sections/{}/{}?type={}", section.id, field.name, kind.number()),
                "title": field.title,
                "type": "filter",
            })
        })
        .collect()
}

/// The sorts that clients offer for things of a kind.
pub(crate) fn sorts(section: &Section, kind: Kind) -> Value {
    let sort = |(field, direction): (&Field, &str)| {
        let mut sort = json!({
            "key": field.name,
            "descKey": format!("{}:desc", field.name),
            "defaultDirection": direction,
            "title": field.title,
        });
        if let (true, Some(members)) = (field.name == "titleSort", sort.as_object_mut()) {
            members.insert("default".to_owned(), "asc".into());
            members.insert(
                "firstCharacterKey".to_owned(),
                format!("/library/sections/{}/firstCharacter", section.id).into(),
            );
        }
        sort
    };
    let random = json!({"key": "random", "descKey": "random:desc", "defaultDirection": "desc", "title": "Randomly"});
    fields::of_kind(kind)
        .filter_map(|field| Some((field, field.sort?)))
        .map(sort)
        .chain([random])
        .collect()
}

/// The fields of things of a kind. Queries may name those of other levels as well, which are told of with their own type.
fn known(kind: Kind) -> Value {
    let has_levels = kind.levels().len() > 1;
    fields::of_kind(kind)
        .filter(|field| field.is_told_of(kind))
        .map(|field| {
            let (key, title) = if has_levels {
                let level = kind.plural().trim_end_matches('s');
                (
                    format!("{}.{}", kind.query_name(), field.name),
                    format!("{level} {}", field.title),
                )
            } else {
                (field.name.to_owned(), field.title.to_owned())
            };
            let mut told = json!({"key": key, "title": title, "type": field.kind.name()});
            if let (Some(subtype), Some(members)) = (field.subtype, told.as_object_mut()) {
                members.insert("subType".to_owned(), subtype.into());
            }
            told
        })
        .collect()
}
