//! People: who they are, and what they take part in.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Of},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{lists::listed, paging::mixed_list};
use crate::{
    answer::{Answer, Refusal, container, refuse_in_html},
    contents::{Account, OWNER},
    library::{Detail, Kind, person_of},
    look::member,
    requests::Ask,
    state::State,
};

/// `GET /library/people/{id}`
pub(crate) async fn one(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    state.check_server_token(&request)?;
    let person = person(&state, &id)?;
    Ok(container(
        &state,
        &request,
        json!({"size": 1, "Directory": [person]}),
    ))
}

/// `GET /library/people/{id}/media`
pub(crate) async fn media(
    Of(state): Of<Arc<State>>,
    Path(id): Path<String>,
    Ask(request): Ask,
) -> Answer {
    let viewer = state.check_server_token(&request)?;
    let person = person(&state, &id)?;
    let keys = taken_part_in(&state, &member(&person, "id").to_string(), viewer)?;
    mixed_list(&state, &request, viewer, &keys, json!({}))
}

fn taken_part_in(state: &State, id: &str, viewer: Account) -> Result<Vec<u64>, Refusal> {
    let mut found = Vec::new();
    for section in &state.sections_of(viewer) {
        let ways: &[&str] = match section.kind {
            Kind::Movie => &["actor", "director", "writer", "producer"],
            Kind::Show => &["actor"],
            _ => continue,
        };
        let mut pairs = Vec::new();
        for way in ways {
            pairs.push(((*way).to_owned(), id.to_owned()));
            pairs.push(("or".to_owned(), "1".to_owned()));
        }
        let order = listed(state, viewer, (*section, section.kind), &pairs)?;
        found.extend(order.iter().copied());
    }
    Ok(found)
}

/// A person by the number of the tag, or by its key in the online catalogue.
fn person(state: &State, id: &str) -> Result<Value, Refusal> {
    if let Some(person) = person_of(state.seed, id) {
        return Ok(json!({
            "id": person.id,
            "filter": format!("actor={}", person.id),
            "tag": person.name,
            "tagType": 6,
            "tagKey": person.tag_key,
            "thumb": format!("https://images.example.org/people/{}.jpg", person.tag_key),
        }));
    }
    described(state, id).ok_or_else(|| refuse_in_html(StatusCode::NOT_FOUND))
}

fn described(state: &State, id: &str) -> Option<Value> {
    let library = &state.contents.library;
    let mut keys = Vec::new();
    for (_, written) in library.written_sections() {
        written.each(&mut |thing| keys.push(thing.key()));
    }
    keys.into_iter().find_map(|key| {
        let value = state.contents.value_of(key, Detail::Whole, OWNER);
        ["Role", "Director", "Writer", "Producer"]
            .into_iter()
            .find_map(|list| {
                let mut people = member(&value, list).as_array()?.iter();
                let person = people.find(|person| {
                    member(person, "id").as_u64() == id.parse().ok()
                        || member(person, "tagKey") == id
                })?;
                let mut person = person.clone();
                if let Some(members) = person.as_object_mut() {
                    members.remove("role");
                    members.insert("tagType".to_owned(), 6.into());
                }
                Some(person)
            })
    })
}
